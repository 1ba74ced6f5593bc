"""Small changes to an image after which it still shows the same photograph, to test the search for near duplicates."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fer_lib.label_noise.near_duplicates import Alteration

Images = NDArray[np.uint8]


def darker(images: Images) -> Images:
    """Seven tenths of every grey level."""
    return (0.7 * images).astype(np.uint8)


def noisy(images: Images) -> Images:
    """Gaussian noise of eight grey levels."""
    noise = np.random.Generator(np.random.PCG64(0)).normal(0, 8, images.shape)
    return np.clip(images + noise, 0, 255).astype(np.uint8)


def compressed(images: Images) -> Images:
    """Saved as JPEG at quality 20 and read back."""
    return np.stack([_through_jpeg(image) for image in images])


def _through_jpeg(image: Images) -> Images:
    buffer = BytesIO()
    Image.fromarray(image).save(buffer, "JPEG", quality=20)
    with Image.open(buffer) as read:
        return np.array(read)


def moved(images: Images) -> Images:
    """One pixel to the right, the edge repeated."""
    return np.concatenate([images[:, :, :1], images[:, :, :-1]], axis=2)


def enlarged(images: Images) -> Images:
    """The middle without a twelfth of the sides (44 of 48 pixels), enlarged again."""
    return np.stack(
        [
            np.array(Image.fromarray(_middle(i)).resize(i.shape[1::-1], Image.Resampling.BICUBIC))
            for i in images
        ]
    )


def _middle(image: Images) -> Images:
    rows, columns = (max(1, round(side / 24)) if side > 2 else 0 for side in image.shape[:2])
    height, width = image.shape[:2]
    return image[rows : height - rows, columns : width - columns]


def mirrored(images: Images) -> Images:
    """Left and right exchanged."""
    return images[:, :, ::-1]


ALTERATIONS: dict[str, Alteration] = {
    "darker": darker,
    "noisy": noisy,
    "compressed": compressed,
    "moved": moved,
    "enlarged": enlarged,
    "mirrored": mirrored,
}
"""By name: what it is called, and what it does to uint8 [N, H, W] or [N, H, W, 3]."""
