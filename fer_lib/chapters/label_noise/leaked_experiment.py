"""Leakage: what changes if duplicates of validation and test images are left out of the training."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.label_noise.names import TRAINING_NAMES
from fer_lib.chapters.named_comparison import NamedComparison, compare_named
from fer_lib.chapters.seed_effect import SeedEffect, seed_effect
from fer_lib.chapters.seed_groups import GroupComparison
from fer_lib.data import ImageDataset
from fer_lib.data.duplicates import duplicate_ids
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.metrics.seed_spread import SeedSpread, seed_spread
from fer_lib.runs import RunFolder

NOTHING = Text("", "")


@dataclass(frozen=True)
class LeakedExperiment:
    """The same training with and without the duplicates, judged on validation and test images together.

    Attributes:
        groups: by ``GROUP_NAMES``: comparisons, one a seed, on all images, on those that have a duplicate in the
            training set, and on those that have none; a group without images is left out.
        training_images: number of images of the first run with the duplicates, and of the first without.
        seeds: what another seed moves on all these images; None where no setting was trained with seeds enough.
        measured_on: the settings that it was measured with: ```plain` (3 seeds)``.
    """

    groups: dict[str, GroupComparison]
    training_images: tuple[int, int]
    seeds: SeedSpread | None = None
    measured_on: Text = NOTHING


def held_out(run: RunFolder) -> Predictions:
    """The run's predictions for validation and test images together; one of the two may be missing."""
    splits = [split for split in ("validation", "test") if split in run.metrics()["splits"]]
    parts = [run.predictions(split) for split in splits]  # type: ignore[arg-type]
    return Predictions(
        *(np.concatenate([getattr(p, key) for p in parts]) for key in ("indices", "labels", "logits"))
    )


def part_of(predictions: Predictions, chosen: NDArray[np.bool_]) -> Predictions:
    """The predictions of some of the images."""
    return Predictions(predictions.indices[chosen], predictions.labels[chosen], predictions.logits[chosen])


def has_duplicate_in_training(dataset: ImageDataset, indices: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each of some images equals one of the training images: bool [n]."""
    ids = duplicate_ids(dataset.images)
    duplicated: NDArray[np.bool_] = np.isin(ids[indices], ids[dataset.indices("train")])
    return duplicated


def read_leaked(edition: Edition) -> LeakedExperiment | None:
    """The edition's runs under ``roles: leaked:``, or None if it names none.

    Raises:
        UserError: if a run is not there.
    """
    runs = edition.roles.leaked
    if runs is None:
        return None
    dataset = edition.data(runs.kept[0])
    pairs = [
        (edition.run(kept), edition.run(dropped))
        for kept, dropped in zip(runs.kept, runs.dropped, strict=True)
    ]
    effect = seed_effect(edition, pairs[0][0].name)
    seeds = _seeds_on(edition, effect, held_out(pairs[0][0]))
    comparisons: dict[str, list[NamedComparison]] = {}
    for kept, dropped in pairs:
        one, other = held_out(kept), held_out(dropped)
        duplicated = has_duplicate_in_training(dataset, one.indices)
        for key, chosen in {
            "all": np.ones(len(duplicated), np.bool_),
            "duplicated": duplicated,
            "others": ~duplicated,
        }.items():
            if chosen.any():
                compared = compare_named(part_of(one, chosen), part_of(other, chosen), TRAINING_NAMES)
                comparisons.setdefault(key, []).append(compared)
    first = [run.metrics()["splits"]["train"]["n"] for run in pairs[0]]
    groups = {
        key: GroupComparison(tuple(each), seeds.limit if seeds and key == "all" else 0.0)
        for key, each in comparisons.items()
    }
    return LeakedExperiment(groups, (first[0], first[1]), seeds, effect.source if seeds else NOTHING)


def _seeds_on(edition: Edition, effect: SeedEffect, judged: Predictions) -> SeedSpread | None:
    """What a seed moves on the images that judge the pair: more than the validation images that ``effect`` is of."""
    settings = []
    for setting in effect.settings:
        found = [held_out(edition.run(run.name)) for run in setting.runs]
        if not all(np.array_equal(one.indices, judged.indices) for one in found):
            return None
        settings.append([one.correct / len(one.labels) for one in found])
    return seed_spread(settings)
