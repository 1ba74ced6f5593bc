"""The figures of chapter 2 with caption and alt text: architecture diagrams, shares of parameters and work."""

from collections.abc import Sequence

from fer_lib.chapters.models.architecture_figure import make_architecture
from fer_lib.chapters.models.convolution_shares_figure import ConvolutionShares
from fer_lib.chapters.models.descriptions import describe
from fer_lib.chapters.models.network import Network, shape_text
from fer_lib.chapters.models.stage_shares_figure import StageShares, named_largest
from fer_lib.language import Text
from fer_lib.publish import BookFigure
from fer_lib.wording import at_least_percent, capitalized, listed, paragraph, percent


def architecture(network: Network) -> BookFigure:
    """The architecture diagram of a network."""
    drawing, title = make_architecture(network.stages, network.shape.image), describe(network).title
    parameters, name = f"{network.totals.trainable:,}", f"`{network.shown_name}`"
    named = Text("", "") if title.en == name else Text(f" ({name})", f"（{name}）")
    return BookFigure(
        lambda lang: drawing.plot(lang=lang),
        Text(
            f"{title.en}{named.en}: {parameters} parameters.", f"{title.zh}{named.zh}：{parameters} 個參數。"
        ),
        paragraph(_blocks(network), *_arcs(network)),
    )


def _blocks(network: Network) -> Text:
    """The columns in words."""
    size = f"{network.shape.height} by {network.shape.width}"
    size_zh = f"{network.shape.height} × {network.shape.width}"
    widths = [shape_text(stage.shape) for stage in network.stages if stage.kind == "linear"]
    vectors = Text(", ".join(widths), "、".join(widths))
    if not network.is_convolutional and not network.convolutions and len(widths) == len(network.stages):
        return Text(
            f"A {size} image, and after it only bars, for vectors of {vectors.en} values.",
            f"一張 {size_zh} 的影像，之後只有長條，代表 {vectors.zh} 個值的向量。",
        )
    if not network.is_convolutional or not widths:
        return _columns_of_all_kinds(network, Text(size, size_zh))
    # Those of shortcuts stand on arcs, which have a sentence of their own.
    blocks = sum(stage.repeats for stage in network.convolutions if not stage.is_beside)
    first, last = (shape_text(network.convolutions[place].maps) for place in (0, -1))
    if blocks == 1:
        return Text(
            f"Blocks in the order of computation: a {size} image, then one block for the convolution, {first}, then "
            f"bars for vectors of {vectors.en} values.",
            f"依運算順序排列的方塊：先是 {size_zh} 的影像，接著一個方塊代表卷積層 {first}，"
            f"最後是長條，代表 {vectors.zh} 個值的向量。",
        )
    go = Text(f"which go from {first} to {last}", f"由 {first} 到 {last}")
    if first == last:
        go = Text(f"the first and the last of {first}", f"頭尾都是 {first}")
    return Text(
        f"Blocks in the order of computation: a {size} image, then {blocks} blocks for the convolutions, "
        f"{go.en}, then bars for vectors of {vectors.en} values.",
        f"依運算順序排列的方塊：先是 {size_zh} 的影像，接著 {blocks} 個方塊代表卷積層，"
        f"{go.zh}，最後是長條，代表 {vectors.zh} 個值的向量。",
    )


_KINDS = {
    "convolution": Text("convolutions", "卷積層"),
    "attention": Text("attention layers", "注意力層"),
    "recurrent": Text("recurrent layers", "循環層"),
    "linear": Text("fully connected layers", "全連接層"),
    "other": Text("other layers", "其他層"),
}


def _columns_of_all_kinds(network: Network, size: Text) -> Text:
    counts = {kind: sum(s.repeats for s in network.stages if s.kind == kind) for kind in _KINDS}
    named = listed([Text(f"{_KINDS[k].en}: {n}", f"{_KINDS[k].zh} {n} 個") for k, n in counts.items() if n])
    last = shape_text(network.stages[-1].shape)
    return Text(
        f"Columns in the order of computation: a {size.en} image, then a column for each layer with weights, up to "
        f"{last} values ({named.en}).",
        f"依運算順序排列：先是 {size.zh} 的影像，接著一欄代表一個有權重的層，最後是 {last} 個值（{named.zh}）。",
    )


def _arcs(network: Network) -> list[Text]:
    """The shortcuts in words; nothing where there are none."""
    number = sum(len(stage.joins) for stage in network.stages)
    if not number:
        return []
    return [
        Text(
            f"Arcs above the columns ({number}) lead from where a result is taken to where it is added, multiplied or "
            "concatenated.",
            f"欄位上方的弧線（{number} 條）由取出結果的地方，連到相加、相乘或串接的地方。",
        )
    ]


def stage_shares(network: Network) -> BookFigure:
    """Where the parameters and the work of one network sit."""
    shares = StageShares.of(network)
    largest, several_large = named_largest(shares.parameters)
    busiest, several_busy = named_largest(shares.macs)
    held, done = percent(max(shares.parameters)), percent(max(shares.macs))
    hold, each_large = ("hold", " each") if several_large else ("holds", "")
    do, each_busy = ("do", " each") if several_busy else ("does", "")
    return BookFigure(
        lambda lang: shares.plot(lang=lang),
        Text(
            f"Share of the parameters and of the multiply-accumulates in each stage of `{network.shown_name}`: a layer "
            "with weights and what follows it until the next, numbered in the order of computation.",
            f"`{network.shown_name}` 各階段占參數量與乘加次數的比例。一個階段是一個有權重的層，連同它與下一個這樣的層之間的運算，"
            "依運算順序編號。",
        ),
        Text(
            f"Two bars for each stage. {capitalized(largest).en} {hold} the most parameters, {held}{each_large}; "
            f"{busiest.en} {do} the most work, {done}{each_busy}.",
            f"每個階段兩根長條。{largest.zh}的參數最多，{'各' if several_large else ''}占 {held}；"
            f"{busiest.zh}的運算量最大，{'各' if several_busy else ''}占 {done}。",
        ),
    )


def convolution_shares(networks: Sequence[Network]) -> BookFigure:
    """Convolutions against fully connected layers in all networks."""
    shares = ConvolutionShares.of(networks)
    fewest, work = shares.fewest_parameters, at_least_percent(shares.least_work)
    name, share = shares.names[fewest], percent(shares.parameters[fewest])
    return BookFigure(
        lambda lang: shares.plot(lang=lang),
        Text(
            "How the parameters and the multiply-accumulates divide between convolutions, with their normalization, "
            "and fully connected layers; beside each bar the percentage of the convolutions.",
            "參數量與乘加次數在卷積層（含其正規化）與全連接層之間如何分配；長條旁的數字是卷積層所占的百分比。",
        ),
        paragraph(
            Text(
                f"Two bars for each of {len(shares.names)} networks. In the convolutional ones the convolutions do at "
                f"least {work} of the work; the smallest share of the parameters that they hold is {share} ({name}).",
                f"{len(shares.names)} 個模型，各有兩根長條。卷積網路中，卷積層至少負責 {work} 的運算；"
                f"占參數量的比例最小是 {share}（{name}）。",
            ),
            Text("The fully connected networks have none.", "全連接網路則沒有卷積層。")
            if shares.fully_connected
            else Text("", ""),
        ),
    )
