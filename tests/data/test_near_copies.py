import numpy as np

from fer_lib.data import near_copies
from fer_lib.data.near_copies import MOST_COPIES, THRESHOLD, correlation, near_pairs
from fer_lib.label_noise.alterations import ALTERATIONS


def test_the_pairs_are_all_those_at_the_threshold(monkeypatch):
    """Against every pair by itself, copies among them, over the seams of the blocks."""
    monkeypatch.setattr(near_copies, "_ROWS_AT_ONCE", 16)
    images = np.random.default_rng(0).integers(0, 200, (40, 48, 48), dtype=np.uint8)
    images = np.concatenate([images, images[:2] + 50, ALTERATIONS["noisy"](images[10:20])])
    rows, columns = np.triu_indices(len(images), 1)
    alike = correlation(images[rows], images[columns]) >= THRESHOLD
    expected = set(zip(rows[alike].tolist(), columns[alike].tolist(), strict=True))
    assert {(0, 40), (1, 41), (10, 42)} <= expected
    found = near_pairs(images)
    assert set(map(tuple, found.tolist())) == expected
    assert len(found) == len(expected)


def test_of_many_that_are_alike_only_some_pairs_are_given():
    image = np.random.default_rng(0).integers(0, 256, (1, 48, 48), dtype=np.uint8)
    found = near_pairs(np.repeat(image, 600, axis=0))
    assert len(found) == sum(min(MOST_COPIES, 599 - i) for i in range(600))
    assert len(near_pairs(image[:0])) == len(near_pairs(np.zeros((9, 48, 48), np.uint8))) == 0
