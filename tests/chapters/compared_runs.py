"""Runs to compare, made up in memory."""

from collections.abc import Sequence

import numpy as np

from fer_lib.chapters.comparison.results import ComparedRun, NetworkComparison
from fer_lib.config import RunConfig
from fer_lib.metrics.predictions import Predictions
from fer_lib.runs.state import Figures

N = 400


def compared_run(
    name: str, right: float | Sequence[int], seed: int = 0, model: str = "report-a", first_index: int = 0,
    parameters: int | None = 2_000_000, seconds: float | None = 60.0, **config: object,
) -> ComparedRun:  # fmt: skip
    """A run.

    Args:
        name: of the run.
        right: which of the images it gets right, or their share, drawn with the seed.
        seed: of the training.
        model: its network.
        first_index: position of the first image; another one is another set of images.
        parameters, seconds: what it cost.
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
    return ComparedRun(name, settings, Figures(**figures), predictions, "abc", "a processor")


def comparison_of(*runs: ComparedRun) -> NetworkComparison:
    """The runs, as ``make_comparison`` sorts them."""
    return NetworkComparison(tuple(sorted(runs, key=lambda run: (-run.validation.share, run.name))))
