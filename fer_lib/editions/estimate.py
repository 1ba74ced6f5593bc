"""How long the runs of an edition will take, and how much memory each needs, before anything starts.

Time is images × epochs × the seconds that one image takes. These come from a finished run of the same network on this
device, or from a few steps here; once those have taken ``CALIBRATION_SECONDS``, from the multiply-accumulates of the
networks that were measured. Memory is parameters with gradient and optimizer state, the layers' outputs of a batch, the
images, and the program with what PyTorch keeps for itself.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import torch

from fer_lib.config import RunConfig, check_class_weights
from fer_lib.data import DataShape, ImageDataset
from fer_lib.data.built_in import SYNTHETIC, is_built_in
from fer_lib.data.fer2013 import CLASS_NAMES, SIDE
from fer_lib.data.sources import load
from fer_lib.data.synthetic.generate import DEFAULT_COUNT
from fer_lib.editions.edition import Edition
from fer_lib.editions.file import MAIN_DATA
from fer_lib.editions.status import State, status_of
from fer_lib.errors import UserError
from fer_lib.models import Totals, count, example_input, network_of
from fer_lib.models.of_config import check_network
from fer_lib.runs import RunFolder
from fer_lib.runs.files import PROVENANCE
from fer_lib.training.data import divide, training_indices
from fer_lib.training.device import make_fabric
from fer_lib.training.progress import Progress
from fer_lib.training.provenance import device_name
from fer_lib.training.trainer import make_trainer

START_SECONDS = 6.0
"""Of each run: start of Python and PyTorch, the notebook's figure, files (benchmarks/batch_overhead.py, one core)."""
SECONDS_A_MAC = 1e-11
"""Of a multiply-accumulate, roughly: a core of 2024, bfloat16. A backward pass has twice those of its forward pass."""
CALIBRATION_SECONDS = 15.0
CALIBRATION_BATCH = 64
WORKSPACE = 64 * 2**20
"""Bytes that PyTorch keeps for itself: measured on a CPU, trainings of four networks then need what ``memory`` says to
within a third, batches of 64 to 512."""
OPTIMIZER_VALUES = {"adam": 2, "adam_keras": 2, "adamw": 2, "adadelta": 2, "adadelta_keras": 2, "sgd": 1}
"""Values that an optimizer keeps for each parameter."""


@dataclass(frozen=True)
class RunEstimate:
    """What one run will take.

    Attributes:
        name: of the run.
        preset: its preset.
        state: ``done`` if there is nothing left to do.
        parameters: trainable ones.
        images: training images an epoch.
        epochs: of the whole training.
        seconds: of the whole training, start included; of a run that is done, those that it took.
        memory: bytes, the program included; on a GPU most of it is the GPU's.
        basis: what the seconds rest on.
    """

    name: str
    preset: str
    state: State
    parameters: int
    images: int
    epochs: int
    seconds: float
    memory: int
    basis: str


def _outline(size: int) -> ImageDataset:
    """A data set with the splits and about the labels of the synthetic faces, without drawing any."""
    split = np.array([0, 0, 0, 0, 1, 0, 0, 0, 0, 2], np.uint8)[np.arange(size) % 10]
    labels = np.arange(size, dtype=np.int64) // 10 % len(CLASS_NAMES)
    return ImageDataset(np.zeros((size, SIDE, SIDE), np.uint8), labels, split, CLASS_NAMES)


def edition_data(edition: Edition, source: str = "") -> dict[str, ImageDataset]:
    """The data that the edition's runs will have, to count images in, by name; without those that nobody has named.

    Args:
        edition: the edition.
        source: the user's data, which take the place of the edition's main data.

    Raises:
        UserError: if the data are not there or cannot be read.
    """
    found = {}
    for name, entry in edition.sources.items():
        chosen = (source if name == MAIN_DATA else "") or entry.source or ""
        if chosen == SYNTHETIC:
            found[name] = _outline(entry.count or DEFAULT_COUNT)
        elif is_built_in(chosen):
            found[name] = load(chosen, options=entry.options(), count=entry.count, seed=entry.seed)
        elif chosen and (edition.root / chosen).exists():
            found[name] = load(edition.root / chosen, options=entry.options())
        elif (edition.folder / name).is_dir():
            found[name] = edition.undivided_data(name)
    return found


