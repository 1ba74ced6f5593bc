"""The network of this report: put yours in its place.

Any ``torch.nn.Module`` that takes images of shape [N, C, H, W] and returns logits of shape [N, K] will do;
``in_channels`` and ``num_classes`` are handed over if the constructor has them. Before you train:

    python -m fer_lib models check reports/@NAME@/network.py:Network
"""

import torch.nn.functional as F
from torch import Tensor, nn


class Block(nn.Module):
    """Two convolutions and a shortcut around them."""

    def __init__(self, in_channels: int, channels: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = nn.Conv2d(in_channels, channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """[N, in_channels, H, W] -> [N, channels, H/2, W/2]."""
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.max_pool2d(F.relu(y + self.shortcut(x)), 2)


class Network(nn.Module):
    """A small residual network."""

    def __init__(self, in_channels: int = 1, num_classes: int = 7, width: int = 16) -> None:
        super().__init__()
        self.blocks = nn.Sequential(
            Block(in_channels, width), Block(width, 2 * width), Block(2 * width, 4 * width)
        )
        self.classify = nn.Linear(4 * width, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Images [N, C, H, W] -> logits [N, K]."""
        features: Tensor = self.blocks(x)
        logits: Tensor = self.classify(features.mean(dim=(2, 3)))
        return logits
