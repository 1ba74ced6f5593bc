"""Attribution maps against what can be worked out without the library."""

import copy

import pytest
import torch
from torch import nn

from fer_lib.explain.attribution import (
    METHODS,
    GradCAM,
    Gradient,
    GuidedBackpropagation,
    IntegratedGradients,
    Occlusion,
    SmoothGrad,
    magnitude,
)
from fer_lib.explain.attribution.grad_cam import last_maps
from fer_lib.models import create_model
from fer_lib.names import METHOD_NAMES
from tests.explain.networks import GuidedReLU, small_inputs, small_network


def linear_network(channels: int = 1) -> tuple[nn.Sequential, torch.Tensor]:
    network = nn.Sequential(nn.Flatten(), nn.Linear(channels * 64, 3)).double().eval()
    return network, network[1].weight.detach().view(3, channels, 8, 8)


def linear_inputs(channels: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(2)
    inputs = torch.randn(5, channels, 8, 8, generator=generator, dtype=torch.float64)
    return inputs, torch.tensor([0, 1, 2, 0, 1])


@pytest.mark.parametrize("channels", [1, 3])
def test_a_linear_network_has_its_weights_as_gradient_and_as_smooth_gradient(channels: int) -> None:
    network, weights = linear_network(channels)
    inputs, targets = linear_inputs(channels)
    for method in (Gradient(), SmoothGrad(samples=4)):
        torch.testing.assert_close(method.attribute(network, inputs, targets), weights[targets])


def test_a_linear_network_has_weight_times_difference_as_integrated_gradient() -> None:
    network, weights = linear_network()
    inputs, targets = linear_inputs()
    method = IntegratedGradients(steps=3, baseline=-1.0)
    torch.testing.assert_close(method.attribute(network, inputs, targets), weights[targets] * (inputs + 1))


@pytest.mark.parametrize("channels", [1, 3])
def test_occlusion_of_a_linear_network_is_the_sum_over_the_window(channels: int) -> None:
    """Windows side by side: every pixel has the loss Σ w (x − fill) of its own window."""
    network, weights = linear_network(channels)
    inputs, targets = linear_inputs(channels)
    network, weights, inputs = network.float(), weights.float(), inputs.float()
    maps = Occlusion(window=4, stride=4, fill=0.5).attribute(network, inputs, targets)
    losses = (weights[targets] * (inputs - 0.5)).sum(dim=1).view(5, 2, 4, 2, 4).sum(dim=(2, 4))
    expected = losses.repeat_interleave(4, 1).repeat_interleave(4, 2)
    torch.testing.assert_close(maps.sum(dim=1), expected)


def test_a_tiny_relu_network_by_hand() -> None:
    """Score = 2·relu(x₀ − x₁) − 3·relu(x₁) at x = (1, ½): gradient (2, −5); guided, the −3 is cut off: (2, 0).

    Going back, the signals 2 and −3 reach the two ReLU; both are open. Guided backpropagation lets 2 pass, which
    gives (2, −2) on the image, and no ReLU stands between that and the image to cut the −2.
    """
    first, last = nn.Linear(2, 2, bias=False), nn.Linear(2, 1, bias=False)
    first.weight.data = torch.tensor([[1.0, -1.0], [0.0, 1.0]])
    last.weight.data = torch.tensor([[2.0, -3.0]])
    network = nn.Sequential(nn.Flatten(), first, nn.ReLU(), last).eval()
    image, target = torch.tensor([1.0, 0.5]).view(1, 1, 1, 2), torch.tensor([0])
    assert Gradient().attribute(network, image, target).flatten().tolist() == [2, -5]
    assert GuidedBackpropagation().attribute(network, image, target).flatten().tolist() == [2, -2]


@pytest.mark.parametrize("options", [{}, {"inplace": True}])
def test_guided_backpropagation_is_that_of_a_relu_written_out(options: dict[str, bool]) -> None:
    network = small_network(**options)
    inputs, targets = small_inputs()
    images = inputs.clone().requires_grad_()
    values = images
    for layer in network:
        values = GuidedReLU.apply(values) if isinstance(layer, nn.ReLU) else layer(values)
    (expected,) = torch.autograd.grad(values.gather(1, targets[:, None]).sum(), images)
    maps = GuidedBackpropagation().attribute(network, inputs, targets)
    torch.testing.assert_close(maps, expected)
    assert (maps - Gradient().attribute(network, inputs, targets)).abs().max() > 1e-3


def test_integrated_gradients_add_up_to_the_difference_of_the_logits() -> None:
    network = small_network()
    inputs, targets = small_inputs()
    network, inputs = network.double(), inputs.double()
    coarse, fine = IntegratedGradients(steps=8), IntegratedGradients(steps=400)
    errors = [
        m.completeness_errors(network, inputs, targets, m.attribute(network, inputs, targets))
        for m in (coarse, fine)
    ]
    with torch.no_grad():
        difference = (network(inputs) - network(torch.zeros_like(inputs))).gather(1, targets[:, None])
    assert errors[1].max() < 0.01 * difference.abs().max()
    assert errors[1].max() < errors[0].max()


def test_occlusion_finds_a_planted_patch() -> None:
    class Corner(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            score = images[:, :, 8:12, 16:20].sum(dim=(1, 2, 3))
            return torch.stack([score, -score], dim=1)

    maps = magnitude(
        Occlusion(window=4, stride=4).attribute(
            Corner().eval(), torch.ones(2, 1, 24, 24), torch.tensor([0, 1])
        )
    )
    inside = torch.zeros(24, 24, dtype=torch.bool)
    inside[8:12, 16:20] = True
    assert (maps[:, inside] == 16).all()
    assert (maps[:, ~inside] == 0).all()


def test_grad_cam_is_its_formula() -> None:
    network = small_network()
    inputs, targets = small_inputs()
    assert last_maps(network, inputs) == "6"  # the last ReLU, 6×6, before the pooling
    images = inputs.clone()
    maps = network[:7](images)
    maps.retain_grad()
    network[7:](maps).gather(1, targets[:, None]).sum().backward()
    weights = maps.grad.mean(dim=(2, 3), keepdim=True)
    small = (weights * maps).sum(dim=1, keepdim=True).relu()
    expected = nn.functional.interpolate(small, (12, 12), mode="bilinear")
    torch.testing.assert_close(GradCAM().attribute(network, inputs, targets), expected.detach())


@pytest.mark.parametrize(
    ("name", "layer", "side"),
    [("report-a", "features.3.2", 6), ("report-c", "features.12", 6), ("report-d-cnn", None, 6)],
)
def test_grad_cam_takes_the_deepest_maps_of_the_reports_networks(
    name: str, layer: str | None, side: int
) -> None:
    network = create_model(name).eval()
    images = torch.zeros(1, 1, 48, 48)
    found = last_maps(network, images)
    shapes = []
    network.get_submodule(found).register_forward_hook(lambda _m, _i, output: shapes.append(output.shape))
    network(images)
    assert shapes[0][2:] == (side, side)
    assert layer in (None, found)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_the_same_again_and_nothing_is_left_behind(method) -> None:
    network = small_network()
    inputs, targets = small_inputs()
    method = Occlusion(window=4, stride=2) if method.name == "occlusion" else method
    before, images = copy.deepcopy(network.state_dict()), inputs.clone()
    state = torch.random.get_rng_state()
    first = method.attribute(network, inputs, targets)
    with torch.no_grad():
        again = method.attribute(network, inputs, targets)
    assert torch.equal(first, again)
    assert first.shape[0] == 4
    assert first.shape[2:] == (12, 12)
    assert not first.requires_grad
    assert first.abs().max() > 0
    assert torch.equal(state, torch.random.get_rng_state())
    assert torch.equal(images, inputs)
    assert not inputs.requires_grad
    assert all(torch.equal(before[key], value) for key, value in network.state_dict().items())
    hooks = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    assert not [m for m in network.modules() for hook in hooks if getattr(m, hook)]
    assert all(parameter.grad is None for parameter in network.parameters())


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_many_images_give_the_same_maps_as_few(method, monkeypatch: pytest.MonkeyPatch) -> None:
    network = small_network().double()
    inputs, targets = small_inputs(6)
    method = Occlusion(window=4, stride=2) if method.name == "occlusion" else method
    whole = method.attribute(network, inputs.double(), targets)
    monkeypatch.setattr("fer_lib.explain.attribution.method.BATCH_ON_CPU", 2 * method.copies)
    torch.testing.assert_close(method.attribute(network, inputs.double(), targets), whole)


def test_every_method_has_a_name_in_both_languages() -> None:
    assert [method.name for method in METHODS] == [name for name in METHOD_NAMES if name != "random"]
