"""The figures of chapter 17 with caption and alt text: accuracy against cost, which runs are better than which."""

from fer_lib.chapters.comparison.accuracy_cost_figure import INTERVALS_DRAWN, AccuracyCostPlot
from fer_lib.chapters.comparison.cost_sentences import amount
from fer_lib.chapters.comparison.costs import AccuracyCost
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.chapters.comparison.pairwise_figure import PairwiseTriangle
from fer_lib.chapters.seed_effect import limit_text
from fer_lib.language import Text
from fer_lib.publish import BookFigure
from fer_lib.wording import percent, tidy

_SHOWN = {
    "parameters": Text(
        "Validation accuracy of each run against the number of parameters; runs of equally many stand close together. "
        "Dashed: what is reached with at most so many",
        "每次訓練的驗證準確率，橫軸為參數量；參數量相同的緊靠在一起。虛線：參數不超過該數量時能達到的準確率",
    ),
    "time": Text(
        "Validation accuracy of each run against the time of its whole training. Dashed: what is reached in at most so "
        "much time",
        "每次訓練的驗證準確率，橫軸為整個訓練的時間。虛線：訓練時間不超過該長度時能達到的準確率",
    ),
}


def accuracy_cost(values: AccuracyCost) -> BookFigure:
    """Accuracy of each run against a cost."""
    shown, n = _SHOWN[values.cost.key], f"{values.n:,}"
    if len(values.points) <= INTERVALS_DRAWN:
        intervals = Text("Vertical lines: 95% intervals.", "垂直線：95% 信賴區間。")
    else:
        intervals = Text("The table of all runs has the 95% intervals.", "95% 信賴區間見所有訓練的表。")
    frontier = [(p.name, percent(p.accuracy.share), amount(values.cost, p.cost)) for p in values.frontier]
    return BookFigure(
        lambda lang: AccuracyCostPlot(values).plot(lang=lang),
        Text(f"{shown.en} (n = {n}). {intervals.en}", f"{shown.zh}（n = {n}）。{intervals.zh}"),
        Text(
            f"{len(values.points)} points, one a run. A dashed line rises over the runs that no other beats in both: "
            + "; ".join(f"{name}, {share} with {cost.en}" for name, share, cost in frontier)
            + ".",
            f"{len(values.points)} 個點，各代表一次訓練。虛線連起兩方面都沒有被超越的訓練，由左往右上升："
            + "；".join(f"{name}，{share}，{cost.zh}" for name, share, cost in frontier)
            + "。",
        ),
    )


def pairs(tests: PairwiseTests) -> BookFigure:
    """Which of the most accurate runs are better than which."""
    triangle = PairwiseTriangle(
        tuple(run.name for run in tests.runs), tests.differences, tests.better, tests.too_small
    )
    shown, letter, n = triangle.shown, tests.images.letter, f"{tests.images.n:,}"
    small = Text("", "")
    if tests.too_small[:shown, :shown].any():
        limit, source = limit_text(tests.seeds), tests.seeds.source
        small = Text(
            f"≈: it differs, but by less than the {limit} points that the seed alone can move, measured on {source.en}; ",
            f"≈：有差，但小於只換種子就可能有的 {limit} 個百分點（用{source.zh}測量）；",
        )
    return BookFigure(
        lambda lang: triangle.plot(lang=lang),
        tidy(
            Text(
                f"The {shown} most accurate runs on images {letter}, n = {n}. Coloured: the run below is better "
                f"than the run on the left, by so many points; {small.en}empty: no difference shown.",
                f"影像 {letter} 上最準的 {shown} 次訓練，n = {n}。有顏色：下方的訓練比左方的準，顏色代表領先的百分點；"
                f"{small.zh}空白：看不出差異。",
            )
        ),
        _coloured_squares(tests, shown),
    )


def _coloured_squares(tests: PairwiseTests, shown: int) -> Text:
    coloured = int(tests.better[:shown, :shown].sum())
    best = int(tests.better[0, :shown].sum())
    neighbours = sum(bool(tests.better[place, place + 1]) for place in range(shown - 1))
    order = " ".join(run.name for run in tests.runs[:shown])
    return Text(
        f"A triangle of squares for {shown} runs, the most accurate first: {order}. {coloured} squares are "
        f"coloured, {best} of them in the first column; of the {shown - 1} along the diagonal, where runs that follow "
        f"each other meet, {neighbours}.",
        f"{shown} 次訓練兩兩組成的三角形方格，由最準的排起：{order}。有顏色的方格共 {coloured} 個，"
        f"其中第一欄有 {best} 個；對角線旁名次相鄰的 {shown - 1} 格中，有顏色的有 {neighbours} 個。",
    )
