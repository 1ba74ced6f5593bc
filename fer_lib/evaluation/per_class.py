"""Recall, precision and F1 of every class, each with its interval."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.evaluation.confusion import ConfusionMatrix
from fer_lib.evaluation.proportion import Proportion
from fer_lib.evaluation.wording import listed
from fer_lib.language import Language, Text, heading
from fer_lib.plots.style import COLORS, class_names, class_texts

BOOTSTRAP_DRAWS = 2000


@dataclass(frozen=True)
class ClassScore:
    """How one class is recognised.

    Attributes:
        name: the class.
        recall: TP / (TP + FN); None where no image has this label.
        precision: TP / (TP + FP); None where the class is never predicted.
        agreement: TP / (TP + FP + FN), of all images that are labelled or predicted so (the Jaccard index J);
            None where there are none.
    """

    name: str
    recall: Proportion | None
    precision: Proportion | None
    agreement: Proportion | None

    @property
    def f1(self) -> float | None:
        """F1 = 2·TP / (2·TP + FP + FN) = 2J / (1 + J), 0 to 1."""
        return None if self.agreement is None else _f1(self.agreement.share)

    @property
    def f1_interval(self) -> tuple[float, float] | None:
        """95% interval of F1: Wilson's interval of J, carried over by F1 = 2J / (1 + J).

        Given the number of images that are labelled or predicted as this class, TP is binomial, and F1 grows with
        J; so the interval keeps the level of Wilson's. Lam, Gopal & Qian (2023), arXiv:2309.14621, compare such
        intervals.
        """
        if self.agreement is None:
            return None
        low, high = self.agreement.wilson_interval
        return _f1(low), _f1(high)


def _f1(jaccard: float) -> float:
    return 2 * jaccard / (1 + jaccard)


@dataclass(frozen=True, eq=False)
class ClassScores:
    """The scores of all classes of one confusion matrix.

    Attributes:
        matrix: where they come from.
        scores: one a class, in the matrix's order.
    """

    matrix: ConfusionMatrix
    scores: tuple[ClassScore, ...]

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the classes that are labelled or predicted at all."""
        return float(_macro_f1(self.matrix.counts[None])[0])

    @cached_property
    def macro_f1_interval(self) -> tuple[float, float]:
        """95% percentile bootstrap interval: 2,000 draws of the n images with replacement, seed 0."""
        generator = np.random.default_rng(0)
        shares = (self.matrix.counts / self.matrix.n).ravel()
        draws = generator.multinomial(self.matrix.n, shares, BOOTSTRAP_DRAWS)
        values = _macro_f1(draws.reshape(-1, *self.matrix.counts.shape))
        low, high = np.quantile(values, [0.025, 0.975])
        return float(low), float(high)

    def by_recall(self) -> list[int]:
        """The labelled classes, best recall first."""
        shares = {k: s.recall.share for k, s in enumerate(self.scores) if s.recall}
        return sorted(shares, key=lambda k: -shares[k])

    def not_told_from(self, k: int) -> list[int]:
        """The classes whose recall intervals overlap with that of class k, with k, best recall first."""
        low, high = self._interval(k)
        overlapping = []
        for other in self.by_recall():
            other_low, other_high = self._interval(other)
            if other_low <= high and low <= other_high:
                overlapping.append(other)
        return overlapping

    def _interval(self, k: int) -> tuple[float, float]:
        recall = self.scores[k].recall
        if recall is None:
            raise ValueError(f"no image is labelled {self.scores[k].name}")
        return recall.wilson_interval

    def describe_extremes(self) -> Text:
        """Which classes are recognised best and worst, as far as the intervals of the recalls allow to say so."""
        order = self.by_recall()
        best, worst = order[0], order[-1]
        if worst in self.not_told_from(best):
            return Text(
                f"The interval of the best recall ({self._named(best).en}) overlaps with that of the worst "
                f"({self._named(worst).en}): these images do not tell which class is recognised best.",
                f"召回率最高的類別（{self._named(best).zh}）與最低的類別（{self._named(worst).zh}），信賴區間彼此重疊："
                "這些影像不足以判斷哪一類認得最好。",
            )
        top, bottom = self._extreme(best), self._extreme(worst)
        return Text(
            f"Recognised best is {top.en} Recognised worst is {bottom.en}",
            f"認得最好的是{top.zh}認得最差的是{bottom.zh}",
        )

    def _named(self, k: int) -> Text:
        name, recall = class_texts([self.scores[k].name])[0], self.scores[k].recall
        assert recall is not None
        described = recall.describe()
        return Text(f"**{name.en}**, {described.en}", f"**{name.zh}**，召回率 {described.zh}")

    def _extreme(self, k: int) -> Text:
        named = self._named(k)
        others = class_texts([self.scores[i].name for i in self.not_told_from(k) if i != k])
        if not others:
            return Text(
                f"{named.en}; no other class's interval touches this one.",
                f"{named.zh}，沒有其他類別的信賴區間與它重疊。",
            )
        names = listed(others)
        return Text(
            f"{named.en}, but the interval of {names.en} overlaps with it."
            if len(others) == 1
            else f"{named.en}, but the intervals of {names.en} overlap with it.",
            f"{named.zh}，但{names.zh}的信賴區間與它重疊。",
        )

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Recall, precision and F1 of each class as points with 95% intervals, the best recall on top."""
        if ax is None:
            _, ax = plt.subplots(figsize=(7.2, 3.7))
        order = [*self.by_recall(), *(k for k, s in enumerate(self.scores) if s.recall is None)]
        series = (
            (heading("recall"), "o", COLORS["blue"], -0.22),
            (heading("precision"), "s", COLORS["orange"], 0.0),
            (Text("F1", "F1"), "D", COLORS["green"], 0.22),
        )
        for column, (label, marker, color, offset) in enumerate(series):
            rows, values, lows, highs = [], [], [], []
            for row, k in enumerate(order):
                value, interval = self._values(k)[column]
                if value is not None and interval is not None:
                    rows.append(row + offset)
                    values.append(value)
                    lows.append(max(value - interval[0], 0))
                    highs.append(max(interval[1] - value, 0))
            ax.errorbar(
                values, rows, xerr=[lows, highs], fmt=marker, color=color, markersize=5, linewidth=1.2,
                capsize=2.5, label=label[lang],
            )  # fmt: skip
        names = class_names([self.scores[k].name for k in order], lang)
        supports = [int(self.matrix.counts[k].sum()) for k in order]
        labels = [f"{name} (n = {n:,})" for name, n in zip(names, supports, strict=True)]
        ax.set_yticks(range(len(order)), labels)
        ax.invert_yaxis()
        ax.set_xlim(-0.02, 1.02)
        ax.grid(True, axis="x")
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel(Text("score with 95% interval", "分數與 95% 信賴區間")[lang])
        figure = ax.figure
        assert isinstance(figure, Figure)
        figure.legend(*ax.get_legend_handles_labels(), loc="outside upper right", ncols=3)
        return figure

    def _values(self, k: int) -> list[tuple[float | None, tuple[float, float] | None]]:
        score = self.scores[k]
        shares: list[tuple[float | None, tuple[float, float] | None]] = [
            (p.share, p.wilson_interval) if p else (None, None) for p in (score.recall, score.precision)
        ]
        return [*shares, (score.f1, score.f1_interval)]


def class_scores(matrix: ConfusionMatrix) -> ClassScores:
    """The scores of every class of a confusion matrix."""
    counts = matrix.counts
    scores = []
    for k, name in enumerate(matrix.names):
        hit, labelled, predicted = (int(x) for x in (counts[k, k], counts[k].sum(), counts[:, k].sum()))
        either = labelled + predicted - hit
        recall, precision, agreement = (
            Proportion(hit, n) if n else None for n in (labelled, predicted, either)
        )
        scores.append(ClassScore(name, recall, precision, agreement))
    return ClassScores(matrix, tuple(scores))


def _macro_f1(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Macro F1 of many matrices: int64 [n, K, K] to float64 [n]."""
    hits = np.diagonal(counts, axis1=1, axis2=2)
    totals = counts.sum(1) + counts.sum(2)
    present = totals > 0
    f1 = 2 * hits / np.maximum(totals, 1)
    result: NDArray[np.float64] = f1.sum(1) / present.sum(1)
    return result
