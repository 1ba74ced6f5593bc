"""What networks take: images as numbers in [−1, 1]."""

import torch
from torch import Tensor

from fer_lib.data.dataset import DataShape
from fer_lib.data.fer2013 import SHAPE


def to_input(images: Tensor) -> Tensor:
    """Images uint8 [N, H, W] or [N, H, W, 3] to float32 [N, 1 or 3, H, W] in [−1, 1]."""
    channels_first = images.unsqueeze(1) if images.ndim == 3 else images.permute(0, 3, 1, 2)
    inputs = channels_first.float().div_(127.5).sub_(1.0)
    return inputs.contiguous(memory_format=torch.channels_last)


def example_input(shape: DataShape = SHAPE, batch_size: int = 2) -> Tensor:
    """Zeros of the shape that a network takes: [N, C, H, W], by default [2, 1, 48, 48]."""
    return torch.zeros(batch_size, *shape.image)
