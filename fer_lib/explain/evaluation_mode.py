"""States of a network in which its patterns and maps would silently be another network's."""

import torch
from torch import nn

from fer_lib.errors import UserError


def check_network(model: nn.Module) -> None:
    """Refuse what would silently give another network's patterns.

    Raises:
        UserError: if a module is in training mode (dropout would be drawn anew and batch normalization would mix
            the images of a batch) or autocast is on (gradients of small numbers would be rounded away).
    """
    training = [name or type(model).__name__ for name, module in model.named_modules() if module.training]
    if training:
        raise UserError(
            f"{training[0]} is in training mode, in which the images of a batch influence each other; "
            "call model.eval() first"
        )
    if torch.is_autocast_enabled(device_of(model).type):
        raise UserError("autocast is on, which rounds small gradients away; leave the autocast block first")


def device_of(model: nn.Module) -> torch.device:
    """Where a network's weights are; the CPU for one without."""
    return next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
