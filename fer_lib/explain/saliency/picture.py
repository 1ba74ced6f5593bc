"""What a run's network answers to one picture, and its maps by every method."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from fer_lib.explain.attribution import METHODS, AttributionMethod, magnitude
from fer_lib.explain.attribution.method import able_methods
from fer_lib.explain.saliency.map_statistics import as_mass
from fer_lib.models.inputs import to_input


@dataclass(frozen=True, eq=False)
class PictureExplanation:
    """The answer and the maps of the class that the network names.

    Attributes:
        probabilities: of each class, float64 [K].
        answer: index of the largest.
        methods: keys of the M methods.
        masses: each map's shares of its mass, float64 [M, H, W]; NaN where a map is 0 everywhere.
        refused: methods that are not defined for the network, with the reason.
    """

    probabilities: NDArray[np.float64]
    answer: int
    methods: tuple[str, ...]
    masses: NDArray[np.float64]
    refused: dict[str, str]


def explain_picture(
    model: nn.Module, image: NDArray[np.uint8], methods: Sequence[AttributionMethod] = METHODS
) -> PictureExplanation:
    """Explain the class that a network takes an image for.

    Args:
        model: a network in evaluation mode, [N, C, H, W] to logits.
        image: uint8 [H, W], or [H, W, 3] for a network that takes colours.
        methods: what explains; those that refuse the network are left out, and their reasons kept.

    Raises:
        UserError: if every method refuses the network.
    """
    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    inputs = to_input(torch.from_numpy(np.array(image[None]))).to(device)
    with torch.no_grad():
        probabilities = model(inputs).double().softmax(1)
    target = probabilities.argmax(1)
    able, refused = able_methods(methods, model, inputs)
    # On a GPU cuDNN takes no derivative of a recurrent layer in evaluation mode; PyTorch's own code does.
    recurrent = any(isinstance(module, nn.RNNBase) for module in model.modules())
    with torch.backends.cudnn.flags(enabled=False) if recurrent else nullcontext():
        maps = [magnitude(method.attribute(model, inputs, target)) for method in able]
    return PictureExplanation(
        probabilities=probabilities[0].cpu().numpy(),
        answer=int(target),
        methods=tuple(method.name for method in able),
        masses=as_mass(torch.cat(maps).cpu().numpy()),
        refused=refused,
    )
