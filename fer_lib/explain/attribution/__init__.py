"""Attribution: how much each pixel of an image contributes to one logit. One method a file, one verb: ``attribute``."""

from fer_lib.explain.attribution.grad_cam import GradCAM
from fer_lib.explain.attribution.gradient import Gradient
from fer_lib.explain.attribution.guided_backpropagation import GuidedBackpropagation
from fer_lib.explain.attribution.integrated_gradients import IntegratedGradients
from fer_lib.explain.attribution.lime import LIME
from fer_lib.explain.attribution.method import AttributionMethod, magnitude
from fer_lib.explain.attribution.occlusion import Occlusion
from fer_lib.explain.attribution.smooth_grad import SmoothGrad

METHODS: tuple[AttributionMethod, ...] = (
    Gradient(),
    GuidedBackpropagation(),
    SmoothGrad(),
    IntegratedGradients(),
    GradCAM(),
    Occlusion(),
    LIME(),
)
"""Every method with its usual settings, in the order of the plates."""

__all__ = [
    "LIME",
    "METHODS",
    "AttributionMethod",
    "GradCAM",
    "Gradient",
    "GuidedBackpropagation",
    "IntegratedGradients",
    "Occlusion",
    "SmoothGrad",
    "magnitude",
]
