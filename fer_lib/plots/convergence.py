"""Training curves of two networks side by side: which one learns in fewer epochs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text, term
from fer_lib.plots.style import COLORS
from fer_lib.runs.history import History
from fer_lib.wording import percent

STYLES = ((COLORS["blue"], "-", "o"), (COLORS["orange"], "--", "s"))


@dataclass(frozen=True)
class Group:
    """Trainings that differ only in their seed.

    Args:
        label: what they have in common.
        histories: one for each seed, all of the same number of epochs.

    Raises:
        ValueError: if there is none, or if their numbers of epochs differ.
    """

    label: Text
    histories: tuple[History, ...]

    def __post_init__(self) -> None:
        if len({len(history.records) for history in self.histories}) != 1:
            raise ValueError("a group needs histories of one number of epochs")

    def values(self, quantity: str) -> np.ndarray:
        """A field of ``EpochRecord`` after each epoch: float64 [seeds, epochs]."""
        return np.array([[getattr(r, quantity) for r in h.records] for h in self.histories], dtype=float)

    def mean(self, quantity: str) -> np.ndarray:
        """The mean over the seeds: float64 [epochs]."""
        mean: np.ndarray = self.values(quantity).mean(axis=0)
        return mean

    def shown_accuracy(self, epoch: int) -> str:
        """The mean validation accuracy after an epoch in percent; a dash after the last one."""
        means = self.mean("validation_accuracy")
        return percent(float(means[epoch - 1])) if epoch <= len(means) else "–"

    def epochs_to_reach(self, accuracy: float) -> int | None:
        """First epoch after which the mean validation accuracy is at least this; None if there is none."""
        reached = np.flatnonzero(self.mean("validation_accuracy") >= accuracy)
        return int(reached[0]) + 1 if len(reached) else None

    def epochs_at_most(self, accuracy: float) -> int:
        """Number of epochs from the start in which no seed's validation accuracy is above this."""
        above = np.flatnonzero((self.values("validation_accuracy") > accuracy).any(axis=0))
        return int(above[0]) if len(above) else len(self.histories[0].records)


@dataclass(frozen=True)
class Convergence:
    """Groups of trainings to compare, at most two.

    Args:
        groups: in the order of the legend.
    """

    groups: Sequence[Group]

    def plot(self, axes: tuple[Axes, Axes] | None = None, lang: Language = "en") -> Figure:
        """Training loss (left) and validation accuracy (right): mean as a thick line, each seed as a thin one.

        Args:
            axes: two axes to draw on; a new figure where none are given.
            lang: language of the labels.
        """
        if axes is None:
            _, axes = plt.subplots(1, 2, figsize=(7.2, 3.0))
        labels = {
            "train_loss": Text("training loss", "訓練損失"),
            "validation_accuracy": Text("validation accuracy", "驗證準確率"),
        }
        for ax, (quantity, label) in zip(axes, labels.items(), strict=True):
            for group, (color, dash, marker) in zip(self.groups, STYLES, strict=False):
                epochs = np.arange(1, len(group.histories[0].records) + 1)
                for one in group.values(quantity):
                    ax.plot(epochs, one, dash, color=color, alpha=0.45, linewidth=0.8)
                ax.plot(
                    epochs, group.mean(quantity), dash, color=color, marker=marker, markersize=3.5,
                    linewidth=1.8, label=group.label[lang],
                )  # fmt: skip
            ax.set_xlabel(term("epoch")[lang])
            ax.set_ylabel(label[lang])
            ax.set_ylim(bottom=0)
            ax.xaxis.get_major_locator().set_params(integer=True)
            ax.grid(True)
        axes[0].legend(loc="lower left")
        figure = axes[0].get_figure(root=True)
        assert figure is not None
        return figure
