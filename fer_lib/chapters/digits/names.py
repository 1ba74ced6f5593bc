"""What the networks of chapter 15 are called."""

from fer_lib.chapters.digits.experiments import Written
from fer_lib.language import Text

UNITS_NAMES = (Text("60 units", "60 個單元"), Text("two units", "兩個單元"))
WRITTEN_NAMES: dict[Written, Text] = {
    "sigmoid": Text("sigmoid, its own derivative", "sigmoid，用它自己的導數"),
    "sigmoid, mask": Text("sigmoid, mask of a ReLU (as written)", "sigmoid，ReLU 的遮罩（照報告所寫）"),
}
RELU_NAME = Text("ReLU, its own derivative", "ReLU，用它自己的導數")
