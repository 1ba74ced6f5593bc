"""A share with the interval that belongs to it."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


def wilson_interval(successes: float, n: int) -> tuple[float, float]:
    """95 % score interval, which keeps its level near 0 and 1 and for small n: all p with |p − s/n| ≤ z √(p(1−p)/n).

    (s + z²/2 ± z √(s(n−s)/n + z²/4)) / (n + z²), z = 1.96: Wilson (1927), "Probable inference". Written out, because
    the libraries that have it take longer to import than a small network to train.

    Args:
        successes: 0 to n; a mean of counts may be a broken number.
        n: at least 1.
    """
    z = NormalDist().inv_cdf(0.975)
    middle = successes + z**2 / 2
    half = z * sqrt(successes * (n - successes) / n + z**2 / 4)
    return max(0.0, (middle - half) / (n + z**2)), min(1.0, (middle + half) / (n + z**2))


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

    @property
    def wilson_interval(self) -> tuple[float, float]:
        """95 % score interval of the share."""
        return wilson_interval(self.successes, self.n)


def difference_interval(first: Proportion, second: Proportion) -> tuple[float, float]:
    """95 % interval of ``first.share − second.share``, each −1 to 1, for proportions of different images.

    Newcombe's hybrid score interval: Statistics in Medicine 17 (1998) 873-890, method 10. For proportions of the same
    images it is too wide; ``compare_runs`` has a test for those.
    """
    # Slow to import, and a training needs none.
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(
        first.successes, first.n, second.successes, second.n, method="newcomb", compare="diff"
    )
    return float(low), float(high)
