"""Reading image files, many at once: each becomes 48×48 grey levels or a reason why it cannot."""

import os
import warnings
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from fer_lib.data.fer2013 import SIDE
from fer_lib.data.reading import shorten

MODES = {"L", "1", "P", "LA", "RGB", "RGBA", "CMYK", "YCbCr"}
"""Pixel modes that Pillow turns into grey without loss of range: not those of 16 bits or with floats."""
LARGEST_IMAGE = 25_000_000
"""Pixels above which an image is refused unread: a small file can unpack to more than the memory."""
FILES_A_TASK = 256
ADVICE = "or load with --convert (convert=True)"


def read_images(
    root: Path, names: Sequence[str], convert: bool
) -> tuple[NDArray[np.uint8], dict[int, str], Counter[str]]:
    """Reads image files in several threads (Pillow decodes without holding Python's lock).

    Args:
        root: the folder that ``names`` are relative to.
        names: the files.
        convert: turn an image that is not grey or not 48×48 into such: grey by ITU-R 601-2 luma, without
            its transparency; resized by bicubic interpolation, without keeping the ratio of its sides.

    Returns:
        The images, uint8 [N, 48, 48]; why an image could not be read, by its position (its pixels are
        then zero); and how many were turned grey (``to_grey``) and ``resized``.

    """
    images = np.zeros((len(names), SIDE, SIDE), dtype=np.uint8)
    folder = str(root)

    def read_some(start: int) -> tuple[dict[int, str], Counter[str]]:
        bad: dict[int, str] = {}
        changes: Counter[str] = Counter()
        for i in range(start, min(start + FILES_A_TASK, len(names))):
            try:
                images[i] = _pixels(f"{folder}/{names[i]}", convert, changes)
            except _UnreadableError as error:
                bad[i] = str(error)
        return bad, changes

    with warnings.catch_warnings():
        # Pillow warns of a decompression bomb when a file is opened; here that is a reason to refuse it.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
            results = list(pool.map(read_some, range(0, len(names), FILES_A_TASK)))
    bad = {i: reason for found, _ in results for i, reason in found.items()}
    return images, bad, sum((counter for _, counter in results), Counter[str]())


class _UnreadableError(Exception):
    """Why one image cannot be used, and what to do."""


def _pixels(path: str, convert: bool, changes: Counter[str]) -> NDArray[np.uint8]:
    """One image: uint8 [48, 48]. Counts in ``changes`` what had to be converted."""
    side = SIDE
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as image:
            width, height = image.size
            if width * height > LARGEST_IMAGE:
                raise Image.DecompressionBombError
            if image.mode not in MODES:
                raise _UnreadableError(
                    f"its pixels are of the kind {image.mode}. Save it with 8 bits a pixel."
                )
            if not convert and (width, height) != (side, side):
                raise _UnreadableError(f"is {width}×{height} pixels, not {side}×{side}. Resize it, {ADVICE}.")
            if not convert and image.mode != "L":
                raise _UnreadableError(f"is not grey (its mode is {image.mode}). Make it grey, {ADVICE}.")
            if image.mode == "L" and image.size == (side, side):
                return np.asarray(image)
            if image.mode != "L":
                changes["to_grey"] += 1
                grey = (image.convert("RGBA") if image.mode == "P" else image).convert("L")
            else:
                grey = image.convert("L")
            if grey.size != (side, side):
                changes["resized"] += 1
                grey = grey.resize((side, side), Image.Resampling.BICUBIC)
            return np.asarray(grey)
    except _UnreadableError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _UnreadableError(f"has more than {LARGEST_IMAGE:,} pixels. Make it smaller.") from None
    except PermissionError:
        raise _UnreadableError("no permission to read it. Change its permissions.") from None
    except Exception as error:
        # Decoders raise errors of many kinds on damaged files; all mean the same to the user.
        empty = os.path.getsize(path) == 0  # noqa: PTH202  # strings here, as everywhere in this function
        what = "the file is empty" if empty else _damage(error)
        raise _UnreadableError(f"{what}. Get it again or move it away.") from error


def _damage(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return "is no JPEG or PNG image, whatever its name says"
    return f"the image is cut off or damaged ({shorten(error)})"
