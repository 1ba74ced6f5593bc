"""The pixels of an image as a CSV writes them: ``70 80 82``, ``[70, 80, 82]``, ``70.0 80.0``, ``0.2745 0.3137``."""

import re
from collections import Counter
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.csv_columns import LEAST_PIXELS
from fer_lib.data.fer2013 import SIDE
from fer_lib.data.reading import shorten, whole_number

USUAL = SIDE * SIDE
AROUND = re.compile(r"np\.array|array|dtype\s*=\s*(np\.)?u?(int|float)\d*|[\[\](){},;|\"'\s]+")
TOLERANCE = 0.13
"""How far from a whole level 255 times a share may be: it has three decimals at least."""


class PixelText:
    """Reads the rows of one data set, whose images all have one size.

    Attributes:
        side: of an image, or None before the first.
        converted: how many images were not written as whole numbers from 0 to 255, by what they became.
    """

    def __init__(self) -> None:
        self.side: int | None = None
        self.converted: Counter[str] = Counter()

    def read(self, text: str) -> NDArray[np.uint8]:
        """The pixels of one image: uint8 [side · side].

        Raises:
            ValueError: that says what is wrong with them.
        """
        try:
            values: NDArray[np.int64] | None = np.fromstring(text, dtype=np.int64, sep=" ")
        except ValueError:
            values = None
        if values is None or not values.size:
            if "..." in text or "…" in text:
                raise ValueError(
                    'the pixels were shortened to "..." when the file was written. Write all of them, for example with '
                    '" ".join(map(str, image.ravel()))'
                )
            text = AROUND.sub(" ", text)
            values = self._numbers(text)
        side = self.side or (SIDE if values.size < LEAST_PIXELS else isqrt(values.size))
        if values.size != side * side and self.side is None:
            side = SIDE
        if values.size != side * side or values.min() < 0 or values.max() > 255:
            raise ValueError(_what_is_wrong(text, side))
        self.side = side
        return values.astype(np.uint8)

    def _numbers(self, text: str) -> NDArray[np.int64]:
        try:
            return np.fromstring(text, dtype=np.int64, sep=" ")
        except ValueError:
            pass
        try:
            values = np.array(text.split(), np.float64)
        except ValueError:
            raise ValueError(_what_is_wrong(text, self.side or SIDE)) from None
        if not np.isfinite(values).all():
            raise ValueError(_what_is_wrong(text, self.side or SIDE))
        whole = np.rint(values)
        if values.max(initial=0) <= 1 and values.min(initial=0) >= 0 and values.any():
            levels = np.rint(values * 255)
            if (values == whole).all():
                raise ValueError(
                    "all pixels are 0.0 or 1.0, expected 0 for black to 255 for white. Multiply them by 255"
                )
            if np.abs(values * 255 - levels).max() > TOLERANCE:
                raise ValueError(_what_is_wrong(text, self.side or SIDE))
            self.converted["float_0_1_to_uint8"] += 1
            return levels.astype(np.int64)
        if (values != whole).any():
            raise ValueError(_what_is_wrong(text, self.side or SIDE))
        self.converted["float_0_255_to_uint8"] += 1
        return whole.astype(np.int64)


def _what_is_wrong(text: str, side: int) -> str:
    tokens = text.split()
    for position, token in enumerate(tokens, start=1):
        if whole_number(token, 255) is None and not _is_whole(token):
            return f'pixel {position} is "{shorten(token)}", expected a whole number 0 to 255'
    if side == SIDE and len(tokens) == 3 * USUAL:
        return f"{len(tokens)} pixels, those of a picture in colour, whose order is not said. Save grey ones, or files"
    return f"{len(tokens)} pixels instead of {side * side} ({side} × {side})"


def _is_whole(token: str) -> bool:
    try:
        return float(token).is_integer() and 0 <= float(token) <= 255
    except ValueError:
        return False
