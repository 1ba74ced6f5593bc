"""Report E's small CNN for mask images."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fer_lib.data.masks.dataset import CLASS_NAMES, SIDE

FILTERS, POOL = 16, 4
FEATURES = FILTERS * (SIDE // POOL) ** 2


class MaskNetwork(nn.Module):
    """Conv3×3 3→16 → ReLU → max pool 4×4 → 16·7·7→3.

    The 16·7·7 inputs of the last layer, which the report prints, fix padding 1 and stride 1. The maximum is taken
    before ReLU: as ReLU is monotone this gives the same, with a sixteenth of its work. Colours and filters stay last in
    memory, forward and backward, which is faster on a CPU.

    Args:
        seed: decides the initial weights, U(−1/√n, 1/√n) for a unit of n inputs, which is torch's default.
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(len("RGB"), FILTERS, kernel_size=3, padding=1)
        self.linear = nn.Linear(FEATURES, len(CLASS_NAMES))
        generator = torch.Generator().manual_seed(seed)
        for layer in (self.convolution, self.linear):
            bound = layer.weight[0].numel() ** -0.5
            for parameter in layer.parameters():
                nn.init.uniform_(parameter, -bound, bound, generator=generator)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, 3] of images [N, 3, 28, 28], 0 to 1."""
        maps = self.convolution(images)  # [N, 16, 28, 28]
        pooled = F.relu(F.max_pool2d(maps, POOL))  # [N, 16, 7, 7]
        return self.linear(pooled.permute(0, 2, 3, 1).flatten(1))  # type: ignore[no-any-return]


def number_of_parameters() -> int:
    """Parameters of the network: 16·27 + 16 + 784·3 + 3."""
    return sum(parameter.numel() for parameter in MaskNetwork(0).parameters())
