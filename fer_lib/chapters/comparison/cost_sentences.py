"""What chapter 17 says of costs: amounts in words, the runs that none beats in both, the cheapest of the best."""

from collections.abc import Sequence

from fer_lib.chapters.comparison.costs import COSTS, AccuracyCost, CheapestRun, Cost, cheapest_of_the_best
from fer_lib.chapters.comparison.names import in_code
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.language import Text
from fer_lib.wording import listed, tidy

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
        "No two runs of this edition are known to differ in what they cost.",
        "這一版沒有兩次訓練已知代價不同。",
    )


def frontier(values: AccuracyCost) -> Text:
    """Which runs no other beats in both accuracy and cost."""
    compared = [point for point in values.points if point.main]
    if len(values.frontier) == len(compared) > 1:
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


def cheapest(tests: PairwiseTests, costs: Sequence[Cost] = COSTS) -> list[Text]:
    """For each cost, which of the runs that are not said to be worse than the best has the least of it."""
    runs = (cheapest_of_the_best(tests, cost) for cost in costs)
    return [_cheapest(run) for run in runs if run is not None]


def _cheapest(cheap: CheapestRun) -> Text:
    least, of_best = _LEAST[cheap.cost.key], amount(cheap.cost, cheap.value_of_best)
    candidates, name, best = cheap.candidates, cheap.run.name, cheap.best.name
    less = _LESS[cheap.cost.key]
    if candidates == 2 and cheap.run is not cheap.best:
        value = amount(cheap.cost, cheap.value)
        return Text(
            f"`{name}` is not shown to be worse than the most accurate run, `{best}`, and is {less.en}: {value.en} against "
            f"{of_best.en}.",
            f"看不出 `{name}` 比最準的 `{best}` 差，而它{less.zh}：{value.zh}，後者則是 {of_best.zh}。",
        )
    among = Text(
        f"Of the {candidates} runs that are not shown to be worse than the best",
        f"包括最準的在內，有 {candidates} 次訓練看不出比最準的差",
    )
    if cheap.run is cheap.best:
        return Text(
            f"{among.en}, none is {less.en} than the best itself, `{best}` ({of_best.en}).",
            f"{among.zh}，其中沒有一個比最準的 `{best}` {less.zh}（{of_best.zh}）。",
        )
    value = amount(cheap.cost, cheap.value)
    return Text(
        f"{among.en}, {'one of ' if cheap.equals else ''}{least.en} is `{name}`: {value.en}, against {of_best.en} of "
        f"`{best}`.",
        f"{among.zh}，其中{least.zh}{'之一' if cheap.equals else ''}是 `{name}`：{value.zh}，而 `{best}` 是 {of_best.zh}。",
    )
