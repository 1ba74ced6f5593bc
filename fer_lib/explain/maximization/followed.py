"""Ascents of a few filters step by step, with every choice of regularizers, and the patches that activate them most."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.evaluation_mode import device_of
from fer_lib.explain.feature_maps.maps import strongest_images
from fer_lib.explain.feature_maps.receptive_field import ReceptiveField, receptive_field
from fer_lib.explain.filter_layers import FilterLayer
from fer_lib.explain.maximization.ascent import STILL, AscentSettings, maximize, noise_start
from fer_lib.explain.maximization.filters import LayerPatterns
from fer_lib.explain.maximization.objective import FilterObjective
from fer_lib.explain.maximization.pictures import as_pictures
from fer_lib.models.recording import record

FILTERS_A_LAYER = 2
MOST_FRAMES = 9
PATCHES = 4
SWITCHES = np.array(list(product((False, True), repeat=3)))
"""Every choice of the regularizers, bool [8, 3]: Fourier coefficients, random movements, total variation."""


@dataclass(frozen=True, eq=False)
class FollowedAscents:
    """Ascents of u filters on the value before the activation; F numbers of steps, 8 choices of regularizers, b images.

    Attributes:
        layers: int64 [u], numbers of the filters' convolutions.
        filters: int64 [u].
        steps: int64 [F], numbers of steps after which the images were kept, from 0 to all.
        pictures: uint8 [8, F, u, H, W], or with colours [..., 3]: grey levels as they are, in the order of
            ``SWITCHES``.
        values: float64 [8, F, u], mean output before the activation for these images, without movements.
        patch_images: int64 [u, b], positions in the data set of the images of a sample of training images that
            activate the filter most, the strongest first.
        patch_windows: int64 [u, b, 4], first row, row after the last, first column and column after the last of what
            the place of the largest output sees there; of the whole image where that is not known.
    """

    layers: NDArray[np.int64]
    filters: NDArray[np.int64]
    steps: NDArray[np.int64]
    pictures: NDArray[np.uint8]
    values: NDArray[np.float64]
    patch_images: NDArray[np.int64]
    patch_windows: NDArray[np.int64]


def with_switches(robust: AscentSettings, switches: Sequence[bool]) -> AscentSettings:
    """The robust ascent with only some of its regularizers: a row of ``SWITCHES``."""
    fourier, moves, smooth = switches
    return replace(
        robust,
        parametrization="fourier" if fourier else "pixels",
        transforms=robust.transforms if moves else STILL,
        total_variation=robust.total_variation if smooth else 0.0,
    )


def steps_kept(steps: int) -> NDArray[np.int64]:
    """After how many steps images are kept: 0, soon after, and evenly on to all, for most happens at the beginning."""
    shares = np.linspace(0, 1, MOST_FRAMES) ** 1.5
    return np.unique(np.rint(shares * steps)).astype(np.int64)


def follow_ascents(
    model: nn.Module,
    patterns: Sequence[LayerPatterns],
    images: Tensor,
    positions: NDArray[np.int64],
    robust: AscentSettings,
    most_layers: int,
    seed: int,
) -> FollowedAscents:
    """Ascend for the filters with the largest mean value in some layers, spread evenly from the first to the last.

    Args:
        model: a network in evaluation mode.
        patterns: of its layers, with the robust ascent; one at least.
        images: training images [n, C, H, W] as the network takes them, among which patches are looked for.
        positions: of these images in the data set, [n].
        robust: settings of the robust ascent.
        most_layers: how many layers.
        seed: of the noise to begin with.

    Raises:
        UserError: as ``maximize``.
    """
    places = np.linspace(0, len(patterns) - 1, min(most_layers, len(patterns))).round().astype(int)
    chosen = [patterns[place] for place in dict.fromkeys(places.tolist())]
    parts = [_follow(model, one, images, positions, robust, seed) for one in chosen]
    axes = {"layers": 0, "filters": 0, "pictures": 2, "values": 2, "patch_images": 0, "patch_windows": 0}
    joined = {name: np.concatenate([getattr(p, name) for p in parts], axis) for name, axis in axes.items()}
    return FollowedAscents(steps=parts[0].steps, **joined)


def _follow(
    model: nn.Module,
    patterns: LayerPatterns,
    images: Tensor,
    positions: NDArray[np.int64],
    robust: AscentSettings,
    seed: int,
) -> FollowedAscents:
    layer, steps = patterns.layer, steps_kept(robust.steps)
    rows = np.argsort(-patterns.robust_values, kind="stable")[:FILTERS_A_LAYER]
    filters = patterns.filters[rows]
    # Each begins with the noise that its robust ascent among all filters began with; movements are drawn anew.
    start = noise_start(len(patterns.filters), seed, (images.shape[1], images.shape[2], images.shape[3]))[
        rows
    ]
    objective = FilterObjective(layer.before, tuple(filters.tolist()))
    units = torch.from_numpy(filters).to(device_of(model))
    frames, values = [], []
    for switches in SWITCHES:
        found = maximize(model, objective, start, with_switches(robust, switches), keep=steps.tolist()).frames
        frames.append(np.stack([_levels(as_pictures(frame)) for frame in found]))
        with torch.no_grad():
            values.append(
                [
                    objective.values(model, torch.from_numpy(frame).to(units.device), units)
                    .double()
                    .cpu()
                    .numpy()
                    for frame in found
                ]
            )
    best = strongest_images(model, layer, filters.tolist(), images, min(PATCHES, len(images)))
    return FollowedAscents(
        layers=np.full(len(filters), layer.number, np.int64),
        filters=filters,
        steps=steps,
        pictures=np.stack(frames),
        values=np.array(values),
        patch_images=positions[best.images],
        patch_windows=_windows(model, layer, images, best.places),
    )


def _levels(images: NDArray[np.floating]) -> NDArray[np.uint8]:
    levels: NDArray[np.uint8] = np.rint((np.clip(images, -1, 1) + 1) * 127.5).astype(np.uint8)
    return levels


def _windows(
    model: nn.Module, layer: FilterLayer, images: Tensor, places: NDArray[np.int64]
) -> NDArray[np.int64]:
    height, width = images.shape[-2:]
    field: ReceptiveField | None
    try:
        field = receptive_field(record(model, images[:1].to(device_of(model))), layer)
    except UserError:
        field = None
    windows = np.empty((*places.shape[:2], 4), np.int64)
    for row, column in np.ndindex(places.shape[:2]):
        rows, columns = slice(0, height), slice(0, width)
        if field is not None:
            rows, columns = field.window(places[row, column].tolist(), height, width)
        windows[row, column] = rows.start, rows.stop, columns.start, columns.stop
    return windows
