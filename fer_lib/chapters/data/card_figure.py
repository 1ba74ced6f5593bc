"""The data card as a figure: labelled images of each class, by split."""

from typing import cast
from unicodedata import east_asian_width

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.data import SPLITS, DataCard
from fer_lib.language import LANGUAGES, Language, Text
from fer_lib.names import class_names, class_texts, split_text

IMAGES = Text("Number of images", "影像數")
MOST_NAMED = 30
"""Classes whose names fit beside their bars."""
PAGE = 7.6
"""Height in inches that a page has for the figure with its caption."""
_LETTERS = 62  # that fit side by side below the bars, a Chinese character counting as two


def _letters(name: str) -> int:
    """Width of a name in letters."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in name)


def _names_fit(card: DataCard) -> bool:
    """Whether all names fit below upright bars, in either language."""
    longest = max(_letters(name[lang]) for name in class_texts(card.class_names) for lang in LANGUAGES)
    return longest * len(card.class_names) <= _LETTERS


def plot_card(card: DataCard, ax: Axes | None = None, lang: Language = "en") -> Figure:
    """Draw the labelled images of each class as bars, one a split.

    The bars stand upright where the names of the classes fit below them, and lie where they do not; of very many
    classes only the numbers are shown.

    Args:
        card: what to draw.
        ax: where to draw; a new figure if None.
        lang: language of the labels.

    Returns:
        the figure.

    """
    number = len(card.class_names)
    lying = not _names_fit(card) and number <= MOST_NAMED
    shown = [split for split in SPLITS if sum(card.counts[split])]
    if ax is None:
        height = min(1.0 + number * (0.1 + 0.13 * max(1, len(shown))), PAGE)
        _, ax = plt.subplots(layout="constrained", figsize=(6.4, height) if lying else None)
    places = np.arange(number)
    width = 0.8 / max(1, len(shown))
    for i, split in enumerate(shown):
        at, label = places + (i - (len(shown) - 1) / 2) * width, split_text(split)[lang]
        if lying:
            ax.barh(at, card.counts[split], width, label=label)
        else:
            ax.bar(at, card.counts[split], width, label=label)
    if lying:
        ax.set_yticks(places, class_names(card.class_names, lang))
        ax.set_xlabel(IMAGES[lang])
        ax.margins(y=0.02)
        ax.invert_yaxis()
    else:
        if number <= MOST_NAMED:
            ax.set_xticks(places, class_names(card.class_names, lang))
        else:
            ax.set_xlabel(Text("Class, in the order of the table", "類別（依表格的順序）")[lang])
            ax.xaxis.set_major_formatter(lambda place, _: f"{place + 1:.0f}")
        ax.set_ylabel(IMAGES[lang])
    if shown and (lying or number > MOST_NAMED):
        ax.legend(
            loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(shown)
        )  # above: bars fill the axes
    elif shown:
        ax.legend()
    return cast("Figure", ax.get_figure(root=True))
