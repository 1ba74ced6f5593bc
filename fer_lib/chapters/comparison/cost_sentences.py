"""What chapter 17 says of costs: amounts in words, the runs that none beats in both, the cheapest of the best."""

from collections.abc import Sequence

from fer_lib.chapters.comparison.costs import COSTS, AccuracyCost, CheapestRun, Cost, cheapest_of_the_best
from fer_lib.chapters.comparison.names import in_code
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.language import Text
from fer_lib.wording import listed, tidy

_AS_LITTLE = {
    "parameters": Text("with as few parameters", "參數又一樣少"),
    "time": Text("in as little time", "訓練又一樣快"),
}
_LEAST = {"parameters": Text("the smallest", "最小的"), "time": Text("the quickest", "最快的")}


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


def amount(cost: Cost, value: float) -> Text:
    """So much of a cost: ``2.11 million parameters``, ``3.2 minutes``."""
    if cost.key == "time":
        return duration(60 * value)
    count = value * 1e6
    return Text(f"{millions(count)} million parameters", f"{_ten_thousands(count)} 萬個參數")


def no_costs() -> Text:
    """Why accuracy is held against no cost."""
    return Text(
        "Fewer than two runs of this edition say what they cost.",
        "這一版說得出代價的訓練不到兩個。",
    )


def frontier(values: AccuracyCost) -> Text:
    """Which runs no other beats in both accuracy and cost."""
    names = listed([in_code(point.name) for point in values.frontier])
    little, letter = _AS_LITTLE[values.cost.key], values.letter
    return tidy(
        Text(
            f"No other run{f' on images {letter}' if letter else ''} is as accurate {little.en} as: {names.en}.",
            f"{f'在影像 {letter} 上，' if letter else ''}沒有其他訓練能和它們一樣準、{little.zh}的有：{names.zh}。",
        )
    )


def cheapest(tests: PairwiseTests, costs: Sequence[Cost] = COSTS) -> list[Text]:
    """For each cost, which of the runs that are not said to be worse than the best has the least of it."""
    runs = (cheapest_of_the_best(tests, cost) for cost in costs)
    return [_cheapest(run) for run in runs if run is not None]


def _cheapest(cheap: CheapestRun) -> Text:
    least, of_best = _LEAST[cheap.cost.key], amount(cheap.cost, cheap.value_of_best)
    candidates, name, best = cheap.candidates, cheap.run.name, cheap.best.name
    if cheap.run is cheap.best:
        return Text(
            f"Of the {candidates} runs that are not shown to be worse than the best, {least.en} is the best itself, "
            f"`{best}` ({of_best.en}).",
            f"看不出比最準的差的訓練，連它自己共有 {candidates} 個，其中{least.zh}就是最準的 `{best}`（{of_best.zh}）。",
        )
    value = amount(cheap.cost, cheap.value)
    return Text(
        f"Of the {candidates} runs that are not shown to be worse than the best, {least.en} is `{name}`: {value.en}, "
        f"against {of_best.en} of `{best}`.",
        f"看不出比最準的差的訓練，連它自己共有 {candidates} 個，其中{least.zh}是 `{name}`：{value.zh}，"
        f"而 `{best}` 是 {of_best.zh}。",
    )
