"""Integrated gradients, which add up to the difference of two logits."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from fer_lib.explain.attribution.method import AttributionMethod
from fer_lib.explain.attribution.quiet_captum import attr


@dataclass(frozen=True)
class IntegratedGradients(AttributionMethod):
    """(x − x') ∫₀¹ ∂z_t/∂x (x' + α(x − x')) dα: Sundararajan, Taly & Yan, *Axiomatic Attribution* (2017), section 3.

    Args:
        steps: points of the Gauss–Legendre rule for the integral.
        baseline: the image x' that stands for "nothing", one value for all pixels; 0 is mid-grey in [−1, 1].
    """

    name: ClassVar[str] = "integrated_gradients"
    steps: int = 24
    baseline: float = 0.0

    @property
    def copies(self) -> int:
        """Points on the path of each image."""
        return self.steps

    def _maps(self, model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
        maps: Tensor = attr.IntegratedGradients(model).attribute(
            inputs, baselines=self.baseline, target=targets, n_steps=self.steps
        )
        return maps

    def completeness_errors(self, model: nn.Module, inputs: Tensor, targets: Tensor, maps: Tensor) -> Tensor:
        """How far the maps are from adding up, |Σ map − (z_t(x) − z_t(x'))|: [N], in logits (Proposition 1).

        Args:
            model: the network that was explained.
            inputs: the images [N, C, H, W].
            targets: their logits, int64 [N].
            maps: what ``attribute`` gave for them.
        """
        with torch.no_grad():
            logits = model(inputs) - model(torch.full_like(inputs, self.baseline))
        errors: Tensor = (maps.sum(dim=(1, 2, 3)) - logits.gather(1, targets[:, None])[:, 0]).abs()
        return errors
