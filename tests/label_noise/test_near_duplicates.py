"""Near duplicates across the splits, and the alterations that test the search."""

import dataclasses

import numpy as np
import pytest

from fer_lib.data import ImageDataset
from fer_lib.data.near_copies import correlation, thumbnails
from fer_lib.label_noise.alterations import ALTERATIONS
from fer_lib.label_noise.near_duplicates import duplicates_across_splits, find_duplicates, recognised
from fer_lib.proportion import Proportion
from tests.label_noise.planted_duplicates import different_faces, planted_duplicates


@pytest.fixture(scope="module")
def different() -> ImageDataset:
    """300 different faces."""
    return different_faces()


@pytest.fixture
def planted(different: ImageDataset) -> ImageDataset:
    """The same with duplicates."""
    return planted_duplicates(different)


def test_thumbnails_do_not_see_brightness_and_contrast():
    images = np.random.default_rng(0).integers(60, 120, (4, 48, 48), dtype=np.uint8)
    small = thumbnails(images, 16)
    assert small.shape == (4, 256)
    assert np.linalg.norm(small, axis=1) == pytest.approx(1, abs=1e-5)
    assert small.sum(axis=1) == pytest.approx(0, abs=1e-4)
    assert correlation(images, 2 * images + 10) == pytest.approx(1, abs=1e-5)
    assert correlation(images, 255 - images) == pytest.approx(-1, abs=1e-5)


def test_a_blank_image_resembles_nothing():
    images = np.full((2, 48, 48), 90, np.uint8)
    assert not thumbnails(images, 8).any()
    assert correlation(images, images).tolist() == [0, 0]


def test_different_faces_are_no_duplicates(different):
    for found in duplicates_across_splits(different):
        assert not len(found.exact)
        assert not len(found.near)


def test_planted_duplicates_are_found_and_nothing_else(planted):
    train, validation, test = (planted.indices(split) for split in ("train", "validation", "test"))
    found = {(splits.later, splits.earlier): splits for splits in duplicates_across_splits(planted)}
    assert found["test", "train"].exact.tolist() == [test[3]]
    assert found["test", "train"].near.tolist() == [[test[4], train[20]]]
    assert found["validation", "train"].near.tolist() == [[validation[5], train[20]]]
    assert not len(found["validation", "train"].exact)
    assert found["test", "validation"].near.tolist() == [[test[4], validation[5]]]
    assert found["validation", "train"].differing_labels(planted.labels) == 1
    assert found["test", "validation"].differing_labels(planted.labels) == 0
    assert found["test", "train"].total == 30


def test_each_image_counts_once_with_its_most_alike(planted):
    images = planted.images.copy()
    validation, train = planted.indices("validation"), planted.indices("train")
    images[train[30]] = images[train[20]]  # two originals; one of them is a little closer
    images[train[30], 0, 0] ^= 8
    found = find_duplicates(dataclasses.replace(planted, images=images), "validation", "train")
    assert found.near[:, 0].tolist() == [validation[5]]
    assert np.all(np.diff(found.correlations) <= 0)
    assert len(np.unique(found.pairs[:, 0])) == len(found.pairs)


def test_splits_without_images_are_not_compared(different):
    only = different.subset(different.indices("train"))
    assert duplicates_across_splits(only) == []


def test_alterations_that_leave_the_photograph_are_recognised_and_the_mirror_image_is_not(different):
    images = different.images[:60]
    for name in ("darker", "noisy", "compressed"):
        assert recognised(images, ALTERATIONS[name]).share >= 0.95, name
    assert recognised(images, ALTERATIONS["mirrored"]) == Proportion(0, 60)
    blank = np.full((2, 48, 48), 9, np.uint8)
    assert recognised(blank, ALTERATIONS["darker"]) is None
    assert recognised(np.concatenate([blank, images]), ALTERATIONS["darker"]).n == 60


@pytest.mark.parametrize("name", ALTERATIONS)
def test_an_alteration_changes_images_and_keeps_their_form(different, name):
    images = different.images[:60]
    altered = ALTERATIONS[name](images)
    assert altered.dtype == np.uint8
    assert altered.shape == images.shape
    assert not np.array_equal(altered, images)
