"""Predicting: the logits of a network for many images."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from fer_lib.models.inputs import to_input


def predict_logits(
    forward: nn.Module | Callable[[Tensor], Tensor], images: Tensor, batch_size: int = 512
) -> Tensor:
    """Logits of many images, batch by batch: the one place where images become logits.

    Args:
        forward: a network in evaluation mode, [N, C, H, W] → [N, K].
        images: uint8 [n, H, W] or [n, H, W, 3] on the network's device.
        batch_size: images at a time.

    Returns:
        float32 [n, K] on the same device.
    """
    with torch.no_grad():
        return torch.cat([forward(to_input(part)).float() for part in torch.split(images, batch_size)])
