"""The convolutions of a network, where each of them ends, and what a layer computes for given images."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.activation_modules import ACTIVATIONS, FUNCTIONS, activation_name
from fer_lib.explain.evaluation_mode import check_network, device_of
from fer_lib.models.graph import JOINS, NetworkGraph, Operation
from fer_lib.models.recording import record

NORMALIZATIONS = (nn.BatchNorm2d, nn.GroupNorm, nn.InstanceNorm2d)
POOLINGS = (nn.MaxPool2d, nn.AvgPool2d)
_PASS_ON = (nn.Identity, nn.Dropout, nn.Dropout2d, nn.AlphaDropout, nn.FeatureAlphaDropout)
_PASSING_FUNCTIONS = ("dropout", "dropout2d", "alpha_dropout", "feature_alpha_dropout", "contiguous")
OTHER_ACTIVATIONS = {
    "clamp": "clamp",
    "clamp_min": "clamp",
    "clip": "clamp",
    "maximum": "maximum",
    "where": "where",
    "threshold": "threshold",
    "logsigmoid": "LogSigmoid",
    "prelu": "PReLU",
    "rrelu": "RReLU",
    "softmax": "Softmax",
}
"""Further functions that change each value by a rule of its own, and what to call them."""
_AFFINE = ("add", "sub", "mul", "div", "__radd__", "__rsub__", "__rmul__", "__rtruediv__", "neg")
_NORMALIZING = ("batch_norm", "group_norm", "instance_norm")
ELEMENTWISE = {
    *FUNCTIONS, *OTHER_ACTIVATIONS, *_AFFINE, "gt", "ge", "lt", "le", "sign", "exp", "log", "log1p", "pow", "sqrt",
    "abs", "__pow__",
}  # fmt: skip
"""Functions that change each value by itself."""


@dataclass(frozen=True)
class FilterLayer:
    """One convolution with what belongs to it alone.

    Attributes:
        number: 1 for the first; the last is the deepest, never a shortcut's that only runs last.
        convolution: path of the convolution in the network.
        before: path of what is computed last before the activation: the convolution or its normalization.
        after: path of the activation of ``before``; ``before`` where none follows as a module of its own.
        end: path of the pooling that follows, else ``after``.
        filters: number of filters (output channels).
        side: height of the maps.
        called: name of the activation of ``before`` where no hook reaches what comes after it: the network calls it as
            a function (``F.relu``) or uses its module in several places; else empty.
        width: of the maps.
        followed_by: what takes ``before`` where that is no activation: ``add``, ``concatenate`` or ``multiply`` if it
            is put together with another branch, ``branches`` if several take it, else the class or function; empty
            if an activation follows, or nothing. An activation after a sum is the sum's.
    """

    number: int
    convolution: str
    before: str
    after: str
    end: str
    filters: int
    side: int
    called: str = ""
    width: int = 0
    followed_by: str = ""

    @property
    def places(self) -> int:
        """Places of a map."""
        return self.side * (self.width or self.side)

    @property
    def is_joined(self) -> bool:
        """Whether the convolution's output is put together with another branch before any activation."""
        return self.followed_by in JOINS.values()

    def refuse_called_activation(self) -> None:
        """Refuse what would silently take the value before the activation for the one after it.

        Raises:
            UserError: if the activation is no module of its own.
        """
        if self.called:
            raise UserError(
                f"the activation after {self.before} ({self.called}) is called as a function or shared with other "
                "layers, so what comes after it cannot be looked at; write it as a module of its own, for example "
                "nn.ReLU(), or let fer_lib.explain.activation_modules.with_activation_modules do so"
            )


class _EnoughError(Exception):
    """Ends a forward pass whose rest nobody needs."""


def usable_filter_layers(
    model: nn.Module, input_shape: tuple[int, int, int]
) -> tuple[list[FilterLayer], dict[str, str]]:
    """The convolutions whose activation can be looked at, and why others cannot.

    Args:
        model: as for ``find_filter_layers``.
        input_shape: (C, H, W) of an input image.

    Returns:
        The layers from the first to the deepest, and the reasons by the path of the convolution; by the empty path
        where the network as a whole has none.
    """
    try:
        found = find_filter_layers(model, input_shape)
    except UserError as reason:
        return [], {"": str(reason)}
    able, refused = [], {}
    for layer in found:
        try:
            layer.refuse_called_activation()
            able.append(layer)
        except UserError as reason:
            refused[layer.convolution] = str(reason)
    return able, refused


