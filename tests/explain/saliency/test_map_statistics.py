"""Figures of maps against values worked out by hand."""

import numpy as np
import pytest
from scipy.stats import spearmanr, t

from fer_lib.explain.saliency.map_statistics import (
    area_under,
    as_mass,
    edges,
    entropy,
    gini,
    mean_interval,
    mean_is_above,
    rank_correlation,
    welch_interval,
)


def test_mass_adds_up_to_one_and_an_empty_map_has_none() -> None:
    maps = np.array([[[1.0, 3.0], [0.0, 0.0]], np.zeros((2, 2))])
    mass = as_mass(maps)
    assert mass[0].tolist() == [[0.25, 0.75], [0, 0]]
    assert np.isnan(mass[1]).all()


def test_an_even_map_and_one_pixel_are_the_ends_of_both_scales() -> None:
    even, single, half = np.full((4, 4), 1 / 16), np.zeros((4, 4)), np.zeros((4, 4))
    single[1, 2], half[:2] = 1, 1 / 8
    masses = np.stack([even, single, half])
    assert entropy(masses) == pytest.approx([1, 0, np.log(8) / np.log(16)])
    assert gini(masses) == pytest.approx([0, 1 - 1 / 16, 0.5])


def test_rank_correlation_is_scipys_and_an_even_map_has_none() -> None:
    generator = np.random.default_rng(0)
    first, second = generator.integers(0, 9, (2, 3, 5, 5)).astype(float)
    expected = [spearmanr(a.ravel(), b.ravel()).statistic for a, b in zip(first, second, strict=True)]
    assert rank_correlation(first, second) == pytest.approx(expected)
    assert np.isnan(rank_correlation(first, np.ones_like(first))).all()


def test_edges_are_where_grey_changes() -> None:
    images = np.zeros((3, 8, 8), np.uint8)
    images[1, :, 4:] = 200
    before, strength, after = edges(images)
    assert not before.any()
    assert not after.any()
    assert (strength[:, 3:5] == 800).all()
    assert not strength[:, [0, 1, 2, 5, 6, 7]].any()


def test_interval_of_a_mean_is_students_and_leaves_missing_values_out() -> None:
    values = np.array([1.0, 2.0, 3.0, np.nan])
    mean, lower, upper, n = mean_interval(values)
    assert (mean, n) == (2, 3)
    assert upper - mean == pytest.approx(4.302653 / np.sqrt(3), abs=1e-6)
    assert mean - lower == pytest.approx(upper - mean)
    assert mean_interval(np.array([5.0])) == (5, -np.inf, np.inf, 1)
    assert np.isnan(mean_interval(np.array([np.nan]))[0])


@pytest.mark.parametrize(
    ("values", "above"), [([2.0, 2.1, 2.2], True), ([0.2, 0.3], False), ([0.0, 2.0], None), ([2.0], None)]
)
def test_a_mean_is_above_a_level_where_its_interval_is(values: list[float], above: bool | None) -> None:
    assert mean_is_above(np.array(values), 1) is above


def test_the_difference_of_two_groups_is_welchs() -> None:
    """Means 2 and 6, variances 1 and 58/3."""
    low, high = welch_interval(np.array([1.0, 2.0, 3.0, np.nan]), np.array([1.0, 4.0, 8.0, 11.0]))
    error, freedom = (
        np.sqrt(1 / 3 + 58 / 3 / 4),
        (1 / 3 + 58 / 12) ** 2 / ((1 / 3) ** 2 / 2 + (58 / 12) ** 2 / 3),
    )
    half = t.ppf(0.975, freedom) * error
    assert (low, high) == (pytest.approx(-4 - half), pytest.approx(-4 + half))


def test_area_under_a_straight_line_is_a_half() -> None:
    assert area_under(np.linspace(0, 1, 9)[None]) == pytest.approx([0.5])
