"""Sensitivity: how much a map changes when the image hardly does, or when the method draws anew."""

from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.explain.attribution.lime import LIME
from fer_lib.explain.attribution.method import AttributionMethod, magnitude
from fer_lib.explain.attribution.quiet_captum import sensitivity_max
from fer_lib.explain.attribution.smooth_grad import SmoothGrad
from fer_lib.explain.saliency.map_statistics import rank_correlation


def max_sensitivity(
    method: AttributionMethod,
    model: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    radius: float = 0.03,
    perturbations: int = 4,
    seed: int = 0,
) -> NDArray[np.float64]:
    """Largest over δ of ‖map(x + δ) − map(x)‖ / ‖map(x)‖, the δ drawn evenly from [−radius, radius] for each pixel.

    Yeh et al., *On the (In)fidelity and Sensitivity of Explanations* (2019), definition 2.2, divided by the map's
    size as captum does.

    Args:
        method: what explains.
        model: a network in evaluation mode.
        inputs: images [n, C, H, W].
        targets: the logit to explain for each, int64 [n].
        radius: in units of the inputs; 0.03 is four grey levels of 255.
        perturbations: number of δ.
        seed: of the δ.

    Returns:
        float64 [n]; 0 for a map that does not change, NaN where the map is 0 everywhere.
    """
    empty: list[Tensor] = []
    generator = torch.Generator(device=inputs.device).manual_seed(seed)

    def perturb(images: Tensor) -> Tensor:
        noise = torch.rand(images.shape, generator=generator, device=images.device, dtype=images.dtype)
        return images + radius * (2 * noise - 1)

    def explain(images: Tensor | tuple[Tensor], target: Tensor) -> Tensor | tuple[Tensor]:
        if isinstance(images, tuple):  # captum asks in the form that it wants to be answered in
            maps = method.attribute(model, images[0], target)
            empty.append(maps.flatten(1).abs().amax(dim=1) == 0)
            return (maps.contiguous(),)  # captum flattens it as if it lay so in memory
        # captum repeats the targets for its copies of the images, but not a single one.
        targets_of_copies = target.expand(len(images)) if len(target) == 1 else target
        return method.attribute(model, images, targets_of_copies).contiguous()

    largest = sensitivity_max(explain, inputs, perturb, n_perturb_samples=perturbations, target=targets)
    result: NDArray[np.float64] = largest.double().masked_fill(empty[0], torch.nan).cpu().numpy()
    return result


def reseeded_correlation(
    method: AttributionMethod, model: nn.Module, inputs: Tensor, targets: Tensor
) -> NDArray[np.float64]:
    """Spearman's correlation of |map| with the one that the method draws with its next seed: float64 [n].

    Args:
        method: what explains.
        model: a network in evaluation mode.
        inputs: images [n, C, H, W].
        targets: the logit to explain for each, int64 [n].

    Returns:
        1 where chance decides nothing; NaN where a map is the same everywhere, and for methods that draw nothing.
    """
    if not isinstance(method, SmoothGrad | LIME):
        return np.full(len(inputs), np.nan)
    again = replace(method, seed=method.seed + 1)
    one, other = (magnitude(each.attribute(model, inputs, targets)).cpu().numpy() for each in (method, again))
    return rank_correlation(one, other)
