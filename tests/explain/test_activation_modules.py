"""A module for each activation, with the same logits to the bit."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.activation_modules import FUNCTIONS, with_activation_modules
from fer_lib.explain.attribution import METHODS
from fer_lib.explain.attribution.method import able_methods
from fer_lib.models import MODELS, create_model, example_input
from fer_lib.models.adapted import Adaptation
from fer_lib.models.own_input import InputNormalization
from tests import networks_people_write


def people(name: str) -> nn.Module:
    torch.manual_seed(0)
    network: nn.Module = getattr(networks_people_write, name)(num_classes=5, in_channels=1)
    for module in network.modules():  # as after a training
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, 1, 0.2)
            nn.init.normal_(module.running_mean, 0, 0.2)
    return network.eval()


def images(side: int = 48) -> Tensor:
    return torch.randn(3, 1, side, side, generator=torch.Generator().manual_seed(1))


def activations(model: nn.Module, kind: type[nn.Module]) -> list[str]:
    return [name for name, module in model.named_modules() if isinstance(module, kind)]


@pytest.mark.parametrize("name", ["ResNet18", "SmallResNet", "MobileNet", "VGG", "ViT"])
def test_logits_and_gradients_are_the_same_to_the_bit(name: str) -> None:
    model = people(name)
    other = with_activation_modules(model, images())
    assert other is not model
    gradients = []
    for network in (model, other):
        given = images().requires_grad_()
        logits = network(given)
        gradients.append((logits, torch.autograd.grad(logits.square().sum(), given)[0]))
    assert torch.equal(gradients[0][0], gradients[1][0])
    assert torch.equal(gradients[0][1], gradients[1][1])
    assert {id(p) for p in model.parameters()} == {id(p) for p in other.parameters()}  # shared, not copied


def test_each_use_has_a_module_and_none_writes_over_its_input() -> None:
    model = people("ResNet18")
    other = with_activation_modules(model, images())
    found = activations(other, nn.ReLU)
    assert len(found) == 17
    assert {"layer1.0.relu", "layer1.0.relu_2"} <= set(found)
    assert not any(other.get_submodule(name).inplace for name in found)
    assert len(activations(model, nn.ReLU)) == 9  # and all of them as they were
    assert all(model.get_submodule(name).inplace for name in activations(model, nn.ReLU))
    small = with_activation_modules(people("SmallResNet"), images())
    assert sorted(activations(small, nn.ReLU)) == [
        "block1.relu",
        "block1.relu_2",
        "block2.relu",
        "block2.relu_2",
        "relu",
    ]


@pytest.mark.parametrize("name", [*MODELS])
def test_a_network_that_needs_nothing_is_itself(name: str) -> None:
    model = create_model(name).eval()
    assert with_activation_modules(model, example_input()) is model


class Functions(nn.Module):
    """Every activation that is known, with settings that are not the usual ones."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.head = nn.Conv2d(1, 4, 3), nn.Linear(4, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        x = (
            F.leaky_relu(x, 0.2)
            + F.elu(x, alpha=0.5)
            + F.gelu(x, approximate="tanh")
            + F.hardtanh(x, -0.5, 0.7)
        )
        x = F.relu6(F.silu(x)) + F.softplus(x, 2, threshold=3) + torch.tanh(x).relu() + x.sigmoid()
        x = F.mish(x) + F.hardswish(x) + F.hardsigmoid(x) + F.selu(x) + F.celu(x, 2.0) + F.softsign(x)
        x = torch.relu_(x - 1)
        return self.head(F.relu(x, inplace=True).mean((2, 3)))


def test_every_function_keeps_its_settings() -> None:
    torch.manual_seed(0)
    other = with_activation_modules(Functions().eval(), images())
    found = {type(module) for module in other.modules()}
    assert {kind for kind, _ in FUNCTIONS.values()} <= found
    (leaky,) = (module for module in other.modules() if isinstance(module, nn.LeakyReLU))
    assert leaky.negative_slope == 0.2


class WritesOverTheIdentity(nn.Module):
    """A known trap: the ReLU writes over what is added later, so what is added is the ReLU's output."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 4, 3), nn.Conv2d(4, 4, 3, padding=1)
        self.relu, self.head = nn.ReLU(inplace=True), nn.Linear(4, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x)
        y = self.second(self.relu(x))
        y += x
        return self.head(self.relu(y).mean((2, 3)))


def test_what_was_written_over_stays_what_it_was() -> None:
    torch.manual_seed(0)
    model = WritesOverTheIdentity().eval()
    other = with_activation_modules(model, images())
    assert activations(other, nn.ReLU) == ["relu", "relu_2"]
    assert torch.equal(model(images()), other(images()))


class AsksForTheShape(nn.Module):
    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[-1] < 4:
            raise ValueError("too small")
        return F.relu(self.inner(x))


def test_a_block_that_cannot_be_followed_stays_and_the_rest_gets_its_modules() -> None:
    torch.manual_seed(0)
    block = AsksForTheShape(nn.Conv2d(1, 2, 3))
    model = nn.Sequential(
        block, people("SmallResNet").block1.__class__(2, 4), nn.AdaptiveAvgPool2d(1), nn.Flatten()
    )
    other = with_activation_modules(model.eval(), images())
    assert other.get_submodule("0") is block
    assert activations(other, nn.ReLU) == ["1.relu", "1.relu_2"]


def test_a_network_that_cannot_be_followed_says_why() -> None:
    model = AsksForTheShape(nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten())).eval()
    with pytest.raises(UserError, match=r"the code of AsksForTheShape cannot be followed.*nn\.ReLU\(\)"):
        with_activation_modules(model, images())


class Counts(nn.Module):
    """Gives other logits each time: nothing that is made of it can be the same."""

    def __init__(self) -> None:
        super().__init__()
        self.calls, self.head = 0, nn.Linear(64, 3)

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        return self.head(F.relu(x.flatten(1)) * self.calls)


def test_what_gives_other_logits_is_not_taken() -> None:
    with pytest.raises(UserError, match="Counts: with a module for each activation it gives other logits"):
        with_activation_modules(Counts().eval(), images(8))


def test_training_mode_is_refused() -> None:
    with pytest.raises(UserError, match="training mode"):
        with_activation_modules(people("VGG").train(), images())


def test_a_network_that_was_adopted_with_its_normalization_and_softmax() -> None:
    """What stands around it can be followed, and adds no activation of its own."""
    inner = people("SmallResNet")
    adapted = Adaptation(InputNormalization((0.5,), (0.2,)), gives_probabilities=True).apply(
        nn.Sequential(inner, nn.Softmax(1)), 1
    )
    other = with_activation_modules(adapted.eval(), images())
    assert len(activations(other, nn.ReLU)) == 5
    able, refused = able_methods(METHODS, adapted, images())
    assert refused == {}
    assert len(able) == len(METHODS)
