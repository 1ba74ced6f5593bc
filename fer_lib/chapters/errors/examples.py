"""Which images to look at: confident mistakes, hits by a hair, one kind of mistake."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import ImageDataset
from fer_lib.data.duplicates import duplicate_ids
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.names import class_texts
from fer_lib.plots.gallery import FaceGallery, PredictedFace
from fer_lib.wording import percent

CANDIDATES = 8
"""So many times the wanted number of images are looked at for copies."""


def confident_mistakes(predictions: Predictions) -> NDArray[np.intp]:
    """Rows that are predicted wrongly, the largest probability of the wrong class first."""
    return _by_confidence(predictions, predictions.predicted != predictions.labels, largest_first=True)


def doubtful_hits(predictions: Predictions) -> NDArray[np.intp]:
    """Rows that are predicted rightly, the smallest probability of the right class first."""
    return _by_confidence(predictions, predictions.predicted == predictions.labels, largest_first=False)


def mistakes_of_a_pair(predictions: Predictions, label: int, predicted: int) -> NDArray[np.intp]:
    """Rows with one label that are taken for one other class, the most confident first."""
    chosen = (predictions.labels == label) & (predictions.predicted == predicted)
    return _by_confidence(predictions, chosen, largest_first=True)


def mistakes_that_another_avoids(predictions: Predictions, other: Predictions) -> NDArray[np.intp]:
    """Rows that are predicted wrongly and that another network gets right, the most confident first.

    Args:
        predictions: of one network.
        other: of another, for the same images in the same order.

    Raises:
        ValueError: if they are predictions of different images.
    """
    if not np.array_equal(predictions.indices, other.indices):
        raise ValueError("predictions of different images")
    wrong = predictions.predicted != predictions.labels
    return _by_confidence(predictions, wrong & (other.predicted == other.labels), largest_first=True)


def _by_confidence(
    predictions: Predictions, chosen: NDArray[np.bool_], *, largest_first: bool
) -> NDArray[np.intp]:
    rows = np.flatnonzero(chosen)
    confidence = predictions.probabilities.max(axis=1)[rows]
    # Many probabilities are 1 in float64; the margin of the logits still orders them.
    top_two = np.sort(predictions.logits[rows], axis=1)[:, -2:]
    margin = top_two[:, 1] - top_two[:, 0]
    order = np.lexsort((margin, confidence))
    return rows[order[::-1] if largest_first else order]


def first_without_copies(
    dataset: ImageDataset, predictions: Predictions, rows: NDArray[np.intp], count: int
) -> NDArray[np.intp]:
    """The first rows of a ranking, of exact copies only the first.

    Args:
        dataset: the data set that ``predictions.indices`` point into.
        predictions: of which ``rows`` are rows.
        rows: in the order of the ranking.
        count: number of rows wanted; fewer come back if there are not so many.
    """
    rows = rows[: CANDIDATES * count]
    _, first = np.unique(duplicate_ids(dataset.images[predictions.indices[rows]]), return_index=True)
    return rows[np.sort(first)[:count]]


def gallery(
    dataset: ImageDataset, predictions: Predictions, rows: NDArray[np.intp], count: int = 12, columns: int = 6
) -> FaceGallery:
    """The first images of a ranking, exact copies left out, each with label, prediction and probability.

    Args:
        dataset: the data set that ``predictions.indices`` point into.
        predictions: of one split.
        rows: rows of the predictions in the order of the ranking.
        count: number of images, fewer if there are not so many.
        columns: images in a row.
    """
    rows = first_without_copies(dataset, predictions, rows, count)
    names, probabilities = class_texts(dataset.class_names), predictions.probabilities
    faces = []
    for row in rows.tolist():
        answer = int(predictions.predicted[row])
        label = names[predictions.labels[row]]
        faces.append(
            PredictedFace(
                image=dataset.images[predictions.indices[row]],
                label=label,
                predicted=names[answer],
                probability=float(probabilities[row, answer]),
                right=bool(predictions.labels[row] == answer),
            )
        )
    return FaceGallery(tuple(faces), columns)


def describe(faces: FaceGallery) -> Text:
    """What stands under the images, for those who cannot see them: label, answer and probability of each."""
    parts = [(face.label, face.predicted, _shown(face.probability)) for face in faces.faces]
    return Text(
        "; ".join(f"{label.en} → {answer.en} {p}" for label, answer, p in parts),
        "；".join(f"{label.zh} → {answer.zh} {p}" for label, answer, p in parts),
    )


def _shown(probability: float) -> str:
    return percent(probability)
