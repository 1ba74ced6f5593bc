"""Two confusion matrices of digits side by side, and the digits themselves."""

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from fer_lib.data import ImageDataset
from fer_lib.language import Language, Text
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.plots.confusion_matrix import plot_confusion_matrix

ROWS = 4


def plot_matrices(
    left: ConfusionMatrix, right: ConfusionMatrix, titles: tuple[Text, Text], lang: Language = "en"
) -> Figure:
    """Numbers of images, coloured by the share of their row."""
    figure, axes = plt.subplots(1, 2, figsize=(7.4, 4.0), sharey=True, layout="compressed")
    for ax, matrix, title in zip(axes, (left, right), titles, strict=True):
        plot_confusion_matrix(matrix, ax, lang, counts=True)
        for text in ax.texts:
            text.set_fontsize(6.5)
            text.set_alpha(0.25 if text.get_text() == "0" else 1)
        ax.set_xticks(range(len(matrix.names)), matrix.names, rotation=0, ha="center")
        ax.set_title(f"{title[lang]} (n = {matrix.n:,})", fontsize=9.5)
    axes[1].set_ylabel("")
    return figure


def plot_digits(dataset: ImageDataset, lang: Language = "en") -> Figure:
    """The first training images of each digit, one column a digit."""
    classes = len(dataset.class_names)
    train = dataset.labelled_indices("train")
    figure, axes = plt.subplots(ROWS, classes, figsize=(6.4, 2.9), squeeze=False)
    for digit in range(classes):
        images = dataset.images[train[dataset.labels[train] == digit][:ROWS]]
        for ax in axes[:, digit]:
            ax.set_axis_off()
        for ax, image in zip(axes[:, digit], images, strict=False):
            ax.imshow(image, cmap="gray_r", vmin=0, vmax=255)
        axes[0, digit].set_title(str(digit), loc="center")
    return figure
