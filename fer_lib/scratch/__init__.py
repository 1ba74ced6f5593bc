"""Networks written from scratch: NumPy alone, no automatic differentiation."""

from fer_lib.scratch.activations import ACTIVATIONS, Activation
from fer_lib.scratch.network import Gradients, Network, softmax, train_epoch
from fer_lib.scratch.training import PartHistory, TrainingHistory, TrainTestData, train

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "Gradients",
    "Network",
    "PartHistory",
    "TrainTestData",
    "TrainingHistory",
    "softmax",
    "train",
    "train_epoch",
]
