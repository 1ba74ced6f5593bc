"""Images of any size and colour become those that were asked for: the one place that does it, for files and arrays."""

import math
import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fer_lib.data.options import DataOptions
from fer_lib.data.picture import LARGEST_IMAGE, MID_GREY, Picture, read_picture
from fer_lib.data.picture_kinds import PictureStep

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels of the whole upright picture; right and bottom are excluded."""
Size = tuple[int, int]
"""Width and height."""
HAMMING_FROM = 1.5
"""So many times smaller, an image is resampled by Pillow's Hamming filter, as sharp as the bicubic one and made of
half as many pixels. Images that grow, or shrink by less, are resampled by the bicubic filter."""
GAP = 2.0
"""An image that is to become at least 4 times smaller is first reduced by the mean of whole blocks of pixels, to no
less than ``GAP`` times the wanted size; the filter does the rest. On photographs that is 40 dB or more from the filter
alone, while bicubic and Lanczos are 41 to 45 dB apart. Pillow's ``thumbnail`` does the same."""
DECODED = 4 / 3
"""A JPEG is decoded at a half, a quarter or an eighth of its sides if that is exactly the wanted size, or at least so
many times as much; the filter does the rest. On photographs that is 36 to 41 dB from the filter alone; so is Lanczos
(38 dB). Nearer to the wanted size it would be less alike, and decoding in full costs more than the filter."""
SCALES = (8, 4, 2)
IMAGES_A_TASK = 64
WORKERS = min(8, os.cpu_count() or 1)


class Plan(NamedTuple):
    """Which part of a picture is taken and what it becomes.

    Attributes:
        part: in pixels of the whole upright picture.
        inner: the size that the part becomes: the wanted one, or less of one side where borders are added.
    """

    part: Box
    inner: Size


def plan(whole: Size, options: DataOptions, box: Box | None = None) -> Plan:
    """How a picture becomes what the options want.

    Args:
        whole: width and height of the upright picture.
        options: ``size`` and ``resize`` count.
        box: the part that is looked at; by default everything.
    """
    left, top, right, bottom = box or (0, 0, *whole)
    width, height = right - left, bottom - top
    if options.size is None:
        return Plan((left, top, right, bottom), (width, height))
    high, wide = options.size
    if options.resize == "crop":
        # The largest part of the wanted ratio; whole pixels, so that every reader cuts the same ones.
        part_width = min(width, max(1, round(height * wide / high)))
        part_height = min(height, max(1, round(width * high / wide)))
        left, top = left + (width - part_width) // 2, top + (height - part_height) // 2
        return Plan((left, top, left + part_width, top + part_height), (wide, high))
    if options.resize == "pad":
        scale = min(wide / width, high / height)
        wide, high = min(wide, max(1, round(width * scale))), min(high, max(1, round(height * scale)))
    return Plan((left, top, right, bottom), (wide, high))


def read_fitted(
    file: str | Path | bytes, options: DataOptions, box: Box | None = None, largest: int = LARGEST_IMAGE
) -> tuple[Image.Image, list[PictureStep]]:
    """Read one picture as the options want it; within ``picture.quiet_pillow``.

    Args:
        file: an image file, or its content.
        options: ``size``, ``channels`` and ``resize`` count.
        box: the part of the upright picture that is looked at; by default everything.
        largest: as for ``read_picture``.

    Returns:
        The image, of mode ``L`` or ``RGB``, and what was done to the picture.

    Raises:
        picture.UnreadableError: if the file cannot be used.
    """
    suffices: Callable[[int, int], Size] | None = None
    if options.size is not None:

        def suffices(width: int, height: int) -> Size:
            (left, top, right, bottom), (wide, high) = plan((width, height), options, box)
            exact = wide * width / (right - left), high * height / (bottom - top)
            for scale in SCALES:
                if exact == (width / scale, height / scale):
                    return math.ceil(exact[0]), math.ceil(exact[1])
            return math.ceil(DECODED * exact[0]), math.ceil(DECODED * exact[1])

    picture = read_picture(file, suffices, largest)
    steps = list(picture.steps)
    return fit(picture, options, steps, box), steps


