"""Random changes of training images that leave the class as it is, a whole batch at a time on the device."""

import math
from dataclasses import dataclass, fields
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor

from fer_lib.config import RunConfig
from fer_lib.models.inputs import to_input

ERASED_AREA = (0.02, 0.2)
"""Smallest and largest share of the image that ``erasing`` covers."""
ERASED_ASPECT = (0.3, 1 / 0.3)
"""Smallest and largest height / width of that rectangle (Zhong et al. 2020)."""


@dataclass(frozen=True)
class Augmentation:
    """What may happen to a training image; every value at its default does nothing.

    Attributes:
        flip: mirror with probability ½.
        shift: largest shift either way, a share of the side; whole pixels.
        rotation: largest angle either way, in degrees.
        crop: smallest side of the square that is cut out and enlarged, a share of the side.
        erasing: probability of a grey rectangle.
        brightness: largest relative change of the grey levels.
    """

    flip: bool = False
    shift: float = 0.0
    rotation: float = 0.0
    crop: float = 1.0
    erasing: float = 0.0
    brightness: float = 0.0

    @classmethod
    def of(cls, config: RunConfig) -> "Augmentation":
        """The augmentation of a configuration."""
        return cls(**{field.name: getattr(config, field.name) for field in fields(cls)})

    @property
    def moves(self) -> bool:
        """Whether pixels change their place."""
        return self.flip or self.shift > 0 or self.rotation > 0 or self.crop < 1

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """Change each image of a batch in its own way.

        Args:
            images: uint8 [N, H, W] or [N, H, W, 3].
            generator: on the CPU, so that a seed means the same on every device.

        Returns:
            the network's inputs, float32 [N, C, H, W] in [−1, 1].
        """
        inputs = to_input(images)
        if self.moves:
            inputs = warp(inputs, self._matrices(images.shape[:3], generator).to(images.device))
        if self.brightness:
            factor = 1 + self.brightness * _uniform(len(images), generator)
            # (g·f)/127.5 − 1 for the grey level g: black stays black.
            inputs = (inputs + 1) * factor.to(inputs.device)[:, None, None, None] - 1
            inputs = inputs.clamp_(-1, 1)
        if self.erasing:
            inputs = inputs.masked_fill(self._rectangles(images.shape[:3], generator).to(images.device), 0.0)
        return inputs

    def _matrices(self, shape: torch.Size, generator: torch.Generator) -> Tensor:
        """For each image the affine map from the new pixels to the old ones: [N, 2, 3], coordinates in [−1, 1]."""
        n, height, width = shape
        angle = math.radians(self.rotation) * _uniform(n, generator)
        side = self.crop + (1 - self.crop) * torch.rand(n, generator=generator)  # of the cut square, relative
        mirror = torch.ones(n)
        if self.flip:
            mirror = 1 - 2 * torch.randint(0, 2, (n,), generator=generator).float()
        most = torch.tensor([round(self.shift * width), round(self.shift * height)])
        pixels = (torch.rand(n, 2, generator=generator) * (2 * most + 1)).floor() - most
        offset = 2 * pixels / torch.tensor([width, height])
        offset = offset + (1 - side)[:, None] * (2 * torch.rand(n, 2, generator=generator) - 1)
        cosine, sine = side * angle.cos(), side * angle.sin()
        rows = [mirror * cosine, -sine, offset[:, 0], mirror * sine, cosine, offset[:, 1]]
        return torch.stack(rows, dim=1).view(n, 2, 3)

    def _rectangles(self, shape: torch.Size, generator: torch.Generator) -> Tensor:
        """Where each image is covered: bool [N, 1, H, W]."""
        n, height, width = shape
        area = ERASED_AREA[0] + (ERASED_AREA[1] - ERASED_AREA[0]) * torch.rand(n, generator=generator)
        low, high = map(math.log, ERASED_ASPECT)
        aspect = (low + (high - low) * torch.rand(n, generator=generator)).exp()
        chosen = torch.rand(n, generator=generator) < self.erasing
        place = torch.rand(2, n, generator=generator)
        sides = []
        for length, share, where in (
            (height, (area * aspect).sqrt(), place[0]),
            (width, (area / aspect).sqrt(), place[1]),
        ):
            size = (share * length).round().clamp_(1, length)
            first = (where * (length - size + 1)).floor()
            position = torch.arange(length)
            sides.append((position >= first[:, None]) & (position < (first + size)[:, None]))
        return (chosen[:, None, None] & sides[0][:, :, None] & sides[1][:, None, :]).unsqueeze(1)


def _uniform(n: int, generator: torch.Generator) -> Tensor:
    """As many values in [−1, 1)."""
    return 2 * torch.rand(n, generator=generator) - 1


def warp(inputs: Tensor, matrices: Tensor) -> Tensor:
    """Draw each image anew from the places that its matrix names; beyond the edge, the edge repeats.

    Args:
        inputs: [N, C, H, W].
        matrices: [N, 2, 3], from new to old coordinates, which run from −1 to 1 over the image.
    """
    n, _, height, width = inputs.shape
    places = matrices.reshape(2 * n, 3) @ _pixels(height, width, matrices.device)
    grid = places.view(n, 2, height, width).permute(0, 2, 3, 1)
    warped = F.grid_sample(inputs, grid, mode="bilinear", padding_mode="border", align_corners=False)
    return warped.contiguous(memory_format=torch.channels_last)


@lru_cache
def _pixels(height: int, width: int, device: torch.device) -> Tensor:
    """Homogeneous coordinates (x, y, 1) of the pixels' middles, row by row: [3, H·W].

    The same as ``affine_grid``, whose product of many small matrices took half the time of an augmentation.
    """
    y, x = ((2 * torch.arange(side, device=device) + 1) / side - 1 for side in (height, width))
    return torch.stack([x.repeat(height), y.repeat_interleave(width), torch.ones_like(x).repeat(height)])
