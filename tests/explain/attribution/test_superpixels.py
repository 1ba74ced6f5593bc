"""Superpixels: parts of an image that are alike and lie together."""

import numpy as np
import pytest
from scipy.ndimage import label

from fer_lib.explain.attribution.superpixels import superpixels


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).uniform(-1, 1, shape).astype(np.float32)


@pytest.mark.parametrize("shape", [(1, 48, 48), (3, 48, 48), (1, 7, 50), (3, 96, 64), (1, 2, 3), (1, 1, 1)])
def test_every_pixel_has_a_segment_and_no_number_is_missing(shape: tuple[int, int, int]) -> None:
    image = noise(*shape)
    found = superpixels(image, 25)
    assert found.shape == shape[1:]
    assert np.array_equal(np.unique(found), np.arange(found.max() + 1))
    assert found.max() < 30
    assert np.array_equal(found, superpixels(image, 25))


def test_an_even_image_is_divided_into_a_grid() -> None:
    found = superpixels(np.zeros((1, 20, 30)), 6)
    rows, columns = np.indices((20, 30)) // 10
    assert np.array_equal(found, rows * 3 + columns)


@pytest.mark.parametrize("channel", [0, 2])
def test_segments_end_where_the_colour_changes(channel: int) -> None:
    """A dark disc on a bright ground: no segment lies on both sides of its edge."""
    rows, columns = np.indices((48, 48))
    disc = (rows - 20) ** 2 + (columns - 25) ** 2 < 150
    image = np.full((3, 48, 48), 0.5)
    image[channel, disc] = -0.8
    found = superpixels(image, 25)
    inside = np.bincount(found.ravel(), disc.ravel()) / np.bincount(found.ravel())
    assert np.logical_or(inside < 0.02, inside > 0.98).all()


def test_fragments_go_to_their_neighbours() -> None:
    """Single bright pixels of a dark image belong to what is around them."""
    image = np.full((1, 48, 48), -0.5)
    image[0, 5::11, 5::11] = 1
    found = superpixels(image, 25)
    pieces = [label(found == number)[1] for number in range(found.max() + 1)]
    assert pieces == [1] * len(pieces)
    assert len(pieces) > 20
