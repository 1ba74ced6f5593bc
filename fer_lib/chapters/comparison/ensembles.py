"""Ensembles of seeds: what it brings to average the probabilities of several seeds of one training."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.compared_runs import NetworkComparison, SeedRuns
from fer_lib.proportion import Proportion

RESAMPLES = 20_000


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Runs that differ in their seed alone, judged on the same images.

    The ensemble's answer is the class with the largest mean probability, p(k) = Σ p_s(k) / S over the S seeds, as in
    B. Lakshminarayanan, A. Pritzel and C. Blundell, Advances in Neural Information Processing Systems 30 (2017),
    section 2.4.

    Attributes:
        seeds: the runs.
    """

    seeds: SeedRuns

    @cached_property
    def probabilities(self) -> NDArray[np.float64]:
        """Mean over the seeds: float64 [n, K]."""
        mean: NDArray[np.float64] = np.mean(
            [run.predictions.probabilities for run in self.seeds.runs], axis=0
        )
        return mean

    @cached_property
    def _right(self) -> NDArray[np.bool_]:
        right: NDArray[np.bool_] = self.probabilities.argmax(axis=1) == self.seeds.runs[0].predictions.labels
        return right

    @cached_property
    def accuracy(self) -> Proportion:
        """Of the ensemble on the validation images."""
        return Proportion(int(self._right.sum()), len(self._right))

    @cached_property
    def gains(self) -> NDArray[np.float64]:
        """For each image 1 or 0 as the ensemble is right or wrong, minus the share of seeds that are right: [n]."""
        alone = np.mean([r.predictions.predicted == r.predictions.labels for r in self.seeds.runs], axis=0)
        gains: NDArray[np.float64] = self._right - alone
        return gains

    @property
    def gain(self) -> float:
        """Accuracy of the ensemble minus the mean accuracy of the single runs, −1 to 1."""
        return float(self.gains.mean())

    @cached_property
    def gain_interval(self) -> tuple[float, float]:
        """95 % percentile interval of the gain when the images are drawn anew, with replacement.

        Few different gains occur, so n draws are one draw of how often each occurs, from a multinomial distribution
        (Efron & Tibshirani 1993, chapter 13). The seeds are not drawn anew: it is the gain of these runs.
        """
        _, places, counts = np.unique(self.gains.round(9), return_index=True, return_counts=True)
        generator = np.random.Generator(np.random.PCG64(0))
        drawn = generator.multinomial(len(self.gains), counts / len(self.gains), RESAMPLES)
        low, high = np.quantile(drawn @ self.gains[places] / len(self.gains), [0.025, 0.975])
        return float(low), float(high)

    @property
    def helps(self) -> bool:
        """Whether the whole interval of the gain is above 0."""
        return self.gain_interval[0] > 0


def make_ensembles(comparison: NetworkComparison) -> tuple[Ensemble, ...]:
    """An ensemble of each setting whose seeds were judged on the same images; the most accurate first."""
    made = [Ensemble(group) for group in comparison.seeds if group.same_images]
    return tuple(sorted(made, key=lambda ensemble: -ensemble.accuracy.share))
