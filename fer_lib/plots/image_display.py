"""Show an image, grey or in colour, pixel by pixel."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray


def show_image(ax: Axes, image: NDArray[Any], low: float = 0.0, high: float = 255.0, **options: Any) -> None:
    """Draw an image into axes.

    Args:
        ax: the axes.
        image: [H, W] for grey, or [H, W, 3] for red, green and blue.
        low: the value that is black.
        high: the value that is white; values beyond both are cut off.
        options: further keyword arguments of ``Axes.imshow``.
    """
    shown = {"interpolation": "nearest", **options}
    if image.ndim == 2:
        ax.imshow(image, cmap="gray", vmin=low, vmax=high, **shown)
    else:
        span = high - low or 1.0
        ax.imshow(np.clip((np.asarray(image, np.float64) - low) / span, 0, 1), **shown)
