"""What chapter 10 says of counterexamples, operations and measured times."""

from collections.abc import Sequence

from fer_lib.chapters.convolution.own_convolutions import OwnConvolutions
from fer_lib.chapters.convolution.report_d_work import NetworkWork
from fer_lib.chapters.convolution.timing import SWEEP, LayerTimes, TimedLayer
from fer_lib.chapters.convolution.timing_figure import VARIED_NAMES
from fer_lib.data import DataShape
from fer_lib.language import Text
from fer_lib.proofs.claim import VERDICT_NAMES, Finding
from fer_lib.proofs.convolution.counts import executed_flops
from fer_lib.proofs.convolution.sizes import small_layers
from fer_lib.proofs.operation_counts import report_a_layers, total_multiplications
from fer_lib.proofs.windows import output_size
from fer_lib.wording import decimal, listed, paragraph, percent

MOST_TIES_NAMED = 4
"""Layers that tie are named up to so many; more are counted."""
LINEARITY = {
    "nearly": Text("Nearly linear", "幾乎成正比"),
    "roughly": Text("Only roughly linear", "只能說大致成正比"),
    "not": Text("Not linear", "不成正比"),
}
FORETOLD = (
    (1.5, Text("The count predicts the time fairly well.", "運算次數大致就能預測時間。")),
    (
        10,
        Text(
            "The count predicts the order of magnitude, not the time.",
            "運算次數能預測時間的數量級，卻不能預測時間本身。",
        ),
    ),
    (
        float("inf"),
        Text(
            "The count alone does not even predict the order of magnitude of the time.",
            "單憑運算次數，連時間的數量級都無法預測。",
        ),
    ),
)
"""What the count says of the time where the rates of two layers differ by a factor below the first number."""


def live_verdict(live: Finding) -> Text:
    """The verdict on the cell that the page shows, and the count without a formula."""
    layers, verdict = len(small_layers()), VERDICT_NAMES[live.verdict]
    return Text(
        f"Z3’s verdict on the cell above: **{verdict.en}**. Independently of any formula, a program slid the window "
        f"over each of {layers:,} small layers and counted.",
        f"Z3 對上面這個儲存格的判定：**{verdict.zh}**。另外，有一個不用任何公式的程式，在 {layers:,} 個小層上逐一滑動視窗並計數。",
    )


