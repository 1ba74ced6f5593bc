"""How to read the diagrams of chapter 2: of all that a diagram may have, what those of this edition do have."""

from collections.abc import Sequence

from fer_lib.chapters.models.architecture_arcs import Arc
from fer_lib.chapters.models.architecture_figure import SIDE, TALLEST, make_architecture
from fer_lib.chapters.models.network import Network
from fer_lib.language import Text
from fer_lib.models.stages import Stage
from fer_lib.wording import listed, paragraph

_SIGNS = {
    "+": Text("+ adds it there", "＋是相加"),
    "×": Text("× multiplies", "× 是相乘"),
    "c": Text("c puts it beside the rest", "c 是串接"),
}
_COLOURS = {
    "attention": Text("attention pink", "注意力是粉紅色"),
    "recurrent": Text("recurrent layers yellow", "循環層是黃色"),
}


def how_to_read(networks: Sequence[Network]) -> Text:
    """What the diagrams of these networks show, and nothing that none of them has.

    Args:
        networks: all that the chapter draws, at least one.
    """
    stages = [stage for network in networks for stage in network.stages]
    columns = [stage for stage in stages if not stage.is_beside]
    arcs = [
        arc for network in networks for arc in make_architecture(network.stages, network.shape.image).arcs()
    ]
    head = Text("**How to read the diagrams.**", "**怎麼看架構圖。**")
    if len(networks) == 1:
        head = Text("**How to read the diagram.**", "**怎麼看架構圖。** ")
    return paragraph(
        Text(head.en, f"{head.zh.strip()} "),
        *_blocks(networks, columns),
        *_bars(columns),
        *_arcs(arcs),
        _words(columns),
    )


def _is_map(stage: Stage) -> bool:
    return len(stage.maps) == 3 and stage.kind in ("convolution", "other")


def _blocks(networks: Sequence[Network], columns: Sequence[Stage]) -> list[Text]:
    """Convolutions."""
    convolutions = [stage for stage in columns if stage.kind == "convolution" and _is_map(stage)]
    if not convolutions:
        return []
    scale = Text("", "")
    if len(networks) > 1:
        large = any(max(network.shape.image[1:]) > TALLEST / SIDE for network in networks)
        smaller = Text(
            f" (a smaller one for images of more than {TALLEST / SIDE:.0f} pixels)",
            f"（超過 {TALLEST / SIDE:.0f} 像素的影像會縮小）",
        )
        scale = Text(
            f", on one scale in all diagrams{smaller.en if large else ''}",
            f"，所有圖的比例相同{smaller.zh if large else ''}",
        )
    told = [
        Text(
            "A blue block is the output of a convolution: its height and depth are the height and width of the map, its "
            f"thickness is the number of channels{scale.en}.",
            f"藍色方塊是卷積的輸出：高度與深度是特徵圖的高與寬，厚度是通道數{scale.zh}。",
        )
    ]
    if any(stage.repeats > 1 for stage in convolutions):
        told.append(
            Text(
                "Convolutions that follow each other on one resolution stand close together.",
                "在同一解析度上連續的卷積畫得比較靠近。",
            )
        )
    return told


def _bars(columns: Sequence[Stage]) -> list[Text]:
    """Vectors, and sequences of them."""
    told = []
    if any(stage.kind == "linear" and len(stage.maps) == 1 for stage in columns):
        told.append(
            Text(
                "A green bar is a vector, as long as it has values; the flattened image would be as high as the image.",
                "綠色長條是向量，長度代表值的個數；把影像攤平的話，會和影像一樣高。",
            )
        )
    flat = [stage for stage in columns if not _is_map(stage) and len(stage.maps) > 1]
    if flat:
        colours = listed(
            [text for kind, text in _COLOURS.items() if any(stage.kind == kind for stage in flat)]
        )
        joined = (
            Text(f": {colours.en}", f"：{colours.zh.replace('與', '，')}") if colours.en else Text("", "")
        )
        told.append(
            Text(
                "Layers that give a sequence, one row of values for each step or patch, are flat sheets of no scale"
                f"{joined.en}.",
                f"輸出一整個序列的層（每一步或每個區塊一列值）畫成不按比例的扁平長方形{joined.zh}。",
            )
        )
    return told


def _arcs(arcs: Sequence[Arc]) -> list[Text]:
    """Results that go elsewhere than into the next column."""
    if not arcs:
        return []
    signs = [text for sign, text in _SIGNS.items() if any(arc.symbol == sign for arc in arcs)]
    way = Text("", "")
    if any(arc.label for arc in arcs):
        way = Text(
            "; on the arc stands what is computed on the way, with its parameters",
            "；弧線上寫的是途中所做的運算與參數量",
        )
    named = Text(
        f": {', '.join(sign.en for sign in signs)}" if signs else "",
        f"：{'，'.join(sign.zh for sign in signs)}" if signs else "",
    )
    return [
        Text(
            "Where a result is also taken past the next columns, an arc leads from its column to the one where it comes "
            f"in{named.en}{way.en}.",
            f"如果一個結果還會跳過後面幾欄，就有一條弧線從它那一欄連到匯入的地方{named.zh}{way.zh}。",
        )
    ]


def _words(columns: Sequence[Stage]) -> Text:
    """What stands above and below a column."""
    pooled = (
        Text(
            ", and after the arrow what the rest of the stage leaves of it",
            "，箭頭後面是同一階段的池化等運算之後剩下的大小",
        )
        if any(stage.shape != stage.maps for stage in columns)
        else Text("", "")
    )
    size = (
        Text("channels × height × width of a map", "特徵圖的通道 × 高 × 寬")
        if any(_is_map(stage) for stage in columns)
        else Text("the size of the output", "輸出的大小")
    )
    return Text(
        f"Above a column stands {size.en}{pooled.en}; below stands what is computed, in order, and the number of "
        "parameters.",
        f"欄位上方是{size.zh}{pooled.zh}；下方依序是所做的運算，以及參數量。",
    )
