"""What chapters on one network call its images, and how they say what cannot be shown of a network."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

import numpy as np

from fer_lib.data import ImageDataset
from fer_lib.explain.face_regions import has_face_regions
from fer_lib.explain.filter_layers import FilterLayer
from fer_lib.language import Text
from fer_lib.names import convolution_text
from fer_lib.wording import listed, listed_clauses

T = TypeVar("T")
MOST_ROWS = 10
"""Layers that a figure with a row for each has room for."""
_FOLLOWED = {
    "add": Text("a sum with another branch", "與另一分支相加"),
    "concatenate": Text("a concatenation with another branch", "與另一分支串接"),
    "multiply": Text("a product with another branch", "與另一分支相乘"),
    "branches": Text("several branches", "分成好幾個分支"),
}


def image_word(dataset: ImageDataset) -> Text:
    """``face`` where the images are faces of expressions, else ``image``."""
    return Text("face", "臉") if has_face_regions(dataset) else Text("image", "影像")


def spread_evenly(items: Sequence[T], most: int = MOST_ROWS) -> list[T]:
    """At most so many of them, evenly from the first to the last."""
    places = np.linspace(0, len(items) - 1, min(most, len(items))).round().astype(int)
    return [items[place] for place in dict.fromkeys(places.tolist())]


def why_not(reason: str) -> Text:
    """The library's own words, which are English, in a sentence of both languages."""
    return Text(f"The library’s words: {reason}", f"函式庫的說明（英文）：{reason}")


def why_these_not(reasons: Iterable[str]) -> Text:
    """The same for several things that cannot be shown, each reason once."""
    return why_not("; ".join(dict.fromkeys(reasons)))


def numbered_layers(layers: Sequence[FilterLayer], beside: Collection[str]) -> list[Text]:
    """Which number is which module, where the network has branches; nothing for a plain one, whose order says it.

    Args:
        layers: the convolutions that are looked at.
        beside: paths of the convolutions beside the main path, as ``beside_main_path`` gives them.
    """
    aside = [layer for layer in layers if layer.convolution in beside]
    if not (aside or any(layer.is_joined or layer.followed_by == "branches" for layer in layers)):
        return []
    first, last = layers[0], layers[-1]
    ends = listed_clauses([_which_module(layer) for layer in dict.fromkeys((first, last))])
    if not aside:
        return [
            Text(
                f"The convolutions are numbered by their depth: {ends.en}.",
                f"卷積依深度編號：{ends.zh}。",
            )
        ]
    named = listed_clauses([_which_module(layer) for layer in aside])
    return [
        Text(
            "The convolutions are numbered by their depth, those beside the main path (on shortcuts or short branches) "
            f"among the others. Off the main path: {named.en}. The last one here is {_path_and_name(last).en}.",
            "卷積依深度編號，主要路徑以外的卷積（位於捷徑或較短的分支）也排在其中。主要路徑以外的是："
            f"{named.zh}。這裡的最後一個是{_path_and_name(last).zh}。",
        )
    ]


def _which_module(layer: FilterLayer) -> Text:
    name = convolution_text(layer.number)
    return Text(f"{name.en} is `{layer.convolution}`", f"{name.zh} 是 `{layer.convolution}`")


def _path_and_name(layer: FilterLayer) -> Text:
    name = convolution_text(layer.number)
    return Text(f"{name.en}, `{layer.convolution}`", f"{name.zh}，即 `{layer.convolution}`")


def without_activation(layers: Sequence[FilterLayer]) -> list[FilterLayer]:
    """The convolutions that no activation follows directly."""
    return [layer for layer in layers if layer.after == layer.before]


def joined_layers(layers: Sequence[FilterLayer]) -> list[Text]:
    """Which convolutions meet another branch before any activation, in one sentence each; nothing where none does."""
    sentences = []
    for kind, followed in _FOLLOWED.items():
        joined = [layer for layer in layers if layer.followed_by == kind]
        if joined:
            named = listed([convolution_text(layer.number) for layer in joined])
            shown = _with_normalization(joined)
            sentences.append(
                Text(
                    f"The output of {named.en} goes into {followed.en} without an activation before; shown is what the "
                    f"convolution {shown.en}.",
                    f"{named.zh} 的輸出未經活化函數就{followed.zh}；這裡顯示的是卷積本身的輸出{shown.zh}。",
                )
            )
    return sentences


def _with_normalization(layers: Sequence[FilterLayer]) -> Text:
    normalized = [layer.before != layer.convolution for layer in layers]
    if all(normalized):
        return Text("gives, with its normalization", "（含正規化）")
    if any(normalized):
        return Text("gives, with its normalization where it has one", "（有正規化的則含正規化）")
    return Text("itself gives", "")
