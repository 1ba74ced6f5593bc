"""A share with the interval that belongs to it."""

from dataclasses import dataclass
from functools import cached_property

from fer_lib.language import Text
from fer_lib.publish.numbers import interval_percent, percent


@dataclass(frozen=True)
class Proportion:
    """``successes`` of ``n``, for example images classified rightly.

    Raises:
        ValueError: unless 0 ≤ successes ≤ n and n ≥ 1.
    """

    successes: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.successes <= self.n or self.n < 1:
            raise ValueError(f"{self.successes} of {self.n} is not a proportion")

    @property
    def share(self) -> float:
        """Successes / n, 0 to 1."""
        return self.successes / self.n

    @cached_property
    def wilson_interval(self) -> tuple[float, float]:
        """95 % score interval of Wilson (1927), which keeps its level near 0 and 1 and for small n."""
        from statsmodels.stats.proportion import proportion_confint  # slow to import; a training needs none

        low, high = proportion_confint(self.successes, self.n, alpha=0.05, method="wilson")
        return float(low), float(high)

    def describe(self, digits: int = 1) -> Text:
        """Share, interval and n: ``60.4% (95% interval 58.8–62.0%, n = 3,589)``."""
        share, interval = percent(self.share, digits), interval_percent(self.wilson_interval, digits)
        n = f"n\u00a0=\u00a0{self.n:,}"  # no line break inside
        return Text(f"{share} (95% interval {interval}, {n})", f"{share}（95% 信賴區間 {interval}，{n}）")
