"""Convolutions beside the main path, of networks as people write them and of equally long branches."""

import pytest
import torch
from torch import Tensor, nn

from fer_lib.explain.main_path import beside_main_path
from tests import networks_people_write as people


class Branches(nn.Module):
    """A short branch beside two of the same length, and a convolution whose result nobody takes."""

    def __init__(self) -> None:
        super().__init__()
        self.short = nn.Conv2d(1, 2, 1)
        self.left = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.ReLU(), nn.Conv2d(2, 2, 3, padding=1))
        self.right = nn.Sequential(nn.Conv2d(1, 2, 1), nn.ReLU(), nn.Conv2d(2, 2, 5, padding=2))
        self.unused = nn.Conv2d(2, 2, 1)
        self.fc = nn.Linear(6, 3)

    def forward(self, x: Tensor) -> Tensor:
        joined = [self.short(x), self.left(x), self.right(x)]
        self.unused(joined[1])
        return self.fc(torch.cat(joined, 1).mean(dim=(2, 3)))


@pytest.mark.parametrize(
    ("network", "beside"),
    [
        (people.SmallResNet(), {"block2.shortcut"}),
        (people.ResNet18(in_channels=1), {f"layer{k}.0.downsample.0" for k in (2, 3, 4)}),
        (people.MobileNet(in_channels=1), set()),
        (people.VGG(in_channels=1), set()),
    ],
)
def test_convolutions_of_shortcuts_lie_beside(network: nn.Module, beside: set[str]) -> None:
    assert beside_main_path(network.eval(), (1, 48, 48)) == beside


def test_of_branches_the_short_one_lies_beside() -> None:
    assert beside_main_path(Branches().eval(), (1, 12, 12)) >= {"short"}
    assert not {"left.0", "left.2", "right.0", "right.2"} & beside_main_path(Branches().eval(), (1, 12, 12))
