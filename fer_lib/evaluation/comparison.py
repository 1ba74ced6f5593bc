"""Whether two networks differ: both judged on the same images, image by image."""

import re
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm
from statsmodels.stats.contingency_tables import mcnemar

from fer_lib.data import Split
from fer_lib.errors import UserError
from fer_lib.evaluation.prediction import Predictions
from fer_lib.evaluation.proportion import Proportion
from fer_lib.language import Text

if TYPE_CHECKING:
    from fer_lib.runs import RunFolder

Verdict = Literal["first", "second", "too small", "none"]
# Another seed alone moves a network's accuracy by about a point. So from one run of each, less than this is not
# called a difference, however many images there are.
SMALLEST_FROM_ONE_RUN = 0.015


def points(difference: float, digits: int = 1) -> str:
    """A difference of shares in percentage points, with its sign: ``−1.2``."""
    shown = f"{100 * difference:+.{digits}f}".replace("-", "−")
    return shown.lstrip("+−") if float(shown.replace("−", "-")) == 0 else shown


def points_interval(bounds: tuple[float, float], digits: int = 1) -> Text:
    """An interval of such differences: ``−2.7 to +1.1``."""
    low, high = (points(bound, digits) for bound in bounds)
    return Text(f"{low} to {high}", f"{low} 到 {high}")


def p_value_text(p: float) -> str:
    """A p-value as it is printed: ``p = 0.047``, ``p < 0.001``."""
    return "p\u00a0<\u00a00.001" if p < 0.001 else f"p\u00a0=\u00a0{p:.{2 if p >= 0.1 else 3}f}"


def sentence(text: Text) -> Text:
    """The text with a capital letter, for names that begin a sentence."""
    return Text(text.en[:1].upper() + text.en[1:], text.zh)


def tidy(text: Text) -> Text:
    """The text without spaces beside Chinese punctuation, which names with a space on either side leave."""
    return Text(text.en, re.sub(" *([，。；：、（）]) *", r"\1", text.zh).strip(" "))