def find_filter_layers(
    model: nn.Module, input_shape: tuple[int, int, int] = (1, 48, 48)
) -> list[FilterLayer]:
    """All convolutions (``nn.Conv2d``) by their depth: how many lie on the longest way from the image to their output.

    Those of equal depth stand in the order in which they run. So a shortcut's convolution, which many networks run
    after those that it goes around, is not taken for the last. What belongs to a convolution is found by what takes its
    output, not by what runs after it. Activation, normalization and pooling are found if they are modules of their own
    that nothing else feeds; any other activation is only noted in ``called``. ``with_activation_modules`` makes modules
    of most of them.

    Args:
        model: any network in evaluation mode; it is left as it is.
        input_shape: (C, H, W) of an input image.

    Raises:
        UserError: if a module is in training mode, autocast is on, the network has no ``nn.Conv2d``, or one that runs
            more than once in a forward pass.
    """
    check_network(model)
    graph = record(model, torch.zeros(2, *input_shape, device=device_of(model)))
    modules = dict(model.named_modules())
    convolutions = [operation for operation in graph.operations if _is_convolution(operation, modules)]
    for operation in convolutions:
        uses = len(graph.by_module(operation.module))
        if uses > 1:
            raise UserError(
                f"{operation.module} runs {uses} times in one forward pass, so its output belongs to no single layer; "
                "give each use a module of its own"
            )
    if not convolutions:
        raise UserError(
            f"{type(model).__name__} has no convolution (nn.Conv2d), so it has no filters to look at"
        )
    depths = _depths(graph, modules)
    convolutions.sort(key=lambda one: depths[one.number])  # stable: equal depths stay in the order of running
    return [_follow(graph, modules, one, number) for number, one in enumerate(convolutions, 1)]


def _is_convolution(operation: Operation, modules: dict[str, nn.Module]) -> bool:
    return bool(operation.module) and isinstance(modules[operation.module], nn.Conv2d)


def _depths(graph: NetworkGraph, modules: dict[str, nn.Module]) -> list[int]:
    """Convolutions on the longest way from the image to each operation's output, its own among them."""
    depths: list[int] = []
    for operation in graph.operations:
        before = max((depths[source] for source in operation.inputs if source >= 0), default=0)
        depths.append(before + _is_convolution(operation, modules))
    return depths


def _follow(
    graph: NetworkGraph, modules: dict[str, nn.Module], convolution: Operation, number: int
) -> FilterLayer:
    """Go from a convolution to what takes its output, as long as that is all that takes it and takes nothing else."""
    name, shape = convolution.module, convolution.shape or ()
    if len(shape) != 3:
        raise UserError(f"{name} gives no maps [N, C, H, W], so it has no filters to look at")
    before = after = end = name
    called = followed_by = ""
    current = convolution
    role = (
        "hidden" if any(map(activation_name, convolution.inside)) else ""
    )  # in a convolution of the user's own
    if role:
        called = " ".join(_label(function) for function in convolution.inside if activation_name(function))
    while not role:
        takers = [graph.operations[taker] for taker in graph.consumers[current.number]]
        role = _role(graph, modules, takers)
        has_activation = after != before
        if role == "normalization" and not has_activation:
            before = after = end = takers[0].module
        elif role == "activation" and not has_activation:
            after = end = takers[0].module
        elif role == "pooling":
            end = takers[0].module
        elif role == "hidden" and not has_activation:
            called = ", ".join(dict.fromkeys(_label(taker.kind) for taker in takers))
        if role in ("other", "branches", "pooling") and not has_activation and takers:
            followed_by = role if role == "branches" else graph.join(takers[0]) or takers[0].kind
        if role in ("passes on", "normalization") or (role == "activation" and not has_activation):
            current, role = takers[0], ""
    return FilterLayer(
        number, name, before, after, end, shape[0], shape[1], called, shape[2], followed_by
    )  # fmt: skip