def ceiling_counterexample(ceiling: Finding, shape: DataShape) -> Text:
    """Where a ceiling goes wrong, and what it would make of an image as wide as the edition's.

    Args:
        ceiling: the finding.
        shape: of the edition's images.
    """
    side = max(
        shape.width + shape.width % 2, 4
    )  # of an odd side nothing is left over, and the ceiling is right
    size, with_ceiling = output_size(side, 3, 2), -(-(side - 3) // 2) + 1
    return Text(
        f"Z3’s counterexample to the ceiling: ${ceiling.counterexample_latex}$, where $\\hat N$ is what the ceiling "
        "gives and $N$ the true number. The window at $t$ would be counted, yet it does not fit. On an image of "
        f"{side} pixels a side with $k=3$, $s=2$, $p=0$ the output has {size} cells a side; the ceiling says {with_ceiling}.",
        f"Z3 對 ceiling（無條件進位）給出的反例：${ceiling.counterexample_latex}$，其中 $\\hat N$ 是 ceiling 的結果，$N$ 是正確的個數。"
        "位置 $t$ 的視窗會被算進去，實際上卻放不下。"
        f"對邊長 {side} 的影像，取 $k=3$、$s=2$、$p=0$，輸出的邊長是 {size} 格；ceiling 則得到 {with_ceiling}。",
    )


def pool_stride_counterexample(pool_stride_one: Finding) -> Text:
    """Why report A's pooling cannot have the stride that it prints."""
    pool = dict(pool_stride_one.counterexample)
    return Text(
        f"Report A prints its 2×2 pooling with stride (1, 1). That cannot be: {pool['W']} pixels would become "
        f"{pool['N']}, not {pool['W/2']}. With stride 2 its sides are 48, 24, 12, 6, 3 after the four poolings, and 1 "
        "after the last convolution, which has no padding.",
        f"報告 A 寫 2×2 池化的步幅為 (1, 1)，這不可能：{pool['W']} 個像素會變成 {pool['N']} 個，而不是 {pool['W/2']} 個。"
        "步幅為 2 時，經過四次池化，邊長依序為 48、24、12、6、3，最後一層沒有填補的卷積之後為 1。",
    )


def torch_operations() -> Text:
    """What torch counts in report A's network, against the formula."""
    layers = report_a_layers()
    products, flops = total_multiplications(layers), executed_flops(layers)
    return Text(
        f"The six convolution layers of report A’s network take {products:,} multiplications for one face by these "
        f"formulas. Torch’s own counter, listening while the layers run, finds {flops:,} operations, which is "
        f"{flops / products:g} for each product: a multiplication and an addition.",
        f"依這些公式，報告 A 神經網路的六層卷積處理一張人臉需要 {products:,} 次乘法。torch 自己的計數器在各層執行時"
        f"數得 {flops:,} 次運算，每個乘積 {flops / products:g} 次：一次乘法、一次加法。",
    )


def printed_work(work: NetworkWork) -> Text:
    """How much of the work report D's formula sees, and how many layers it takes for free."""
    share, k = percent(work.printed_total / work.total), work.costless_layers
    whole = Text(
        f"the whole network would cost {share} of what it does", f"整個模型的運算量會是實際的 {share}"
    )
    if not k:
        return Text(f"By the printed formula {whole.en}.", f"依報告的公式，{whole.zh}。")
    free = Text(f"{k} layers", f"有 {k} 層") if k > 1 else Text("one layer", "有一層")
    if all(layer.printed_multiplications == 0 for layer in work.layers[-k:]):
        free = Text(f"the last {k} layers", f"最後 {k} 層") if k > 1 else Text("the last layer", "最後一層")
    return Text(
        f"By the printed formula {free.en} would cost nothing, and {whole.en}.",
        f"依報告的公式，{free.zh}完全不需要運算，{whole.zh}。",
    )


def own_network(found: OwnConvolutions) -> Text:
    """What the formulas say of the edition's own network, and whether torch counts the same."""
    n, products, kept = len(found.layers), found.multiplications, found.outputs
    parts = [
        Text(
            f"In numbers: {{numref}}`tab-conv-network` puts the {n} convolutions of the network `{found.network}` into "
            f"these formulas. Together they take {products:,} multiplications for one image, and hold "
            f"{found.parameters:,} parameters and {kept:,} output values.",
            f"以實際的數字來看，{{numref}}`tab-conv-network` 把模型 `{found.network}` 的 {n} 層卷積代入這些公式：處理一張影像"
            f"共需 {products:,} 次乘法，存有 {found.parameters:,} 個參數與 {kept:,} 個輸出值。",
        )
        if n > 1
        else Text(
            f"In numbers: {{numref}}`tab-conv-network` puts the only convolution of the network `{found.network}` into "
            f"these formulas. It takes {products:,} multiplications for one image, and holds {found.parameters:,} "
            f"parameters and {kept:,} output values.",
            f"以實際的數字來看，{{numref}}`tab-conv-network` 把模型 `{found.network}` 唯一的一層卷積代入這些公式：處理一張影像"
            f"需要 {products:,} 次乘法，存有 {found.parameters:,} 個參數與 {kept:,} 個輸出值。",
        )
    ]
    if n > 1:
        parts.append(_largest_shares(found))
    if found.executed == 2 * products:
        parts.append(
            Text(
                f"Torch’s own counter, listening while the network runs, finds {found.executed:,} operations in its "
                "convolutions: a multiplication and an addition for each product.",
                f"torch 自己的計數器在模型執行時數得卷積共有 {found.executed:,} 次運算，正好是每個乘積一次乘法、一次加法。",
            )
        )
    return paragraph(*parts)


def _largest_shares(found: OwnConvolutions) -> Text:
    """Which layers take the most multiplications and hold the most parameters; several where they tie."""
    work = named_shares([(layer.name, layer.multiplications) for layer in found.layers])
    weight = named_shares([(layer.name, layer.parameters) for layer in found.layers])
    return Text(
        f"No convolution takes more multiplications than {work.en}; none has more parameters than {weight.en}.",
        f"乘法次數以 {work.zh}；參數以 {weight.zh}。",
    )


def named_shares(counts: Sequence[tuple[str, int]]) -> Text:
    """The largest of some counts with its share of all, e.g. "`conv2` (60.0%)"; all that tie.

    Args:
        counts: name and count of each layer, one entry for each time that it is used.
    """
    most = max(count for _, count in counts)
    largest = [name for name, count in counts if count == most]
    names, share = list(dict.fromkeys(largest)), percent(most / sum(count for _, count in counts))
    if len(largest) == 1:
        return Text(f"`{names[0]}` ({share})", f"`{names[0]}` 最多（占 {share}）")
    if len(names) > MOST_TIES_NAMED:
        n = len(names)
        return Text(f"the {n} that tie ({share} at each use)", f"並列的 {n} 層最多（每次使用各占 {share}）")
    listing = listed([Text(f"`{name}`", f"`{name}`") for name in names])
    if len(names) < len(largest):
        return Text(f"{listing.en} ({share} at each use)", f"{listing.zh} 最多（每次使用各占 {share}）")
    return Text(f"{listing.en} ({share} each)", f"{listing.zh} 最多（各占 {share}）")


def no_convolutions() -> Text:
    """The main run's network has no convolution layers."""
    return Text(
        "The network of the main run has no two-dimensional convolutions as layers; one that has any would be shown here.",
        "主要訓練的模型沒有二維卷積層；若換成有卷積層的模型，這裡會列出各層。",
    )


_VARIED = {"channels": "{} channels", "side": "images of side {}", "kernel": "a kernel of side {}"}
"""What a layer of a series has, as English says it."""


def timing(times: LayerTimes) -> Text:
    """Whether time follows the operations on this machine, and how far the layers differ."""
    law, fastest, slowest = times.law, times.fastest, times.slowest
    answer = LINEARITY[law.linearity]
    foretold = next(words for most, words in FORETOLD if times.rate_ratio < most)
    factor = f"{times.rate_ratio:.1f}"
    rates = Text(
        f"The operations a second differ by a factor of {factor} between the layer with "
        f"{_VARIED[fastest.varied].format(fastest.value)} ({_rate(fastest)}) and the one with "
        f"{_VARIED[slowest.varied].format(slowest.value)} ({_rate(slowest)}).",
        f"{VARIED_NAMES[fastest.varied].zh}為 {fastest.value} 的層每秒 {_rate(fastest)} 次運算，"
        f"{VARIED_NAMES[slowest.varied].zh}為 {slowest.value} 的層是 {_rate(slowest)} 次，相差 {factor} 倍。",
    )
    if factor == "1.0":
        rates = Text(
            f"Every layer does as many operations a second, {_rate(fastest)}.",
            f"每一層每秒的運算次數都一樣，{_rate(fastest)} 次。",
        )
    return Text(
        f"**{answer.en}** on the machine of this run: the slope over all {len(times.layers)} measurements is "
        f"{decimal(law.exponent)} with $R^2={law.r_squared:.3f}$. {foretold.en} "
        f"{rates.en} What the count leaves out is how well a layer’s sizes "
        "fill the processor’s vector units, and how often it waits for memory. The same base layer, measured once in "
        f"each of the {len(SWEEP)} series, differed by a factor of {times.base_ratio:.2f}; differences of that size "
        "mean nothing.",
        f"在執行本書的機器上，時間與運算次數**{answer.zh}**：全部 {len(times.layers)} 次測量的斜率為 {decimal(law.exponent)}，"
        f"$R^2={law.r_squared:.3f}$。{foretold.zh}{rates.zh}"
        "運算次數沒有反映的，是各個大小能否填滿處理器的向量單元，以及等待記憶體的時間。"
        f"同一個基準層在 {len(SWEEP)} 組測量中各量一次，彼此相差 {times.base_ratio:.2f} 倍；這個程度的差別沒有意義。",
    )


def _rate(layer: TimedLayer) -> str:
    """Operations a second, the same in both languages, for a billion is no 億."""
    digits, _, power = f"{layer.operations_per_second:.1e}".partition("e")
    return rf"${digits}\times10^{{{int(power)}}}$"
