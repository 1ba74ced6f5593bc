"""The sweep over layers: operations and fits from made-up times. Real times are never asserted."""

import pytest

from fer_lib.chapters.convolution.timing import (
    BASE,
    IMAGES,
    SWEEP,
    fit_power_law,
    measure_sweep,
    swept_layers,
    timer_of,
)
from fer_lib.language import LANGUAGES
from fer_lib.plots import figure_style


def times_of(exponent, rounds=1, factor=1e-9):
    """The sweep on a machine whose time is a power of the operations."""
    return measure_sweep(
        rounds,
        lambda layer: lambda: factor * (IMAGES * (layer.multiplications + layer.additions)) ** exponent,
    )


@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.3])
def test_fit_finds_the_exponent(exponent):
    law = fit_power_law(times_of(exponent).layers)
    assert law.exponent == pytest.approx(exponent)
    assert law.factor == pytest.approx(1e-9)
    assert law.r_squared == pytest.approx(1)


def test_ratios():
    times = times_of(1.0)
    assert times.rate_ratio == pytest.approx(1)
    assert times.base_ratio == pytest.approx(1)
    assert times_of(0.5).rate_ratio > 10


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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figure_shows_each_quantity_and_the_slope(lang):
    with figure_style(lang):
        figure = times_of(0.9).plot(lang=lang)
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert len(labels) == len(SWEEP) + 2
    assert "0.90" in labels[len(SWEEP)]
