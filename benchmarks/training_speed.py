"""The engine against the plain loop that a student writes, on the CPU.

    python benchmarks/training_speed.py                  all three networks
    python benchmarks/training_speed.py report-a         one of them
    python benchmarks/training_speed.py --quick          all, in about two minutes: two rounds of fewer images

The plain loop: float32, NCHW, a DataLoader that turns, moves and mirrors one PIL image after the other, Adam.
The engine: the same augmentation and optimizer. Both train on the same synthetic faces at batch 128. Every
variant runs in a process of its own, in turn, several times over; the median is printed, so that whatever
else the machine does falls on all of them. Also: how fast the plain loop is when its images are ready in
memory, the engine with the preset's own batch size and augmentation, how much of the engine's time is in
neither the forward nor the backward pass, and peak memory. At the end, what limits the rest: the operations in which
the engine's time goes, and how near it comes to the machine's fastest arithmetic, one large product of matrices.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from fer_lib.config import RunConfig, make_config
from fer_lib.data import ImageDataset
from fer_lib.data.synthetic import generate
from fer_lib.models import count, create_model, example_input, network_of
from fer_lib.presets import read_preset
from fer_lib.training.device import make_fabric
from fer_lib.training.progress import Progress
from fer_lib.training.trainer import Trainer, make_trainer

BATCH = 128
IMAGES = {"report-a": 2560, "report-c": 1536, "report-d-cnn": 384}
"""Training images an epoch, so that each takes seconds."""
ROUNDS = 5
QUICK_ROUNDS, QUICK_SHARE = 2, 4
"""Of ``--quick``: rounds, and by what the images of an epoch are divided."""
VARIANTS = ("plain loop", "plain loop, images ready", "engine", "engine, as the preset")


class Faces(Dataset[tuple[Tensor, int]]):
    """What a student writes: one PIL image at a time."""

    def __init__(self, images: np.ndarray, labels: np.ndarray) -> None:
        self.images, self.labels = images, labels
        self.random = np.random.default_rng(0)

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        image = Image.fromarray(self.images[index])
        if self.random.random() < 0.5:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        shift = tuple(self.random.integers(-5, 6, 2).tolist())
        image = image.rotate(self.random.uniform(-10, 10), Image.Resampling.BILINEAR, translate=shift)
        return torch.from_numpy(np.array(image, np.float32) / 127.5 - 1).unsqueeze(0), int(self.labels[index])


def plain_epoch(
    model: torch.nn.Module, optimizer: torch.optim.Optimizer, batches: Iterable[tuple[Tensor, Tensor]]
) -> None:
    """The loop of a textbook."""
    model.train()
    for images, labels in batches:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), labels)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()


class TimeInPasses:
    """Adds up the time from the begin of each forward pass to the end of its backward pass."""

    def __init__(self, trainer: Trainer) -> None:
        self.seconds = 0.0
        self.began = 0.0
        self.backward = trainer.fabric.backward
        trainer.network.register_forward_pre_hook(self.begin)
        trainer.fabric.backward = self.end

    def begin(self, network: torch.nn.Module, inputs: tuple[Tensor, ...]) -> None:
        """Called by the network before its forward pass."""
        if network.training:
            self.began = time.perf_counter()

    def end(self, loss: Tensor) -> None:
        """Called in the place of Fabric's backward pass."""
        self.backward(loss)
        self.seconds += time.perf_counter() - self.began


def student(name: str, made: ImageDataset, *, images_ready: bool) -> Callable[[], None]:
    """A function that trains one epoch as a textbook has it."""
    model = create_model(name)
    optimizer = torch.optim.Adam(model.parameters())
    loader = DataLoader(Faces(made.images, made.labels), BATCH, shuffle=True)
    batches = list(loader) if images_ready else loader
    return lambda: plain_epoch(model, optimizer, batches)


def engine(config: RunConfig, made: ImageDataset) -> tuple[Trainer, Callable[[], object]]:
    """The engine, and a function that trains one epoch with it; scoring the validation images is not timed."""
    trainer = make_trainer(config, made, make_fabric(config)[0])
    trainer.validation = (trainer.validation[0][:2], trainer.validation[1][:2])
    numbers = iter(range(1, 10_000))
    return trainer, lambda: trainer.run_epoch(next(numbers), Progress(1, 0, 1, quiet=True))


