"""Accuracies of networks that differ in their seed: their spread, and what another seed would give."""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from scipy.stats import t

from fer_lib.chapters.backpropagation.zero_start import StartRuns
from fer_lib.chapters.judgement import is_near_zero
from fer_lib.language import Text
from fer_lib.metrics.paired_difference import PairedDifference, paired_difference
from fer_lib.proportion import Proportion
from fer_lib.scratch.activations import Array
from fer_lib.scratch.training import PartHistory
from fer_lib.wording import all_of, interval_percent, percent, proportion_text

AS_WELL = 0.015
"""Accuracies that differ by less are as good as each other: the criterion of claim E3, set beforehand and not measured."""
Part = Literal["train", "test"]
PARTS: tuple[Part, ...] = ("train", "test")


def accuracy_after(part: PartHistory, measured: int = -1) -> Proportion:
    """Accuracy on one part of the data, at one place in the list of measured epochs, by default the last."""
    wrong = part.wrong[measured]
    return Proportion(int(len(wrong) - wrong.sum()), len(wrong))


@dataclass(frozen=True)
class SeedAccuracies:
    """Accuracies of one kind of network on the same images, one a seed.

    Attributes:
        accuracies: at least two.
    """

    accuracies: tuple[Proportion, ...]

    @property
    def shares(self) -> Array:
        """(S,) accuracies, 0 to 1."""
        return np.array([accuracy.share for accuracy in self.accuracies])

    @property
    def mean(self) -> float:
        """Mean over the seeds."""
        return float(self.shares.mean())

    @property
    def standard_deviation(self) -> float:
        """Over the seeds, with S − 1."""
        return float(self.shares.std(ddof=1))

    def shown(self) -> str:
        """Mean ± standard deviation: ``96.3% ± 0.2``, with no line break inside; the mean alone if all are equal."""
        spread = 100 * self.standard_deviation
        if np.ptp(self.shares) == 0:
            return percent(self.mean)
        shown = f"{spread:.1f}" if spread >= 0.05 else f"{spread:.1g}"
        return f"{percent(self.mean)}\u00a0±\u00a0{shown}"

    def describe(self) -> Text:
        """The first seed's accuracy with its interval and n, and the spread of all seeds."""
        first = proportion_text(self.accuracies[0])
        seeds, low, high = len(self.accuracies), float(self.shares.min()), float(self.shares.max())
        if low == high:
            every = all_of(seeds, Text("seeds", "個種子"))
            return Text(
                f"{first.en} with seed 0, and the same with {every.en}",
                f"隨機種子 0 為 {first.zh}，{every.zh}都相同",
            )
        mean = Text(
            f"{first.en} with seed 0; mean over {seeds} seeds {self.shown()} points",
            f"隨機種子 0 為 {first.zh}；{seeds} 個種子的平均為 {self.shown()} 個百分點",
        )
        if percent(low) == percent(high):
            return mean
        spread = interval_percent((low, high))
        return Text(f"{mean.en}, from smallest to largest {spread}", f"{mean.zh}，最小到最大 {spread}")

    def another(self, n: int) -> tuple[float, float]:
        """The 95% range in which the accuracy of another seed on n other test images would lie.

        Three things make it differ from the mean: its seed, s²·(1 + 1/S) by Student's t with S − 1 degrees of
        freedom; the images here, and the images there, each p(1 − p)/n.

        Args:
            n: how many other images.
        """
        seeds, p = len(self.accuracies), self.mean
        by_seed = t.ppf(0.975, seeds - 1) * self.standard_deviation * sqrt(1 + 1 / seeds)
        by_images = 1.96 * sqrt(p * (1 - p) * (1 / self.accuracies[0].n + 1 / n))
        reach = float(np.hypot(by_seed, by_images))
        return max(p - reach, 0.0), min(p + reach, 1.0)


def accuracies_of(runs: StartRuns, part: Part, measured: int = -1) -> SeedAccuracies:
    """Accuracies of one kind of network, one a seed.

    Args:
        runs: the networks.
        part: on which images.
        measured: place in the list of measured epochs, by default the last.
    """
    return SeedAccuracies(
        tuple(accuracy_after(getattr(history, part), measured) for history in runs.histories)
    )


def as_well(difference: PairedDifference) -> bool | None:
    """Whether two accuracies are the same but for a margin; None where it cannot be told."""
    return is_near_zero((difference.low, difference.high), AS_WELL)


def gap_beyond_printed(
    train: SeedAccuracies, test: SeedAccuracies, printed_gap: float, printed_test: float, n: int
) -> PairedDifference:
    """By how much training is further ahead of test than printed, with its 95% interval.

    Its seed makes it differ, by Student's t over the seeds, and so do the test images here and there, each p(1 − p)/n.

    Args:
        train: accuracies here.
        test: of the same networks.
        printed_gap: training less test accuracy in print, 0 to 1.
        printed_test: the test accuracy in print.
        n: its images.
    """
    gap, p = paired_difference(train.shares, test.shares), test.mean
    by_images = 1.96 * sqrt(p * (1 - p) / test.accuracies[0].n + printed_test * (1 - printed_test) / n)
    reach, beyond = float(np.hypot(gap.high - gap.mean, by_images)), gap.mean - printed_gap
    return PairedDifference(beyond, beyond - reach, beyond + reach)
