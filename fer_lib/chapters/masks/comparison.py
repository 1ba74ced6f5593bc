"""Whether a method differs from another by more than noise: pigeonhole bootstrap over seeds and photos, Holm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.masks.runs import MaskRuns
from fer_lib.chapters.masks.scores import METRICS, Floats, Metric, matrix_scores
from fer_lib.data.mask_classes import CLASS_NAMES, RARE
from fer_lib.editions.imbalance_roles import COMPARED_WITH, ImbalanceMethod
from fer_lib.metrics.average_precision import average_precision
from fer_lib.metrics.multiple_tests import holm

BOOTSTRAP_DRAWS = 4999
PLAIN_METHOD: ImbalanceMethod = "fixed"
JUDGED_METRICS: tuple[Metric, ...] = ("recall", "average_precision", "macro_f1", "balanced_accuracy")
"""The metrics that a remedy is for; accuracy, which the frequent class dominates, is the price."""
Verdict = Literal["helps", "trades", "harms", "changes", "nothing"]


@dataclass(frozen=True)
class Difference:
    """One method minus another, in one metric.

    Attributes:
        value: mean over the seeds, −1 to 1.
        interval: 95%, from ``compare_methods``.
        p: two-sided, adjusted by Holm for all differences of the table.
        ahead: seeds with which the first is better.
        seeds: how many there are.
        is_bound: whether p is the smallest that so many draws can give, so that it may be smaller still.
    """

    value: float
    interval: tuple[float, float]
    p: float
    ahead: int
    seeds: int
    is_bound: bool = False

    @property
    def sign(self) -> int:
        """1 or −1 where the difference is beyond noise (p < 0.05), else 0."""
        return 0 if self.p >= 0.05 else 1 if self.value > 0 else -1


@dataclass(frozen=True)
class Comparisons:
    """Every method against the one that it differs from least.

    Attributes:
        by_method: method → metric → difference; ``fixed`` has none.
        images: test images of each class.
        photos: photos that they were cut from.
        plain: every other method against the plain run with the fixed rate; None if that was not run. It is another
            question, so that its p-values are adjusted for themselves.
    """

    by_method: Mapping[ImbalanceMethod, Mapping[Metric, Difference]]
    images: tuple[int, ...]
    photos: int
    plain: "Comparisons | None" = None

    def verdict(self, method: ImbalanceMethod) -> Verdict:
        """What the differences of a method beyond noise add up to.

        ``helps``: the answers are better as a whole, or the ranking is: macro F1 or average precision is higher,
        neither lower. ``trades``: more of the rare class is found, but neither is higher, nor the ranking lower.
        ``harms``: otherwise, if one of these is lower, none higher. ``changes``: any other difference. ``nothing``: none.
        """
        signs = {metric: difference.sign for metric, difference in self.by_method[method].items()}
        overall = (signs["macro_f1"], signs["average_precision"])
        if 1 in overall and -1 not in overall:
            return "helps"
        if signs["recall"] > 0 and 1 not in overall and signs["average_precision"] == 0:
            return "trades"
        if -1 in overall and 1 not in overall:
            return "harms"
        return "changes" if any(signs.values()) else "nothing"

    def with_verdict(self, verdict: Verdict) -> list[ImbalanceMethod]:
        """The methods that get this verdict, in the order of ``METHODS``."""
        return [method for method in self.by_method if self.verdict(method) == verdict]


def compare_methods(runs: MaskRuns, draws: int = BOOTSTRAP_DRAWS, seed: int = 0) -> Comparisons:
    """Compares every method with the one that it differs from least (``COMPARED_WITH``), if both were run.

    Two things would come out otherwise another time: the trainings, and the test images. So seeds and photos are both
    drawn anew with replacement, independently of each other: the pigeonhole bootstrap of Owen (2007), section 3, which
    errs on the side of caution. All images of a photo stay together, and both methods of a pair see the same draw. The
    interval holds the middle 95% of the differences; p is twice the share of draws on the other side of zero. Holm
    (1979) adjusts the p of all differences together.

    Args:
        runs: of the methods.
        draws: number of draws; those that miss a class are left out.
        seed: of the draws.
    """
    names = list(runs.by_method)
    probabilities = np.stack([runs.by_method[name].probabilities for name in names])  # [M, S, n, 3]
    observed = _metrics(probabilities, runs.labels, np.ones((1, len(runs.labels)), np.float32))
    rng = np.random.Generator(np.random.PCG64(seed))
    photos, of_image = np.unique(runs.photos, return_inverse=True)
    times = rng.multinomial(len(photos), np.full(len(photos), 1 / len(photos)), draws)[:, of_image]
    complete = np.all([times[:, runs.labels == k].sum(1) > 0 for k in range(len(CLASS_NAMES))], axis=0)
    drawn = _metrics(probabilities, runs.labels, times[complete].astype(np.float32))
    seeds = probabilities.shape[1]
    shares = rng.multinomial(seeds, np.full(seeds, 1 / seeds), draws)[complete] / seeds  # [D, S]

    def family(
        pairs: Sequence[tuple[ImbalanceMethod, ImbalanceMethod]],
    ) -> dict[ImbalanceMethod, dict[Metric, Difference]]:
        return _family(
            [(names.index(one), names.index(other)) for one, other in pairs], names, observed, drawn, shares
        )

    pairs = [
        (name, COMPARED_WITH[name]) for name in names if name != PLAIN_METHOD and COMPARED_WITH[name] in names
    ]
    images = tuple(np.bincount(runs.labels, minlength=len(CLASS_NAMES)).tolist())
    plain = None
    if PLAIN_METHOD in names:
        against_plain = family([(name, PLAIN_METHOD) for name in names if name != PLAIN_METHOD])
        plain = Comparisons(against_plain, images, len(photos))
    return Comparisons(family(pairs), images, len(photos), plain)


def _family(
    pairs: Sequence[tuple[int, int]], names: Sequence[ImbalanceMethod], observed: dict[Metric, Floats],
    drawn: dict[Metric, Floats], shares: Floats,
) -> dict[ImbalanceMethod, dict[Metric, Difference]]:  # fmt: skip
    """The differences of all pairs (positions in ``names``), adjusted together."""
    seeds = shares.shape[1]
    raw: list[tuple[ImbalanceMethod, Metric, float, tuple[float, float], float, int]] = []
    at_floor: list[bool] = []
    for one, other in pairs:
        for metric in METRICS:
            each = observed[metric][0, one] - observed[metric][0, other]  # [S]
            d = ((drawn[metric][:, one] - drawn[metric][:, other]) * shares).sum(1)
            low, high = np.quantile(d, [0.025, 0.975])
            opposite = min((d <= 0).sum(), (d >= 0).sum())
            at_floor.append(not opposite)
            p = min(1.0, 2 * (1 + float(opposite)) / (1 + len(d)))
            ahead = int((each > 0).sum())
            raw.append((names[one], metric, float(each.mean()), (float(low), float(high)), p, ahead))
    adjusted = holm([row[4] for row in raw]).tolist()
    by_method: dict[ImbalanceMethod, dict[Metric, Difference]] = {names[one]: {} for one, _ in pairs}
    # Holm raises a p to those before it: what was raised to one at the floor is a bound as well.
    bounds = {p for p, lowest in zip(adjusted, at_floor, strict=True) if lowest and p < 1}
    for (name, metric, value, interval, _, ahead), p in zip(raw, adjusted, strict=True):
        by_method[name][metric] = Difference(value, interval, p, ahead, seeds, p in bounds)
    return by_method


def _metrics(
    probabilities: NDArray[np.float64], labels: NDArray[np.int64], times: NDArray[np.float32]
) -> dict[Metric, Floats]:
    """Every metric of every draw, method and seed.

    Args:
        probabilities: [M, S, n, 3].
        labels: [n].
        times: how often each image is drawn, float32 [D, n].

    Returns:
        [D, M, S] each.
    """
    methods, seeds, _, classes = probabilities.shape
    answers = probabilities.argmax(-1)  # [M, S, n]
    rows = []
    for k in range(classes):
        mine = labels == k
        one_hot = (answers[:, :, mine, None] == np.arange(classes)).astype(np.float32)  # [M, S, n_k, 3]
        flat = one_hot.transpose(2, 0, 1, 3).reshape(int(mine.sum()), -1)
        rows.append((times[:, mine] @ flat).reshape(-1, methods, seeds, classes))
    metrics = matrix_scores(np.stack(rows, axis=3))
    positive = labels == RARE
    ranked = [
        [average_precision(p[:, RARE], positive, times) for p in of_seeds] for of_seeds in probabilities
    ]
    return {**metrics, "average_precision": np.array(ranked).transpose(2, 0, 1)}
