"""The data of a run, as its configuration says."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.data.duplicates import leaked
from fer_lib.data.sources import SYNTHETIC, load
from fer_lib.data.splits import assign_split, stratified
from fer_lib.errors import UserError
from fer_lib.project import project_root
from fer_lib.runs import RunFolder

PIXEL_ORDER_SEED = 48
_OF_PREPARE = re.compile(r"--(?:size|channels|resize|classes|numbers|leave-out|labels|skip-unreadable)\b")
USUAL_SHARE, LARGEST_SHARE = 0.1, 0.25
"""Validation images where the source has none: as a share, and what a number of images may come to."""


def run_folder(config: RunConfig) -> RunFolder:
    """Where the run is written: ``runs_dir`` is taken from the project's folder unless it is absolute."""
    base = Path(config.runs_dir)
    return RunFolder((base if base.is_absolute() else project_root() / base) / config.name)


def shuffle_pixels(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same images with their pixels in another order, one order for all images and all runs.

    Args:
        images: [n, H, W] or [n, H, W, 3].
    """
    n, height, width = images.shape[:3]
    order = np.random.Generator(np.random.PCG64(PIXEL_ORDER_SEED)).permutation(height * width)
    return np.ascontiguousarray(images.reshape(n, height * width, -1)[:, order]).reshape(images.shape)


def divide(dataset: ImageDataset, config: RunConfig) -> ImageDataset:
    """The images as the run sees them, divided into its splits; every image keeps its position.

    Raises:
        UserError: if the division leaves no training or no validation images.
        ValueError: if the images are divided already: validation images would be drawn from what is left.
    """
    if "split" in dataset.provenance:
        raise ValueError("these images are divided already; take Edition.undivided_data() or load()")
    method, size = config.split, config.validation_size
    if method == "source" and not len(dataset.indices("validation")):
        method = "stratified"
        # A number of images was chosen for other data, those of a preset, which have validation images.
        if isinstance(size, int) and size > LARGEST_SHARE * len(dataset.labelled_indices("train")):
            size = USUAL_SHARE
    divided = assign_split(dataset, method, size, config.seed, fold=config.fold, folds=config.folds)
    if config.shuffle_pixels:
        divided = replace(divided, images=shuffle_pixels(np.asarray(divided.images)))
    return divided


def training_indices(dataset: ImageDataset, config: RunConfig) -> NDArray[np.int64]:
    """Positions of the images that the run trains on: int64 [n], ascending.

    Raises:
        UserError: if ``training_size`` is more than there are.
    """
    indices = dataset.labelled_indices("train")
    if config.drop_leaked:
        indices = np.setdiff1d(indices, leaked(dataset))
    size = config.training_size
    if size > len(indices):
        raise UserError(f"{size} images are asked for and there are {len(indices)}", key="training_size")
    if 0 < size < len(indices):
        indices = stratified(indices, dataset.labels[indices], size, config.seed)
    return indices


def training_data(config: RunConfig) -> ImageDataset:
    """Load a run's data and divide them.

    Raises:
        UserError: if the data cannot be read or divided. Where an option of ``data prepare`` is the remedy, which a
            training does not have, it says how to get there from here.
    """
    count = config.synthetic_count if config.data == SYNTHETIC else None
    try:
        dataset = load(config.data, count=count)
    except UserError as error:
        if not _OF_PREPARE.search(str(error)):
            raise
        raise UserError(
            f"{error} Here data are taken as they are: write them with `python -m fer_lib data prepare {config.data} … "
            "-o FOLDER` and these options, and give FOLDER instead."
        ) from None
    return divide(dataset, config)
