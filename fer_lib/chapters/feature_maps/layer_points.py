"""What a reader may ask of the pictures of layers: which image a point is, and which images are its neighbours."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from numpy.typing import NDArray

from fer_lib.chapters.feature_maps.layer_pictures import LayerPictures, PicturedLayers
from fer_lib.chapters.feature_maps.layer_plate_figure import LayerPlate, Mark
from fer_lib.chapters.feature_maps.layer_plates import pictures_plate, starts_plate
from fer_lib.language import Text
from fer_lib.metrics.neighbours import nearest_neighbours
from fer_lib.plots.style import COLORS, POINTS_AN_INCH
from fer_lib.publish import Interactive, Sheet

DIGITS = 4
"""Of the largest coordinate: more than a screen shows."""

WORDS: Mapping[str, Text] = {
    "panel": Text("Explore the points", "查看各點"),
    "colour": Text("Colour by", "著色依據"),
    "label": Text("label", "標籤"),
    "answer": Text("answer of the network", "模型的答案"),
    "error": Text("right or wrong", "答對或答錯"),
    "picture": Text("Neighbours in", "鄰居取自"),
    "image": Text("Image", "影像"),
    "place": Text("{n} of {all}: image {id}", "{all} 張中的第 {n} 張：影像 {id}"),
    "hint": Text(
        "Click or tap a mark: its image and its neighbours appear below, and it is ringed in every picture. A mouse "
        "need only point at a mark to show its image.",
        "點選一個點，下方就會顯示那張影像和它的鄰居，每張圖也會圈出它的位置。用滑鼠指向一個點，就能先看到它的影像。",
    ),
    "by_label": Text("Shape and colour stand for the label.", "形狀與顏色代表標籤。"),
    "by_answer": Text("Shape and colour stand for the network’s answer.", "形狀與顏色代表模型的答案。"),
    "by_error": Text(
        "The shape stands for the label. Large and orange: answered wrongly ({wrong}); small and grey: answered "
        "rightly.",
        "形狀代表標籤。大而橘色的是答錯的影像（{wrong}），小而灰色的是答對的影像。",
    ),
    "chosen": Text(
        "Image {id}, label {label}, answer {answer} with probability {share}.",
        "影像 {id}，標籤{label}，答案{answer}，機率 {share}。",
    ),
    "among": Text(
        " Of its {k} nearest neighbours in the picture “{picture}”, {same} its label, and {kept} among its {k} nearest "
        "in the layer itself.",
        "在「{picture}」這張圖裡，它的 {k} 個最近鄰中，{same}與它標籤相同；以該層的特徵來看，{kept}屬於它的 {k} 個最近鄰。",
    ),
    "neighbours": Text("Neighbours, the nearest first", "鄰居，由近到遠"),
    "short": Text("answer", "答案"),
    "also": Text("also in the layer", "在該層也是鄰居"),
}  # fmt: skip
COUNTED: Mapping[str, Mapping[str, Text]] = {
    "wrong": {
        "none": Text("none of {all} images", "{all} 張中沒有一張"),
        "one": Text("{n} of {all} images", "{all} 張中的 {n} 張"),
        "some": Text("{n} of {all} images", "{all} 張中的 {n} 張"),
        "all": Text("all {all} images", "全部 {all} 張"),
    },
    "same": {
        "none": Text("none has", "沒有一個"),
        "one": Text("{n} has", "有 {n} 個"),
        "some": Text("{n} have", "有 {n} 個"),
        "all": Text("all {n} have", "全部 {n} 個都"),
    },
    "kept": {
        "none": Text("none is", "沒有一個"),
        "one": Text("{n} is", "有 {n} 個也"),
        "some": Text("{n} are", "有 {n} 個也"),
        "all": Text("all {n} are", "全部 {n} 個也都"),
    },
}
"""Texts that a number decides, by ``counted`` of ``controls.mjs``."""


def picture_points(pictured: PicturedLayers) -> Interactive:
    """The points of every layer with every perplexity, as ``pictures_plate`` has them."""
    return _asked(pictured, pictures_plate(pictured), pictured.layers)


def start_points(pictured: PicturedLayers) -> Interactive:
    """The points of the top layer from every start, as ``starts_plate`` has them."""
    return _asked(pictured, starts_plate(pictured), pictured.layers[-1:])


def _asked(pictured: PicturedLayers, plate: LayerPlate, layers: Sequence[LayerPictures]) -> Interactive:
    """What the script gets of a plate, each of whose rows is a layer."""
    network, k = pictured.network, pictured.neighbours
    row_of = {int(index): row for row, index in enumerate(network.predictions.indices)}
    rows = [row_of[int(index)] for index in pictured.sample]
    predicted = network.predictions.predicted[rows]
    top = network.predictions.probabilities[rows].max(axis=1)
    names = [
        Text(f"{row.en}, {column.en}", f"{row.zh}，{column.zh}")
        for row in plate.row_names
        for column in plate.column_names
    ]
    return Interactive(
        "layer_points",
        {**WORDS, **COUNTED, "classes": network.classes, "pictures": names},
        {
            "width": round(plate.width * POINTS_AN_INCH, 1),
            "wrong": COLORS["orange"],
            "right": COLORS["grey"],
            "marks": [_mark(plate.mark(label)) for label in range(len(plate.classes))],
            "ids": pictured.sample.tolist(),
            "labels": pictured.labels.tolist(),
            "answers": predicted.tolist(),
            "percent": np.rint(100 * top).astype(int).tolist(),
            "nearest": [layer.nearest.tolist() for layer in layers],
            "pictures": [
                {"layer": layer, "points": _rounded(points), "near": nearest_neighbours(points, k).tolist()}
                for layer, line in enumerate(plate.pictures)
                for points in line
            ],
        },
        sheets={"images": Sheet(network.dataset.images[pictured.sample])},
    )


def _rounded(points: NDArray[np.floating]) -> list[list[float]]:
    largest = float(np.abs(points).max()) or 1.0
    digits = DIGITS - int(np.ceil(np.log10(largest)))
    return [[round(float(value), digits) for value in point] for point in points]


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "path": _svg_path(MarkerStyle(mark.symbol)),
        "color": mark.color,
        "filled": mark.filled,
        "scale": round(float(np.sqrt(mark.size)), 2),
    }


def _svg_path(style: MarkerStyle) -> str:
    """The outline of a mark with side 1; an image's y axis points down, matplotlib's up."""
    letters = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C", Path.CLOSEPOLY: "Z"}
    outline = style.get_path().transformed(style.get_transform())
    steps = []
    for values, code in outline.iter_segments(simplify=False):
        numbers = np.array(values).reshape(-1, 2) * (1, -1)
        told = (
            [] if code == Path.CLOSEPOLY else [f"{round(float(number), 3) + 0:g}" for number in numbers.flat]
        )
        steps.append(letters[Path.code_type(code)] + " ".join(told))
    return "".join(steps)
