"""The exercises of chapter 5: rare classes, the mean F1, temperature, calibration, and what chance leaves open."""

from itertools import permutations
from math import log

import numpy as np

from fer_lib.language import Text
from fer_lib.metrics.calibration import fit_temperature, reliability
from fer_lib.publish import Exercise
from fer_lib.wording import percent

_RARE, _RECALL, _FALSE = 0.02, 0.9, 0.05
_SOME, _NONE = ((80, 10), (2, 8)), ((90, 0), (10, 0))
_GAP, _RIGHT = 3.0, 0.8
_CLASSES = 7


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [
        _rare_class(),
        _accuracy_against_f1(),
        _temperature(),
        _calibrated_and_useless(),
        _degrees_of_freedom(),
    ]


def precision_of(rare: float, recall: float, false: float) -> float:
    """Precision of a class, by its share of the images, its recall, and the share of the others taken for it."""
    return rare * recall / (rare * recall + (1 - rare) * false)


def _rare_class() -> Exercise:
    precision = precision_of(_RARE, _RECALL, _FALSE)

    def check() -> bool:
        images = 10_000
        of_class = round(images * _RARE)
        hits, false_alarms = round(of_class * _RECALL), round((images - of_class) * _FALSE)
        return abs(hits / (hits + false_alarms) - precision) < 1e-12

    rare, recall, false = (percent(share, 0) for share in (_RARE, _RECALL, _FALSE))
    return Exercise(
        Text(
            f"A class makes up {rare} of the images. A network recognises {recall} of them, and takes {false} of all other images "
            "for this class as well. How far can its answer be trusted, that is, what is the precision? What would it be if the "
            "class made up half of the images?",
            f"某一類占全部影像的 {rare}。模型認出其中的 {recall}，但也把其他影像的 {false} 認成這一類。當它回答這一類時有多可信，也就是精確率是多少？"
            "如果這一類占了一半呢？",
        ),
        Text(
            f"Of all images {_RARE * _RECALL:.1%} are of the class and recognised, {(1 - _RARE) * _FALSE:.1%} are others that are "
            f"taken for it: {_RARE * _RECALL:.3f} / ({_RARE * _RECALL:.3f} + {(1 - _RARE) * _FALSE:.3f}) = {percent(precision)}. At "
            f"one half it would be {percent(precision_of(0.5, _RECALL, _FALSE))}. Recall does not depend on how frequent the "
            "class is, precision does: it cannot be carried over from balanced test images to the world.",
            f"全部影像中，{_RARE * _RECALL:.1%} 屬於這一類而且認對，{(1 - _RARE) * _FALSE:.1%} 是被誤認成這一類的其他影像："
            f"{_RARE * _RECALL:.3f} / ({_RARE * _RECALL:.3f} + {(1 - _RARE) * _FALSE:.3f}) = {percent(precision)}。占一半時則是 "
            f"{percent(precision_of(0.5, _RECALL, _FALSE))}。召回率與類別多常見無關，精確率則有關：在各類平衡的測試影像上得到的精確率，不能直接搬到現實中。",
        ),
        check,
    )


def mean_f1(counts: tuple[tuple[int, int], tuple[int, int]]) -> float:
    """Mean of 2 TP / (2 TP + FP + FN) over the classes; rows are labels."""
    matrix = np.array(counts, float)
    return float((2 * matrix.diagonal() / (matrix.sum(0) + matrix.sum(1))).mean())


def _accuracy(counts: tuple[tuple[int, int], tuple[int, int]]) -> float:
    matrix = np.array(counts)
    return float(matrix.trace() / matrix.sum())


