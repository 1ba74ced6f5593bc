"""Multiplications of report D's convolution layers, with the right output side and with the side that it prints."""

from collections.abc import Sequence
from dataclasses import dataclass

from fer_lib.proofs.convolution.counts import report_d_side
from fer_lib.proofs.operation_counts import REPORT_D_SIDES, report_d_layers


@dataclass(frozen=True)
class LayerWork:
    """One layer for one face.

    Attributes:
        input_side: cells of the input in one direction.
        output_side: cells of the output.
        printed_side: the same by the report's formula.
        multiplications: with the right output side.
        printed_multiplications: with the printed one.
    """

    input_side: int
    output_side: int
    printed_side: int
    multiplications: int
    printed_multiplications: int


@dataclass(frozen=True)
class NetworkWork:
    """All layers of a network.

    Attributes:
        layers: from the first to the last.
    """

    layers: Sequence[LayerWork]

    @property
    def total(self) -> int:
        """Multiplications of all layers."""
        return sum(layer.multiplications for layer in self.layers)

    @property
    def printed_total(self) -> int:
        """The same with the printed output sides."""
        return sum(layer.printed_multiplications for layer in self.layers)

    @property
    def costless_layers(self) -> int:
        """How many layers would take no multiplication by the printed formula."""
        return sum(layer.printed_multiplications == 0 for layer in self.layers)


def report_d_work() -> NetworkWork:
    """The ten convolution layers of report D."""
    layers = []
    for layer, side in zip(report_d_layers(), REPORT_D_SIDES, strict=True):
        printed_side = report_d_side(side, layer.kernel[0])
        printed = layer.weights_per_filter * layer.filters * printed_side**2
        layers.append(LayerWork(side, layer.output[0], printed_side, layer.multiplications, printed))
    return NetworkWork(layers)
