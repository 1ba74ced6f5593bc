"""What a reader may ask of the checks of chapter 7: the maps of more images as the network forgets, and pixels that go."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib import colormaps
from numpy.typing import NDArray

from fer_lib import publish
from fer_lib.chapters.saliency import figures
from fer_lib.chapters.saliency.analysis import SaliencyAnalysis
from fer_lib.chapters.saliency.method_curves_figure import CURVES_INCHES
from fer_lib.chapters.shown_run import of_run
from fer_lib.explain.saliency.map_statistics import edges
from fer_lib.language import Text
from fer_lib.names import METHOD_NAMES
from fer_lib.plots.saliency_plate import COLORMAP, STRONGEST
from fer_lib.plots.style import POINTS_AN_INCH
from fer_lib.publish import Interactive, Sheet
from fer_lib.runs import RunFolder

MOST_CURVE_STEPS = 255
"""A sheet's pixels say at which step of the curve they go."""

FORGETTING_WORDS: Mapping[str, Text] = {
    "panel": Text("Let the network forget", "讓模型逐層遺忘"),
    "image": Text("Image", "影像"),
    "layers": Text("Layers forgotten", "遺忘的層數"),
    "outline": Text("image’s edges over the maps", "在圖上疊加影像的邊緣"),
    "choice": Text("{label}, image {id}", "{label}，影像 {id}"),
    "trained": Text(
        "No layer is forgotten: the maps of the trained network.", "還沒有遺忘任何一層：訓練後模型的圖。"
    ),
    "single": Text("The only layer with weights is forgotten.", "唯一有權重的一層已遺忘。"),
    "below": Text(
        " Below each map: its rank correlation with the map of the trained network.",
        "各圖下方是它與訓練後模型的圖的等級相關。",
    ),
    "differ": Text(
        " It is highest for {most} ({high}) and lowest for {least} ({low}).",
        "最高的是{most}（{high}），最低的是{least}（{low}）。",
    ),
    "equal": Text(" It is {high} wherever it is defined.", "凡有定義的，都是 {high}。"),
    "map": Text("Map by {method}, layers forgotten: {step}", "{method}的圖，遺忘的層數：{step}"),
    "empty": Text("0 everywhere", "處處為 0"),
    "even": Text("correlation undefined", "相關無定義"),
}
FORGETTING_COUNTED: Mapping[str, Mapping[str, Text]] = {
    "step": {
        "none": Text("none", "沒有"),
        "one": Text("{n} of {all}", "{all} 層中的 {n} 層"),
        "some": Text("{n} of {all}", "{all} 層中的 {n} 層"),
        "all": Text("all {all}", "全部 {all} 層"),
    },
    "forgotten": {
        "one": Text(
            "{n} of {all} layers is forgotten: the output layer.", "{all} 層中已遺忘 {n} 層：輸出層。"
        ),
        "some": Text(
            "{n} of {all} layers are forgotten, from the output layer on.",
            "{all} 層中已遺忘 {n} 層，從輸出層算起。",
        ),
        "all": Text("All {all} layers are forgotten.", "{all} 層全部遺忘。"),
    },
}
"""Texts that a number decides, by ``counted`` of ``controls.mjs``."""
DELETION_WORDS: Mapping[str, Text] = {
    "panel": Text("Delete pixels of one image", "逐步刪除一張影像的像素"),
    "image": Text("Image", "影像"),
    "choice": Text("{label}, image {id}", "{label}，影像 {id}"),
    "order": Text("Order by the map of", "刪除順序依據"),
    "deleted": Text("Pixels deleted", "刪除的像素"),
    "none_gone": Text(
        "No pixel is deleted yet: the probability of {label} is {p}.", "還沒有刪除任何像素：{label}的機率是 {p}。"
    ),
    "all_gone": Text(
        "With every pixel deleted, the probability of {label} is {p} in either order.",
        "像素全部刪除後，不論順序，{label}的機率都是 {p}。",
    ),
    "differ": Text(
        "With {share} of the pixels deleted, the probability of {label} is {p} by the {order} map, and {q} in random "
        "order.",
        "刪除 {share} 的像素後，依{order}的圖的順序，{label}的機率是 {p}；依隨機順序則是 {q}。",
    ),
    "equal": Text(
        "With {share} of the pixels deleted, the probability of {label} is {p}, both by the {order} map and in random "
        "order.",
        "刪除 {share} 的像素後，不論依{order}的圖的順序或依隨機順序，{label}的機率都是 {p}。",
    ),
    "empty": Text(
        " This map is 0 everywhere, so its order is random.", "這張圖處處為 0，所以它的順序等於隨機。"
    ),
    "curves": Text(
        " Over the figure lie the two curves of this image: solid with a point for the map, dotted for random order.",
        "上圖疊加了這張影像的兩條曲線：帶圓點的實線依圖的順序，點線依隨機順序。",
    ),
    "whole": Text("The image", "原影像"),
    "map": Text("Map by {order}", "{order}的圖"),
    "left": Text("{order}: {p}", "{order}：{p}"),
    "seen": Text(
        "What is left of the image with {share} of the pixels deleted by the {order} map",
        "依{order}的圖的順序刪除 {share} 的像素後剩下的影像",
    ),
    "random": METHOD_NAMES["random"],
    "seen_random": Text(
        "What is left of the image with {share} of the pixels deleted in random order",
        "依隨機順序刪除 {share} 的像素後剩下的影像",
    ),
}  # fmt: skip


