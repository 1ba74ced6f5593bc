"""Recording what a network computes, while it runs on an image.

Recorded and not traced symbolically, so that networks whose code asks for a shape or a value are known as well; what
is recorded is what has run.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves

from fer_lib.models.graph import IMAGE, NetworkGraph, Operation, Window

_WHOLE = (
    nn.MultiheadAttention, nn.RNNBase, nn.Linear, nn.modules.conv._ConvNd, nn.modules.batchnorm._NormBase,
)  # fmt: skip
"""Modules that are one operation even where others stand below them, as parametrizations of a weight do."""
_FUNCTION_WINDOWS = {
    "conv2d": (None, None, None, "stride", "padding", "dilation"),
    "max_pool2d": (None, "kernel_size", "stride", "padding", "dilation"),
    "avg_pool2d": (None, "kernel_size", "stride", "padding"),
}


def is_layer(module: nn.Module) -> bool:
    """Whether a module is one operation: it has no modules below it, or is one of PyTorch's layers with weights."""
    return isinstance(module, _WHOLE) or next(module.children(), None) is None


def _pair(value: Any) -> tuple[int, int] | None:
    if isinstance(value, int):
        return value, value
    if isinstance(value, tuple | list) and len(value) == 2 and all(isinstance(part, int) for part in value):
        return int(value[0]), int(value[1])
    return None


def _make_window(kernel: Any, stride: Any, padding: Any, dilation: Any) -> Window | None:
    sizes = _pair(kernel), _pair(kernel if stride in (None, []) else stride), _pair(dilation)
    pad = padding if isinstance(padding, str) else _pair(padding)
    if None in sizes or pad is None:
        return None
    return Window(sizes[0], sizes[1], pad, sizes[2])  # type: ignore[arg-type]


def _window_of_module(module: nn.Module) -> Window | None:
    if not isinstance(module, nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d):
        return None
    return _make_window(module.kernel_size, module.stride, module.padding, getattr(module, "dilation", 1))


