"""What LIME's weights say with their sign: which segments speak for the class of an image, and which against it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.explained_images import spread_evenly
from fer_lib.chapters.saliency.analysis import SaliencyAnalysis
from fer_lib.chapters.saliency.figures import MOST_CLASSES
from fer_lib.chapters.saliency.sentences import MOST_NAMED, split_name
from fer_lib.chapters.saliency.signed_maps_figure import SignedMaps
from fer_lib.language import Text
from fer_lib.publish import BookFigure
from fer_lib.wording import listed, paragraph, percent

LIME_IS_MISSING = Text(
    "There are no maps of LIME for this network, so there is nothing to say of their sign.",
    "這個模型沒有 LIME 的圖，所以正負號無從談起。",
)


@dataclass(frozen=True, eq=False)
class Sides:
    """For and against, of maps that are not 0 everywhere.

    Attributes:
        shown: which of the shown images have such a map, positions.
        shares_for: share of each one's absolute weight that is positive, counted over the pixels.
        strongest_against: whether its largest absolute weight is negative.
    """

    shown: NDArray[np.intp]
    shares_for: NDArray[np.float64]
    strongest_against: NDArray[np.bool_]


def lime_maps(analysis: SaliencyAnalysis) -> NDArray[np.float64]:
    """LIME's signed maps of the shown images, [c, H, W]; each pixel has the weight of its segment."""
    maps: NDArray[np.float64] = analysis.arrays.shown_maps[analysis.results.position("lime")].astype(
        np.float64
    )
    return maps


def sides(maps: NDArray[np.float64]) -> Sides:
    """How much of each map, [c, H, W], is positive, and whether its strongest place is negative."""
    flat = maps.reshape(len(maps), -1)
    shown = np.flatnonzero(np.abs(flat).sum(axis=1))
    flat = flat[shown]
    shares = np.maximum(flat, 0).sum(axis=1) / np.abs(flat).sum(axis=1)
    # Where both are equally strong, nothing is strongest against the class.
    return Sides(shown, shares, -flat.min(axis=1) > flat.max(axis=1))


def figure(analysis: SaliencyAnalysis) -> BookFigure:
    """The shown images beside LIME's signed weights."""
    arrays, split, maps = analysis.arrays, split_name(analysis), lime_maps(analysis)
    rows = spread_evenly(range(len(arrays.shown_labels)), MOST_CLASSES)
    names = [analysis.classes[k] for k in arrays.shown_labels[rows]]
    plate = SignedMaps(arrays.shown_images[rows], maps[rows], names)
    found = sides(maps[rows])
    ends = Text("All maps are 0 everywhere.", "所有的圖都處處為 0。")
    if len(found.shown):
        least, most = (
            (found.shown[k], percent(found.shares_for[k], 0))
            for k in (int(found.shares_for.argmin()), int(found.shares_for.argmax()))
        )
        ends = Text(
            f"The share of blue weight is largest on the image of {names[most[0]].en} ({most[1]}), smallest on that of "
            f"{names[least[0]].en} ({least[1]}).",
            f"藍色占權重比例最高的是{names[most[0]].zh}的影像（{most[1]}），最低的是{names[least[0]].zh}的影像（{least[1]}）。",
        )
        if most[1] == least[1]:
            each = Text("", "") if len(found.shown) == 1 else Text(" on every image", "每張影像")
            ends = Text(f"{most[1]} of the weight is blue{each.en}.", f"{each.zh}權重的 {most[1]} 是藍色。")
    return BookFigure(
        plate.plot,
        Text(
            f"LIME’s weights with their sign on {split.en} images (n = {len(rows)}): blue segments speak for the class named "
            "above the image, orange ones against it. Each map has its own scale, up to its largest weight, which is given "
            "above it in logits.",
            f"{split.zh}影像（n = {len(rows)}）上帶正負號的 LIME 權重：藍色小塊支持影像上方所寫的類別，橘色小塊不支持。每張圖各有"
            "自己的色階，到圖上方所寫的最大權重（單位是 logit）為止。",
        ),
        Text(
            f"Pairs of an image and its segments, blue for and orange against the class. {ends.en}",
            f"一張影像配一張小塊圖，藍色支持該類別，橘色不支持。{ends.zh}",
        ),
    )


def told(analysis: SaliencyAnalysis) -> Text:
    """How much of LIME's weight speaks for the class and how much against, and where the strongest segment does."""
    maps = lime_maps(analysis)
    found, n = sides(maps), len(maps)
    counted = len(found.shown)
    empty = Text("", "")
    if not counted:
        return Text(
            "On none of the shown images does LIME give any weight but 0, so nothing speaks for or against the class.",
            "展示的影像中，LIME 的權重全都處處為 0，沒有支持與不支持可言。",
        )
    if counted < n:
        empty = Text(
            f"On {n - counted} of the {n} shown images LIME’s weights are 0 everywhere, and nothing speaks for or against "
            "the class.",
            f"展示的 {n} 張影像中，有 {n - counted} 張的 LIME 權重處處為 0，沒有支持與不支持可言。",
        )
    return paragraph(empty, _shares(found), _strongest(analysis, found))


def _shares(found: Sides) -> Text:
    counted, mean = len(found.shown), round(float(found.shares_for.mean()), 2)
    whole = Text("Of the absolute weight, counted over the pixels,", "把權重取絕對值，依像素加總，")
    speaks, against = percent(mean, 0), percent(1 - mean, 0)
    if counted == 1:
        return Text(
            f"{whole.en} {speaks} speaks for the class and {against} against it (n\u00a0=\u00a01 image).",
            f"{whole.zh}{speaks} 支持該類別，{against} 不支持（n\u00a0=\u00a01 張影像）。",
        )
    low, high = (percent(float(end), 0) for end in (found.shares_for.min(), found.shares_for.max()))
    ends = Text(
        f"over the images, the share for it ranges from {low} to {high}",
        f"各影像中，支持的比例最低是 {low}，最高是 {high}",
    )
    if low == high:
        ends = Text("on every image it is the same", "每張影像都是如此")
    return Text(
        f"{whole.en} {speaks} speaks for the class and {against} against it on average (n\u00a0=\u00a0{counted} images); "
        f"{ends.en}.",
        f"{whole.zh}平均有 {speaks} 支持該類別，{against} 不支持（n\u00a0=\u00a0{counted} 張影像）；{ends.zh}。",
    )


def _strongest(analysis: SaliencyAnalysis, found: Sides) -> Text:
    counted, k = len(found.shown), int(found.strongest_against.sum())
    if counted == 1:
        if k:
            return Text("Its strongest segment speaks against the class.", "其中最強的小塊不支持該類別。")
        return Text(
            "No segment against the class is stronger than every segment for it.",
            "不支持該類別的小塊，沒有一塊強過所有支持的小塊。",
        )
    if not k:
        return Text(
            "On none of them is a segment against the class stronger than every segment for it.",
            "在任何一張影像裡，都沒有不支持該類別的小塊強過所有支持的小塊。",
        )
    if k == counted:
        return Text(
            "On every one of them, the strongest segment speaks against the class.",
            "其中每一張影像，最強的小塊都不支持該類別。",
        )
    labels = analysis.arrays.shown_labels[found.shown[found.strongest_against]]
    named = listed([analysis.classes[label] for label in labels])
    which = Text(f", of {named.en}", f"（{named.zh}）") if k <= MOST_NAMED else Text("", "")
    return Text(
        f"On {k} of the {counted} images{which.en}, the strongest segment speaks against the class.",
        f"{counted} 張影像中，有 {k} 張{which.zh}最強的小塊不支持該類別。",
    )
