"""The one reader of a picture, for data sets, predictions and explanations alike: upright, opaque, 8 bits.

What a file may be and what becomes of it: EXIF's orientation is applied; transparent pixels stand on mid-grey; 16 bits
become 8; a palette and CMYK become colours, or grey where all of them are; of several frames the first is taken.
"""

import io
import logging
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from fer_lib.data.content import START_BYTES, Family, content_of
from fer_lib.data.opening import special_file
from fer_lib.data.picture_kinds import Kind, PictureStep, UnreadableError
from fer_lib.data.reading import shorten
from fer_lib.data.wanted import IMAGE

FORMATS = (
    "JPEG", "PNG", "BMP", "GIF", "WEBP", "TIFF", "PPM", "JPEG2000", "AVIF", "TGA", "ICO", "CUR", "ICNS", "PCX", "DCX",
    "SGI", "SUN", "DIB", "PSD", "QOI", "DDS", "XBM", "XPM", "MSP", "PCD", "PIXAR", "FLI", "BLP", "FTEX", "GBR",
)  # fmt: skip
"""All that Pillow decodes by itself; ``picture_kinds.SUFFIXES`` are their endings."""
JPEGS = ("JPEG", "MPO")
"""JPEG, also with more than one picture in the file, as phones write it."""
GREY_MODES = {"1", "L", "LA", "La"}
COLOUR_MODES = {"P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV"}
MID_GREY = 128
LARGEST_IMAGE = 25_000_000
"""Pixels above which an image of a data set is refused unread: a small file can unpack to more than the memory."""
LARGEST_PICTURE = 89_478_485
"""The same for a picture that is read alone: Pillow's own limit."""


class Picture(NamedTuple):
    """An upright, opaque picture.

    Attributes:
        image: of mode ``L`` or ``RGB``. A JPEG may have been decoded at a half, a quarter or an eighth of its sides.
        size: width and height of the whole upright picture.
        steps: what was done to it.
    """

    image: Image.Image
    size: tuple[int, int]
    steps: tuple[PictureStep, ...]


@contextmanager
def quiet_pillow() -> Iterator[None]:
    """Within, Pillow's warning of a decompression bomb is an error, and nothing else that it says is shown.

    Warnings and logging are the whole process's: enter it outside of threads.
    """
    logger = logging.getLogger("PIL")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)  # some decoders log what they then raise
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=UserWarning, module="PIL")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    finally:
        logger.setLevel(level)


def read_picture(
    file: str | Path | bytes,
    suffices: Callable[[int, int], tuple[int, int]] | None = None,
    largest: int = LARGEST_IMAGE,
) -> Picture:
    """Read one picture; to be called within ``quiet_pillow``.

    Args:
        file: a file of one of ``FORMATS``, whatever its name says, or its content.
        suffices: from width and height of the upright picture, those that suffice. A JPEG that is at least twice as
            large is then decoded at a half, a quarter or an eighth, as libjpeg's own scaling does it, never below.
        largest: number of pixels above which it is refused; they count as they are decoded.

    Raises:
        UnreadableError: if the file cannot be used.
    """
    with _reasons(file, largest), _without_decoder(file), _opened(file) as image:
        _check_mode(image)
        is_jpeg = image.format in JPEGS
        if not is_jpeg:
            _check_size(image, largest)  # before EXIF is looked at, for which a PNG is decoded
        turned = _is_turned(image)
        size = image.size[::-1] if turned else image.size
        if suffices is not None and is_jpeg:
            needed = suffices(*size)
            image.draft(None, needed[::-1] if turned else needed)  # None keeps the mode
        _check_size(image, largest)  # as decoded: of a phone's 50 million pixels that may be few
        steps: list[PictureStep] = []
        ready = _upright_and_opaque(image, steps)
        return Picture(ready, size if is_jpeg else ready.size, tuple(steps))


def look_at(file: str | Path | bytes, largest: int = LARGEST_IMAGE) -> tuple[int, int, Kind]:
    """Width, height and kind of a picture, upright, from the head of its file alone; within ``quiet_pillow``.

    Raises:
        UnreadableError: if the file cannot be used, as far as its head shows.
    """
    with _reasons(file, largest), _without_decoder(file), _opened(file) as image:
        _check_mode(image)
        _check_size(image, largest)
        width, height = image.size[::-1] if _is_turned(image) else image.size
        return width, height, kind_of(image)


def kind_of(image: Image.Image) -> Kind:
    """Whether a picture is grey: by its mode, and by its palette where it has one."""
    if image.mode in GREY_MODES or _has_16_bits(image):
        return "grey"
    if image.mode in ("P", "PA") and image.palette is not None:
        palette = image.convert("P").getpalette("RGB") if image.mode == "PA" else image.getpalette("RGB")
        levels = np.array(palette or [], dtype=np.int64).reshape(-1, 3)
        if len(levels) and (levels == levels[:, :1]).all():
            return "grey"
    return "colour"


def _has_16_bits(image: Image.Image) -> bool:
    """Whether a picture has grey levels to 65,535; those of a PGM Pillow brings to this scale."""
    return image.mode.startswith("I;16") or (image.mode == "I" and image.format == "PPM")


