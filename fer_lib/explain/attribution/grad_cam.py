"""Grad-CAM, and the layer that it looks at."""

from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.attribution.method import AttributionMethod
from fer_lib.explain.attribution.quiet_captum import attr
from fer_lib.explain.one_pass import watch_one_pass

_PASSED_OVER = (
    nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveMaxPool2d, nn.AdaptiveAvgPool2d, nn.Dropout, nn.Dropout2d, nn.Identity,
)  # fmt: skip


SMALLEST_SIDE = 4
"""Maps with fewer pixels on a side cannot tell the mouth from the eyes."""


def last_maps(model: nn.Module, inputs: Tensor) -> str:
    """Name of the deepest layer whose maps have at least ``SMALLEST_SIDE`` pixels a side, before pooling.

    Args:
        model: a network in evaluation mode.
        inputs: an image or more, [N, C, H, W].

    Raises:
        UserError: if the network has no such layer, as a fully connected one.
    """
    names: list[str] = []

    def note(name: str, output: Any) -> None:
        if isinstance(output, Tensor) and output.ndim == 4 and min(output.shape[2:]) >= SMALLEST_SIDE:
            names.append(name)

    with torch.no_grad():
        watch_one_pass(
            model, inputs, lambda m: not list(m.children()) and not isinstance(m, _PASSED_OVER), note
        )
    if not names:
        raise UserError(
            f"Grad-CAM: the network has no layer with maps of {SMALLEST_SIDE}×{SMALLEST_SIDE} pixels or more, so there "
            "is nothing to weigh. Use another method, or name a layer."
        )
    return names[-1]


@dataclass(frozen=True)
class GradCAM(AttributionMethod):
    """max(Σ_k α_k A_k, 0) with α_k the mean of ∂z_t/∂A_k over the map A_k, enlarged to the image's size.

    Selvaraju et al., *Grad-CAM: Visual Explanations from Deep Networks* (2017), section 3. Enlarged bilinearly.

    Args:
        layer: name of the layer that has the maps A_k; by default the deepest with at least 4×4 pixels, before
            pooling. The paper takes the last convolution; report A's ends in one pixel, which has no place.
    """

    name: ClassVar[str] = "grad_cam"
    layer: str | None = None

    def layer_of(self, model: nn.Module, inputs: Tensor) -> str:
        """Name of the layer that is looked at. Raises ``UserError`` if there is none of that name, or none at all."""
        if self.layer is None:
            return last_maps(model, inputs)
        if self.layer not in dict(model.named_modules()):
            known = ", ".join(name for name, _ in model.named_modules() if name)
            raise UserError(f"Grad-CAM: the network has no layer {self.layer!r}; it has {known}")
        return self.layer

    def refuse(self, model: nn.Module, inputs: Tensor) -> None:
        """Raise ``UserError`` for layers without maps, used more than once, or overwritten by the next layer."""
        name = self.layer_of(model, inputs)
        layer = model.get_submodule(name)
        seen: list[tuple[Tensor, int]] = []
        with torch.no_grad():
            watch_one_pass(
                model,
                inputs,
                lambda module: module is layer,
                lambda _name, output: seen.append((output, output._version)),
            )
        if len(seen) != 1 or seen[0][0].ndim != 4:
            raise UserError(f"Grad-CAM: {name} must give maps [N, C, H, W], once in a forward pass")
        if seen[0][0]._version != seen[0][1]:
            raise UserError(
                f"Grad-CAM: the layer after {name} overwrites its maps (inplace=True), which would silently be "
                "taken for its own. Set inplace=False there, or name the later layer."
            )

    def _maps(self, model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
        layer = model.get_submodule(self.layer_of(model, inputs))
        maps = attr.LayerGradCam(model, layer).attribute(inputs, target=targets, relu_attributions=True)
        size = (inputs.shape[2], inputs.shape[3])
        enlarged: Tensor = attr.LayerAttribution.interpolate(maps, size, "bilinear")
        return enlarged
