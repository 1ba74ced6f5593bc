"""The images with the most doubtful labels, and the evidence that there is."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.errors.examples import first_without_copies
from fer_lib.chapters.label_noise.candidates_figure import Candidate, CandidateSheet
from fer_lib.data import ImageDataset
from fer_lib.label_noise.reference import UNKNOWN, Reference
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.names import class_texts

SHOWN = 18
"""Images in the chapter's figure."""
VOTERS = 10
"""People who voted on each image of FER+."""


def candidate_sheet(
    dataset: ImageDataset,
    predictions: Predictions,
    rows: NDArray[np.intp],
    reference: Reference | None,
    count: int = SHOWN,
    columns: int = 6,
) -> CandidateSheet:
    """The first images of a ranking, duplicates left out.

    Args:
        dataset: the data set that ``predictions.indices`` point into.
        predictions: out of fold.
        rows: rows of the predictions in the order of the ranking.
        reference: what is known from elsewhere, if anything.
        count: number of images, fewer if there are not so many.
        columns: images in a row.
    """
    rows = first_without_copies(dataset, predictions, rows, count)
    names, probabilities = class_texts(dataset.class_names), predictions.probabilities
    faces = []
    for row in rows.tolist():
        index, label = int(predictions.indices[row]), int(predictions.labels[row])
        predicted = int(predictions.predicted[row])
        evidence, against_label = _evidence(reference, index, label, names)
        faces.append(
            Candidate(
                image=dataset.images[index],
                label=names[label],
                label_probability=float(probabilities[row, label]),
                predicted=names[predicted],
                predicted_probability=float(probabilities[row, predicted]),
                evidence=evidence,
                against_label=against_label,
            )
        )
    return CandidateSheet(tuple(faces), columns)


def _evidence(
    reference: Reference | None, index: int, label: int, names: list[Text]
) -> tuple[Text | None, bool | None]:
    """What the reference says of an image, and whether that is against its label (None: it says nothing)."""
    if reference is None:
        return None, None
    other = int(reference.labels[index])
    if other == UNKNOWN:
        return Text("crowd: undecided", "群眾：無定論"), None
    if reference.votes is None:
        shown = Text(f"truth: {names[other].en}", f"真實標籤：{names[other].zh}")
    else:
        votes = f"{reference.votes[index]}/{VOTERS}"
        shown = Text(f"{names[other].en} {votes}", f"{names[other].zh} {votes}")
    return shown, other != label