def fit(
    picture: Picture, options: DataOptions, steps: list[PictureStep], box: Box | None = None
) -> Image.Image:
    """The picture in the size and colour that the options want; what was done is added to ``steps``."""
    image, whole = picture.image, picture.size
    part, inner = plan(whole, options, box)
    if options.channels == 1 and image.mode != "L":
        steps.append(PictureStep.MADE_GREY)
        image = image.convert("L")
    if part != (0, 0, *whole) or inner != whole:
        image = _resized(image, whole, part, inner)
    if options.size is not None:
        steps += _size_steps(whole, part, inner, options.size, box)
        high, wide = options.size
        if inner != (wide, high):
            ground = Image.new(image.mode, (wide, high), (MID_GREY,) * len(image.getbands()))
            ground.paste(image, ((wide - inner[0]) // 2, (high - inner[1]) // 2))
            image = ground
    if options.channels == 3 and image.mode != "RGB":
        steps.append(PictureStep.MADE_COLOUR)
        image = image.convert("RGB")
    return image


def _resized(image: Image.Image, whole: Size, part: Box, inner: Size) -> Image.Image:
    x, y = image.width / whole[0], image.height / whole[1]  # a JPEG may have been decoded smaller
    box = (part[0] * x, part[1] * y, part[2] * x, part[3] * y)
    if image.size == whole and inner == (part[2] - part[0], part[3] - part[1]):
        return image.crop(part)
    smaller = min((box[2] - box[0]) / inner[0], (box[3] - box[1]) / inner[1])
    resampling = Image.Resampling.HAMMING if smaller >= HAMMING_FROM else Image.Resampling.BICUBIC
    return image.resize(inner, resampling, box=box, reducing_gap=GAP)


def _size_steps(whole: Size, part: Box, inner: Size, size: Size, box: Box | None) -> list[PictureStep]:
    steps = []
    width, height = part[2] - part[0], part[3] - part[1]
    if part != (box or (0, 0, *whole)):
        steps.append(PictureStep.CROPPED)
    if inner != (width, height):
        # Within half a pixel the ratio is kept.
        kept = (
            abs(width * inner[1] / height - inner[0]) <= 0.5
            or abs(height * inner[0] / width - inner[1]) <= 0.5
        )
        steps.append(PictureStep.RESIZED if kept else PictureStep.SQUASHED)
    if inner != size[::-1]:
        steps.append(PictureStep.PADDED)
    return steps


def fit_arrays(
    images: NDArray[np.uint8], options: DataOptions
) -> tuple[NDArray[np.uint8], Counter[PictureStep]]:
    """Images of one size and kind as the options want them.

    Args:
        images: uint8 [N, H, W] or [N, H, W, 3].
        options: ``size``, ``channels`` and ``resize`` count.

    Returns:
        uint8 [N, h, w] or [N, h, w, 3], the same array where nothing has to be done; how many images had what done.
    """
    size = options.size or images.shape[1:3]
    channels = options.channels or (1 if images.ndim == 3 else 3)
    shape = (*size, 3) if channels == 3 else tuple(size)
    if images.shape[1:] == shape or not len(images):
        return images.reshape(len(images), *shape), Counter()
    fitted = np.empty((len(images), *shape), np.uint8)

    def some(start: int) -> Counter[PictureStep]:
        counted: Counter[PictureStep] = Counter()
        for i in range(start, min(start + IMAGES_A_TASK, len(images))):
            steps: list[PictureStep] = []
            image = Image.fromarray(images[i])
            fitted[i] = np.asarray(fit(Picture(image, image.size, ()), options, steps))
            counted.update(steps)
        return counted

    with ThreadPoolExecutor(WORKERS) as pool:
        counts = list(pool.map(some, range(0, len(images), IMAGES_A_TASK)))
    return fitted, sum(counts, Counter())
