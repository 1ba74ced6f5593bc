"""Runs with remedies for the rare class, made up: their answers are drawn, not learned."""

from collections.abc import Sequence

import numpy as np

from fer_lib.chapters.masks.runs import MaskRuns, MethodRuns
from fer_lib.config import RunConfig, make_config
from fer_lib.data import ImageDataset, content_hash
from fer_lib.data.mask_classes import CLASS_NAMES, CLASS_TITLES, RARE, SIDE
from fer_lib.editions.imbalance_roles import METHODS, ImbalanceMethod
from fer_lib.metrics.predictions import Predictions

SCHEDULE = {"schedule": "step", "schedule_epochs": 6, "learning_rate": 2e-3}
PLAIN = {
    "model": "report-e-masks",
    "epochs": 20,
    "batch_size": 32,
    "optimizer": "adam",
    "best_metric": "epoch",
}
CHANGES: dict[ImbalanceMethod, dict[str, object]] = {
    "fixed": {"schedule": "constant", "learning_rate": 4e-3},
    "decay": SCHEDULE,
    "weights": {**SCHEDULE, "class_weights": [2.0, 3.0, 0.5]},
    "resampled_13": {"schedule": "constant", "learning_rate": 4e-3, "resampling_rounds": 13, "epochs": 195},
    "resampled_50": {
        **SCHEDULE, "resampling_rounds": 50, "restart_schedule": True, "schedule_epochs": 1, "epochs": 200,
    },
    "effective": {**SCHEDULE, "class_weights": "effective"},
    "focal": {**SCHEDULE, "focal_gamma": 2.0},
    "balanced": {**SCHEDULE, "sampling": "balanced"},
    "adjusted": {**SCHEDULE, "logit_adjustment": 1.0},
}  # fmt: skip


def config_of(method: ImbalanceMethod, **more: object) -> RunConfig:
    """The configuration of a method, as the quick edition has it."""
    return make_config({**PLAIN, **CHANGES[method], **more})


def toy_masks(n: int = 240) -> ImageDataset:
    """Images whose colour is the class: 5% none, 20% bad, 75% good in every split; two a photo."""
    rng = np.random.default_rng(0)
    labels = np.array([1] + [0] * 4 + [2] * 15, np.int64)[np.arange(n) % 20]
    images = rng.integers(0, 90, (n, SIDE, SIDE, 3), dtype=np.uint8)
    images[np.arange(n), :, :, labels] += 120
    split = np.array([0, 0, 0, 0, 1, 2, 2, 2], np.uint8)[np.arange(n) // 20 % 8]
    provenance = {"form": "boxes", "source": "toy", "synthetic": True, "sha256": content_hash(images, labels)}
    return ImageDataset(
        images,
        labels,
        split,
        CLASS_NAMES,
        provenance=provenance,
        groups=np.arange(n) // 2,
        class_titles=CLASS_TITLES,
    )


def answers(labels: np.ndarray, seed: int, better: float = 0.0, sure: float = 1.5) -> np.ndarray:
    """Logits float32 [n, 3] that are mostly right; ``better`` lifts those of the rare class."""
    logits = np.random.default_rng([seed, 1]).normal(0, 0.6, (len(labels), 3))
    logits[np.arange(len(labels)), labels] += sure
    logits[labels == RARE, RARE] += better - 1.2
    return logits.astype(np.float32)


def made_up_runs(
    better: float, seeds: int = 5, n: int = 400, methods: Sequence[ImbalanceMethod] = ("decay", "focal")
) -> MaskRuns:
    """Methods on the same images, the last with better answers for the rare class."""
    labels = np.array([0] * 3 + [1] * 2 + [2] * 15)[np.arange(n) % 20]
    runs = {}
    for number, method in enumerate(methods):
        lift = better if method == methods[-1] else 0.0
        probabilities = np.stack(
            [
                Predictions(labels, labels, answers(labels, 100 * number + seed, lift)).probabilities
                for seed in range(seeds)
            ]
        )
        errors = np.random.default_rng(number).random((seeds, 20))
        runs[method] = MethodRuns(config_of(method), probabilities, errors, 580 + 20 * (number % 2))
    return MaskRuns(labels, np.arange(n) // 2, runs, 900, {"report-e-masks": 2803})


def all_methods(seeds: int = 3, n: int = 400) -> MaskRuns:
    """Every method, with answers of much the same worth."""
    return made_up_runs(0.6, seeds, n, METHODS)
