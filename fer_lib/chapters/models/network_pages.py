"""What chapter 2 shows of one network: diagram, tables and the sentences that go with them."""

from dataclasses import dataclass
from functools import cached_property

from torch import nn

from fer_lib import publish
from fer_lib.chapters.models.architecture_figure import Architecture, make_architecture
from fer_lib.chapters.models.descriptions import describe
from fer_lib.chapters.models.shares_figure import StageShares
from fer_lib.config import RunConfig
from fer_lib.language import Text, heading
from fer_lib.models.inputs import example_input
from fer_lib.models.layers import Layer, Totals, count, list_layers
from fer_lib.models.registry import create_model
from fer_lib.models.stages import Stage, make_stages
from fer_lib.wording import percent

LONGEST_TABLE = 20
"""Rows; a network of more layers is shown stage by stage."""
_PARAMETERS = Text("Parameters", "參數量")
_MACS = Text("Multiply-accumulates", "乘加次數")


@dataclass(frozen=True)
class Network:
    """A network taken apart.

    Attributes:
        name: its name in the registry.
        model: the network itself.
    """

    name: str
    model: nn.Module

    @property
    def title(self) -> Text:
        """Whose network it is."""
        return describe(self.name).title

    @cached_property
    def layers(self) -> list[Layer]:
        """All layers."""
        return list_layers(self.model, example_input())

    @cached_property
    def stages(self) -> list[Stage]:
        """The layers grouped."""
        return make_stages(self.layers)

    @cached_property
    def totals(self) -> Totals:
        """Sums over the layers."""
        return count(self.model, example_input())

    @property
    def architecture(self) -> Architecture:
        """The diagram."""
        return make_architecture(self.stages)


def take_apart(name: str, model: nn.Module | None = None) -> Network:
    """A network of the registry, as its report has it or as given."""
    return Network(name, create_model(name) if model is None else model)


def _shape(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))


def publish_description(name: str, config: RunConfig | None = None) -> None:
    """What the network is, and which of its choices a run has made otherwise."""
    text = describe(name).text
    changed = []
    for key in ("activation", "normalization", "dropout"):
        value = getattr(config, key) if config else None
        if config and value != RunConfig.model_fields[key].default:
            changed.append(f"`{key}: {value}`")
    if changed:
        text = Text(
            f"{text.en} The run that this book speaks of has changed something: {', '.join(changed)}.",
            f"{text.zh}本書所談的那次訓練改了設定：{'、'.join(changed)}。",
        )
    publish.text(text)


def publish_diagram(network: Network) -> None:
    """The architecture diagram as a numbered figure."""
    stages, totals, title = network.stages, network.totals, network.title
    convolutions = sum(stage.repeats for stage in stages if stage.is_convolution)
    vectors = [stage for stage in stages if not stage.is_convolution]
    widths = ", ".join(_shape(stage.shape) for stage in vectors)
    if convolutions:
        maps = [stage.maps for stage in stages if stage.is_convolution]
        alt = Text(
            f"Blocks in the order of computation: a 48 by 48 image, then {convolutions} blocks for the convolutions, "
            f"which go from {_shape(maps[0])} to {_shape(maps[-1])}, then bars for vectors of {widths} values.",
            f"依運算順序排列的方塊：先是 48 × 48 的影像，接著 {convolutions} 個方塊代表卷積層，"
            f"由 {_shape(maps[0])} 到 {_shape(maps[-1])}，最後是長條，代表 {widths.replace(', ', '、')} 個值的向量。",
        )
    else:
        alt = Text(
            f"A 48 by 48 image, and after it only bars, for vectors of {widths} values.",
            f"一張 48 × 48 的影像，之後只有長條，代表 {widths.replace(', ', '、')} 個值的向量。",
        )
    publish.figure(
        f"architecture-{network.name}",
        lambda lang: network.architecture.plot(lang=lang),
        Text(
            f"{title.en} (`{network.name}`): {totals.trainable:,} parameters.",
            f"{title.zh}（`{network.name}`）：{totals.trainable:,} 個參數。",
        ),
        alt,
    )


