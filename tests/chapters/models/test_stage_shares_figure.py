"""The shares of parameters and work, by stage and by kind of layer."""

import pytest

from fer_lib.chapters.models.convolution_shares_figure import ConvolutionShares
from fer_lib.chapters.models.network import take_apart
from fer_lib.chapters.models.stage_shares_figure import StageShares
from fer_lib.language import LANGUAGES
from fer_lib.plots import figure_style


def test_shares_add_up_to_one():
    shares = StageShares.of(take_apart("report-a"))
    assert sum(shares.parameters) == pytest.approx(1)
    assert sum(shares.macs) == pytest.approx(1)
    assert shares.by_parameters[0] == 5  # the last convolution, 256×3×3 to 512
    assert shares.macs[shares.by_macs[0]] == max(shares.macs)
    assert len(shares.plot().axes[0].patches) == 16


@pytest.mark.parametrize("lang", LANGUAGES)
def test_convolutions_against_fully_connected_layers(lang):
    shares = ConvolutionShares.of([take_apart(name) for name in ("report-b-cnn", "report-b-dnn")])
    assert shares.parameters == pytest.approx((92_672 / 400_583, 0))
    assert shares.macs[1] == 0
    assert shares.macs[0] > 0.99
    with figure_style(lang):
        figure = shares.plot(lang=lang)
    widths = [[patch.get_width() for patch in ax.patches] for ax in figure.axes]
    for bars in widths:
        assert [one + other for one, other in zip(bars[:2], bars[2:], strict=True)] == pytest.approx(
            [100, 100]
        )


def test_a_network_without_convolutions_is_not_the_one_with_the_fewest():
    shares = ConvolutionShares(("dnn", "a", "b"), (0.0, 0.9, 0.4), (0.0, 0.95, 0.99))
    assert shares.names[shares.fewest_parameters] == "b"
    assert shares.least_work == 0.95
    assert shares.fully_connected == 1
    assert shares.can_be_compared


@pytest.mark.parametrize("shares", [((), ()), (("a",), (0.9,)), (("dnn", "other"), (0.0, 0.0))])
def test_two_networks_and_a_convolutional_one_are_needed(shares):
    names, values = shares
    assert not ConvolutionShares(names, values, values).can_be_compared
