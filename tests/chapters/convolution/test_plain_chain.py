"""Networks as chains of layers, and which are none."""

import pytest
import torch
from torch import Tensor, nn

from fer_lib.chapters.convolution.calculator import MOST_LAYERS, WORDS, calculator
from fer_lib.chapters.convolution.plain_chain import Chain, ChainLayer, chain_of_network, chain_of_row
from fer_lib.chapters.convolution.window_figure import WindowRow
from fer_lib.chapters.models.network import take_apart
from fer_lib.data.dataset import DataShape
from fer_lib.language import Text

ROW = WindowRow(width=10, kernel=4, stride=3, padding=1)


def chain_of(*modules: nn.Module, shape: tuple[int, int, int] = (12, 12, 3)) -> Chain | None:
    height, width, channels = shape
    data = DataShape(height=height, width=width, channels=channels, num_classes=2)
    return chain_of_network(take_apart("net.py:Net", nn.Sequential(*modules), data))


def head(features: int) -> list[nn.Module]:
    return [nn.Flatten(), nn.Linear(features, 2)]


def test_a_row_is_a_layer():
    (layer,) = chain_of_row(ROW).layers
    assert (layer.kernel, layer.stride, layer.padding, layer.dilation) == (4, 3, 1, 1)
    assert chain_of_row(ROW).side == 10


def test_each_window_is_a_layer():
    chain = chain_of(
        nn.Conv2d(3, 5, 3, padding="same", dilation=2, bias=False),
        nn.BatchNorm2d(5),
        nn.ReLU(),
        nn.AvgPool2d(3, 2, 1),
        nn.Conv2d(5, 7, 2, 2),
        nn.AdaptiveAvgPool2d(1),
        *head(7),
    )
    assert chain == Chain(
        12,
        3,
        (
            ChainLayer("convolution", 3, 1, 2, 2, 5, False),
            ChainLayer("pooling", 3, 2, 1, 1, 5, False),
            ChainLayer("convolution", 2, 2, 0, 1, 7, True),
        ),
    )


class Branches(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 4, 3, padding=1)
        self.second = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, images: Tensor) -> Tensor:
        maps = self.first(images)
        return torch.relu(maps + self.second(maps))


class Twice(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, images: Tensor) -> Tensor:
        return self.one(torch.relu(self.one(images)))


@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
@pytest.mark.parametrize(
    "modules",
    [
        [nn.Flatten(), nn.Linear(432, 2)],
        [nn.Conv2d(3, 6, 3, padding=1, groups=3), *head(864)],
        [nn.Conv2d(3, 6, (3, 1)), *head(720)],
        [nn.Conv2d(3, 6, 3, padding=(1, 0)), *head(720)],
        [nn.Conv2d(3, 6, 2, padding="same"), *head(864)],
        [nn.Conv2d(3, 6, 3, padding=1), nn.MaxPool2d(5, 5, ceil_mode=True), *head(54)],
        [Branches(), *head(576)],
        [Twice(), *head(432)],
    ],
)
def test_other_networks_are_no_plain_chain(modules):
    assert chain_of(*modules) is None


def test_an_oblong_image_is_none():
    assert chain_of(nn.Conv2d(3, 4, 3), *head(320), shape=(12, 10, 3)) is None


def test_readers_are_offered_a_plain_network_of_the_edition_only():
    asked = calculator(ROW, take_apart("report-a"))
    assert asked.words["starts"][1] == Text(
        "the convolutions and poolings of report-a", "report-a 的卷積與池化"
    )
    assert [len(chain["layers"]) for chain in asked.data["chains"]] == [1, 10]
    for name in ("report-b-dnn", "report-d-dnn"):
        assert calculator(ROW, take_apart(name)).words["starts"] == [WORDS["row"]]
    deep = [nn.Conv2d(1, 1, 3, padding=1) for _ in range(MOST_LAYERS + 1)]
    network = take_apart("net.py:Net", nn.Sequential(*deep, nn.Flatten(), nn.Linear(2304, 7)))
    assert len(calculator(ROW, network).data["chains"]) == 1


def test_limits_reach_as_far_as_the_network_does():
    data = DataShape(height=300, width=300, channels=3, num_classes=2)
    model = nn.Sequential(nn.Conv2d(3, 4, 16, 16), *head(1296))
    limits = calculator(ROW, take_apart("net.py:Net", model, data)).data["limits"]
    assert (limits["side"], limits["kernel"], limits["stride"]) == ([1, 300], [1, 16], [1, 16])
