"""Which classes draw the wrong answers, against a network that errs by the frequencies it learned from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.proportion import Proportion


@dataclass(frozen=True)
class Destination:
    """How many errors go to a class, or to one of a group of classes.

    If the answers to an image labelled i that is got wrong were drawn with the frequencies π of the training
    labels, other than i, an error of label i would go to class j with probability π_j / (1 − π_i). Over all errors
    the number is then a sum of binomials, whose distribution is exact.

    Attributes:
        observed: errors that go there, of all errors.
        expected_share: by the training frequencies, 0 to 1.
        chance_range: the middle 95% of the share by the training frequencies.
        p_value: two-sided: twice the smaller tail, at most 1.
    """

    observed: Proportion
    expected_share: float
    chance_range: tuple[float, float]
    p_value: float

    @property
    def beyond_chance(self) -> bool:
        """Whether more errors go there than the training frequencies give in 97.5% of cases."""
        return self.observed.share > self.chance_range[1]

    @property
    def below_chance(self) -> bool:
        """Whether fewer errors go there than the training frequencies give in 97.5% of cases."""
        return self.observed.share < self.chance_range[0]


@dataclass(frozen=True, eq=False)
class ErrorDestinations:
    """Where the errors of a confusion matrix go.

    Attributes:
        matrix: of the images in question.
        frequencies: π, the share of each class among the training labels: float64 [K].
    """

    matrix: ConfusionMatrix
    frequencies: NDArray[np.float64]

    def to(self, classes: tuple[int, ...]) -> Destination:
        """Errors whose answer is one of ``classes``.

        Raises:
            ValueError: if there are no errors at all.
        """
        errors = self.matrix.counts - np.diag(np.diag(self.matrix.counts))
        by_label, total = errors.sum(1), int(errors.sum())
        probabilities = [
            sum(self.frequencies[j] for j in classes if j != i) / (1 - self.frequencies[i])
            for i in range(len(by_label))
        ]
        distribution = np.ones(1)
        for n, p in zip(by_label.tolist(), probabilities, strict=True):
            distribution = np.convolve(distribution, binom.pmf(np.arange(n + 1), n, min(p, 1.0)))
        observed = int(errors[:, list(classes)].sum())
        cumulative = np.cumsum(distribution)
        low, high = (int(np.searchsorted(cumulative, level)) for level in (0.025, 0.975))
        tails = distribution[: observed + 1].sum(), distribution[observed:].sum()
        return Destination(
            observed=Proportion(observed, total),
            expected_share=float(np.dot(by_label, probabilities)) / total,
            chance_range=(low / total, min(high, total) / total),
            p_value=float(min(1.0, 2 * min(tails))),
        )

    def ranked(self) -> list[tuple[int, Destination]]:
        """Every class with its errors, the most frequent wrong answer first."""
        each = [(k, self.to((k,))) for k in range(len(self.matrix.names))]
        return sorted(each, key=lambda item: -item[1].observed.share)


def error_destinations(matrix: ConfusionMatrix, training: ConfusionMatrix) -> ErrorDestinations:
    """The destinations of a matrix's errors, with the label frequencies of the training images.

    Args:
        matrix: of the images in question.
        training: of the training images; only how often each label occurs is used.
    """
    sizes = training.counts.sum(1)
    return ErrorDestinations(matrix, sizes / sizes.sum())
