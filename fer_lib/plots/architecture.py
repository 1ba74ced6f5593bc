"""A network drawn from itself: a block a stage, to scale, with what the stage does and its parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from fer_lib.language import Language, Text
from fer_lib.models.layers import Layer
from fer_lib.plots.style import COLORS

_SHORT = {
    "Conv2d": "Conv", "FullKernelConv2d": "Conv", "BatchNorm2d": "BN", "BatchNorm1d": "BN", "ReLU": "ReLU",
    "LeakyReLU": "LeakyReLU", "PReLU": "PReLU", "Linear": "Linear",
}  # fmt: skip
_STARTS = ("Conv2d", "FullKernelConv2d", "Linear")
_DEPTH = 0.32  # how far a block's back is drawn to the upper right, as a share of its side


@dataclass(frozen=True)
class Stage:
    """A convolution or fully connected layer with the normalisation, activation and pooling after it.

    Attributes:
        shape: output (C, H, W) or (features,).
        operations: short names of the layers, in order.
        parameters: trainable values of all of them.
        macs: multiply-accumulates of all of them, for one image.
    """

    shape: tuple[int, ...]
    operations: tuple[str, ...]
    parameters: int
    macs: int

    @property
    def side(self) -> int:
        """H (= W); 1 for a vector."""
        return self.shape[1] if len(self.shape) == 3 else 1


def stages(layers: Sequence[Layer]) -> list[Stage]:
    """Group layers into stages; a new one begins at each convolution and each fully connected layer."""
    groups: list[list[Layer]] = []
    for layer in layers:
        if layer.kind in _STARTS:
            groups.append([])
        if groups and layer.kind != "Flatten":
            groups[-1].append(layer)
    return [
        Stage(
            shape=group[-1].shape,
            operations=tuple(_describe(layer) for layer in group),
            parameters=sum(layer.parameters for layer in group),
            macs=sum(layer.macs for layer in group),
        )
        for group in groups
    ]


def _describe(layer: Layer) -> str:
    if layer.kind == "MaxPool2d":
        return "Pool " + layer.settings.split(",")[0]
    kernel = layer.settings.split(",")[0]
    return f"{_SHORT.get(layer.kind, layer.kind)} {kernel}".strip()


@dataclass(frozen=True)
class Architecture:
    """A network as a row of stages.

    Attributes:
        input_shape: (C, H, W).
        stages: in the order in which they run.
    """

    input_shape: tuple[int, int, int]
    stages: tuple[Stage, ...]

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Draw the blocks: height and depth to the scale of H and W, width growing with log₂ of channels."""
        if ax is None:
            _, ax = plt.subplots(figsize=(7.2, 3.3))
        everything = (Stage(self.input_shape, (Text("input", "輸入")[lang],), 0, 0), *self.stages)
        largest = self.input_shape[1]
        x = 0.0
        for number, stage in enumerate(everything):
            is_map = len(stage.shape) == 3
            width = 1.5 + 1.1 * log2(stage.shape[0]) if is_map else 3.0
            height = float(stage.side) if is_map else 4.0 * log2(stage.shape[0])
            slot = max(width + _DEPTH * stage.side * is_map, 23.0)
            left = x + (slot - width - _DEPTH * stage.side * is_map) / 2
            bottom = (largest - height) / 2
            color = COLORS["grey"] if number == 0 else COLORS["blue"] if is_map else COLORS["green"]
            _block(ax, left, bottom, width, height, _DEPTH * stage.side * is_map, color)
            middle = x + slot / 2
            ax.text(
                middle,
                largest * 1.25,
                "×".join(map(str, stage.shape)),
                ha="center",
                fontsize=7.5,
                weight="bold",
            )
            ax.text(
                middle, -4, "\n".join(stage.operations), ha="center", va="top", fontsize=7.6, linespacing=1.35
            )
            if stage.parameters:
                ax.text(
                    middle, -27, f"{stage.parameters:,}", ha="center", va="top", fontsize=7.6, color="#374151"
                )
            x += slot + 1.5
        ax.text(
            -1, -27, Text("parameters", "參數量")[lang], ha="left", va="top", fontsize=7.6, color="#374151"
        )
        ax.set(xlim=(-2, x), ylim=(-31, largest * 1.4))
        ax.set_aspect("equal")
        ax.axis("off")
        figure = ax.figure
        assert isinstance(figure, Figure)
        return figure


def _block(ax: Axes, x: float, y: float, width: float, height: float, depth: float, color: str) -> None:
    lift = depth * 0.55
    faces = [
        ([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], 0.75),
        ([(x, y + height), (x + width, y + height), (x + width + depth, y + height + lift),
          (x + depth, y + height + lift)], 0.45),
        ([(x + width, y), (x + width + depth, y + lift), (x + width + depth, y + height + lift),
          (x + width, y + height)], 0.6),
    ]  # fmt: skip
    for corners, alpha in faces:
        if depth or alpha == 0.75:
            ax.add_patch(Polygon(corners, facecolor=color, alpha=alpha, edgecolor="white", linewidth=0.6))


def make_architecture(layers: Sequence[Layer], input_shape: tuple[int, int, int]) -> Architecture:
    """The drawing of a network whose layers ``list_layers`` gave."""
    return Architecture(input_shape, tuple(stages(layers)))