def _role(graph: NetworkGraph, modules: dict[str, nn.Module], takers: Sequence[Operation]) -> str:
    """What the operations that take an output are to it."""
    if len(takers) != 1:
        # An activation that is written out takes its input more than once: x * relu6(x + 3) / 6, where(x > 0, x, 0).
        alone = [taker for taker in takers if not graph.join(taker)]
        changes = any(
            _is_elementwise_function(taker) or _is_activation(graph, modules, taker) for taker in alone
        )
        return "hidden" if changes else "branches"
    (taker,) = takers
    if graph.join(taker):
        return "other"
    if not taker.module:
        return _role_of_function(taker)
    module = modules[taker.module]
    if isinstance(module, _PASS_ON):
        return "passes on"
    is_own = len(graph.by_module(taker.module)) == 1
    if isinstance(module, NORMALIZATIONS):
        return "normalization" if is_own else "hidden"
    if _is_activation(graph, modules, taker):
        return "activation" if is_own else "hidden"
    return "pooling" if isinstance(module, POOLINGS) and is_own else "other"


def _role_of_function(taker: Operation) -> str:
    name = taker.kind.removesuffix("_")
    if name in _PASSING_FUNCTIONS:
        return "passes on"
    return "hidden" if activation_name(name) or name in OTHER_ACTIVATIONS or name in _NORMALIZING else "other"


def _is_elementwise_function(operation: Operation) -> bool:
    return not operation.module and operation.kind.removesuffix("_") in ELEMENTWISE


def _is_activation(graph: NetworkGraph, modules: dict[str, nn.Module], operation: Operation) -> bool:
    """Whether a module is one of ``ACTIVATIONS``, or one of the user's own such as ``x * sigmoid(x)``."""
    if not operation.module:
        return False
    if isinstance(modules[operation.module], ACTIVATIONS):
        return True
    source = operation.inputs[0] if len(operation.inputs) == 1 else -1
    names = {function.removesuffix("_") for function in operation.inside}
    return (
        source >= 0
        and operation.shape == graph.operations[source].shape
        and not operation.parameters
        and names <= ELEMENTWISE
        and not names <= set(_AFFINE)
    )


def _label(function: str) -> str:
    name = activation_name(function)
    return (
        FUNCTIONS[name][0].__name__ if name else OTHER_ACTIVATIONS.get(function.removesuffix("_"), function)
    )


@contextmanager
def _recording(model: nn.Module, names: Sequence[str]) -> Iterator[dict[str, Tensor]]:
    modules = dict(model.named_modules())
    unknown = [name for name in names if name not in modules]
    if unknown:
        known = ", ".join(name for name in list(modules)[1:13])
        raise UserError(f"there is no layer {unknown[0]!r} in {type(model).__name__}; it has {known}, …")
    outputs: dict[str, Tensor] = {}

    def hook_of(name: str):  # type: ignore[no-untyped-def]
        def hook(_module: nn.Module, _inputs: object, output: Tensor) -> None:
            # A copy, because an activation that works in place would write over it.
            outputs[name] = output.clone()
            if len(outputs) == len(set(names)):
                raise _EnoughError

        return hook

    handles = [modules[name].register_forward_hook(hook_of(name)) for name in names]
    try:
        yield outputs
    finally:
        for handle in handles:
            handle.remove()


def layer_outputs(model: nn.Module, names: Sequence[str], images: Tensor) -> dict[str, Tensor]:
    """What layers compute; layers behind the last of them are not run.

    Args:
        model: any network.
        names: paths of modules.
        images: a batch that the network takes.

    Returns:
        Name → output [N, …], with its graph if gradients are on.

    Raises:
        UserError: for a name that the network does not have, or a module that did not run.
    """
    with _recording(model, names) as outputs:
        try:
            model(images)
        except _EnoughError:
            return {name: outputs[name] for name in names}
    missing = next(name for name in names if name not in outputs)
    raise UserError(
        f"{missing} does not run in a forward pass of {type(model).__name__}; choose another layer"
    )
