"""What the networks of the facial data take."""

import torch
from torch import Tensor


def to_input(images: Tensor) -> Tensor:
    """Grey levels, uint8 [N, 48, 48], to float32 [N, 1, 48, 48] in [−1, 1]."""
    inputs = images.unsqueeze(1).float().div_(127.5).sub_(1.0)
    return inputs.contiguous(memory_format=torch.channels_last)


def example_input(batch_size: int = 2) -> Tensor:
    """Zeros of the shape that every network takes: [N, 1, 48, 48]."""
    return torch.zeros(batch_size, 1, 48, 48)
