"""The picture of the cover: images that the main run's network recognises, and mistakes of which it is sure."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.errors.examples import confident_mistakes, describe, first_without_copies, gallery
from fer_lib.chapters.explained_images import spread_evenly
from fer_lib.data import ImageDataset
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.names import class_texts
from fer_lib.publish import BookFigure
from fer_lib.wording import listed

MOST = 6
"""Images in a row."""
MOST_NAMED = 3
"""Classes of which none is recognised that are named one by one."""


def strip(dataset: ImageDataset, predictions: Predictions) -> BookFigure:
    """Images that are recognised, one a class, and then the surest mistakes, of one answer only the first.

    Args:
        dataset: the data set that ``predictions.indices`` point into.
        predictions: of the validation images, at least one.
    """
    hits = _one_a_class(predictions)
    wrong = _one_an_answer(predictions, confident_mistakes(predictions))
    mistakes = first_without_copies(dataset, predictions, wrong, MOST)
    shown = gallery(dataset, predictions, np.concatenate([hits, mistakes]), 2 * MOST, MOST)
    right = _recognised(dataset, predictions, hits)
    sure = Text(
        "with ≠ the mistakes of which it is surest, one of each label and answer",
        "≠ 是模型最有把握的錯誤，每種「標籤→答案」只取一張",
    )
    told = [part for part, rows in ((right, hits), (sure, mistakes)) if len(rows)]
    return BookFigure(
        shown.plot,
        Text(
            f"Validation images, {'; '.join(part.en for part in told)}. Below each stand its label and the answer with its "
            "probability.",
            f"驗證影像：{'；'.join(part.zh for part in told)}。每張下方是標籤，以及模型的答案與機率。",
        ),
        describe(shown),
    )


def _recognised(dataset: ImageDataset, predictions: Predictions, hits: NDArray[np.intp]) -> Text:
    """Which of the images that are recognised stand there, and of which classes none is."""
    among, known = (
        set(predictions.labels),
        set(predictions.labels[predictions.predicted == predictions.labels]),
    )
    if len(hits) < len(known):  # of many classes not all stand there
        return Text(
            f"with = one of {len(hits)} classes each, the first that the network recognises",
            f"= 取自 {len(hits)} 個類別，各是該類第一張被模型認對的影像",
        )
    never = [class_texts(dataset.class_names)[k] for k in sorted(among - known)]
    none = Text("", "")
    if len(never) > MOST_NAMED:
        none = Text(
            f" (of {len(never)} classes it recognises none)", f"（另有 {len(never)} 個類別一張都沒認對）"
        )
    elif never:
        names = listed([Text(f"“{name.en}”", f"「{name.zh}」") for name in never])
        none = Text(f" (of {names.en} it recognises none)", f"（{names.zh}一張都沒認對）")
    return Text(
        f"with = one of a class each, the first that the network recognises{none.en}",
        f"= 是各類別第一張被模型認對的影像{none.zh}",
    )


def _one_a_class(predictions: Predictions) -> NDArray[np.intp]:
    """The first row of each class that is predicted rightly, of many classes some from first to last."""
    right = np.flatnonzero(predictions.predicted == predictions.labels)
    _, first = np.unique(predictions.labels[right], return_index=True)
    chosen = spread_evenly(range(len(first)), MOST)
    return right[first[list(chosen)]]


def _one_an_answer(predictions: Predictions, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of each pair of label and answer the first row, in their order."""
    pairs = np.stack([predictions.labels[rows], predictions.predicted[rows]], axis=1)
    _, first = np.unique(pairs, axis=0, return_index=True)
    return rows[np.sort(first)]
