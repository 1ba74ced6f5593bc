"""The pixels that one place of a feature map depends on, worked out along all ways from the image to the map."""

from collections.abc import Sequence
from dataclasses import dataclass

from fer_lib.errors import UserError
from fer_lib.explain.activation_modules import FUNCTIONS
from fer_lib.explain.filter_layers import ELEMENTWISE, FilterLayer
from fer_lib.models.graph import IMAGE, NetworkGraph, Operation

_EACH_PLACE = {
    *(ELEMENTWISE - {"softmax"}), *(kind.__name__ for kind, _ in FUNCTIONS.values()), "BatchNorm2d", "batch_norm",
    "PReLU", "Dropout", "Dropout2d", "dropout", "dropout2d", "Identity", "Sequential", "contiguous", "cat", "concat",
    "concatenate",
}  # fmt: skip
"""Operations that compute each place from the same place alone."""


@dataclass(frozen=True)
class ReceptiveField:
    """The pixels that one place of a map depends on.

    Place i covers the pixels start + i·stride … start + i·stride + size − 1 of each axis; some may lie outside
    of the image, where the padding is.

    Attributes:
        size: pixels of a side.
        stride: pixels from one place to the next.
        start: first pixel of place 0.
    """

    size: int
    stride: int
    start: int

    def window(self, place: Sequence[int], height: int, width: int | None = None) -> tuple[slice, slice]:
        """Rows and columns of the image that the place sees, cut at the borders of the image.

        Args:
            place: row and column in the map.
            height: of the image.
            width: likewise; the height where it is not given.
        """
        sides = (height, height if width is None else width)
        first = [self.start + int(i) * self.stride for i in place]
        rows, columns = (
            slice(max(0, f), min(side, f + self.size)) for f, side in zip(first, sides, strict=True)
        )
        return rows, columns


def receptive_field(graph: NetworkGraph, layer: FilterLayer) -> ReceptiveField:
    """Receptive field of a layer's places: r ← r + (k − 1)·j, j ← j·s, start ← start − p·j (Araujo et al. 2019).

    Where branches meet, the smallest square that holds what each of them sees.

    Args:
        graph: as ``record`` gives it for the network.
        layer: one of ``find_filter_layers`` of the same network.

    Raises:
        UserError: where it is no square: a dilated window, one with different sizes across and down, branches of
            different steps, or an operation on the way that takes from other places, such as a mean over the map.
    """
    (target,) = graph.by_module(layer.convolution)
    fields = {IMAGE: ReceptiveField(1, 1, 0)}
    on_the_way = {target.number}
    for operation in reversed(graph.operations[: target.number + 1]):
        if operation.number in on_the_way:
            on_the_way.update(graph.sources(operation))
    for operation in graph.operations[: target.number + 1]:
        if operation.number in on_the_way:
            fields[operation.number] = _after(
                operation, [fields[source] for source in graph.sources(operation)]
            )
    return fields[target.number]


def _after(operation: Operation, fields: Sequence[ReceptiveField]) -> ReceptiveField:
    name = operation.module or operation.kind
    strides = {field.stride for field in fields}
    if len(strides) > 1:
        raise UserError(f"{name} puts branches of different steps together; its receptive field is no square")
    start = min(field.start for field in fields)
    size = max(field.start + field.size for field in fields) - start
    (stride,) = strides
    window = operation.window
    if window is None:
        own = {name.removesuffix("_") for name in operation.inside or ("",)}  # of a user's activation
        if operation.kind.removesuffix("_") not in _EACH_PLACE and not own <= _EACH_PLACE:
            raise UserError(
                f"{name} ({operation.kind}) may take from any place, so what a place sees is not known"
            )
        return ReceptiveField(size, stride, start)
    if window.dilation != (1, 1):
        raise UserError(f"{name} is dilated; its receptive field is no full square")
    kernel = _one(window.kernel, name)
    if isinstance(window.padding, str):
        padding = (kernel - 1) // 2 if window.padding == "same" else 0
    else:
        padding = _one(window.padding, name)
    return ReceptiveField(
        size + (kernel - 1) * stride, stride * _one(window.stride, name), start - padding * stride
    )


def _one(sizes: tuple[int, int], name: str) -> int:
    if sizes[0] != sizes[1]:
        raise UserError(
            f"{name} has different sizes across and down ({sizes}); its receptive field is no square"
        )
    return sizes[0]
