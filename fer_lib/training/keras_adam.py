"""Adam as Keras has it."""

from collections.abc import Callable
from math import sqrt
from typing import Any

import torch

EPSILON = 1e-7


class KerasAdam(torch.optim.Adam):
    """Adam whose ε = 1e-7 is added before the correction of the second moment, not after it.

    θ ← θ − η · (√(1 − β₂ᵗ) / (1 − β₁ᵗ)) · m / (√v + ε) at step t, Kingma & Ba (2015), end of section 2. PyTorch divides
    m by √(v / (1 − β₂ᵗ)) + ε instead, with 1e-8, so its ε is here that of Keras over √(1 − β₂ᵗ): 32 times as much at
    the first step, the same after some thousand.

    Args:
        groups: parameters, as ``torch.optim.Adam`` takes them.
        rate: η, above 0.
    """

    def __init__(self, groups: list[dict[str, Any]], rate: float) -> None:
        super().__init__(groups, lr=rate, eps=EPSILON, fused=True)
        for group in self.param_groups:
            group["steps"] = 0  # here, so that a checkpoint keeps it

    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        """One step of gradient descent; gives the loss that ``closure``, if there is one, computes."""
        for group in self.param_groups:
            group["steps"] += 1
            group["eps"] = EPSILON / sqrt(1 - group["betas"][1] ** group["steps"])
        result: float | None = super().step(closure)
        return result