def measure(name: str, variant: str, images: int) -> None:
    """Train an epoch of so many images to warm up and one for the clock; print what was measured as JSON.

    Images a second, peak memory in MiB, and for the engine the share of the time that is in neither pass.
    """
    changes = {"device": "cpu", "training_size": images}
    if variant == "engine":
        changes |= {"batch_size": BATCH, "optimizer": "adam", "schedule": "constant", "flip": True,
                    "rotation": 10.0, "shift": 0.1}  # fmt: skip
    preset = read_preset(Path(__file__).parents[1] / "presets" / f"{name}.yaml")
    config = make_config({**preset, **changes}, name)
    if config.batch_size > BATCH:
        config = config.model_copy(update={"training_size": 2 * config.batch_size})
    images = config.training_size
    made = generate(size=2 * images + 1000, seed=0).dataset
    if variant.startswith("plain"):
        trainer: Trainer | None = None
        epoch: Callable[[], object] = student(
            name, made.subset(slice(images)), images_ready="ready" in variant
        )
    else:
        trainer, epoch = engine(config, made)
    epoch()
    passes = TimeInPasses(trainer) if trainer else None
    started = time.perf_counter()
    epoch()
    seconds = time.perf_counter() - started
    found = {
        "images_per_second": images / seconds,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "outside": 1 - passes.seconds / seconds if passes else 0.0,
    }
    print(json.dumps(found))


def limits(name: str, images: int) -> None:
    """Print where the engine's time goes, as the preset has it, and how much arithmetic it and a product reach."""
    preset = read_preset(Path(__file__).parents[1] / "presets" / f"{name}.yaml")
    config = make_config({**preset, "device": "cpu", "training_size": images}, name)
    _, epoch = engine(config, generate(size=2 * images + 1000, seed=0).dataset)
    epoch()
    started = time.perf_counter()
    epoch()
    # A multiplication and an addition each; the backward pass takes twice what the forward pass takes.
    operations = 2 * 3 * count(network_of(config), example_input()).macs * images
    reached = operations / (time.perf_counter() - started)
    matrix = torch.rand(4096, 4096, dtype=torch.bfloat16)
    matrix @ matrix
    started = time.perf_counter()
    matrix @ matrix
    fastest = 2 * len(matrix) ** 3 / (time.perf_counter() - started)
    print(f"  {reached / 1e9:.0f} GFLOP/s; a large product of bfloat16 matrices: {fastest / 1e9:.0f} GFLOP/s")
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
        epoch()
    rows = sorted(profile.key_averages(), key=lambda row: -row.self_cpu_time_total)
    total = sum(row.self_cpu_time_total for row in rows)
    shares = (f"{row.key.removeprefix('aten::')} {row.self_cpu_time_total / total:.0%}" for row in rows[:8])
    print(f"  its time: {', '.join(shares)}", flush=True)


def compare(name: str, images: int, rounds: int) -> None:
    """Run every variant in turn, print what each reached as it goes, then the medians and their ratios."""
    print(f"\n{name}, {images} images an epoch, images/s by round:", flush=True)
    results: dict[str, list[dict[str, float]]] = {variant: [] for variant in VARIANTS}
    for number in range(1, rounds + 1):
        print(f"  round {number} of {rounds}", end="", flush=True)
        for variant, found in results.items():
            command = [sys.executable, __file__, "--measure", name, variant, str(images)]
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            found.append(json.loads(printed.splitlines()[-1]))
            print(f", {variant} {found[-1]['images_per_second']:.0f}", end="", flush=True)
        print()

    def median(variant: str, key: str) -> float:
        return statistics.median(one[key] for one in results[variant])

    print(f"{name}, {torch.get_num_threads()} threads, median of {rounds}:")
    for variant in VARIANTS:
        speed, peak = median(variant, "images_per_second"), median(variant, "peak")
        outside = (
            ""
            if variant.startswith("plain")
            else f"  {100 * median(variant, 'outside'):>5.1f} % in neither pass"
        )
        print(f"  {variant:<28}{speed:>8.0f} images/s  {peak:>7.0f} MiB peak{outside}")
    for variant in VARIANTS[:2]:
        ratio = median("engine", "images_per_second") / median(variant, "images_per_second")
        print(f"  engine / {variant:<28}{ratio:>6.2f}", flush=True)
    print("  where the time goes …", flush=True)
    limits(name, images)


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare the networks that are named; the processes that it starts measure one variant of one of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "networks", nargs="*", metavar="NETWORK", help=f"{', '.join(IMAGES)}; all if none is named"
    )
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} rounds of fewer images")
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.measure:
        name, variant, images = asked.measure
        measure(name, variant, int(images))
        return
    unknown = [name for name in asked.networks if name not in IMAGES]
    if unknown:
        parser.error(f"{', '.join(unknown)}: no network of this comparison. There are {', '.join(IMAGES)}.")
    for name in asked.networks or IMAGES:
        images = IMAGES[name] // (QUICK_SHARE if asked.quick else 1)
        compare(name, images, QUICK_ROUNDS if asked.quick else ROUNDS)


if __name__ == "__main__":
    main()
