"""Recall, precision and F1 of every class as points with intervals."""

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.chapters.errors.room import letters_for
from fer_lib.language import Language, Text, heading
from fer_lib.metrics.per_class import ClassScores
from fer_lib.names import class_names
from fer_lib.plots.style import COLORS

MARGINS, ROW, HIGHEST = 0.9, 0.4, 9.5
"""Inches above and below the rows, of one row, and of the highest figure that fits on a page."""


def plot_class_scores(scores: ClassScores, ax: Axes | None = None, lang: Language = "en") -> Figure:
    """Recall, precision and F1 of each class as points with 95% intervals, the best recall on top.

    The axis begins at the tenth below the lowest interval.
    """
    height = min(MARGINS + ROW * max(len(scores.scores), 4), HIGHEST)
    letters = letters_for((height - MARGINS) / len(scores.scores))
    if ax is None:
        _, ax = plt.subplots(figsize=(7.2, height))
    order = [*scores.by_recall(), *(k for k, s in enumerate(scores.scores) if s.recall is None)]
    series = (
        (heading("recall"), "o", COLORS["blue"], -0.22),
        (heading("precision"), "s", COLORS["orange"], 0.0),
        (Text("F1", "F1"), "D", COLORS["green"], 0.22),
    )
    for column, (score, marker, color, offset) in enumerate(series):
        rows, values, lows, highs = [], [], [], []
        for row, k in enumerate(order):
            value, interval = _values(scores, k)[column]
            if value is not None and interval is not None:
                rows.append(row + offset)
                values.append(value)
                lows.append(max(value - interval[0], 0))
                highs.append(max(interval[1] - value, 0))
        ax.errorbar(
            values, rows, xerr=[lows, highs], fmt=marker, color=color, markersize=min(5, letters / 2),
            linewidth=1.2, capsize=min(2.5, letters / 4), label=score[lang],
        )  # fmt: skip
    names = class_names([scores.scores[k].name for k in order], lang)
    supports = [int(scores.matrix.counts[k].sum()) for k in order]
    label = Text("{} (n = {:,})", "{}（n = {:,}）")[lang]
    labels = [label.format(name, n) for name, n in zip(names, supports, strict=True)]
    ax.set_yticks(range(len(order)), labels, fontsize=letters)
    ax.margins(y=0.5 / len(order))
    ax.invert_yaxis()
    lowest = min((interval[0] for k in order for _, interval in _values(scores, k) if interval), default=0.0)
    ax.set_xlim(int(10 * lowest) / 10 - 0.02, 1.02)
    ax.grid(True, axis="x")
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel(Text("score with 95% interval", "分數與 95% 信賴區間")[lang])
    figure = ax.figure
    assert isinstance(figure, Figure)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper right", ncols=3)
    return figure


def _values(scores: ClassScores, k: int) -> list[tuple[float | None, tuple[float, float] | None]]:
    score = scores.scores[k]
    shares: list[tuple[float | None, tuple[float, float] | None]] = [
        (p.share, p.wilson_interval) if p else (None, None) for p in (score.recall, score.precision)
    ]
    return [*shares, (score.f1, score.f1_interval)]
