"""Optimizers and learning-rate schedules by name."""

import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR, LRScheduler, OneCycleLR

from fer_lib.config import RunConfig


def make_optimizer(model: nn.Module, config: RunConfig) -> torch.optim.Optimizer:
    """The optimizer of a configuration.

    Weight decay acts on matrices and kernels only: biases and BatchNorm's γ and β are left out, since
    pulling them to zero does not make a network simpler.
    """
    decayed = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    groups = [
        {"params": decayed, "weight_decay": config.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    match config.optimizer:
        case "adam":
            return torch.optim.Adam(groups, lr=config.learning_rate)
        case "adamw":
            return torch.optim.AdamW(groups, lr=config.learning_rate)
        case "sgd":
            return torch.optim.SGD(groups, lr=config.learning_rate, momentum=0.9, nesterov=True)


def make_schedule(optimizer: torch.optim.Optimizer, config: RunConfig, steps_per_epoch: int) -> LRScheduler:
    """The schedule of a configuration; it is advanced after every step.

    ``cosine`` falls to zero along half a cosine (Loshchilov & Hutter 2017, without restarts);
    ``one_cycle`` rises for the first 30 % of the steps and then falls (Smith & Topin 2019).
    """
    steps = config.epochs * steps_per_epoch
    match config.schedule:
        case "constant":
            return LambdaLR(optimizer, lambda step: 1.0)
        case "cosine":
            return CosineAnnealingLR(optimizer, T_max=steps)
        case "one_cycle":
            # One more, because the schedule is also advanced after the last step.
            return OneCycleLR(optimizer, max_lr=config.learning_rate, total_steps=steps + 1)
