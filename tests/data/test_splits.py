from dataclasses import replace

import numpy as np
import pytest

from fer_lib.data import UNLABELLED, ImageDataset, assign_split
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.near_copies import MOST_COPIES
from fer_lib.errors import UserError
from tests.data.face_files import random_images

N = 120


def dataset():
    """100 training images (90 labelled), 10 validation, 10 test; class 1 is rare."""
    labels = np.where(np.arange(N) % 10 == 0, 1, np.arange(N) % 3 * 2)
    labels[40:50] = UNLABELLED
    split = np.repeat(np.array([0, 1, 2], np.uint8), [100, 10, 10])
    return ImageDataset(random_images(N), labels, split, CLASS_NAMES, provenance={"form": "toy"})


LABELLED = [i for i in range(100) if not 40 <= i < 50]


def test_source_changes_nothing():
    before = dataset()
    after = assign_split(before, "source", 0.5)
    assert np.array_equal(after.split, before.split)
    assert after.provenance["split"] == {"method": "source"}


@pytest.mark.parametrize(
    ("method", "size", "chosen"),
    [
        ("first", 5, LABELLED[:5]),
        ("first", 45, LABELLED[:45]),
        ("first", 0.1, LABELLED[:9]),
        ("last", 5, LABELLED[-5:]),
        ("last", 0.5, LABELLED[-45:]),
        ("last", 0.001, LABELLED[-1:]),
        ("first", 89, LABELLED[:89]),
    ],
)
def test_first_and_last(method, size, chosen):
    after = assign_split(dataset(), method, size)
    assert after.indices("validation").tolist() == chosen
    assert after.indices("test").tolist() == list(range(100, 120))  # the source's validation joins the test
    assert len(after.indices("train")) == 100 - len(chosen)
    assert after.provenance["split"] == {"method": method, "validation_size": len(chosen)}
    assert after.provenance["form"] == "toy"


def test_stratified_keeps_the_proportions_and_depends_on_the_seed_alone():
    before = dataset()
    after = assign_split(before, "stratified", 0.2, seed=3)
    chosen = after.indices("validation")
    assert len(chosen) == 18
    assert set(chosen) <= set(LABELLED)
    share = np.bincount(before.labels[LABELLED], minlength=7) / 5
    assert np.abs(np.array(after.counts()["validation"]) - share).max() < 1
    assert np.array_equal(assign_split(before, "stratified", 18, seed=3).split, after.split)
    assert not np.array_equal(assign_split(before, "stratified", 18, seed=4).split, after.split)
    assert after.provenance["split"] == {"method": "stratified", "validation_size": 18, "seed": 3}
    assert np.array_equal(before.split, dataset().split)


@pytest.mark.parametrize("size", [0, -1, 0.0, 1.0, 1.5, True, None, float("nan"), "10"])
def test_sizes_that_are_none(size):
    with pytest.raises(
        UserError, match=r"validation_size is .*expected a number of images from 1, or a share"
    ):
        assign_split(dataset(), "first", size)


@pytest.mark.parametrize("size", [90, 1000, 0.999])
def test_something_must_be_left_to_train_on(size):
    with pytest.raises(UserError, match="leaves nothing to train on: there are 90 labelled training images"):
        assign_split(dataset(), "last", size)


@pytest.mark.parametrize(
    ("labels", "size", "expected"),
    [
        ([0] * 8 + [1], 4, [4, 0]),  # a class of one image stays where it can be learned
        ([0, 1] * 9, 1, [1, 0]),  # fewer images than classes
        ([0, 1, 2], 2, [1, 1, 0]),
    ],
)
def test_a_stratified_split_of_very_few_images_comes_as_near_as_it_can(labels, size, expected):
    few = ImageDataset(
        random_images(len(labels)), np.array(labels), np.zeros(len(labels), np.uint8), CLASS_NAMES
    )
    found = assign_split(few, "stratified", size)
    assert len(found.indices("validation")) == size
    assert sorted(found.counts()["validation"][: len(expected)], reverse=True) == expected
    assert np.array_equal(found.split, assign_split(few, "stratified", size).split)


