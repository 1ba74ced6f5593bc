"""A network from elsewhere, made to take and give what all networks here do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

from fer_lib.models.memory_format import keep_channels_first, keeps_channels_first
from fer_lib.models.own_input import InputNormalization
from fer_lib.models.own_output import LogProbabilities


@dataclass(frozen=True)
class Adaptation:
    """What lies between a network from elsewhere and the rest of the library.

    Attributes:
        normalization: of its input; None if it takes images in [−1, 1] itself.
        gives_probabilities: whether it ends in a softmax.
    """

    normalization: InputNormalization | None = None
    gives_probabilities: bool = False

    def apply(self, network: nn.Module, channels: int) -> nn.Module:
        """The network from images in [−1, 1] to logits; the network itself where nothing is to be done.

        Args:
            network: as it was trained.
            channels: of the images.

        Raises:
            UserError: if the normalization is of another number of channels.
        """
        adapted = network
        if self.gives_probabilities:
            adapted = LogProbabilities(adapted)
        if self.normalization is not None:
            adapted = self.normalization.wrap(adapted, channels)
        if adapted is not network and keeps_channels_first(network):
            keep_channels_first(adapted)
        return adapted.train(network.training)

    def recorded(self) -> dict[str, Any]:
        """As ``read`` reads it, a part of ``provenance.json``'s ``adopted``."""
        return {
            "input": self.normalization.recorded() if self.normalization else None,
            "output": "probabilities" if self.gives_probabilities else "logits",
        }

    @classmethod
    def read(cls, adopted: Mapping[str, Any]) -> "Adaptation":
        """What an adopted run has recorded.

        Raises:
            UserError: if it is not what ``recorded`` gives.
        """
        recorded = adopted.get("input")
        normalization = None if recorded is None else InputNormalization.read(recorded)
        return cls(normalization, adopted.get("output") == "probabilities")
