"""What chapter 5 says of the errors: accuracies, the best and the worst class, F1, what there is nothing to say of."""

from collections.abc import Iterable

from fer_lib import publish
from fer_lib.chapters import claims
from fer_lib.chapters.claims import Answer
from fer_lib.chapters.errors.analysis import ErrorAnalysis
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.metrics.per_class import ClassScores
from fer_lib.names import class_texts
from fer_lib.wording import interval_percent, listed, percent, proportion_text


def accuracies(analysis: ErrorAnalysis) -> Text:
    """Accuracy on training and validation images."""
    training = proportion_text(analysis.training.accuracy)
    validation = proportion_text(analysis.validation.accuracy)
    return Text(
        f"The network is right on {training.en} of the training images and on {validation.en} of the validation "
        "images. The errors of this chapter are those on the validation images.",
        f"網路在訓練集上的準確率是 {training.zh}，在驗證集上是 {validation.zh}。本章談的錯誤都是驗證集上的錯誤。",
    )


def macro_f1(scores: ClassScores) -> Text:
    """The mean F1 with its interval."""
    interval, n = interval_percent(scores.macro_f1_interval), scores.matrix.n
    return Text(
        f"The mean of the F1, which counts every class alike, is {percent(scores.macro_f1)} (95% bootstrap interval "
        f"{interval}, n\u00a0=\u00a0{n:,}).",
        f"各類 F1 的平均（macro F1，每一類同等看待）是 {percent(scores.macro_f1)}（95% 拔靴法信賴區間 "
        f"{interval}，n\u00a0=\u00a0{n:,}）。",
    )


def extremes(scores: ClassScores) -> Text:
    """Which classes are recognised best and worst, as far as the intervals of the recalls allow to say so."""
    order = scores.by_recall()
    best, worst = order[0], order[-1]
    if worst in scores.not_told_from(best):
        return Text(
            f"The interval of the best recall ({_named(scores, best).en}) overlaps with that of the worst "
            f"({_named(scores, worst).en}): these images do not tell which class is recognised best.",
            f"召回率最高的類別（{_named(scores, best).zh}）與最低的類別（{_named(scores, worst).zh}），"
            "信賴區間彼此重疊：這些影像不足以判斷哪一類認得最好。",
        )
    top, bottom = _extreme(scores, best), _extreme(scores, worst)
    return Text(
        f"Recognised best is {top.en} Recognised worst is {bottom.en}",
        f"認得最好的是{top.zh}認得最差的是{bottom.zh}",
    )


def _named(scores: ClassScores, k: int) -> Text:
    name, recall = class_texts([scores.scores[k].name])[0], scores.scores[k].recall
    assert recall is not None
    described = proportion_text(recall)
    return Text(f"**{name.en}**, {described.en}", f"**{name.zh}**，召回率 {described.zh}")


def _extreme(scores: ClassScores, k: int) -> Text:
    named = _named(scores, k)
    others = class_texts([scores.scores[i].name for i in scores.not_told_from(k) if i != k])
    if not others:
        return Text(
            f"{named.en}; no other class's interval touches this one.",
            f"{named.zh}，沒有其他類別的信賴區間與它重疊。",
        )
    names = listed(others)
    return Text(
        f"{named.en}, but the interval of {names.en} overlaps with it."
        if len(others) == 1
        else f"{named.en}, but the intervals of {names.en} overlap with it.",
        f"{named.zh}，但{names.zh}的信賴區間與它重疊。",
    )


def no_errors() -> Text:
    """Why a section on the mistakes has nothing to show."""
    return Text(
        "The network makes no mistake on the validation images.",
        "網路在驗證集上沒有任何錯誤。",
    )


def two_classes() -> Text:
    """Why errors are not held against chance, whose rows and columns would decide them all."""
    return Text(
        "With two classes a wrong answer can only be the other class: there is nothing that chance could decide.",
        "只有兩類時，錯誤的答案只可能是另一類，沒有什麼可以由偶然決定。",
    )


def too_few_errors() -> Text:
    """Why errors are not held against chance, which expects less than one everywhere."""
    return Text(
        "The errors are too few to hold each kind of confusion against chance: of none is one error expected.",
        "錯誤太少，無法把每一種混淆與偶然情況相比：每一種的期望值都不到一個。",
    )


def commands(edition: Edition) -> Text:
    """How to have the chapter's figures, and the labels of new images, without a notebook."""
    run = f"{edition.name}/{edition.main_run}"
    return Text(
        f"`python -m fer_lib evaluate {run}` prints the figures of this chapter for any run, with `--json` for programs "
        f"and `--split test` for other images. `python -m fer_lib predict {run} test.csv -o submission.csv` labels new "
        "images in the form in which courses like to have them (`id,label`); a folder of images will do as well, and "
        "`--probabilities` adds a column for each class.",
        f"`python -m fer_lib evaluate {run}` 會列出任何一次訓練的這些數字；加上 `--json` 供程式讀取，加上 "
        f"`--split test` 改看其他影像。`python -m fer_lib predict {run} test.csv -o submission.csv` 會為新的影像加上標籤，"
        "寫成課程常用的繳交格式（`id,label`）；輸入也可以是一個影像資料夾，加上 `--probabilities` 會再附上各類的機率。",
    )


def publish_answers(answers: Iterable[Answer | None]) -> None:
    """Print the answers to claims of the reports, or why none of them is asked of these data."""
    asked = [answer for answer in answers if answer]
    if asked:
        claims.publish_answers(asked)
    else:
        publish.nothing(other_classes())


def other_classes() -> Text:
    """Why no claim is asked: the reports' claims name expressions, and these data have other classes."""
    return Text(
        "The reports speak of seven facial expressions, and these data have other classes: none of these claims is "
        "asked here.",
        "各份報告談的是七種臉部表情，而這份資料是別的類別，因此這裡不檢驗這些主張。",
    )
