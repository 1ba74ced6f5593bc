"""Which filters of a layer an ascent from noise can activate, and the patterns that it finds.

A filter counts as activated by an image if its value before the activation function is above 0 in at least one
place. An ascent on what comes *after* a ReLU has no gradient where the filter is silent everywhere; an ascent on
the value before it has one. Where the first fails and the second does not, the ReLU stands in the way of the
method, and the filter itself is alive.
"""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.explain.filter_layers import FilterLayer, layer_outputs
from fer_lib.explain.maximization.ascent import AscentSettings, maximize, noise_start
from fer_lib.explain.maximization.objective import FilterObjective
from fer_lib.explain.maximization.patterns import measure_patterns
from fer_lib.explain.maximization.pictures import as_pictures

BATCH = 64
NOISE_IMAGES = 64
"""Noise images for ``silent_noise``."""


@dataclass(frozen=True, eq=False)
class LayerPatterns:
    """What the ascents found for k chosen filters of a layer, and how silent all its F filters are; s step sizes.

    Attributes:
        layer: the layer.
        filters: int64 [k], indices of the chosen filters, ascending.
        plain: float32 [k, H, W], or [k, H, W, 3] of a network that takes colours: patterns of the plain ascent on the
            value after the activation.
        values: float64 [k], mean output after the activation for ``plain``.
        active: bool [k], whether ``plain`` activates the filter.
        reachable: bool [k], whether that ascent or the one on the value before the activation does.
        silent_noise: float64 [F], share of the noise images that an ascent begins with which do not activate the
            filter: where that is so, an ascent behind a ReLU has no gradient.
        silent_places: float64 [F], share of all places of the maps of these noise images at which the filter is silent.
        silent_images: float64 [F], share of the images given which do not; 1 for a dead filter.
        scale: float64 [F], γ of the batch normalization; NaN without.
        shift: float64 [F], its β; NaN without.
        robust: likewise, patterns of the robust ascent on the value before the activation; [0, H, W]
            where it was not asked for.
        robust_values: float64 [k], mean output before the activation for ``robust``.
        step_sizes: float64 [s], step sizes that were tried besides that of ``plain``.
        step_spread: float64 [s, k], spread of the patterns that they gave.
    """

    layer: FilterLayer
    filters: NDArray[np.int64]
    plain: NDArray[np.float32]
    values: NDArray[np.float64]
    active: NDArray[np.bool_]
    reachable: NDArray[np.bool_]
    silent_noise: NDArray[np.float64]
    silent_places: NDArray[np.float64]
    silent_images: NDArray[np.float64]
    scale: NDArray[np.float64]
    shift: NDArray[np.float64]
    robust: NDArray[np.float32]
    robust_values: NDArray[np.float64]
    step_sizes: NDArray[np.float64]
    step_spread: NDArray[np.float64]


def choose_filters(layer: FilterLayer, number: int, seed: int) -> NDArray[np.int64]:
    """Filters drawn without replacement, ascending; all of them if the layer has no more."""
    generator = np.random.Generator(np.random.PCG64([seed, layer.number]))
    chosen = generator.choice(layer.filters, min(number, layer.filters), replace=False)
    return np.sort(chosen).astype(np.int64)


@torch.no_grad()
def activated(
    model: nn.Module, layer: FilterLayer, filters: NDArray[np.int64], images: Tensor
) -> NDArray[np.bool_]:
    """Whether image i activates filter i: bool [k] for images [k, C, H, W]."""
    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    values = layer_outputs(model, [layer.before], images.to(device))[layer.before]
    chosen = values[torch.arange(len(filters)), torch.from_numpy(filters).to(device)]
    positive: NDArray[np.bool_] = (chosen.flatten(1) > 0).any(1).cpu().numpy()
    return positive