def can_be_followed(analysis: SaliencyAnalysis) -> bool:
    """Whether the run has kept the maps that a reader can follow; one explained before there were such has not."""
    steps = analysis.arrays.deletion.shape[-1] - 1
    return bool(analysis.arrays.kept_maps.size) and steps <= MOST_CURVE_STEPS


def followed(analysis: SaliencyAnalysis) -> NDArray[np.int64]:
    """Positions in the data set of the images whose maps are kept."""
    arrays = analysis.arrays
    rows: NDArray[np.int64] = arrays.indices[arrays.checked[: arrays.kept_maps.shape[2]]]
    return rows


def publish_forgetting(run: RunFolder, analysis: SaliencyAnalysis) -> None:
    """The figure of a network that forgets, with the maps of further images where the run has kept them."""
    drawn = of_run(run, figures.forgetting(analysis))
    if can_be_followed(analysis):
        publish.interactive("saliency-forgetting", drawn, forgetting_maps(analysis))
    else:
        publish.figure("saliency-forgetting", *drawn)


def publish_deletion(run: RunFolder, analysis: SaliencyAnalysis) -> None:
    """The figure of deletion and insertion, with the images that lose their pixels where the run has kept them."""
    drawn = of_run(run, figures.deletion(analysis))
    if can_be_followed(analysis):
        publish.interactive("saliency-deletion", drawn, deletion_steps(analysis))
    else:
        publish.figure("saliency-deletion", *drawn)


def forgetting_maps(analysis: SaliencyAnalysis) -> Interactive:
    """Every method's map of every kept image at every kept step; ``can_be_followed`` has to be true."""
    arrays, images = analysis.arrays, _images(analysis)
    steps, kept = arrays.kept_steps, arrays.kept_maps
    correlations = arrays.randomized[:, steps[1:] - 1, : kept.shape[2]]
    outlines = edges(images)
    strongest = outlines.max(axis=(1, 2), keepdims=True)
    outlines = np.divide(outlines, strongest, out=np.zeros_like(outlines), where=strongest > 0)
    return Interactive(
        "forgetting",
        {**FORGETTING_WORDS, **FORGETTING_COUNTED, "classes": analysis.classes, "methods": analysis.methods},
        {
            **_about_images(analysis),
            "steps": steps.tolist(),
            "layers": len(analysis.results.layers),
            "correlations": _numbers(correlations, 2),
            "empty": _empty(kept),
        },
        sheets={
            "images": Sheet(images),
            "outlines": Sheet(np.rint(255 * outlines).astype(np.uint8)),
            **{
                f"maps-{place}": Sheet(_coloured(kept[:, :, place].reshape(-1, *kept.shape[-2:])), exact=True)
                for place in range(kept.shape[2])
            },
        },
    )


def deletion_steps(analysis: SaliencyAnalysis) -> Interactive:
    """When each pixel of every kept image goes, and the probability then; ``can_be_followed`` has to be true."""
    arrays, images = analysis.arrays, _images(analysis)
    rows = arrays.checked[: len(images)]
    height, width = Sheet(images).tile
    down = np.arange(height) * images.shape[1] // height
    across = np.arange(width) * images.shape[2] // width
    gone = arrays.gone_at[:, :, down][..., across].astype(np.uint8)
    maps = arrays.kept_maps[:, 0]
    return Interactive(
        "deletion",
        {
            **DELETION_WORDS,
            "classes": analysis.classes,
            "orders": [METHOD_NAMES[order] for order in analysis.ordered],
        },
        {
            **_about_images(analysis),
            "width": CURVES_INCHES * POINTS_AN_INCH,
            "means": _mean_values(images),
            "empty": _empty(maps),
            "curves": _numbers(arrays.deletion[:, rows], 4),
        },
        sheets={
            "images": Sheet(images, exact=True),
            "gone": Sheet(gone.reshape(-1, height, width), exact=True),
            "maps": Sheet(_coloured(maps.reshape(-1, *maps.shape[-2:])), exact=True),
        },
    )


def _images(analysis: SaliencyAnalysis) -> NDArray[np.uint8]:
    images: NDArray[np.uint8] = np.asarray(analysis.dataset.images[followed(analysis)])
    return images


def _about_images(analysis: SaliencyAnalysis) -> dict[str, Any]:
    rows = analysis.arrays.checked[: analysis.arrays.kept_maps.shape[2]]
    return {"ids": followed(analysis).tolist(), "labels": analysis.arrays.labels[rows].tolist()}


def _coloured(multiples: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Maps [n, H, W] in the colours of ``SaliencyPlate``."""
    shares = np.clip(multiples.astype(np.float32) / STRONGEST, 0, 1)
    colours: NDArray[np.uint8] = colormaps[COLORMAP](shares, bytes=True)[..., :3]
    return colours


def _empty(maps: NDArray[np.floating]) -> Any:
    """1 for each map [..., H, W] that is 0 everywhere, else 0."""
    return (maps.max(axis=(-2, -1)) == 0).astype(int).tolist()


def _mean_values(images: NDArray[np.uint8]) -> list[list[int]]:
    """What a deleted pixel of each image becomes, channel by channel."""
    channels = images.reshape(len(images), images.shape[1] * images.shape[2], -1)
    means: list[list[int]] = np.rint(channels.mean(axis=1)).astype(int).tolist()
    return means


def _numbers(values: NDArray[np.floating], digits: int) -> Any:
    """Nested lists for JSON, in which None stands for what is no number."""
    if values.ndim:
        return [_numbers(one, digits) for one in values]
    return round(float(values), digits) if np.isfinite(values) else None
