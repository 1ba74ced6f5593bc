"""The exercises of chapter 17: the luck of the best, Holm by hand, how long a front is, and a vote that loses."""

from fractions import Fraction
from itertools import permutations
from math import factorial, sqrt

import numpy as np
from scipy.stats import binom, norm

from fer_lib.language import Text
from fer_lib.metrics.multiple_tests import holm
from fer_lib.publish import Exercise

_RUNS, _IMAGES, _ACCURACY = 25, 700, 0.8
_P_VALUES = (0.001, 0.011, 0.020, 0.040)
_FRONT = 25
_VOTERS, _JUDGED, _RIGHT = 3, 5, 3


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_luck(), _holm_by_hand(), _front(), _votes()]


def luck_of_the_best(runs: int, images: int, accuracy: float) -> float:
    """By how much the best of equally good runs is expected to look better than it is, 0 to 1."""
    quantile = float(
        norm.ppf((runs - 0.375) / (runs + 0.25))
    )  # Blom's approximation of the largest of n normals
    return quantile * sqrt(accuracy * (1 - accuracy) / images)


def _luck() -> Exercise:
    luck = luck_of_the_best(_RUNS, _IMAGES, _ACCURACY)
    error = sqrt(_ACCURACY * (1 - _ACCURACY) / _IMAGES)
    larger = luck_of_the_best(_RUNS, 4 * _IMAGES, _ACCURACY)

    def check() -> bool:
        def exact(images: int) -> float:
            below = binom.cdf(np.arange(images + 1), images, _ACCURACY) ** _RUNS
            return float((1 - below[:-1]).sum() / images) - _ACCURACY

        return abs(exact(_IMAGES) - luck) < 1e-3 and abs(exact(4 * _IMAGES) - larger) < 1e-3

    return Exercise(
        Text(
            f"{_RUNS} networks are all exactly as good: each is right on {100 * _ACCURACY:.0f}% of all images that there are. They are judged on "
            f"{_IMAGES} validation images, as if each drew its own. By about how much does the best of them look better than it is? "
            f"(The largest of {_RUNS} standard normal numbers is about {luck / error:.2f} on average.) What helps against that?",
            f"{_RUNS} 個模型一樣好：在所有可能的影像上都答對 {100 * _ACCURACY:.0f}%。用 {_IMAGES} 張驗證影像評分，假設各自獨立抽樣。"
            f"其中最好的一個，看起來會比實際好多少？（{_RUNS} 個標準常態數中最大的一個，平均約為 {luck / error:.2f}。）有什麼辦法避免？",
        ),
        Text(
            f"One accuracy has the standard deviation $\\sqrt{{p(1-p)/n}}$ = {100 * error:.2f} points; {luck / error:.2f} times that is "
            f"{100 * luck:.1f} points, by luck alone. Four times as many images halve it, to {100 * larger:.1f}. What removes it is to judge the chosen "
            "network on images that took no part in the choice: a test set. (On the same images the networks' luck is shared in part, "
            "and the effect smaller.)",
            f"單一準確率的標準差是 $\\sqrt{{p(1-p)/n}}$ = {100 * error:.2f} 個百分點；乘以 {luck / error:.2f} 就是 {100 * luck:.1f} 個百分點，"
            f"全靠運氣。影像變成四倍，只剩一半：{100 * larger:.1f}。要完全避免，就得用沒有參與挑選的影像評估選出的模型，也就是測試集。"
            "（若看的是同一批影像，各模型的運氣有一部分相同，影響會小一些。）",
        ),
        check,
    )


def adjusted_by_hand(p_values: tuple[float, ...]) -> list[float]:
    """Holm's p-values of sorted ones: the k-th times those that are left, never below one before it."""
    m, raised = len(p_values), list[float]()
    for k, p in enumerate(p_values):
        raised.append(min(1.0, max([(m - k) * p, *raised[-1:]])))
    return raised


