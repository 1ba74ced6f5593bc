"""A moving average of the weights, which is often better than the weights."""

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

Tensors = tuple[Tensor, ...] | list[Tensor]


def averaged_model(network: nn.Module, decay: float) -> AveragedModel:
    """An average of a network's weights and running statistics, θ̄ ← d·θ̄ + (1−d)·θ after each step.

    In the first steps d is (1+t)/(10+t) where that is smaller, so that a short training does not keep its
    random beginning.

    Args:
        network: followed by the average, which starts as its copy.
        decay: d, 0 to 1.
    """

    @torch.no_grad()
    def update(averaged: Tensors, current: Tensors, step: Tensor | int) -> None:
        kept = min(decay, (1 + float(step)) / (10 + float(step)))
        if averaged[0].is_floating_point():
            torch._foreach_lerp_(averaged, current, 1 - kept)
        else:  # BatchNorm's counter
            for mean, value in zip(averaged, current, strict=True):
                mean.copy_(value)

    return AveragedModel(network, multi_avg_fn=update, use_buffers=True)
