"""Parametrizations, movements, penalties and the search for layers."""

import numpy as np
import pytest
import torch
from torch import nn

from fer_lib.errors import UserError
from fer_lib.explain.filter_layers import find_filter_layers, layer_outputs
from fer_lib.explain.maximization.ascent import noise_start
from fer_lib.explain.maximization.parametrization import FourierParametrization, PixelParametrization
from fer_lib.explain.maximization.regularizers import half_mean_square, total_variation
from fer_lib.explain.maximization.transforms import RandomTransforms
from fer_lib.models import create_model, example_input


@pytest.mark.parametrize("bounds", [None, (-1.0, 1.0), (0.0, 4.0)])
@pytest.mark.parametrize("side", [8, 9])
def test_fourier_coefficients_begin_at_the_start_image(bounds, side):
    generator = torch.Generator().manual_seed(0)
    start = torch.rand(2, 1, side, side + 2, generator=generator) * 0.9 + 0.05
    torch.testing.assert_close(FourierParametrization(start, bounds).images(), start, atol=1e-5, rtol=1e-5)


def test_fourier_images_stay_within_bounds_and_move_low_frequencies_most():
    image = FourierParametrization(torch.zeros(1, 1, 16, 16), (-1.0, 1.0))
    with torch.no_grad():
        image.parameters += 100 * torch.randn(image.parameters.shape)
    assert image.images().abs().max() <= 1
    weights = image.weights
    assert weights[0, 0] == weights.max()
    assert weights[1, 0] / weights[4, 0] == pytest.approx(4)
    assert weights.square().mean() == pytest.approx(1)


def test_pixels_are_brought_back_into_their_bounds():
    image = PixelParametrization(torch.tensor([[[[-3.0, 0.2, 3.0]]]]), (-1.0, 1.0))
    assert image.images().tolist() == [[[[-1.0, pytest.approx(0.2), 1.0]]]]


def test_movements_at_zero_do_nothing_and_each_image_moves_by_its_own_draw():
    images = noise_start(2, 0, (1, 9, 9))
    assert RandomTransforms().apply(images, torch.ones(2, 4)) is images
    draws = torch.zeros(2, 4)
    draws[1, 0] = 1.0
    moved = RandomTransforms(jitter=2).apply(images, draws)
    torch.testing.assert_close(moved[0], images[0], atol=1e-6, rtol=0)
    torch.testing.assert_close(moved[1, :, :, :-2], images[1, :, :, 2:], atol=1e-6, rtol=0)
    torch.testing.assert_close(moved[1, :, :, -1], images[1, :, :, -1], atol=1e-6, rtol=0)


def test_a_quarter_turn_is_a_quarter_turn_and_enlarging_keeps_the_middle():
    images = noise_start(1, 0, (1, 9, 9))
    turned = RandomTransforms(rotation=90).apply(images, torch.tensor([[0.0, 0, 0, 1]]))
    torch.testing.assert_close(turned, torch.rot90(images, 1, (2, 3)), atol=1e-5, rtol=0)
    dot = torch.zeros(1, 1, 9, 9)
    dot[0, 0, 4, 6] = 1.0
    larger = RandomTransforms(scale=1.0).apply(dot, torch.tensor([[0.0, 0, 1, 0]]))
    assert larger[0, 0, 4].argmax() == 8  # twice as far from the middle


def test_penalties_against_numbers_worked_out_by_hand():
    images = torch.tensor([[[[0.0, 1.0], [3.0, 3.0]]]])
    assert total_variation(images).tolist() == [(1 + 0) / 2 + (3 + 2) / 2]
    assert half_mean_square(images).tolist() == [19 / 8]


def test_the_layers_of_the_reports_networks():
    layers = find_filter_layers(create_model("report-a").eval())
    assert [layer.filters for layer in layers] == [16, 32, 64, 128, 256, 512]
    assert [layer.side for layer in layers] == [48, 24, 12, 6, 3, 1]
    first = layers[0]
    assert (first.convolution, first.before, first.after, first.end) == tuple(
        f"features.0.{k}" for k in range(4)
    )
    report_c = find_filter_layers(create_model("report-c").eval())
    assert report_c[2].before == report_c[2].convolution == "features.6"
    assert report_c[2].after == "features.7"  # its normalization comes after the activation


def test_a_network_of_ones_own_with_functional_activations():
    class Own(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = nn.Conv2d(3, 4, 3), nn.Conv2d(4, 5, 3)

        def forward(self, images):
            return torch.relu(self.second(torch.relu(self.first(images)))).mean((2, 3))

    layers = find_filter_layers(Own().eval(), (3, 20, 24))
    assert [(layer.before, layer.after, layer.side) for layer in layers] == [
        ("first", "first", 18),
        ("second", "second", 16),
    ]


def test_layers_that_cannot_be_told_apart_are_refused():
    shared = nn.Conv2d(1, 1, 3)
    model = nn.Sequential(shared, nn.ReLU(), shared).eval()
    with pytest.raises(UserError, match="runs 2 times"):
        find_filter_layers(model)
    with pytest.raises(UserError, match="has no convolution"):
        find_filter_layers(create_model("report-b-dnn").eval())


def test_outputs_of_layers_are_those_of_the_full_forward_pass():
    torch.manual_seed(0)
    model = create_model("report-c").eval()
    images = noise_start(2, 0)
    outputs = layer_outputs(model, ["features.4", "features.1"], images)
    torch.testing.assert_close(outputs["features.1"], model.features[:2](images))
    torch.testing.assert_close(outputs["features.4"], model.features[:5](images))
    assert torch.equal(layer_outputs(model, ["classifier"], images)["classifier"], model(images))


def test_a_layer_that_does_not_run_is_named():
    model = nn.ModuleDict({"used": nn.Conv2d(1, 1, 3), "idle": nn.ReLU()})
    model.forward = lambda images: model["used"](images)
    with pytest.raises(UserError, match="idle does not run"):
        layer_outputs(model, ["used", "idle"], example_input())


def test_noise_has_the_amplitude_asked_for():
    noise = noise_start(3, 1, amplitude=0.25)
    assert noise.shape == (3, 1, 48, 48)
    assert 0.24 < noise.abs().max() <= 0.25
    assert not np.array_equal(noise[0], noise[1])
