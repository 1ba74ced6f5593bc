"""Optimizers and learning-rate schedules by name."""

import torch
from torch import nn
from torch.optim.lr_scheduler import (
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    LambdaLR,
    LRScheduler,
    OneCycleLR,
    ReduceLROnPlateau,
    StepLR,
)

from fer_lib.config import RunConfig
from fer_lib.runs.history import is_higher_better
from fer_lib.training.keras_adam import KerasAdam
from fer_lib.training.loss import weighted_parameters


def make_optimizer(model: nn.Module, config: RunConfig) -> torch.optim.Optimizer:
    """The optimizer of a configuration; weight decay acts on ``weighted_parameters`` only.

    Adadelta (Zeiler 2012): PyTorch has ρ = 0.9 and ε = 1e-6, Keras ρ = 0.95 and ε = 1e-7. Its learning rate
    was 1 in the Keras of the reports; Keras 2.4 and newer have 0.001, with which it hardly learns. ``KerasAdam`` says
    what is Keras's of Adam.

    ``fused`` updates all parameters in one pass over memory: on a CPU a step of AdamW on report A's network
    takes a sixth of the time.
    """
    decayed = weighted_parameters(model)
    groups = [
        {"params": decayed, "weight_decay": config.weight_decay},
        {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ]
    rate = config.learning_rate
    match config.optimizer:
        case "adam":
            return torch.optim.Adam(groups, lr=rate, fused=True)
        case "adam_keras":
            return KerasAdam(groups, rate)
        case "adamw":
            return torch.optim.AdamW(groups, lr=rate, fused=True)
        case "adadelta":
            return torch.optim.Adadelta(groups, lr=rate)
        case "adadelta_keras":
            return torch.optim.Adadelta(groups, lr=rate, rho=0.95, eps=1e-7)
        case "sgd":
            return torch.optim.SGD(
                groups, lr=rate, momentum=config.momentum, nesterov=config.momentum > 0, fused=True
            )


def make_schedule(
    optimizer: torch.optim.Optimizer, config: RunConfig, steps_per_epoch: int
) -> LRScheduler | ReduceLROnPlateau:
    """The schedule of a configuration: advanced after every step, ``plateau`` after every epoch.

    ``cosine`` falls to zero along half a cosine (Loshchilov & Hutter 2017, without restarts);
    ``one_cycle`` rises for the first 30 % of the steps and then falls (Smith & Topin 2019), and
    with all forms of Adam β₁ goes the other way, between 0.95 and 0.85. With ``restart_schedule`` each round of
    resampling begins where the training began.
    """
    steps = config.epochs * steps_per_epoch
    if config.restart_schedule:
        return _restarting(optimizer, config, steps // config.resampling_rounds, steps_per_epoch)
    match config.schedule:
        case "constant":
            return LambdaLR(optimizer, lambda step: 1.0)
        case "step":
            return StepLR(optimizer, config.schedule_epochs * steps_per_epoch, config.schedule_factor)
        case "cosine":
            return CosineAnnealingLR(optimizer, T_max=steps)
        case "one_cycle":
            # One more, because the schedule is also advanced after the last step.
            return OneCycleLR(
                optimizer, max_lr=config.learning_rate, total_steps=steps + 1,
                cycle_momentum=config.optimizer in ("adam", "adam_keras", "adamw"),
            )  # fmt: skip
        case "plateau":
            return ReduceLROnPlateau(
                optimizer,
                mode="max" if is_higher_better(config.best_metric) else "min",
                factor=config.schedule_factor,
                patience=config.schedule_epochs - 1,  # PyTorch counts the epochs that it still waits
                threshold=0.0,
            )


def _restarting(
    optimizer: torch.optim.Optimizer, config: RunConfig, period: int, steps_per_epoch: int
) -> LRScheduler:
    """``step`` or ``cosine`` (Loshchilov & Hutter 2017, with restarts), begun anew after every ``period`` steps."""
    if config.schedule == "cosine":
        return CosineAnnealingWarmRestarts(optimizer, T_0=period)
    fall_after = config.schedule_epochs * steps_per_epoch
    return LambdaLR(optimizer, lambda step: config.schedule_factor ** (step % period // fall_after))
