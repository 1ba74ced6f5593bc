import copy

import pytest
import torch
from torch import nn

from fer_lib.data.dataset import DataShape
from fer_lib.models.memory_format import channels_last, find_memory_format, keeps_channels_first

SHAPE = DataShape(4, 3, 8, 8)
FAST = {"memory_format": torch.channels_last}


class Flattening(nn.Module):
    """``view`` after a convolution, as in many a course."""

    def __init__(self, flatten):
        super().__init__()
        self.conv, self.fc, self.flatten = nn.Conv2d(3, 5, 3), nn.Linear(5 * 36, 4), flatten

    def forward(self, x):
        return self.fc(self.flatten(self.conv(x)))


def test_a_network_that_flattens_with_view_keeps_its_channels_first():
    torch.manual_seed(0)
    network = Flattening(lambda x: x.view(len(x), -1))
    images = torch.randn(2, *SHAPE.image)
    expected = network(images)
    find_memory_format(network, SHAPE)
    assert keeps_channels_first(network)
    assert channels_last(network).conv.weight.is_contiguous()
    for model in (network, copy.deepcopy(network)):
        assert torch.equal(model(images.contiguous(**FAST)), expected)


def test_any_other_network_gets_its_channels_last():
    network = Flattening(lambda x: x.flatten(1)).train()
    before = torch.get_rng_state()
    find_memory_format(network, SHAPE)
    assert torch.equal(torch.get_rng_state(), before)
    assert not keeps_channels_first(network)
    assert network.training
    assert network.conv.weight.is_contiguous()
    assert channels_last(network).conv.weight.is_contiguous(**FAST)


def test_a_network_that_runs_in_neither_order_shows_its_own_mistake():
    network = Flattening(lambda x: x.view(len(x), -1)[:, :-1])
    find_memory_format(network, SHAPE)
    assert network.training
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        network(torch.zeros(2, *SHAPE.image).contiguous(**FAST))


@pytest.mark.parametrize(
    ("convolution", "unsafe"),
    [
        (nn.Conv2d(8, 16, 1, stride=2), True),
        (nn.Conv2d(16, 32, 1, stride=2), False),
        (nn.Conv2d(8, 16, 1), False),
        (nn.Conv2d(8, 16, 3, stride=2, padding=1), False),
    ],
)
def test_a_network_whose_gradient_would_be_written_elsewhere_keeps_its_channels_first(convolution, unsafe):
    """A narrow shortcut: with channels last, two threads and an odd batch, its backward pass ends the process."""
    network = nn.Sequential(nn.Conv2d(3, convolution.in_channels, 3), convolution)
    find_memory_format(network, SHAPE)
    assert keeps_channels_first(network) is unsafe
    if not unsafe:
        return
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        for _ in range(30):
            images = torch.randn(33, 3, 16, 16).contiguous(**FAST)
            channels_last(network)(images).square().sum().backward()
    finally:
        torch.set_num_threads(before)
    assert network[1].weight.grad.isfinite().all()
