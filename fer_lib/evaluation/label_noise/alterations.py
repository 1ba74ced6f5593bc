"""Small changes to an image after which it still shows the same photograph, to test the search for near copies."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fer_lib.evaluation.label_noise.near_copies import Alteration
from fer_lib.language import Text

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
    """The middle 44 of 48 pixels, enlarged again."""
    return np.stack(
        [
            np.array(Image.fromarray(i[2:-2, 2:-2]).resize(i.shape[::-1], Image.Resampling.BICUBIC))
            for i in images
        ]
    )


def mirrored(images: Images) -> Images:
    """Left and right exchanged."""
    return images[:, :, ::-1]


ALTERATIONS: dict[str, tuple[Text, Alteration]] = {
    "darker": (Text("darker (0.7 of each grey level)", "變暗（灰階值乘以 0.7）"), darker),
    "noisy": (Text("with noise (8 grey levels)", "加雜訊（8 個灰階）"), noisy),
    "compressed": (Text("as JPEG of quality 20", "存成品質 20 的 JPEG"), compressed),
    "moved": (Text("moved by one pixel", "平移一個像素"), moved),
    "enlarged": (Text("the middle 44 pixels enlarged to 48", "中間 44 個像素放大成 48"), enlarged),
    "mirrored": (Text("mirrored", "左右鏡射"), mirrored),
}
"""By name: what it is called, and what it does to uint8 [N, 48, 48]."""
