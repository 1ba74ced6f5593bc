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
    """

    key: Literal["parameters", "time"]
    of: Callable[[ComparedRun], float | None]


PARAMETERS = Cost("parameters", lambda run: run.figures.parameters / 1e6 if run.figures.parameters else None)
"""In millions."""
TIME = Cost("time", lambda run: run.figures.seconds / 60 if run.figures.seconds else None)
"""Of the whole training, in minutes."""
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


def _as_good(point: CostPoint, other: CostPoint) -> bool:
    return point is not other and (point.cost, point.accuracy.share) == (other.cost, other.accuracy.share)


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
        """Whether some run costs as much as one of the frontier and is as accurate."""
        main = [point for point in self.points if point.main]
        return any(_as_good(point, other) for point in self.frontier for other in main)


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
        best: the most accurate run.
        value_of_best: its cost.
        equals: other candidates that cost as little as the cheapest.
    """

    cost: Cost
    candidates: int
    run: ComparedRun
    value: float
    best: ComparedRun
    value_of_best: float
    equals: int


def cheapest_of_the_best(tests: PairwiseTests, cost: Cost) -> CheapestRun | None:
    """The cheapest of the best runs; None if the best or all others do not say what they cost, or all cost the same."""
    candidates, best = tests.not_worse_than_best(), tests.runs[0]
    known = [(value, run) for run in candidates if (value := cost.of(run)) is not None]
    value_of_best = cost.of(best)
    if len({value for value, _ in known}) < 2 or value_of_best is None:
        return None
    value, run = min(known, key=lambda pair: (pair[0], -pair[1].validation.share))
    if value >= value_of_best:
        value, run = value_of_best, best
    equals = sum(other == value for other, _ in known) - 1
    return CheapestRun(cost, len(known), run, value, best, value_of_best, equals)