def _accuracy_against_f1() -> Exercise:
    f1, accuracies = [mean_f1(each) for each in (_SOME, _NONE)], [_accuracy(each) for each in (_SOME, _NONE)]

    def check() -> bool:
        def by_precision_and_recall(counts: tuple[tuple[int, int], tuple[int, int]]) -> float:
            scores = []
            for k in (0, 1):
                hits, answers, labels = counts[k][k], counts[0][k] + counts[1][k], sum(counts[k])
                precision, recall = hits / max(answers, 1), hits / labels
                scores.append(2 * precision * recall / (precision + recall) if hits else 0.0)
            return sum(scores) / 2

        same = np.allclose([by_precision_and_recall(each) for each in (_SOME, _NONE)], f1)
        return same and accuracies[1] > accuracies[0] and f1[1] < f1[0]

    return Exercise(
        Text(
            "Find two networks for two classes of 90 and 10 images such that the first has the higher mean F1 and the second the "
            "higher accuracy. Which would you rather have?",
            "設兩類分別有 90 張與 10 張影像。請舉出兩個模型，使第一個的平均 F1 較高，第二個的準確率較高。你會選哪一個？",
        ),
        Text(
            f"The second always answers the larger class: accuracy {percent(accuracies[1], 0)}, mean F1 {f1[1]:.2f}. The first is right on "
            f"{_SOME[0][0]} of the large class and on {_SOME[1][1]} of the small one: accuracy {percent(accuracies[0], 0)}, mean F1 "
            f"{f1[0]:.2f}. If the rare class is what one looks for, such as a rare disease, the second network is worthless.",
            f"第二個一律回答較大的類別：準確率 {percent(accuracies[1], 0)}，平均 F1 是 {f1[1]:.2f}。第一個在大類答對 {_SOME[0][0]} 張、小類答對 {_SOME[1][1]} 張："
            f"準確率 {percent(accuracies[0], 0)}，平均 F1 是 {f1[0]:.2f}。如果要找的正是罕見的那一類，例如罕見疾病，第二個模型毫無用處。",
        ),
        check,
    )


def fitted_temperature(gap: float, right: float) -> float:
    """The temperature with which a network of two classes says how often it is right; its logits are a gap apart."""
    return gap / log(right / (1 - right))


def _temperature() -> Exercise:
    temperature = fitted_temperature(_GAP, _RIGHT)
    before = 1 / (1 + np.exp(-_GAP))

    def check() -> bool:
        n = 1000
        labels = (np.arange(n) >= _RIGHT * n).astype(np.int64)
        return abs(fit_temperature(np.tile([_GAP, 0.0], (n, 1)), labels) - temperature) < 1e-4

    return Exercise(
        Text(
            f"A network for two classes gives every image the logits {_GAP:.0f} for its answer and 0 for the other class, and is right on "
            f"{percent(_RIGHT, 0)}. Which probability does it give its answers? Find the temperature that minimises the cross "
            "entropy, and the probability then; check it with `fer_lib.metrics.calibration.fit_temperature`.",
            f"一個分兩類的模型，對每張影像都給自己的答案 logit {_GAP:.0f}、另一類 logit 0，準確率是 {percent(_RIGHT, 0)}。它給答案的機率是多少？"
            "求使交叉熵最小的溫度，以及這時的機率；並用 `fer_lib.metrics.calibration.fit_temperature` 驗證。",
        ),
        Text(
            f"$1/(1+e^{{-{_GAP:.0f}}})$ = {percent(before)}. With temperature $T$ it is $q=1/(1+e^{{-{_GAP:.0f}/T}})$, and the cross "
            f"entropy $-a\\ln q-(1-a)\\ln(1-q)$ with the accuracy $a$ is smallest at $q=a$. Hence $e^{{{_GAP:.0f}/T}}=a/(1-a)$ and "
            f"$T$ = {_GAP:.0f} / ln {_RIGHT / (1 - _RIGHT):.0f} = {temperature:.2f}; the probability is {percent(_RIGHT, 0)}, as it should be. "
            "One number mends this network because it errs in one way only.",
            f"$1/(1+e^{{-{_GAP:.0f}}})$ = {percent(before)}。溫度為 $T$ 時，機率是 $q=1/(1+e^{{-{_GAP:.0f}/T}})$；設準確率為 $a$，"
            f"交叉熵 $-a\\ln q-(1-a)\\ln(1-q)$ 在 $q=a$ 時最小。因此 $e^{{{_GAP:.0f}/T}}=a/(1-a)$，$T$ = {_GAP:.0f} / ln "
            f"{_RIGHT / (1 - _RIGHT):.0f} = {temperature:.2f}，這時機率正好是 {percent(_RIGHT, 0)}。只用一個數就能修正，是因為這個模型的偏差只有一種。",
        ),
        check,
    )


def error_of_bins(bins: list[tuple[float, float, float]]) -> float:
    """Expected calibration error of bins: share of the images, mean probability, accuracy of each."""
    return sum(share * abs(accuracy - probability) for share, probability, accuracy in bins)


_TWO_BINS = [(0.5, 0.6, 0.9), (0.5, 0.9, 0.6)]


