"""How much disk the data and the runs of an edition will take, before anything starts."""

from collections.abc import Mapping
from dataclasses import dataclass

from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.data.fer2013 import SHAPE
from fer_lib.editions.edition import Edition
from fer_lib.editions.estimate import OPTIMIZER_VALUES
from fer_lib.models.of_config import network_of
from fer_lib.runs import RunFolder

NOTEBOOK_AND_LOGS = 100 * 2**10
"""Bytes of a run beside its arrays; those of tests/notebooks/test_batch.py have 45 KiB."""
CHECKPOINTS = 3
"""Files at a time: the last checkpoint, the one before, and the one that is being written."""


@dataclass(frozen=True)
class EditionDisk:
    """What is still to be written of an edition.

    Attributes:
        data: bytes of the prepared data that are not there yet.
        runs: bytes that the runs which are not done yet leave behind, and their checkpoints while they train.
        unknown: names of data that nobody has named yet; they are not counted.
    """

    data: int
    runs: int
    unknown: tuple[str, ...] = ()


def kept_bytes(parameters: int, images: int, classes: int) -> int:
    """Bytes that a finished run has: 4·P of weights, for each image K logits, label and index, notebook and logs."""
    return 4 * parameters + images * (4 * classes + 16) + NOTEBOOK_AND_LOGS


def checkpoint_bytes(config: RunConfig, parameters: int) -> int:
    """Bytes of the checkpoints of a training: weights, the best ones, the optimizer's values, averages, 4·P each."""
    return CHECKPOINTS * 4 * parameters * (2 + OPTIMIZER_VALUES[config.optimizer] + bool(config.ema))


def disk_of(edition: Edition, datasets: Mapping[str, ImageDataset], at_a_time: int) -> EditionDisk:
    """What the edition still has to write.

    Args:
        edition: the edition.
        datasets: its data by name, as ``edition_data`` has them.
        at_a_time: trainings that run at once; so many have checkpoints.

    Raises:
        UserError: for a network that cannot be built.
    """
    new = [name for name in datasets if not (edition.folder / name).is_dir()]
    runs, checkpoints = 0, [0]
    counts: dict[tuple[object, ...], int] = {}
    for name, config in edition.trained_configs.items():
        if RunFolder(edition.folder / name).is_complete:
            continue
        dataset = datasets.get(edition.data_of[name])
        shape, images = (SHAPE, 0) if dataset is None else (dataset.shape, len(dataset))
        kind = (config.model, str(config.model_options), config.activation, config.normalization, shape)
        if kind not in counts:
            counts[kind] = sum(p.numel() for p in network_of(config, shape).parameters())
        parameters = counts[kind]
        runs += kept_bytes(parameters, images, shape.num_classes)
        checkpoints.append(checkpoint_bytes(config, parameters))
    return EditionDisk(
        sum(datasets[name].images.nbytes for name in new),
        runs + sum(sorted(checkpoints, reverse=True)[:at_a_time]),
        tuple(name for name in edition.sources if name not in datasets),
    )
