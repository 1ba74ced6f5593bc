"""A network's layers grouped into stages, each a convolution or fully connected layer with what follows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fer_lib.language import Text
from fer_lib.models.layers import Layer

_CONVOLUTIONS = ("Conv2d", "FullKernelConv2d")
_STARTS = (*_CONVOLUTIONS, "Linear")
_OPENING = ("Flatten", "AdaptiveAvgPool2d")  # they prepare the fully connected layer after them
_NAMES = {
    "Conv2d": Text("Conv {}", "卷積 {}"),
    "FullKernelConv2d": Text("Conv {}", "卷積 {}"),
    "Linear": Text("Linear", "全連接"),
    "BatchNorm1d": Text("BatchNorm", "批次正規化"),
    "BatchNorm2d": Text("BatchNorm", "批次正規化"),
    "ReLU": Text("ReLU", "ReLU"),
    "LeakyReLU": Text("LeakyReLU {}", "LeakyReLU {}"),
    "PReLU": Text("PReLU", "PReLU"),
    "MaxPool2d": Text("Max pool {}", "最大池化 {}"),
    "AdaptiveAvgPool2d": Text("Global mean", "全域平均"),
    "Dropout": Text("Dropout {}", "隨機失活 {}"),
    "Flatten": Text("Flatten {}", "攤平 {}"),
}


@dataclass(frozen=True)
class Stage:
    """One or several equal convolutions, or one fully connected layer, with all that follows until the next.

    Attributes:
        maps: output of the convolution or fully connected layer itself: (C, H, W) or (features,).
        shape: output of the whole stage; other than ``maps`` if it ends in a pooling.
        operations: the layers in order, in words; several equal convolutions are named once.
        parameters: trainable values of all of them.
        macs: multiply-accumulates of all of them, for one image.
        main_operation: the convolution or fully connected layer among them.
        repeats: number of convolutions (each with its normalization and activation).
    """

    maps: tuple[int, ...]
    shape: tuple[int, ...]
    operations: tuple[Text, ...]
    main_operation: Text
    parameters: int
    macs: int
    repeats: int = 1

    @property
    def is_convolution(self) -> bool:
        """Whether the stage is a convolution; else it is a fully connected layer."""
        return len(self.maps) == 3


def _describe(layer: Layer) -> Text:
    name = _NAMES.get(layer.kind, Text(layer.kind, layer.kind))
    setting = str(layer.shape[0]) if layer.kind == "Flatten" else layer.settings.split(",")[0]
    return Text(name.en.format(setting).strip(), name.zh.format(setting).strip())


def _group(layers: Iterable[Layer]) -> list[list[Layer]]:
    """A new group begins at each convolution, and at each fully connected layer or what prepares it."""
    groups: list[list[Layer]] = []
    for layer in layers:
        is_open = bool(groups) and not any(other.kind in _STARTS for other in groups[-1])
        if (layer.kind in _STARTS or layer.kind in _OPENING) and not is_open:
            groups.append([])
        if groups:
            groups[-1].append(layer)
    if len(groups) > 1 and not any(layer.kind in _STARTS for layer in groups[-1]):
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups


def _make_stage(group: Sequence[Layer], before: tuple[int, ...]) -> Stage:
    operations = []
    for layer in group:
        # Without an effect: flattening one pixel, dropping nothing.
        idle = (layer.kind == "Flatten" and before[1:] in ((), (1, 1))) or (
            layer.kind == "Dropout" and layer.settings == "0"
        )
        if not idle:
            operations.append(_describe(layer))
        before = layer.shape
    main = next(layer for layer in group if layer.kind in _STARTS)
    return Stage(
        maps=main.shape,
        shape=group[-1].shape,
        operations=tuple(operations),
        main_operation=_describe(main),
        parameters=sum(layer.parameters for layer in group),
        macs=sum(layer.macs for layer in group),
    )


def _continues(stage: Stage, following: Stage) -> bool:
    """Whether the next stage does the same on maps of the same shape, before a pooling at most."""
    return (
        stage.is_convolution
        and stage.maps == stage.shape == following.maps
        and following.operations[: len(stage.operations)] == stage.operations
    )


def make_stages(layers: Sequence[Layer], input_shape: tuple[int, int, int] = (1, 48, 48)) -> list[Stage]:
    """Group the layers of a network; equal convolutions of one resolution become one stage.

    Args:
        layers: as ``list_layers`` gives them.
        input_shape: (C, H, W) of what the first layer takes.
    """
    groups = _group(layers)
    befores = [input_shape, *(group[-1].shape for group in groups)]
    merged: list[tuple[Stage, Stage]] = []  # of each stage the sum, and the last single one
    for group, before in zip(groups, befores, strict=False):
        stage = _make_stage(group, before)
        if merged and _continues(merged[-1][1], stage):
            total = merged[-1][0]
            total = replace(
                stage,
                parameters=total.parameters + stage.parameters,
                macs=total.macs + stage.macs,
                repeats=total.repeats + 1,
            )
            merged[-1] = (total, stage)
        else:
            merged.append((stage, stage))
    return [_name_repeats(total) for total, _ in merged]


def _name_repeats(stage: Stage) -> Stage:
    if stage.repeats == 1:
        return stage
    first = stage.operations[0]
    counted = Text(f"{stage.repeats} × {first.en}", f"{stage.repeats} × {first.zh}")
    return replace(stage, operations=(counted, *stage.operations[1:]), main_operation=counted)
