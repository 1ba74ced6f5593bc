"""Guided backpropagation and Grad-CAM on networks as people write them, against calculations of another kind."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.activation_modules import with_activation_modules
from fer_lib.explain.attribution import METHODS, GradCAM, Gradient, GuidedBackpropagation
from fer_lib.explain.attribution.grad_cam import last_maps, named_before
from fer_lib.explain.attribution.method import able_methods
from tests import networks_people_write
from tests.explain.networks import GuidedReLU

TARGETS = torch.tensor([3, 1])


def people(name: str) -> nn.Module:
    torch.manual_seed(0)
    network: nn.Module = getattr(networks_people_write, name)(num_classes=5, in_channels=3)
    for module in network.modules():  # as after a training
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.running_mean, 0, 0.2)
    return network.eval()


def images(side: int = 48) -> Tensor:
    return torch.randn(2, 3, side, side, generator=torch.Generator().manual_seed(1))


class GuidedReLU6(torch.autograd.Function):
    """ReLU6 whose derivative lets only positive signals through, written out."""

    @staticmethod
    def forward(ctx, inputs):
        ctx.save_for_backward(inputs)
        return inputs.clamp(0, 6)

    @staticmethod
    def backward(ctx, signal):
        (inputs,) = ctx.saved_tensors
        return signal.clamp(min=0) * ((inputs > 0) & (inputs < 6))


def block(own: nn.Module, x: Tensor, relu=GuidedReLU.apply) -> Tensor:
    """A ``ResidualBlock``, unrolled."""
    out = own.bn2(own.conv2(relu(own.bn1(own.conv1(x)))))
    return relu(out + own.shortcut(x))


def unrolled(own: nn.Module, x: Tensor) -> Tensor:
    """``SmallResNet`` by hand, each ReLU with the guided derivative."""
    x = F.max_pool2d(GuidedReLU.apply(own.conv(x)), 2)
    return own.fc(block(own.block2, block(own.block1, x)).mean((2, 3)))


def test_guided_backpropagation_of_a_resnet_with_functions() -> None:
    model, given = people("SmallResNet"), images().requires_grad_()
    unrolled(model, given).gather(1, TARGETS[:, None]).sum().backward()
    found = GuidedBackpropagation().attribute(model, images(), TARGETS)
    torch.testing.assert_close(found, given.grad, rtol=1e-5, atol=1e-7)
    assert not torch.allclose(found, Gradient().attribute(model, images(), TARGETS), atol=1e-5)


@pytest.mark.parametrize(
    ("name", "function", "guided"),
    [("ResNet18", "relu", GuidedReLU), ("VGG", "relu", GuidedReLU), ("MobileNet", "hardtanh", GuidedReLU6)],
)
def test_guided_backpropagation_of_shared_and_overwriting_modules_and_of_relu6(
    name: str, function: str, guided: type[torch.autograd.Function], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The truth: the function that every such module calls has the guided derivative."""
    model, given = people(name), images().requires_grad_()
    found = GuidedBackpropagation().attribute(model, images(), TARGETS)
    with monkeypatch.context() as patch:
        patch.setattr(F, function, lambda x, *_args, **_kwargs: guided.apply(x))
        model(given).gather(1, TARGETS[:, None]).sum().backward()
    torch.testing.assert_close(found, given.grad, rtol=1e-5, atol=1e-8)
    assert found.abs().max() > 1e-6


@pytest.mark.parametrize("name", ["ResNet18", "SmallResNet", "MobileNet", "VGG", "ViT"])
@pytest.mark.parametrize("method", [method for method in METHODS if method.copies == 1], ids=lambda m: m.name)
def test_nothing_is_left_behind(name: str, method) -> None:
    model = people(name)
    before = {key: value.clone() for key, value in model.state_dict().items()}
    modules = [(key, type(module)) for key, module in model.named_modules()]
    try:
        first = method.attribute(model, images(), TARGETS)
    except UserError:
        assert name == "ViT"
    else:
        assert torch.equal(first, method.attribute(model, images(), TARGETS))
        other = with_activation_modules(model, images())
        torch.testing.assert_close(method.attribute(other, images(), TARGETS), first, rtol=1e-5, atol=1e-8)
    assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())
    assert [(key, type(module)) for key, module in model.named_modules()] == modules
    assert not any(m._forward_hooks or m._forward_pre_hooks or m._backward_hooks for m in model.modules())


def cam(maps: Tensor, logits: Tensor) -> Tensor:
    """Grad-CAM by its formula, of maps that the logits were computed from."""
    (gradient,) = torch.autograd.grad(logits.gather(1, TARGETS[:, None]).sum(), maps)
    small = (gradient.mean((2, 3), keepdim=True) * maps).sum(1, keepdim=True).relu()
    return F.interpolate(small, (48, 48), mode="bilinear").detach()


def test_grad_cam_of_a_resnet_takes_the_sum_and_not_the_shortcut() -> None:
    """``block2.shortcut`` is the convolution that runs last."""
    model = people("SmallResNet")
    assert last_maps(model, images()) == "block2"
    maps = model.block2(model.block1(F.max_pool2d(model.conv(images()).relu(), 2)))
    expected = cam(maps, model.fc(maps.mean((2, 3))))
    torch.testing.assert_close(GradCAM().attribute(model, images(), TARGETS), expected)
    other = with_activation_modules(model, images())
    assert last_maps(other, images()) == "block2.relu_2"
    torch.testing.assert_close(GradCAM().attribute(other, images(), TARGETS), expected)


