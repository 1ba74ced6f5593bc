"""Recall, precision and F1 of every class, each with its interval."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.macro_f1 import macro_f1
from fer_lib.proportion import Proportion

BOOTSTRAP_DRAWS = 2000


@dataclass(frozen=True)
class ClassScore:
    """How one class is recognised.

    Attributes:
        name: the class.
        recall: TP / (TP + FN); None where no image has this label.
        precision: TP / (TP + FP); None where the class is never predicted.
        jaccard: TP / (TP + FP + FN), of all images that are labelled or predicted so (the Jaccard index J);
            None where there are none.
    """

    name: str
    recall: Proportion | None
    precision: Proportion | None
    jaccard: Proportion | None

    @property
    def f1(self) -> float | None:
        """F1 = 2·TP / (2·TP + FP + FN) = 2J / (1 + J), 0 to 1."""
        return None if self.jaccard is None else _f1(self.jaccard.share)

    @property
    def f1_interval(self) -> tuple[float, float] | None:
        """95% interval of F1: Wilson's interval of J, carried over by F1 = 2J / (1 + J).

        Given the number of images that are labelled or predicted as this class, TP is binomial, and F1 grows with
        J; so the interval keeps the level of Wilson's. Lam, Gopal & Qian (2023), arXiv:2309.14621, compare such
        intervals.
        """
        if self.jaccard is None:
            return None
        low, high = self.jaccard.wilson_interval
        return _f1(low), _f1(high)


def _f1(jaccard: float) -> float:
    return 2 * jaccard / (1 + jaccard)


@dataclass(frozen=True, eq=False)
class ClassScores:
    """The scores of all classes of one confusion matrix.

    Attributes:
        matrix: where they come from.
        scores: one a class, in the matrix's order.
    """

    matrix: ConfusionMatrix
    scores: tuple[ClassScore, ...]

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the classes that are labelled or predicted at all."""
        return float(macro_f1(self.matrix.counts))

    @cached_property
    def macro_f1_interval(self) -> tuple[float, float]:
        """95% percentile bootstrap interval: 2,000 draws of the n images with replacement, seed 0."""
        generator = np.random.default_rng(0)
        shares = (self.matrix.counts / self.matrix.n).ravel()
        draws = generator.multinomial(self.matrix.n, shares, BOOTSTRAP_DRAWS)
        values = macro_f1(draws.reshape(-1, *self.matrix.counts.shape))
        low, high = np.quantile(values, [0.025, 0.975])
        return float(low), float(high)

    def by_recall(self) -> list[int]:
        """The labelled classes, best recall first."""
        shares = {k: s.recall.share for k, s in enumerate(self.scores) if s.recall}
        return sorted(shares, key=lambda k: -shares[k])

    def not_told_from(self, k: int) -> list[int]:
        """The classes whose recall intervals overlap with that of class k, with k, best recall first."""
        low, high = self._interval(k)
        overlapping = []
        for other in self.by_recall():
            other_low, other_high = self._interval(other)
            if other_low <= high and low <= other_high:
                overlapping.append(other)
        return overlapping

    def _interval(self, k: int) -> tuple[float, float]:
        recall = self.scores[k].recall
        if recall is None:
            raise ValueError(f"no image is labelled {self.scores[k].name}")
        return recall.wilson_interval


def class_scores(matrix: ConfusionMatrix) -> ClassScores:
    """The scores of every class of a confusion matrix."""
    counts = matrix.counts
    scores = []
    for k, name in enumerate(matrix.names):
        hit, labelled, predicted = (int(x) for x in (counts[k, k], counts[k].sum(), counts[:, k].sum()))
        either = labelled + predicted - hit
        recall, precision, jaccard = (
            Proportion(hit, n) if n else None for n in (labelled, predicted, either)
        )
        scores.append(ClassScore(name, recall, precision, jaccard))
    return ClassScores(matrix, tuple(scores))
