"""Which images train, which validate and which test: the ways of the reports."""

import warnings
from dataclasses import replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.dataset import SPLITS, UNLABELLED, ImageDataset
from fer_lib.data.kept_pairs import kept_near_pairs
from fer_lib.data.near_copies import MOST_COPIES
from fer_lib.errors import UserError

SplitMethod = Literal["source", "first", "last", "stratified", "fold"]
SPLIT_METHODS: tuple[SplitMethod, ...] = get_args(SplitMethod)
TRAIN, VALIDATION, TEST = (SPLITS.index(split) for split in SPLITS)


def assign_split(
    dataset: ImageDataset,
    method: SplitMethod,
    validation_size: int | float | None = None,
    seed: int = 0,
    *,
    fold: int = 0,
    folds: int = 5,
) -> ImageDataset:
    """The same images with another choice of validation images.

    Every method but ``source`` takes the validation images from the labelled training images, and then the
    source's own validation images join the test split: so the test split of ``fer2013.csv`` is PublicTest
    followed by PrivateTest, which is exactly the ``test.csv`` of the course.

    Args:
        dataset: the data set with the splits of its source.
        method: ``source`` keeps the splits of the source (Usage or folders); ``first`` and ``last`` take the
            first or last labelled training images (reports D and C); ``stratified`` draws them at random, each class
            in proportion (groups stay whole, so their number is then only about what was asked for); ``fold`` deals
            the labelled training images out to ``folds`` folds, each class evenly, and takes one of them; equal images
            and near copies of each other (``near_pairs``) then follow the first of them, with their groups, unless more
            than ``MOST_COPIES`` hang together.
        validation_size: number of validation images (int from 1), or their share of the labelled training
            images (float between 0 and 1, rounded to a whole number of images). Ignored by ``source`` and ``fold``.
        seed: for ``stratified`` and ``fold``; the same seed makes the same folds.
        fold: which fold, from 0.
        folds: number of folds, at least 2.

    Returns:
        a data set whose ``provenance["split"]`` says what was done.

    Raises:
        UserError: if the method is unknown, the size leaves no training or no validation images, there is no
            such fold, or every class has fewer images than there are folds.

    """
    if method not in SPLIT_METHODS:
        raise UserError(f'split method "{method}" is unknown. Choose one of {", ".join(SPLIT_METHODS)}.')
    if method == "source":
        return replace(dataset, provenance={**dataset.provenance, "split": {"method": "source"}})
    pool = np.flatnonzero((dataset.split == TRAIN) & (dataset.labels != UNLABELLED))
    if method == "fold":
        groups = None if dataset.groups is None else dataset.groups[pool]
        dealt = stratified_folds(pool, dataset.labels[pool], folds, seed, groups)
        chosen = _copies_together(dealt, dataset)[check_fold(fold, folds)]
    else:
        count = _count(validation_size, len(pool))
        if method == "first":
            chosen = pool[:count]
        elif method == "last":
            chosen = pool[len(pool) - count :]
        elif dataset.groups is not None:
            folds = max(2, round(len(pool) / count))
            chosen = stratified_folds(pool, dataset.labels[pool], folds, seed, dataset.groups[pool])[0]
        else:
            chosen = stratified(pool, dataset.labels[pool], count, seed)
    split = dataset.split.copy()
    split[split == VALIDATION] = TEST
    split[chosen] = VALIDATION
    made: dict[str, object] = {"method": method, "validation_size": len(chosen)}
    if method in ("stratified", "fold"):
        made["seed"] = seed
    if method == "fold":
        made |= {"fold": fold, "folds": folds}
    return replace(dataset, split=split, provenance={**dataset.provenance, "split": made})


def _count(validation_size: int | float | None, available: int) -> int:
    size = validation_size
    number = isinstance(size, int | float) and not isinstance(size, bool)
    if not number or not (0 < size < 1 if isinstance(size, float) else size >= 1):  # type: ignore[operator]
        raise UserError(
            f"validation_size is {size}, expected a number of images from 1, or a share between 0 and 1 "
            "(for example 0.1)."
        )
    assert size is not None
    count = size if isinstance(size, int) else max(1, round(size * available))
    if count >= available:
        raise UserError(
            f"validation_size {size} leaves nothing to train on: there are {available} labelled training images. "
            "Choose fewer."
        )
    return count


