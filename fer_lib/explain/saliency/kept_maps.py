"""What is kept of a few images for a reader to follow: their maps as the network forgets, and when pixels go."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.explain.saliency.deletion import pixel_order

MOST_IMAGES, MOST_STEPS = 12, 12
MOST_VALUES = 2**22
"""Of the maps of all images, methods and steps together; one image is kept however large it is."""


def steps_kept(layers: int) -> NDArray[np.int64]:
    """Numbers of forgotten layers of which maps are kept: none, one, and evenly on to all of them."""
    later = np.linspace(1, layers, min(layers, MOST_STEPS)).round().astype(np.int64)
    return np.concatenate([[0], np.unique(later)]).astype(np.int64)


def images_kept(stages: NDArray[np.floating]) -> int:
    """Of how many of the images maps are kept, the first ones.

    Args:
        stages: [methods, steps, n, H, W].
    """
    methods, steps, n, height, width = stages.shape
    room = MOST_VALUES // (methods * steps * height * width)
    return int(max(1, min(n, MOST_IMAGES, room)))


def multiples_of_mean(magnitudes: NDArray[np.floating]) -> NDArray[np.float16]:
    """Each map divided by its own mean, so that all share one scale; 0 everywhere where the map is.

    Args:
        magnitudes: non-negative, [..., H, W].
    """
    values = np.asarray(magnitudes, np.float64)
    mean = values.mean(axis=(-2, -1), keepdims=True)
    multiples = np.divide(values, mean, out=np.zeros_like(values), where=mean > 0)
    result: NDArray[np.float16] = np.minimum(multiples, np.finfo(np.float16).max).astype(np.float16)
    return result


def step_of_deletion(magnitudes: NDArray[np.floating], steps: int, seed: int) -> NDArray[np.uint16]:
    """The first step of ``deletion_curves`` at which each pixel is gone: 1 to ``steps``.

    Args:
        magnitudes: how important each pixel is, [n, H, W].
        steps: of the curve.
        seed: of the order among equally important pixels, as the curve's.
    """
    order = pixel_order(magnitudes, seed)
    pixels = order.shape[1]
    gone = np.empty(order.shape, np.uint16)
    # A pixel of rank r is gone at step s when r < s · pixels / steps.
    at = np.arange(pixels) * steps // pixels + 1
    np.put_along_axis(gone, order, np.broadcast_to(at.astype(np.uint16), order.shape), axis=1)
    return gone.reshape(magnitudes.shape)