def publish_layers(network: Network) -> None:
    """The table of the layers; stage by stage if there are more than ``LONGEST_TABLE``."""
    shown = [layer for layer in network.layers if layer.parameters or layer.kind == "MaxPool2d"]
    if len(shown) >= LONGEST_TABLE:
        publish_stages(network)
        return
    totals, title = network.totals, network.title
    publish.table(
        f"layers-{network.name}",
        Text(
            f"{title.en}: the layers with parameters, and the pooling between them. A multiply-accumulate is one "
            "multiplication and one addition, for one image.",
            f"{title.zh}：有參數的各層，以及其間的池化。一次乘加是一次乘法加一次加法，以一張影像計。",
        ),
        [heading("layer"), Text("Setting", "設定"), Text("Output", "輸出"), _PARAMETERS, _MACS],
        [
            [
                layer.kind.replace("FullKernel", ""),
                layer.settings,
                _shape(layer.shape),
                f"{layer.parameters:,}",
                f"{layer.macs:,}",
            ]
            for layer in shown
        ]
        + [[Text("**all**", "**合計**"), "", "", f"**{totals.trainable:,}**", f"**{totals.macs:,}**"]],
        "lllrr",
    )


def publish_stages(network: Network) -> None:
    """A table with a row for each stage; what else belongs to a stage, the diagram says."""
    totals, title = network.totals, network.title
    rows: list[list[object]] = [
        [stage.main_operation, _shape(stage.shape), f"{stage.parameters:,}", f"{stage.macs:,}"]
        for stage in network.stages
    ]
    total = [Text("**all**", "**合計**"), _shape(network.stages[-1].shape)]
    publish.table(
        f"stages-{network.name}",
        Text(f"{title.en}, stage by stage, for one image.", f"{title.zh}（各個階段，以一張影像計）。"),
        [heading("layer"), Text("Output", "輸出"), _PARAMETERS, _MACS],
        [*rows, [*total, f"**{totals.trainable:,}**", f"**{totals.macs:,}**"]],
        "llrr",
    )


def publish_shares(network: Network) -> None:
    """Where the parameters and the work of one network sit: a figure, and what it shows."""
    shares = StageShares.of(network.stages)
    first, second = shares.by_parameters[:2]
    busiest = shares.by_macs[0]
    held = percent(shares.parameters[first])
    done = percent(shares.macs[busiest])
    publish.figure(
        "stage-shares",
        lambda lang: shares.plot(lang=lang),
        Text(
            "Share of the parameters and of the multiply-accumulates in each stage.",
            "各階段占參數量與乘加次數的比例。",
        ),
        Text(
            f"Two bars for each stage. Stage {first + 1} holds the most parameters, {held}; stage {busiest + 1} does "
            f"the most work, {done}.",
            f"每個階段兩根長條。第 {first + 1} 階段的參數最多，占 {held}；"
            f"第 {busiest + 1} 階段的運算量最大，占 {done}。",
        ),
    )
    both = percent(shares.parameters[first] + shares.parameters[second])
    work = percent(shares.macs[first] + shares.macs[second])
    if not any(stage.is_convolution for stage in network.stages):
        publish.text(
            Text(
                f"In a fully connected layer each weight is used once for each image, so parameters and work are in "
                f"the same place: the two stages with the most parameters hold {both} of them and do {work} of the "
                "work.",
                f"全連接層的每個權重對每張影像只用一次，所以參數和運算量在同一個地方：參數最多的兩個階段占了 {both} "
                f"的參數，也負責 {work} 的運算。",
            )
        )
        return
    publish.text(
        Text(
            f"The two stages with the most parameters hold {both} of them and do {work} of the work. A weight of a "
            "convolution is used once for each position of its map, a weight of a fully connected layer only once. "
            "Where the side is halved and the channels are doubled, the work of a convolution stays the same, because "
            "four times fewer positions meet four times larger kernels; its parameters grow fourfold.",
            f"參數最多的兩個階段共占了 {both} 的參數，負責 {work} 的運算。卷積的權重在特徵圖的每個位置都要用一次，"
            "全連接層的權重則只用一次。每當邊長減半、通道加倍，卷積的運算量維持不變，因為位置少到四分之一，"
            "卷積核卻大了四倍；參數則變成四倍。",
        )
    )
