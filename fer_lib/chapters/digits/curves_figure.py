"""Learning curves of networks that differ in their seed, and how much the error moves late in the training."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.chapters.backpropagation.zero_start import Start, StartRuns
from fer_lib.chapters.backpropagation.zero_start_figure import LINE_STYLES, START_NAMES, StartCurves
from fer_lib.language import Language, Text, heading, term
from fer_lib.plots.style import COLORS
from fer_lib.scratch.activations import Array
from fer_lib.scratch.training import PartHistory, TrainingHistory

PARTS = (("train", "training set", COLORS["blue"], "-"), ("test", "test set", COLORS["orange"], "--"))


def _draw(ax: Axes, epochs: Sequence[int], rows: Array, color: str, dash: str, label: str) -> None:
    """The mean of the seeds, with a band from the smallest to the largest."""
    ax.fill_between(epochs, rows.min(axis=0), rows.max(axis=0), color=color, alpha=0.2, lw=0)
    ax.plot(epochs, rows.mean(axis=0), color=color, ls=dash, lw=1.4, label=label)


def _rows(histories: Sequence[TrainingHistory], part: str, of: Callable[[PartHistory], Array]) -> Array:
    return np.array([of(getattr(history, part)) for history in histories])


def _figure_of(ax: Axes) -> Figure:
    figure = ax.figure
    assert isinstance(figure, Figure)
    return figure


@dataclass(frozen=True)
class LearningCurves:
    """Loss and error of several networks, epoch by epoch.

    Attributes:
        histories: of networks that differ in the seed alone, measured after the same epochs.
    """

    histories: Sequence[TrainingHistory]

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Loss on the left, error on the right, both with a logarithmic scale.

        Args:
            ax: draws the error alone, there.
            lang: language of the labels.
        """
        if ax is not None:
            self._panel(ax, lambda part: 100 * part.errors, lang)
            ax.set_ylabel(Text("error (%)", "錯誤率（%）")[lang])
            return _figure_of(ax)
        figure, (loss, error) = plt.subplots(1, 2, figsize=(7.2, 3.4))
        self._panel(loss, lambda part: part.losses, lang)
        loss.set_ylabel(Text("loss (cross entropy)", "損失（交叉熵）")[lang])
        self._panel(error, lambda part: 100 * part.errors, lang)
        error.set_ylabel(Text("error (%)", "錯誤率（%）")[lang])
        figure.legend(*loss.get_legend_handles_labels(), loc="outside lower center", ncols=2)
        return figure

    def _panel(self, ax: Axes, of: Callable[[PartHistory], Array], lang: Language) -> None:
        for part, name, color, dash in PARTS:
            _draw(
                ax,
                self.histories[0].epochs,
                _rows(self.histories, part, of),
                color,
                dash,
                heading(name)[lang],
            )
        ax.set_yscale("log")
        ax.yaxis.set_major_formatter("{x:g}")
        ax.set_xlabel(term("epoch")[lang])
        ax.grid(True, lw=0.6)


@dataclass(frozen=True)
class LateErrors:
    """The error of one network over its last epochs.

    Attributes:
        history: measured after each of them.
        epochs: how many.
    """

    history: TrainingHistory
    epochs: int

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Training and test error, each less its mean over these epochs, in percentage points."""
        if ax is None:
            _, ax = plt.subplots(figsize=(7.2, 2.6))
        for part, name, color, dash in PARTS:
            errors = 100 * getattr(self.history, part).errors[-self.epochs :]
            ax.plot(
                self.history.epochs[-self.epochs :], errors - errors.mean(), dash,
                color=color, lw=1.3, label=heading(name)[lang],
            )  # fmt: skip
        ax.set_xlabel(term("epoch")[lang])
        ax.set_ylabel(Text("error less mean (points)", "錯誤率減平均（百分點）")[lang])
        ax.grid(True, lw=0.6)
        figure = _figure_of(ax)
        figure.legend(*ax.get_legend_handles_labels(), loc="outside upper right", ncols=2)
        return figure


def plot_start_curves(starts: Mapping[Start, StartRuns], lang: Language = "en") -> Figure:
    """Training loss (left) and test error (right) from each start, mean and band of the seeds."""
    figure, (loss, error) = plt.subplots(1, 2, figsize=(7.2, 3.4))
    StartCurves("", starts).plot(loss, lang)
    loss.yaxis.set_major_formatter("{x:g}")
    for start, runs in starts.items():
        rows = _rows(runs.histories, "test", lambda part: 100 * part.errors)
        _draw(error, runs.epochs, rows, *LINE_STYLES[start], START_NAMES[start][lang])
    error.set_yscale("log")
    error.yaxis.set_major_formatter("{x:g}")
    error.set_xlabel(term("epoch")[lang])
    error.set_ylabel(Text("test error (%)", "測試錯誤率（%）")[lang])
    error.grid(True, lw=0.6)
    figure.legend(*loss.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure
