"""The ascent against networks whose best image is known on paper."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from fer_lib.errors import UserError
from fer_lib.explain.maximization.ascent import PLAIN, ROBUST, AscentSettings, maximize, noise_start
from fer_lib.explain.maximization.objective import ClassObjective, FilterObjective
from fer_lib.models import create_model

SHAPE = (1, 8, 8)


class Linear(nn.Module):
    """Scores w_k · x."""

    def __init__(self, outputs=3):
        super().__init__()
        torch.manual_seed(0)
        self.layer = nn.Linear(64, outputs, bias=False)

    def forward(self, images):
        return self.layer(images.flatten(1))


@pytest.fixture
def linear():
    return Linear().eval()


def weights(model, k):
    return model.layer.weight[k].detach().reshape(SHAPE).numpy()


def test_a_linear_score_within_bounds_is_largest_at_the_signs_of_its_weights(linear):
    settings = AscentSettings(steps=60, step_size=30.0, update="gradient")
    found = maximize(linear, ClassObjective((0, 2)), noise_start(2, 0, SHAPE), settings)
    for i, k in enumerate((0, 2)):
        np.testing.assert_array_equal(found.images[i], np.sign(weights(linear, k)))
        np.testing.assert_allclose(found.values[i], np.abs(weights(linear, k)).sum(), rtol=1e-5)


@pytest.mark.parametrize("parametrization", ["pixels", "fourier"])
def test_a_linear_score_with_an_l2_penalty_is_largest_at_the_weights_over_lambda(linear, parametrization):
    settings = AscentSettings(
        steps=200, step_size=0.05, update="adam", parametrization=parametrization, bounds=None, l2=64 * 0.5
    )
    found = maximize(linear, ClassObjective((1,)), torch.zeros(1, *SHAPE), settings)
    np.testing.assert_allclose(found.images[0], weights(linear, 1) / 0.5, atol=2e-3)


def test_one_plain_step_is_the_gradient_with_a_fixed_root_mean_square(linear):
    start = noise_start(1, 0, SHAPE)
    settings = AscentSettings(steps=1, step_size=0.25, bounds=None)
    found = maximize(linear, ClassObjective((0,)), start, settings)
    w = weights(linear, 0)
    expected = start[0].numpy() + 0.25 * w / np.sqrt((w**2).mean())
    np.testing.assert_allclose(found.images[0], expected, atol=1e-6)


def test_the_best_image_of_a_filter_on_a_map_of_one_place_is_the_filter_itself():
    torch.manual_seed(1)
    model = nn.Sequential(nn.Conv2d(1, 4, 8, bias=False), nn.ReLU()).eval()
    settings = AscentSettings(steps=20, step_size=0.5, bounds=None)
    found = maximize(model, FilterObjective("0", (2,)), torch.zeros(1, *SHAPE), settings)
    kernel = model[0].weight[2].detach().numpy()
    cosine = (found.images[0] * kernel).sum() / np.linalg.norm(found.images[0]) / np.linalg.norm(kernel)
    assert cosine == pytest.approx(1, abs=1e-6)


def test_a_total_variation_penalty_smooths(linear):
    settings = AscentSettings(steps=40, step_size=0.05, update="adam")
    rough, smooth = (
        maximize(
            linear, ClassObjective((0,)), torch.zeros(1, *SHAPE), replace(settings, total_variation=w)
        ).images
        for w in (0.0, 20.0)
    )
    assert np.abs(np.diff(smooth)).mean() < 0.5 * np.abs(np.diff(rough)).mean()


@pytest.mark.parametrize("settings", [PLAIN, ROBUST])
@pytest.mark.parametrize("name", ["report-a", "report-c"])
def test_activation_rises_for_every_filter_and_class(name, settings):
    torch.manual_seed(0)
    model = create_model(name).eval()
    settings = replace(settings, steps=12)
    convolution = next(key for key, module in model.named_modules() if isinstance(module, nn.Conv2d))
    for objective in (FilterObjective(convolution, (0, 3, 5)), ClassObjective((0, 3, 6), "probability")):
        found = maximize(model, objective, noise_start(3, 0), settings)
        assert (found.values > found.start_values).all()
        assert found.moved.all()
        assert np.abs(found.images).max() <= 1


@pytest.mark.parametrize("settings", [PLAIN, ROBUST])
def test_again_is_the_same_to_the_bit_and_batches_do_not_matter(settings):
    torch.manual_seed(0)
    model = create_model("report-c").eval()
    objective, start = FilterObjective("features.3", (0, 1, 2, 3)), noise_start(4, 0)
    settings = replace(settings, steps=4)
    first, second = (maximize(model, objective, start, settings) for _ in range(2))
    np.testing.assert_array_equal(first.images, second.images)
    np.testing.assert_array_equal(first.history, second.history)
    halves = maximize(model, objective, start, settings, batch_size=2)
    np.testing.assert_allclose(halves.values, first.values, rtol=1e-3)


def test_a_silent_filter_behind_a_relu_does_not_move_and_before_it_does():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()).eval()
    with torch.no_grad():
        model[0].bias.copy_(torch.tensor([-1.0, 1.0]))
        model[0].weight.fill_(0.2)
    start = noise_start(2, 0, SHAPE)
    after = maximize(model, FilterObjective("1", (0, 1)), start)
    before = maximize(model, FilterObjective("0", (0, 1)), start)
    assert after.moved.tolist() == [False, True]
    assert before.moved.tolist() == [True, True]
    np.testing.assert_array_equal(after.images[0], start[0].numpy())
    assert after.values[0] == 0 < before.values[0]


def test_an_activation_that_works_in_place_does_not_write_over_the_value_before_it():
    model = nn.Sequential(nn.Conv2d(1, 1, 3), nn.ReLU(inplace=True)).eval()
    with torch.no_grad():
        model[0].bias.fill_(-1.0)
    found = maximize(model, FilterObjective("0", (0,)), torch.zeros(1, *SHAPE), replace(PLAIN, steps=1))
    assert found.start_values[0] == pytest.approx(-1)


def test_the_network_is_left_as_it_was(linear):
    before = {key: value.clone() for key, value in linear.state_dict().items()}
    maximize(linear, ClassObjective((0,)), noise_start(1, 0, SHAPE))
    assert all(torch.equal(value, before[key]) for key, value in linear.state_dict().items())
    assert all(p.grad is None and p.requires_grad for p in linear.parameters())
    assert not linear._forward_hooks


def test_a_start_of_ones_own_is_taken(linear):
    start = torch.full((1, *SHAPE), 0.3)
    found = maximize(linear, ClassObjective((0, 1)), start, AscentSettings(steps=1, step_size=1e-9))
    np.testing.assert_allclose(found.images, 0.3, atol=1e-6)


def test_refusals(linear):
    start, objective = noise_start(1, 0, SHAPE), ClassObjective((0,))
    with pytest.raises(UserError, match=r"training mode.*call model.eval\(\) first"):
        maximize(Linear(), objective, start)
    with torch.autocast("cpu"), pytest.raises(UserError, match="autocast is on"):
        maximize(linear, objective, start)
    with pytest.raises(UserError, match="3 is not among the 3 classes"):
        maximize(linear, ClassObjective((3,)), start)
    with pytest.raises(UserError, match="no layer 'conv9' in Linear"):
        maximize(linear, FilterObjective("conv9", (0,)), start)
    with pytest.raises(UserError, match="2 images for 3 units"):
        maximize(linear, ClassObjective((0, 1, 2)), noise_start(2, 0, SHAPE))
    with pytest.raises(UserError, match="step_size: -1"):
        AscentSettings(step_size=-1)
    with pytest.raises(UserError, match="left the finite numbers"):
        maximize(linear, objective, start, AscentSettings(update="gradient", step_size=1e39, bounds=None))
    with pytest.raises(UserError, match="bounds: 1 is not smaller than 0"):
        maximize(linear, objective, start, AscentSettings(bounds=(1, 0)))
