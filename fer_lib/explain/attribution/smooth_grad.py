"""SmoothGrad: the mean gradient of noisy copies."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from fer_lib.explain.attribution.method import AttributionMethod
from fer_lib.explain.attribution.quiet_captum import attr


@dataclass(frozen=True)
class SmoothGrad(AttributionMethod):
    """(1/n) Σ_k ∂z_t/∂x (x + ε_k), ε_k ~ N(0, σ²): Smilkov, Thorat, Kim, Viégas & Wattenberg, *SmoothGrad* (2017).

    The noise is the same for every image: captum's NoiseTunnel draws it anew by the image's place in the batch, so that
    two equal images would get two maps, and a test of sensitivity would measure that.

    Args:
        samples: noisy copies n.
        noise: σ in units of the inputs; 0.2 is a tenth of the range [−1, 1], where the paper finds 10–20 % good.
        seed: of the noise.
    """

    name: ClassVar[str] = "smooth_grad"
    samples: int = 16
    noise: float = 0.2
    seed: int = 0

    @property
    def copies(self) -> int:
        """Noisy copies of each image."""
        return self.samples

    def _maps(self, model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
        generator = torch.Generator().manual_seed(self.seed)
        noise = torch.randn(self.samples, *inputs.shape[1:], generator=generator, dtype=inputs.dtype)
        noisy = (inputs.detach()[:, None] + self.noise * noise.to(inputs.device)).flatten(0, 1)
        maps: Tensor = attr.Saliency(model).attribute(
            noisy.requires_grad_(), target=targets.repeat_interleave(self.samples), abs=False
        )
        return maps.view(len(inputs), self.samples, *inputs.shape[1:]).mean(dim=1)
