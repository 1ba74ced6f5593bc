"""Cascading randomisation: does a map change when the network forgets what it has learned?"""

import copy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.attribution.method import AttributionMethod, magnitude
from fer_lib.explain.one_pass import watch_one_pass
from fer_lib.explain.saliency.map_statistics import rank_correlation


def _has_own_parameters(module: nn.Module) -> bool:
    return bool(list(module.parameters(recurse=False)))


def layers_from_the_output(model: nn.Module, inputs: Tensor) -> list[tuple[str, list[str]]]:
    """The layers that have weights, last first, each with what is normalised or shaped by parameters after it.

    Args:
        model: a network in evaluation mode.
        inputs: an image or more.

    Returns:
        For each convolution or linear layer its name, and the names of the modules that forget with it.

    Raises:
        UserError: for a module with parameters that cannot be drawn anew (``reset_parameters`` is missing).
    """
    for name, module in model.named_modules():
        if _has_own_parameters(module) and not hasattr(module, "reset_parameters"):
            raise UserError(
                f"randomisation: {name or 'the network itself'} ({type(module).__name__}) has parameters but no "
                "reset_parameters(), so it cannot be drawn anew; add this method to the module"
            )
    order: dict[str, None] = {}
    with torch.no_grad():
        watch_one_pass(model, inputs, _has_own_parameters, lambda name, _: order.setdefault(name))
    groups: list[tuple[str, list[str]]] = []
    for name in order:
        weight = getattr(model.get_submodule(name), "weight", None)
        if not groups or (isinstance(weight, Tensor) and weight.ndim > 1):
            groups.append((name, []))
        groups[-1][1].append(name)
    return groups[::-1]


@dataclass(frozen=True, eq=False)
class Randomization:
    """What is left of the maps.

    Attributes:
        layers: the layer that forgets at each step, from the output to the input: [L].
        correlations: Spearman's correlation of |map| with that of the trained network, [methods, L, n]; NaN where a
            map has become the same everywhere.
        maps: |map| of the first image, before and after each step: float32 [methods, 1 + L, H, W].
    """

    layers: list[str]
    correlations: NDArray[np.float64]
    maps: NDArray[np.float32]


def cascading_randomization(
    methods: list[AttributionMethod], model: nn.Module, inputs: Tensor, targets: Tensor, seed: int = 0
) -> Randomization:
    """Let a network forget layer by layer, from the output to the input, and explain it after each.

    A layer forgets by taking the values that a new network has (weights, biases, batch normalization with its running
    statistics). Adebayo et al., *Sanity Checks for Saliency Maps* (2018), section 3; rank correlation of absolute
    values as there.

    Args:
        methods: what explains.
        model: the trained network in evaluation mode; it is left as it is.
        inputs: images [n, C, H, W].
        targets: the logit to explain for each, int64 [n].
        seed: of the new weights.
    """
    forgetful = copy.deepcopy(model)
    layers = layers_from_the_output(forgetful, inputs)
    stages = []
    with torch.random.fork_rng([inputs.device] if inputs.device.type == "cuda" else []):
        torch.manual_seed(seed)
        for forgets in [[], *(names for _, names in layers)]:
            for name in forgets:
                forgetful.get_submodule(name).reset_parameters()  # type: ignore[operator]
            maps = [magnitude(method.attribute(forgetful, inputs, targets)) for method in methods]
            stages.append(torch.stack(maps).cpu().numpy())
    trained, *later = stages
    return Randomization(
        layers=[name for name, _ in layers],
        correlations=np.array(
            [[rank_correlation(stage[k], trained[k]) for stage in later] for k in range(len(methods))]
        ),
        maps=np.stack([stage[:, 0] for stage in stages], axis=1).astype(np.float32),
    )
