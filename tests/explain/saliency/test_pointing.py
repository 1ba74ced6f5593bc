"""Hits of the pointing game: what a map scores that points, that points to several places, and that points nowhere."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.explain.saliency.pointing import hits

MASKS = np.zeros((4, 6, 6), bool)
MASKS[:, :3] = True


def test_a_map_that_is_0_everywhere_takes_no_part() -> None:
    maps = np.zeros((4, 6, 6))
    maps[0, 1, 1] = maps[1, 5, 5] = maps[2, 0, 0] = maps[2, 5, 0] = 1
    assert np.array_equal(hits(maps, MASKS), [1, 0, 0.5, np.nan], equal_nan=True)


@given(st.integers(0, 2**32 - 1), st.floats(1e-6, 1e6))
def test_a_map_scores_where_its_strongest_pixel_is_however_strong_it_is(seed: int, scale: float) -> None:
    random = np.random.default_rng(seed)
    maps = random.random((4, 6, 6)) * (random.random((4, 1, 1)) < 0.7)
    rows = maps.max(axis=2).argmax(axis=1)
    expected = np.where(maps.any(axis=(1, 2)), rows < 3, np.nan)
    assert np.array_equal(hits(scale * maps, MASKS), expected, equal_nan=True)
