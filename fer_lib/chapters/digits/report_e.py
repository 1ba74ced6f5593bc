"""What report E prints of its digit networks: test confusion matrices and accuracies, as its first part has them."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from fer_lib.data.digits import CLASS_NAMES
from fer_lib.metrics.confusion import ConfusionMatrix

EPOCHS, BATCH_SIZE, HIDDEN = 500, 120, 60
TWO_UNITS_EPOCHS = 200

_SIXTY_UNITS = """
657   4   1   1   0   0   1   0   0   0
  4 653   2   1   0   0   0   0   0   1
  8   7 534  34   0   0   0   0   1   0
  1   1  34 539   3   2   7   5   6   2
  1   0   1   2 593   1  13   1  15  24
  0   0   0   2   2 391   4   6   1   1
  1   0   0   1   2   6 482   8   1   1
  2   0   0   0   4   6  10 419   3   5
  0   0   0   4   8   1   3   1 555   0
  1   4   2   1  20   5   2   4   1 638
"""
_TWO_UNITS = """
613  37   2   0   1   0   1   0   0  10
 24 613  24   0   0   0   0   0   0   0
 16  33 387 143   0   0   0   0   1   4
  4  12 134 368   7   3   1   8  52  11
  1   0   1  17 459   6  23  22  22 100
  0   0   0   1  16 256  40  79  15   0
  0   0   0   0  24  65 407   6   0   0
  0   0   0   9  43 168  22 106  94   7
  0   0   0  22  27   4   1  30 488   0
 13   0   5  18  74   1   1   2   4 560
"""


@dataclass(frozen=True)
class PrintedAccuracies:
    """Accuracies that the report prints of its network with two hidden units.

    Attributes:
        train_first: on the training images after the first epoch.
        train_last: after epoch 200.
        test_first: on the test images after the first epoch.
        test_last: after epoch 200.
    """

    train_first: float = 0.1425
    train_last: float = 0.781
    test_first: float = 0.14597781
    test_last: float = 0.73803745


TWO_UNITS_ACCURACIES = PrintedAccuracies()


@cache
def printed_sixty_units() -> ConfusionMatrix:
    """The matrix of the network with 60 hidden units, zero weights and random biases, after 500 epochs."""
    return _matrix(_SIXTY_UNITS)


@cache
def printed_two_units() -> ConfusionMatrix:
    """The matrix of the network with two hidden units after 200 epochs."""
    return _matrix(_TWO_UNITS)


def _matrix(text: str) -> ConfusionMatrix:
    rows = [line.split() for line in text.strip().splitlines()]
    return ConfusionMatrix(np.array(rows, np.int64), CLASS_NAMES)
