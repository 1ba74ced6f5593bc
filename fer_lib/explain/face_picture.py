"""The face in a picture of one's own, as a network takes it: cut out, grey, 48×48."""

import warnings
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from fer_lib.data.fer2013 import SIDE
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
    CUT_TO_GIVEN_BOX = auto()
    MADE_GREY = auto()
    RESIZED = auto()
    """The face area was a square, and its proportions are kept."""
    STRETCHED = auto()
    """Resized from a box that is no square."""


@dataclass(frozen=True, eq=False)
class FacePicture:
    """A picture and the face cut out of it.

    Attributes:
        picture: the picture upright, transparent pixels on white: uint8 [H, W, 3].
        box: the face area, left, top, width and height in pixels of ``picture``.
        face: uint8 [48, 48].
        steps: what was done from the one to the other, in this order.
    """

    picture: NDArray[np.uint8]
    box: Box
    face: NDArray[np.uint8]
    steps: tuple[PictureStep, ...]


def read_face_picture(path: Path, box: Box | None = None) -> FacePicture:
    """Read a picture of any size and colour and cut the face area out.

    Grey by ITU-R 601-2 luma, resized by bicubic interpolation, as images of data sets are converted.

    Args:
        path: an image file of one of ``FORMATS``.
        box: left, top, width and height of the face in pixels of the upright picture; by default the
            largest centred square.

    Raises:
        UserError: if the file cannot be read as a picture, or the box is not inside of it.
    """
    steps: list[PictureStep] = []
    upright = _open(path, steps)
    width, height = upright.size
    chosen = box or _centred_square(width, height)
    _check_box(path, chosen, width, height)
    left, top, wide, high = chosen
    steps.append(PictureStep.CUT_TO_CENTRED_SQUARE if box is None else PictureStep.CUT_TO_GIVEN_BOX)
    face = upright.crop((left, top, left + wide, top + high))
    if face.mode != "L":
        steps.append(PictureStep.MADE_GREY)
        face = face.convert("L")
    if face.size != (SIDE, SIDE):
        steps.append(PictureStep.RESIZED if wide == high else PictureStep.STRETCHED)
        face = face.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    return FacePicture(np.asarray(upright.convert("RGB")), chosen, np.asarray(face), tuple(steps))


def _centred_square(width: int, height: int) -> Box:
    side = min(width, height)
    return (width - side) // 2, (height - side) // 2, side, side


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
