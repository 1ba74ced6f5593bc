"""Out-of-fold predictions: each image judged by a network that has not learned from it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from fer_lib.errors import UserError
from fer_lib.metrics.predictions import Predictions

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