def _holm_by_hand() -> Exercise:
    raised = adjusted_by_hand(_P_VALUES)
    bonferroni = [min(1.0, len(_P_VALUES) * p) for p in _P_VALUES]
    found = [sum(p < 0.05 for p in values) for values in (bonferroni, raised)]
    m = len(_P_VALUES)
    given, by_holm, by_all = (
        ", ".join(f"{p:.3f}" for p in values) for values in (_P_VALUES, raised, bonferroni)
    )

    def check() -> bool:
        # Rejects step by step, as long as the next is small enough: the other way to say the same.
        rejected = 0
        while rejected < m and _P_VALUES[rejected] < 0.05 / (m - rejected):
            rejected += 1
        return np.allclose(holm(list(_P_VALUES)), raised) and found == [2, rejected]

    return Exercise(
        Text(
            f"Four pairs have the p-values {given}. Multiply them as Bonferroni does (each by {m}) and as Holm does. How many are below "
            "0.05 either way? Why may Holm multiply the second by one less, although nobody knows whether the first was a true "
            "difference?",
            f"四對模型的 p 值是 {given.replace(', ', '、')}。請分別用 Bonferroni（各乘以 {m}）與 Holm 的方法調高。各有幾個小於 0.05？"
            "沒有人知道第一對是否真的有差異，為什麼 Holm 可以讓第二個的倍數少一？",
        ),
        Text(
            f"Bonferroni: {by_all}, so {found[0]}. Holm multiplies by {m}, {m - 1}, {m - 2}, {m - 3} and lets none fall below one before "
            f"it: {by_holm}, so all of them. Let $m_0$ pairs truly be equal. Before the first of these is rejected, at most $m-m_0$ "
            "others have been, so its p-value is multiplied by at least $m_0$; and that any of $m_0$ p-values is below $0.05/m_0$ "
            "has a probability of at most 0.05. It is not needed to know which they are.",
            f"Bonferroni：{by_all.replace(', ', '、')}，有 {found[0]} 個。Holm 依次乘以 {m}、{m - 1}、{m - 2}、{m - 3}，而且不低於前一個："
            f"{by_holm.replace(', ', '、')}，四個都是。設其實相同的有 $m_0$ 對。其中第一對被否定之前，最多只否定過另外 $m-m_0$ 對，所以它的 p 值至少乘以 "
            "$m_0$；而 $m_0$ 個 p 值中有任何一個小於 $0.05/m_0$ 的機率不超過 0.05。並不需要知道是哪幾對。",
        ),
        check,
    )


def expected_front(runs: int) -> Fraction:
    """Expected length of the front where cost and accuracy have nothing to do with each other."""
    return sum((Fraction(1, i) for i in range(1, runs + 1)), Fraction(0))


def _front() -> Exercise:
    expected = float(expected_front(_FRONT))

    def check() -> bool:
        n = 6
        lengths = [sum(order[i] == max(order[: i + 1]) for i in range(n)) for order in permutations(range(n))]
        return Fraction(sum(lengths), factorial(n)) == expected_front(n)

    return Exercise(
        Text(
            f"Suppose the accuracies of {_FRONT} runs had nothing to do with their costs, and no two were equal. How many runs would you "
            "expect on the front of those that none beats in both? What does a front of that length say about the use of cost?",
            f"假設 {_FRONT} 次訓練的準確率與代價毫無關係，也沒有相同的值。預期有幾次訓練落在前緣上，也就是兩方面都沒有被超越？"
            "前緣若正好這麼長，能說明花更多代價有用嗎？",
        ),
        Text(
            "Sort by cost. The $i$-th cheapest is on the front if it is the most accurate of the first $i$, which it is with "
            f"probability $1/i$. So $1+1/2+\\dots+1/{_FRONT}$ = {expected:.1f} are expected. Such a front rises, as every front does by its "
            "definition, and yet cost is of no use here: that a front rises is no evidence.",
            f"依代價排序。第 $i$ 便宜的訓練，若在前 $i$ 個裡最準，就落在前緣上，機率是 $1/i$。所以預期有 $1+1/2+\\dots+1/{_FRONT}$ = "
            f"{expected:.1f} 個。這樣的前緣照樣往上升，因為依定義，任何前緣都會上升；但這裡代價毫無用處：前緣上升並不是證據。",
        ),
        check,
    )


def votes(voters: int, images: int, right: int) -> tuple[int, int]:
    """Fewest and most images that the majority of three can get right, each voter being right on so many."""
    total = voters * right
    # Images that the majority gets right have all three votes at the least favourable, two at the most favourable.
    fewest = max(0, -(-(total - images) // 2))
    return fewest, min(images, total // 2)


def _votes() -> Exercise:
    low, high = votes(_VOTERS, _JUDGED, _RIGHT)

    def check() -> bool:
        masks = [m for m in range(2**_JUDGED) if m.bit_count() == _RIGHT]
        counts = {((a & b) | (a & c) | (b & c)).bit_count() for a in masks for b in masks for c in masks}
        return (min(counts), max(counts)) == (low, high)

    return Exercise(
        Text(
            f"Three networks tell two classes apart, and each is right on {_RIGHT} of the same {_JUDGED} images. The majority decides. On how "
            "many images can it be right, at least and at most? What do the three have to be like for a vote to help?",
            f"三個模型分辨兩個類別，在同樣的 {_JUDGED} 張影像上各答對 {_RIGHT} 張，以多數決作答。多數決最少與最多能答對幾張？"
            "三個模型要怎麼樣，投票才有幫助？",
        ),
        Text(
            f"There are {_VOTERS * _RIGHT} right votes in all. At worst they pile up, three on each of {low} images, and the other images "
            f"get one vote each, which loses: {low} right. At best they are spread, two on each of {high} images: {high} right. A "
            "vote helps if the mistakes fall on different images, and it harms if the right answers do.",
            f"答對的票共有 {_VOTERS * _RIGHT} 張。最糟的情形是票集中在一起：{low} 張影像各得三票，其餘影像各只有一票而落敗，答對 {low} 張。"
            f"最好的情形是分散開來：{high} 張影像各得兩票，答對 {high} 張。錯誤分散在不同影像上，投票就有幫助；正確答案分散開來，反而有害。",
        ),
        check,
    )
