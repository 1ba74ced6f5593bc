"""Near copies are searched once, and again where images or the rule have changed or the cache is damaged."""

import numpy as np
import pytest

from fer_lib.data import kept_pairs
from fer_lib.data.cache import cache_folder
from fer_lib.data.near_copies import near_pairs


@pytest.fixture
def images():
    made = np.random.default_rng(0).integers(0, 256, (40, 16, 16), dtype=np.uint8)
    made[7], made[30] = made[3], made[3] // 2
    return made


@pytest.fixture
def searches(monkeypatch):
    """How often the images were compared; few are enough to be kept."""
    made = []

    def noting(images):
        made.append(len(images))
        return near_pairs(images)

    monkeypatch.setattr(kept_pairs, "near_pairs", noting)
    monkeypatch.setattr(kept_pairs, "WORTH_KEEPING", 40)
    return made


def test_the_second_search_is_none(images, searches):
    first, second = (kept_pairs.kept_near_pairs(images) for _ in range(2))
    assert first.tolist() == second.tolist() == [[3, 7], [3, 30], [7, 30]]
    assert first.dtype == second.dtype == np.intp
    assert searches == [40]


@pytest.mark.parametrize("change", ["pixel", "shape", "rule"])
def test_what_has_changed_is_searched_again(images, searches, monkeypatch, change):
    kept_pairs.kept_near_pairs(images)
    if change == "pixel":
        images[0, 0, 0] += 1
    elif change == "shape":
        images = images.reshape(40, 8, 32)
    else:
        monkeypatch.setattr(kept_pairs, "THRESHOLD", 0.5)
    kept_pairs.kept_near_pairs(images)
    assert searches == [40, 40]


def test_a_damaged_entry_is_made_again(images, searches):
    kept_pairs.kept_near_pairs(images)
    (entry,) = (cache_folder() / "data").iterdir()
    (entry / "arrays.safetensors").write_bytes(b"no arrays")
    assert len(kept_pairs.kept_near_pairs(images)) == 3
    assert searches == [40, 40]
    kept_pairs.kept_near_pairs(images)
    assert searches == [40, 40]


def test_few_images_are_not_kept(images, searches):
    for _ in range(2):
        kept_pairs.kept_near_pairs(images[:39])
    assert searches == [39, 39]
    assert not (cache_folder() / "data").exists()
