"""Networks with other branches than residual ones and with unknown layers, [N, 1, 16, 16] → [N, 3], for drawings."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Inception(nn.Module):
    """Three branches that are concatenated, one of them a pooling without weights."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, 4, 3, padding=1)
        self.one = nn.Conv2d(4, 4, 1)
        self.three = nn.Sequential(
            nn.Conv2d(4, 2, 1), nn.ReLU(), nn.Conv2d(2, 4, 3, padding=1), nn.Conv2d(4, 4, 3, padding=1)
        )
        self.head = nn.Linear(12, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.stem(x))
        x = torch.cat([self.one(x), self.three(x), F.max_pool2d(x, 3, 1, 1)], 1)
        return self.head(F.relu(x).mean((2, 3)))


class SqueezeAndExcite(nn.Module):
    """The gate of each filter is computed from all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8)
        self.down, self.up = nn.Conv2d(8, 2, 1), nn.Conv2d(2, 8, 1)
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(self.conv(x))
        gate = torch.sigmoid(self.up(F.relu(self.down(F.adaptive_avg_pool2d(x, 1)))))
        return self.head((x * gate).mean((2, 3)))


class DenseNet(nn.Module):
    """Each layer takes all maps before it."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(1 + 4 * k, 4, 3, padding=1) for k in range(3)])
        self.head = nn.Linear(13, 3)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = torch.cat([x, F.relu(layer(x))], 1)
        return self.head(x.mean((2, 3)))


class NormalizedFirst(nn.Module):
    """Batch normalization of the image itself, and a layer that nobody knows."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.own = nn.BatchNorm2d(1), Mixer(16)
        self.head = nn.Linear(256, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.own(self.norm(x)).flatten(1))


class Mixer(nn.Module):
    """A user's own layer."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(size, size))

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight


class Bare(nn.Module):
    """Without any module: its parameters and functions are all that there is."""

    def __init__(self) -> None:
        super().__init__()
        self.kernel, self.matrix = nn.Parameter(torch.randn(4, 1, 3, 3)), nn.Parameter(torch.randn(3, 4))

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(F.relu(F.conv2d(x, self.kernel)).mean((2, 3)), self.matrix)


class SeparateAttention(nn.Module):
    """Queries, keys and values by layers of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = nn.Conv2d(1, 8, 4, 4)
        self.q, self.k, self.v, self.head = nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = x + (self.q(x) @ self.k(x).transpose(1, 2)).softmax(-1) @ self.v(x)
        return self.head(x.mean(1))


class TwoPictures(nn.Module):
    """The image and half of it, each with convolutions of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.whole, self.small = (
            nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3)) for _ in range(2)
        )
        self.head = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        half = self.small(F.interpolate(x, scale_factor=0.5)).mean((2, 3))
        return self.head(torch.cat([self.whole(x).mean((2, 3)), half], 1))


UNUSUAL = (Inception, SqueezeAndExcite, DenseNet, NormalizedFirst, Bare, SeparateAttention, TwoPictures)
