"""What a network computes at chosen places, in one forward pass for all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.utils._pytree import tree_leaves


@dataclass(frozen=True)
class Place:
    """A place in a network whose values can be read.

    Attributes:
        role: ``middle`` for the output of a module; ``top`` for what a module takes; ``logits`` for what the network
            returns.
        path: of the module; empty for ``logits``.
    """

    role: Literal["middle", "top", "logits"]
    path: str = ""


@torch.no_grad()
def read_values(model: nn.Module, places: Sequence[Place], images: Tensor) -> dict[Place, Tensor]:
    """The values at the places.

    Args:
        model: a network in evaluation mode; no hook is left behind.
        places: modules of the network that run once.
        images: a batch on the network's device.

    Returns:
        For each place a copy of the tensor there; a place is left out where there is no single tensor.
    """
    found: dict[Place, Tensor] = {}

    def hook_of(place: Place) -> Callable[..., None]:
        def hook(_module: nn.Module, args: Any, kwargs: Any, output: Any = None) -> None:
            _keep(found, place, output if place.role == "middle" else (args, kwargs))

        return hook

    handles = []
    for place in places:
        if place.role != "logits":
            module = model.get_submodule(place.path)
            register = (
                module.register_forward_hook if place.role == "middle" else module.register_forward_pre_hook
            )
            handles.append(register(hook_of(place), with_kwargs=True))
    try:
        logits = model(images)
    finally:
        for handle in handles:
            handle.remove()
    for place in places:
        if place.role == "logits":
            _keep(found, place, logits)
    return found


def _keep(found: dict[Place, Tensor], place: Place, values: Any) -> None:
    tensors = [leaf for leaf in tree_leaves(values) if isinstance(leaf, Tensor)]
    if len(tensors) == 1:
        # A copy, because what comes next may write over it.
        found[place] = tensors[0].detach().clone()