@torch.no_grad()
def silent_shares(
    model: nn.Module, layer: FilterLayer, images: Tensor
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How silent every filter is on images [n, C, H, W].

    Returns:
        For each filter the share of the images that do not activate it, and the share of all places of all maps
        at which its value is not above 0: float64 [F] each.
    """
    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    images_, places = torch.zeros(2, layer.filters, dtype=torch.float64)
    for batch in torch.split(images, BATCH):
        silent = layer_outputs(model, [layer.before], batch.to(device))[layer.before].flatten(2) <= 0
        images_ += silent.all(2).sum(0).cpu()
        places += silent.double().mean(2).sum(0).cpu()
    return images_.numpy() / len(images), places.numpy() / len(images)


def batchnorm_of(model: nn.Module, layer: FilterLayer) -> list[NDArray[np.float64]]:
    """γ and β of every filter, float64 [F] each; NaN where no batch normalization comes before the activation."""
    module = model.get_submodule(layer.before)
    if not isinstance(module, nn.BatchNorm2d) or not module.affine:
        return [np.full(layer.filters, np.nan)] * 2
    return [p.detach().cpu().double().numpy() for p in (module.weight, module.bias)]


def find_patterns(
    model: nn.Module,
    layer: FilterLayer,
    filters: NDArray[np.int64],
    images: Tensor,
    plain: AscentSettings,
    robust: AscentSettings | None = None,
    step_factors: tuple[float, ...] = (),
    seed: int = 0,
) -> LayerPatterns:
    """Ascend for some filters of a layer, and count the silent ones among all its filters.

    Args:
        model: a network in evaluation mode.
        layer: one of ``find_filter_layers(model)``.
        filters: indices of the filters, [k].
        images: images [n, C, H, W] as the network takes them, for ``silent_images``; the patterns get their size.
        plain: settings of the plain ascent.
        robust: settings of the robust one, or None to leave it out.
        step_factors: the plain ascent is repeated with its step size times each factor, and as many more steps
            as the step is smaller, so that all go equally far.
        seed: of the noise to begin with.

    Raises:
        UserError: as ``maximize``, or if the layer's activation is called as a function.
    """
    layer.refuse_called_activation()
    units = tuple(filters.tolist())
    shape = (images.shape[1], images.shape[2], images.shape[3])
    scale, shift = batchnorm_of(model, layer)
    silent_noise, silent_places = silent_shares(model, layer, noise_start(NOISE_IMAGES, seed + 1, shape))
    silent_images, _ = silent_shares(model, layer, images)
    start = noise_start(len(units), seed, shape)
    after, before = FilterObjective(layer.after, units), FilterObjective(layer.before, units)
    found = maximize(model, after, start, plain)
    active = activated(model, layer, filters, torch.from_numpy(found.images))
    reachable = active.copy()
    silent = np.flatnonzero(~active)
    if len(silent):
        again = maximize(model, replace(before, units=tuple(filters[silent].tolist())), start[silent], plain)
        reachable[silent] = activated(model, layer, filters[silent], torch.from_numpy(again.images))
    spreads = []
    for factor in step_factors:
        steps = max(1, round(plain.steps / factor))
        tried = maximize(model, after, start, replace(plain, step_size=plain.step_size * factor, steps=steps))
        spreads.append(measure_patterns(as_pictures(tried.images)).spread)
    smooth = maximize(model, before, start, robust) if robust else None
    return LayerPatterns(
        layer=layer,
        filters=filters,
        plain=as_pictures(found.images),
        values=found.values,
        active=active,
        reachable=reachable,
        silent_noise=silent_noise,
        silent_places=silent_places,
        silent_images=silent_images,
        scale=scale,
        shift=shift,
        robust=as_pictures(smooth.images) if smooth else as_pictures(np.zeros((0, *shape), np.float32)),
        robust_values=smooth.values if smooth else np.zeros(0),
        step_sizes=plain.step_size * np.array(step_factors),
        step_spread=np.array(spreads).reshape(len(step_factors), len(units)),
    )
