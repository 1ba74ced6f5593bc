"""Several confusion matrices in one row, with numbers of images."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from fer_lib.language import Language, Text
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.plots.confusion_matrix import plot_confusion_matrix


@dataclass(frozen=True, eq=False)
class MatrixRow:
    """Matrices over the same classes.

    Attributes:
        matrices: title and matrix each.
        classes: names of the classes for readers, in the matrices' order.
    """

    matrices: Sequence[tuple[Text, ConfusionMatrix]]
    classes: Sequence[Text]

    def plot(self, lang: Language = "en") -> Figure:
        """Colours are shares of the row, numbers are images."""
        figure, axes = plt.subplots(
            1, len(self.matrices), figsize=(7.2, 2.6), sharey=True, layout="compressed"
        )
        names = [name[lang] for name in self.classes]
        for ax, (title, matrix) in zip(axes, self.matrices, strict=True):
            plot_confusion_matrix(matrix, ax, lang, counts=True)
            ax.set_xticks(range(len(names)), names, rotation=40, ha="right", rotation_mode="anchor")
            ax.set_yticks(range(len(names)), names)
            ax.set_title(title[lang], fontsize=9.5)
            ax.set_xlabel("")
            if ax is not axes[0]:
                ax.set_ylabel("")
        figure.supxlabel(Text("predicted", "預測類別")[lang], fontsize=9.5)
        return figure