def _opened(file: str | Path | bytes) -> Image.Image:
    if isinstance(file, bytes):
        return Image.open(io.BytesIO(file), formats=FORMATS)
    if special := special_file(os.stat(file).st_mode):  # noqa: PTH116  # 200,000 of them
        raise UnreadableError(f"this is {special}, not a file. Give a picture.")  # a pipe would wait for ever
    return Image.open(file, formats=FORMATS)


def _check_size(image: Image.Image, largest: int) -> None:
    width, height = image.size
    if width * height > largest:
        raise Image.DecompressionBombError


def _check_mode(image: Image.Image) -> None:
    if image.mode not in GREY_MODES | COLOUR_MODES and not _has_16_bits(image):
        raise UnreadableError(
            f"its pixels are of the kind {image.mode}, of which white is not known. Save it with 8 or 16 bits."
        )


def _orientation(image: Image.Image) -> int:
    if image.format == "JPEG" and not ("exif" in image.info or "xmp" in image.info):
        return 1  # which Pillow takes long to say
    return int(image.getexif().get(ExifTags.Base.Orientation, 1))


def _is_turned(image: Image.Image) -> bool:
    """Whether EXIF asks for a quarter of a turn: then width and height change places (a TIFF Pillow turns itself)."""
    return _orientation(image) in (5, 6, 7, 8) and image.format != "TIFF"


def _upright_and_opaque(image: Image.Image, steps: list[PictureStep]) -> Image.Image:
    several = (
        getattr(image, "is_animated", False) and image.format != "PSD"
    )  # its frames are layers of one picture
    orientation = _orientation(image)
    image.load()
    if several:
        steps.append(PictureStep.FIRST_FRAME)
    kind = kind_of(image)
    transparent = image.has_transparency_data
    orientation = max(
        orientation, _orientation(image)
    )  # a PNG may have it at its end, a TIFF is turned by now
    if 1 < orientation <= 8:
        steps.append(PictureStep.TURNED_UPRIGHT)
        image = ImageOps.exif_transpose(image)
    if _has_16_bits(image):
        steps.append(PictureStep.REDUCED_TO_8_BITS)
        levels = np.asarray(image).astype(np.uint32)
        return Image.fromarray(((levels + 128) // 257).astype(np.uint8))
    mode = "L" if kind == "grey" else "RGB"
    if transparent:
        image = image.convert("RGBA")
        if np.asarray(image.getchannel("A")).min() < 255:
            steps.append(PictureStep.PUT_ON_GREY)
            ground = Image.new("RGBA", image.size, (MID_GREY, MID_GREY, MID_GREY, 255))
            image = Image.alpha_composite(ground, image)
    elif image.mode in ("P", "PA", "RGBa", "La"):
        image = image.convert("RGBA")
    return image if image.mode == mode else image.convert(mode)


@contextmanager
def _without_decoder(file: str | Path | bytes) -> Iterator[None]:
    """Says what a file is that Pillow does not know and phones and cameras write."""
    try:
        yield
    except UnidentifiedImageError:
        what = _not_decoded(file[:12] if isinstance(file, bytes) else _start(file))
        if what is None:
            raise
        raise UnreadableError(f"is {what}, which cannot be read here. Save it as JPEG or PNG.") from None


def _not_decoded(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        if head[8:11] in (b"hei", b"hev") or head[8:12] in (b"mif1", b"msf1"):
            return "a photo in HEIC, as phones write it"
        return "a camera's raw photo" if head[8:11] == b"crx" else "a video"
    return "a picture in JPEG XL" if head[:2] == b"\xff\x0a" or head[4:8] == b"JXL " else None


@contextmanager
def _reasons(file: str | Path | bytes, largest: int) -> Iterator[None]:
    """Turns whatever Pillow raises into one sentence."""
    try:
        yield
    except UnreadableError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnreadableError(f"has more than {largest:,} pixels. Make it smaller.") from None
    except PermissionError:
        raise UnreadableError("no permission to read it. Change its permissions.") from None
    except FileNotFoundError:
        raise UnreadableError("there is no such file. Check its name.") from None
    except IsADirectoryError:
        raise UnreadableError("this is a folder. Name an image.") from None
    except Exception as error:
        # Decoders raise errors of many kinds on damaged files; all mean the same to the user.
        raise UnreadableError(_damage(file, error)) from error


def _damage(file: str | Path | bytes, error: Exception) -> str:
    remedy = "Get it again or move it away."
    try:
        start = file[:START_BYTES] if isinstance(file, bytes) else _start(file)
    except OSError:  # it has gone since
        start = b""
    content = content_of(start)
    if (
        content is not None and content.family is not Family.PICTURE
    ):  # some formats have no mark, and take anything
        return IMAGE.why_not(start)
    if not isinstance(error, UnidentifiedImageError):
        return f"the image is cut off or damaged ({shorten(error)}). {remedy}"
    if content is not None:
        return f"the image is cut off or damaged. {remedy}"
    usual = ", ".join(FORMATS[:7])
    return f"is no image of a kind that can be read ({usual} and others), whatever its name says. {remedy}"


def _start(file: str | Path) -> bytes:
    with open(file, "rb") as opened:  # noqa: PTH123
        return opened.read(START_BYTES)