@pytest.mark.parametrize(
    ("name", "before"),
    [("SmallResNet", ("block2.bn2", "block2.shortcut")), ("ResNet18", ("layer2.1.bn2",)), ("VGG", ())],
)
def test_an_activation_that_was_made_goes_by_the_named_layers_before_it(
    name: str, before: tuple[str, ...]
) -> None:
    """Of ``layer2.1`` the shortcut is what an activation before has given, which is no layer of this block."""
    model = people(name)
    other = with_activation_modules(model, images())
    names = dict(model.named_modules())
    layer = last_maps(other, images())
    assert (layer in names) is (before == ())
    assert named_before(other, images(), layer, names) == before


def test_grad_cam_of_modules_that_write_over_their_input() -> None:
    """By hooks of one's own, which keep the maps before they can be written over."""
    for name, layer in (("VGG", "features.9"), ("MobileNet", "features.8"), ("ResNet18", "layer2.1")):
        model, kept = people(name), []
        assert last_maps(model, images()) == layer
        hook = model.get_submodule(layer).register_forward_hook(
            lambda _m, _i, out, kept=kept: kept.append(out)
        )
        logits = model(images())
        hook.remove()
        expected = cam(kept[0], logits)
        torch.testing.assert_close(GradCAM().attribute(model, images(), TARGETS), expected)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (
            "ViT",
            r"after the last maps of a convolution \(patch_embedding\) comes attention \(blocks.0.self_attn\)",
        ),
        ("RowLSTM", "the network has no convolution"),
    ],
)
def test_networks_without_maps_say_so_and_keep_the_other_methods(name: str, reason: str) -> None:
    torch.manual_seed(0)
    model = getattr(networks_people_write, name)(num_classes=5, in_channels=3).eval()
    given = images(28 if name == "RowLSTM" else 48)
    with pytest.raises(UserError, match=reason):
        GradCAM().attribute(model, given, TARGETS)
    able, refused = able_methods(METHODS, model, given)
    assert set(refused) == {"guided_backpropagation", "grad_cam"}
    assert all(method.attribute(model, given, TARGETS).abs().max() > 0 for method in able)


class OwnAttention(nn.Module):
    """Attention by matrix products, after a convolution that makes the patches."""

    def __init__(self) -> None:
        super().__init__()
        self.patches, self.head = nn.Conv2d(3, 8, 8, 8), nn.Linear(8, 5)

    def forward(self, x: Tensor) -> Tensor:
        tokens = self.patches(x).flatten(2).transpose(1, 2)
        weights = (tokens @ tokens.transpose(1, 2)).softmax(-1)
        return self.head((weights @ tokens).mean(1))


def test_attention_by_hand_is_attention() -> None:
    with pytest.raises(UserError, match=r"comes attention \(matmul\)"):
        GradCAM().attribute(OwnAttention().eval(), images(), TARGETS)


class NormalizesItsInput(nn.Module):
    """With the mean and the deviation of each colour, as in many tutorials."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.1, -0.2, 0.3]).view(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor([0.5, 0.4, 0.3]).view(1, 3, 1, 1))
        self.body = people("SmallResNet")

    def forward(self, x: Tensor) -> Tensor:
        return self.body((x - self.mean) / self.deviation)


def test_a_network_that_normalizes_its_input() -> None:
    """The maps are of what it is given, not of what it makes of it."""
    model, given = NormalizesItsInput().eval(), images()
    inner = (given - model.mean) / model.deviation
    torch.testing.assert_close(
        Gradient().attribute(model, given, TARGETS),
        Gradient().attribute(model.body, inner, TARGETS) / model.deviation,
    )
    torch.testing.assert_close(
        GradCAM().attribute(model, given, TARGETS), GradCAM().attribute(model.body, inner, TARGETS)
    )
    torch.testing.assert_close(
        GuidedBackpropagation().attribute(model, given, TARGETS),
        GuidedBackpropagation().attribute(model.body, inner, TARGETS) / model.deviation,
    )


class ReLUBeforeWeights(nn.Module):
    """A residual network in which a ReLU's input also goes around it: He et al. (2016), *Identity Mappings*."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 8, 3, padding=1)
        self.classify = nn.Linear(8, 5)
        self.relu1, self.relu2 = nn.ReLU(), nn.ReLU()

    def forward(self, x: Tensor, relu=None) -> Tensor:
        before, after = (relu, relu) if relu else (self.relu1, self.relu2)
        x = self.first(x)
        x = x + self.second(before(x))
        return self.classify(after(x).mean(dim=(2, 3)))


def test_guided_backpropagation_lets_pass_what_goes_around_a_relu() -> None:
    torch.manual_seed(0)
    model, given = ReLUBeforeWeights().eval(), images(12).requires_grad_()
    model(given, GuidedReLU.apply).gather(1, TARGETS[:, None]).sum().backward()
    found = GuidedBackpropagation().attribute(model, images(12), TARGETS)
    torch.testing.assert_close(found, given.grad)
