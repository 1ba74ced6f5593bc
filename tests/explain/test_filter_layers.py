"""Every entry works on the project's networks and on a network of one's own, and refuses where it would be wrong."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.attribution import METHODS, GuidedBackpropagation, Occlusion
from fer_lib.explain.attribution.method import able_methods
from fer_lib.explain.feature_maps.maps import feature_maps, strongest_images
from fer_lib.explain.feature_maps.probe import probe_layers
from fer_lib.explain.filter_layers import find_filter_layers
from fer_lib.explain.maximization.ascent import ROBUST, AscentSettings, maximize, noise_start
from fer_lib.explain.maximization.filters import find_patterns
from fer_lib.explain.maximization.objective import ClassObjective, FilterObjective
from fer_lib.explain.saliency.deletion import deletion_curves
from fer_lib.explain.saliency.randomization import cascading_randomization
from fer_lib.explain.saliency.sensitivity import max_sensitivity
from fer_lib.models import MODELS, create_model

SHAPE = (3, 20, 24)


class Own(nn.Module):
    """A user's network: colour, not square, a branch around a convolution, four classes, a lazy order of layers."""

    def __init__(self, activation: Callable[[], Callable[[Tensor], Tensor]]) -> None:
        super().__init__()
        self.head = nn.Linear(6, 4)
        self.second = nn.Conv2d(6, 6, 3, padding=1)
        self.first = nn.Conv2d(3, 6, 3, padding=1)
        self.norm = nn.GroupNorm(2, 6)
        self.drop = nn.Dropout(0.5)
        self.act1, self.act2 = (activation() for _ in range(2))

    def forward(self, images: Tensor) -> Tensor:
        low = self.act1(self.norm(self.first(images)))
        high = self.act2(self.second(nn.functional.max_pool2d(low, 2)))
        logits: Tensor = self.head(self.drop((high + nn.functional.max_pool2d(low, 2)).mean((2, 3))))
        return logits


def own(activation: Callable[[], Callable[[Tensor], Tensor]] = nn.ReLU) -> Own:
    with torch.random.fork_rng([]):
        torch.manual_seed(0)
        return Own(activation).eval()


def inputs(n: int = 6) -> tuple[Tensor, Tensor]:
    return noise_start(n, 0, SHAPE, amplitude=1.0), torch.arange(n) % 4


def plain(steps: int = 2) -> AscentSettings:
    return AscentSettings(steps=steps)


ENTRIES: dict[str, Callable[[nn.Module], Any]] = {
    **{method.name: lambda model, m=method: m.attribute(model, *inputs()) for method in METHODS},
    "randomization": lambda model: cascading_randomization([Occlusion()], model, *inputs(2)),
    "sensitivity": lambda model: max_sensitivity(METHODS[0], model, *inputs(2), perturbations=1),
    "deletion": lambda model: deletion_curves(model, *inputs(2), np.ones((2, 20, 24)), steps=2),
    "ascent on a filter": lambda model: maximize(
        model, FilterObjective("first", (0, 1)), noise_start(2, 0, SHAPE), plain()
    ),
    "ascent on a class": lambda model: maximize(
        model, ClassObjective((0, 1), "probability"), noise_start(2, 0, SHAPE), plain()
    ),
    "patterns": lambda model: find_patterns(
        model, find_filter_layers(model, SHAPE)[0], np.arange(2), inputs()[0], plain(), plain()
    ),
    "feature maps": lambda model: feature_maps(model, find_filter_layers(model, SHAPE), inputs()[0]),
    "strongest images": lambda model: strongest_images(
        model, find_filter_layers(model, SHAPE)[0], [0], inputs()[0], 2
    ),
    "probe": lambda model: probe_layers(
        model, find_filter_layers(model, SHAPE), inputs(24)[0], inputs(24)[1].numpy(), 6, 4, shown=1
    ),
}


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_network_of_ones_own(entry: str) -> None:
    model = own()
    before = {key: value.clone() for key, value in model.state_dict().items()}
    found = ENTRIES[entry](model)
    if isinstance(found, Tensor):
        assert found.shape[0] == 6
        assert found.shape[2:] == SHAPE[1:]
        assert found.isfinite().all()
        assert found.abs().max() > 0
    assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())
    assert not any(module._forward_hooks or module._backward_hooks for module in model.modules())


@pytest.mark.parametrize("entry", ENTRIES)
def test_training_mode_is_refused(entry: str) -> None:
    model = own()
    model.drop.train()
    with pytest.raises(UserError, match=r"drop is in training mode.*model\.eval\(\)"):
        ENTRIES[entry](model)


@pytest.mark.parametrize("entry", ENTRIES)
def test_autocast_is_refused(entry: str) -> None:
    with torch.autocast("cpu", dtype=torch.bfloat16), pytest.raises(UserError, match="autocast is on"):
        ENTRIES[entry](own())


@pytest.mark.parametrize(
    ("activation", "name"),
    [(torch.relu, "ReLU"), (nn.functional.leaky_relu, "LeakyReLU"), (torch.tanh, "Tanh")],
)
def test_an_activation_called_as_a_function_is_refused_where_it_would_be_passed_over(
    activation: Callable[[Tensor], Tensor], name: str
) -> None:
    """What follows it cannot be hooked: what precedes it would silently be taken for it."""
    model = own(lambda: activation)
    assert [layer.called for layer in find_filter_layers(model, SHAPE)] == [name, name]
    for entry in ("patterns", "feature maps", "strongest images"):
        with pytest.raises(UserError, match=rf"the activation after norm \({name}\) is called as a function"):
            ENTRIES[entry](model)
    with pytest.raises(UserError, match="guided backpropagation"):
        GuidedBackpropagation().attribute(model, *inputs())
    for entry in ("gradient", "grad_cam", "ascent on a filter", "probe"):  # these look at no activation
        ENTRIES[entry](model)


def test_leaky_relu_is_refused_by_guided_backpropagation_alone() -> None:
    able, refused = able_methods(METHODS, own(nn.LeakyReLU), inputs()[0])
    assert list(refused) == ["guided_backpropagation"]
    assert "LeakyReLU (first: act1)" in refused["guided_backpropagation"]
    assert len(able) == len(METHODS) - 1


@pytest.mark.parametrize("name", list(MODELS))
def test_every_network_of_the_project(name: str) -> None:
    torch.manual_seed(0)
    model = create_model(name).eval()
    images, targets = noise_start(1, 0, amplitude=1.0), torch.tensor([3])
    able, refused = able_methods(METHODS, model, images)
    with_relu_modules = any(isinstance(module, nn.ReLU) for module in model.modules())
    assert set(refused) <= {"guided_backpropagation", "grad_cam"}
    for method in able:
        if method.copies == 1:  # the others pass many copies, and nothing in that depends on the network
            assert method.attribute(model, images, targets).isfinite().all()
    assert with_relu_modules or "guided_backpropagation" in refused
    settings = [AscentSettings(steps=1), AscentSettings(steps=1, parametrization=ROBUST.parametrization)]
    for each in settings:
        assert maximize(model, ClassObjective((3,)), images, each).moved.all()
    if not any(isinstance(module, nn.Conv2d) for module in model.modules()):
        with pytest.raises(UserError, match="has no convolution"):
            find_filter_layers(model)
        return
    layers = find_filter_layers(model)
    assert not any(layer.called for layer in layers)
    found = maximize(model, FilterObjective(layers[0].before, (0,)), images, plain(3))
    assert found.values[0] > found.start_values[0]
    (maps,) = feature_maps(model, layers[-1:], images).values()
    assert maps.shape[1] == layers[-1].filters
