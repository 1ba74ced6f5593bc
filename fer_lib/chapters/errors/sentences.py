"""What chapter 5 says of the errors: accuracies, the best and the worst class, F1, galleries."""

from fer_lib.chapters.errors.analysis import ErrorAnalysis
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


def other_classes() -> Text:
    """Why no claim is asked: the reports' claims name expressions, and these data have other classes."""
    return Text(
        "The reports speak of seven facial expressions, and these data have other classes: none of these claims is "
        "asked here.",
        "各份報告談的是七種臉部表情，而這份資料是別的類別，因此這裡不檢驗這些主張。",
    )
