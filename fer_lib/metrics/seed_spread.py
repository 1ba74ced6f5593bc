"""What a seed moves: how far trainings are apart that differ in their seed alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from statistics import variance

FEWEST_SEEDS = 3
"""Settings with fewer say too little of their spread: of two the variance is known within a factor of a thousand."""


@dataclass(frozen=True)
class SeedSpread:
    """The standard deviation of an accuracy over seeds, pooled over several settings.

    With k_g trainings of setting g, which differ in their seed alone, x_gi their accuracies and x̄_g their mean,

        s² = Σ_g Σ_i (x_gi − x̄_g)² / f,   f = Σ_g (k_g − 1)

    takes the settings' variances to be one, however different their means are.

    Attributes:
        groups: the accuracies of each setting, 0 to 1; at least one setting, each of ``FEWEST_SEEDS`` or more.
    """

    groups: tuple[tuple[float, ...], ...]

    @property
    def degrees_of_freedom(self) -> int:
        """f: trainings less settings."""
        return sum(len(group) - 1 for group in self.groups)

    @cached_property
    def deviation(self) -> float:
        """s, 0 to 1."""
        squares = sum((len(group) - 1) * variance(group) for group in self.groups)
        return sqrt(squares / self.degrees_of_freedom)

    @cached_property
    def limit(self) -> float:
        """How far two trainings, one seed each, are apart at most in 95 % of cases if nothing but the seed differs.

        The difference of two has the standard deviation √2·σ; with s in the place of σ it is √2·s·t₀.₉₇₅(f), t of
        Student's distribution, if accuracies vary as normally distributed ones do. 0 where no seed moved anything.
        """
        from scipy.stats import t  # slow to import

        return float(t.ppf(0.975, self.degrees_of_freedom)) * sqrt(2) * self.deviation


def seed_spread(groups: Iterable[Sequence[float]]) -> SeedSpread | None:
    """What a seed moves, from all settings with ``FEWEST_SEEDS`` seeds or more; None if there is none.

    Args:
        groups: the accuracies of each setting's trainings, which differ in their seed alone and were judged on the
            same images: the chance in the choice of images is another one.
    """
    enough = tuple(tuple(group) for group in groups if len(group) >= FEWEST_SEEDS)
    return SeedSpread(enough) if enough else None
