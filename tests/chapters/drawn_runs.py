"""Runs in memory that get chosen images right, for tests that draw them by the hundred."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from fer_lib.chapters.seed_groups import SeedGroup
from fer_lib.config import RunConfig
from fer_lib.language import Text
from fer_lib.metrics.comparison import compare
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion

CLASSES = 3


def run(
    name: str,
    right: np.ndarray,
    accuracies: Sequence[float] = (0.1, 0.3),
    settings: dict[str, Any] | None = None,
    **metrics: Any,
) -> Any:
    """A run.

    Args:
        name: of the run.
        right: which of the n validation images it gets right: bool [n]; of the training images it gets the same.
        accuracies: on validation images, an epoch each.
        settings: keys of its configuration that are not the defaults.
        metrics: what else its metrics hold.
    """
    labels = np.arange(len(right)) % CLASSES
    logits = np.eye(CLASSES, dtype=np.float32)[np.where(right, labels, (labels + 1) % CLASSES)]
    records = [
        SimpleNamespace(epoch=n, train_loss=1 / n, validation_accuracy=a) for n, a in enumerate(accuracies, 1)
    ]
    history = SimpleNamespace(records=records, last=records[-1])
    return SimpleNamespace(
        name=name,
        config=lambda: RunConfig(name=name, model=metrics.get("model", "net.py:Net"), **(settings or {})),
        metrics=lambda: {"splits": {"train": {}, "validation": {}}, "seconds_per_epoch": 1.0, **metrics},
        predictions=lambda split: Predictions(np.arange(len(right)), labels, logits),
        accuracy=lambda split="validation": Proportion(int(right.sum()), len(right)),
        history=lambda: history,
    )


@contextmanager
def compared_in_memory() -> Iterator[None]:
    """While this lasts, runs are compared by their predictions, whatever data they say they are of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "fer_lib.chapters.named_comparison.compare_runs",
            lambda one, other: compare(one.predictions("validation"), other.predictions("validation")),
        )
        yield


def right_images(n: int) -> st.SearchStrategy[np.ndarray]:
    """Which of n images are right: a drawn share, none or all: bool [n]."""
    return st.tuples(st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0]), st.integers(0, 3)).map(
        lambda drawn: np.random.default_rng(drawn[1]).permutation(n) < drawn[0] * n
    )


def group(name: Text, key: str, right: Sequence[np.ndarray], **run_values: Any) -> SeedGroup:
    """Runs ``key-1``, ``key-2``, … that get these images right."""
    return SeedGroup(name, tuple(run(f"{key}-{n}", each, **run_values) for n, each in enumerate(right, 1)))
