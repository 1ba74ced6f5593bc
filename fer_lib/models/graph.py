"""What a network computes for an image: each operation, and what it takes from which others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

IMAGE = -1
"""Stands for the network's input where operations are numbered."""
ADDITIONS = ("add", "add_", "__radd__", "__iadd__")
CONCATENATIONS = ("cat", "concat", "concatenate")
PRODUCTS = ("mul", "mul_", "__rmul__", "__imul__", "multiply")
JOINS = {
    **dict.fromkeys(ADDITIONS, "add"),
    **dict.fromkeys(CONCATENATIONS, "concatenate"),
    **dict.fromkeys(PRODUCTS, "multiply"),
}
"""Functions in which branches of a network meet, and what they do there."""
CONVOLUTIONS = ("Conv2d", "conv2d", "ConvTranspose2d", "conv_transpose2d")
_REARRANGING = (
    "permute", "transpose", "movedim", "moveaxis", "swapaxes", "swapdims", "reshape", "view", "flatten", "unflatten",
    "Flatten", "Unflatten", "__get__", "rot90", "roll",
)  # fmt: skip


@dataclass(frozen=True)
class Window:
    """How a convolution or a pooling goes over the image; each value is (down, across) as far as it is known.

    Attributes:
        kernel: pixels of the window.
        stride: from one place to the next.
        padding: pixels added on each side; a word (``same``) where the network gives one.
        dilation: from one pixel of the window to the next.
    """

    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int] | str
    dilation: tuple[int, int]


@dataclass(frozen=True)
class Operation:
    """One operation of a network: a layer, or a function called outside of layers.

    Attributes:
        number: 0 for the first that ran.
        kind: the module's class or the function's name: ``Conv2d``, ``relu``, ``add``.
        module: path of the module; empty for a function.
        owner: path of the module whose ``forward`` called it; empty for the network itself.
        inputs: what it takes: numbers of other operations, ``IMAGE`` for the network's input, each once.
        shape: of its first output, without the batch; None where it gives no tensor of a batch.
        parameters: names of the trainable values that it uses.
        inside: functions that the module calls; empty for a function.
        window: of convolutions and poolings, else None.
    """

    number: int
    kind: str
    module: str
    owner: str
    inputs: tuple[int, ...]
    shape: tuple[int, ...] | None
    parameters: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    window: Window | None = None


@dataclass(frozen=True)
class NetworkGraph:
    """All that a network has computed for an image.

    Attributes:
        operations: in the order in which they ran; each only takes from earlier ones.
        output: number of the operation that gives the logits; None where the output is not one tensor of an operation.
        results: for each module, by its path, the operation that gave what each of its uses returned.
    """

    operations: tuple[Operation, ...]
    output: int | None = None
    results: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def consumers(self) -> Mapping[int, tuple[int, ...]]:
        """For each operation, and ``IMAGE``, the operations that take from it."""
        found: dict[int, list[int]] = {number: [] for number in range(IMAGE, len(self.operations))}
        for operation in self.operations:
            for source in operation.inputs:
                found[source].append(operation.number)
        return {number: tuple(takers) for number, takers in found.items()}

    @cached_property
    def from_image(self) -> frozenset[int]:
        """Operations whose result depends on the image, and ``IMAGE``."""
        found = {IMAGE}
        for operation in self.operations:
            if found.intersection(operation.inputs):
                found.add(operation.number)
        return frozenset(found)

    @cached_property
    def to_output(self) -> frozenset[int]:
        """Operations, and ``IMAGE``, on which the logits depend; empty where the output is not known."""
        if self.output is None:
            return frozenset()
        found = {self.output}
        for operation in reversed(self.operations[: self.output + 1]):
            if operation.number in found:
                found.update(operation.inputs)
        return frozenset(found)

    def sources(self, operation: Operation) -> tuple[int, ...]:
        """What an operation takes that depends on the image; ``IMAGE`` for the image itself."""
        return tuple(source for source in operation.inputs if source in self.from_image)

    def join(self, operation: Operation) -> str:
        """What an operation does with two branches: ``add``, ``concatenate``, ``multiply``; empty for one branch.

        A module that takes two branches goes by its class, a function that is none of ``JOINS`` by its name.
        """
        if len(self.sources(operation)) < 2:
            return ""
        return operation.kind if operation.module else JOINS.get(operation.kind, operation.kind)

    def downstream(self, number: int) -> frozenset[int]:
        """The operations whose result depends on that of one, without itself."""
        found = {number}
        for operation in self.operations[number + 1 :]:
            if found.intersection(operation.inputs):
                found.add(operation.number)
        return frozenset(found - {number})

    @cached_property
    def passages(self) -> tuple[int, ...]:
        """Operations that everything has to pass on its way from the image to the logits, in their order.

        An operation on one of two branches is none of them.
        """
        on_the_way = self.from_image & self.to_output
        found, reaches = [], IMAGE
        # ``reaches``: the last taker of anything computed so far. What comes before it can be bypassed.
        for number in sorted(on_the_way):
            if number >= reaches and number != IMAGE:
                found.append(number)
            reaches = max([reaches, *(taker for taker in self.consumers[number] if taker in on_the_way)])
        return tuple(found)

    @cached_property
    def maps(self) -> frozenset[int]:
        """Operations that give maps [C, H, W] of a convolution, its places where the image has them."""
        found: set[int] = set()
        for operation in self.operations:
            sources = self.sources(operation)
            if operation.shape is None or len(operation.shape) != 3 or not sources:
                continue
            if (
                operation.kind in CONVOLUTIONS
                or (operation.window and operation.parameters)
                or (found.issuperset(sources) and operation.kind not in _REARRANGING)
            ):
                found.add(operation.number)
        return frozenset(found)

    def by_module(self, name: str) -> list[Operation]:
        """The uses of a module, by its path."""
        return [operation for operation in self.operations if operation.module == name]
