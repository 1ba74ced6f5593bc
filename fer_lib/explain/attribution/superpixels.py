"""Superpixels: parts of an image that are alike and lie together, by k-means over colour and place as SLIC does."""

import math
import warnings

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from scipy.ndimage import distance_transform_edt, label

ROUNDS = 10
"""Rounds of k-means; Achanta et al. find ten enough for most images."""


def superpixels(image: NDArray[np.floating], segments: int, compactness: float = 0.2) -> NDArray[np.intp]:
    """Divide an image into about so many segments, the same each time.

    k-means in (colour, place) with the distance D² = d_c² + m² (d_s / S)², d_c between colours, d_s between places in
    pixels, S = √(HW / k) the side of a segment, begun from the mean colours and middles of a regular grid: Achanta,
    Shaji, Smith, Lucchi, Fua & Süsstrunk, *SLIC Superpixels Compared to State-of-the-Art Superpixel Methods* (2012),
    section III. Three things are simpler here: the colours are the image's channels, not CIELAB; every pixel is held
    against every segment, not the near ones alone; and pixels that are cut off from their segment's largest piece go
    to the segment nearest to them.

    Args:
        image: [C, H, W] in [−1, 1]; other ranges ask for another ``compactness``.
        segments: number k of parts of the grid, rounded to whole rows and columns, at most one a pixel; parts that
            lose all their pixels are not counted.
        compactness: m, in units of the colours; 0.2 is the paper's 10 of 100 levels of lightness. Larger ones make
            squares.

    Returns:
        the number of each pixel's segment, intp [H, W], from 0 without gaps.
    """
    _, height, width = image.shape
    side = max(1.0, math.sqrt(height * width / segments))
    rows, columns = max(1, round(height / side)), max(1, round(width / side))
    row, column = np.indices((height, width))
    grid = (row * rows // height) * columns + column * columns // width
    colours = image.reshape(len(image), -1).astype(np.float64)
    points = np.stack([*colours, *(compactness / side * each.ravel() for each in (row, column))], axis=1)
    counts = np.bincount(grid.ravel())
    start = np.stack([np.bincount(grid.ravel(), values) for values in points.T], axis=1) / counts[:, None]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "One of the clusters is empty")  # it keeps its middle and no pixel
        _, found = kmeans2(points, start, iter=ROUNDS, minit="matrix")
    return _without_fragments(found.reshape(height, width))


def _without_fragments(segments: NDArray[np.integer]) -> NDArray[np.intp]:
    """Leave each segment its largest piece; all other pixels go to the nearest piece that stays."""
    stays = np.zeros(segments.shape, np.bool_)
    for number in np.unique(segments):
        pieces, _ = label(segments == number)
        stays |= pieces == np.bincount(pieces.ravel())[1:].argmax() + 1
    nearest = distance_transform_edt(~stays, return_distances=False, return_indices=True)
    _, numbers = np.unique(segments[tuple(nearest)], return_inverse=True)
    result: NDArray[np.intp] = numbers.reshape(segments.shape)
    return result