def test_folds_share_the_labelled_training_images_out_each_class_evenly():
    before = dataset()
    folds = [assign_split(before, "fold", seed=3, fold=fold, folds=4) for fold in range(4)]
    chosen = [after.indices("validation").tolist() for after in folds]
    assert sorted(np.concatenate(chosen)) == LABELLED  # each image in exactly one fold
    counts = np.array([after.counts()["validation"] for after in folds])
    assert np.ptp(counts, axis=0).max() <= 1
    for after, fold in zip(folds, chosen, strict=True):
        assert after.indices("test").tolist() == list(
            range(100, 120)
        )  # the source's validation joins the test
        assert sorted([*after.indices("train"), *fold]) == list(range(100))
    assert folds[2].provenance["split"] == {
        "method": "fold", "validation_size": len(chosen[2]), "seed": 3, "fold": 2, "folds": 4,
    }  # fmt: skip
    again = assign_split(before, "fold", seed=3, fold=1, folds=4)
    assert np.array_equal(again.split, folds[1].split)
    assert not np.array_equal(assign_split(before, "fold", seed=4, fold=1, folds=4).split, folds[1].split)


def copied(*pairs: tuple[int, int]) -> ImageDataset:
    """The same images, but that the second of each pair is a darker copy of the first."""
    before = dataset()
    images = before.images.copy()
    for original, copy in pairs:
        images[copy] = (0.8 * images[original]).astype(np.uint8)
    return replace(before, images=images)


def fold_of(data: ImageDataset) -> dict[int, int]:
    folds = [assign_split(data, "fold", seed=3, fold=fold, folds=4) for fold in range(4)]
    return {int(i): fold for fold, after in enumerate(folds) for i in after.indices("validation")}


def test_near_copies_are_in_one_fold_and_no_other_image_moves():
    before = fold_of(dataset())
    first = next(i for i in LABELLED if before[i] != before[0])
    second = next(i for i in LABELLED if before[i] not in (before[0], before[first]))
    after = fold_of(copied((0, first), (first, second)))
    assert after[0] == after[first] == after[second] == before[0]
    assert {i for i in LABELLED if after[i] != before[i]} == {first, second}


def test_near_copies_take_their_groups_along():
    groups = np.arange(N, dtype=np.int64) // 2
    before = fold_of(replace(dataset(), groups=groups))
    other = next(i for i in LABELLED if before[i] != before[1])
    after = fold_of(replace(copied((1, other)), groups=groups))
    together = {0, 1, other // 2 * 2, other // 2 * 2 + 1}
    assert len({after[i] for i in together}) == 1
    assert {i for i in LABELLED if after[i] != before[i]} <= together


def test_images_that_are_all_alike_are_no_copies_of_each_other():
    """As digits are, or faces drawn with a little noise: they stay where they were dealt."""
    before = dataset()
    images = before.images.copy()
    images[: MOST_COPIES + 5] = images[0]
    assert fold_of(replace(before, images=images)) == fold_of(before)
    images = before.images.copy()
    images[:MOST_COPIES] = images[0]
    after = fold_of(replace(before, images=images))
    assert len({after[i] for i in range(MOST_COPIES)}) == 1


@pytest.mark.parametrize("fold", [-1, 4, 7])
def test_a_fold_that_is_none(fold):
    with pytest.raises(UserError, match=f"fold: {fold} is not among the folds 0 to 3 that folds: 4 makes"):
        assign_split(dataset(), "fold", fold=fold, folds=4)


def test_a_class_with_fewer_images_than_folds_is_missing_in_some():
    counts = np.bincount(dataset().labels[LABELLED])
    rarest, most = int(counts[[0, 1, 2, 4]].min()), int(counts.max())
    held_out = [
        assign_split(dataset(), "fold", folds=rarest + 1, fold=fold).indices("validation")
        for fold in range(rarest + 1)
    ]
    assert sorted(np.concatenate(held_out)) == LABELLED
    with pytest.raises(UserError, match=f"no class has more than {most} labelled training images"):
        assign_split(dataset(), "fold", folds=most + 1)
    unlabelled = ImageDataset(random_images(9), np.full(9, UNLABELLED), np.zeros(9, np.uint8), CLASS_NAMES)
    with pytest.raises(UserError, match="no class has more than 0 labelled training images"):
        assign_split(unlabelled, "fold", folds=2)


def test_unknown_method():
    with pytest.raises(
        UserError, match=r'"random" is unknown\. Choose one of source, first, last, stratified, fold'
    ):
        assign_split(dataset(), "random", 5)
