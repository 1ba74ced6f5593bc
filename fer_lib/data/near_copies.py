"""Near copies: images that are not equal in every pixel and yet show the same photograph."""

import numpy as np
from numpy.typing import NDArray

THRESHOLD = 0.97
"""Correlation from which two images count as near copies."""
FINE_SIDE = 16
"""Blocks in a row of the thumbnails that are compared."""
MOST_COPIES = 20
"""Of one photograph. More images that hang together are no copies but alike by their kind, as handwritten ones are."""
_ROWS_AT_ONCE = 512


def thumbnails(images: NDArray[np.uint8], side: int) -> NDArray[np.float32]:
    """Means of blocks of the brightness, as unit vectors of mean 0: float32 [N, side²].

    The product of two is their normalised correlation, −1 to 1, which does not depend on brightness or contrast.

    Args:
        images: uint8 [N, H, W] or [N, H, W, 3].
        side: blocks in a row.

    Returns:
        one vector an image; zero where all blocks are alike to within one grey level, so that blank images resemble
        nothing.
    """
    n, height, width = images.shape[:3]
    values = images if images.ndim == 3 else images.mean(axis=3, dtype=np.float32)
    if height % side == 0 and width % side == 0:
        blocks = values.reshape(n, side, height // side, side, width // side)
        means = blocks.mean(axis=(2, 4), dtype=np.float32)
    else:
        means = _shares(height, side) @ values.astype(np.float32) @ _shares(width, side).T
    vectors: NDArray[np.float32] = means.reshape(n, side * side)
    vectors -= vectors.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(
        norms > side, norms, np.inf
    )  # a norm of `side` is a standard deviation of one grey level
    return vectors


def _shares(length: int, parts: int) -> NDArray[np.float32]:
    """How much each pixel counts in each of so many equal parts of a row: float32 [parts, length], rows sum to 1."""
    edges = np.linspace(0, length, parts + 1)
    pixels = np.arange(length)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return np.asarray(np.clip(overlap, 0, None) * parts / length, dtype=np.float32)


def correlation(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Normalised correlation of pairs of images at 16×16: float64 [N], −1 to 1.

    Args:
        first: uint8 [N, H, W] or [N, H, W, 3].
        second: as many.
    """
    products: NDArray[np.float64] = (thumbnails(first, FINE_SIDE) * thumbnails(second, FINE_SIDE)).sum(
        axis=1, dtype=np.float64
    )
    return products


def near_pairs(images: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Pairs of images that are equal or near copies, by their correlation at 16×16: intp [m, 2], the first ascending.

    Blank images resemble nothing, not even each other. Of an image with more than ``MOST_COPIES`` others after it, so
    many are given. FER2013's training images take some seconds.

    Args:
        images: uint8 [N, H, W] or [N, H, W, 3].
    """
    starts = range(0, len(images), _ROWS_AT_ONCE)
    parts = [thumbnails(np.asarray(images[i : i + _ROWS_AT_ONCE]), FINE_SIDE) for i in starts]
    vectors = np.concatenate([np.zeros((0, FINE_SIDE**2), np.float32), *parts])
    found = [np.zeros((0, 2), np.intp)]
    for start, part in zip(starts, parts, strict=True):
        rows, columns = np.nonzero(np.triu(part @ vectors[start:].T >= THRESHOLD, 1))
        nth = np.arange(len(rows)) - np.searchsorted(rows, rows)
        kept = nth < MOST_COPIES
        found.append(np.stack([rows[kept], columns[kept]], axis=1) + start)
    return np.concatenate(found)
