"""Small networks whose maps can be written down."""

import torch
from torch import Tensor, nn


class GuidedReLU(torch.autograd.Function):
    """ReLU whose derivative lets only positive signals through, written out."""

    @staticmethod
    def forward(ctx, inputs):
        ctx.save_for_backward(inputs)
        return inputs.clamp(min=0)

    @staticmethod
    def backward(ctx, signal):
        (inputs,) = ctx.saved_tensors
        return signal.clamp(min=0) * (inputs > 0)


class FunctionalReLU(nn.Module):
    def forward(self, inputs: Tensor) -> Tensor:
        return nn.functional.relu(inputs)


def small_network(activation: type[nn.Module] = nn.ReLU, **options: object) -> nn.Sequential:
    """Two convolutions with batch normalization that is not the identity, [N, 1, 12, 12] → [N, 3]."""
    with torch.random.fork_rng([]):
        torch.manual_seed(0)
        network = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1),
            nn.BatchNorm2d(4),
            activation(**options),
            nn.MaxPool2d(2),
            nn.Conv2d(4, 6, 3, padding=1),
            nn.BatchNorm2d(6),
            activation(**options),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(54, 3),
        )
        network(torch.randn(32, 1, 12, 12))  # moves the running statistics
    return network.eval()


def small_inputs(n: int = 4) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    return torch.randn(n, 1, 12, 12, generator=generator), torch.arange(n) % 3