def stratified(pool: NDArray[np.intp], labels: NDArray[np.int64], count: int, seed: int) -> NDArray[np.intp]:
    """Draw images at random, each class in proportion.

    Args:
        pool: positions to draw from: intp [n].
        labels: of those images: int64 [n].
        count: how many.
        seed: decides which.

    Returns:
        the drawn positions, ascending. Where there are too few images for every class to be on both sides, those of
        a class with a single image are not drawn.
    """
    from sklearn.model_selection import train_test_split

    try:
        _, chosen = train_test_split(pool, test_size=count, stratify=labels, random_state=seed)
    except ValueError:  # a class of one image, or fewer images to draw than there are classes
        chosen = _nearly_stratified(pool, labels, count, seed)
    return np.sort(chosen)


def _nearly_stratified(
    pool: NDArray[np.intp], labels: NDArray[np.int64], count: int, seed: int
) -> NDArray[np.intp]:
    """Each class in proportion as far as whole images can be, and its last image only where no other is left."""
    order = np.random.Generator(np.random.PCG64(seed)).permutation(len(pool))
    place = np.empty(len(pool))
    for label in np.unique(labels):
        members = order[labels[order] == label]
        # The k-th of n images is due when the share (k + ½) / n of all has been drawn.
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
        place[members[-1]] += 1
    return pool[np.argsort(place, kind="stable")[:count]]


def stratified_folds(
    pool: NDArray[np.intp],
    labels: NDArray[np.int64],
    folds: int,
    seed: int,
    groups: NDArray[np.int64] | None = None,
) -> list[NDArray[np.intp]]:
    """Deal images out to folds at random, each class evenly: every image is in exactly one fold.

    Args:
        pool: positions of the images: intp [n].
        labels: of those images: int64 [n].
        folds: how many, at least 2.
        seed: decides who goes where.
        groups: of those images: int64 [n]; a group stays whole, and the classes are then as even as that allows.

    Returns:
        the positions in each fold, ascending.

    Raises:
        UserError: if every class has fewer images than there are folds.
    """
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    most = int(np.bincount(labels).max()) if len(labels) else 0
    if most < folds:
        raise UserError(
            f"{folds} folds are not possible: no class has more than {most} labelled training images. "
            "Choose fewer folds or more data.",
            key="folds",
        )
    with (
        warnings.catch_warnings()
    ):  # a class with fewer images than folds is missing in some, which is no fault
        warnings.filterwarnings("ignore", "The least populated class", UserWarning)
        dealer = StratifiedKFold if groups is None else StratifiedGroupKFold
        dealt = list(dealer(folds, shuffle=True, random_state=seed).split(pool, labels, groups))
    return [pool[members] for _, members in dealt]


def _copies_together(folds: list[NDArray[np.intp]], dataset: ImageDataset) -> list[NDArray[np.intp]]:
    """The same folds, but that copies are in that of the first of them; who has none stays where it was dealt."""
    pool = np.sort(np.concatenate(folds))
    number = np.concatenate([np.full(len(fold), k) for k, fold in enumerate(folds)])[
        np.argsort(np.concatenate(folds), kind="stable")
    ]
    units = pool if dataset.groups is None else dataset.groups[pool]  # what stays whole in any case
    first: dict[int, int] = {}  # of each linked unit, one that stands for all that hang together

    def root(unit: int) -> int:
        while first.setdefault(unit, unit) != unit:
            unit = first[unit]
        return unit

    for one, other in units[kept_near_pairs(dataset.images[pool])].tolist():
        first[root(other)] = root(one)
    linked: dict[int, list[int]] = {}
    for row in np.flatnonzero(np.isin(units, list(first))).tolist():
        linked.setdefault(root(int(units[row])), []).append(row)
    for rows in linked.values():
        if len(rows) <= MOST_COPIES:
            number[rows] = number[rows[0]]
    return [pool[number == k] for k in range(len(folds))]


def check_fold(fold: int, folds: int) -> int:
    """The fold, if it is one of 0 to ``folds`` − 1; raises ``UserError`` if not."""
    if not 0 <= fold < folds:
        raise UserError(
            f"{fold} is not among the folds 0 to {folds - 1} that folds: {folds} makes", key="fold"
        )
    return fold
