"""Occlusion: what the logit loses when a part of the image is covered."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.attribution.method import AttributionMethod, batch_for
from fer_lib.explain.attribution.quiet_captum import attr


@dataclass(frozen=True)
class Occlusion(AttributionMethod):
    """z_t(x) − z_t(x with a window covered), for each pixel the mean over the windows that cover it.

    Zeiler & Fergus, *Visualizing and Understanding Convolutional Networks* (2014), section 4.2; they show the class
    score by the place of the window.

    Args:
        window: side of the window in pixels; by default a sixth of the image's shorter side, 8 of 48.
        stride: pixels from one window to the next; by default five eighths of the window.
        fill: value that covers; 0 is mid-grey in [−1, 1].
    """

    name: ClassVar[str] = "occlusion"
    window: int | None = None
    stride: int | None = None
    fill: float = 0.0

    def sizes(self, inputs: Tensor) -> tuple[int, int]:
        """Window and stride in pixels, for images [N, C, H, W]."""
        window = max(1, round(min(inputs.shape[2:]) / 6)) if self.window is None else self.window
        return window, max(1, round(5 * window / 8)) if self.stride is None else self.stride

    @property
    def copies(self) -> int:
        """Covered copies of each image in one forward pass."""
        return 8

    def refuse(self, model: nn.Module, inputs: Tensor) -> None:
        """Raise ``UserError`` where the windows leave pixels out or do not fit."""
        window, stride = self.sizes(inputs)
        if not 1 <= stride <= window <= min(inputs.shape[2:]):
            raise UserError(
                f"occlusion: window {window} and stride {stride}: give 1 ≤ stride ≤ window ≤ "
                f"{min(inputs.shape[2:])}, or some pixels are never covered"
            )

    def _maps(self, model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
        channels = inputs.shape[1]
        window, stride = self.sizes(inputs)
        maps: Tensor = attr.Occlusion(model).attribute(
            inputs,
            sliding_window_shapes=(channels, window, window),
            strides=(channels, stride, stride),
            baselines=self.fill,
            target=targets,
            perturbations_per_eval=max(1, batch_for(inputs.device) // len(inputs)),
        )
        # The window covers all channels at once; each channel gets the same value, so that they add up to it.
        return maps.to(inputs.dtype) / channels  # captum gives float32
