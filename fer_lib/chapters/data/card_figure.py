"""The data card as a figure: labelled images of each class, by split."""

from typing import cast

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.data import SPLITS, DataCard
from fer_lib.language import Language, Text
from fer_lib.names import class_names, split_text

IMAGES = Text("Number of images", "影像數")


def plot_card(card: DataCard, ax: Axes | None = None, lang: Language = "en") -> Figure:
    """Draw the labelled images of each class as bars, one a split.

    Args:
        card: what to draw.
        ax: where to draw; a new figure if None.
        lang: language of the labels.

    Returns:
        the figure.

    """
    if ax is None:
        _, ax = plt.subplots(layout="constrained")
    shown = [split for split in SPLITS if sum(card.counts[split])]
    places = np.arange(len(card.class_names))
    width = 0.8 / max(1, len(shown))
    for i, split in enumerate(shown):
        offset = (i - (len(shown) - 1) / 2) * width
        ax.bar(places + offset, card.counts[split], width, label=split_text(split)[lang])
    ax.set_xticks(places, class_names(card.class_names, lang))
    ax.set_ylabel(IMAGES[lang])
    if shown:
        ax.legend()
    return cast("Figure", ax.get_figure(root=True))
