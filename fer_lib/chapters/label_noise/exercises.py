"""The exercises of chapter 6: looking at random, AUROC by hand, and what wrong labels do to an accuracy."""

from collections.abc import Sequence
from itertools import product
from math import comb, prod

import numpy as np
from statsmodels.stats.nonparametric import rank_compare_2indep

from fer_lib.language import Text
from fer_lib.publish import Exercise
from fer_lib.wording import percent

_LABELS, _WRONG, _LOOKED = 1000, 40, 50
_RANKING = "WRWRR"
_ACCURACY, _FLIPPED, _CLASSES = 0.9, 0.04, 7
_SHARE, _N, _LEFT_OUT = 0.85, 1000, 50
_PROBABILITIES = {"A": (0.30, 0.35, 0.35), "B": (0.35, 0.60, 0.05)}


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_at_random(), _auroc(), _accuracy_by_wrong_labels(), _without_errors(), _two_scores()]


def none_found(labels: int, wrong: int, looked: int) -> float:
    """Probability of finding none of the wrong labels by looking at some at random, 0 to 1."""
    return comb(labels - wrong, looked) / comb(labels, looked)


def _at_random() -> Exercise:
    none, expected = none_found(_LABELS, _WRONG, _LOOKED), _LOOKED * _WRONG / _LABELS

    def check() -> bool:
        one_by_one = prod((_LABELS - _WRONG - k) / (_LABELS - k) for k in range(_LOOKED))
        draws = np.random.default_rng(0).hypergeometric(_WRONG, _LABELS - _WRONG, _LOOKED, 20_000)
        return abs(one_by_one - none) < 1e-9 and abs(draws.mean() - expected) < 0.05

    return Exercise(
        Text(
            f"Of {_LABELS:,} labels {_WRONG} are wrong. You look at {_LOOKED} of them at random. How many wrong ones do you expect, and "
            "how probable is it that you find none? Why is a ranking with a precision of 40% among its first 50 a good one?",
            f"{_LABELS:,} 個標籤中有 {_WRONG} 個是錯的。隨機看 {_LOOKED} 個，預期碰到幾個錯的？一個也沒碰到的機率是多少？"
            "為什麼前 50 名的精確率有 40%，就算是好的排序？",
        ),
        Text(
            f"{_LOOKED} · {_WRONG} / {_LABELS:,} = {expected:.0f}; none with probability $\\binom{{{_LABELS - _WRONG}}}{{{_LOOKED}}}/"
            f"\\binom{{{_LABELS}}}{{{_LOOKED}}}$ = {percent(none)}. The base rate is {percent(_WRONG / _LABELS, 0)}: with 40% one finds "
            f"{0.4 * _LOOKED:.0f} instead of {expected:.0f}, {0.4 * _LABELS / _WRONG:.0f} times as many for the same work.",
            f"{_LOOKED} · {_WRONG} / {_LABELS:,} = {expected:.0f} 個；一個也沒有的機率是 $\\binom{{{_LABELS - _WRONG}}}{{{_LOOKED}}}/"
            f"\\binom{{{_LABELS}}}{{{_LOOKED}}}$ = {percent(none)}。基準比例是 {percent(_WRONG / _LABELS, 0)}：精確率 40% 能找到 "
            f"{0.4 * _LOOKED:.0f} 個，而不是 {expected:.0f} 個，花同樣的工夫，找到的是 {0.4 * _LABELS / _WRONG:.0f} 倍。",
        ),
        check,
    )


def auroc_of(ranking: Sequence[str]) -> float:
    """Share of the pairs of a wrong (W) and a right label in which the wrong one stands first."""
    pairs = [
        (i, j) for i, one in enumerate(ranking) for j, other in enumerate(ranking) if one == "W" != other
    ]
    return sum(i < j for i, j in pairs) / len(pairs)


