"""What picture files are called, what may be done to one, and why one cannot be read; this takes no Pillow."""

from enum import StrEnum
from typing import Literal

SUFFIXES = (
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".bmp", ".dib", ".gif", ".webp", ".tif", ".tiff",
    ".ppm", ".pgm", ".pbm", ".pnm", ".jp2", ".j2k", ".jpf", ".jpx", ".j2c", ".jpc", ".avif", ".avifs",
    ".tga", ".icb", ".vda", ".vst", ".ico", ".cur", ".icns", ".pcx", ".dcx", ".sgi", ".rgb", ".rgba", ".bw", ".ras",
    ".psd", ".qoi", ".dds", ".xbm", ".xpm", ".msp", ".pcd", ".pxr", ".flc", ".fli", ".blp",
    ".ftc", ".ftu", ".gbr",
    ".mpo", ".pfm", ".heic", ".heif", ".jxl",
)  # fmt: skip
"""What the names of images end with, in lower case: all that Pillow reads by itself and that hold pixels; and
what phones write and it cannot decode, so that these are refused by name and not passed over."""
USUAL = ".jpg, .png, .bmp, .gif, .webp, .tif, .ppm …"
"""The same for messages."""

Kind = Literal["grey", "colour"]


class PictureStep(StrEnum):
    """What was done to a picture on its way to the image that a network takes."""

    TURNED_UPRIGHT = "turned_upright"
    """Turned or mirrored as its EXIF orientation asks."""
    FIRST_FRAME = "first_frame_taken"
    """It has several frames, as an animation or the pages of a TIFF."""
    REDUCED_TO_8_BITS = "reduced_to_8_bits"
    """From 16."""
    PUT_ON_GREY = "put_on_mid_grey"
    """Some of its pixels were transparent."""
    MADE_GREY = "made_grey"
    MADE_COLOUR = "made_colour"
    CROPPED = "cropped"
    """The middle was cut out, in the ratio of the wanted sides."""
    PADDED = "padded"
    """Mid-grey borders were added."""
    RESIZED = "resized"
    """Made larger or smaller, the ratio of its sides as it was."""
    SQUASHED = "squashed"
    """Made larger or smaller, the ratio of its sides changed."""


class UnreadableError(Exception):
    """Why one picture cannot be used, and what to do: a sentence to be put behind its name and a colon."""
