"""Out-of-fold predictions: each image judged by a network that has not learned from it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from fer_lib.config import RunConfig
from fer_lib.errors import UserError
from fer_lib.evaluation.prediction import Predictions
from fer_lib.evaluation.proportion import Proportion
from fer_lib.language import Text
from fer_lib.numbers import interval_percent, percent

if TYPE_CHECKING:
    from fer_lib.runs import RunFolder


def join_folds(folds: Sequence[Predictions]) -> Predictions:
    """The predictions of several folds as one, in the order of the data set.

    Args:
        folds: predictions of the held-out images of each fold; no image twice.

    Raises:
        UserError: if an image is in two folds.
    """
    indices = np.concatenate([fold.indices for fold in folds])
    order = np.argsort(indices, kind="stable")
    joined = Predictions(
        indices[order],
        np.concatenate([fold.labels for fold in folds])[order],
        np.concatenate([fold.logits for fold in folds])[order],
    )
    twice = joined.indices[1:][joined.indices[1:] == joined.indices[:-1]]
    if len(twice):
        raise UserError(
            f"image {twice[0]} of the data is held out in two of the fold runs; give them the same folds "
            "and seed, and each its own fold"
        )
    return joined


def out_of_fold(runs: Sequence["RunFolder"]) -> Predictions:
    """What each run of a cross-validation says of the images that it did not learn from.

    Args:
        runs: one a fold, trained with ``split: fold``.

    Raises:
        UserError: if a run is missing or not finished, or they were trained on different data.
    """
    hashes = {run.provenance()["data"].get("sha256") for run in runs}
    if len(hashes) > 1:
        raise UserError(
            f"{', '.join(run.name for run in runs)}: trained on different data; train all folds on the "
            "same file"
        )
    return join_folds([run.predictions("validation") for run in runs])


def fold_rows(runs: Sequence["RunFolder"]) -> list[list[object]]:
    """For a table: fold (from 1), images trained on, images judged, accuracy on these and its 95 % interval."""
    rows: list[list[object]] = []
    for run in runs:
        accuracy = run.accuracy("validation")
        rows.append(
            [
                run.config().fold + 1,
                f"{run.accuracy('train').n:,}",
                f"{accuracy.n:,}",
                percent(accuracy.share),
                interval_percent(accuracy.wilson_interval),
            ]
        )
    return rows


def how_trained(config: RunConfig, accuracy: Proportion) -> Text:
    """How the folds were trained, as far as it matters here, and how often they are right together.

    Args:
        config: of one of the folds.
        accuracy: of all out-of-fold answers, by the given labels.
    """
    text = Text(
        f"Together the out-of-fold answers are right on {accuracy.describe().en} of the given labels.",
        f"合起來，折外答案與給定標籤一致的比例是 {accuracy.describe().zh}。",
    )
    if config.best_metric == "epoch":
        text = Text(
            text.en
            + " The weights are those of the last epoch, so that the labels in question do not choose them.",
            text.zh + "採用的是最後一個訓練週期的權重，免得讓有疑問的標籤來挑選權重。",
        )
    if config.drop_leaked:
        text = Text(
            text.en + " What a network judges has no exact copy among the images that it learned from.",
            text.zh + "每個網路所評判的影像，在它學過的影像裡都沒有完全相同的複本。",
        )
    return text