def _auroc() -> Exercise:
    value, wrong = auroc_of(_RANKING), _RANKING.count("W")
    right = len(_RANKING) - wrong

    def check() -> bool:
        doubt = -np.arange(len(_RANKING), dtype=float)
        is_wrong = np.array([letter == "W" for letter in _RANKING])
        by_ranks = float(rank_compare_2indep(doubt[is_wrong], doubt[~is_wrong]).prob1)
        turned = auroc_of(_RANKING[::-1])
        return abs(by_ranks - value) < 1e-9 and abs(turned - (1 - value)) < 1e-12

    shown = ", ".join(_RANKING)
    return Exercise(
        Text(
            f"A ranking, the most doubtful label first, is {shown} (W wrong, R right). Compute its AUROC by hand. What becomes of it "
            "if the ranking is turned round, and what if every right label is repeated ten times?",
            f"某個排序從最可疑的標籤開始是 {shown.replace(', ', '、')}（W 表示錯、R 表示對）。請手算它的 AUROC。把排序倒過來會變成多少？"
            "把每個對的標籤各重複十次呢？",
        ),
        Text(
            f"There are {wrong} · {right} = {wrong * right} pairs of a wrong and a right label; in {round(value * wrong * right)} the wrong "
            f"one stands first: {value:.3f}. Turned round it is 1 − {value:.3f} = {1 - value:.3f}. Repeating the right labels repeats "
            "each pair ten times and changes nothing: AUROC does not depend on the base rate, while the precision of the "
            "first places does.",
            f"一錯一對的組合有 {wrong} · {right} = {wrong * right} 對，其中 {round(value * wrong * right)} 對是錯的排在前面：{value:.3f}。"
            f"倒過來就是 1 − {value:.3f} = {1 - value:.3f}。重複對的標籤，每一對只是各重複十次，結果不變：AUROC 與基準比例無關，前幾名的精確率則有關。",
        ),
        check,
    )


def accuracy_by_labels(accuracy: float, flipped: float, classes: int) -> float:
    """What a network scores by labels of which a share was changed to another class at random, 0 to 1."""
    return accuracy * (1 - flipped) + (1 - accuracy) * flipped / (classes - 1)


def _accuracy_by_wrong_labels() -> Exercise:
    seen, perfect = (accuracy_by_labels(a, _FLIPPED, _CLASSES) for a in (_ACCURACY, 1.0))

    def check() -> bool:
        # True class 0; the label moves to each other class alike, the answer too.
        def spread(stays: float) -> list[float]:
            return [stays, *[(1 - stays) / (_CLASSES - 1)] * (_CLASSES - 1)]

        label, answer = spread(1 - _FLIPPED), spread(_ACCURACY)
        classes = range(_CLASSES)
        agree = sum(label[i] * answer[j] for i, j in product(classes, classes) if i == j)
        return abs(agree - seen) < 1e-12 and abs(perfect - (1 - _FLIPPED)) < 1e-12

    return Exercise(
        Text(
            f"A network is in truth right on {percent(_ACCURACY, 0)} of the images. Of the test labels {percent(_FLIPPED, 0)} were changed, each to "
            f"one of the other {_CLASSES - 1} classes at random. Which accuracy is measured? What could a perfect network reach? May "
            "two networks still be compared by such labels?",
            f"某個模型真正的準確率是 {percent(_ACCURACY, 0)}。測試標籤有 {percent(_FLIPPED, 0)} 被隨機改成其他 {_CLASSES - 1} 類之一。測得的準確率是多少？"
            "完美的模型最高能到多少？還能用這樣的標籤比較兩個模型嗎？",
        ),
        Text(
            f"With the accuracy $a$, the flipped share $\\varepsilon$ and $K$ classes, $a(1-\\varepsilon)+(1-a)\\,\\varepsilon/(K-1)$ is measured: "
            f"{percent(seen)}. A perfect network reaches {percent(perfect, 0)}. What is measured grows with $a$, so the order of two networks "
            "stays the same as long as the flips have nothing to do with the images; where they follow what people tend to mix "
            "up, the order may change.",
            f"設準確率為 $a$、被換掉的比例為 $\\varepsilon$、共 $K$ 類，測得的是 $a(1-\\varepsilon)+(1-a)\\,\\varepsilon/(K-1)$，也就是 {percent(seen)}。"
            f"完美的模型也只能到 {percent(perfect, 0)}。測得的值隨 $a$ 遞增，所以只要換標籤與影像無關，兩個模型的高低順序就不變；"
            "如果錯的標籤偏向人容易混淆的類別，順序就可能改變。",
        ),
        check,
    )


