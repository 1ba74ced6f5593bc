"""Parameters and operations of a convolution layer, for numbers and for symbols."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fer_lib.proofs.windows import output_size

# An int, or a SymPy expression: the formulas are the same. SymPy has no types of its own.
Size = Any


@dataclass(frozen=True)
class ConvolutionLayer:
    """Sizes of a convolution layer; each an ``int`` ≥ 1 or a SymPy expression.

    Args:
        in_channels: c, channels of the input.
        filters: f, channels of the output.
        kernel: k₁, k₂, cells of the kernel along W and H.
        output: m₁, m₂, cells of the output along W and H.
    """

    in_channels: Size
    filters: Size
    kernel: tuple[Size, Size]
    output: tuple[Size, Size]

    @property
    def weights_per_filter(self) -> Size:
        """k₁k₂c, also the number of products in one output value."""
        return self.kernel[0] * self.kernel[1] * self.in_channels

    @property
    def output_values(self) -> Size:
        """f·m₁m₂ for one image."""
        return self.filters * self.output[0] * self.output[1]

    @property
    def parameters(self) -> Size:
        """(k₁k₂c + 1)·f, the 1 for the bias of each filter."""
        return (self.weights_per_filter + 1) * self.filters

    @property
    def multiplications(self) -> Size:
        """k₁k₂c·f·m₁m₂ for one image."""
        return self.weights_per_filter * self.output_values

    @property
    def additions(self) -> Size:
        """k₁k₂c·f·m₁m₂ for one image: k₁k₂c − 1 to add the products of one output value, one for the bias."""
        return self.weights_per_filter * self.output_values

    @property
    def additions_without_bias(self) -> Size:
        """(k₁k₂c − 1)·f·m₁m₂ for one image."""
        return (self.weights_per_filter - 1) * self.output_values


def square_layer(
    in_channels: int, filters: int, kernel: int, width: int, padding: int = 0
) -> ConvolutionLayer:
    """A layer with a square kernel and stride 1 on a square input of ``width`` cells a side."""
    side = output_size(width, kernel, 1, padding)
    return ConvolutionLayer(in_channels, filters, (kernel, kernel), (side, side))


# The layers of the course's exercise (report D, problem 4).
LAYER_A = ConvolutionLayer(in_channels=5, filters=6, kernel=(2, 2), output=(3, 3))
LAYER_B = ConvolutionLayer(in_channels=6, filters=4, kernel=(2, 2), output=(1, 1))

# (input side, padding) of report A's six 3×3 layers; pooling halves the side after each of the first four.
REPORT_A_CHANNELS = (1, 16, 32, 64, 128, 256, 512)
REPORT_A_SIDES = ((48, 1), (24, 1), (12, 1), (6, 1), (3, 1), (3, 0))
# Input sides and channels of report D's ten 3×3 layers, all with padding 1.
REPORT_D_CHANNELS = (1, 64, 64, 128, 128, 192, 192, 256, 256, 512, 512)
REPORT_D_SIDES = (48, 48, 24, 24, 12, 12, 6, 6, 3, 3)


def report_a_layers() -> list[ConvolutionLayer]:
    """The six convolution layers of report A's network."""
    pairs = zip(REPORT_A_CHANNELS, REPORT_A_CHANNELS[1:], REPORT_A_SIDES, strict=False)
    return [square_layer(c, f, 3, side, padding) for c, f, (side, padding) in pairs]


def report_d_layers() -> list[ConvolutionLayer]:
    """The ten convolution layers of report D's network."""
    pairs = zip(REPORT_D_CHANNELS, REPORT_D_CHANNELS[1:], REPORT_D_SIDES, strict=False)
    return [square_layer(c, f, 3, side, 1) for c, f, side in pairs]


def total_multiplications(layers: Sequence[ConvolutionLayer]) -> int:
    """Multiplications of a forward pass of one image through the convolution layers."""
    return sum(int(layer.multiplications) for layer in layers)
