"""Runs to compare, made up in memory."""

from collections.abc import Sequence

import numpy as np

from fer_lib.chapters.compared_runs import ComparedRun, NetworkComparison
from fer_lib.config import RunConfig
from fer_lib.metrics.predictions import Predictions
from fer_lib.runs.state import Figures

N = 400


def compared_run(
    name: str, right: float | Sequence[int], seed: int = 0, model: str = "report-a", first_index: int = 0,
    parameters: int | None = 2_000_000, seconds: float | None = 60.0, is_adopted: bool = False, **config: object,
) -> ComparedRun:  # fmt: skip
    """A run.

    Args:
        name: of the run.
        right: which of the images it gets right, or their share, drawn with the seed.
        seed: of the training.
        model: its network.
        first_index: position of the first image; another one is another set of images.
        parameters, seconds: what it cost.
        is_adopted: whether it was trained elsewhere.
        config: further keys of ``RunConfig``.
    """
    labels = np.arange(N) % 7
    generator = np.random.default_rng([seed, sum(map(ord, name))])
    chosen = generator.random(N) < right if isinstance(right, float) else np.isin(np.arange(N), right)
    told = np.where(chosen, labels, (labels + 1) % 7)
    logits = (np.eye(7)[told] * 3 + generator.normal(0, 0.1, (N, 7))).astype(np.float32)
    predictions = Predictions(np.arange(first_index, first_index + N), labels, logits)
    figures = {
        "selected": {"epoch": 3, "of": 4},
        "splits": {"validation": {"n": N, "correct": predictions.correct}},
        "parameters": parameters, "macs": 5_000_000, "seconds": seconds,
        "seconds_per_epoch": 1.5, "images_per_second": 1234.0,
    }  # fmt: skip
    settings = RunConfig(name=name, model=model, seed=seed, **config)
    return ComparedRun(name, settings, Figures(**figures), predictions, "abc", "a processor", is_adopted)


def comparison_of(*runs: ComparedRun) -> NetworkComparison:
    """The runs, as ``make_comparison`` sorts them."""
    return NetworkComparison(tuple(sorted(runs, key=lambda run: (-run.validation.share, run.name))))


def mixed_runs() -> NetworkComparison:
    """Three networks, two seeds of one setting, one run on other images, with very different accuracies."""
    return comparison_of(
        compared_run("big", range(380), parameters=9_000_000, seconds=900.0, model="report-c"),
        compared_run("small-s0", range(2, 380), parameters=400_000, seconds=30.0, model="report-b-cnn"),
        compared_run(
            "small-s1", range(3, 379), seed=1, parameters=400_000, seconds=40.0, model="report-b-cnn"
        ),
        compared_run("poor", range(150), parameters=300_000, seconds=500.0, model="report-b-dnn"),
        compared_run("fold-0", 0.97, first_index=1000, parameters=None, seconds=None, epochs=3),
    )
