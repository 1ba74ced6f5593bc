"""What chapter 5 says of the errors: accuracies, the best and the worst class, F1, what there is nothing to say of."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.errors.analysis import ErrorAnalysis
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.metrics.error_destinations import Destination
from fer_lib.metrics.per_class import ClassScores
from fer_lib.names import class_texts
from fer_lib.wording import interval_percent, listed, paragraph, percent, proportion_text

MOST_NAMED = 6
"""Classes that a sentence names; of more it says how many they are."""
FEWEST_EXPECTED_OF_A_CLASS = 1.0
"""Where fewer errors than this are expected to go to each class, none outside its range says nothing."""


def accuracies(analysis: ErrorAnalysis) -> Text:
    """Accuracy on training and validation images."""
    training = percent(analysis.training.accuracy.share)
    validation = proportion_text(analysis.validation.accuracy)
    return Text(
        f"The network is right on {training} of the training images and on {validation.en} of the validation "
        "images. The errors of this chapter are those on the validation images.",
        f"模型在訓練集上的準確率是 {training}，在驗證集上是 {validation.zh}。本章談的錯誤都是驗證集上的錯誤。",
    )


def macro_f1(scores: ClassScores) -> Text:
    """The mean F1 with its interval."""
    shown, interval, n = percent(scores.macro_f1), scores.macro_f1_interval, scores.matrix.n
    number, occur = f"n\u00a0=\u00a0{n:,}", sum(score.f1 is not None for score in scores.scores)
    if interval[0] == interval[1]:
        draws = Text(
            f"{number}; 95% of the bootstrap's draws give the same", f"{number}；95% 的拔靴法抽樣得到同樣的值"
        )
    else:
        span = interval_percent(interval)
        draws = Text(f"95% bootstrap interval {span}, {number}", f"95% 拔靴法信賴區間 {span}，{number}")
    alike = Text("every class", "每一類")
    if occur < len(scores.scores):
        alike = Text("every class that is a label or an answer here", "凡是在這裡當過標籤或答案的類別，都")
    return Text(
        f"The mean F1 (macro F1, which counts {alike.en} alike) is {shown} ({draws.en}).",
        f"各類 F1 的平均（macro F1，{alike.zh}同等看待）是 {shown}（{draws.zh}）。",
    )


def extremes(scores: ClassScores) -> Text:
    """Which classes are recognised best and worst, as far as the intervals of the recalls allow to say so."""
    order = scores.by_recall()
    best, worst = order[0], order[-1]
    if len(order) == 1:
        only = _named(scores, best)
        return Text(
            f"Only one class has images here: {only.en}. There is no other to hold it against.",
            f"這裡只有一類有影像：{only.zh}，沒有別的類別可以比較。",
        )
    if _share(scores, best) == _share(scores, worst):
        same = percent(_share(scores, best))
        both = len(order) == 2
        return Text(
            f"{'Both' if both else f'All {len(order)}'} classes with images have the same recall, {same}.",
            f"有影像的{'兩' if both else f' {len(order)} '}類，召回率都是 {same}。",
        )
    if worst in scores.not_told_from(best):
        top, bottom = _with_ties(scores, best), _with_ties(scores, worst)
        return Text(
            f"The best recall is that of {top.en}. Its interval overlaps with that of the worst, {bottom.en}: these "
            "images do not tell which class is recognised best.",
            f"召回率最高的是{top.zh}；最低的是{bottom.zh}。兩者的信賴區間彼此重疊：這些影像不足以判斷哪一類認得最好。",
        )
    top, bottom = _extreme(scores, best), _extreme(scores, worst)
    return Text(
        f"Recognised best is {top.en} Recognised worst is {bottom.en}",
        f"認得最好的是{top.zh}認得最差的是{bottom.zh}",
    )


def _share(scores: ClassScores, k: int) -> float:
    recall = scores.scores[k].recall
    assert recall is not None
    return recall.share


def _with_ties(scores: ClassScores, k: int) -> Text:
    """A class and its recall, and how many other classes have the same."""
    name, recall = class_texts([scores.scores[k].name])[0], scores.scores[k].recall
    assert recall is not None
    described = proportion_text(recall)
    alike = [other.recall.share for other in scores.scores if other.recall].count(recall.share) - 1
    if not alike:
        return Text(f"**{name.en}**, {described.en}", f"**{name.zh}**，{described.zh}")
    shared = (
        Text("which one other class shares", "另有一類相同")
        if alike == 1
        else Text(f"which {alike} other classes share", f"另有 {alike} 類相同")
    )
    return Text(f"**{name.en}**, {described.en}, {shared.en}", f"**{name.zh}**，{described.zh}，{shared.zh}")


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
    if len(others) > MOST_NAMED:
        names = Text(f"{len(others)} other classes", f"另外 {len(others)} 類")
    return Text(
        f"{named.en}, but the interval of {names.en} overlaps with it."
        if len(others) == 1
        else f"{named.en}, but the intervals of {names.en} overlap with it.",
        f"{named.zh}，但{names.zh}的信賴區間與它重疊。",
    )


def against_chance(
    kinds: int,
    judged: int,
    pair: tuple[Text, Text],
    numbers: tuple[int, float],
    beyond: Sequence[tuple[Text, Text]],
) -> Text:
    """Of how many confusions chance gives enough to compare them, which are above it, and which is furthest.

    Args:
        kinds: of confusions there are.
        judged: of these, chance gives an error or more of so many.
        pair: label and answer of the one with the highest multiple.
        numbers: how often it happens, and how often by chance.
        beyond: label and answer of those that are more frequent than chance, by a test of each.
    """
    (observed, expected), label, answer = numbers, *pair
    some = "一" if judged == 1 else f" {judged:,} "
    count = "一" if observed == 1 else f" {observed:,} "
    times = "once" if observed == 1 else f"{observed:,} times"
    if judged == kinds:
        how_many = Text(
            f"Each of the {kinds:,} kinds of confusion would have at least one error by chance.",
            f"{kinds:,} 種混淆，每一種在隨機情況下都至少有一個錯誤。",
        )
    else:
        few = (
            f"one of the {kinds:,} kinds of confusion"
            if judged == 1
            else f"{judged:,} of the {kinds:,} kinds of confusion"
        )
        how_many = Text(
            f"Only {few} would have at least one error by chance; the others are too rare to be judged.",
            f"{kinds:,} 種混淆中，只有{some}種在隨機情況下至少有一個錯誤；其餘太少見，無法判斷。",
        )
    if not observed:
        none = (
            Text("This one does not occur.", "而這一種並沒有出現。")
            if judged == 1
            else Text("None of those that can be judged occurs.", "可以判斷的這些，一種也沒有出現。")
        )
        return paragraph(how_many, none)
    by_chance, ratio = _expected_and_ratio(observed, expected)
    furthest = Text(
        f"The highest multiple is {ratio}: {label.en} is taken for {answer.en} {times}, where chance gives {by_chance}.",
        f"倍數最高的是{label.zh}被認成{answer.zh}，共{count}次，隨機情況是 {by_chance} 次，也就是 {ratio} 倍。",
    )
    return paragraph(how_many, furthest, _beyond(judged, beyond))


def _expected_and_ratio(observed: int, expected: float) -> tuple[str, str]:
    """Errors by chance and the multiple, with so many digits of the first that the two fit together as printed."""
    ratio, digits = f"{observed / expected:.1f}", 1
    while digits < 6 and f"{observed / float(f'{expected:.{digits}f}'):.1f}" != ratio:
        digits += 1
    return f"{expected:.{digits}f}", ratio


def _beyond(judged: int, beyond: Sequence[tuple[Text, Text]]) -> Text:
    """Which confusions are more frequent than chance, by a test of each of those that can be judged."""
    if judged == 1:
        by = Text("By a binomial test at 5%", "以二項檢定判斷（顯著水準 5%）")
        if beyond:
            return Text(f"{by.en} this is more than chance.", f"{by.zh}，這多於隨機情況。")
        return Text(f"{by.en} this is not shown to be more than chance.", f"{by.zh}，看不出這多於隨機情況。")
    by = Text(
        "By a binomial test of each at 5%, corrected by Holm's method,",
        "逐一做二項檢定，並以 Holm 法校正（顯著水準 5%），",
    )
    if not beyond:
        return Text(
            f"{by.en} none is shown to be more frequent than chance.", f"{by.zh}看不出有哪一種多於隨機情況。"
        )
    if len(beyond) > MOST_NAMED:
        return Text(
            f"{by.en} {len(beyond):,} are more frequent than chance.",
            f"{by.zh}有 {len(beyond):,} 種多於隨機情況。",
        )
    named = listed(
        [
            Text(f"{label.en} taken for {answer.en}", f"{label.zh}被認成{answer.zh}")
            for label, answer in beyond
        ]
    )
    return Text(
        f"{by.en} more frequent than chance {'is' if len(beyond) == 1 else 'are'} {named.en}.",
        f"{by.zh}多於隨機情況的是{named.zh}。",
    )


def destinations(analysis: ErrorAnalysis) -> Text:
    """Which classes are wrong answers more or less often than their size explains."""
    ranked = [(analysis.names[k], found) for k, found in analysis.destinations.ranked()]
    above = [_against_range(name, found) for name, found in ranked if found.beyond_chance]
    below = [_against_range(name, found) for name, found in ranked if found.below_chance]
    if not above and not below:
        return paragraph(
            Text("No class lies outside its range.", "沒有任何類別落在範圍之外。"), _nothing_outside(analysis)
        )
    over, under = listed(above), listed(below)
    return paragraph(
        Text(f"Above the range: {over.en}.", f"高出範圍的是{over.zh}。")
        if above
        else Text("No class stands above its range.", "沒有任何類別高出範圍。"),
        *([Text(f"Below the range: {under.en}.", f"低於範圍的是{under.zh}。")] if below else []),
    )


def _nothing_outside(analysis: ErrorAnalysis) -> Text:
    """What follows where no class lies outside its range."""
    found = [found for _, found in analysis.destinations.ranked()]
    errors = found[0].observed.n
    if max(one.expected_share for one in found) * errors < FEWEST_EXPECTED_OF_A_CLASS:
        if errors == 1:
            return Text("But one error is too few to tell.", "不過，單憑一個錯誤無法判斷。")
        count = Text("two", "兩") if errors == 2 else Text(str(errors), f" {errors} ")
        return Text(f"But {count.en} errors are too few to tell.", f"不過，單憑{count.zh}個錯誤無法判斷。")
    sizes = analysis.destinations.frequencies
    if sizes.min() == sizes.max():
        return Text(
            "All classes are equally large, and nothing shows that one draws more errors than another.",
            "各類別一樣大，也看不出哪一類特別容易成為錯誤答案。",
        )
    return Text(
        "Nothing shows that more than the sizes of the classes decides where the errors go.",
        "看不出除了類別大小，還有什麼決定了錯誤答案落在哪裡。",
    )


def _against_range(name: Text, found: Destination) -> Text:
    """A class, its share of the errors, and the range of what chance gives."""
    share, (low, high) = percent(found.observed.share), found.chance_range
    if low == high:
        always = percent(low)
        return Text(
            f"{name.en} ({share}, where it would always be {always})",
            f"{name.zh}（{share}，照比例一定是 {always}）",
        )
    span = interval_percent((low, high))
    return Text(f"{name.en} ({share}; range {span})", f"{name.zh}（{share}，範圍 {span}）")


def sizes(images: NDArray[np.integer]) -> Text:
    """How many images the classes have.

    Args:
        images: of each class, [K].
    """
    low, high = int(images.min()), int(images.max())
    if low == high:
        return Text(f"Each class has {low:,} image{'s' * (low != 1)}.", f"每類有 {low:,} 張影像。")
    return Text(f"The classes have {low:,} to {high:,} images.", f"各類有 {low:,} 到 {high:,} 張影像。")


def shown_of(shown: int, there: int) -> Text:
    """How many of the images that there are a gallery shows."""
    if there == 1:
        return Text("The only image.", "只有一張影像。")
    if shown == there == 2:
        return Text("Both are shown.", "共兩張，全部列出。")
    if shown == there:
        return Text(f"All {there} are shown.", f"共 {there} 張，全部列出。")
    is_are = "is" if shown == 1 else "are"
    return Text(f"{shown} of {there:,} {is_are} shown.", f"共 {there:,} 張，列出 {shown} 張。")


def no_errors() -> Text:
    """Why a section on the mistakes has nothing to show."""
    return Text(
        "The network makes no mistake on the validation images.",
        "模型在驗證集上沒有任何錯誤。",
    )


def two_classes() -> Text:
    """Why errors are not held against chance, whose rows and columns would decide them all."""
    return Text(
        "With two classes a wrong answer can only be the other class: there is nothing that chance could decide.",
        "只有兩類時，錯誤的答案只可能是另一類，沒有什麼可以由隨機決定。",
    )


def too_few_errors() -> Text:
    """Why errors are not held against chance, which expects less than one everywhere."""
    return Text(
        "The errors are too few to hold each kind of confusion against chance: of none is one error expected.",
        "錯誤太少，無法把每一種混淆與隨機情況相比：每一種的期望值都不到一個。",
    )


def commands(edition: Edition, has_test: bool) -> Text:
    """How to have the chapter's numbers, and the labels of new images, without a notebook.

    Args:
        edition: the edition.
        has_test: whether the main run was scored on test images with labels; without, there is nothing to print of them.
    """
    run = f"{edition.name}/{edition.main_run}"
    test = (
        Text(", `--split test` those of the test images", "，加上 `--split test` 則改用測試集的影像")
        if has_test
        else Text("", "")
    )
    return Text(
        f"`python -m fer_lib evaluate {run}` prints the numbers of this chapter, of any other run as well; `--json` prints "
        f"them for programs{test.en}. `python -m fer_lib predict {run} test.csv -o submission.csv` labels new "
        "images in the form in which courses like to have them (`id,label`); a folder of images will do as well, and "
        "`--probabilities` adds a column for each class.",
        f"`python -m fer_lib evaluate {run}` 會列出本章的數字，換成別的訓練也行；加上 `--json` 供程式讀取{test.zh}。"
        f"`python -m fer_lib predict {run} test.csv -o submission.csv` 會為新的影像加上標籤，"
        "寫成課程常用的繳交格式（`id,label`）；輸入也可以是一個影像資料夾，加上 `--probabilities` 會再附上各類的機率。",
    )
