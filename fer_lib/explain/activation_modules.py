"""The same network with a module for each activation, so that each can be hooked, read and told apart.

People call activations as functions (``F.relu``), use one ``nn.ReLU`` in several places, and let it write over its
input. Each of these hides what a hook would have to see, or shows it something else.
"""

import copy
import operator
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, fx, nn

from fer_lib.errors import UserError
from fer_lib.explain.evaluation_mode import check_network
from fer_lib.models.graph import NetworkGraph
from fer_lib.models.memory_format import keep_channels_first, keeps_channels_first
from fer_lib.models.recording import is_layer, record

_NO_SETTING: tuple[str, ...] = ()
FUNCTIONS: dict[str, tuple[type[nn.Module], tuple[str, ...]]] = {
    "relu": (nn.ReLU, _NO_SETTING),
    "relu6": (nn.ReLU6, _NO_SETTING),
    "leaky_relu": (nn.LeakyReLU, ("negative_slope",)),
    "elu": (nn.ELU, ("alpha",)),
    "selu": (nn.SELU, _NO_SETTING),
    "celu": (nn.CELU, ("alpha",)),
    "gelu": (nn.GELU, ("approximate",)),
    "silu": (nn.SiLU, _NO_SETTING),
    "mish": (nn.Mish, _NO_SETTING),
    "hardswish": (nn.Hardswish, _NO_SETTING),
    "hardsigmoid": (nn.Hardsigmoid, _NO_SETTING),
    "hardtanh": (nn.Hardtanh, ("min_val", "max_val")),
    "sigmoid": (nn.Sigmoid, _NO_SETTING),
    "tanh": (nn.Tanh, _NO_SETTING),
    "softplus": (nn.Softplus, ("beta", "threshold")),
    "softsign": (nn.Softsign, _NO_SETTING),
}
"""Activations that are called as functions, by the function's name: the module, and its settings in their order.

``clamp(min=0)`` is none of them: where its input is 0 it has another derivative than ReLU.
"""
ACTIVATIONS = tuple(dict.fromkeys([*(kind for kind, _ in FUNCTIONS.values()), nn.PReLU]))
"""Modules that are an activation."""
_IN_PLACE: dict[Callable[..., Any], Callable[..., Any]] = {
    operator.iadd: operator.add,
    operator.isub: operator.sub,
    operator.imul: operator.mul,
    operator.itruediv: operator.truediv,
}
_IN_PLACE_METHODS = ("add_", "sub_", "mul_", "div_")
_EQUAL_ON = 3
"""Random images on which both networks have to give the same."""


def activation_name(function: str) -> str:
    """The name in ``FUNCTIONS`` of a function, also of one that writes over its input; empty for any other."""
    name = function.removesuffix("_")
    return name if name in FUNCTIONS else ""


class _Tracer(fx.Tracer):
    """Layers stay modules; ``opaque`` modules do so as well, and ``transparent`` ones are gone through."""

    def __init__(self, opaque: Iterable[str], transparent: Iterable[str]) -> None:
        super().__init__()
        self.opaque, self.transparent = set(opaque), set(transparent)
        self.failed_in: str | None = None

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        if module_qualified_name in self.opaque:
            return True
        if module_qualified_name in self.transparent:
            return False
        return is_layer(m) or super().is_leaf_module(m, module_qualified_name)

    def call_module(self, m: nn.Module, forward: Any, args: Any, kwargs: Any) -> Any:
        try:
            return super().call_module(m, forward, args, kwargs)
        except Exception:
            if self.failed_in is None:
                self.failed_in = self.path_of_module(m)
            raise


def _traced(model: nn.Module, transparent: Iterable[str]) -> fx.GraphModule:
    """The network as a graph; a module whose code cannot be traced stays as it is."""
    opaque: set[str] = set()
    while True:
        tracer = _Tracer(opaque, transparent)
        try:
            return fx.GraphModule(model, tracer.trace(model), type(model).__name__)
        except Exception as error:  # it runs the user's code, which can fail in any way
            if tracer.failed_in and tracer.failed_in not in opaque:
                opaque.add(tracer.failed_in)
                continue
            reason = " ".join(str(error).split())[:120]
            raise UserError(
                f"the code of {type(model).__name__} cannot be followed ahead of time ({reason}), so its activations "
                "cannot be told apart; write each as a module of its own, for example nn.ReLU()"
            ) from None


def _functions_inside(graph: NetworkGraph, model: nn.Module) -> list[str]:
    """Paths of a user's own modules without children that call one activation as a function."""
    return [
        operation.module
        for operation in graph.operations
        if sum(bool(activation_name(name)) for name in operation.inside) == 1
        and not type(model.get_submodule(operation.module)).__module__.startswith("torch.nn")
        and not isinstance(
            model.get_submodule(operation.module), (*ACTIVATIONS, nn.modules.conv._ConvNd, nn.Linear)
        )
    ]


def _is_in_place(module: nn.Module) -> bool:
    return isinstance(module, ACTIVATIONS) and getattr(module, "inplace", False) is True


def is_separate(graph: NetworkGraph, model: nn.Module) -> bool:
    """Whether each activation is a module already that runs once and leaves its input as it is.

    Args:
        graph: of the network, as it was recorded.
        model: the network.
    """
    layers = [operation for operation in graph.operations if operation.module]
    names = [operation.module for operation in layers]
    return (
        not any(activation_name(operation.kind) for operation in graph.operations if not operation.module)
        and len(set(names)) == len(names)
        and not any(_is_in_place(model.get_submodule(name)) for name in names)
        and not _functions_inside(graph, model)
    )


