"""The sweep over layers: operations and fits from made-up times. Real times are never asserted."""

import pytest

from fer_lib.chapters.convolution.timing import (
    BASE,
    SWEEP,
    PowerLaw,
    fit_power_law,
    measure_sweep,
    swept_layers,
    timer_of,
)
from tests.chapters.convolution.made_up_times import times_of


@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.3])
def test_fit_finds_the_exponent(exponent):
    law = fit_power_law(times_of(exponent).layers)
    assert law.exponent == pytest.approx(exponent)
    assert law.factor == pytest.approx(1e-9)
    assert law.r_squared == pytest.approx(1)


@pytest.mark.parametrize(
    ("exponent", "r_squared", "linearity"),
    [
        (1.0, 0.99, "nearly"),
        (0.95, 0.9, "roughly"),
        (1.2, 0.99, "roughly"),
        (1.3, 0.99, "not"),
        (1.0, 0.5, "not"),
    ],
)
def test_linear_needs_a_slope_of_one_and_little_scatter(exponent, r_squared, linearity):
    assert PowerLaw(exponent, 1e-9, r_squared).linearity == linearity


def test_ratios():
    times = times_of(1.0)
    assert times.rate_ratio == pytest.approx(1)
    assert times.base_ratio == pytest.approx(1)
    times = times_of(0.5)
    assert times.rate_ratio > 10
    # The fewer operations, the shorter the time lost for each at an exponent below 1.
    assert times.fastest.operations == max(layer.operations for layer in times.layers)
    assert times.slowest.operations == min(layer.operations for layer in times.layers)


def test_one_slow_round_does_not_count():
    calls = iter(range(10**6))
    layers = len(list(swept_layers()))
    times = measure_sweep(3, lambda layer: lambda: 100.0 if next(calls) < layers else 1.0)
    assert {layer.seconds for layer in times.layers} == {1.0}


def test_layers_of_the_sweep_keep_the_side_and_vary_one_quantity():
    for varied, value, layer in swept_layers():
        sizes = {**BASE, varied: value}
        assert (layer.in_channels, layer.filters) == (sizes["channels"],) * 2
        assert layer.kernel == (sizes["kernel"],) * 2
        assert layer.output == (sizes["side"],) * 2
    assert all(BASE[varied] in values for varied, values in SWEEP.items())


def test_a_real_layer_is_timed():
    _, _, layer = next(iter(swept_layers()))
    assert timer_of(layer)() > 0
