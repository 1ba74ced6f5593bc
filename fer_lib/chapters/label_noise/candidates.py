"""The most doubtful labels as faces with the evidence that there is."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.errors.examples import first_without_copies
from fer_lib.chapters.label_noise.candidates_figure import Candidate, CandidateSheet, short_percent
from fer_lib.data import FaceDataset
from fer_lib.label_noise.reference import UNKNOWN, Reference
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.names import class_texts

PEOPLE = 10
"""How many voted on each image of FER+."""


def candidate_sheet(
    dataset: FaceDataset,
    predictions: Predictions,
    rows: NDArray[np.intp],
    reference: Reference | None,
    count: int = 18,
    columns: int = 6,
) -> CandidateSheet:
    """The first images of a ranking, exact copies left out.

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
        said = int(predictions.predicted[row])
        evidence, supports = _evidence(reference, index, label, names)
        faces.append(
            Candidate(
                image=dataset.images[index],
                label=names[label],
                label_probability=float(probabilities[row, label]),
                predicted=names[said],
                predicted_probability=float(probabilities[row, said]),
                evidence=evidence,
                against_label=supports,
            )
        )
    return CandidateSheet(tuple(faces), columns)


def _evidence(
    reference: Reference | None, index: int, label: int, names: list[Text]
) -> tuple[Text | None, bool | None]:
    """What the reference says of an image, and whether that is against its label (None: it says nothing)."""
    if reference is None:
        return None, None
    found = int(reference.labels[index])
    if found == UNKNOWN:
        return Text("crowd: undecided", "群眾：無定論"), None
    if reference.votes is None:
        shown = Text(f"truth: {names[found].en}", f"真相：{names[found].zh}")
    else:
        votes = f"{reference.votes[index]}/{PEOPLE}"
        shown = Text(f"{names[found].en} {votes}", f"{names[found].zh} {votes}")
    return shown, found != label


def describe(sheet: CandidateSheet) -> Text:
    """What stands under the faces, for those who cannot see them."""
    parts = [
        (
            face.label,
            short_percent(face.label_probability),
            face.predicted,
            short_percent(face.predicted_probability),
            face.evidence,
        )
        for face in sheet.faces
    ]
    return Text(
        "; ".join(f"{a.en} {p} → {b.en} {q}" + (f" ({e.en})" if e else "") for a, p, b, q, e in parts),
        "；".join(f"{a.zh} {p} → {b.zh} {q}" + (f"（{e.zh}）" if e else "") for a, p, b, q, e in parts),
    )
