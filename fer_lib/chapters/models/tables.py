"""The tables of chapter 2: layers and stages of a network, all networks, the numbers that the reports print."""

from collections.abc import Sequence

from fer_lib import publish
from fer_lib.chapters.models.descriptions import describe
from fer_lib.chapters.models.network import Network, shape_text
from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS, PrintedCount
from fer_lib.chapters.models.stage_shares_figure import stage_name
from fer_lib.chapters.shown_run import of_run_if_finished
from fer_lib.language import Text, heading
from fer_lib.models.stages import Stage
from fer_lib.publish import BookTable
from fer_lib.runs import RunFolder

LAYERS_SHOWN = 19
"""A network of more layers is shown stage by stage."""
_PARAMETERS = Text("Parameters", "參數量")
_MACS = Text("Multiply-accumulates", "乘加次數")
_NAME = Text("Name", "名稱")
_ALL = Text("**all**", "**合計**")


POOLINGS = ("MaxPool2d", "AvgPool2d")


def publish_layers(network: Network, run: RunFolder) -> None:
    """Print the table of the layers; stage by stage if they are many.

    Args:
        network: of the run.
        run: which the caption names.
    """
    table = layers(network)
    if len(table.rows) - 1 <= LAYERS_SHOWN:
        publish.table(f"layers-{network.label}", *of_run_if_finished(run, table))
    else:
        publish.table(f"stages-{network.label}", *of_run_if_finished(run, stages(network)))


def layers(network: Network) -> BookTable:
    """A row for each layer with parameters or work, and for each pooling."""
    title = describe(network).title
    shown = [layer for layer in network.layers if layer.parameters or layer.macs or layer.kind in POOLINGS]
    # A network that pools by a function has no layer for it.
    also = (
        Text(", and the pooling between them", "，以及其間的池化")
        if any(layer.kind in POOLINGS for layer in shown)
        else Text("", "")
    )
    rows: list[list[object]] = [
        [
            f"`{layer.name}`" if layer.name else "–",
            layer.kind.replace("FullKernel", ""),
            layer.settings,
            shape_text(layer.shape),
            f"{layer.parameters:,}",
            f"{layer.macs:,}",
        ]
        for layer in shown
    ]
    return BookTable(
        Text(
            f"{title.en}: the layers with parameters{also.en}. A multiply-accumulate is one multiplication and one "
            "addition, for one image.",
            f"{title.zh}：有參數的各層{also.zh}。一次乘加是一次乘法加一次加法，以一張影像計。",
        ),
        [_NAME, heading("layer"), Text("Setting", "設定"), Text("Output", "輸出"), _PARAMETERS, _MACS],
        [
            *rows,
            *(
                [name, "", "", "", *numbers]
                for name, *numbers in _others(network, [layer.parameters for layer in shown])
            ),
            [_ALL, "", "", "", *_sums(network)],
        ],
        "llllrr",
    )


def stages(network: Network) -> BookTable:
    """A row for each stage; what else belongs to a stage, the diagram says."""
    title = describe(network).title
    rows: list[list[object]] = [
        [
            f"{number}",
            stage_name(stage) or "–",
            _name(stage),
            shape_text(stage.shape),
            f"{stage.parameters:,}",
            f"{stage.macs:,}",
        ]
        for number, stage in enumerate(network.stages, 1)
    ]
    return BookTable(
        Text(f"{title.en}, stage by stage, for one image.", f"{title.zh}（各個階段，以一張影像計）。"),
        [Text("Stage", "階段"), _NAME, heading("layer"), Text("Output", "輸出"), _PARAMETERS, _MACS],
        [
            *rows,
            *(
                ["", name, "", "", *numbers]
                for name, *numbers in _others(network, [s.parameters for s in network.stages])
            ),
            [_ALL, "", "", shape_text(network.stages[-1].shape), *_sums(network)],
        ],
        "rlllrr",
    )


def _name(stage: Stage) -> Text:
    name = stage.main_operation
    return Text(f"{name.en} (shortcut)", f"{name.zh}（捷徑）") if stage.is_beside else name


def _others(network: Network, parameters: Sequence[int]) -> list[list[object]]:
    """What is in no row: work that functions do outside of layers, and trainable values that no image meets."""
    rows: list[list[object]] = [[f"`{name}`", "0", f"{macs:,}"] for name, macs in network.totals.functional]
    unused = network.totals.trainable - sum(parameters)
    if unused:
        rows.append([Text("in no layer that is used", "沒有用到的層"), f"{unused:,}", "0"])
    return rows


def _sums(network: Network) -> list[str]:
    return [f"**{network.totals.trainable:,}**", f"**{network.totals.macs:,}**"]


def networks(compared: Sequence[Network]) -> BookTable:
    """All networks side by side."""
    rows: list[list[object]] = [
        [
            f"`{network.shown_name}`",
            f"{totals.trainable:,}",
            f"{totals.total:,}",
            f"{totals.weights_only:,}",
            f"{totals.macs / 1e6:,.1f}",
            f"{4 * totals.activations / 2**20:.2f}",
        ]
        for network, totals in ((network, network.totals) for network in compared)
    ]
    return BookTable(
        Text(
            "All networks: trainable parameters; the same with the running statistics of batch normalization, as Keras "
            "counts; weights without biases and normalization; millions of multiply-accumulates and MiB of all layers' "
            "outputs in float32, both for one image.",
            "所有模型：可訓練的參數量；連批次正規化的移動統計量一起算（Keras 的算法）；不含偏差項與正規化的權重數；"
            "百萬次乘加，以及所有層的輸出以 float32 計占多少 MiB，後兩者都以一張影像計。",
        ),
        [
            Text("Network", "模型"),
            Text("Trainable", "可訓練"),
            Text("As Keras", "Keras"),
            Text("Weights", "權重"),
            Text("MACs (M)", "乘加（百萬）"),
            Text("MiB", "MiB"),
        ],
        rows,
        "lrrrrr",
    )


def printed_counts() -> BookTable:
    """The numbers of parameters that the reports print, held against the networks."""
    return BookTable(
        Text(
            "Every number of parameters that the reports print, and how many can be trained. Counting what the last "
            "column says gives the printed number.",
            "報告列出的每個參數量，以及實際可訓練的參數量。照最後一欄的算法，就會得到列出的數字。",
        ),
        [
            Text("Network", "模型"),
            Text("Printed", "列出"),
            Text("Trainable", "可訓練"),
            Text("Verdict", "判定"),
            Text("What was counted", "算的是什麼"),
        ],
        [
            [f"`{one.model}`", f"{one.printed:,}", f"{one.trainable():,}", _verdict(one), one.meaning]
            for one in PRINTED_COUNTS
        ],
        "lrrll",
    )


def _verdict(printed: PrintedCount) -> Text:
    if not printed.agrees():
        return Text("**differs**", "**不符**")
    return Text("**erratum**", "**勘誤**") if printed.is_erratum else Text("right", "正確")
