"""What chapters on one network call its images, and how they say what cannot be shown of a network."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from fer_lib.data import ImageDataset
from fer_lib.explain.face_regions import has_face_regions
from fer_lib.explain.filter_layers import FilterLayer
from fer_lib.language import Text
from fer_lib.names import convolution_text
from fer_lib.wording import listed

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


def joined_layers(layers: Sequence[FilterLayer]) -> list[Text]:
    """Which convolutions have no activation of their own, in one sentence each; nothing where all have one."""
    sentences = []
    for kind, followed in _FOLLOWED.items():
        names = [convolution_text(layer.number) for layer in layers if layer.followed_by == kind]
        if names:
            named = listed(names)
            sentences.append(
                Text(
                    f"The output of {named.en} goes into {followed.en}, and only what comes of that meets an activation; "
                    "shown is what the convolution gives, with its normalization.",
                    f"{named.zh} 的輸出要先{followed.zh}，之後才經過激活函數；這裡顯示的是卷積（含正規化）本身的輸出。",
                )
            )
    return sentences
