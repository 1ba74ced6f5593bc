"""Whether a run's weights give the predictions that it records."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.adoption.computing import compute_logits
from fer_lib.data import SPLITS, ImageDataset, Split
from fer_lib.errors import UserError
from fer_lib.runs import RunFolder

TOLERANCES = {"float32": 0.01, "bfloat16": 0.05}
"""By how much a recorded logit may differ from one that is computed here in float32: a share of the largest recorded.

Another machine rounds otherwise. The networks of the reports, scored in bfloat16 by their training, differed by 0.4 to
2.5% from float32 (eight runs of the quick edition, 1,400 images each). On a GPU ``float32`` convolutions round to
TF32, whose mantissa has ten bits to the seven of bfloat16. Scores that the weights do not give differ by whole units.
"""


@dataclass(frozen=True)
class SplitCheck:
    """The recorded and the recomputed predictions of a split.

    Attributes:
        split: which images.
        n: how many.
        recorded: right predictions among the recorded ones.
        recomputed: right predictions of the weights.
        same: images of which both say the same class.
        difference: largest one between two logits.
        tolerance: the largest that is rounding.
        problem: why the predictions are not of the weights; empty if they are.
    """

    split: Split
    n: int
    recorded: int
    recomputed: int
    same: int
    difference: float
    tolerance: float
    problem: str = ""


def verify_run(run: RunFolder, dataset: ImageDataset) -> list[SplitCheck]:
    """Compute a run's predictions again and hold them against the recorded ones. Code of its network is run.

    Args:
        run: a complete run.
        dataset: its data, divided as it says (``DataOfRuns.of``).

    Returns:
        A check of each split that the run has figures of.

    Raises:
        UserError: if its network cannot be made or run.
    """
    model, code = run.model(), run.network_code()
    views = run.config().test_time_augmentation
    precision = str(run.provenance().get("precision", "float32"))
    checks = []
    for split in SPLITS:
        if split not in run.metrics()["splits"]:
            continue
        recorded = run.predictions(split)
        indices, labels = recorded.indices, recorded.labels
        foreign = _foreign(split, indices, labels, dataset)
        if foreign:
            checks.append(SplitCheck(split, len(labels), recorded.correct, 0, 0, np.inf, 0.0, foreign))
            continue
        logits = compute_logits(model, dataset, indices, views, code)
        if logits.shape != recorded.logits.shape:
            raise UserError(
                f"{run.path}: logits of {recorded.logits.shape[1]} classes, and the network gives {logits.shape[1]}"
            )
        difference = float(abs(logits - recorded.logits).max())
        tolerance = TOLERANCES.get(precision, TOLERANCES["float32"]) * max(
            1.0, float(abs(recorded.logits).max())
        )
        same = int((logits.argmax(1) == recorded.predicted).sum())
        problem = "" if difference <= tolerance else "the weights give other logits than are recorded"
        correct = int((logits.argmax(1) == labels).sum())
        checks.append(
            SplitCheck(split, len(labels), recorded.correct, correct, same, difference, tolerance, problem)
        )
    return checks


def _foreign(
    split: Split, indices: NDArray[np.int64], labels: NDArray[np.int64], dataset: ImageDataset
) -> str:
    """Why recorded predictions are of other images or labels than the data have in the split; empty if they are not."""
    expected = dataset.labelled_indices(split)
    if split == "train":  # a part of them, where the run left leaked ones out or took few
        unknown = not np.isin(indices, expected).all() or len(np.unique(indices)) < len(indices)
    else:
        unknown = not np.array_equal(np.sort(indices), expected)
    if unknown:
        return f"recorded for {len(indices):,} images which are not the {len(expected):,} {split} images of the data"
    if not np.array_equal(labels, dataset.labels[indices]):
        wrong = int((labels != dataset.labels[indices]).sum())
        return f"{wrong:,} of the recorded labels are not those of the data"
    return ""
