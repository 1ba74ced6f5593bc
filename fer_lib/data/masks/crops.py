"""From the bytes of a photo and a box to 28×28 pixels of colour."""

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from fer_lib.data.masks.boxes import Box
from fer_lib.data.masks.dataset import SIDE
from fer_lib.data.masks.photos import UnusableError
from fer_lib.data.picture import COLOUR_MODES, GREY_MODES, LARGEST_IMAGE
from fer_lib.data.reading import shorten

ORIENTATION = 0x0112  # of EXIF (JEITA CP-3451)


def open_photo(data: bytes) -> tuple[Image.Image, tuple[int, int], str]:
    """A photo as it is displayed, in RGB.

    EXIF's orientation is carried out. Transparent pixels are laid over white, as a page shows them; a palette is
    replaced by its colours.

    Args:
        data: a JPEG or PNG file.

    Returns:
        The image, the size (width, height) in which it is stored, and what was done to it (empty: nothing).

    Raises:
        UnusableError: if it is no such file, damaged, too large, or not of 8 bits a channel.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
                if image.width * image.height > LARGEST_IMAGE:
                    raise Image.DecompressionBombError
                if image.mode not in GREY_MODES | COLOUR_MODES:
                    raise UnusableError(
                        f"its pixels are of the kind {image.mode}. Save it with 8 bits a channel"
                    )
                image.load()
                return _upright_rgb(image)
    except UnusableError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnusableError(f"has more than {LARGEST_IMAGE:,} pixels. Make it smaller") from None
    except Exception as error:
        # Decoders raise errors of many kinds on damaged files; all mean the same to the user.
        raise UnusableError(f"{_damage(data, error)}. Get it again") from error


def _upright_rgb(image: Image.Image) -> tuple[Image.Image, tuple[int, int], str]:
    done = []
    stored, mode = image.size, image.mode
    orientation = image.getexif().get(ORIENTATION, 1)
    if orientation in range(2, 9):
        image = ImageOps.exif_transpose(image)
        done.append(f"turned upright (EXIF orientation {orientation})")
    if mode != "RGB":
        if mode in ("RGBA", "LA", "P"):
            shown = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(shown, image.convert("RGBA"))
        image = image.convert("RGB")
        done.append(f"colours converted from {mode}")
    return image, stored, ", ".join(done)


def _damage(data: bytes, error: Exception) -> str:
    if not data:
        return "the file is empty"
    if isinstance(error, UnidentifiedImageError):
        return "is no JPEG or PNG image, whatever its name says"
    return f"the image is cut off or damaged ({shorten(error)})"


def crop(image: Image.Image, stored: tuple[int, int], box: Box) -> NDArray[np.uint8]:
    """Cut a box out and resize it by bicubic interpolation, without keeping the ratio of its sides.

    Args:
        image: the photo as it is displayed.
        stored: width and height of the file before it was turned.
        box: what to cut; its ``size`` must be that of the displayed photo, to which its edges refer.

    Returns:
        uint8 [28, 28, 3]. Where the box is larger than this, Pillow averages over the pixels that fall together.

    Raises:
        UnusableError: if ``box.size`` is another.
    """
    (width, height), (wide, high) = box.size, image.size
    if box.size != image.size:
        if box.size == stored:
            raise UnusableError(
                f"the row says {width}×{height}, which is how the file is stored; EXIF has it displayed as "
                f"{wide}×{high}. Save the photo upright, or give size and box as displayed"
            )
        raise UnusableError(
            f"the row says {width}×{height}, the image is {wide}×{high}. Is it the image that the boxes were drawn in?"
        )
    return np.asarray(image.crop(box.edges).resize((SIDE, SIDE), Image.Resampling.BICUBIC))
