"""What a run costs, and which runs no other beats in both accuracy and cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.chapters.comparison.results import ComparedRun, NetworkComparison
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.wording import listed, percent, tidy


def duration(seconds: float) -> Text:
    """Seconds as a reader says them: ``48 seconds``, ``3.2 minutes``, ``5.1 hours``."""
    if seconds < 100:
        return Text(f"{seconds:.0f} seconds", f"{seconds:.0f} 秒")
    if seconds < 6000:
        return Text(f"{seconds / 60:.1f} minutes", f"{seconds / 60:.1f} 分鐘")
    return Text(f"{seconds / 3600:.1f} hours", f"{seconds / 3600:.1f} 小時")


def millions(count: float) -> str:
    """A count in millions, with two digits that say something: ``2.11``, ``59.2``, ``0.031``."""
    value = count / 1e6
    return f"{value:,.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def _ten_thousands(count: float) -> str:
    """A count in 萬, in which Chinese counts."""
    return f"{count / 1e4:,.0f}" if count >= 1e5 else f"{count / 1e4:.2g}"


@dataclass(frozen=True)
class Cost:
    """A quantity of which less is better.

    Attributes:
        key: short name for figures.
        axis: label of its axis.
        of: its value for a run, positive; None where the run does not say.
        shown: a value in words.
        least: who has the least of it, as an adjective.
    """

    key: Literal["parameters", "time"]
    axis: Text
    of: Callable[[ComparedRun], float | None]
    shown: Callable[[float], Text]
    least: Text


PARAMETERS = Cost(
    "parameters",
    Text("parameters (millions, logarithmic)", "參數量（百萬，對數刻度）"),
    lambda run: run.figures.parameters / 1e6 if run.figures.parameters else None,
    lambda value: Text(
        f"{millions(value * 1e6)} million parameters", f"{_ten_thousands(value * 1e6)} 萬個參數"
    ),
    Text("the smallest", "最小的"),
)
TIME = Cost(
    "time",
    Text("training time (minutes, logarithmic)", "訓練時間（分鐘，對數刻度）"),
    lambda run: run.figures.seconds / 60 if run.figures.seconds else None,
    lambda value: duration(60 * value),
    Text("the quickest", "最快的"),
)


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
        points: a run each; without those that do not say what they cost.
        letter: of the main images; empty if all runs were judged on the same.
    """

    cost: Cost
    points: tuple[CostPoint, ...]
    letter: str = ""

    @property
    def frontier(self) -> tuple[CostPoint, ...]:
        """Of the runs on the main images, those to which no other is equal or better in both; the cheapest first.

        Of several with the same cost and accuracy the first by name.
        """
        best, found = -1.0, list[CostPoint]()
        main = (point for point in self.points if point.main)
        for point in sorted(main, key=lambda p: (p.cost, -p.accuracy.share, p.name)):
            if point.accuracy.share > best:
                best = point.accuracy.share
                found.append(point)
        return tuple(found)

    def describe(self) -> Text:
        """Which runs are on the frontier, in a sentence."""
        names = listed([Text(f"`{p.name}`", f" `{p.name}` ") for p in self.frontier])
        what = {
            "parameters": Text("with as few parameters", "參數又一樣少"),
            "time": Text("in as little time", "訓練又一樣快"),
        }[self.cost.key]
        return tidy(
            Text(
                f"No other run{f' on images {self.letter}' if self.letter else ''} is as accurate {what.en} as: "
                f"{names.en}.",
                f"{f'在影像 {self.letter} 上，' if self.letter else ''}沒有其他訓練能和它們一樣準、{what.zh}的有："
                f"{names.zh}。",
            )
        )

    def alt(self) -> Text:
        """What the drawing shows."""
        each = [(p, percent(p.accuracy.share), self.cost.shown(p.cost)) for p in self.frontier]
        return Text(
            f"{len(self.points)} points, one a run. A dashed line rises over the runs that no other beats in both: "
            + "; ".join(f"{p.name}, {share} with {cost.en}" for p, share, cost in each)
            + ".",
            f"{len(self.points)} 個點，各代表一次訓練。虛線連起兩方面都沒有被超越的訓練，由左往右上升："
            + "；".join(f"{p.name}，{share}，{cost.zh}" for p, share, cost in each)
            + "。",
        )


def accuracy_cost(comparison: NetworkComparison, cost: Cost) -> AccuracyCost | None:
    """Accuracy of an edition's runs against a cost; None if fewer than two runs say what they cost."""
    main = comparison.sets[0].letter if comparison.sets else ""
    points = [
        CostPoint(run.name, run.config.model, value, run.validation, comparison.letter_of(run) == main)
        for run in comparison.runs
        if (value := cost.of(run)) is not None
    ]
    if len(points) < 2 or not any(point.main for point in points):
        return None
    return AccuracyCost(cost, tuple(points), main if len(comparison.sets) > 1 else "")


def cheapest_of_the_best(tests: PairwiseTests, costs: Sequence[Cost] = (PARAMETERS, TIME)) -> list[Text]:
    """For each cost, which of the runs that are not said to be worse than the best has the least of it."""
    candidates, best = tests.not_worse_than_best(), tests.runs[0]
    sentences = []
    for cost in costs:
        known = [(value, run) for run in candidates if (value := cost.of(run)) is not None]
        of_best = cost.of(best)
        if len(known) < 2 or of_best is None:
            continue
        value, run = min(known, key=lambda pair: (pair[0], -pair[1].validation.share))
        if run is best or value >= of_best:
            sentences.append(
                Text(
                    f"Of the {len(candidates)} runs that are not shown to be worse than the best, {cost.least.en} is "
                    f"the best itself, `{best.name}` ({cost.shown(of_best).en}).",
                    f"看不出比最準的差的訓練，連它自己共有 {len(candidates)} 個，其中{cost.least.zh}就是最準的 "
                    f"`{best.name}`（{cost.shown(of_best).zh}）。",
                )
            )
        else:
            sentences.append(
                Text(
                    f"Of the {len(candidates)} runs that are not shown to be worse than the best, {cost.least.en} is "
                    f"`{run.name}`: {cost.shown(value).en}, against {cost.shown(of_best).en} of `{best.name}`.",
                    f"看不出比最準的差的訓練，連它自己共有 {len(candidates)} 個，其中{cost.least.zh}是 `{run.name}`："
                    f"{cost.shown(value).zh}，而 `{best.name}` 是 {cost.shown(of_best).zh}。",
                )
            )
    return sentences