class _Rewriting:
    """Changes to a traced network."""

    def __init__(self, network: fx.GraphModule) -> None:
        self.network = network
        self.used: set[str] = set()
        self.place = {node: number for number, node in enumerate(network.graph.nodes)}

    def _free(self, path: str) -> str:
        number, name = 1, path
        while name in self.used or self._is_there(name):
            number += 1
            name = f"{path}_{number}"
        return name

    def _is_there(self, path: str) -> bool:
        owner: Any = self.network
        for part in path.split("."):
            if not hasattr(owner, part):
                return False
            owner = getattr(owner, part)
        return True

    def _overwritten(self, node: fx.Node) -> None:
        """Where the node wrote over its input, whoever took the input later gets the node's result instead."""
        given = node.args[0]
        if isinstance(given, fx.Node):
            given.replace_all_uses_with(node, delete_user_cb=lambda user: self.place[user] > self.place[node])

    def _put(self, node: fx.Node, path: str, module: nn.Module) -> None:
        self.network.add_submodule(path, module)
        self.used.add(path)
        node.op, node.target, node.args, node.kwargs = "call_module", path, (node.args[0],), {}

    def activation(self, node: fx.Node, name: str) -> None:
        """Make a module of a function, if its settings are numbers and words."""
        kind, settings = FUNCTIONS[name]
        args = dict(zip((*settings, "inplace"), node.args[1:], strict=False)) | dict(node.kwargs)
        in_place = bool(args.pop("inplace", False)) or str(
            getattr(node.target, "__name__", node.target)
        ).endswith("_")
        args.pop("input", None)
        if (
            not node.args
            or not set(args) <= set(settings)
            or not all(isinstance(v, int | float | str) for v in args.values())
        ):
            return
        owner = next(reversed(node.meta.get("nn_module_stack", {"": None})))
        self._put(node, self._free(f"{owner}.{name}" if owner else name), kind(**args).eval())
        if in_place:
            self._overwritten(node)

    def layer(self, node: fx.Node) -> None:
        """Give each use of a module without weights a module of its own that leaves its input as it is."""
        path = str(node.target)
        module = self.network.get_submodule(path)
        if next(module.parameters(), None) is not None or next(module.buffers(), None) is not None:
            return
        in_place = _is_in_place(module)
        if path not in self.used and not in_place:
            self.used.add(path)
            return
        own = copy.deepcopy(module)
        if in_place:
            own.inplace = False  # type: ignore[assignment]
        self._put(node, path if path not in self.used else self._free(path), own)
        if in_place:
            self._overwritten(node)

    def arithmetic(self, node: fx.Node) -> None:
        """Let ``+=`` and its like leave what they add to as it is."""
        if node.op == "call_function" and node.target in _IN_PLACE:
            node.target = _IN_PLACE[node.target]
        elif node.op == "call_method" and node.target in _IN_PLACE_METHODS and not node.kwargs:
            node.target = str(node.target).removesuffix("_")
        else:
            return
        self._overwritten(node)


def _name_of(node: fx.Node) -> str:
    """The function of a node; empty for a module."""
    if node.op == "call_method":
        return str(node.target)
    return getattr(node.target, "__name__", "") if node.op == "call_function" else ""


@torch.no_grad()
def _same_outputs(model: nn.Module, other: nn.Module, like: Tensor) -> bool:
    generator = torch.Generator().manual_seed(0)
    images = 2 * torch.rand(_EQUAL_ON, *like.shape[1:], generator=generator, dtype=like.dtype) - 1
    images = images.to(like.device)
    first, second = model(images.clone()), other(images.clone())
    if not isinstance(first, Tensor) or not isinstance(second, Tensor) or first.shape != second.shape:
        return False
    return bool(((first == second) | (first.isnan() & second.isnan())).all())


def with_activation_modules(model: nn.Module, images: Tensor) -> nn.Module:
    """The network with a module of its own for each activation; the network itself where that is so already.

    The weights are those of the network, not copies; the network is left as it is. What is returned has computed the
    same logits to the bit for random images. A module of the user's whose code cannot be traced symbolically
    (``torch.fx``) stays as it is, with the functions in it.

    Args:
        model: any network in evaluation mode.
        images: a batch that it takes, [N, C, H, W]; the values do not matter.

    Raises:
        UserError: if the network is in training mode, its own ``forward`` cannot be traced, or what was made of it
            gives other logits.
    """
    check_network(model)
    graph = record(model, images[:1])
    if is_separate(graph, model):
        return model
    network = _traced(model, _functions_inside(graph, model))
    rewriting = _Rewriting(network)
    for node in list(network.graph.nodes):
        name = activation_name(_name_of(node))
        if name:
            rewriting.activation(node, name)
        elif node.op == "call_module":
            rewriting.layer(node)
        else:
            rewriting.arithmetic(node)
    network.graph.lint()
    network.recompile()
    for module in network.modules():
        module.training = False
    if keeps_channels_first(model):
        keep_channels_first(network)  # the hook that does so is on the network, not in its code
    if not _same_outputs(model, network, images):
        raise UserError(
            f"{type(model).__name__}: with a module for each activation it gives other logits, so something in its "
            "code changes what it computes; write each activation as a module of its own, for example nn.ReLU()"
        )
    return network
