"""Two methods on the same images, one of them better."""

import numpy as np
import torch

from fer_lib.data.masks.dataset import RARE
from fer_lib.imbalance.ablation import AblationRuns, Budget, MethodRuns


def made_up_runs(better: float, seeds: int = 5, n: int = 400) -> AblationRuns:
    """Two methods on the same images, the second with better probabilities of the rare class."""
    rng = np.random.default_rng(0)
    labels = np.array([0] * 3 + [1] * 2 + [2] * 15)[np.arange(n) % 20]
    runs = {}
    for name, lift in (("decay", 0.0), ("focal", better)):
        logits = rng.normal(0, 0.6, (seeds, n, 3))
        logits[:, np.arange(n), labels] += 1.5
        logits[:, labels == RARE, RARE] += lift - 1.2
        probabilities = torch.tensor(logits).softmax(-1).numpy().astype(np.float32)
        runs[name] = MethodRuns(
            probabilities, np.zeros((seeds, 2), np.float32), np.zeros((seeds, 4), np.float32)
        )
    return AblationRuns(labels, np.arange(n) // 2, runs, Budget(seeds=seeds), 10)
