"""The predictions that a run keeps: writing and reading them, and their figures; none of it needs torch."""

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from fer_lib.data import Split
from fer_lib.errors import UserError
from fer_lib.files import atomic_file
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion
from fer_lib.runs.files import PREDICTIONS

_PARTS = ("indices", "labels", "logits")


def read_predictions(folder: Path, split: Split) -> Predictions:
    """What a run predicted for the labelled images of a split.

    Args:
        folder: a run's folder, which holds ``predictions.npz``.
        split: which images.

    Raises:
        UserError: if the run is not finished, its data have no labelled images in that split, or the file is
            damaged.
    """
    path = folder / PREDICTIONS
    if not path.is_file():
        raise UserError(f"{path}: not there; the run is not finished. Start its training again: it goes on.")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if f"{split}_logits" not in arrays:
                known = ", ".join(key.removesuffix("_logits") for key in arrays if key.endswith("_logits"))
                raise UserError(
                    f"{path}: the data of this run have no labelled {split} images; it has {known}"
                )
            indices, labels, logits = (arrays[f"{split}_{part}"] for part in _PARTS)
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        reason = " ".join(str(error).split())[:80]
        raise UserError(f"{path}: damaged ({reason}); delete the run's folder and run it again") from None
    shapes = (indices.ndim, labels.ndim, logits.ndim) == (1, 1, 2) and len(indices) == len(labels) == len(
        logits
    )
    if (
        not shapes
        or logits.shape[1] < 2
        or not len(labels)
        or labels.max() >= logits.shape[1]
        or not np.isfinite(logits).all()
    ):
        raise UserError(
            f"{path}: {split}: labels {list(labels.shape)} and logits {list(logits.shape)} are no finite scores "
            "of two or more classes; delete the run's folder and run it again"
        )
    return Predictions(indices, labels, logits)


def write_predictions(folder: Path, predictions: Mapping[Split, Predictions]) -> None:
    """Write what ``read_predictions`` reads, the splits in the given order."""
    arrays = {
        f"{split}_{part}": getattr(found, part) for split, found in predictions.items() for part in _PARTS
    }
    with atomic_file(folder / PREDICTIONS) as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def figures_of(predictions: Predictions) -> dict[str, Any]:
    """What ``metrics.json`` has of a split."""
    accuracy = Proportion(predictions.correct, len(predictions.labels))
    return {
        "n": accuracy.n,
        "correct": accuracy.successes,
        "accuracy": accuracy.share,
        "wilson_interval": accuracy.wilson_interval,
        "cross_entropy": predictions.cross_entropy,
        "macro_f1": predictions.macro_f1,
    }
