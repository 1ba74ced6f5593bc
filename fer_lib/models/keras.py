"""Initial weights and normalization as Keras has them, for the networks of the reports that used it."""

from torch import nn

EPSILON, MOMENTUM = 1e-3, 0.01
"""Of Keras's ``BatchNormalization``: it keeps 0.99 of the running statistics at each step, and PyTorch's momentum is
what comes from the batch. PyTorch's own are 1e-5 and 0.1."""


def glorot_uniform(network: nn.Module) -> None:
    """Draw weights from U(−a, a), a = √(6 / (fan_in + fan_out)), and set biases to 0 (Glorot & Bengio 2010, eq. 16).

    PyTorch's own choice has a = √(1 / fan_in), less than half of that where a layer keeps its width: without batch
    normalization the signal of report B's CNN then dies out within its eight layers, and it does not begin to learn.

    Args:
        network: its convolutions and linear layers are changed in place.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def batch_norm_1d(features: int) -> nn.BatchNorm1d:
    """Batch normalization of [N, features] with Keras's constants."""
    return nn.BatchNorm1d(features, eps=EPSILON, momentum=MOMENTUM)


def batch_norm_2d(channels: int) -> nn.BatchNorm2d:
    """Batch normalization of [N, channels, H, W] with Keras's constants."""
    return nn.BatchNorm2d(channels, eps=EPSILON, momentum=MOMENTUM)
