"""The checks of attribution methods, on networks whose answer is known."""

import copy
from functools import partial

import numpy as np
import pytest
import torch
from torch import nn

from fer_lib.explain.attribution import Gradient, GuidedBackpropagation, SmoothGrad
from fer_lib.explain.saliency.deletion import deletion_curves, pixel_order
from fer_lib.explain.saliency.map_statistics import area_under
from fer_lib.explain.saliency.randomization import (
    InitialValues,
    cascading_randomization,
    forget,
    layers_from_the_output,
)
from fer_lib.explain.saliency.sensitivity import max_sensitivity
from fer_lib.models import create_model
from tests import networks_people_write
from tests.explain.networks import small_inputs, small_network


class LeftHalf(nn.Module):
    """Class 0 by the brightness of the left half of 8×8 images."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        score = images[:, 0, :, :4].sum(dim=(1, 2))
        return torch.stack([score, torch.zeros_like(score)], dim=1)


def test_layers_forget_from_the_output_with_their_normalization() -> None:
    layers = layers_from_the_output(small_network(), small_inputs()[0])
    assert layers == [("9", ["9"]), ("4", ["4", "5"]), ("0", ["0", "1"])]


def new_small_network() -> nn.Sequential:
    """The layers of ``small_network`` with initial values, other ones each time."""
    network = small_network()
    for module in network:
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    return network


class Scale(nn.Module):
    """A user's module that begins with the same values each time, as one that reads them from a file."""

    def __init__(self) -> None:
        super().__init__()
        self.factors = nn.Parameter(torch.arange(1.0, 13.0))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values * self.factors


def test_what_no_new_network_draws_keeps_its_values_in_another_order() -> None:
    network = nn.Sequential(Scale(), *small_network()).eval()
    initial = InitialValues.of(lambda: nn.Sequential(Scale(), *new_small_network()))
    assert initial.given == {"0.factors"}
    layers = layers_from_the_output(network, small_inputs()[0])
    assert layers[-1] == ("0", ["0"])
    with torch.random.fork_rng([]):
        torch.manual_seed(0)
        assert forget(network, "0", initial) == ["0.factors"]
        assert forget(network, "1", initial) == []
    assert torch.equal(network[1].weight, initial.values["1.weight"])
    assert sorted(network[0].factors.tolist()) == list(range(1, 13))
    assert network[0].factors.tolist() != list(range(1, 13))


@pytest.mark.parametrize("name", networks_people_write.NAMES)
def test_every_weight_of_the_networks_that_people_write_is_forgotten(name: str) -> None:
    torch.manual_seed(0)
    side = 28 if name == "RowLSTM" else 48
    new = partial(getattr(networks_people_write, name), num_classes=5, in_channels=1)
    network, initial = new().eval(), InitialValues.of(new)
    for parameter in network.parameters():  # as after a training: nothing is 0 or 1
        nn.init.normal_(parameter, std=0.1)
    before = {key: value.clone() for key, value in network.named_parameters()}
    groups = layers_from_the_output(network, torch.zeros(1, 1, side, side))
    output = {"ResNet18": "fc", "SmallResNet": "fc", "ViT": "head", "RowLSTM": "fc"}.get(name, "classifier")
    assert groups[0][0].startswith(output)
    assert groups[0][1] == [groups[0][0]]  # the output layer alone
    shuffled = [key for _, names in groups for part in names for key in forget(network, part, initial)]
    assert shuffled == []
    for key, value in network.state_dict().items():
        assert torch.equal(value, initial.values[key]), key
    assert not any(torch.equal(value, before[key]) for key, value in network.named_parameters())


@pytest.mark.parametrize("name", ["report-a", "report-b-dnn"])
def test_a_layer_forgets_by_the_network_s_own_initialization(name: str) -> None:
    """Report B's has Glorot's limits and no biases, report A's those of PyTorch."""
    torch.manual_seed(0)
    network, initial = create_model(name), InitialValues.of(partial(create_model, name))
    linear = [key for key, module in network.named_modules() if isinstance(module, nn.Linear)]
    for key in linear:
        layer = network.get_submodule(key)
        nn.init.constant_(layer.weight, 7.0)
        nn.init.constant_(layer.bias, 7.0)
        assert forget(network, key, initial) == []
        outputs, inputs = layer.weight.shape
        limit = (6 / (inputs + outputs)) ** 0.5 if name == "report-b-dnn" else (1 / inputs) ** 0.5
        assert 0.9 * limit < layer.weight.detach().abs().max().item() <= limit
        assert layer.bias.any().item() == (name == "report-a")


def test_a_weight_that_is_computed_from_others_is_forgotten() -> None:
    def new() -> nn.Sequential:
        layer = nn.utils.parametrizations.weight_norm(nn.Conv2d(1, 4, 3))
        return nn.Sequential(layer, nn.ReLU(), nn.Flatten(), nn.Linear(400, 3)).eval()

    network = new()
    before = network[0].weight.clone()
    names = [part for _, names in layers_from_the_output(network, small_inputs()[0]) for part in names]
    assert names == ["3", "0"]
    assert forget(network, "0", InitialValues.of(new)) == []
    assert not torch.allclose(network[0].weight, before)


