"""What a network is refused for before any training, and what is only remarked."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from fer_lib.data.dataset import DataShape
from fer_lib.errors import UserError
from fer_lib.models.check import check_model
from tests import networks_people_write
from tests.networks_people_write import NAMES

SHAPE = DataShape(7, 1, 16, 16)


class Net(nn.Module):
    """A network whose forward pass a test gives; it has two layers to work with."""

    def __init__(self, forward=None, **parts):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.fc = nn.Linear(4, 7)
        self._forward = forward or (lambda net, x: net.logits(x))
        for name, part in parts.items():
            setattr(self, name, part())

    def logits(self, x):
        return self.fc(F.relu(self.conv(x)).mean((2, 3)))

    def forward(self, x):
        return self._forward(self, x)


def check(forward=None, shape=SHAPE, **parts):
    return check_model(lambda: Net(forward, **parts), shape, name="my_net.py:Net")


def refused(forward=None, shape=SHAPE, **parts):
    with pytest.raises(UserError) as caught:
        check(forward, shape, **parts)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [DataShape(7, 1, 48, 48), DataShape(2, 3, 40, 64)])
def test_networks_that_people_write_can_be_trained(name, shape):
    size = {"image_size": (shape.height, shape.width)} if name in ("ViT", "RowLSTM") else {}

    def build():
        kind = getattr(networks_people_write, name)
        return kind(num_classes=shape.num_classes, in_channels=shape.channels, **size)

    found = check_model(build, shape)
    assert found.totals.trainable == sum(p.numel() for p in build().parameters())
    assert (found.warnings, found.without_gradient, found.shared) == ((), (), ())


def test_random_numbers_and_gradients_are_as_they_were():
    torch.manual_seed(3), np.random.seed(3)  # noqa: NPY002
    before, grad = torch.get_rng_state(), torch.is_grad_enabled()
    check(lambda net, x: net.logits(F.dropout(x, 0.5, net.training)))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.is_grad_enabled() == grad


@pytest.mark.parametrize(
    ("forward", "words"),
    [
        (
            lambda net, x: (net.logits(x), x),
            ["gives a tuple of 2 ([2, 7], [2, 1, 16, 16]) in evaluation mode", "return the logits alone"],
        ),
        (
            lambda net, x: {"out": net.logits(x)},
            ["gives a dict in evaluation mode, expected one tensor [2, 7]"],
        ),
        (
            lambda net, x: net.logits(x)[:, :5],
            [
                "gives [2, 5] for images [2, 1, 16, 16], expected [2, 7]: take num_classes in __init__",
                "num_classes=7",
            ],
        ),
        (lambda net, x: net.logits(x)[..., None, None], ["gives [2, 7, 1, 1]", "x.flatten(1)"]),
        (
            lambda net, x: net.logits(x).squeeze(0),
            ["gives [7] for images [1, 1, 16, 16], expected [1, 7]", "squeeze() also drops"],
        ),
        (
            lambda net, x: net.fc(F.relu(net.conv(x)).permute(0, 2, 3, 1).reshape(-1, 4)),
            ["gives [512, 7]", "the images of a batch are mixed"],
        ),
        (
            lambda net, x: net.fc(net.conv(x).permute(0, 2, 3, 1)),
            ["gives [2, 16, 16, 7]", "take a mean over the map"],
        ),
        (
            lambda net, x: net.logits(x).argmax(1)[:, None].expand(-1, 7),
            ["gives torch.int64", "do not take the argmax"],
        ),
        (lambda net, x: net.logits(x) / 0, ["not finite for images in [−1, 1] in evaluation mode"]),
        (
            lambda net, x: net.logits(F.dropout(x, 0.5)),
            ["other answers for the same images the second time", "training=self.training"],
        ),
        (lambda net, x: net.logits(x - x.mean(0)), ["depends on the others in the batch"]),
        (lambda net, x: net.logits(x).softmax(0), ["depends on the others in the batch"]),
        (lambda net, x: net.logits(x.sub_(0.5)), ["changes the images that it is given", "x = x - m"]),
        (lambda net, x: net.logits(x).detach(), ["no gradient can be taken", "no detach()"]),
        (lambda net, x: net.logits(x).sqrt(), ["not finite"]),
        (
            lambda net, x: net.fc(net.conv(x).flatten(1)),
            [
                "fails for images [2, 1, 16, 16] in evaluation mode: RuntimeError: mat1",
                "a Linear layer expects other images than 1×16×16",
            ],
        ),
        (
            lambda net, x: net.logits(x) if not net.training else (net.logits(x), x),
            ["gives a tuple of 2", "in training mode"],
        ),
        (
            lambda net, x: net.logits(x) if not net.training else net.logits(x) * torch.inf,
            ["not finite", "in training mode"],
        ),
        (lambda net, x: net.logits(F.max_pool2d(x, 32)), ["images of 1×16×16 are too small"]),
    ],
)
def test_answers_that_no_training_can_use(forward, words):
    message = refused(forward)
    for word in words:
        assert word in message
    assert message.startswith("my_net.py:Net: ")


def test_images_of_another_number_of_channels():
    message = refused(shape=DataShape(7, 3, 16, 16))
    assert "the images have 3 channels: take in_channels in __init__ for the first layer" in message


def test_an_infinite_gradient():
    assert "the gradient of conv.weight is not finite" in refused(
        lambda net, x: net.fc((net.conv(x) * 0).abs().sqrt().mean((2, 3)))
    )


def test_nothing_to_train():
    def frozen():
        network = Net()
        return network.requires_grad_(False)

    with pytest.raises(UserError, match="has no parameters that could be trained"):
        check_model(frozen, SHAPE)


@pytest.mark.parametrize(
    "parts", [lambda: [nn.Linear(2, 2)], lambda: (nn.Parameter(torch.ones(2)),), lambda: {0: nn.Linear(2, 2)}]
)
def test_layers_in_plain_lists_are_not_trained(parts):
    message = refused(blocks=parts)
    assert "blocks[0] is in a plain list or dict" in message
    assert "nn.ModuleList" in message


def test_layers_in_lists_that_the_network_has_elsewhere_as_well_are():
    def build():
        network = Net()
        network.order = [network.conv, network.fc, "conv", 3]
        return network

    assert check_model(build, SHAPE).warnings == ()


def test_what_is_not_saved():
    message = refused(lambda net, x: net.logits(x * net.mask), mask=lambda: torch.rand(16, 16))
    assert "gives other answers once its weights are saved and loaded" in message
    assert "mask is a plain tensor" in message


def test_a_tensor_that_is_always_the_same_may_be_plain():
    assert (
        check(lambda net, x: net.logits(x * net.mask), mask=lambda: torch.full((16, 16), 0.5)).warnings == ()
    )


def test_a_network_that_is_another_each_time_cannot_be_loaded():
    sizes = iter((4, 5, 6))

    def build():
        network = Net()
        network.more = nn.Linear(next(sizes), 2)
        return network

    with pytest.raises(
        UserError, match=r"its weights cannot be loaded again: .*the same parameters each time"
    ):
        check_model(build, SHAPE)


def test_a_softmax_at_the_end_is_remarked():
    (warning,) = check(lambda net, x: net.logits(x).softmax(1)).warnings
    assert "ends in a softmax" in warning
    assert "cross entropy" in warning
    assert check(lambda net, x: net.logits(x).log_softmax(1)).warnings == ()


def test_parameters_without_gradients_are_named():
    found = check(unused=lambda: nn.Linear(3, 2))
    assert found.without_gradient == ("unused.weight", "unused.bias")
    assert "no gradient reaches unused.weight, unused.bias; they keep their first values" in found.warnings[0]


def test_parameters_that_are_shared_are_named_and_can_be_saved():
    def build():
        network = Net(lambda net, x: net.fc2(F.relu(net.conv(x)).mean((2, 3))))
        network.fc2 = nn.Linear(4, 7)
        network.fc2.weight = network.fc.weight
        return network

    found = check_model(build, SHAPE)
    assert found.shared == (("fc.weight", "fc2.weight"),)
    assert found.without_gradient == ("fc.bias",)


def test_operations_that_are_not_counted_are_named():
    found = check(lambda net, x: net.logits(torch.fft.fft2(x).real))
    assert found.totals.not_counted == ("fft.fft2",)
    assert "operations of fft.fft2 are not counted" in found.warnings[0]


def test_the_user_s_line_is_named(tmp_path):
    def fail(what, error, hint=""):
        return UserError(f"line 12: {what}; {hint}")

    with pytest.raises(UserError, match=r"^line 12: fails for images \[2, 1, 16, 16\] in evaluation mode"):
        check_model(lambda: Net(lambda net, x: x.no_such_thing()), SHAPE, fail=fail)
