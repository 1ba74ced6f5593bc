"""What a reader may ask of the confusion matrix: the images behind each field, of every run of the edition."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.errors.analysis import ErrorAnalysis
from fer_lib.data import SPLITS, ImageDataset
from fer_lib.editions import Edition
from fer_lib.language import Text, term
from fer_lib.metrics.predictions import Predictions
from fer_lib.publish import Interactive, Sheet
from fer_lib.runs.find import looks_like_run

MOST_IMAGES = 8_000
"""Images that the site holds; of a larger data set those of the test and validation images come first."""
IMAGES_A_SHEET = 1_000

WORDS: Mapping[str, Text] = {
    "panel": Text("Look into the fields of the matrix", "查看矩陣每一格裡的影像"),
    "run": Text("Run", "訓練"),
    "split": Text("Images", "影像"),
    "train": term("training set"),
    "validation": term("validation set"),
    "test": term("test set"),
    "numbers": Text("Numbers", "數字"),
    "shares": Text("shares of the row", "占該列的比例"),
    "counts": Text("numbers of images", "影像張數"),
    "other": Text("Beside it", "並列比較"),
    "none": Text("no other run", "不比較"),
    "corner": Text("label / answer", "標籤／答案"),
    "matrix": Text("{run}, {split} (n = {n})", "{run}，{split}（n = {n}）"),
    "field": Text("label {label}, answer {answer}: {n} of {of}", "標籤{label}、答案{answer}：{of} 張中的 {n} 張"),
    "images": Text("Images of the chosen field", "所選那一格的影像"),
    "choose": Text(
        "Choose a field to see its images. Arrow keys move between the fields.",
        "點選一格，就會列出那一格的影像；也可以用方向鍵在格子之間移動。",
    ),
    "space": Text(" ", ""),
    "chosen": Text("{run}: of {of} labelled {label}, {n} got the answer {answer}.",
                   "{run}：標籤為{label}的 {of} 張影像中，答案是{answer}的有 {n} 張。"),
    "nobody": Text("{run}: of {of} labelled {label}, none got the answer {answer}.",
                   "{run}：標籤為{label}的 {of} 張影像中，沒有一張的答案是{answer}。"),
    "some": Text("Shown here: {shown}.", "這裡列出其中 {shown} 張。"),
    "only": Text("only images on which the other run answers differently", "只列出另一次訓練答案不同的影像"),
    "alike": Text("{run} gives the same answers.", "{run} 的答案都相同。"),
    "differs": Text("{run} answers differently on {n} of them, rightly on {right}.",
                    "{run} 對其中 {n} 張的答案不同，答對了 {right} 張。"),
    "wrongly": Text("{run} answers differently on {n} of them, never rightly.",
                    "{run} 對其中 {n} 張的答案不同，但都沒有答對。"),
    "learned": Text("{run} was trained on {k} of them.", "其中 {k} 張是 {run} 的訓練影像。"),
    "unknown": Text("{run} was never asked about {m} of them.", "其中 {m} 張 {run} 沒有作答。"),
    "tile": Text("Image {id}, label {label}, answer {answer} with probability {share}",
                 "影像 {id}，標籤{label}，答案{answer}，機率 {share}"),
    "unasked": Text("not asked", "未作答"),
}  # fmt: skip


def confusion_cells(book: Edition, analysis: ErrorAnalysis) -> Interactive:
    """The answers of every complete run of the edition on the main data, and the images.

    Args:
        book: the edition.
        analysis: of the run that is shown first.
    """
    dataset, main = analysis.dataset, analysis.run.name
    runs = {main: analysis.predictions}
    for name in book.main_configs:
        if name != main and looks_like_run(book.folder / name) and (run := book.run(name)).is_complete:
            runs[name] = {split: run.predictions(split) for split in run.metrics()["splits"]}
    shown = images_shown(dataset, analysis.predictions)
    starts = range(0, len(shown), IMAGES_A_SHEET)
    return Interactive(
        "confusion_matrix",
        {**WORDS, "classes": analysis.names},
        {
            "runs": list(runs),
            "splits": {name: list(found) for name, found in runs.items()},
            "shown": shown.tolist(),
            "a_sheet": IMAGES_A_SHEET,
        },
        {name: _answers(found) for name, found in runs.items()},
        {
            f"images-{k}": Sheet(dataset.images[shown[start : start + IMAGES_A_SHEET]])
            for k, start in enumerate(starts)
        },
    )


def images_shown(dataset: ImageDataset, predictions: Mapping[Any, Predictions]) -> NDArray[np.int64]:
    """Positions of the images that the site holds, in their order: at most ``MOST_IMAGES`` of those with labels."""
    asked = [predictions[split].indices for split in reversed(SPLITS) if split in predictions]
    order = np.concatenate([*asked, np.flatnonzero(dataset.labels >= 0)])
    _, first = np.unique(order, return_index=True)
    return np.sort(order[np.sort(first)][:MOST_IMAGES])


def _answers(predictions: Mapping[Any, Predictions]) -> dict[str, Any]:
    return {
        split: {
            "indices": found.indices.tolist(),
            "labels": found.labels.tolist(),
            "predicted": found.predicted.tolist(),
            "percent": np.rint(100 * found.probabilities.max(axis=1)).astype(int).tolist(),
        }
        for split, found in predictions.items()
    }