@dataclass(frozen=True)
class Comparison:
    """How often each of two networks is right on the same images.

    Attributes:
        names: what to call the first and the second.
        both_right: images on which both give the label.
        only_first: on which the first does and the second does not.
        only_second: the other way round.
        both_wrong: on which neither does, whether they say the same or not.
    """

    names: tuple[Text, Text]
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
        """McNemar's test that both are equally often right, two-sided.

        The exact binomial form at any number of discordant images: the χ² approximation has nothing to offer
        but speed, and is wrong where they are few.
        """
        table = [[self.both_right, self.only_first], [self.only_second, self.both_wrong]]
        return float(mcnemar(table, exact=True).pvalue)

    def verdict(self, runs: int = 1, p_value: float | None = None) -> Verdict:
        """Whether to call it a difference, and in whose favour.

        Args:
            runs: pairs of runs that the judgement rests on; from one, less than 1.5 points is ``too small``.
            p_value: takes the place of McNemar's own, for one that is adjusted for several tests.

        Returns:
            ``first`` or ``second`` (the better one), ``too small``, or ``none``: it can be chance.
        """
        low, high = self.difference_interval
        p = self.p_value if p_value is None else p_value
        if low <= 0 <= high or p >= 0.05:
            return "none"
        if runs == 1 and abs(self.difference) < SMALLEST_FROM_ONE_RUN:
            return "too small"
        return "first" if self.difference > 0 else "second"

    @property
    def detectable_difference(self) -> float:
        """Smallest true difference that the test would find in four of five samples of this size, 0 to 1.

        R. J. Connor, Biometrics 43 (1987) 207-211, solved for the difference d: with ψ the share of discordant
        images, d √n = z₀.₉₇₅ √ψ + z₀.₈ √(ψ − d²).
        """
        alpha, power = norm.ppf(0.975), norm.ppf(0.8)
        share = max(self.discordant, 1) / self.n
        root = sqrt(max(0.0, self.n * alpha**2 * share - (self.n + power**2) * (alpha**2 - power**2) * share))
        # A handful of images is outside of the approximation; no difference is larger than 1.
        return min(1.0, float((alpha * sqrt(self.n * share) + root) / (self.n + power**2)))

    def counts(self) -> Text:
        """The counts that tell the two apart, with the test, in a sentence."""
        one, other = self.names
        return tidy(
            Text(
                f"Of {self.n:,} images, {one.en} alone is right on {self.only_first:,} and {other.en} alone on "
                f"{self.only_second:,} (McNemar's test: {p_value_text(self.p_value)}).",
                f"在 {self.n:,} 張影像中，只有{one.zh}答對的有 {self.only_first:,} 張，只有{other.zh}答對的有 "
                f"{self.only_second:,} 張（McNemar 檢定：{p_value_text(self.p_value)}）。",
            )
        )

    def describe(self, runs: int = 1, p_value: float | None = None) -> Text:
        """The difference and what may be said of it, in a sentence; arguments as ``verdict``."""
        return tidy(self._described(runs, p_value))

    def _described(self, runs: int, p_value: float | None) -> Text:
        one, other = self.names
        interval = points_interval(self.difference_interval)
        size = points(abs(self.difference)).lstrip("+")
        match self.verdict(runs, p_value):
            case "none":
                return Text(
                    f"Between {one.en} and {other.en} no difference is shown: "
                    f"{points(self.difference)} points, 95% interval {interval.en}.",
                    f"{one.zh}與{other.zh}之間看不出差異：相差 {points(self.difference)} 個百分點，"
                    f"95% 信賴區間 {interval.zh}。",
                )
            case "too small":
                return Text(
                    f"{sentence(one).en} and {other.en} are {size} points apart (95% interval {interval.en}): too "
                    "little to call it a difference from one run of each, because another seed can undo it.",
                    f"{one.zh}與{other.zh}相差 {size} 個百分點（95% 信賴區間 {interval.zh}）："
                    "各只訓練一次，這麼小的差距換一個隨機種子就可能消失，不算差異。",
                )
            case better:
                ahead, behind = (one, other) if better == "first" else (other, one)
                return Text(
                    f"{sentence(ahead).en} is right more often than {behind.en}, by {size} points "
                    f"(95% interval of {one.en} minus {other.en}: {interval.en}).",
                    f"{ahead.zh}的準確率比{behind.zh}高 {size} 個百分點"
                    f"（{one.zh}減{other.zh}的 95% 信賴區間：{interval.zh}）。",
                )


def _right(
    first: Predictions, second: Predictions, names: tuple[Text, Text]
) -> tuple[NDArray[np.bool_], ...]:
    if not np.array_equal(first.indices, second.indices) or not np.array_equal(first.labels, second.labels):
        raise UserError(
            f"{names[0].en} and {names[1].en} cannot be compared: their predictions are for different images "
            f"({len(first.labels):,} and {len(second.labels):,}). Train both on the same data with the same split."
        )
    return first.predicted == first.labels, second.predicted == second.labels


def compare(first: Predictions, second: Predictions, names: tuple[Text, Text]) -> Comparison:
    """Compare two networks' predictions of the same images.

    Args:
        first: of one network.
        second: of another, for the images in the same order.
        names: what to call them.

    Raises:
        UserError: if they are predictions of different images.
    """
    one, other = _right(first, second, names)
    return Comparison(
        names,
        both_right=int((one & other).sum()),
        only_first=int((one & ~other).sum()),
        only_second=int((~one & other).sum()),
        both_wrong=int((~one & ~other).sum()),
    )


def compare_runs(
    first: "RunFolder",
    second: "RunFolder",
    split: Split = "validation",
    names: tuple[Text, Text] | None = None,
) -> Comparison:
    """Compare two runs on a split's labelled images, with the weights that each has kept.

    Args:
        first: a finished run.
        second: another.
        split: of which images.
        names: what to call the runs; by default their folders' names.

    Raises:
        UserError: if a run is not finished, or their images are not the same.
    """
    hashes = {run.provenance()["data"].get("sha256") for run in (first, second)}
    if len(hashes) > 1:
        raise UserError(
            f"{first.name} and {second.name} cannot be compared: they were trained on different data. "
            "Train both on the same file."
        )
    shown = names or (
        Text(f"`{first.name}`", f" `{first.name}` "),
        Text(f"`{second.name}`", f" `{second.name}` "),
    )
    return compare(first.predictions(split), second.predictions(split), shown)
