"""What chapter 17 says of costs: amounts in words, the runs that none beats in both, the cheapest of the best."""

from collections.abc import Sequence
from itertools import pairwise

from fer_lib.chapters.comparison.costs import (
    COSTS,
    AccuracyCost,
    CheapestRun,
    Cost,
    CostPoint,
    cheapest_of_the_best,
)
from fer_lib.chapters.comparison.names import all_runs, in_code
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.language import Text
from fer_lib.wording import capitalized, listed, tidy

_AS_LITTLE = {
    "parameters": Text("with as few parameters", "用同樣少的參數"),
    "time": Text("in as little time", "用同樣短的時間"),
}
_LEAST = {"parameters": Text("the smallest", "最小的"), "time": Text("the quickest", "最快的")}
_MORE = {
    "parameters": Text("has more parameters", "參數較多"),
    "time": Text("takes more time", "較花時間"),
}
_LESS = {"parameters": Text("smaller", "更小"), "time": Text("quicker", "更快")}


def duration(seconds: float) -> Text:
    """Seconds as a reader says them: ``4.8 seconds``, ``48 seconds``, ``3.2 minutes``, ``5.1 hours``."""
    if seconds < 9.95:
        return Text(f"{seconds:.1f} seconds", f"{seconds:.1f} 秒")
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
        "No two runs of this edition are known to differ in what they cost.",
        "這一版沒有兩次訓練已知代價不同。",
    )


def frontier(values: AccuracyCost) -> Text:
    """Which runs no other beats in both accuracy and cost."""
    compared = sorted((point for point in values.points if point.main), key=lambda point: point.cost)
    if len(compared) > 1 and values.all_alike:
        return _all_alike(values, compared)
    apart = not any(values.cost.alike(one.cost, other.cost) for one, other in pairwise(compared))
    if len(values.frontier) == len(compared) > 1 and apart:
        more = _MORE[values.cost.key]
        return tidy(
            Text(
                f"Of the {len(compared)} runs{f' on images {values.letter}' if values.letter else ''}, the more accurate "
                f"always {more.en}: none is beaten in both.",
                f"{f'在影像 {values.letter} 上的' if values.letter else '這 '}{len(compared)} 次訓練中，較準的總是{more.zh}，"
                "沒有哪一個兩方面都輸給別的。",
            )
        )
    points = [in_code(point.name) for point in values.frontier]
    names, little, letter = listed(points), _AS_LITTLE[values.cost.key], values.letter
    as_accurate, than = Text("as accurate", "達到"), "as"
    if values.has_equals:
        as_accurate, than = Text("more accurate", "超過"), "than"
    any_of_them = names.en
    if len(points) > 1:
        any_of_them = f"{', '.join(point.en for point in points[:-1])} or {points[-1].en}"
    return tidy(
        Text(
            f"No other run{f' on images {letter}' if letter else ''} is {as_accurate.en} {little.en} {than} {any_of_them}.",
            f"{f'在影像 {letter} 上，' if letter else ''}{names.zh}的準確率，沒有其他訓練能{little.zh}{as_accurate.zh}。",
        )
    )


def _all_alike(values: AccuracyCost, compared: Sequence[CostPoint]) -> Text:
    """That the runs cost as much as each other, the cheapest first."""
    all_of = all_runs(len(compared))
    low, high = amount(values.cost, compared[0].cost), amount(values.cost, compared[-1].cost)
    (number, unit), (_, also) = (told.en.split(" ", 1) for told in (low, high))
    span = Text(f"{number if unit == also else low.en} to {high.en}", f"{low.zh}到 {high.zh}")
    if low == high:
        span = low
    where = Text("", "")
    if values.letter:
        where = Text(f"On images {values.letter} ", f"在影像 {values.letter} 上，")
    if values.cost.key == "parameters":
        return capitalized(
            Text(
                f"{where.en}{all_of.en} have the same number of parameters.",
                f"{where.zh}{all_of.zh}的參數一樣多。",
            )
        )
    limit = f"{100 * values.cost.tolerance:.0f}%"
    return capitalized(
        Text(
            f"{where.en}{all_of.en} took about as long ({span.en}); less than {limit} is not called a difference here, "
            "for a machine also does other things.",
            f"{where.zh}{all_of.zh}花的時間差不多（{span.zh}）；機器同時也在做別的事，所以這裡不把不到 {limit} 的差距算作差異。",
        )
    )


def cheapest(tests: PairwiseTests, costs: Sequence[Cost] = COSTS) -> list[Text]:
    """For each cost, which of the runs that are not said to be worse than the best has the least of it."""
    runs = (cheapest_of_the_best(tests, cost) for cost in costs)
    return [_cheapest(run) for run in runs if run is not None]


def _cheapest(cheap: CheapestRun) -> Text:
    least, of_best = _LEAST[cheap.cost.key], amount(cheap.cost, cheap.value_of_best)
    candidates, name, best = cheap.candidates, cheap.run.name, cheap.best.name
    less, level = _LESS[cheap.cost.key], cheap.run.validation.share == cheap.best.validation.share
    if candidates == 2 and cheap.run is not cheap.best and level:
        value = amount(cheap.cost, cheap.value)
        return Text(
            f"`{name}` is as accurate as `{best}` and {less.en}: {value.en} against {of_best.en}.",
            f"`{name}` 與 `{best}` 一樣準，但{less.zh}：{value.zh}，後者則是 {of_best.zh}。",
        )
    if candidates == 2 and cheap.run is not cheap.best:
        value = amount(cheap.cost, cheap.value)
        most = Text("", "") if cheap.shared else Text("the most accurate run, ", "最準的")
        comma = "" if cheap.shared else ","
        return Text(
            f"`{name}` is not shown to be worse than {most.en}`{best}`{comma} and is {less.en}: {value.en} against "
            f"{of_best.en}.",
            f"看不出 `{name}` 比{most.zh} `{best}` 差，而它{less.zh}：{value.zh}，後者則是 {of_best.zh}。",
        )
    among = Text(
        f"Of the {candidates} runs that are not shown to be worse than the best",
        f"包括最準的在內，有 {candidates} 次訓練看不出比最準的差",
    )
    itself = Text(f"the best itself, `{best}`", f"最準的 `{best}` ")
    if cheap.shared:
        among = Text(
            f"Of the {candidates} runs that are not shown to be worse than another",
            f"有 {candidates} 次訓練看不出比別的差",
        )
        itself = Text(f"`{best}`", f" `{best}` ")
    if cheap.run is cheap.best:
        if limit := cheap.cost.tolerance:
            less = Text(f"more than {limit:.0%} {less.en}", f"{less.zh.removeprefix('更')} {limit:.0%} 以上")
        return tidy(
            Text(
                f"{among.en}, none is {less.en} than {itself.en} ({of_best.en}).",
                f"{among.zh}，其中沒有一個比{itself.zh}{less.zh}（{of_best.zh}）。",
            )
        )
    value = amount(cheap.cost, cheap.value)
    return Text(
        f"{among.en}, {'one of ' if cheap.equals else ''}{least.en} is `{name}`: {value.en}, against {of_best.en} of "
        f"`{best}`.",
        f"{among.zh}，其中{least.zh}{'之一' if cheap.equals else ''}是 `{name}`：{value.zh}，而 `{best}` 是 {of_best.zh}。",
    )
