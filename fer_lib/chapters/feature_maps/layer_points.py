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
from fer_lib.plots.style import COLORS
from fer_lib.publish import Interactive, Sheet

POINTS_AN_INCH = 72
DIGITS = 4
"""Of the largest coordinate: more than a screen shows."""

WORDS: Mapping[str, Text] = {
    "panel": Text("Ask the points", "查看各點"),
    "colour": Text("Colour by", "著色依據"),
    "label": Text("label", "標籤"),
    "answer": Text("answer of the network", "模型的答案"),
    "error": Text("right or wrong", "答對或答錯"),
    "picture": Text("Neighbours in", "鄰居取自"),
    "image": Text("Image", "影像"),
    "place": Text("{n} of {all}: image {id}", "{all} 張中的第 {n} 張：影像 {id}"),
    "hint": Text(
        "Point at a mark to see its image. Click it, and it is ringed in every picture.",
        "把游標移到點上，就會顯示那張影像；點選之後，每張圖都會圈出它的位置。",
    ),
    "by_label": Text("Form and colour stand for the label.", "形狀與顏色代表標籤。"),
    "by_answer": Text("Form and colour stand for the network’s answer.", "形狀與顏色代表模型的答案。"),
    "by_error": Text(
        "The form stands for the label. Large and orange: answered wrongly, {wrong} of {all} images; small and grey: "
        "answered rightly.",
        "形狀代表標籤。大而橘色的是答錯的影像（{all} 張中的 {wrong} 張），小而灰色的是答對的影像。",
    ),
    "chosen": Text(
        "Image {id}, label {label}, answer {answer} with probability {share}.",
        "影像 {id}，標籤{label}，答案{answer}，機率 {share}。",
    ),
    "among": Text(
        " Of its {k} nearest neighbours in the picture “{picture}”, {same} have its label, and {kept} are among its "
        "{k} nearest in the layer itself.",
        "在「{picture}」這張圖裡，它的 {k} 個最近鄰中有 {same} 個的標籤與它相同；{kept} 個在該層的特徵中也屬於它的 {k} 個最近鄰。",
    ),
    "neighbours": Text("Neighbours, the nearest first", "鄰居，由近到遠"),
    "short": Text("answer", "答案"),
    "also": Text("also in the layer", "在該層也是鄰居"),
}  # fmt: skip


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
        {**WORDS, "classes": network.classes, "pictures": names},
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
