"""Random movements of the image between steps: what survives them is no accident of single pixels."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

DRAWS = 4
"""Random numbers for one image and step: shift in x, shift in y, scale, angle."""


@dataclass(frozen=True)
class RandomTransforms:
    """Shift, enlarge and turn each image at random about its middle, by up to the given amounts either way.

    Each amount is drawn uniformly. With all at 0 nothing is done. Pixels from beyond the border repeat the
    border. (Mordvintsev et al. 2015 for jitter, Olah et al. 2017 for all three.)

    Attributes:
        jitter: pixels.
        scale: share of the size, 0.1 for 0.9 to 1.1 times.
        rotation: degrees.
    """

    jitter: float = 0.0
    scale: float = 0.0
    rotation: float = 0.0

    @property
    def is_identity(self) -> bool:
        """Whether nothing is done."""
        return not (self.jitter or self.scale or self.rotation)

    def apply(self, images: Tensor, draws: Tensor) -> Tensor:
        """The moved images, interpolated bilinearly.

        Args:
            images: [n, C, H, W].
            draws: uniform numbers in [−1, 1], [n, 4].
        """
        if self.is_identity:
            return images
        height, width = images.shape[-2:]
        angle = draws[:, 3] * math.radians(self.rotation)
        zoom = 1 / (1 + draws[:, 2] * self.scale)
        cos, sin = zoom * torch.cos(angle), zoom * torch.sin(angle)
        dx, dy = 2 * self.jitter * draws[:, 0] / width, 2 * self.jitter * draws[:, 1] / height
        rows = [
            torch.stack([cos, -sin * height / width, dx], 1),
            torch.stack([sin * width / height, cos, dy], 1),
        ]
        grid = F.affine_grid(torch.stack(rows, 1), list(images.shape), align_corners=False)
        return F.grid_sample(images, grid, padding_mode="border", align_corners=False)
