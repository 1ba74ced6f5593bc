"""What a network is made of: each layer's shape, parameters and operations, read off the network itself."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.conv import _ConvNd
from torch.overrides import TorchFunctionMode
from torch.utils.hooks import RemovableHandle

from fer_lib.models.operations import (
    ATTENTION_WEIGHTS,
    first_tensor,
    function_macs,
    function_name,
    has_formula,
    module_macs,
)

PARAMETER = "Parameter"
"""``Layer.kind`` of a parameter that a module with layers of its own holds beside them: a class token."""


@dataclass(frozen=True)
class Layer:
    """One layer of a network, at one of its uses.

    Attributes:
        name: path of the module in the network.
        kind: class of the module, for example ``Conv2d``; ``Parameter`` for one that stands beside layers.
        shape: output shape without the batch: (C, H, W), (length, features) or (features,); of a ``Parameter`` its own.
        parameters: number of trainable values; 0 where they are counted with an earlier layer, which has the same.
        buffers: values that training keeps but does not learn (BatchNorm's running mean and variance), likewise.
        macs: multiply-accumulates for one image, bias additions not counted.
        settings: kernel, stride and padding in short, the slope of LeakyReLU, the rate of dropout; else empty.
        use: 1 for the first time that the module runs in a forward pass.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    parameters: int
    buffers: int
    macs: int
    settings: str
    use: int = 1


def _size(value: object) -> str:
    sizes = value if isinstance(value, tuple) else (value, value)
    return "×".join(map(str, sizes))


def _step(value: object) -> object:
    """One number where all directions have the same."""
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value


def _settings(module: nn.Module) -> str:
    if isinstance(module, _ConvNd):
        text = f"{_size(module.kernel_size)}, s={_step(module.stride)}, p={_step(module.padding)}"
        if module.groups == 1:
            return text
        return f"{text}, {'depthwise' if module.groups == module.in_channels else f'g={module.groups}'}"
    if isinstance(module, nn.MaxPool2d | nn.AvgPool2d):
        return f"{_size(module.kernel_size)}, s={_step(module.stride)}"
    if isinstance(module, nn.LeakyReLU):
        return f"{module.negative_slope:g}"
    if isinstance(module, nn.Dropout):
        return f"{module.p:g}"
    if isinstance(module, nn.MultiheadAttention):
        return f"{module.num_heads} heads"
    if isinstance(module, nn.RNNBase):
        directions = ", both directions" if module.bidirectional else ""
        return (
            f"{module.hidden_size}"
            + (f" × {module.num_layers}" if module.num_layers > 1 else "")
            + directions
        )
    return ""


def _shape(module: nn.Module, output: Tensor) -> tuple[int, ...]:
    """Output shape without the batch, which recurrent and attention layers may have second."""
    if getattr(module, "batch_first", True) or output.ndim < 3:
        return tuple(output.shape[1:])
    return (output.shape[0], *output.shape[2:])


class _Functions(TorchFunctionMode):
    """Sees the operations that a network calls as functions, outside of the modules that have a formula."""

    def __init__(self, images: int) -> None:
        super().__init__()
        self.running: list[nn.Module] = []
        self.macs_of: dict[int, int] = {}
        self.functional: dict[str, int] = {}
        self.not_counted: dict[str, None] = {}
        self._images = images

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        name = function_name(func)
        if not name or any(map(has_formula, self.running)):
            return result
        macs = function_macs(name, args, kwargs or {}, result)
        if macs is None:
            self.not_counted[name] = None
        elif self.running:
            key = id(self.running[-1])
            self.macs_of[key] = self.macs_of.get(key, 0) + macs // self._images
        else:
            self.functional[name] = self.functional.get(name, 0) + macs // self._images
        return result


@dataclass(frozen=True)
class _Pass:
    layers: tuple[Layer, ...]
    functional: Mapping[str, int]
    not_counted: tuple[str, ...]


def _parts(module: nn.Module, path: str = "") -> Iterator[tuple[str, nn.Module, bool]]:
    """A module and those in it with their paths, and whether each counts as one layer; layers are not entered."""
    children = list(module.named_children())
    is_layer = has_formula(module) or not (children or isinstance(module, nn.Sequential))
    yield path, module, is_layer
    for name, child in () if is_layer else children:
        yield from _parts(child, f"{path}.{name}".lstrip("."))


@contextmanager
def _step_by_step() -> Iterator[None]:
    """Without the short cut of PyTorch's transformer layers, which runs none of the modules in them."""
    before = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        yield
    finally:
        torch.backends.mha.set_fastpath_enabled(before)


def _watch(model: nn.Module, example: Tensor) -> _Pass:
    """One forward pass in evaluation mode, in which every layer is noted as it runs."""
    layers: list[Layer] = []
    handles: list[RemovableHandle] = []
    functions = _Functions(len(example))
    seen: set[int] = set()
    uses: dict[int, int] = {}

    def new(values: Iterator[Any]) -> list[Tensor]:
        found = [value for value in values if id(value) not in seen]
        seen.update(map(id, found))
        return found

    def before(module: nn.Module, _inputs: object) -> None:
        functions.running.append(module)
        functions.macs_of[id(module)] = 0

    def after(name: str) -> Any:
        def hook(module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
            functions.running.pop()
            uses[id(module)] = uses.get(id(module), 0) + 1
            result = first_tensor(output)
            macs = functions.macs_of[id(module)]
            if has_formula(module) and result is not None:
                macs = module_macs(module, args, kwargs, result) // len(example)
            layers.append(
                Layer(
                    name=name,
                    kind=type(module).__name__,
                    shape=() if result is None else _shape(module, result),
                    parameters=sum(p.numel() for p in new(module.parameters())),
                    buffers=sum(b.numel() for b in new(module.buffers()) if b.is_floating_point()),
                    macs=macs,
                    settings=_settings(module),
                    use=uses[id(module)],
                )
            )

        return hook

    def own_parameters(name: str) -> Any:
        def hook(module: nn.Module, _inputs: object) -> None:
            for key, parameter in module.named_parameters(prefix=name, recurse=False):
                if new(iter([parameter])):
                    layers.append(Layer(key, PARAMETER, tuple(parameter.shape), parameter.numel(), 0, 0, ""))

        return hook

    known: set[nn.Module] = set()
    for name, module, is_layer in _parts(model):
        if module in known:  # it stands in the network twice, and runs under its first name
            continue
        known.add(module)
        if is_layer:
            handles.append(module.register_forward_pre_hook(before))
            handles.append(module.register_forward_hook(after(name), with_kwargs=True))
        else:
            handles.append(module.register_forward_pre_hook(own_parameters(name)))
    modes = {module: module.training for module in model.modules()}
    try:
        with torch.no_grad(), _step_by_step(), functions:
            model.eval()(example)
    finally:
        for module, mode in modes.items():
            module.training = mode
        for handle in handles:
            handle.remove()
    return _Pass(tuple(layers), functions.functional, tuple(functions.not_counted))


def list_layers(model: nn.Module, example: Tensor) -> list[Layer]:
    """The layers in the order in which they run; one that runs several times stands there several times.

    Attention is one layer, recurrent layers are one each. What a network calls as a function (``F.relu``, ``+``,
    ``torch.matmul``) is no layer; ``count`` says what multiply-accumulates those take.

    Args:
        model: the network; its mode and weights are left as they are.
        example: an input batch, for the shapes; the values do not matter.
    """
    return list(_watch(model, example).layers)


@dataclass(frozen=True)
class Totals:
    """Sums over a network.

    Attributes:
        trainable: trainable values, biases and BatchNorm's γ and β included.
        total: with BatchNorm's running statistics, which Keras counts as (non-trainable) parameters.
        weights_only: the kernels of convolutions, and the matrices of fully connected, recurrent and attention layers.
        macs: multiply-accumulates for one image, those of functions included.
        activations: values of all layers' outputs for one image.
        functional: how many of the multiply-accumulates are not in a layer, by the function: ``matmul``.
        not_counted: functions whose multiply-accumulates are in no sum.
    """

    trainable: int
    total: int
    weights_only: int
    macs: int
    activations: int
    functional: tuple[tuple[str, int], ...] = ()
    not_counted: tuple[str, ...] = ()

    @property
    def statistics(self) -> int:
        """BatchNorm's running means and variances, which are not trained."""
        return self.total - self.trainable


def _weights(model: nn.Module) -> int:
    weights: dict[int, int] = {}
    for module in model.modules():
        if isinstance(module, _ConvNd | nn.Linear):
            found = [module.weight]
        elif isinstance(module, nn.RNNBase | nn.RNNCellBase):
            found = [p for name, p in module.named_parameters() if name.startswith("weight")]
        elif isinstance(module, nn.MultiheadAttention):
            found = [weight for name in ATTENTION_WEIGHTS if (weight := getattr(module, name)) is not None]
        else:
            continue
        weights |= {id(weight): weight.numel() for weight in found}
    return sum(weights.values())


def count(model: nn.Module, example: Tensor) -> Totals:
    """Parameters and operations of a network, counted from its modules and what it calls between them."""
    passed = _watch(model, example)
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return Totals(
        trainable=trainable,
        total=trainable + sum(layer.buffers for layer in passed.layers),
        weights_only=_weights(model),
        macs=sum(layer.macs for layer in passed.layers) + sum(passed.functional.values()),
        # Flattening gives the same memory another shape, and a parameter is none of an image's.
        activations=sum(
            prod(layer.shape) for layer in passed.layers if layer.kind not in ("Flatten", PARAMETER)
        ),
        functional=tuple(passed.functional.items()),
        not_counted=passed.not_counted,
    )
