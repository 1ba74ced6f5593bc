"""Methods for unbalanced classes: report E's five, and four of the literature."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from fer_lib.imbalance.losses import ClassLoss, effective_number_weights, logit_offsets
from fer_lib.imbalance.sampling import Sampling

REPORT_WEIGHTS = (2.0, 3.0, 0.5)
RATE_DROPS = (0.3, 0.6, 0.9)
"""Shares of the training after which the rate is divided by ten: every 30 epochs of 100, as in report E."""


@dataclass(frozen=True)
class Method:
    """One way to train the network; every method gets the same number of steps and images a step.

    Attributes:
        name: for files and code.
        source: ``E``, or the citation's key.
        against: name of the method that it is compared with, from which it differs least; None for the first.
        rate: learning rate of Adam at the beginning.
        schedule: ``fixed``; ``decay``: divided by ten after 30, 60 and 90% of the steps; ``rounds``: the same within
            each round of resampling, which starts at ``rate`` again.
        weights: of the classes in the loss: none, the report's, or by the effective number of images.
        gamma: of the focal loss.
        adjusted: whether the logits are adjusted by the classes' shares.
        sampling: which images a step sees.
        rounds: of resampling.
        curves: whether the test error is followed through the training.
    """

    name: str
    source: str = "E"
    against: str | None = "decay"
    rate: float = 5e-4
    schedule: Literal["fixed", "decay", "rounds"] = "decay"
    weights: Literal["none", "report", "effective"] = "none"
    gamma: float = 0.0
    adjusted: bool = False
    sampling: Sampling = "all"
    rounds: int = 1
    curves: bool = False

    def loss(self, counts: NDArray[np.int64]) -> ClassLoss:
        """The loss for training images with so many of each class: int64 [3]."""
        weights = {
            "none": None,
            "report": torch.tensor(REPORT_WEIGHTS),
            "effective": effective_number_weights(counts),
        }[self.weights]
        return ClassLoss(weights, self.gamma, logit_offsets(counts) if self.adjusted else None)

    def rates(self, steps: int) -> NDArray[np.float64]:
        """Learning rate of each step: float64 [steps]."""
        if self.schedule == "fixed":
            return np.full(steps, self.rate)
        rounds = self.rounds if self.schedule == "rounds" else 1
        done = np.arange(steps) * rounds / steps % 1
        return np.asarray(self.rate * 0.1 ** np.searchsorted(RATE_DROPS, done + 1e-9))


METHODS = (
    Method("fixed", against=None, rate=1e-3, schedule="fixed", curves=True),
    Method("decay", against="fixed", curves=True),
    Method("weights", weights="report"),
    Method(
        "resampled-13", against="fixed", rate=1e-3, schedule="fixed",
        sampling="resampled", rounds=13,
    ),
    Method(
        "resampled-50", schedule="rounds", sampling="resampled", rounds=50
    ),
    Method("effective", source="cui2019class", weights="effective"),
    Method("focal", source="lin2017focal", gamma=2.0),
    Method("balanced", source="he2009learning", sampling="balanced"),
    Method("adjusted", source="menon2021long", adjusted=True),
)  # fmt: skip
BY_NAME = {method.name: method for method in METHODS}
