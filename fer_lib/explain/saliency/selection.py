"""Which images are shown and which are measured, by stated rules."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from fer_lib.errors import UserError
from fer_lib.metrics.predictions import Predictions


def confident_rows(predictions: Predictions, label: int) -> NDArray[np.intp]:
    """The images of a class that are classified rightly, and of these the half with the higher probability.

    Returns:
        Rows of ``predictions``, ascending; of an odd number the larger half, empty if none is right.
    """
    right = np.flatnonzero((predictions.labels == label) & (predictions.predicted == label))
    order = np.argsort(-predictions.probabilities[right, label], kind="stable")
    return np.sort(right[order[: (len(right) + 1) // 2]])


def shown_rows(
    predictions: Predictions,
    energy: Callable[[NDArray[np.intp]], NDArray[np.floating]],
    ids: Sequence[int] = (),
) -> dict[int, int]:
    """One image a class: correct, confident, and the median of these in the energy of its map.

    Args:
        predictions: of the images to choose from.
        energy: of given rows, the energy Σ map² of each one's map, [n].
        ids: positions in the data set that the user names; each takes the place of its label's image.

    Returns:
        Class → row of ``predictions``; classes of which no image is right are left out.

    Raises:
        UserError: if a named image is not among the predictions, or two have the same label.
    """
    chosen: dict[int, int] = {}
    for label in range(predictions.logits.shape[1]):
        rows = confident_rows(predictions, label)
        if len(rows):
            order = np.argsort(energy(rows), kind="stable")
            chosen[label] = int(rows[order[(len(rows) - 1) // 2]])
    named: dict[int, int] = {}
    for position in ids:
        found = np.flatnonzero(predictions.indices == position)
        if not len(found):
            raise UserError(
                f"ids: image {position} is not among the {len(predictions.labels):,} images to choose from; they are "
                f"at positions such as {', '.join(map(str, predictions.indices[:5]))}"
            )
        label = int(predictions.labels[found[0]])
        if label in named:
            raise UserError(f"ids: two images have the label {label}; name one image a class")
        named[label] = int(found[0])
    return dict(sorted({**chosen, **named}.items()))


def measured_rows(predictions: Predictions, per_class: int, seed: int) -> NDArray[np.intp]:
    """The images that maps are measured on: rightly classified ones, drawn at random, at most ``per_class`` a class.

    Args:
        predictions: of the images to choose from.
        per_class: most images of one class.
        seed: of the draw.

    Returns:
        Rows of ``predictions``, class by class.

    Raises:
        UserError: if no image at all is classified rightly.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    rows = []
    for label in range(predictions.logits.shape[1]):
        right = np.flatnonzero((predictions.labels == label) & (predictions.predicted == label))
        rows.append(generator.permutation(right)[:per_class])
    chosen = np.concatenate(rows)
    if not len(chosen):
        raise UserError("saliency: the network classifies no image rightly, so there is nothing to explain")
    return chosen
