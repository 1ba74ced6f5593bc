"""Silent and dead filters of a run's last convolution, before anything is ascended, for runs that are compared (A11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from torch import nn

from fer_lib.chapters.activation_maximization.correlation import RankCorrelation, rank_correlation
from fer_lib.config import UPKEEP, RunConfig
from fer_lib.data import ImageDataset
from fer_lib.explain.filter_layers import find_filter_layers
from fer_lib.explain.maximization.ascent import noise_start
from fer_lib.explain.maximization.filters import NOISE_IMAGES, batchnorm_of, silent_shares
from fer_lib.explain.maximization.run import training_inputs
from fer_lib.explain.run_network import network_to_explain
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder

TRAINING_IMAGES = 256
"""Images of which one has to activate a filter, or it counts as dead."""


@dataclass(frozen=True)
class SilentFilters:
    """Counts over all filters of the last convolution.

    Attributes:
        run: name of the run.
        weight_decay: of its training; None where nobody has said it.
        silent: mean share of the noise images that do not activate a filter.
        dead: share of the filters that no training image of a sample activates.
        has_batchnorm: whether batch normalization comes before the activation.
        scale: rank correlation of |γ| and a filter's silence on noise; None where no ReLU follows batch normalization
            directly, or all filters are alike.
        threshold: the same of −β/|γ|, the value that the normalized input has to pass.
    """

    run: str
    weight_decay: float | None
    silent: float
    dead: Proportion
    has_batchnorm: bool
    scale: RankCorrelation | None
    threshold: RankCorrelation | None


def silent_filters(
    run: RunFolder, dataset: ImageDataset, images: int = TRAINING_IMAGES, seed: int = 0
) -> SilentFilters:
    """Count the silent filters of a run's last convolution.

    Args:
        run: a complete run.
        dataset: its data.
        images: training images on which a filter may answer.
        seed: of these images and of the noise.

    Raises:
        UserError: if the run is not finished, its images have shuffled pixels, its network has no convolution, or what
            comes after the last one cannot be looked at.
    """
    model = network_to_explain(run)
    layer = find_filter_layers(model, dataset.shape.image)[-1]
    layer.refuse_called_activation()
    silent, _ = silent_shares(model, layer, noise_start(NOISE_IMAGES, seed + 1, dataset.shape.image))
    unseen, _ = silent_shares(model, layer, training_inputs(dataset, images, seed))
    scale, shift = batchnorm_of(model, layer)
    has_batchnorm = bool(np.isfinite(scale).all())
    size = np.maximum(np.abs(scale), 1e-9)
    # Only there do γ and β set where the activation opens; after a sum with a shortcut they do not.
    is_threshold = has_batchnorm and isinstance(model.get_submodule(layer.after), nn.ReLU | nn.ReLU6)
    return SilentFilters(
        run=run.name,
        weight_decay=run.known("weight_decay"),
        silent=float(silent.mean()),
        dead=Proportion(int((unseen == 1).sum()), layer.filters),
        has_batchnorm=has_batchnorm,
        scale=rank_correlation(size, silent) if is_threshold else None,
        threshold=rank_correlation(-shift / size, silent) if is_threshold else None,
    )


def pairs_that_differ_in(key: str, configs: Mapping[str, RunConfig]) -> list[tuple[str, str]]:
    """Names of runs that differ in one key of the configuration alone, not even in the number of epochs or the seed.

    Args:
        key: ``normalization`` or ``weight_decay``; the larger value (``batch`` before ``none``) comes first.
        configs: configurations by the run's name.
    """
    pairs = []
    for first, second in combinations(configs, 2):
        differing = configs[first].differences(configs[second], *UPKEEP, "device")
        if set(differing) == {key}:
            one, other = differing[key]
            larger_first = one == "batch" or (other != "batch" and one > other)
            pairs.append((first, second) if larger_first else (second, first))
    return pairs
