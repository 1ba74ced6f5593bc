"""Report E's four confusion matrices, and what can be said of two of them without the images."""

from dataclasses import dataclass

import numpy as np

from fer_lib.data.mask_classes import CLASS_NAMES
from fer_lib.editions.imbalance_roles import ImbalanceMethod
from fer_lib.metrics.comparison import mcnemar_p_value
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.proportion import Proportion

_PRINTED: dict[ImbalanceMethod, list[list[int]]] = {
    "decay": [[74, 6, 9], [4, 8, 10], [5, 6, 272]],
    "weights": [[78, 3, 8], [7, 10, 5], [7, 4, 272]],
    "resampled_13": [[77, 7, 5], [7, 12, 3], [9, 27, 247]],
    "resampled_50": [[85, 1, 3], [8, 12, 2], [9, 13, 261]],
}
REPORT_MATRICES = {
    name: ConfusionMatrix(np.array(counts, np.int64), CLASS_NAMES) for name, counts in _PRINTED.items()
}
"""By the method's name. The first is printed after the run with the decaying rate, not the fixed one."""


@dataclass(frozen=True)
class PairedRange:
    """What McNemar's exact test could say of two networks of which only the matrices are known.

    The matrices tell how many images of a class each network gets right, not which. p is smallest if the two differ on
    as few images as these numbers allow, and largest if they differ on as many.

    Attributes:
        difference: right answers of the second minus those of the first.
        smallest: p in the case that is best for a difference.
        largest: p in the worst case.
    """

    difference: int
    smallest: float
    largest: float


def paired_range(
    first: ConfusionMatrix, second: ConfusionMatrix, classes: tuple[int, ...] | None = None
) -> PairedRange:
    """Bounds of McNemar's p for two matrices of the same images.

    Args:
        first: of one network.
        second: of another, with the same row sums.
        classes: rows to look at; all by default.
    """
    rows = list(range(len(first.names)) if classes is None else classes)
    sizes = first.counts.sum(1)[rows]
    one, other = (np.diagonal(matrix.counts)[rows] for matrix in (first, second))
    gained = other - one
    fewest = mcnemar_p_value(int(np.maximum(gained, 0).sum()), int(np.maximum(-gained, 0).sum()))
    most_gained = np.minimum(sizes - one, other)
    most = mcnemar_p_value(int(most_gained.sum()), int((most_gained - gained).sum()))
    return PairedRange(int(gained.sum()), fewest, most)


def printed_share(matrix: ConfusionMatrix, classes: tuple[int, ...] | None = None) -> Proportion:
    """Images of some classes, by default of all, that a matrix has right."""
    rows = list(range(len(matrix.names)) if classes is None else classes)
    return Proportion(int(np.diagonal(matrix.counts)[rows].sum()), int(matrix.counts[rows].sum()))
