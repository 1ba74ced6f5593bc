"""Numbered figures with caption and alt text, drawn once for each language."""

import io
from base64 import b64encode
from collections.abc import Callable
from typing import NamedTuple

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from PIL import Image

from fer_lib.language import LANGUAGES, Language, Text
from fer_lib.plots.style import figure_style
from fer_lib.publish.output import emit

PNG_DPI = 200
CSS_PIXELS_PER_INCH = 96


class BookFigure(NamedTuple):
    """What ``figure`` needs beside the name: ``publish.figure("curves", *figures.curves(run))``.

    Attributes:
        draw: takes the language and returns the figure.
        caption: what the figure shows.
        alt: what is to be seen.
    """

    draw: Callable[[Language], Figure]
    caption: Text
    alt: Text


def _pdf(drawn: Figure) -> str:
    buffer = io.BytesIO()
    # Without a date the same figure is the same file on every machine.
    drawn.savefig(buffer, format="pdf", metadata={"CreationDate": None})
    return b64encode(buffer.getvalue()).decode("ascii")


def _png(drawn: Figure, is_chart: bool) -> str:
    buffer = io.BytesIO()
    drawn.savefig(buffer, format="png", dpi=PNG_DPI, pil_kwargs={"compress_level": 1})  # it is written again
    image = Image.open(buffer).convert("RGB")
    if is_chart:  # has a few hues and their shades: a third of the size, and nothing to be seen of it
        image = image.quantize(dither=Image.Dither.NONE)
    smaller = io.BytesIO()
    image.save(smaller, "PNG")
    return b64encode(smaller.getvalue()).decode("ascii")


def figure(name: str, draw: Callable[[Language], Figure], caption: Text, alt: Text) -> None:
    """Draw and print a numbered figure in both languages; ``{numref}`fig-<name>``` refers to it.

    The site shows the PNG, the PDFs the vector form. A chart, that is a figure without pictures, is turned light on
    dark where the reader's screen is dark.

    Args:
        name: the label without its prefix ``fig-``, unique in the book.
        draw: takes the language and returns the figure; it is called inside the project's figure style.
        caption: what the figure shows, with the sample size where numbers are shown.
        alt: what a reader would see, for those who cannot: a sentence with the finding, not "a plot of…".
    """
    publish_figure(name, BookFigure(draw, caption, alt))


def publish_figure(
    name: str, figure_: BookFigure, more: Callable[[Language, Figure], dict[str, object]] | None = None
) -> None:
    """What ``figure`` does.

    Args:
        name: the label without its prefix ``fig-``.
        figure_: what is drawn and said.
        more: from the language and the drawn figure, further metadata of the output.
    """
    for lang in LANGUAGES:
        with figure_style(lang):
            drawn = figure_.draw(lang)
            is_chart = not any(axes.images for axes in drawn.axes)
            png = _png(drawn, is_chart)
            about = more(lang, drawn) if more else {}  # the layout is that of the last picture that was made
            data = {
                "image/png": png,
                "application/pdf": _pdf(drawn),
                "text/plain": figure_.alt[lang],
            }
            width = round(drawn.get_size_inches()[0] * CSS_PIXELS_PER_INCH)
            plt.close(drawn)
        about = {
            "caption": figure_.caption[lang],
            "alt": figure_.alt[lang],
            "width": width,
            "chart": is_chart,
            **about,
        }
        emit(lang, "figure", data, name=name, **about)
        emit(lang, "caption", {"text/markdown": f"*{figure_.caption[lang]}*"})
