"""The engine against the plain loop that a student writes, on the CPU.

    python benchmarks/training_speed.py                  all three networks
    python benchmarks/training_speed.py report-a         one of them

The plain loop: float32, NCHW, a DataLoader that turns, moves and mirrors one PIL image after the other, Adam. The
engine: what a preset with the same augmentation runs. Both train on the same synthetic faces at batch 128.
Every variant runs in a process of its own, in turn, several times over; the median is printed, so that
whatever else the machine does falls on all of them. Also: how fast the plain loop is when its images are
ready in memory, how much of the engine's time is not forward and backward pass, and peak memory.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from fer_lib.config import RunConfig
from fer_lib.data.synthetic import generate
from fer_lib.models import create_model, to_input
from fer_lib.training.device import make_fabric
from fer_lib.training.progress import Progress
from fer_lib.training.trainer import Trainer, make_trainer

BATCH = 128
IMAGES = {"report-a": 2560, "report-c": 1536, "report-d-cnn": 384}
"""Training images an epoch, so that each takes seconds."""
ROUNDS = 5
VARIANTS = ("plain loop", "plain loop, images ready", "engine", "engine, forward and backward")


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


def forward_and_backward(trainer: Trainer, batches: list[tuple[Tensor, Tensor]]) -> None:
    """The two passes of the engine and nothing else."""
    trainer.model.train()
    for inputs, targets in batches:
        trainer.fabric.backward(trainer.objective(trainer.model(inputs).float(), targets))
        for p in trainer.network.parameters():
            p.grad = None


def epoch_of(name: str, variant: str) -> Callable[[], object]:
    """A function that trains one epoch."""
    n = IMAGES[name]
    made = generate(size=max(2 * n, 1000), seed=0).dataset
    if variant.startswith("plain"):
        images, labels = made.images[:n], made.labels[:n]
        model = create_model(name)
        optimizer = torch.optim.Adam(model.parameters())
        loader = DataLoader(Faces(images, labels), BATCH, shuffle=True)
        ready = list(loader) if "ready" in variant else None
        return lambda: plain_epoch(model, optimizer, ready or loader)
    config = RunConfig(
        model=name, batch_size=BATCH, training_size=n, optimizer="adam", schedule="constant",
        flip=True, rotation=10.0, shift=0.1, device="cpu",
    )  # fmt: skip
    fabric, _ = make_fabric(config)
    trainer = make_trainer(config, made, fabric)
    trainer.validation = (
        trainer.validation[0][:2],
        trainer.validation[1][:2],
    )  # training is timed, not scoring
    if variant == "engine":
        numbers = iter(range(1, 10_000))
        return lambda: trainer.run_epoch(next(numbers), Progress(1, 0, 1, quiet=True))
    batches = [
        (to_input(trainer.batches.images[i]), trainer.batches.labels[i])
        for i in torch.split(torch.arange(n), BATCH)
    ]
    return lambda: forward_and_backward(trainer, batches)


def measure(name: str, variant: str) -> None:
    """Train an epoch to warm up and one for the clock; print images a second and peak memory in MiB."""
    epoch = epoch_of(name, variant)
    epoch()
    started = time.perf_counter()
    epoch()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"images_per_second": IMAGES[name] / seconds, "peak": peak}))


def compare(name: str) -> None:
    """Run every variant in turn and print the medians and their ratios."""
    results: dict[str, list[dict[str, float]]] = {variant: [] for variant in VARIANTS}
    for _ in range(ROUNDS):
        for variant, found in results.items():
            command = [sys.executable, __file__, name, variant]
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            found.append(json.loads(printed.splitlines()[-1]))
    speed = {v: statistics.median(r["images_per_second"] for r in found) for v, found in results.items()}
    peak = {v: statistics.median(r["peak"] for r in found) for v, found in results.items()}
    print(f"\n{name}, batch {BATCH}, {torch.get_num_threads()} threads, median of {ROUNDS}:")
    for variant in VARIANTS:
        print(f"  {variant:<30}{speed[variant]:>8.0f} images/s  {peak[variant]:>7.0f} MiB peak")
    plain, ready, engine, passes = (speed[variant] for variant in VARIANTS)
    print(f"  engine / plain loop                   {engine / plain:>6.2f}")
    print(f"  engine / plain loop, images ready     {engine / ready:>6.2f}")
    print(f"  engine's time that is not the passes  {100 * (1 - engine / passes):>6.1f} %", flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure(sys.argv[1], sys.argv[2])
    else:
        for network in sys.argv[1:] or IMAGES:
            compare(network)
