"""The tables of chapter 10: proofs, operations of layers, slopes of measured times."""

from fer_lib.chapters.convolution.own_convolutions import OwnConvolutions
from fer_lib.chapters.convolution.report_d_work import NetworkWork
from fer_lib.chapters.convolution.timing import SWEEP, LayerTimes, fit_power_law
from fer_lib.chapters.convolution.timing_figure import VARIED_NAMES
from fer_lib.chapters.explained_images import spread_evenly
from fer_lib.chapters.proof_tables import ProofTable, Results, proof_table
from fer_lib.language import Text
from fer_lib.proofs.convolution import counts, gradients, sizes, variants
from fer_lib.proofs.operation_counts import LAYER_A, LAYER_B
from fer_lib.publish import BookTable
from fer_lib.wording import decimal

MOST_LAYERS = 20
"""Of the edition's own network; of a deeper one so many are shown."""


def size_claims(results: Results) -> ProofTable:
    """Proofs about the output size."""
    caption = Text("Claims about sizes, as checked in this run.", "關於大小的命題，本次執行的檢查結果。")
    return proof_table(caption, results, sizes.CLAIMS, variants.CLAIMS)


def count_claims(results: Results) -> ProofTable:
    """Proofs about parameters and operations."""
    caption = Text(
        "Claims about parameters and operations, as checked in this run.",
        "關於參數量與運算量的命題，本次執行的檢查結果。",
    )
    return proof_table(caption, results, counts.CLAIMS)


def gradient_claims(results: Results) -> ProofTable:
    """Proofs about gradients."""
    caption = Text("Claims about gradients, as checked in this run.", "關於梯度的命題，本次執行的檢查結果。")
    return proof_table(caption, results, gradients.CLAIMS)


def exercise_layers() -> BookTable:
    """Parameters and operations of the exercise's two layers."""
    return BookTable(
        Text(
            "Parameters and operations of the exercise’s layers, for one image.",
            "題目中兩層的參數量與運算次數（一張影像）。",
        ),
        [
            Text("Layer", "層"),
            Text("Parameters", "參數量"),
            Text("Multiplications", "乘法"),
            Text("Additions, with bias", "加法（含偏差項）"),
            Text("Additions, without", "加法（不含）"),
        ],
        [
            [name, layer.parameters, layer.multiplications, layer.additions, layer.additions_without_bias]
            for name, layer in (("A", LAYER_A), ("B", LAYER_B))
        ],
        "lrrrr",
    )


def printed_work(work: NetworkWork) -> BookTable:
    """Multiplications of report D's layers, as they are and by its formula."""
    rows: list[list[object]] = [
        [
            number,
            layer.input_side,
            layer.output_side,
            layer.printed_side,
            f"{layer.multiplications:,}",
            f"{layer.printed_multiplications:,}",
        ]
        for number, layer in enumerate(work.layers, 1)
    ]
    return BookTable(
        Text(
            "Multiplications of report D’s convolution layers for one face, with the right output side and with the "
            "side as the report writes it.",
            "報告 D 各卷積層處理一張人臉的乘法次數：以正確的輸出邊長，以及以報告所寫的邊長計算。",
        ),
        [
            Text("Layer", "層"),
            Text("Input side", "輸入邊長"),
            "$m_l$",
            Text("$m_l$ in report D", "報告 D 的 $m_l$"),
            Text("Multiplications", "乘法"),
            Text("By report D", "依報告 D"),
        ],
        [*rows, [Text("all", "合計"), "", "", "", f"{work.total:,}", f"{work.printed_total:,}"]],
        "rrrrrr",
    )


def own_network(found: OwnConvolutions) -> BookTable:
    """Sizes, parameters and operations of the convolutions of the edition's own network."""
    layers, shape = spread_evenly(found.layers, MOST_LAYERS), found.shape
    size, channels = f"{shape.height} × {shape.width}", shape.channels
    caption = Text(
        f"The convolutions of `{found.network}` in the formulas, for one image of {size} pixels with {channels} "
        f"channel{'s' * (channels > 1)}.",
        f"把模型 `{found.network}` 的各層卷積代入公式的結果（一張 {size} 像素、{channels} 個通道的影像）。",
    )
    if len(layers) < len(found.layers):
        n, shown = len(found.layers), len(layers)
        caption = Text(
            f"{caption.en} Of its {n} convolutions {shown} are shown, from the first to the last; the last row is the sum "
            "of all.",
            f"{caption.zh}共 {n} 層卷積，由前到後列出其中 {shown} 層；最後一列是全部的總和。",
        )
    if any(layer.groups > 1 for layer in found.layers):
        caption = Text(
            f"{caption.en} Where a layer is divided into groups, $c$ is the number of channels that one filter reads.",
            f"{caption.zh}分組卷積的 $c$ 是一個濾波器所讀取的通道數。",
        )
    rows: list[list[object]] = [
        [
            f"`{layer.name}`",
            layer.sizes.in_channels,
            layer.sizes.filters,
            "×".join(map(str, layer.sizes.kernel)),
            "×".join(map(str, layer.sizes.output)),
            f"{layer.parameters:,}",
            f"{layer.multiplications:,}",
            f"{layer.additions:,}",
        ]
        for layer in layers
    ]
    sums = (found.parameters, found.multiplications, found.additions)
    return BookTable(
        caption,
        [
            Text("Layer", "層"),
            "$c$",
            "$f$",
            Text("Kernel", "卷積核"),
            Text("Output", "輸出"),
            Text("Parameters", "參數量"),
            Text("Multiplications", "乘法"),
            Text("Additions", "加法"),
        ],
        [*rows, [Text("all", "合計"), "", "", "", "", *(f"{value:,}" for value in sums)]],
        "lrrrrrrr",
    )


def timing_fits(times: LayerTimes) -> BookTable:
    """The slope of log time against log operations, for each quantity varied and for all."""
    series = [(VARIED_NAMES[varied], times.varying(varied)) for varied in SWEEP]
    fits = [(name, len(layers), fit_power_law(layers)) for name, layers in series]
    fits.append((Text("all together", "全部"), len(times.layers), times.law))
    return BookTable(
        Text(
            "Slope $\\alpha$ of log time against log operations; 1 means proportional.",
            "時間對運算次數在雙對數座標上的斜率 $\\alpha$；1 表示成正比。",
        ),
        [Text("Varied", "改變的量"), Text("Layers", "層數"), "$\\alpha$", "$R^2$"],
        [[name, n, decimal(law.exponent), f"{law.r_squared:.3f}"] for name, n, law in fits],
        "lrrr",
    )
