"""Arrays of images as files hold them: which axis is what, and whole grey levels as uint8."""

from collections.abc import Sequence
from math import isqrt
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.dataset import CHANNELS
from fer_lib.errors import UserError

Layout = Literal["channels_last", "channels_first"]
"""[N, H, W, C] or [N, C, H, W]."""
AT_ONCE = 1 << 22
"""Values that are converted together, so that a large set does not stand in memory twice as floats."""
EXPECTED = "(images, height, width), or with 1 or 3 channels last or first"


class Pixels(NamedTuple):
    """One array of images.

    Attributes:
        array: [N, …], any type.
        place: the file and what in it, for messages.
    """

    array: NDArray[Any]
    place: str


def to_images(
    sources: Sequence[Pixels], layout: Layout | None, converted: dict[str, int]
) -> list[NDArray[np.uint8]]:
    """Images as uint8 [N, H, W] or [N, H, W, 3], all of one size.

    Taken are [N, H, W], [N, H, W, C] and [N, C, H, W] with C = 1 or 3, of uint8, of other integers from 0 to 255, or
    of floats that are whole levels: 0 to 255, or 0 to 1 in steps of 1/255. Which of the two is decided for all arrays
    of floats together, by their largest value. Nothing is rounded beyond the precision of the floats.

    Args:
        sources: the arrays of one data set.
        layout: where the channels are, needed only where a shape does not say it, like [N, 3, 32, 3].
        converted: counts here how many images were changed, by what was done.

    Raises:
        UserError: if an array is none of these, or two arrays have images of different shapes.
    """
    ordered = [Pixels(_channels_last(source, layout, converted), source.place) for source in sources]
    for other in ordered[1:]:
        if other.array.shape[1:] != ordered[0].array.shape[1:]:
            sizes = [_size(pixels.array.shape[1:]) for pixels in (ordered[0], other)]
            raise UserError(
                f"{other.place}: its images are {sizes[1]}, those of {ordered[0].place} are {sizes[0]}. All need the "
                "same shape; take both from one data set."
            )
    if all(pixels.array.dtype.kind in "ui" for pixels in ordered):
        _check_range(ordered)
    floats = [pixels for pixels in ordered if pixels.array.dtype.kind == "f"]
    scale = _scale(floats) if floats else 1
    return [_levels(pixels, scale, converted) for pixels in ordered]


def _check_range(integers: Sequence[Pixels]) -> None:
    """Refuse black and white written as 0 and 1, which would be nearly black."""
    if max(int(pixels.array.max()) for pixels in integers) == 1:
        raise UserError(
            f"{integers[0].place}: all pixels are 0 or 1; expected 0 for black to 255 for white. Multiply them by 255 "
            "before you save the file."
        )


def _size(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))


def _channels_last(source: Pixels, layout: Layout | None, converted: dict[str, int]) -> NDArray[Any]:
    array, place = source
    shape = array.shape
    if 0 in shape:
        raise UserError(f"{place}: the shape is {shape}, so there is no image. Expected {EXPECTED}.")
    if array.ndim == 3:
        return array
    if array.ndim == 2:
        side = isqrt(shape[1])
        example = f"reshape(-1, {side}, {side})" if side * side == shape[1] else "reshape(-1, height, width)"
        raise UserError(
            f"{place}: the shape is {shape}; expected {EXPECTED}. If each row is an image, save it with {example}."
        )
    if array.ndim != 4:
        raise UserError(f"{place}: the shape is {shape}; expected {EXPECTED}.")
    possible: list[Layout] = []
    if shape[3] in CHANNELS:
        possible.append("channels_last")
    if shape[1] in CHANNELS:
        possible.append("channels_first")
    if not possible or (layout and layout not in possible):
        channels = shape[1] if layout == "channels_first" else shape[3]
        raise UserError(
            f"{place}: the shape is {shape}, with {channels} in the place of the channels; expected {EXPECTED}. Keep "
            "red, green and blue, or grey alone."
        )
    if len(possible) == 2 and not layout:
        raise UserError(
            f"{place}: the shape {shape} can be read with the channels last or first. Say which: layout "
            "channels_last or channels_first."
        )
    if (layout or possible[0]) == "channels_first":
        count(converted, "channels_first_to_last", len(array))
        array = np.moveaxis(array, 1, 3)
    return array[..., 0] if array.shape[3] == 1 else array


def count(converted: dict[str, int], what: str, images: int) -> None:
    """Add to how many images were changed in one way."""
    converted[what] = converted.get(what, 0) + images


def _scale(floats: Sequence[Pixels]) -> int:
    """255 for floats from 0 to 1, 1 for floats from 0 to 255."""
    largest = 0.0
    for array, place in floats:
        for start, part in _parts(array):
            wrong = ~np.isfinite(part)
            if wrong.any():
                image = start + int(wrong.reshape(len(part), -1).any(axis=1).argmax())
                raise UserError(
                    f"{place}: image {image:,} (images count from 0) has a value that is no number (NaN or infinite). "
                    "Leave the image out or mend it."
                )
            largest = max(largest, float(part.max()))
    return 255 if largest <= 1 else 1


def _parts(array: NDArray[Any]) -> list[tuple[int, NDArray[Any]]]:
    """Consecutive images with the number of the first, ``AT_ONCE`` values together or one image."""
    step = max(1, AT_ONCE // int(np.prod(array.shape[1:])))
    return [(start, array[start : start + step]) for start in range(0, len(array), step)]


def _levels(pixels: Pixels, scale: int, converted: dict[str, int]) -> NDArray[np.uint8]:
    array, place = pixels
    kind = array.dtype.kind
    if kind not in "uif":
        raise UserError(
            f"{place}: the pixels are of type {array.dtype}; expected uint8, from 0 for black to 255 for white. "
            "Convert them before you save the file."
        )
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array)
    # A level may have been divided by 255, or multiplied by 1/255, in the precision of the array.
    tolerance = min(1020 * float(np.finfo(array.dtype).eps), 0.3) if kind == "f" else 0.0
    levels = np.empty(array.shape, np.uint8)
    for start, part in _parts(array):
        exact = part.astype(np.float64) * scale if kind == "f" else part
        rounded = np.rint(exact) if kind == "f" else exact
        wrong = (np.abs(exact - rounded) > tolerance) | (rounded < 0) | (rounded > 255)
        if wrong.any():
            place_of_first = np.unravel_index(int(wrong.argmax()), wrong.shape)
            image = start + int(place_of_first[0])
            raise UserError(
                f"{place}: image {image:,} (images count from 0) has the value {part[place_of_first]}; expected whole "
                f"levels from 0 to 255{', or steps of 1/255 from 0 to 1' if kind == 'f' else ''}. Save the images as "
                "uint8, as they were before they were normalized or resized."
            )
        levels[start : start + len(part)] = rounded
    name = (
        {1: "float_0_255_to_uint8", 255: "float_0_1_to_uint8"}[scale] if kind == "f" else "integer_to_uint8"
    )
    count(converted, name, len(array))
    return levels
