"""A picture of one's own, as a run's network takes it: its part cut out, in the size and colours of the run's images.

Files are read as those of data sets are (``data.picture``, ``data.fit``); here is only which part is taken.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fer_lib.data.fit import Plan, fit, plan, read_fitted
from fer_lib.data.options import DataOptions
from fer_lib.data.picture import LARGEST_PICTURE, Picture, quiet_pillow, read_picture
from fer_lib.data.picture_kinds import PictureStep, UnreadableError
from fer_lib.errors import UserError

LONGEST_SIDE = 1000
"""Pixels of the longer side of a picture where it is only shown."""

GivenBox = tuple[int, int, int, int]
"""Left, top, width and height in pixels of the upright picture."""


@dataclass(frozen=True, eq=False)
class OwnPicture:
    """A picture and what a network sees of it.

    Attributes:
        size: width and height of the upright picture in pixels.
        shown: it, made smaller where a side has more than ``LONGEST_SIDE`` pixels: uint8 [h, w] or [h, w, 3].
        box: the part that was asked for; None for all of it.
        plan: the part that is taken, in pixels of ``size``, and the size that this becomes.
        seen: what the network sees: uint8 [H, W] or [H, W, 3].
        steps: what was done from the file to ``seen``, in this order.
    """

    size: tuple[int, int]
    shown: NDArray[np.uint8]
    box: GivenBox | None
    plan: Plan
    seen: NDArray[np.uint8]
    steps: tuple[PictureStep, ...]


def read_own_picture(path: Path, options: DataOptions, box: GivenBox | None = None) -> OwnPicture:
    """Read a picture of any size and colour.

    Args:
        path: an image file.
        options: what it becomes, as ``runs.image_options`` says it of a run.
        box: the part to look at; by default all of it.

    Raises:
        UserError: if the file cannot be read as a picture, or the box is not inside of it.
    """
    with quiet_pillow():
        try:
            picture = read_picture(path, _shown_size, LARGEST_PICTURE)
            whole = picture.size
            part = None if box is None else _edges(path, box, whole)
            seen, steps = read_fitted(path, options, part, LARGEST_PICTURE)
        except UnreadableError as error:
            raise UserError(f"{path}: {error}") from None
    return OwnPicture(
        whole, np.asarray(_to_show(picture)), box, plan(whole, options, part), np.asarray(seen), tuple(steps)
    )


def _shown_size(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _to_show(picture: Picture) -> Image.Image:
    wide, high = _shown_size(*picture.size)
    return fit(picture, DataOptions(size=(high, wide)), [])


def _edges(path: Path, box: GivenBox, whole: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top, wide, high = box
    width, height = whole
    if wide < 1 or high < 1 or left < 0 or top < 0 or left + wide > width or top + high > height:
        raise UserError(
            f"{path}: box {left} {top} {wide} {high} is not inside the picture, which has {width}×{height} pixels; "
            "give X Y W H in pixels from the upper left corner of the upright picture"
        )
    return left, top, left + wide, top + high
