"""What a reader may ask of the ten points in space: turn them, and keep one, two or three directions."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.pca.points_analysis import PointsAnalysis
from fer_lib.chapters.pca.space_figure import EYE
from fer_lib.language import Text
from fer_lib.publish import Interactive

WORDS: Mapping[str, Text] = {
    "panel": Text("Turn the points, and keep fewer directions of them", "轉動這些點，減少保留的方向"),
    "way": Text("Origin and directions", "原點與方向"),
    "kept": Text("Directions kept, k", "保留的方向數 k"),
    "turn": Text("Turn", "左右轉動"),
    "tilt": Text("Tilt", "上下轉動"),
    "degrees": Text("{n}°", "{n}°"),
    "error": Text("With k = {k} the squared error is {error}.", "k = {k} 時，誤差平方和為 {error}。"),
    "no_error": Text("With all three directions kept the error is 0.", "三個方向都保留，誤差為 0。"),
    "direction": Text("Direction", "方向"),
    "squares": Text("Sum of squares along it", "沿此方向的平方和"),
    "becomes": Text("Kept?", "去留"),
    "stays": Text("yes", "保留"),
    "left": Text("no: error", "捨去：誤差"),
    "drawing": Text(
        "The ten points in space, with a line from each to the nearest point of what is kept",
        "空間中的十個點，各有一條線段連到保留部分上離它最近的點",
    ),
    "legend": Text(
        "Dots: the points; a line leads from each to the nearest point of the line, plane or space that is kept. Square: 0; "
        "diamond: the mean. You can also drag the drawing.",
        "圓點：各點；線段連到保留的直線、平面或空間上離它最近的點。方形：0；菱形：平均。也可以拖曳這張圖。",
    ),
}
_WAYS = (
    Text("through the mean, principal axes", "通過平均，主軸"),
    Text("through 0, the same axes", "通過 0，同樣的主軸"),
    Text("through 0, the best directions", "通過 0，最好的方向"),
)


def asked_points(points: PointsAnalysis) -> Interactive:
    """The points about their mean and about 0, seen at first as the figure shows them."""
    space = points.uncentred @ points.axes.T
    mean = space.mean(axis=0)
    eye = points.axes @ EYE
    ways = [(mean, points.axes), (np.zeros(3), points.axes), (np.zeros(3), directions_through_zero(space))]
    return Interactive(
        "pca_points",
        {**WORDS, "ways": _WAYS},
        {
            "points": _rounded(space),
            "mean": _rounded(mean),
            "ways": [{"origin": _rounded(origin), "axes": _rounded(axes.T)} for origin, axes in ways],
            "turn": round(float(np.degrees(np.arctan2(eye[1], eye[0])))),
            "tilt": round(float(np.degrees(np.arctan2(eye[2], np.hypot(eye[0], eye[1]))))),
        },
    )


def directions_through_zero(space: NDArray[np.float64]) -> NDArray[np.float64]:
    """Orthonormal columns, the first k of which leave the least error of all k directions from 0: float64 [3, 3]."""
    _, _, directions = np.linalg.svd(space)
    return np.asarray(directions.T, dtype=np.float64)


def _rounded(values: NDArray[np.float64]) -> Any:
    # Digits enough for sums of squares that are right to the four that the chapter prints.
    return (np.round(values, 9) + 0.0).tolist()
