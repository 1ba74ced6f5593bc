"""The picture of the cover: images that the main run's network recognises, and mistakes of which it is sure."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.errors.examples import confident_mistakes, describe, first_without_copies, gallery
from fer_lib.chapters.explained_images import spread_evenly
from fer_lib.data import ImageDataset
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.publish import BookFigure

MOST = 6
"""Images in a row."""


def strip(dataset: ImageDataset, predictions: Predictions) -> BookFigure:
    """A row of images that are recognised, one a class, and a row of the surest mistakes, of one answer only the first.

    Args:
        dataset: the data set that ``predictions.indices`` point into.
        predictions: of the validation images, at least one.
    """
    hits = _one_a_class(predictions)
    wrong = _one_an_answer(predictions, confident_mistakes(predictions))
    mistakes = first_without_copies(dataset, predictions, wrong, len(hits) or MOST)
    shown = gallery(
        dataset, predictions, np.concatenate([hits, mistakes]), 2 * MOST, len(hits) or len(mistakes)
    )
    right = Text(
        "One validation image of a class each, the first that the network recognises",
        "各類別第一張被模型認對的驗證影像",
    )
    sure = Text("the mistakes of which it is surest", "模型最有把握卻答錯的影像")
    if len(hits) and len(mistakes):
        said = Text(f"Above: {_small(right.en)}. Below: {sure.en}.", f"上：{right.zh}；下：{sure.zh}。")
    elif len(hits):
        said = Text(f"{right.en}.", f"{right.zh}。")
    else:
        said = Text(
            "The mistakes of which the network is surest (validation images).", f"{sure.zh}（驗證影像）。"
        )
    return BookFigure(
        shown.plot,
        Text(
            f"{said.en} Below each stand its label and the answer with its probability.",
            f"{said.zh}每張下方是標籤，以及模型的答案與機率。",
        ),
        describe(shown),
    )


def _small(text: str) -> str:
    return text[0].lower() + text[1:]


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