def _calibrated_and_useless() -> Exercise:
    two = error_of_bins(_TWO_BINS)
    together = [
        (1.0, *(float(sum(b[0] * b[k] for b in _TWO_BINS)) for k in (1, 2))),
    ]
    one = error_of_bins(together)  # type: ignore[arg-type]

    def check() -> bool:
        n = 100
        sure = np.repeat([p for _, p, _ in _TWO_BINS], n)
        logits = np.stack([np.log(sure / (1 - sure)), np.zeros(2 * n)], axis=1)
        right = np.concatenate([np.arange(n) < round(n * a) for _, _, a in _TWO_BINS])
        found = [reliability(logits, (~right).astype(np.int64), bins=bins).ece for bins in (15, 1)]
        return bool(np.allclose(found, (two, one), atol=1e-9))

    return Exercise(
        Text(
            "A network gives half of the images the probability 0.6 and is right on 0.9 of them; the other half gets 0.9, and of these "
            "0.6 are right. Compute the ECE with bins that keep the two halves apart, and with a single bin. What does an ECE "
            "of 0 not guarantee?",
            "某個模型給一半的影像機率 0.6，其中 0.9 答對；另一半給機率 0.9，其中 0.6 答對。分別以能把兩半分開的區間，以及單一個區間，計算 ECE。"
            "ECE 等於 0 並不保證什麼？",
        ),
        Text(
            f"Apart: 0.5 · |0.9 − 0.6| + 0.5 · |0.6 − 0.9| = {two:.1f}. In one bin the mean probability and the accuracy are both "
            f"0.75, so the ECE is {one:.0f}: errors of opposite sign cancel within a bin. Nor does it say that the answers are good: whoever "
            "gives every image the most frequent class, with its share as probability, has an ECE of 0 as well.",
            f"分開計算：0.5 · |0.9 − 0.6| + 0.5 · |0.6 − 0.9| = {two:.1f}。合成一個區間時，平均機率與準確率都是 0.75，所以 ECE 是 {one:.0f}："
            "正負相反的偏差在同一個區間裡互相抵銷。ECE 也不代表答案好：對每張影像都回答最常見的類別、並以它的比例當作機率，ECE 同樣是 0。",
        ),
        check,
    )


def degrees_of_freedom(classes: int) -> int:
    """What the counts of the confusions leave open when the row and column sums of the errors are fitted."""
    return classes * (classes - 1) - (2 * classes - 1)


def _degrees_of_freedom() -> Exercise:
    left = degrees_of_freedom(_CLASSES)

    def check() -> bool:
        def left_of(classes: int) -> int:
            pairs = list(permutations(range(classes), 2))
            design = np.array(
                [[*(i == k for k in range(classes)), *(j == k for k in range(classes))] for i, j in pairs]
            )
            return len(pairs) - int(np.linalg.matrix_rank(design))

        return left_of(_CLASSES) == left and [left_of(k) for k in (3, 4)] == [
            degrees_of_freedom(k) for k in (3, 4)
        ]

    return Exercise(
        Text(
            f"For $K$ classes the quasi-independence model $\\mathrm E[n_{{ij}}]=a_i\\,b_j$, $i\\ne j$, is fitted to the errors. How many "
            f"degrees of freedom are left to judge it by, in general and for $K$ = {_CLASSES}? What follows for $K$ = 3?",
            f"設有 $K$ 類，以準獨立模型 $\\mathrm E[n_{{ij}}]=a_i\\,b_j$（$i\\ne j$）擬合錯誤的次數。還剩多少自由度可以用來評判？一般情況與 $K$ = {_CLASSES} "
            "時各是多少？$K$ = 3 時會怎樣？",
        ),
        Text(
            f"There are $K(K-1)$ kinds of errors and $2K$ parameters, one of which is idle: $a$ may be doubled if $b$ is halved. What is left is "
            f"$K(K-1)-(2K-1)=K^2-3K+1$, for {_CLASSES} classes {left}. With 3 classes 1 is left: the sums fix all six counts but one, "
            "so hardly anything can be asked.",
            f"錯誤共有 $K(K-1)$ 種，參數有 $2K$ 個，其中一個是多餘的：$a$ 加倍、$b$ 減半，結果不變。所以剩下 $K(K-1)-(2K-1)=K^2-3K+1$，"
            f"{_CLASSES} 類時是 {left}。只有 3 類時剩 1 個：總和固定之後，六個次數只剩一個可以變動，幾乎沒有什麼可問的。",
        ),
        check,
    )
