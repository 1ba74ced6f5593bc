"""A network's convolutions and poolings as a chain, each taking what the one before it gives."""

from dataclasses import dataclass
from typing import Literal

from torch import nn

from fer_lib.chapters.convolution.window_figure import WindowRow
from fer_lib.chapters.models.network import Network
from fer_lib.models.graph import IMAGE, Operation, Window
from fer_lib.proofs.windows import output_size

FILTERS = 8
"""Of the layer that a row of cells becomes; nothing about the row tells how many there are."""


@dataclass(frozen=True)
class ChainLayer:
    """One layer with a square window.

    Attributes:
        kind: what is done with the window.
        kernel: k, cells of a side.
        stride: s.
        padding: p, cells at each side.
        dilation: d.
        filters: f; of a pooling the channels that it takes.
        bias: whether each filter has one.
    """

    kind: Literal["convolution", "pooling"]
    kernel: int
    stride: int
    padding: int
    dilation: int
    filters: int
    bias: bool


@dataclass(frozen=True)
class Chain:
    """Layers one after the other on a square image.

    Attributes:
        side: of the image, in pixels.
        channels: of the image.
        layers: from the image on.
    """

    side: int
    channels: int
    layers: tuple[ChainLayer, ...]


def chain_of_row(row: WindowRow) -> Chain:
    """One convolution over a square image of which the row is one."""
    layer = ChainLayer("convolution", row.kernel, row.stride, row.padding, 1, FILTERS, bias=True)
    return Chain(row.width, 1, (layer,))


def chain_of_network(network: Network) -> Chain | None:
    """The convolutions and poolings up to the last map.

    None where the formulas of one plain layer after the other do not say what the network computes: it has branches,
    groups, windows that are not square, a layer used twice, or an image that is no square.
    """
    side, channels = network.shape.height, network.shape.channels
    if side != network.shape.width:
        return None
    layers: list[ChainLayer] = []
    last, shape, seen = IMAGE, (channels, side, side), set[str]()
    for number in network.graph.passages:
        operation = network.graph.operations[number]
        if network.graph.sources(operation) != (last,):
            return None  # what stands between is beside the way: a branch
        last = number
        if operation.shape is None or len(operation.shape) != 3:
            break
        if operation.window is None:
            if operation.shape != shape:
                break  # the map becomes something that no window gives, as the mean over all its places
            continue
        layer = _layer(network.model, operation, operation.window)
        if layer is None or operation.module in seen or _shape_after(layer, shape) != operation.shape:
            return None
        seen.add(operation.module)
        layers.append(layer)
        shape = operation.shape
    return Chain(side, channels, tuple(layers)) if layers else None


def _shape_after(layer: ChainLayer, shape: tuple[int, ...]) -> tuple[int, ...]:
    side = output_size(shape[1], layer.kernel, layer.stride, layer.padding, layer.dilation)
    return layer.filters, side, side


def _layer(model: nn.Module, operation: Operation, window: Window) -> ChainLayer | None:
    pairs = (window.kernel, window.stride, window.dilation)
    if any(down != across for down, across in pairs) or operation.shape is None:
        return None
    kernel, stride, dilation = (pair[0] for pair in pairs)
    if isinstance(window.padding, str):
        around = dilation * (kernel - 1) if window.padding == "same" else 0
        if around % 2:
            return None  # one more on one side than on the other
        padding = around // 2
    elif window.padding[0] == window.padding[1]:
        padding = window.padding[0]
    else:
        return None
    if operation.kind in ("MaxPool2d", "AvgPool2d", "max_pool2d", "avg_pool2d"):
        return ChainLayer("pooling", kernel, stride, padding, dilation, operation.shape[0], bias=False)
    module = model.get_submodule(operation.module) if operation.module else None
    if not isinstance(module, nn.Conv2d) or module.groups > 1:
        return None
    return ChainLayer(
        "convolution", kernel, stride, padding, dilation, module.out_channels, module.bias is not None
    )
