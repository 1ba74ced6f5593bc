"""The network from scratch against torch on the CPU: the same float32 network, the same images, the same order.

    python benchmarks/scratch_speed.py

One epoch of mini-batch SGD is timed, forward, backward and step, for report E's network 784–60–10 and some others.
Both programs run in turn, each time in a process of its own, several times over; the median is printed, so that
whatever else the machine does falls on both. Once with one thread each, once with as many as each takes by itself.
Before anything is timed, the weights after two epochs are compared.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from fer_lib.scratch import Network, train_epoch
from fer_lib.scratch.activations import Array

IMAGES, BATCH, LEARNING_RATE = 12_000, 120, 0.1
CASES = {
    "784-60-10 relu": ((784, 60, 10), "relu"),
    "784-60-10 sigmoid": ((784, 60, 10), "sigmoid"),
    "784-200-100-10 tanh": ((784, 200, 100, 10), "tanh"),
}
MODULES = {"sigmoid": nn.Sigmoid, "relu": nn.ReLU, "tanh": nn.Tanh}
PROGRAMS = ("numpy", "torch")
ROUNDS, EPOCHS = 5, 3
MOST_DIFFERENCE = 1e-3
"""Of any weight after two epochs in float32: rounding grows with every step."""
Made = tuple[Callable[[], None], Callable[[], list[Array]]]


def images(pixels: int) -> tuple[Array, Array]:
    """Random images (float32, 0 to 1) and classes; what they show does not change the time."""
    random = np.random.Generator(np.random.PCG64(0))
    return random.random((IMAGES, pixels), np.float32), random.integers(0, 10, IMAGES)


def numpy_epoch(case: str) -> Made:
    """An epoch of ``fer_lib.scratch``, and how to get the weights."""
    widths, activation = CASES[case]
    x, y = images(widths[0])
    t = np.eye(10, dtype=np.float32)[y]
    network = Network.random(widths, activation, np.random.Generator(np.random.PCG64(1)), np.float32)
    order = np.random.Generator(np.random.PCG64(2))
    return (
        lambda: train_epoch(network, x, t, BATCH, LEARNING_RATE, order),
        lambda: [*network.weights, *network.biases],
    )


def torch_epoch(case: str) -> Made:
    """The same with torch's modules, automatic gradients and SGD, from the same weights in the same order."""
    widths, activation = CASES[case]
    x, y = (torch.from_numpy(array) for array in images(widths[0]))
    started = Network.random(widths, activation, np.random.Generator(np.random.PCG64(1)), np.float32)
    layers: list[nn.Module] = []
    linears = []
    for weight, bias in zip(started.weights, started.biases, strict=True):
        linear = nn.Linear(*weight.shape)
        linear.weight.data = torch.from_numpy(weight.T.copy())
        linear.bias.data = torch.from_numpy(bias)
        linears.append(linear)
        layers += [linear, MODULES[activation]()]
    model = nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(model.parameters(), LEARNING_RATE)
    order = np.random.Generator(np.random.PCG64(2))

    def epoch() -> None:
        for batch in torch.split(torch.from_numpy(order.permutation(IMAGES)), BATCH):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x[batch]), y[batch])
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()

    return epoch, lambda: [
        *(linear.weight.detach().numpy().T for linear in linears),
        *(linear.bias.detach().numpy() for linear in linears),
    ]


def measure(case: str, program: str) -> None:
    """Train an epoch to warm up and some for the clock; print the fastest one's milliseconds a step."""
    epoch, _ = (numpy_epoch if program == "numpy" else torch_epoch)(case)
    epoch()
    seconds = []
    for _ in range(EPOCHS):
        started = time.perf_counter()
        epoch()
        seconds.append(time.perf_counter() - started)
    print(json.dumps({"ms": 1000 * min(seconds) / -(-IMAGES // BATCH)}))


def check(case: str) -> float:
    """Largest difference of a weight between the two programs after two epochs."""
    found = []
    for made in (numpy_epoch, torch_epoch):
        epoch, values = made(case)
        epoch()
        epoch()
        found.append(values())
    largest = max(float(np.abs(one - other).max()) for one, other in zip(*found, strict=True))
    if largest > MOST_DIFFERENCE:
        sys.exit(f"{case}: the two programs do not train the same network: weights differ by {largest:.1e}")
    return largest


def compare(case: str, one_thread: bool) -> None:
    """Run both programs in turn and print the medians and their ratio."""
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    environment = {key: value for key, value in os.environ.items() if key not in threads}
    if one_thread:
        environment |= dict.fromkeys(threads, "1")
    found: dict[str, list[float]] = {program: [] for program in PROGRAMS}
    for _ in range(ROUNDS):
        for program, milliseconds in found.items():
            command = [sys.executable, __file__, "--measure", case, program]
            printed = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
            milliseconds.append(json.loads(printed.stdout.splitlines()[-1])["ms"])
    ours, theirs = (statistics.median(found[program]) for program in PROGRAMS)
    ratios = [one / other for one, other in zip(*found.values(), strict=True)]
    print(
        f"{case:<22}{'one thread' if one_thread else 'as configured':<15}"
        f"{ours:>9.3f}{theirs:>9.3f}{ours / theirs:>8.2f}"
        f"   ({min(ratios):.2f} to {max(ratios):.2f} by round)",
        flush=True,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare all networks; the processes that it starts measure one of them with one program."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--measure", nargs=2, metavar=("NETWORK", "PROGRAM"), help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments).measure
    if asked:
        measure(*asked)
        return
    print("Training both for two epochs, to compare their weights …", flush=True)
    print(f"Weights after two epochs differ by at most {max(check(case) for case in CASES):.1e}.")
    print(f"Milliseconds a step of {BATCH} images, median of {ROUNDS} rounds, {os.cpu_count()} cores:")
    print(f"{'network':<22}{'threads':<15}{'NumPy':>9}{'torch':>9}{'ratio':>8}", flush=True)
    for one in (True, False):
        for name in CASES:
            compare(name, one)


if __name__ == "__main__":
    main()
