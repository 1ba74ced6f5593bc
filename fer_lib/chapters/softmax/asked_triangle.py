"""What a reader may ask of the triangle: move the scores, and see outputs, loss and gradient."""

from collections.abc import Mapping

from fer_lib.chapters.softmax.triangle_figure import CORNERS, STARTS
from fer_lib.language import Text, heading
from fer_lib.publish import Interactive

FARTHEST = 6.0
"""Absolute value up to which a score can be moved."""
DOUBLINGS = 3
"""The temperature lies between 2 to the power of minus so many and 2 to the power of so many."""

WORDS: Mapping[str, Text] = {
    "panel": Text("Move the scores of the three classes", "移動三個類別的分數"),
    "start": Text("Begin at", "起點"),
    "own": Text("scores of your own", "自訂的分數"),
    "score": Text("Score z{i}", "分數 z{i}"),
    "temperature": Text("Temperature T", "溫度 T"),
    "label": heading("label"),
    "class": Text("class {i}", "類別 {i}"),
    "step": Text("A step of gradient descent", "走一步梯度下降"),
    "handle": Text("Drag the point, or move the sliders.", "可以拖曳圓點，也可以移動滑桿。"),
    "caption": Text(
        "Outputs ŷ = softmax(z/T), label y, their difference, and the gradient of the loss with respect to the scores, (ŷ − y)/T.",
        "輸出 ŷ = softmax(z/T)、標籤 y、兩者之差，以及損失對分數的梯度 (ŷ − y)/T。",
    ),
    "table": Text("Table of the three classes", "三個類別的數值表"),
    "sum": Text("sum", "總和"),
    "loss": Text("L = −log ŷ{i} = {loss}.", "L = −log ŷ{i} = {loss}。"),
    "small_loss": Text("L = −log ŷ{i} is below {least}.", "L = −log ŷ{i} 小於 {least}。"),
    "norm": Text(" The gradient has length {norm}.", "梯度長度為 {norm}。"),
    "small_norm": Text(" The gradient’s length is below {least}.", "梯度長度小於 {least}。"),
}
_STARTS = (
    Text("the blue square", "藍色方塊"),
    Text("the orange square", "橘色方塊"),
    Text("the green square", "綠色方塊"),
)


def asked_triangle() -> Interactive:
    """The figure's starts, and any other scores."""
    return Interactive(
        "softmax",
        {**WORDS, "starts": _STARTS},
        {
            "corners": [[round(float(value), 6) for value in corner] for corner in CORNERS],
            "starts": [list(start) for start in STARTS],
            "farthest": FARTHEST,
            "doublings": DOUBLINGS,
        },
    )