def images_an_epoch(config: RunConfig, dataset: ImageDataset) -> tuple[int, int]:
    """Training images that an epoch sees, and validation images.

    Copies that ``drop_leaked`` leaves out are counted: to find them takes long, and they are few.
    """
    plain = config.model_copy(update={"drop_leaked": False, "shuffle_pixels": False})
    divided = divide(dataset, plain)
    indices = training_indices(divided, plain)
    images = len(indices)
    if config.resampling_rounds and images:
        counts = np.bincount(dataset.labels[indices])
        images = int(counts[counts > 0].min() * np.count_nonzero(counts))
    return images, len(divided.labelled_indices("validation"))


def check_runs(edition: Edition, datasets: Mapping[str, ImageDataset]) -> dict[str, tuple[int, int]]:
    """Make sure of what takes PyTorch or the data: each run's network, and that the data can be divided for it.

    Args:
        edition: the edition.
        datasets: its data by name, as ``edition_data`` has them.

    Returns:
        ``images_an_epoch`` of each run by name; without those whose data nobody has named.

    Raises:
        UserError: if a run's network is unknown or leaves no such choice, or its data cannot be divided as it says.
    """
    images = {}
    known: set[tuple[object, ...]] = set()
    for name, config in edition.trained_configs.items():
        where = f"{edition.file}: runs: {name}"
        dataset = datasets.get(edition.data_of[name])
        shape = None if dataset is None else dataset.shape
        if (*_network(config), shape) not in known:
            check_network(config, where, shape=shape)
            known.add((*_network(config), shape))
        if dataset is not None:
            try:
                if isinstance(config.class_weights, list):
                    check_class_weights(config.class_weights, dataset.class_names)
                images[name] = images_an_epoch(config, dataset)
            except UserError as error:
                raise UserError(f"{where}: {error}") from None
    return images


def memory(config: RunConfig, totals: Totals, images: int, image_bytes: int = SIDE**2) -> int:
    """Bytes that a training needs beside the program itself.

    4·P·(2 + optimizer + average) for P parameters in float32, each with its gradient; 4·A·B for the A outputs that a
    batch of B images leaves in the layers, whose place their gradients take; the images as bytes; and ``WORKSPACE``.
    """
    copies = 2 + OPTIMIZER_VALUES[config.optimizer] + bool(config.ema)
    batch = min(config.batch_size, images)
    return 4 * (totals.trainable * copies + totals.activations * batch) + images * image_bytes + WORKSPACE


def _program() -> int:
    """Bytes that this process has, with all that a training imports; elsewhere than on Linux, its peak."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * resource.getpagesize()
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else 1024 * peak


@contextmanager
def _threads(number: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _network(config: RunConfig) -> tuple[object, ...]:
    """What decides a network's parameters and operations."""
    options = json.dumps(config.model_options, sort_keys=True)
    return config.model, options, config.activation, config.normalization, config.dropout


def _kind(config: RunConfig) -> tuple[object, ...]:
    """What decides the seconds of an image: runs with the same take as long for one."""
    changes = config.flip or config.shift or config.rotation or config.crop < 1 or config.erasing
    return (
        *_network(config)[:-1], config.dropout == 0, bool(changes), config.precision,
        min(config.batch_size, CALIBRATION_BATCH),
    )  # fmt: skip


def measure(config: RunConfig, shape: DataShape) -> float:
    """Seconds of a training image: the median of three steps with random images on this machine's device."""
    batch = min(config.batch_size, CALIBRATION_BATCH)
    generator = np.random.default_rng(0)
    n = batch + shape.num_classes
    dataset = ImageDataset(
        generator.integers(0, 256, (n, shape.height, shape.width, shape.channels), dtype=np.uint8),
        np.arange(n, dtype=np.int64) % shape.num_classes,
        np.repeat(np.array([0, 1], np.uint8), [batch, n - batch]),
        tuple(map(str, range(shape.num_classes))),
    )
    short = config.model_copy(
        update={
            "batch_size": batch, "split": "source", "training_size": 0, "drop_leaked": False, "epochs": 10,
            "class_weights": "none", "resampling_rounds": 0, "schedule": "constant", "shuffle_pixels": False,
        }
    )  # fmt: skip
    fabric, _ = make_fabric(short)
    trainer = make_trainer(short, dataset, fabric)
    seconds = [
        batch / trainer.run_epoch(i, Progress(10, 0, batch, quiet=True)).images_per_second
        for i in range(1, 5)
    ]
    return median(seconds[1:]) / batch  # the first step also allocates


