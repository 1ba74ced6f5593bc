"""Which run's augmentation is shown, on which images, and whether what is said of it is what was drawn."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from fer_lib.chapters.training import augmentation_analysis
from fer_lib.chapters.training.augmentation_analysis import (
    SEED,
    VARIANTS,
    augmented_run,
    draw,
    show_augmentation,
)
from fer_lib.data.prepared import write_prepared
from fer_lib.data.shapes import generate
from fer_lib.training.augmentation import Augmentation, warp
from fer_lib.training.data import training_indices

PLAIN = {"preset": "report-a"}


def pictures(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)


def test_the_main_run_comes_first_then_the_first_that_has_any(make_edition) -> None:
    runs = {"main": PLAIN, "dropout": {**PLAIN, "dropout": 0.5}, "first": {**PLAIN, "rotation": 5.0}}
    name, config = augmented_run(make_edition({**runs, "second": {**PLAIN, "flip": True}}))
    assert (name, config.rotation) == ("first", 5.0)
    runs["main"] = {**PLAIN, "erasing": 0.1}
    assert augmented_run(make_edition(runs))[0] == "main"
    assert augmented_run(make_edition({"main": PLAIN, "dropout": runs["dropout"]})) is None


def test_images_are_the_first_training_images_of_the_first_classes(make_edition) -> None:
    edition = make_edition({"main": PLAIN, "flip": {**PLAIN, "flip": True, "training_size": 100}})
    edition.folder.mkdir(parents=True)
    write_prepared(edition.folder / "data", generate(300, seed=0).dataset)
    shown, dataset = show_augmentation(edition), edition.data("flip")
    positions = training_indices(dataset, edition.configs["flip"])
    labels = dataset.labels[positions]
    for row, label in enumerate(np.unique(labels)[:3]):
        position = positions[np.flatnonzero(labels == label)[0]]
        assert np.array_equal(shown.originals[row], dataset.images[position])
        assert shown.classes[row].en
    assert shown.originals.shape == (3, 32, 32, 3)
    assert shown.variants.shape == (3, VARIANTS, 32, 32, 3)
    assert VARIANTS >= 5
    assert 0 < shown.is_mirrored.sum() < shown.n
    mirrored = shown.is_mirrored.reshape(3, VARIANTS)
    for row, column in np.ndindex(3, VARIANTS):
        original = shown.originals[row]
        expected = original[:, ::-1] if mirrored[row, column] else original
        assert np.array_equal(shown.variants[row, column], expected)
    assert np.array_equal(show_augmentation(edition).variants, shown.variants)


@pytest.mark.parametrize("shape", [(2, 20, 28), (3, 24, 24, 3)])
def test_variants_are_those_of_the_engine(shape: tuple[int, ...]) -> None:
    everything = Augmentation(flip=True, shift=0.2, rotation=20.0, crop=0.7, erasing=0.5, brightness=0.3)
    images = pictures(*shape)
    variants, _, is_covered = draw(everything, images)
    batch = torch.from_numpy(images.repeat(VARIANTS, axis=0))
    expected = everything(batch, torch.Generator().manual_seed(SEED))
    levels = ((expected + 1) * 127.5).round().permute(0, 2, 3, 1).numpy()
    assert np.array_equal(variants.reshape(levels.shape), levels)
    assert 0 < is_covered.sum() < len(is_covered)
    grey = (expected == 0).all(dim=1).flatten(1).any(dim=1).numpy()
    assert np.array_equal(is_covered, grey)


def shown_for(augmentation: Augmentation, images: np.ndarray) -> augmentation_analysis.ShownAugmentation:
    variants, matrices, is_covered = draw(augmentation, images)
    return augmentation_analysis.ShownAugmentation(
        "run", "main", False, None, (), images, variants, matrices, is_covered
    )


def test_what_is_said_of_the_draw_is_what_was_drawn() -> None:
    images = pictures(3, 40, 60)
    turned = shown_for(Augmentation(flip=True, rotation=15.0), images)
    assert turned.angles.max() < 15
    assert turned.angles.min() >= 0
    assert turned.sides == pytest.approx(1)
    assert turned.distances == pytest.approx(0)
    shifted = shown_for(Augmentation(shift=0.1), images)
    assert shifted.angles == pytest.approx(0)
    assert shifted.distances.max() <= np.hypot(4, 6) + 1e-4
    assert shifted.distances == pytest.approx(
        np.sqrt(np.round(shifted.distances**2)), abs=1e-3
    )  # whole pixels
    cut = shown_for(Augmentation(crop=0.5, rotation=5.0), images)
    assert 0.5 <= cut.sides.min() < cut.sides.max() <= 1
    assert cut.distances.max() <= np.hypot(20, 30) / 2
    for one in (turned, shifted, cut):
        again = warp(
            torch.from_numpy(images.repeat(VARIANTS, axis=0))[:, None] / 127.5 - 1,
            torch.from_numpy(one.matrices).float(),
        )
        levels = ((again[:, 0] + 1) * 127.5).round().numpy()
        assert np.abs(one.variants.reshape(levels.shape) - levels).max() <= 1


def test_changed_pixels_are_counted_once_whatever_their_channels() -> None:
    shown = shown_for(Augmentation(flip=True), pictures(1, 8, 8, 3))
    assert set(shown.changed[~shown.is_mirrored]) == {0.0}
    assert shown.changed[shown.is_mirrored].min() > 0.9
    variants = shown.originals[:, None].repeat(VARIANTS, axis=1)
    variants[0, 0, 2, 3] ^= 1  # all channels of one pixel
    assert replace(shown, variants=variants).changed.tolist() == [1 / 64, *[0.0] * (VARIANTS - 1)]
