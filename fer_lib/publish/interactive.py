"""Figures that answer the reader: a static figure, and beside it what a script in the site needs to do more with it."""

import io
import json
import math
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from fer_lib.language import LANGUAGES, Language, Text
from fer_lib.publish.figures import BookFigure, publish_figure
from fer_lib.publish.output import emit

MIME_TYPE = "application/vnd.fer.interactive+json"
LARGEST_TILE = 96
"""Pixels of a side above which the images of a sheet are made smaller."""
LARGEST_SHEET = 2**24
"""Pixels that a browser shall decode at once; with more images a sheet is refused."""
QUALITY = 85
"""Of lossy WebP."""

Words: TypeAlias = "Text | Sequence[Words] | Mapping[str, Words]"
"""Texts, and lists and mappings of them."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """Images of one size that a script shows one by one; the site has them as one file, which is loaded when asked for.

    Attributes:
        images: uint8 [N, H, W] for grey or [N, H, W, 3] for colour.
        exact: keep every value (maps, small drawings); else some are off by a few levels, and the file is smaller.
    """

    images: NDArray[np.uint8]
    exact: bool = False

    def __post_init__(self) -> None:
        height, width = self.tile
        if len(self.images) * height * width > LARGEST_SHEET:
            raise ValueError(
                f"{len(self.images)} images of {height}×{width} are more than {LARGEST_SHEET:,} pixels: show fewer"
            )

    @property
    def tile(self) -> tuple[int, int]:
        """Height and width of an image in the sheet."""
        height, width = self.images.shape[1:3]
        smaller = max(1.0, max(height, width) / LARGEST_TILE)
        return max(1, round(height / smaller)), max(1, round(width / smaller))

    @property
    def columns(self) -> int:
        """Images in a row: about as many as there are rows."""
        height, width = self.tile
        return max(1, min(len(self.images), round(math.sqrt(len(self.images) * height / width))))

    def packed(self) -> dict[str, Any]:
        """The sheet as WebP in Base64, and where an image stands in it."""
        height, width = self.tile
        rows = -(-len(self.images) // self.columns)
        mode = "L" if self.images.ndim == 3 else "RGB"
        sheet = Image.new(mode, (self.columns * width, max(1, rows) * height))
        for place, pixels in enumerate(self.images):
            image = Image.fromarray(pixels)
            if image.size != (width, height):
                image = image.resize((width, height), Image.Resampling.LANCZOS)
            sheet.paste(image, (place % self.columns * width, place // self.columns * height))
        buffer = io.BytesIO()
        sheet.save(buffer, "WEBP", lossless=self.exact, quality=QUALITY)
        return {
            "webp": b64encode(buffer.getvalue()).decode("ascii"),
            "height": height,
            "width": width,
            "columns": self.columns,
            "count": len(self.images),
        }


@dataclass(frozen=True, eq=False)
class Interactive:
    """What a script needs to let the reader ask a figure.

    Attributes:
        module: the script: ``book/_static/interactive/<module>.mjs``.
        words: every text that the script shows, so that both languages are written in one place.
        data: JSON values; loaded when the figure comes into view. Keep it under 1 MB.
        parts: further JSON values by name, each loaded when the script asks for it.
        sheets: images by name, each loaded when the script shows one of them.
    """

    module: str
    words: Mapping[str, Words]
    data: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sheets: Mapping[str, Sheet] = field(default_factory=dict)


def interactive(name: str, figure: BookFigure, asked: Interactive) -> None:
    """Print a numbered figure that readers can question on the site; without JavaScript and on paper it is as it is.

    Args:
        name: the label without its prefix ``fig-``, unique in the book.
        figure: what everybody sees.
        asked: what the script gets.

    Raises:
        ValueError: for NaN among the values, and for words of which one language has a place for a value, ``{n}``, that
            the other has not.
    """
    payload = {
        "data": dict(asked.data),
        "parts": {part: dict(values) for part, values in asked.parts.items()},
        "sheets": {sheet: images.packed() for sheet, images in asked.sheets.items()},
    }
    json.dumps(payload, allow_nan=False)  # NaN is no JSON: a browser would not read it
    emit(
        None,
        "interactive",
        {MIME_TYPE: payload, "text/plain": f"What the figure {name} shows on the site."},
        name=name,
    )

    def about(lang: Language, drawn: Figure) -> dict[str, Any]:
        script = {
            "module": asked.module,
            "words": _in_language(asked.words, lang),
            "axes": places_of_axes(drawn),
        }
        return {"interactive": script}

    publish_figure(name, figure, about)


def _in_language(words: Words, lang: Language) -> Any:
    if isinstance(words, Text):
        english, chinese = (set(re.findall(r"\{\w+\}", words[each])) for each in LANGUAGES)
        if english != chinese:
            raise ValueError(f"{words.en!r} and {words.zh!r} leave places for different values")
        return words[lang]
    if isinstance(words, Mapping):
        return {key: _in_language(value, lang) for key, value in words.items()}
    return [_in_language(value, lang) for value in words]


def places_of_axes(drawn: Figure) -> list[dict[str, Any]]:
    """Where the axes of a drawn figure are: what a script needs to find a point of the data in its picture.

    Returns:
        For each of ``drawn.axes``, ``box``: left, top, width and height in percent of the picture; ``x`` and ``y``:
        the values at left and right, at bottom and top; ``scales``: how they run, ``linear`` or ``log``.
    """
    return [_place(ax) for ax in drawn.axes]


def _place(ax: Axes) -> dict[str, Any]:
    box = ax.get_position()
    percent = [100 * value for value in (box.x0, 1 - box.y1, box.width, box.height)]
    return {
        "box": [round(value, 3) for value in percent],
        "x": [float(value) for value in ax.get_xlim()],
        "y": [float(value) for value in ax.get_ylim()],
        "scales": [ax.get_xscale(), ax.get_yscale()],
    }
