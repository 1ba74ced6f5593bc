"""The edition's runs with remedies for the rare class, read as arrays: several seeds, or one run a fold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.data.mask_classes import CLASS_NAMES
from fer_lib.editions import Edition
from fer_lib.editions.file import MAIN_DATA
from fer_lib.editions.imbalance_roles import ImbalanceMethod
from fer_lib.errors import UserError
from fer_lib.label_noise.out_of_fold import out_of_fold
from fer_lib.models import count, example_input, network_of
from fer_lib.network_code import bare_reference
from fer_lib.runs import RunFolder
from fer_lib.training.batches import steps_of_an_epoch
from fer_lib.training.data import training_indices


@dataclass(frozen=True, eq=False)
class MethodRuns:
    """The trainings of one method.

    Attributes:
        config: of the first of them.
        probabilities: of the images that all methods are asked about, float64 [S, n, K], one row a seed; [1, n, K] of
            folds, each image by the network that was trained without its photo.
        errors: 1 − accuracy on the validation images after each epoch, float64 [S, E].
        steps: of each training.
    """

    config: RunConfig
    probabilities: NDArray[np.float64]
    errors: NDArray[np.float64]
    steps: int


@dataclass(frozen=True, eq=False)
class MaskRuns:
    """All methods on the same images.

    Attributes:
        labels: of the images that are asked about, int64 [n].
        photos: which photo an image was cut from, int64 [n].
        by_method: in the order of ``METHODS``.
        training: number of training images.
        networks: each network of the runs, with the number of its parameters; usually one for all methods.
    """

    labels: NDArray[np.int64]
    photos: NDArray[np.int64]
    by_method: Mapping[ImbalanceMethod, MethodRuns]
    training: int
    networks: Mapping[str, int]

    @property
    def config(self) -> RunConfig:
        """Of the plain network with the decaying rate."""
        return self.by_method["decay"].config

    @property
    def seeds(self) -> int:
        """Trainings of each method on the same images."""
        return len(next(iter(self.by_method.values())).probabilities)


def read_images(edition: Edition) -> ImageDataset | None:
    """The mask images as the edition's runs on them saw them; None if it names no such runs.

    Args:
        edition: with the runs under ``roles: imbalance:``.

    Raises:
        UserError: if the runs' images are of other classes, or lack one of them.
    """
    if not edition.roles.imbalance:
        return None
    name = next(iter(edition.roles.imbalance.values()))[0]
    dataset, data = edition.data(name), edition.data_of[name]
    place = "data" if data == MAIN_DATA else f"other_data: {data}"
    if tuple(dataset.class_names) != CLASS_NAMES:
        raise UserError(
            f"{edition.file}: {place}: these have the classes {', '.join(dataset.class_names)}; the chapter on "
            f"masks needs {', '.join(CLASS_NAMES)}, in this order"
        )
    for split in ("train", "test"):
        lacking = [name for name, n in zip(CLASS_NAMES, dataset.counts()[split], strict=True) if not n]
        if lacking:
            raise UserError(
                f"{edition.file}: {place}: no {split} image is of the class {lacking[0]}; the chapter on masks "
                "needs some of each"
            )
    return dataset


def read_seeds(edition: Edition, dataset: ImageDataset) -> MaskRuns | None:
    """Every method's runs, judged by the test images; None if the edition names none.

    Args:
        edition: with the runs under ``roles: imbalance:``.
        dataset: what ``read_images`` gives.

    Raises:
        UserError: if a run is not finished, or runs have other test images than the first.
    """
    if not edition.roles.imbalance:
        return None
    by_method, indices = {}, None
    for method, names in edition.roles.imbalance.items():
        runs = [edition.run(name) for name in names]
        asked = [run.predictions("test") for run in runs]
        indices = asked[0].indices if indices is None else indices
        for run, predictions in zip(runs, asked, strict=True):
            if not np.array_equal(predictions.indices, indices):
                raise _other_images(run)
        by_method[method] = _method_runs(runs, dataset, np.stack([p.probabilities for p in asked]))
    assert indices is not None
    return _mask_runs(dataset, indices, by_method, networks_of(edition, edition.roles.imbalance, dataset))


def read_folds(edition: Edition, dataset: ImageDataset) -> MaskRuns | None:
    """Every method's cross-validation, judged by the training images; None if the edition names none.

    Raises:
        UserError: if a run is not finished, or methods are asked about other images than the first.
    """
    if not edition.roles.imbalance_folds:
        return None
    by_method, indices = {}, None
    for method, names in edition.roles.imbalance_folds.items():
        runs = [edition.run(name) for name in names]
        asked = out_of_fold(runs)
        indices = asked.indices if indices is None else indices
        if not np.array_equal(asked.indices, indices):
            raise _other_images(runs[0])
        by_method[method] = _method_runs(runs, edition.data(names[0]), asked.probabilities[None])
    assert indices is not None
    networks = networks_of(edition, edition.roles.imbalance_folds, dataset)
    return _mask_runs(dataset, indices, by_method, networks)


def networks_of(
    edition: Edition, roles: Mapping[ImbalanceMethod, Sequence[str]], dataset: ImageDataset
) -> dict[str, int]:
    """Every network of these runs by its name, with the number of its trainable parameters.

    Args:
        edition: the edition.
        roles: names of the runs of each method.
        dataset: what they saw.
    """
    found: dict[str, int] = {}
    for names in roles.values():
        run = edition.run(names[0])
        config = run.config()
        if (model := bare_reference(config.model)) not in found:
            network = network_of(config, dataset.shape, run.network_code())
            found[model] = count(network, example_input(dataset.shape)).trainable
    return found


def _mask_runs(
    dataset: ImageDataset,
    indices: NDArray[np.int64],
    by_method: Mapping[ImbalanceMethod, MethodRuns],
    networks: Mapping[str, int],
) -> MaskRuns:
    groups = np.arange(len(dataset)) if dataset.groups is None else dataset.groups
    config = next(iter(by_method.values())).config
    training = len(training_indices(dataset, config))
    return MaskRuns(dataset.labels[indices], groups[indices], by_method, training, networks)


def _method_runs(
    runs: Sequence[RunFolder], dataset: ImageDataset, probabilities: NDArray[np.float64]
) -> MethodRuns:
    histories = [run.history().records for run in runs]
    epochs = min(map(len, histories))
    errors = np.array(
        [[1 - record.validation_accuracy for record in records[:epochs]] for records in histories]
    )
    config = runs[0].config()
    images = images_of_an_epoch(dataset.labels[training_indices(dataset, config)], config)
    steps = steps_of_an_epoch(images, config.batch_size) * errors.shape[1]
    return MethodRuns(config, probabilities, errors, steps)


def images_of_an_epoch(labels: NDArray[np.int64], config: RunConfig) -> int:
    """How many images an epoch sees: all, or with resampling as many of each class as the rarest has.

    Args:
        labels: of the training images, int64 [n].
        config: of the run.
    """
    counts = np.bincount(labels)
    present = counts[counts > 0]
    return int(len(present) * present.min()) if config.resampling_rounds else len(labels)


def _other_images(run: RunFolder) -> UserError:
    return UserError(
        f"{run.path}: was asked about other images than the other runs on masks; train all on the same"
    )
