"""Whether a run is of the data that somebody has."""

import numpy as np

from fer_lib.data import ImageDataset
from fer_lib.errors import UserError
from fer_lib.runs import RunFolder
from fer_lib.runs.predictions import read_predictions
from fer_lib.runs.state import JUDGED


def check_classes_and_shape(run: RunFolder, dataset: ImageDataset, shown: str) -> None:
    """Raise ``UserError`` unless a run is of the data's classes and of images of their shape.

    Args:
        run: a run.
        dataset: the data.
        shown: what to call them.
    """
    if tuple(map(str, run.class_names)) != tuple(map(str, dataset.class_names)):
        raise UserError(
            f"{shown}: {len(dataset.class_names)} classes ({', '.join(dataset.class_names)[:80]}), and {run.name} is "
            f"of {len(run.class_names)} ({', '.join(run.class_names)[:80]})"
        )
    if run.shape != dataset.shape:
        raise UserError(
            f"{shown}: images of {dataset.shape.describe()}, and {run.name} is of {run.shape.describe()} "
            "(channels×height×width)"
        )


def content_hashes(run: RunFolder, dataset: ImageDataset) -> tuple[str, str]:
    """SHA-256 of images and labels, as the run says it and of the data."""
    described = run.provenance().get("data", {})
    said = described.get("sha256") if isinstance(described, dict) else None
    return str(said), str(dataset.provenance.get("sha256"))


def difference_of_data(run: RunFolder, dataset: ImageDataset, shown: str) -> str:
    """A sentence where a run's data have another SHA-256 but the same labels at the same places; empty where it is one.

    Args:
        run: a complete run.
        dataset: the data, divided as the run says.
        shown: what to call them.

    Raises:
        UserError: if its validation or test images are not those of the data.
    """
    said, found = content_hashes(run, dataset)
    if said == found:
        return ""
    for split in JUDGED:
        if split not in run.metrics()["splits"]:
            continue
        predictions = read_predictions(run.path, split)
        expected = dataset.labelled_indices(split)
        same = np.array_equal(np.sort(predictions.indices), expected)
        if not same or not np.array_equal(predictions.labels, dataset.labels[predictions.indices]):
            raise UserError(
                f"{shown}: not the data of {run.name}: another SHA-256 ({found[:12]}, not {said[:12]}), and its "
                f"{split} images or their labels are others"
            )
    return (
        f"{run.name} is of data with another SHA-256 ({said[:12]}, not {found[:12]}); the labels of its validation and "
        "test images are the same, the images may differ"
    )