def rough_seconds(
    edition: Edition, datasets: Mapping[str, ImageDataset], images_of: Mapping[str, tuple[int, int]]
) -> dict[str, float]:
    """Seconds of each run from its multiply-accumulates alone: nothing is measured, so on another machine all are off
    by about the same factor.

    Args:
        edition: the edition.
        datasets: its data by name.
        images_of: what ``check_runs`` gave.
    """
    macs: dict[tuple[object, ...], int] = {}
    found = {}
    for name, (images, validation) in images_of.items():
        config, shape = edition.trained_configs[name], datasets[edition.data_of[name]].shape
        kind = (*_network(config), shape)
        if kind not in macs:
            macs[kind] = count(network_of(config, shape), example_input(shape)).macs
        seconds = SECONDS_A_MAC * macs[kind] * config.epochs * (3 * images + validation)
        found[name] = START_SECONDS + seconds
    return found


class SecondsPerImage:
    """Seconds of a training image for any configuration, from the best source that there is.

    Args:
        edition: whose finished runs are looked at.
        threads: threads that each training will have.
        say: is told what is being measured.
    """

    def __init__(self, edition: Edition, threads: int, say: Callable[[str], None]) -> None:
        self.threads, self.say = threads, say
        self.deadline = time.monotonic() + CALIBRATION_SECONDS
        self.finished: dict[tuple[object, ...], tuple[float, str]] = {}
        self.measured: dict[tuple[object, ...], tuple[float, int]] = {}
        fabric, _ = make_fabric(RunConfig())
        here = (fabric.device.type, device_name(fabric.device))
        for name, config in edition.trained_configs.items():
            run = RunFolder(edition.folder / name)
            if run.is_complete and (run.path / PROVENANCE).is_file():
                device, metrics = run.provenance().get("device", {}), run.metrics()
                same = (device.get("type"), device.get("name")) == here
                if same and metrics.get("images_per_second") and run.config().hash() == config.hash():
                    self.finished.setdefault(
                        (*_kind(config), run.shape), (1 / metrics["images_per_second"], name)
                    )

    def __call__(self, config: RunConfig, shape: DataShape, macs: int) -> tuple[float, str]:
        """Seconds of an image of data of this shape, and what they rest on."""
        kind = (*_kind(config), shape)
        if kind in self.finished:
            seconds, run = self.finished[kind]
            return seconds, f"finished run {run}"
        if kind not in self.measured:
            if self.measured and time.monotonic() > self.deadline:
                rate = median(seconds / measured for seconds, measured in self.measured.values())
                return rate * macs, "multiply-accumulates"
            if not self.measured:
                threads = f"{self.threads} thread{'s' * (self.threads > 1)} a training"
                self.say(f"measuring a few steps of the networks, {threads} …")
            with _threads(self.threads):
                self.measured[kind] = measure(config, shape), macs
        return self.measured[kind][0], "a few steps here"


def estimate(
    edition: Edition,
    datasets: Mapping[str, ImageDataset],
    threads: int,
    say: Callable[[str], None] = lambda line: None,
) -> list[RunEstimate]:
    """Estimate every run.

    Args:
        edition: the edition.
        datasets: all its data; see ``edition_data``.
        threads: threads that each training will have.
        say: is told what is being measured.

    Raises:
        UserError: as ``check_runs``.
    """
    images_of = check_runs(edition, datasets)
    totals: dict[tuple[object, ...], Totals] = {}
    program = _program()
    per_image = SecondsPerImage(edition, threads, say)
    estimates = []
    for name, config in edition.trained_configs.items():
        dataset = datasets[edition.data_of[name]]
        kind = (*_network(config), dataset.shape)
        if kind not in totals:
            totals[kind] = count(network_of(config, dataset.shape), example_input(dataset.shape))
        images, validation = images_of[name]
        network = totals[kind]
        status = status_of(edition, name)
        if status.state == "done" and status.seconds is not None:
            seconds, basis = status.seconds, "done"
        else:
            each, basis = per_image(config, dataset.shape, network.macs)
            # Forward alone is a third of forward and backward.
            seconds = START_SECONDS + each * config.epochs * (images + validation / 3)
        estimates.append(
            RunEstimate(
                name, edition.presets[name], status.state, network.trainable, images, config.epochs, seconds,
                program + memory(config, network, len(dataset), dataset.images[0].nbytes), basis,
            )
        )  # fmt: skip
    return estimates
