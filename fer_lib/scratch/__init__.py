"""Networks written from scratch: NumPy alone, no automatic differentiation."""

from fer_lib.scratch.activations import ACTIVATIONS, Activation
from fer_lib.scratch.network import Gradients, Network, softmax, train_epoch

__all__ = ["ACTIVATIONS", "Activation", "Gradients", "Network", "softmax", "train_epoch"]
