"""What a network is made of: each layer's shape, parameters and operations, read off the network itself."""

from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle


@dataclass(frozen=True)
class Layer:
    """One layer of a network.

    Attributes:
        name: path of the module in the network.
        kind: class of the module, for example ``Conv2d``.
        shape: output shape without the batch: (C, H, W) or (features,).
        parameters: number of trainable values.
        buffers: values that training keeps but does not learn (BatchNorm's running mean and variance).
        macs: multiply-accumulates for one image, bias additions not counted.
        settings: kernel, stride and padding in short, the slope of LeakyReLU, the rate of dropout; else empty.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    parameters: int
    buffers: int
    macs: int
    settings: str


def _macs(module: nn.Module, output: Tensor) -> int:
    if isinstance(module, nn.Conv2d):
        kernel = prod(module.kernel_size) * module.in_channels // module.groups
        return kernel * output[0].numel()
    if isinstance(module, nn.Linear):
        return module.in_features * output[0].numel()
    return 0


def _settings(module: nn.Module) -> str:
    if isinstance(module, nn.Conv2d):
        return f"{module.kernel_size[0]}×{module.kernel_size[1]}, s={module.stride[0]}, p={module.padding[0]}"
    if isinstance(module, nn.MaxPool2d):
        return f"{module.kernel_size}×{module.kernel_size}, s={module.stride}"
    if isinstance(module, nn.LeakyReLU):
        return f"{module.negative_slope:g}"
    if isinstance(module, nn.Dropout):
        return f"{module.p:g}"
    return ""


def list_layers(model: nn.Module, example: Tensor) -> list[Layer]:
    """The layers in the order in which they run.

    Args:
        model: the network; its mode and weights are left as they are.
        example: an input batch, for the shapes; the values do not matter.
    """
    layers: list[Layer] = []
    handles: list[RemovableHandle] = []

    def record(name: str, module: nn.Module) -> None:
        def hook(_module: nn.Module, _inputs: object, output: Tensor) -> None:
            layers.append(
                Layer(
                    name=name,
                    kind=type(module).__name__,
                    shape=tuple(output.shape[1:]),
                    parameters=sum(p.numel() for p in module.parameters()),
                    buffers=sum(b.numel() for b in module.buffers() if b.is_floating_point()),
                    macs=_macs(module, output),
                    settings=_settings(module),
                )
            )

        handles.append(module.register_forward_hook(hook))

    for name, module in model.named_modules():
        if not any(module.children()):
            record(name, module)
    was_training = model.training
    try:
        with torch.no_grad():
            model.eval()(example)
    finally:
        model.train(was_training)
        for handle in handles:
            handle.remove()
    return layers


@dataclass(frozen=True)
class Totals:
    """Sums over a network.

    Attributes:
        trainable: trainable values, biases and BatchNorm's γ and β included.
        total: with BatchNorm's running statistics, which Keras counts as (non-trainable) parameters.
        weights_only: the kernels of convolutions and fully connected layers alone.
        macs: multiply-accumulates for one image.
        activations: values of all layers' outputs for one image.
    """

    trainable: int
    total: int
    weights_only: int
    macs: int
    activations: int

    @property
    def statistics(self) -> int:
        """BatchNorm's running means and variances, which are not trained."""
        return self.total - self.trainable


def count(model: nn.Module, example: Tensor) -> Totals:
    """Parameters and operations of a network, counted from its modules."""
    layers = list_layers(model, example)
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    weights = sum(m.weight.numel() for m in model.modules() if isinstance(m, nn.Conv2d | nn.Linear))
    return Totals(
        trainable=trainable,
        total=trainable + sum(layer.buffers for layer in layers),
        weights_only=weights,
        macs=sum(layer.macs for layer in layers),
        # Flattening gives the same memory another shape.
        activations=sum(prod(layer.shape) for layer in layers if layer.kind != "Flatten"),
    )
