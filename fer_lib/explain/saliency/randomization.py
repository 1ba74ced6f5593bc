"""Cascading randomisation: does a map change when the network forgets what it has learned?"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.explain.attribution.method import AttributionMethod, magnitude
from fer_lib.explain.saliency.kept_maps import MOST_IMAGES
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


@dataclass(frozen=True, eq=False)
class InitialValues:
    """What a network has before it learns anything, by its own initialization.

    Attributes:
        values: of a new network, by the names of its state.
        given: names of parameters that every new network has alike, and not as one number throughout, such as those
            that its code reads from a file: not drawn at random.
    """

    values: Mapping[str, Tensor]
    given: frozenset[str]

    @classmethod
    def of(cls, new: Callable[[], nn.Module]) -> "InitialValues":
        """Look at two new networks, drawn by torch's own generator.

        Args:
            new: makes a network with initial values, its modules named as those of the network that is to forget.
        """
        first, second = dict(new().named_parameters()), new()
        given = {
            name
            for name, value in second.named_parameters()
            if torch.equal(value, first[name]) and not bool((value == value.flatten()[:1]).all())
        }
        # Not the first: with the seed of the training it is what the trained network began as, and still resembles.
        return cls(second.state_dict(), frozenset(given))


@torch.no_grad()
def forget(model: nn.Module, name: str, initial: InitialValues) -> list[str]:
    """Give a layer the values that a new network has, in place, running statistics too.

    Parameters that no new network draws keep their values in a random order, by torch's own generator.

    Args:
        model: the network.
        name: path of a module, or of a single parameter.
        initial: of such a network.

    Returns:
        Names of the parameters that keep their values in a random order; empty if all are new.
    """
    modules = dict(model.named_modules())
    if name in modules:
        layer = modules[name]
        named = [
            (f"{name}.{key}", value) for key, value in (*layer.named_parameters(), *layer.named_buffers())
        ]
    else:
        named = [(name, model.get_parameter(name))]
    for key, value in named:
        if key in initial.given:
            value.copy_(value.flatten()[torch.randperm(value.numel()).to(value.device)].view_as(value))
        elif key in initial.values:  # what is not kept in a network's state is no part of what it learns
            value.copy_(initial.values[key])
    return [key for key, _ in named if key in initial.given]


@dataclass(frozen=True, eq=False)
class Randomization:
    """What is left of the maps.

    Attributes:
        layers: the layer that forgets at each step, from the output to the input: [L].
        correlations: Spearman's correlation of |map| with that of the trained network, [methods, L, n]; NaN where a
            map has become the same everywhere.
        maps: |map| of the first images, at most ``MOST_IMAGES``, before and after each step: float32
            [methods, 1 + L, images, H, W].
        shuffled: parameters that no new network draws, which kept their values in a random order.
    """

    layers: list[str]
    correlations: NDArray[np.float64]
    maps: NDArray[np.float32]
    shuffled: list[str]


def cascading_randomization(
    methods: list[AttributionMethod], model: nn.Module, inputs: Tensor, targets: Tensor,
    new: Callable[[], nn.Module], seed: int = 0,
) -> Randomization:  # fmt: skip
    """Let a network forget layer by layer, from the output to the input, and explain it after each.

    A layer forgets by taking the values that a new network has, by the network's own initialization (weights, biases,
    batch normalization with its running statistics); how, ``forget`` says. Adebayo et al., *Sanity Checks for Saliency
    Maps* (2018), section 3; rank correlation of absolute values as there.

    Args:
        methods: what explains.
        model: the trained network in evaluation mode; it is left as it is.
        inputs: images [n, C, H, W].
        targets: the logit to explain for each, int64 [n].
        new: makes such a network with its initial values, drawn by torch's own generator.
        seed: of the new weights.
    """
    forgetful = copy.deepcopy(model)
    layers = layers_from_the_output(forgetful, inputs)
    stages, shuffled = [], []
    with torch.random.fork_rng([inputs.device] if inputs.device.type == "cuda" else []):
        torch.manual_seed(seed)
        initial = InitialValues.of(new)
        for forgets in [[], *(names for _, names in layers)]:
            for name in forgets:
                shuffled += forget(forgetful, name, initial)
            maps = [magnitude(method.attribute(forgetful, inputs, targets)) for method in methods]
            stages.append(torch.stack(maps).cpu().numpy())
    trained, *later = stages
    return Randomization(
        layers=[name for name, _ in layers],
        correlations=np.array(
            [[rank_correlation(stage[k], trained[k]) for stage in later] for k in range(len(methods))]
        ),
        maps=np.stack([stage[:, :MOST_IMAGES] for stage in stages], axis=1).astype(np.float32),
        shuffled=shuffled,
    )
