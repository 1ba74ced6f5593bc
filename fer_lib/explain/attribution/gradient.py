"""The plain gradient."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor, nn

from fer_lib.explain.attribution.method import AttributionMethod
from fer_lib.explain.attribution.quiet_captum import attr


@dataclass(frozen=True)
class Gradient(AttributionMethod):
    """∂z_t/∂x, the saliency map of Simonyan, Vedaldi & Zisserman (2014), section 3.

    The paper is *Deep Inside Convolutional Networks*. z_t is the logit, not the probability, as there. Signed; the
    paper draws the absolute value.
    """

    name: ClassVar[str] = "gradient"

    def _maps(self, model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
        maps: Tensor = attr.Saliency(model).attribute(inputs, target=targets, abs=False)
        return maps
