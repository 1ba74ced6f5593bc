"""What the filters of a layer answer to images: feature maps, the strongest filters, the strongest images."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.evaluation_mode import check_network
from fer_lib.explain.filter_layers import FilterLayer, layer_outputs
from fer_lib.explain.maximization.objective import check_units

BATCH = 64
WHITE_QUANTILE = 0.99
"""A map is drawn from black at 0 to white at this quantile of all values of its layer for this image."""


@torch.no_grad()
def feature_maps(model: nn.Module, layers: Sequence[FilterLayer], images: Tensor) -> dict[int, Tensor]:
    """Outputs after the activation.

    Args:
        model: a network in evaluation mode.
        layers: of ``find_filter_layers(model)``.
        images: [n, C, H, W] as the network takes them.

    Returns:
        Number of the layer → maps [n, filters, h, w], on the CPU.

    Raises:
        UserError: if the network is in training mode, autocast is on, or an activation is called as a function.
    """
    check_network(model)
    for layer in layers:
        layer.refuse_called_activation()
    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    names = [layer.after for layer in layers]
    parts = [layer_outputs(model, names, batch.to(device)) for batch in torch.split(images, BATCH)]
    return {layer.number: torch.cat([part[layer.after].cpu() for part in parts]) for layer in layers}


def brightness(maps: NDArray[np.floating]) -> NDArray[np.float64]:
    """Maps of one layer and image as grey levels 0 to 1: max(x, 0) / q, cut at 1, q the 99 % quantile.

    One q for all filters, so that a filter that answers strongly is brighter than one that does not. A layer
    that is silent everywhere stays black.
    """
    positive = np.maximum(np.asarray(maps, np.float64), 0)
    white = np.quantile(positive, WHITE_QUANTILE)
    white = white if white > 0 else positive.max()
    levels: NDArray[np.float64] = np.minimum(positive / white, 1) if white > 0 else positive
    return levels


def strongest_filters(
    maps: Tensor, reference: Tensor, count: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The filters that respond to an image most, compared with what they do for other images.

    Ranked is z = (m − μ) / σ: the filter's mean output for the image, less its mean over the reference images,
    in their standard deviations. Without the comparison the list would hold those filters that are always on.

    Args:
        maps: maps of the image, [filters, h, w].
        reference: maps of other images, [n, filters, h, w].
        count: how many filters.

    Returns:
        Indices and z, the largest first; filters that are constant over the reference images are left out.
    """
    means = reference.double().mean((2, 3))
    mean, spread = means.mean(0), means.std(0, unbiased=False)
    scores = (maps.double().mean((1, 2)) - mean) / spread
    scores = torch.where(spread > 0, scores, -torch.inf)
    order = torch.argsort(scores, descending=True, stable=True)[: min(count, int((spread > 0).sum()))]
    return order.numpy(), scores[order].numpy()


@dataclass(frozen=True, eq=False)
class StrongestImages:
    """Which images activate filters most; k filters, c images each.

    Attributes:
        filters: int64 [k].
        images: int64 [k, c], positions of the images, the strongest first.
        values: float64 [k, c], the filter's largest output on the image.
        places: int64 [k, c, 2], row and column of that output in the map.
    """

    filters: NDArray[np.int64]
    images: NDArray[np.int64]
    values: NDArray[np.float64]
    places: NDArray[np.int64]


@torch.no_grad()
def strongest_images(
    model: nn.Module, layer: FilterLayer, filters: Sequence[int], images: Tensor, count: int
) -> StrongestImages:
    """For each filter the images with the largest output after the activation at any one place.

    Args:
        model: a network in evaluation mode.
        layer: one of ``find_filter_layers(model)``.
        filters: indices of filters.
        images: [n, C, H, W] as the network takes them.
        count: images for each filter.

    Raises:
        UserError: for a filter that the layer does not have, fewer images than asked for, or an activation that is
            called as a function.
    """
    check_network(model)
    layer.refuse_called_activation()
    check_units(tuple(filters), layer.filters, f"filters of {layer.convolution}")
    if not 1 <= count <= len(images):
        raise UserError(f"count: {count} images are asked for and there are {len(images)}")
    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    chosen = torch.tensor(list(filters), device=device)
    largest, place = [], []
    for batch in torch.split(images, BATCH):
        maps = layer_outputs(model, [layer.after], batch.to(device))[layer.after][:, chosen]
        value, index = maps.flatten(2).max(2)
        largest.append(value.cpu())
        place.append(index.cpu())
        width = maps.shape[-1]
    values, places = torch.cat(largest).T, torch.cat(place).T  # [k, n]
    order = torch.argsort(values, dim=1, descending=True, stable=True)[:, :count]
    kept = places.gather(1, order)
    return StrongestImages(
        filters=np.array(list(filters), np.int64),
        images=order.numpy(),
        values=values.gather(1, order).double().numpy(),
        places=torch.stack([kept // width, kept % width], 2).numpy(),
    )


def mass_in_regions(
    maps: NDArray[np.floating], masks: dict[str, NDArray[np.bool_]]
) -> dict[str, NDArray[np.float64]]:
    """Where the mass of maps lies: for each region the share of the positive values inside.

    Each map is enlarged to the size of the masks, every value filling its rectangle.

    Args:
        maps: [n, k, h, w].
        masks: region → bool [n, H, W].

    Returns:
        Region → shares [n, k]; NaN where a map is 0 everywhere.
    """
    positive = np.maximum(np.asarray(maps, np.float64), 0)
    total = positive.sum(axis=(2, 3))
    shares = {}
    for name, mask in masks.items():
        inside = (positive * _means_over_places(mask, positive.shape[2:])[:, None]).sum(axis=(2, 3))
        shares[name] = np.divide(inside, total, out=np.full_like(total, np.nan), where=total > 0)
    return shares


def _means_over_places(mask: NDArray[np.bool_], places: tuple[int, ...]) -> NDArray[np.float64]:
    """Share of each place's rectangle that lies in the mask: [n, h, w] of masks [n, H, W]."""
    height, width = mask.shape[1:]
    if height % places[0] == 0 and width % places[1] == 0:
        blocks = mask.reshape(len(mask), places[0], height // places[0], places[1], width // places[1])
        means: NDArray[np.float64] = blocks.mean(axis=(2, 4))
        return means
    return np.asarray(_overlaps(places[0], height) @ mask @ _overlaps(places[1], width).T, np.float64)


def _overlaps(places: int, pixels: int) -> NDArray[np.float64]:
    """Share of each pixel in each of so many equal parts of a line, each part adding up to 1: [places, pixels]."""
    edges = np.arange(places + 1) * pixels / places
    low, high = (
        np.maximum(edges[:-1, None], np.arange(pixels)),
        np.minimum(edges[1:, None], np.arange(1, pixels + 1)),
    )
    shares: NDArray[np.float64] = np.clip(high - low, 0, None) * places / pixels
    return shares
