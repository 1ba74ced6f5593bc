"""Features: what chosen layers of a network compute for images, one vector an image."""

from collections.abc import Sequence
from math import ceil, prod

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.embedding.layers import ChosenLayer
from fer_lib.explain.embedding.reading import read_values
from fer_lib.explain.evaluation_mode import check_network, device_of

BATCH = 64
WIDEST = 65_536
"""Values of an image that are taken as they are; of more, each map's mean is."""


def is_averaged(layer: ChosenLayer) -> bool:
    """Whether a layer is so wide that only the mean over its places is taken."""
    return len(layer.shape) > 1 and prod(layer.shape) > WIDEST


def layer_features(
    model: nn.Module, layers: Sequence[ChosenLayer], images: Tensor
) -> list[NDArray[np.float32]]:
    """The features of images in chosen layers.

    Values of any shape are flattened. Where that gives more than ``WIDEST``, maps [C, H, W, …] are averaged over
    their places, to [C], and sequences [T, D] over their steps, to [D].

    Args:
        model: any network in evaluation mode.
        layers: of ``choose_layers``.
        images: [n, C, H, W] as the network takes them.

    Returns:
        For each layer float32 [n, d].

    Raises:
        UserError: if the network is in training mode or autocast is on.
    """
    check_network(model)
    device, places = device_of(model), [layer.place for layer in layers]
    parts: list[list[Tensor]] = [[] for _ in layers]
    # Parts of nearly the same size: none is a single image, on which some networks squeeze an axis too many.
    for batch in torch.tensor_split(images, ceil(len(images) / BATCH)):
        values = read_values(model, places, batch.to(device))
        for layer, part in zip(layers, parts, strict=True):
            part.append(_vectors(values[layer.place], layer).cpu())
    return [np.asarray(torch.cat(part).numpy(), np.float32) for part in parts]


def _vectors(values: Tensor, layer: ChosenLayer) -> Tensor:
    of_image = values.movedim(layer.axis, 0).float()
    if is_averaged(layer):
        of_image = of_image.mean(1) if of_image.ndim == 3 else of_image.flatten(2).mean(2)
    return of_image.flatten(1)


def check_features(features: NDArray[np.floating]) -> None:
    """Refuse features of which no picture can be drawn.

    Raises:
        UserError: if a value is infinite or no number, or all images have the same features.
    """
    if not np.isfinite(features).all():
        raise UserError("the layer gives values that are infinite or no numbers for some of the images")
    if not np.ptp(features, axis=0).any():
        raise UserError("the layer gives the same values for every image")
