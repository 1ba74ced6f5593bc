"""Test-time augmentation: the mean opinion of a network on several views of each image."""

from typing import Literal

import torch
from torch import Tensor, nn

from fer_lib.models.prediction import predict_logits

Views = Literal["none", "mirror", "mirror_and_shift"]
SHIFTS = ((0, 0), (-2, 0), (2, 0), (0, -2), (0, 2), (-2, -2), (-2, 2), (2, -2), (2, 2))
"""Rows and columns by which ``mirror_and_shift`` moves the image."""


def shifted(images: Tensor, rows: int, columns: int) -> Tensor:
    """Images uint8 [n, H, W] or [n, H, W, 3] moved by whole pixels; the edge repeats."""
    height, width = images.shape[1:3]
    row = (torch.arange(height, device=images.device) + rows).clamp_(0, height - 1)
    column = (torch.arange(width, device=images.device) + columns).clamp_(0, width - 1)
    return images[:, row[:, None], column]


def predict_views(model: nn.Module, images: Tensor, views: Views) -> Tensor:
    """Logits of images seen in several views.

    Args:
        model: in evaluation mode, [N, C, H, W] → [N, K].
        images: uint8 [n, H, W] or [n, H, W, 3] on the network's device.
        views: ``none`` for the image alone; ``mirror`` adds its mirror image; ``mirror_and_shift`` adds eight
            shifts of each by two pixels, 18 views in all.

    Returns:
        float32 [n, K]: the logits of the image alone, or log p̄, the logarithm of the mean probability, whose
        softmax is p̄.
    """
    if views == "none":
        return predict_logits(model, images)
    total = torch.zeros(())
    moves = SHIFTS if views == "mirror_and_shift" else SHIFTS[:1]
    for rows, columns in moves:
        view = shifted(images, rows, columns)
        for seen in (view, view.flip(2)):
            total = total.to(images.device) + predict_logits(model, seen).softmax(1)
    return (total / (2 * len(moves))).clamp_min(torch.finfo(torch.float32).tiny).log()
