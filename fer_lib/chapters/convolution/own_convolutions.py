"""The convolutions of the edition's own network in the formulas of the chapter."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from fer_lib.chapters.models.network import Network, main_network
from fer_lib.data.dataset import DataShape
from fer_lib.editions import Edition
from fer_lib.proofs.operation_counts import ConvolutionLayer


@dataclass(frozen=True)
class OwnConvolution:
    """One convolution of the network, at one of its uses.

    Attributes:
        name: path of the module in the network.
        sizes: of the layer; its input channels are those that one filter reads, fewer than all where the layer is
            divided into groups.
        bias: whether its filters have one.
        groups: into which its channels are divided; 1 for a layer that is not.
        first_use: whether its parameters have not been counted at an earlier use.
    """

    name: str
    sizes: ConvolutionLayer
    bias: bool = True
    groups: int = 1
    first_use: bool = True

    @property
    def parameters(self) -> int:
        """Weights, and the bias of each filter if it has one."""
        if not self.first_use:
            return 0
        return int(self.sizes.parameters if self.bias else self.sizes.weights_per_filter * self.sizes.filters)

    @property
    def multiplications(self) -> int:
        """For one image."""
        return int(self.sizes.multiplications)

    @property
    def additions(self) -> int:
        """For one image."""
        return int(self.sizes.additions if self.bias else self.sizes.additions_without_bias)


@dataclass(frozen=True)
class OwnConvolutions:
    """All convolutions of a network for one image.

    Attributes:
        network: its name.
        shape: of the images that it takes.
        layers: in the order in which they run.
        executed: operations that torch counts in convolutions while the network runs.
    """

    network: str
    shape: DataShape
    layers: Sequence[OwnConvolution]
    executed: int

    @cached_property
    def parameters(self) -> int:
        """Of all layers."""
        return sum(layer.parameters for layer in self.layers)

    @cached_property
    def multiplications(self) -> int:
        """Of all layers."""
        return sum(layer.multiplications for layer in self.layers)

    @cached_property
    def additions(self) -> int:
        """Of all layers."""
        return sum(layer.additions for layer in self.layers)

    @cached_property
    def outputs(self) -> int:
        """Values that training keeps of one image: the outputs of all layers."""
        return sum(int(layer.sizes.output_values) for layer in self.layers)


def convolutions_of(network: Network) -> OwnConvolutions | None:
    """A network's two-dimensional convolutions; None if it has none as layers."""
    layers = []
    for layer in network.layers:
        if not layer.name or len(layer.shape) != 3:
            continue
        module = network.model.get_submodule(layer.name)
        if isinstance(module, nn.Conv2d):
            kernel = (module.kernel_size[0], module.kernel_size[1])
            _, height, width = layer.shape
            sizes = ConvolutionLayer(
                module.in_channels // module.groups, module.out_channels, kernel, (height, width)
            )
            layers.append(
                OwnConvolution(layer.name, sizes, module.bias is not None, module.groups, layer.use == 1)
            )
    return OwnConvolutions(network.shown_name, network.shape, layers, _executed(network)) if layers else None


def _executed(network: Network) -> int:
    """Operations of convolutions for one image, as torch's own counter sees them."""
    modes = {module: module.training for module in network.model.modules()}
    example = network.example
    try:
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            network.model.eval()(example)
    finally:
        for module, mode in modes.items():
            module.training = mode
    counts = counter.get_flop_counts()["Global"]
    counted = sum(int(n) for operation, n in counts.items() if "convolution" in str(operation))
    return counted // len(example)


def own_convolutions(book: Edition) -> OwnConvolutions | None:
    """Those of the main run's network; None if it has none as layers."""
    return convolutions_of(main_network(book))
