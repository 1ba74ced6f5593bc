"""McNemar's test and paired intervals: whether two networks differ that are judged on the same images."""

from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Literal

import numpy as np
from scipy.stats import norm
from statsmodels.stats.contingency_tables import mcnemar

from fer_lib.errors import UserError
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion

Verdict = Literal["first", "second", "too small", "none"]
FEWEST_DISCORDANT = 6
"""Discordant images, all in favour of one network, from which on McNemar's exact test gives less than 5 %: 2 · ½⁶."""


def mcnemar_p_value(only_first: int, only_second: int) -> float:
    """McNemar's test that two changes of the same things are equally frequent: exact, two-sided; 1 if there is none.

    The exact binomial form at any number of discordant images: the χ² approximation has nothing to offer but speed,
    and is wrong where they are few.

    Args:
        only_first: for example images on which the first network is right and the second is not.
        only_second: the other way round.
    """
    return float(mcnemar([[0, only_first], [only_second, 0]], exact=True).pvalue)


@dataclass(frozen=True)
class Comparison:
    """How often each of two networks is right on the same images.

    Attributes:
        both_right: images on which both give the label.
        only_first: on which the first does and the second does not.
        only_second: the other way round.
        both_wrong: on which neither does, whether they say the same or not.
    """

    both_right: int
    only_first: int
    only_second: int
    both_wrong: int

    @property
    def n(self) -> int:
        """Number of images."""
        return self.both_right + self.only_first + self.only_second + self.both_wrong

    @property
    def first(self) -> Proportion:
        """Accuracy of the first network."""
        return Proportion(self.both_right + self.only_first, self.n)

    @property
    def second(self) -> Proportion:
        """Accuracy of the second network."""
        return Proportion(self.both_right + self.only_second, self.n)

    @property
    def discordant(self) -> int:
        """Images on which exactly one of the two is right; they alone tell the networks apart."""
        return self.only_first + self.only_second

    @property
    def difference(self) -> float:
        """Accuracy of the first minus that of the second, −1 to 1."""
        return (self.only_first - self.only_second) / self.n

    @cached_property
    def difference_interval(self) -> tuple[float, float]:
        """95 % interval of the difference by Newcombe's method 10 for paired proportions.

        The Wilson intervals of both accuracies, joined as if by Pythagoras, less what their correlation φ takes
        away: R. G. Newcombe, Statistics in Medicine 17 (1998) 2635-2650, section 3. It keeps its level where
        the networks hardly differ and never leaves [−1, 1].
        """
        a, b, c, d = self.both_right, self.only_first, self.only_second, self.both_wrong
        p1, p2 = self.first.share, self.second.share
        (l1, u1), (l2, u2) = self.first.wilson_interval, self.second.wilson_interval
        margins = (a + b) * (c + d) * (a + c) * (b + d)
        product = a * d - b * c
        corrected = max(product - self.n / 2, 0) if product > 0 else product
        phi = corrected / sqrt(margins) if margins else 0.0
        below = (p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2
        above = (p2 - l2) ** 2 - 2 * phi * (p2 - l2) * (u1 - p1) + (u1 - p1) ** 2
        return self.difference - sqrt(max(below, 0.0)), self.difference + sqrt(max(above, 0.0))

    def bootstrap_interval(self, resamples: int = 20_000, seed: int = 0) -> tuple[float, float]:
        """95 % percentile interval of the difference when the images are drawn anew, with replacement.

        An image counts +1, −1 or 0; drawing n images is drawing the three counts from a multinomial distribution
        (Efron & Tibshirani 1993, chapter 13).

        Args:
            resamples: number of draws.
            seed: decides them.
        """
        shares = np.array([self.only_first, self.only_second, self.both_right + self.both_wrong]) / self.n
        counts = np.random.Generator(np.random.PCG64(seed)).multinomial(self.n, shares, resamples)
        low, high = np.quantile((counts[:, 0] - counts[:, 1]) / self.n, [0.025, 0.975])
        return float(low), float(high)

    @cached_property
    def p_value(self) -> float:
        """``mcnemar_p_value`` of the images on which exactly one of the two is right."""
        return mcnemar_p_value(self.only_first, self.only_second)

    def verdict(self, least: float = 0.0, p_value: float | None = None) -> Verdict:
        """Whether to call it a difference, and in whose favour.

        Args:
            least: what another seed alone moves (``SeedSpread.limit``), 0 to 1: a smaller difference is ``too small``
                however many images show it. 0 where that was not measured, or where several seeds show the same.
            p_value: takes the place of McNemar's own, for one that is adjusted for several tests.

        Returns:
            ``first`` or ``second`` (the better one), ``too small``, or ``none``: it can be chance.
        """
        low, high = self.difference_interval
        p = self.p_value if p_value is None else p_value
        if low <= 0 <= high or p >= 0.05:
            return "none"
        if abs(self.difference) < least:
            return "too small"
        return "first" if self.difference > 0 else "second"

    @property
    def detectable_difference(self) -> float:
        """Smallest true difference that the test would find in four of five samples of this size, above 0 to 1.

        R. J. Connor, Biometrics 43 (1987) 207-211, solved for the difference d: with ψ the share of discordant
        images, d √n = z₀.₉₇₅ √ψ + z₀.₈ √(ψ − d²). The approximation is for many images; of a few, no difference is
        found below ``FEWEST_DISCORDANT`` of them, and none at all (1) where there are no more than that.
        """
        alpha, power = norm.ppf(0.975), norm.ppf(0.8)
        share = max(self.discordant, 1) / self.n
        root = sqrt(max(0.0, self.n * alpha**2 * share - (self.n + power**2) * (alpha**2 - power**2) * share))
        connor = float((alpha * sqrt(self.n * share) + root) / (self.n + power**2))
        return min(1.0, max(connor, FEWEST_DISCORDANT / self.n))


def compare(
    first: Predictions, second: Predictions, names: tuple[str, str] = ("the first", "the second")
) -> Comparison:
    """Compare two networks' predictions of the same images.

    Args:
        first: of one network.
        second: of another, for the images in the same order.
        names: what to call them in an error.

    Raises:
        UserError: if they are predictions of different images.
    """
    if not np.array_equal(first.indices, second.indices) or not np.array_equal(first.labels, second.labels):
        raise UserError(
            f"{names[0]} and {names[1]} cannot be compared: their predictions are for different images "
            f"({len(first.labels):,} and {len(second.labels):,}). Train both on the same data with the same split."
        )
    one, other = first.predicted == first.labels, second.predicted == second.labels
    return Comparison(
        both_right=int((one & other).sum()),
        only_first=int((one & ~other).sum()),
        only_second=int((~one & other).sum()),
        both_wrong=int((~one & ~other).sum()),
    )
