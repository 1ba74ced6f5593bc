"""The part of a picture of one's own that a network looks at, as it takes it: cut out, grey or coloured, resized."""

import warnings
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from fer_lib.data import DataShape
from fer_lib.data.fer2013 import SHAPE
from fer_lib.data.reading import reporting_os_errors
from fer_lib.errors import UserError

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
LARGEST_PICTURE = 89_478_485
"""Pixels above which a picture is refused unread, Pillow's own limit: a small file can unpack to gigabytes."""

Box = tuple[int, int, int, int]


class PictureStep(Enum):
    """What was done to a picture on its way to a face."""

    TURNED_UPRIGHT = auto()
    """Turned or mirrored as its EXIF orientation asks."""
    REDUCED_TO_8_BITS = auto()
    PUT_ON_WHITE = auto()
    """Some of its pixels were transparent."""
    CUT_TO_CENTRED_SQUARE = auto()
    """Or to the largest centred area with the proportions of the network's images, where these are not square."""
    CUT_TO_GIVEN_BOX = auto()
    MADE_GREY = auto()
    MADE_COLOURED = auto()
    """A grey picture for a network that takes colours: each is the grey level."""
    RESIZED = auto()
    """The area had the proportions of the network's images."""
    STRETCHED = auto()
    """Resized from a box of other proportions."""


@dataclass(frozen=True, eq=False)
class FacePicture:
    """A picture and the face cut out of it.

    Attributes:
        picture: the picture upright, transparent pixels on white: uint8 [H, W, 3].
        box: the face area, left, top, width and height in pixels of ``picture``.
        face: uint8 [H, W], or [H, W, 3] for a network that takes colours.
        steps: what was done from the one to the other, in this order.
    """

    picture: NDArray[np.uint8]
    box: Box
    face: NDArray[np.uint8]
    steps: tuple[PictureStep, ...]


def read_face_picture(path: Path, box: Box | None = None, shape: DataShape = SHAPE) -> FacePicture:
    """Read a picture of any size and colour and cut the face area, or what else is to be looked at, out.

    Grey by ITU-R 601-2 luma, resized by bicubic interpolation, as images of data sets are converted.

    Args:
        path: an image file of one of ``FORMATS``.
        box: left, top, width and height of the area in pixels of the upright picture; by default the largest centred
            one with the proportions of the network's images.
        shape: of the images that the network takes.

    Raises:
        UserError: if the file cannot be read as a picture, or the box is not inside of it.
    """
    steps: list[PictureStep] = []
    upright = _open(path, steps)
    width, height = upright.size
    chosen = box or _centred(width, height, shape)
    _check_box(path, chosen, width, height)
    left, top, wide, high = chosen
    steps.append(PictureStep.CUT_TO_CENTRED_SQUARE if box is None else PictureStep.CUT_TO_GIVEN_BOX)
    face = upright.crop((left, top, left + wide, top + high))
    mode = "L" if shape.channels == 1 else "RGB"
    if face.mode != mode:
        steps.append(PictureStep.MADE_GREY if mode == "L" else PictureStep.MADE_COLOURED)
        face = face.convert(mode)
    if face.size != (shape.width, shape.height):
        # A centred area has these proportions up to a pixel.
        keeps = box is None or wide * shape.height == high * shape.width
        steps.append(PictureStep.RESIZED if keeps else PictureStep.STRETCHED)
        face = face.resize((shape.width, shape.height), Image.Resampling.BICUBIC)
    return FacePicture(np.asarray(upright.convert("RGB")), chosen, np.asarray(face), tuple(steps))


def _centred(width: int, height: int, shape: DataShape) -> Box:
    """The largest centred area with the proportions of the network's images."""
    wide = min(width, max(1, height * shape.width // shape.height))
    high = min(height, max(1, width * shape.height // shape.width))
    return (width - wide) // 2, (height - high) // 2, wide, high


def _check_box(path: Path, box: Box, width: int, height: int) -> None:
    left, top, wide, high = box
    if wide < 1 or high < 1 or left < 0 or top < 0 or left + wide > width or top + high > height:
        raise UserError(
            f"{path}: box {left} {top} {wide} {high} is not inside the picture, which has {width}×{height} pixels; "
            "give X Y W H in pixels from the upper left corner of the upright picture"
        )


def _open(path: Path, steps: list[PictureStep]) -> Image.Image:
    """The upright picture, of mode L or RGB, and what had to be done for it."""
    with reporting_os_errors(path), path.open("rb") as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                warnings.filterwarnings("ignore", "Palette images with Transparency", UserWarning)
                with Image.open(file, formats=FORMATS) as image:
                    return _prepared(image, steps)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise UserError(f"{path}: has more than {LARGEST_PICTURE:,} pixels; make it smaller") from None
        except UnidentifiedImageError:
            raise UserError(
                f"{path}: this is no picture of a kind that can be read ({', '.join(FORMATS)}); save it as JPEG or PNG"
            ) from None
        except Exception as error:
            # Decoders raise errors of many kinds on damaged files; all mean the same to the user.
            reason = " ".join(str(error).split())[:80]
            raise UserError(
                f"{path}: cannot be read as a picture ({reason}); save it again as JPEG or PNG"
            ) from None


def _prepared(image: Image.Image, steps: list[PictureStep]) -> Image.Image:
    if image.getexif().get(ExifTags.Base.Orientation, 1) != 1:
        steps.append(PictureStep.TURNED_UPRIGHT)
        image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16"):
        steps.append(PictureStep.REDUCED_TO_8_BITS)
        return Image.fromarray((np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8))
    if image.mode in ("I", "F"):
        raise ValueError(f"its pixels are of the kind {image.mode}, without a known white")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        if np.asarray(image.getchannel("A")).min() < 255:
            steps.append(PictureStep.PUT_ON_WHITE)
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
        colours = np.asarray(image.convert("RGB"))
        is_grey = bool((colours == colours[..., :1]).all())
        return image.convert("L" if is_grey else "RGB")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")
