"""Networks that were trained elsewhere, on images that were normalized in another way than here."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from fer_lib.errors import UserError

SCALES = (1, 255)


class OwnInput(nn.Module):
    """A network behind its own normalization: takes images in [−1, 1], as all networks here do.

    With v the grey level from 0 to 1 the network gets (v − mean) / std, channel by channel. The constants are no
    weights: the state dict is the network's, under ``network.``.

    Args:
        network: takes normalized images [N, C, H, W].
        mean: one a channel, of grey levels from 0 to 1.
        std: the same.
    """

    def __init__(self, network: nn.Module, mean: Sequence[float], std: Sequence[float]) -> None:
        super().__init__()
        self.network = network
        # v = (x + 1) / 2, so (v − mean) / std = factor · x + offset.
        divisor = torch.tensor(std, dtype=torch.float64)
        offset = (0.5 - torch.tensor(mean, dtype=torch.float64)) / divisor
        self.factor: Tensor
        self.offset: Tensor
        self.register_buffer("factor", (0.5 / divisor).float().view(-1, 1, 1), persistent=False)
        self.register_buffer("offset", offset.float().view(-1, 1, 1), persistent=False)

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, K] of images float32 [N, C, H, W] in [−1, 1]."""
        logits: Tensor = self.network(images * self.factor + self.offset)
        return logits


@dataclass(frozen=True)
class InputNormalization:
    """(v − mean) / std with grey levels v from 0 to ``scale``: what a network expects of its images.

    Attributes:
        mean: one number, or one a channel.
        std: the same, above 0.
        scale: 1 if mean and std are meant for grey levels from 0 to 1, 255 for 0 to 255.
    """

    mean: tuple[float, ...]
    std: tuple[float, ...]
    scale: int = 1

    def __post_init__(self) -> None:
        for name, numbers in (("mean", self.mean), ("std", self.std)):
            if not numbers or not all(map(math.isfinite, numbers)):
                raise UserError(f"{name}: {list(numbers)}: numbers are expected, one or one a channel")
        if min(self.std) <= 0:
            raise UserError(f"std: {list(self.std)}: a standard deviation is above 0")
        if self.scale not in SCALES:
            raise UserError(f"scale: {self.scale}: grey levels go to 1 or to 255")
        if self.scale == 1 and max(map(abs, (*self.mean, *self.std))) > 10:
            raise UserError(
                f"mean {list(self.mean)} and std {list(self.std)} are not of grey levels from 0 to 1; if they are of "
                "0 to 255, say --scale 255"
            )

    def wrap(self, network: nn.Module, channels: int) -> OwnInput:
        """The network behind this normalization.

        Args:
            network: takes normalized images.
            channels: of the images.

        Raises:
            UserError: if there are neither one number nor so many.
        """
        full = []
        for name, numbers in (("mean", self.mean), ("std", self.std)):
            if len(numbers) not in (1, channels):
                raise UserError(
                    f"{name}: {len(numbers)} numbers, and the images have {channels} "
                    f"channel{'s' * (channels > 1)}; give one number, or one a channel"
                )
            every = numbers * channels if len(numbers) == 1 else numbers
            full.append([number / self.scale for number in every])
        return OwnInput(network, *full)

    def recorded(self) -> dict[str, Any]:
        """As ``read`` reads it."""
        return {"mean": list(self.mean), "std": list(self.std), "scale": self.scale}

    @classmethod
    def read(cls, recorded: object) -> "InputNormalization":
        """What a run's ``provenance.json`` has recorded.

        Raises:
            UserError: if it is not what ``recorded`` gives.
        """
        if not isinstance(recorded, Mapping):
            raise UserError(f"{recorded!r:.60} is no input normalization")
        lists = [recorded.get("mean"), recorded.get("std")]
        scale = recorded.get("scale", 1)
        for numbers in lists:
            if not isinstance(numbers, list) or not all(type(n) in (int, float) for n in numbers):
                raise UserError(f"{dict(recorded)!r:.80} is no input normalization")
        if type(scale) is not int:
            raise UserError(f"{dict(recorded)!r:.80} is no input normalization")
        try:
            mean, std = (tuple(map(float, numbers or ())) for numbers in lists)
        except OverflowError:
            raise UserError(f"{dict(recorded)!r:.80} is no input normalization") from None
        return cls(mean, std, scale)
