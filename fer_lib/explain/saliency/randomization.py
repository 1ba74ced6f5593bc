"""Cascading randomisation: does a map change when the network forgets what it has learned?"""

import copy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.parametrize import is_parametrized

from fer_lib.explain.attribution.method import AttributionMethod, magnitude
from fer_lib.explain.saliency.map_statistics import rank_correlation
from fer_lib.models.recording import record

_WITH_A_MATRIX = ("conv2d", "conv_transpose2d", "linear", "matmul", "__matmul__", "addmm", "bmm", "einsum")
"""Functions that are a layer of their own where a network calls them with a weight."""


def layers_from_the_output(model: nn.Module, inputs: Tensor) -> list[tuple[str, list[str]]]:
    """The layers that have weights, last first, each with what is normalised or shaped by parameters after it.

    Args:
        model: a network in evaluation mode.
        inputs: an image or more.

    Returns:
        For each convolution, linear, recurrent or attention layer its name, and the names of what forgets with it:
        modules, and single parameters that the network itself holds, such as a position embedding.
    """
    groups: list[tuple[str, list[str]]] = []
    seen: set[str] = set()
    for operation in record(model, inputs[:1]).operations:
        if operation.module:
            names = [operation.module] if _keeps_something(model.get_submodule(operation.module)) else []
            starts = any(value.ndim > 1 for value in model.get_submodule(operation.module).parameters())
        else:
            names = list(operation.parameters)
            starts = operation.kind in _WITH_A_MATRIX
        names = [name for name in names if name not in seen]
        seen.update(names)
        if names and (starts or not groups):
            groups.append((names[0], []))
        if names:
            groups[-1][1].extend(names)
    return groups[::-1]


def _keeps_something(module: nn.Module) -> bool:
    """Whether a layer has learned values, or running statistics of its own."""
    return next(module.parameters(), None) is not None or isinstance(
        getattr(module, "running_mean", None), Tensor
    )


def forget(model: nn.Module, name: str) -> list[str]:
    """Draw a layer's values anew, in place, by torch's own generator.

    A module that knows how takes the values that a new one has (``reset_parameters``). All else, parameters that the
    network itself holds and modules without this method, keeps its values in a random order.

    Args:
        model: the network.
        name: path of a module, or of a single parameter.

    Returns:
        Names of the parameters that keep their values in a random order; empty if all are new.
    """
    modules = dict(model.named_modules())
    if name not in modules:
        _shuffle(model.get_parameter(name))
        return [name]
    module = modules[name]
    named = list(module.named_parameters())
    # A weight that is computed from others is not reached by a reset.
    keys = {key for key, _ in named}
    is_computed = is_parametrized(module) or any(
        key.endswith("_orig") or (key.endswith("_g") and f"{key[:-1]}v" in keys) for key in keys
    )
    if isinstance(module, nn.MultiheadAttention) and not is_computed:
        module.out_proj.reset_parameters()
        module._reset_parameters()
        return []
    if hasattr(module, "reset_parameters") and not is_computed:
        module.reset_parameters()
        return []
    for _, value in named:
        _shuffle(value)
    return [f"{name}.{key}" for key, _ in named]


@torch.no_grad()
def _shuffle(values: Tensor) -> None:
    values.copy_(values.flatten()[torch.randperm(values.numel()).to(values.device)].view_as(values))


@dataclass(frozen=True, eq=False)
class Randomization:
    """What is left of the maps.

    Attributes:
        layers: the layer that forgets at each step, from the output to the input: [L].
        correlations: Spearman's correlation of |map| with that of the trained network, [methods, L, n]; NaN where a
            map has become the same everywhere.
        maps: |map| of the first image, before and after each step: float32 [methods, 1 + L, H, W].
        shuffled: parameters that no module can draw anew, which kept their values in a random order.
    """

    layers: list[str]
    correlations: NDArray[np.float64]
    maps: NDArray[np.float32]
    shuffled: list[str]


def cascading_randomization(
    methods: list[AttributionMethod], model: nn.Module, inputs: Tensor, targets: Tensor, seed: int = 0
) -> Randomization:
    """Let a network forget layer by layer, from the output to the input, and explain it after each.

    A layer forgets by taking the values that a new network has (weights, biases, batch normalization with its running
    statistics); how, ``forget`` says. Adebayo et al., *Sanity Checks for Saliency Maps* (2018), section 3; rank
    correlation of absolute values as there.

    Args:
        methods: what explains.
        model: the trained network in evaluation mode; it is left as it is.
        inputs: images [n, C, H, W].
        targets: the logit to explain for each, int64 [n].
        seed: of the new weights.
    """
    forgetful = copy.deepcopy(model)
    layers = layers_from_the_output(forgetful, inputs)
    stages, shuffled = [], []
    with torch.random.fork_rng([inputs.device] if inputs.device.type == "cuda" else []):
        torch.manual_seed(seed)
        for forgets in [[], *(names for _, names in layers)]:
            for name in forgets:
                shuffled += forget(forgetful, name)
            maps = [magnitude(method.attribute(forgetful, inputs, targets)) for method in methods]
            stages.append(torch.stack(maps).cpu().numpy())
    trained, *later = stages
    return Randomization(
        layers=[name for name, _ in layers],
        correlations=np.array(
            [[rank_correlation(stage[k], trained[k]) for stage in later] for k in range(len(methods))]
        ),
        maps=np.stack([stage[:, 0] for stage in stages], axis=1).astype(np.float32),
        shuffled=shuffled,
    )
