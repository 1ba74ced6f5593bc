"""Images as networks take them, and as pictures: channels last, without the axis of a single one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def as_pictures(images: NDArray[np.floating]) -> NDArray[Any]:
    """[n, C, H, W] to [n, H, W] for one channel, else to [n, H, W, C]; values stay as they are."""
    return images[:, 0] if images.shape[1] == 1 else np.ascontiguousarray(images.transpose(0, 2, 3, 1))


def as_images(pictures: NDArray[np.floating]) -> NDArray[Any]:
    """[n, H, W] or [n, H, W, C] to [n, C, H, W]."""
    return pictures[:, None] if pictures.ndim == 3 else np.ascontiguousarray(pictures.transpose(0, 3, 1, 2))
