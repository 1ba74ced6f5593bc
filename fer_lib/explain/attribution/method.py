"""What every attribution method has in common: what is refused, batches, and the shape of the maps."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import torch
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.attribution.refusals import refuse_wrong_input, refuse_wrong_state

BATCH_ON_CPU, BATCH_ON_GPU = 128, 2048
"""Images in one pass, noisy copies and path steps included. More than 128 fall out of a processor's cache."""


def batch_for(device: torch.device) -> int:
    """Images in one pass on a device."""
    return BATCH_ON_CPU if device.type == "cpu" else BATCH_ON_GPU


class AttributionMethod(ABC):
    """A way to say how much each pixel contributes to a logit.

    Attributes:
        name: key of the method in files and in ``fer_lib.names.METHOD_NAMES``.
    """

    name: ClassVar[str]

    @property
    def copies(self) -> int:
        """Images that pass the network at once for each image that is explained."""
        return 1

    def refuse(self, model: nn.Module, inputs: Tensor) -> None:  # noqa: B027  # most methods refuse no network
        """Raise ``UserError`` with the reason where the method would be silently wrong for this network."""

    @abstractmethod
    def _maps(self, model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
        """Maps of one batch."""

    def attribute(self, model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
        """Maps of images for one logit each.

        Args:
            model: any network in evaluation mode, [N, C, H, W] → [N, K]; it is left as it was.
            inputs: float32 or float64 [N, C, H, W], as the network takes them, on its device.
            targets: int64 [N], the logit to explain for each image.

        Returns:
            Signed contributions [N, C, H, W]; Grad-CAM, which has one map for all channels, [N, 1, H, W].

        Raises:
            UserError: where a result would silently be wrong: training mode, autocast, inference mode, inputs or
                targets of the wrong form, or a network that the method is not defined for.
        """
        refuse_wrong_state(model, inputs)
        refuse_wrong_input(model, inputs, targets)
        self.refuse(model, inputs)
        size = max(1, batch_for(inputs.device) // self.copies)
        parts = zip(torch.split(inputs.detach(), size), torch.split(targets, size), strict=True)
        # Captum asks for gradients of the images itself, but warns where it has to.
        return torch.cat([self._maps(model, p.clone().requires_grad_(), t).detach() for p, t in parts])


def able_methods(
    methods: Sequence[AttributionMethod], model: nn.Module, inputs: Tensor
) -> tuple[list[AttributionMethod], dict[str, str]]:
    """Which methods are defined for a network.

    Returns:
        The methods that are, and by the names of the others their reasons.

    Raises:
        UserError: if none is.
    """
    able, refused = [], {}
    for method in methods:
        try:
            method.refuse(model, inputs)
            able.append(method)
        except UserError as reason:
            refused[method.name] = str(reason)
    if not able:
        raise UserError(f"saliency: no method is defined for this network: {' '.join(refused.values())}")
    return able, refused


def magnitude(maps: Tensor) -> Tensor:
    """Size of the contribution of each pixel, Σ_c |map_c|: [N, C, H, W] → [N, H, W]."""
    return maps.abs().sum(dim=1)