def test_randomization_leaves_the_network_and_the_generator_alone() -> None:
    network, (inputs, targets) = small_network(), small_inputs()
    before, state = copy.deepcopy(network.state_dict()), torch.random.get_rng_state()
    methods = [Gradient(), GuidedBackpropagation()]
    first = cascading_randomization(methods, network, inputs, targets, new_small_network)
    again = cascading_randomization(methods, network, inputs, targets, new_small_network)
    assert np.array_equal(first.correlations, again.correlations, equal_nan=True)
    assert first.correlations.shape == (2, 3, 4)
    assert first.maps.shape == (2, 4, 4, 12, 12)
    assert all(torch.equal(before[key], value) for key, value in network.state_dict().items())
    assert torch.equal(state, torch.random.get_rng_state())


def test_randomization_notices_a_map_that_ignores_the_weights() -> None:
    """An edge detector stays, whatever the network forgets; a gradient does not."""

    class InputItself(Gradient):
        def _maps(self, model: nn.Module, inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
            return inputs

    network, (inputs, targets) = small_network(), small_inputs()
    result = cascading_randomization([Gradient(), InputItself()], network, inputs, targets, new_small_network)
    assert result.correlations[1] == pytest.approx(1)
    assert result.correlations[0, -1].max() < 0.8


def test_pixels_are_ordered_by_importance_and_equal_ones_at_random() -> None:
    sizes = np.zeros((1, 6, 6))
    sizes[0, 4, 5], sizes[0, 0, 1] = 2, 1
    order = pixel_order(sizes, seed=0)[0]
    assert order[:2].tolist() == [29, 1]
    assert sorted(order.tolist()) == list(range(36))
    assert order[2:].tolist() != sorted(order[2:].tolist())


def test_the_right_pixels_first_beat_the_wrong_ones_first() -> None:
    network, images = LeftHalf().eval(), torch.full((2, 1, 8, 8), -0.3)
    images[:, :, :, :4] = 0.3
    targets = torch.tensor([0, 0])
    left = np.zeros((2, 8, 8))
    left[:, :, :4] = 1
    right = 1 - left
    good, bad = (deletion_curves(network, images, targets, size, steps=8) for size in (left, right))
    assert (area_under(good.deletion) < area_under(bad.deletion) - 0.1).all()
    assert (area_under(good.insertion) > area_under(bad.insertion) + 0.1).all()
    # Half of the pixels, all of those that count, are enough for the whole effect.
    assert good.deletion[:, 4] == pytest.approx(good.deletion[:, -1])
    assert bad.deletion[:, 4] == pytest.approx(bad.deletion[:, 0])


def test_curves_begin_and_end_at_the_image_and_at_nothing() -> None:
    network, (inputs, targets) = small_network(), small_inputs()
    curves = deletion_curves(network, inputs, targets, np.random.default_rng(0).random((4, 12, 12)), steps=4)
    with torch.no_grad():
        rows = torch.arange(4)
        whole = network(inputs).softmax(1)[rows, targets].numpy()
        grey = (
            network(inputs.mean(dim=(2, 3), keepdim=True).expand_as(inputs)).softmax(1)[rows, targets].numpy()
        )
    assert curves.deletion[:, 0] == pytest.approx(whole, abs=1e-6)
    assert curves.deletion[:, -1] == pytest.approx(grey, abs=1e-6)
    assert curves.insertion[:, -1] == pytest.approx(whole, abs=1e-6)


def test_a_linear_network_is_not_sensitive_and_another_one_is() -> None:
    linear = nn.Sequential(nn.Flatten(), nn.Linear(144, 3)).eval()
    inputs, targets = small_inputs()
    for method in (Gradient(), SmoothGrad(samples=2)):
        assert max_sensitivity(method, linear, inputs, targets) == pytest.approx(0, abs=1e-5)
    blind = nn.Sequential(nn.Flatten(), nn.Linear(144, 3)).eval()
    blind[1].weight.data.zero_()
    assert np.isnan(max_sensitivity(Gradient(), blind, inputs, targets)).all()
    network = small_network()
    little, much = (max_sensitivity(Gradient(), network, inputs, targets, radius=r) for r in (0.01, 0.5))
    assert (much > little).all()
    assert much.min() > 0.1
    again = max_sensitivity(Gradient(), network, inputs, targets, radius=0.5)
    assert np.array_equal(much, again)


def test_sensitivity_of_a_single_image() -> None:
    """captum does not repeat a single target for its copies of the image."""
    inputs, targets = small_inputs()
    assert max_sensitivity(Gradient(), small_network(), inputs[:1], targets[:1], radius=0.5)[0] > 0.1
