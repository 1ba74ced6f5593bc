"""What a run costs, and which runs no other beats in both accuracy and cost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from fer_lib.chapters.compared_runs import ComparedRun, NetworkComparison
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.proportion import Proportion


@dataclass(frozen=True)
class Cost:
    """A quantity of which less is better.

    Attributes:
        key: short name.
        of: its value for a run, positive; None where the run does not say.
        tolerance: by what share of the smaller one two values may differ and still not be called different.
    """

    key: Literal["parameters", "time"]
    of: Callable[[ComparedRun], float | None]
    tolerance: float = 0.0

    def alike(self, one: float, other: float) -> bool:
        """Whether two values are too close to be called different."""
        return max(one, other) <= (1 + self.tolerance) * min(one, other)


PARAMETERS = Cost("parameters", lambda run: run.figures.parameters / 1e6 if run.figures.parameters else None)
"""In millions."""
TIME = Cost("time", lambda run: run.figures.seconds / 60 if run.figures.seconds else None, 0.1)
"""Of the whole training, in minutes: of one training, on a machine that does other things as well."""
COSTS = (PARAMETERS, TIME)


@dataclass(frozen=True)
class CostPoint:
    """A run in a figure.

    Attributes:
        name: of the run.
        network: its network.
        cost: positive.
        accuracy: on the validation images.
        main: whether it was judged on the images that most runs were judged on.
    """

    name: str
    network: str
    cost: float
    accuracy: Proportion
    main: bool


@dataclass(frozen=True)
class AccuracyCost:
    """Accuracy against a cost.

    Attributes:
        cost: which.
        points: a run each, at least one on the main images; without those that do not say what they cost.
        letter: of the main images; empty if all runs were judged on the same.
    """

    cost: Cost
    points: tuple[CostPoint, ...]
    letter: str = ""

    @property
    def n(self) -> int:
        """Number of main images."""
        return next(point.accuracy.n for point in self.points if point.main)

    @property
    def frontier(self) -> tuple[CostPoint, ...]:
        """Of the runs on the main images, those to which no other is equal or better in both; the cheapest first.

        Of several with the same cost and accuracy the first by name.
        """
        best, kept = -1.0, list[CostPoint]()
        main = (point for point in self.points if point.main)
        for point in sorted(main, key=lambda p: (p.cost, -p.accuracy.share, p.name)):
            if point.accuracy.share > best:
                best = point.accuracy.share
                kept.append(point)
        return tuple(kept)

    @property
    def has_equals(self) -> bool:
        """Whether some run is as accurate as one of the frontier and costs as much, or so little more that it is no matter."""
        main = [point for point in self.points if point.main]
        return any(
            other is not point
            and other.accuracy.share == point.accuracy.share
            and self.cost.alike(point.cost, other.cost)
            for point in self.frontier
            for other in main
        )

    @property
    def all_alike(self) -> bool:
        """Whether no two of the main runs differ in the cost by so much that it is called a difference."""
        costs = [point.cost for point in self.points if point.main]
        return self.cost.alike(min(costs), max(costs))


def accuracy_cost(comparison: NetworkComparison, cost: Cost) -> AccuracyCost | None:
    """Accuracy of an edition's runs against a cost; None unless the runs that say what they cost differ in it."""
    main = comparison.sets[0].letter if comparison.sets else ""
    points = [
        CostPoint(run.name, run.network, value, run.validation, comparison.letter_of(run) == main)
        for run in comparison.runs
        if (value := cost.of(run)) is not None
    ]
    if len({point.cost for point in points}) < 2 or not any(point.main for point in points):
        return None
    return AccuracyCost(cost, tuple(points), main if len(comparison.sets) > 1 else "")


@dataclass(frozen=True, eq=False)
class CheapestRun:
    """The cheapest of the runs that are not said to be worse than the best.

    Attributes:
        cost: by which.
        candidates: number of these runs that say what they cost, the best with them.
        run: the cheapest; the best itself where none costs less.
        value: its cost.
        best: the most accurate run; of several the first by name.
        value_of_best: its cost.
        shared: whether another run is as accurate as the best.
        equals: other candidates that cost as little as the cheapest, or so little more that it is no matter.
    """

    cost: Cost
    candidates: int
    run: ComparedRun
    value: float
    best: ComparedRun
    value_of_best: float
    shared: bool
    equals: int


def cheapest_of_the_best(tests: PairwiseTests, cost: Cost) -> CheapestRun | None:
    """The cheapest of the best runs; None if the best or all others do not say what they cost, or all cost as much."""
    candidates, best = tests.not_worse_than_best(), tests.runs[0]
    known = [(value, run) for run in candidates if (value := cost.of(run)) is not None]
    value_of_best = cost.of(best)
    if value_of_best is None or all(cost.alike(value, value_of_best) for value, _ in known):
        return None
    value, run = min(known, key=lambda pair: (pair[0], -pair[1].validation.share))
    if cost.alike(value, value_of_best):
        value, run = value_of_best, best
    equals = sum(cost.alike(other, value) for other, _ in known) - 1
    shared = len(tests.images.most_accurate) > 1
    return CheapestRun(cost, len(known), run, value, best, value_of_best, shared, equals)
