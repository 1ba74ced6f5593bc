"""Every entry works on the project's networks and on a network of one's own, and refuses where it would be wrong."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.activation_modules import with_activation_modules
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
from tests import networks_people_write

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
    "randomization": lambda model: cascading_randomization([Occlusion()], model, *inputs(2), new=own),
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
    if name != "ReLU":
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
    assert with_activation_modules(model, images) is model


def people(name: str, in_channels: int = 3) -> nn.Module:
    torch.manual_seed(0)
    network: nn.Module = getattr(networks_people_write, name)(num_classes=5, in_channels=in_channels)
    return network.eval()


def ends(model: nn.Module, side: int = 48, in_channels: int = 3) -> dict[str, tuple[str, str, str, str, str]]:
    """``before``, ``after``, ``end``, ``called`` and ``followed_by`` of each convolution."""
    layers = find_filter_layers(model, (in_channels, side, side))
    return {
        layer.convolution: (layer.before, layer.after, layer.end, layer.called, layer.followed_by)
        for layer in layers
    }


class TestNetworksThatPeopleWrite:
    def test_the_relu_after_an_addition_belongs_to_no_convolution(self) -> None:
        """Least of all to that of the shortcut, which runs last before it."""
        found = ends(people("ResNet18"))
        assert found["conv1"] == ("bn1", "relu", "maxpool", "", "")
        # Its ReLU is the module that runs after the addition as well: what a hook sees there is of both.
        assert found["layer2.0.conv1"] == ("layer2.0.bn1", "layer2.0.bn1", "layer2.0.bn1", "ReLU", "")
        assert found["layer2.0.conv2"] == ("layer2.0.bn2", "layer2.0.bn2", "layer2.0.bn2", "", "add")
        shortcut = "layer2.0.downsample.1"
        assert found["layer2.0.downsample.0"] == (shortcut, shortcut, shortcut, "", "add")

    def test_with_modules_for_all_activations_each_convolution_has_its_own(self) -> None:
        model = with_activation_modules(people("ResNet18"), torch.zeros(1, 3, 48, 48))
        found = ends(model)
        assert found["layer2.0.conv1"][1] == "layer2.0.relu"
        assert found["layer2.0.conv2"] == ("layer2.0.bn2", "layer2.0.bn2", "layer2.0.bn2", "", "add")
        assert not any(called for *_, called, _ in found.values())
        small = ends(with_activation_modules(people("SmallResNet"), torch.zeros(1, 3, 48, 48)))
        assert small["conv"][:2] == ("conv", "relu")
        assert small["block2.conv1"][:2] == ("block2.bn1", "block2.relu")
        assert small["block2.shortcut"] == ("block2.shortcut",) * 3 + ("", "add")

    def test_depthwise_convolutions_are_layers_and_a_block_may_end_without_an_activation(self) -> None:
        found = ends(people("MobileNet"))
        depthwise = "features.4.conv.3"
        assert found[depthwise] == ("features.4.conv.4", "features.4.conv.5", "features.4.conv.5", "", "")
        assert found["features.4.conv.6"][3:] == ("", "branches")  # into the next block and past it
        assert found["features.5.conv.6"][3:] == ("", "add")
        assert find_filter_layers(people("MobileNet"), (3, 48, 48))[5].filters == 16

    def test_the_patches_of_a_transformer_have_no_activation(self) -> None:
        assert ends(people("ViT", 1), in_channels=1) == {
            "patch_embedding": ("patch_embedding",) * 3 + ("", "flatten")
        }
        with pytest.raises(UserError, match="has no convolution"):
            find_filter_layers(people("RowLSTM", 1), (1, 28, 28))

    def test_feature_maps_are_what_the_network_computes(self) -> None:
        """By the operations of the block, written out."""
        raw = people("SmallResNet")
        model, images = with_activation_modules(raw, inputs()[0]), inputs()[0]
        maps = feature_maps(model, find_filter_layers(model, SHAPE), images)
        with torch.no_grad():
            start = raw.block1(nn.functional.max_pool2d(raw.conv(images).relu(), 2))
            block = raw.block2
            first = block.bn1(block.conv1(start)).relu()
            assert torch.equal(maps[4], first)
            assert torch.equal(maps[5], block.shortcut(start))
            assert torch.equal(maps[6], block.bn2(block.conv2(first)))

    @pytest.mark.parametrize("name", ["SmallResNet", "ResNet18"])
    def test_a_shortcut_is_not_the_last_convolution_though_it_runs_last(self, name: str) -> None:
        layers = find_filter_layers(people(name), SHAPE)
        deepest = layers[-1].convolution
        assert deepest.endswith("conv2")
        block = deepest.removesuffix("conv2")
        inner = [layer.convolution for layer in layers if layer.convolution.startswith(block)]
        assert inner[0] == f"{block}conv1"
        assert [layer.number for layer in layers] == list(range(1, len(layers) + 1))


class Written(nn.Module):
    """A convolution whose output goes through an activation that is written out."""

    def __init__(self, activation: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.conv, self.head = nn.Conv2d(3, 4, 3), nn.Linear(4, 2)
        self.activation = activation

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.head(self.activation(self.conv(images)).mean((2, 3)))
        return logits


@pytest.mark.parametrize(
    "activation",
    [
        lambda x: x * nn.functional.relu6(x + 3) / 6,
        lambda x: x * torch.sigmoid(x),
        lambda x: torch.where(x > 0, x, torch.zeros_like(x)),
        lambda x: x.clamp(min=0),
    ],
)
def test_an_activation_that_is_written_out_is_not_passed_over(activation: Callable[[Tensor], Tensor]) -> None:
    (layer,) = find_filter_layers(Written(activation).eval(), SHAPE)
    assert layer.after == "conv"
    with pytest.raises(UserError, match="the activation after conv"):
        layer.refuse_called_activation()


class Swish(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(x)


class Mixing(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.flip(1)


def test_an_activation_module_of_ones_own_is_one_and_what_mixes_filters_is_none() -> None:
    model = nn.Sequential(nn.Conv2d(3, 4, 3), Swish(), nn.Conv2d(4, 4, 3), Mixing(), nn.ReLU()).eval()
    assert ends(model, 20) == {"0": ("0", "1", "1", "", ""), "2": ("2", "2", "2", "", "Mixing")}


def test_dropout_passes_on_and_an_activation_after_the_pooling_is_not_the_convolutions() -> None:
    model = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.Dropout2d(), nn.ReLU(), nn.Conv2d(4, 4, 3), nn.MaxPool2d(2), nn.ReLU()
    ).eval()
    assert ends(model, 20) == {"0": ("0", "2", "2", "", ""), "3": ("3", "3", "4", "", "MaxPool2d")}
