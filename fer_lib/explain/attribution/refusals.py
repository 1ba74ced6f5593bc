"""States and inputs for which every attribution method would give a wrong map without a word."""

import torch
from torch import Tensor, nn

from fer_lib.errors import UserError


def refuse_wrong_state(model: nn.Module, inputs: Tensor) -> None:
    """Refuse training mode, autocast and inference mode.

    Raises:
        UserError: with what would go wrong, and what to do.
    """
    training = [name or type(module).__name__ for name, module in model.named_modules() if module.training]
    if training:
        raise UserError(
            f"attribution: {training[0]} is in training mode; dropout would drop at random, and batch normalization "
            "would make a map depend on the other images of its batch. Call model.eval() first."
        )
    if torch.is_autocast_enabled(inputs.device.type):
        raise UserError(
            "attribution: autocast is on; gradients would be rounded to half precision, where small ones vanish. "
            "Leave the autocast block first."
        )
    if torch.is_inference_mode_enabled() or inputs.is_inference():
        raise UserError(
            "attribution: inference mode is on, or the images were made in it; it records nothing that a gradient "
            "could be taken of. Leave it first (torch.no_grad does no harm)."
        )


def refuse_wrong_input(model: nn.Module, inputs: Tensor, targets: Tensor) -> None:
    """Refuse images and targets that do not fit the network.

    Raises:
        UserError: naming what was expected.
    """
    if inputs.ndim != 4 or inputs.dtype not in (torch.float32, torch.float64) or not len(inputs):
        raise UserError(
            f"attribution: images must be float32 or float64 [N, C, H, W] with N ≥ 1, not {inputs.dtype} "
            f"{list(inputs.shape)}"
        )
    if targets.shape != inputs.shape[:1] or targets.dtype != torch.int64:
        raise UserError(
            f"attribution: targets must be int64 [{len(inputs)}], one logit for each image, not {targets.dtype} "
            f"{list(targets.shape)}"
        )
    with torch.no_grad():
        logits = model(inputs[:1])
    if not isinstance(logits, Tensor) or logits.ndim != 2:
        raise UserError("attribution: the network must give one row of logits for each image, [N, K]")
    if targets.min() < 0 or targets.max() >= logits.shape[1]:
        raise UserError(
            f"attribution: targets must be 0 to {logits.shape[1] - 1}, they reach from {int(targets.min())} to "
            f"{int(targets.max())}"
        )
