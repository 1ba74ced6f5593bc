"""What a reader may ask of the row of windows: any layer, and a chain of layers up to a network of one's own."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fer_lib.chapters.convolution.plain_chain import Chain, chain_of_network, chain_of_row
from fer_lib.chapters.convolution.window_figure import WindowRow
from fer_lib.chapters.models.network import Network
from fer_lib.language import Text, heading, term
from fer_lib.publish import Interactive

LIMITS: Mapping[str, tuple[int, int]] = {
    "side": (1, 256), "channels": (1, 2048), "kernel": (1, 11), "stride": (1, 7), "padding": (0, 5),
    "dilation": (1, 4), "filters": (1, 2048),
}  # fmt: skip
"""Least and largest value that a reader can choose; larger where a network has more."""
MOST_LAYERS = 40

WORDS: Mapping[str, Text] = {
    "panel": Text("Calculate a layer, and a network of layers", "計算一層，以及由多層組成的架構"),
    "start": Text("Begin with", "起始設定"),
    "row": Text("the row of the figure", "圖中的一列"),
    "own": Text("layers of your own", "自訂的各層"),
    "side": Text("Side W of the image", "影像邊長 W"),
    "channels": Text("Channels of the image", "影像的通道數"),
    "kernel": Text("Kernel k", "卷積核 k"),
    "stride": Text("Stride s", "步幅 s"),
    "padding": Text("Padding p", "填補 p"),
    "dilation": Text("Dilation d", "擴張率 d"),
    "filters": Text("Filters f", "濾波器數 f"),
    "kind": Text("Kind", "種類"),
    "convolution": term("convolution"),
    "pooling": Text("pooling", "池化"),
    "bias": Text("with a bias for each filter", "每個濾波器有偏差項"),
    "range": Text("Type a whole number from {low} to {high}.", "請填 {low} 到 {high} 的整數。"),
    "drawing": Text("The row of cells, and the windows below it", "一列格子與下方的視窗"),
    "table": Text("Table of the layers", "各層的表格"),
    "chosen": Text("Layer {n}, {name}", "第 {n} 層：{name}"),
    "size": Text("{equation}, so N = {formula}.", "{equation}，所以 N = {formula}。"),
    "exact": Text(
        " No cell is left over, and the ceiling gives the same.",
        "一格也不剩，用 ceiling（無條件進位）算也相同。",
    ),
    "left_one": Text(
        " 1 cell is left over at the end; the ceiling, {ceiling}, counts a place that sticks out past the end.",
        "右端剩下 1 格；若改用 ceiling（無條件進位），則得到 {ceiling}，多算一個超出邊界的位置。",
    ),
    "left_many": Text(
        " {r} cells are left over at the end; the ceiling, {ceiling}, counts a place that sticks out past the end.",
        "右端剩下 {r} 格；若改用 ceiling（無條件進位），則得到 {ceiling}，多算一個超出邊界的位置。",
    ),
    "too_large": Text(
        "The window covers {extent} cells, and the row with its padding has {padded}: it fits nowhere, and there is no output.",
        "視窗涵蓋 {extent} 格，填補後的列只有 {padded} 格：一個位置都放不下，沒有輸出。",
    ),
    "no_input": Text("The layers before give this one no input.", "前面的層沒有輸出，這一層沒有輸入。"),
    "legend": Text(
        "Filled: cells that a window reads. Hatched: padding. Dashed cells are read at no place; the dashed window is the first that sticks out past the end.",
        "實心：視窗讀取的格子。斜線：填補。虛線格不會被任何位置讀到；虛線視窗是第一個超出邊界的。",
    ),
    "parameters": Text("Parameters", "參數量"),
    "multiplications": Text("Multiplications", "乘法"),
    "additions": Text("Additions", "加法"),
    "cost": Text("{what}: ", "{what}："),
    "operations": Text("Operations", "運算次數"),
    "field": heading("receptive field"),
    "layer": heading("layer"),
    "sides": Text("Side", "邊長"),
    "through": Text("Channels", "通道數"),
    "all": Text("Total", "合計"),
    "one": Text("{k}×{k} convolution", "{k}×{k} 卷積"),
    "pool": Text("{k}×{k} pooling", "{k}×{k} 池化"),
    "free": Text(
        "Pooling has no parameters; its comparisons or sums are not counted as operations.",
        "池化沒有參數；其中的比較或加總不計入運算次數。",
    ),
    "caption": Text(
        "The layers for one square image. Operations: multiplications and additions. Receptive field: side of the square, "
        "padding included, within which one output finds the pixels that it depends on.",
        "各層（一張正方形影像）。運算次數：乘法與加法。感受野：一個輸出所依據的像素落在多大邊長的正方形內（含填補）。",
    ),
    "choose": Text("Choose layer {n}, {name}", "選擇第 {n} 層：{name}"),
    "add": Text("Add a layer after it", "在後面增加一層"),
    "remove": Text("Remove layer {n}", "刪除第 {n} 層"),
}


def calculator(row: WindowRow, network: Network) -> Interactive:
    """The row as a layer, and to begin with likewise the layers of a network if it is a plain chain.

    Args:
        row: what the figure shows.
        network: of the edition.
    """
    chains = [chain_of_row(row)]
    starts = [WORDS["row"]]
    own = chain_of_network(network)
    if own is not None and len(own.layers) <= MOST_LAYERS:
        chains.append(own)
        name = network.shown_name
        starts.append(Text(f"the convolutions and poolings of {name}", f"{name} 的卷積與池化"))
    return Interactive(
        "convolution",
        {**WORDS, "starts": starts},
        {
            "chains": [_packed(chain) for chain in chains],
            "limits": {key: _limits(key, low, high, chains) for key, (low, high) in LIMITS.items()},
            "most_layers": MOST_LAYERS,
        },
    )


def _packed(chain: Chain) -> dict[str, Any]:
    return {
        "side": chain.side,
        "channels": chain.channels,
        "layers": [asdict(layer) for layer in chain.layers],
    }


def _limits(key: str, low: int, high: int, chains: list[Chain]) -> list[int]:
    owners: list[object] = (
        list(chains) if key in ("side", "channels") else [layer for chain in chains for layer in chain.layers]
    )
    return [low, max(high, *(int(getattr(owner, key)) for owner in owners))]
