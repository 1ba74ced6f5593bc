import numpy as np
import pytest

from fer_lib.explain.maximization.patterns import (
    WHITE_NOISE_SPREAD,
    direction_entropy,
    fine_share,
    measure_patterns,
    spectral_spread,
    white_noise_spread,
)

SIDE = 48
Y, X = np.mgrid[:SIDE, :SIDE].astype(float)


@pytest.fixture(scope="module")
def noise():
    return np.random.default_rng(0).normal(size=(200, SIDE, SIDE))


def waves(*cycles):
    return np.array([np.sin(2 * np.pi * n * X / SIDE) for n in cycles])


def test_a_wave_has_two_frequencies_and_its_energy_on_its_side_of_the_cutoff():
    np.testing.assert_allclose(spectral_spread(waves(4, 20)), 2 / SIDE**2, rtol=1e-6)
    np.testing.assert_allclose(fine_share(waves(4, 11, 13, 20)), [0, 0, 1, 1], atol=1e-9)


def test_white_noise_has_the_spread_and_the_share_worked_out_for_it(noise):
    assert spectral_spread(noise).mean() == pytest.approx(WHITE_NOISE_SPREAD, rel=0.005)
    assert pytest.approx(0.655, abs=5e-4) == WHITE_NOISE_SPREAD
    assert fine_share(noise).mean() == pytest.approx(1 - np.pi * 0.25**2, abs=0.01)
    assert direction_entropy(noise).mean() == pytest.approx(8, abs=0.1)


def test_noise_is_noisy_at_any_strength_and_patterns_are_not(noise):
    blurred = np.fft.ifft2(np.fft.fft2(noise) / (1 + np.hypot(X, Y)) ** 2).real
    assert measure_patterns(noise * 1e-4 + 3).noisy.all()
    assert not measure_patterns(blurred).noisy.any()
    assert not measure_patterns(waves(3, 12, 23)).noisy.any()


def test_strength_and_offset_change_nothing(noise):
    first, second = measure_patterns(noise[:3]), measure_patterns(5 * noise[:3] - 2)
    for key in ("fine", "spread", "directions"):
        np.testing.assert_allclose(getattr(first, key), getattr(second, key), rtol=1e-9)


def test_directions_of_stripes_and_of_a_ring():
    ring = np.cos(np.hypot(X - 23.5, Y - 23.5) / 2)
    slanted = np.sin((X + Y) / 3)
    stripes, diagonal, curved = direction_entropy(np.array([waves(5)[0], slanted, ring]))
    assert stripes == pytest.approx(1, abs=1e-6)
    assert diagonal == pytest.approx(1, abs=0.05)
    assert curved > 7.5


def test_a_flat_pattern_has_nothing():
    measures = measure_patterns(np.full((1, SIDE, SIDE), 0.3))
    assert (measures.fine[0], measures.spread[0], measures.directions[0]) == (0, 0, 1)
    assert not measures.noisy[0]


def test_colours_are_measured_as_grey_levels_are():
    """White noise of three channels has the spread of white noise; a coloured stripe has one wave and one direction."""
    random = np.random.default_rng(1)
    noise = measure_patterns(random.normal(size=(20, 48, 48, 3)))
    assert noise.spread.mean() == pytest.approx(1, abs=0.01)
    assert noise.fine.mean() == pytest.approx(0.804, abs=0.02)
    x = np.sin(np.arange(48) * 2 * np.pi / 12)
    stripes = np.zeros((1, 48, 48, 3))
    stripes[0, :, :, 1] = x[None]
    grey = measure_patterns(stripes[..., 1])
    coloured = measure_patterns(stripes)
    assert coloured.directions == grey.directions
    assert coloured.fine == grey.fine
    assert not coloured.noisy.any()
    assert white_noise_spread(3) == pytest.approx(0.8543, abs=1e-4)