def accuracy_without_errors(accuracy: float, n: int, left_out: int) -> float:
    """Accuracy on what is left if only images that are answered wrongly are left out, 0 to 1."""
    return accuracy * n / (n - left_out)


def _without_errors() -> Exercise:
    after = accuracy_without_errors(_SHARE, _N, _LEFT_OUT)

    def check() -> bool:
        right = np.arange(_N) < round(_SHARE * _N)
        return bool(abs(right[: _N - _LEFT_OUT].mean() - after) < 1e-12)

    return Exercise(
        Text(
            f"A network is right on {percent(_SHARE, 0)} of {_N:,} images. Someone leaves out the {_LEFT_OUT} images whose label the network finds "
            "least probable, all of which it answers otherwise, and reports the new accuracy. What is it? Which share would have "
            "to be left out for 100%? What does it say about the labels?",
            f"某個模型在 {_N:,} 張影像上的準確率是 {percent(_SHARE, 0)}。有人剔除模型認為標籤最不可能的 {_LEFT_OUT} 張（模型對它們的答案都與標籤不同），"
            "再報告新的準確率。新的準確率是多少？要剔除多少比例才會變成 100%？這能說明標籤什麼？",
        ),
        Text(
            f"{_SHARE} · {_N:,} / ({_N:,} − {_LEFT_OUT}) = {percent(after)}. After {percent(1 - _SHARE, 0)} it would be 100%. It says nothing "
            "about the labels: the same happens if every label is right, as the errors are left out by their being errors.",
            f"{_SHARE} · {_N:,} / ({_N:,} − {_LEFT_OUT}) = {percent(after)}。剔除 {percent(1 - _SHARE, 0)} 就會變成 100%。這說明不了標籤的對錯："
            "即使每個標籤都對，結果也一樣，因為剔除的標準本來就是答案與標籤不同。",
        ),
        check,
    )


def margin(probabilities: Sequence[float]) -> float:
    """Normalized margin of an image whose label is the first class: 0 to 1, low where the label is doubtful."""
    return (1 + probabilities[0] - max(probabilities[1:])) / 2


def _two_scores() -> Exercise:
    (a, b), (margin_a, margin_b) = _PROBABILITIES.values(), map(margin, _PROBABILITIES.values())

    def check() -> bool:
        sums = all(abs(sum(p) - 1) < 1e-12 for p in (a, b))
        library = [0.5 + 0.5 * (p[0] - np.delete(p, 0).max()) for p in map(np.array, (a, b))]
        # With two classes the margin is the probability of the label, so that no such images exist.
        two = all(abs(margin((p, 1 - p)) - p) < 1e-12 for p in (0.1, 0.5, 0.8))
        return (
            sums
            and bool(np.allclose(library, (margin_a, margin_b)))
            and a[0] < b[0]
            and margin_a > margin_b
            and two
        )

    return Exercise(
        Text(
            "Find two images with three classes such that self-confidence takes the label of the first for the more doubtful one, and "
            "the normalized margin that of the second. Is that possible with two classes?",
            "請舉出兩張三類的影像，使自我信心認為第一張的標籤比較可疑，正規化差距卻認為第二張的比較可疑。只有兩類時可能嗎？",
        ),
        Text(
            f"Probabilities of the label and of the two others: {a[0]:.2f}, {a[1]:.2f}, {a[2]:.2f} and {b[0]:.2f}, {b[1]:.2f}, {b[2]:.2f}. "
            f"{a[0]:.2f} < {b[0]:.2f}, but the margins are {margin_a:.3f} > {margin_b:.3f}: the second image has a strong rival. With two classes "
            "the rival has $1-p_y$, so the margin is $p_y$, and both scores give the same ranking.",
            f"標籤與另外兩類的機率：{a[0]:.2f}、{a[1]:.2f}、{a[2]:.2f}，以及 {b[0]:.2f}、{b[1]:.2f}、{b[2]:.2f}。{a[0]:.2f} < {b[0]:.2f}，"
            f"但差距是 {margin_a:.3f} > {margin_b:.3f}：第二張影像有個很強的對手。只有兩類時，對手的機率是 $1-p_y$，差距就等於 $p_y$，兩種分數的排序相同。",
        ),
        check,
    )