def _window_of_function(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Window | None:
    names = _FUNCTION_WINDOWS.get(name)
    if names is None:
        return None
    given = {key: value for key, value in zip(names, args, strict=False) if key} | dict(kwargs)
    kernel = given.get("kernel_size")
    if name == "conv2d":
        weight = args[1] if len(args) > 1 else kwargs.get("weight")
        kernel = tuple(weight.shape[2:]) if isinstance(weight, Tensor) else None
        given.setdefault("stride", 1)
    return _make_window(kernel, given.get("stride"), given.get("padding", 0), given.get("dilation", 1))


def _tensors(values: Any) -> list[Tensor]:
    return [leaf for leaf in tree_leaves(values) if isinstance(leaf, Tensor)]


def _versions(tensors: list[Tensor]) -> list[int]:
    return [tensor._version for tensor in tensors]


@dataclass(eq=False)
class _Call:
    """A module that is running."""

    path: str
    is_layer: bool
    versions: list[int] = field(default_factory=list)
    inputs: tuple[int, ...] = ()
    inside: list[str] = field(default_factory=list)


class _Recorder(TorchFunctionMode):
    """Notes each call of a function on tensors, and of each module through its hooks."""

    def __init__(self, model: nn.Module, images: Tensor) -> None:
        super().__init__()
        self.model = model
        self.operations: list[Operation] = []
        self._source = {id(images): IMAGE}
        self._kept: list[Tensor] = [images]  # so that an identity means one tensor
        self._parameters = {id(value): name for name, value in model.named_parameters()}
        self._calls: list[_Call] = []
        self.results: dict[str, tuple[int, ...]] = {}

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        name = getattr(func, "__name__", str(func))
        given = _tensors((args, kwargs))
        before = _versions(given)
        result = func(*args, **kwargs)
        if self._calls and self._calls[-1].is_layer:
            if _tensors(result):
                self._calls[-1].inside.append(name)
            return result
        changed = self._changed(given, before)
        outputs = _tensors(result) + changed
        if outputs:
            used = tuple(dict.fromkeys(filter(None, (self._parameters.get(id(t)) for t in given))))
            window = _window_of_function(name, args, kwargs)
            self._note(name, "", self._sources(given), outputs, changed, used, (), window)
        return result

    @staticmethod
    def _changed(tensors: list[Tensor], before: list[int]) -> list[Tensor]:
        """Those that were written over."""
        return [t for t, version in zip(tensors, before, strict=True) if t._version != version]

    def _sources(self, tensors: list[Tensor]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self._source[id(t)] for t in tensors if id(t) in self._source))

    def _note(
        self, kind: str, module: str, inputs: tuple[int, ...], outputs: list[Tensor], changed: list[Tensor],
        parameters: tuple[str, ...], inside: tuple[str, ...], window: Window | None,
    ) -> None:  # fmt: skip
        number = len(self.operations)
        owner = next((call.path for call in reversed(self._calls) if not call.is_layer), "")
        shape = tuple(outputs[0].shape[1:]) if outputs[0].ndim else None
        self.operations.append(
            Operation(number, kind, module, owner, inputs, shape, parameters, inside, window)
        )
        for output in outputs:
            self._source[id(output)] = number
            self._kept.append(output)
        if changed:  # and with them what shares their memory
            places = {tensor.untyped_storage().data_ptr() for tensor in changed}
            for tensor in self._kept:
                if tensor.untyped_storage().data_ptr() in places:
                    self._source[id(tensor)] = number

    @contextmanager
    def watching_modules(self) -> Iterator[None]:
        """Hooks on every module; none is left behind."""
        handles = []
        for name, module in self.model.named_modules():
            handles.append(module.register_forward_pre_hook(self._enter(name, module), with_kwargs=True))
            handles.append(module.register_forward_hook(self._leave(module), with_kwargs=True))
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()

    def _in_layer(self) -> bool:
        return any(call.is_layer for call in self._calls)

    def _enter(self, name: str, module: nn.Module) -> Any:
        def hook(_module: nn.Module, args: Any, kwargs: Any) -> None:
            # A network without modules is known by the functions that it calls.
            call = _Call(name, self._in_layer() or (is_layer(module) and module is not self.model))
            if call.is_layer and not self._in_layer():
                given = _tensors((args, kwargs))
                call.versions, call.inputs = _versions(given), self._sources(given)
            self._calls.append(call)

        return hook

    def _leave(self, module: nn.Module) -> Any:
        def hook(_module: nn.Module, args: Any, kwargs: Any, output: Any) -> None:
            call = self._calls.pop()
            if self._in_layer():
                return
            if not call.is_layer:
                self._return(call.path, output)
                return
            changed = self._changed(_tensors((args, kwargs)), call.versions)
            outputs = _tensors(output) + changed
            if outputs:
                used = tuple(
                    self._parameters[id(value)]
                    for value in module.parameters()
                    if id(value) in self._parameters
                )
                kind = type(module).__name__.removeprefix("Parametrized")
                self._note(
                    kind, call.path, call.inputs, outputs, changed, used, tuple(call.inside),
                    _window_of_module(module),
                )  # fmt: skip
                self._return(call.path, output)

        return hook

    def _return(self, path: str, output: Any) -> None:
        number = self.output_of(output)
        if number is not None:
            self.results[path] = (*self.results.get(path, ()), number)

    def output_of(self, result: Any) -> int | None:
        """Number of the operation that gave what a module or the network returns; None for what is no such tensor."""
        number = self._source.get(id(result), IMAGE)
        return number if number != IMAGE else None


def record(model: nn.Module, images: Tensor) -> NetworkGraph:
    """Run a network and note every operation and what feeds what.

    An operation inside of an autograd function of the user's own is not seen, nor what a number that the network reads
    off a tensor (``.item()``) decides.

    Args:
        model: any network; it runs in evaluation mode, and its mode and weights are left as they are.
        images: [N, C, H, W] as it takes them; their values matter only where the network's code asks for them.
    """
    was_training = [module for module in model.modules() if module.training]
    inputs = images.detach().clone()
    recorder = _Recorder(model, inputs)
    try:
        model.eval()
        with torch.no_grad(), recorder.watching_modules(), recorder:
            result = model(inputs)
    finally:
        for module in was_training:
            module.training = True
    return NetworkGraph(tuple(recorder.operations), recorder.output_of(result), recorder.results)
