"""How far a map that a cell of the page made itself is from the library's map of the same image."""

import numpy as np
import torch
from numpy.typing import NDArray

from fer_lib import publish
from fer_lib.chapters.saliency.analysis import SaliencyAnalysis
from fer_lib.language import Text
from fer_lib.names import METHOD_NAMES
from fer_lib.wording import percent

SMALLEST_SHARE = 0.001
"""A smaller distance is not told to the digit: rounding in float32 and the order of sums decide it."""


def example(analysis: SaliencyAnalysis) -> int:
    """Which of the shown images to explain: the first on which no map is 0 everywhere, else the first of all."""
    has_maps = analysis.arrays.shown_maps.any(axis=(2, 3)).all(axis=0)
    return int(has_maps.argmax())


def compare(analysis: SaliencyAnalysis, method: str, made: torch.Tensor | None) -> None:
    """Publish the distance, or ``publish.nothing`` where the method is not defined for the network.

    Args:
        analysis: whose ``example`` was explained.
        method: key of the method.
        made: its map from the page's own code, [1, C, H, W]; None where there is nothing to make one from.
    """
    if made is None or method not in analysis.results.methods:
        name = METHOD_NAMES[method]
        publish.nothing(
            Text(
                f"The method {name.en} is not defined for this network, so its code has nothing to work on.",
                f"這個模型不適用{name.zh}，所以沒有程式碼可以示範。",
            )
        )
        return
    one = example(analysis)
    known = analysis.arrays.shown_maps[analysis.results.position(method), one]
    own = made.detach()[0].sum(dim=0).cpu().numpy()
    label = analysis.classes[int(analysis.arrays.shown_labels[one])]
    publish.text(distance(own.astype(np.float64), known.astype(np.float64), label))


def distance(made: NDArray[np.float64], known: NDArray[np.float64], label: Text) -> Text:
    """The length of the difference of two maps as a share of the length of the second, the library's.

    Args:
        made: one map, [H, W].
        known: the library's.
        label: the class that the image shows.
    """
    if not known.any():
        own = (
            Text("and so is this one", "這裡的也是")
            if not made.any()
            else Text("this one is not", "這裡的則不是")
        )
        return Text(
            f"On the image of {label.en}, the library’s map is 0 everywhere, {own.en}.",
            f"在{label.zh}的影像上，函式庫的圖處處為 0，{own.zh}。",
        )
    share = float(np.linalg.norm(made - known) / np.linalg.norm(known))
    far = Text(percent(share), f" {percent(share)}")
    if share < SMALLEST_SHARE:
        limit = percent(SMALLEST_SHARE)
        far = Text(f"less than {limit}", f"不到 {limit}")
    return Text(
        f"On the image of {label.en}, this map differs from the library’s by {far.en} (length of the difference over the "
        "length of the library’s map).",
        f"在{label.zh}的影像上，這張圖與函式庫的圖相差{far.zh}（兩者之差的長度，除以函式庫那張圖的長度）。",
    )
