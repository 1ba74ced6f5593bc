"""Networks that were trained elsewhere and end in a softmax."""

import torch
from torch import Tensor, nn

SMALLEST = torch.finfo(torch.float32).tiny
"""What stands for a probability of 0."""


class LogProbabilities(nn.Module):
    """A network that gives probabilities, as one that gives logits: their logarithms, whose softmax they are.

    Args:
        network: gives probabilities [N, K].
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> Tensor:
        """Log probabilities [N, K]."""
        probabilities: Tensor = self.network(images)
        # Added and not clamped: to explanations a clamp is an activation. The sum is another for the smallest alone.
        return (probabilities + SMALLEST).log()
