"""How long convolution layers take, against the operations that the formulas predict."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import torch
from scipy.stats import linregress
from torch.utils.benchmark import Timer

from fer_lib.proofs.operation_counts import ConvolutionLayer, square_layer

# One quantity is varied, the others stay as in the base layer: 32 channels in and out, side 24, kernel 3×3.
BASE = {"channels": 32, "side": 24, "kernel": 3}
SWEEP = {
    "channels": (4, 8, 16, 32, 64, 128),
    "side": (6, 12, 24, 48, 96),
    "kernel": (1, 3, 5, 7, 9),
}
# For fewer than 16 small images on one thread torch takes other, slower code (a matrix product of copied windows),
# and the sweep would compare two programs.
IMAGES = 16


@dataclass(frozen=True)
class TimedLayer:
    """A layer and how long its forward pass took.

    Args:
        varied: which quantity was varied: ``channels``, ``side`` or ``kernel``.
        value: what it was.
        operations: multiplications and additions that the formulas predict for all images together.
        seconds: median wall time of a forward pass of 16 images.
    """

    varied: str
    value: int
    operations: int
    seconds: float

    @property
    def operations_per_second(self) -> float:
        """Predicted operations divided by the time."""
        return self.operations / self.seconds


@dataclass(frozen=True)
class PowerLaw:
    r"""A straight line through :math:`(\log\text{operations}, \log\text{seconds})` by least squares.

    Args:
        exponent: slope of the line; 1 where time is proportional to operations.
        factor: seconds at one operation.
        r_squared: share of the variance of log time that the line explains, 0 to 1.
    """

    exponent: float
    factor: float
    r_squared: float

    @property
    def linearity(self) -> Literal["nearly", "roughly", "not"]:
        """How nearly time is proportional to operations."""
        deviation = abs(self.exponent - 1)
        if deviation < 0.1 and self.r_squared > 0.95:
            return "nearly"
        return "roughly" if deviation < 0.25 and self.r_squared > 0.8 else "not"


def fit_power_law(layers: Sequence[TimedLayer]) -> PowerLaw:
    """The power law nearest to some measurements, at least two with different operations."""
    line = linregress(
        np.log([layer.operations for layer in layers]), np.log([layer.seconds for layer in layers])
    )
    return PowerLaw(float(line.slope), float(np.exp(line.intercept)), float(line.rvalue**2))


@dataclass(frozen=True)
class LayerTimes:
    """Measured times of a sweep over channels, image side and kernel side.

    Args:
        layers: the measurements.
    """

    layers: tuple[TimedLayer, ...]

    def varying(self, varied: str) -> list[TimedLayer]:
        """The measurements in which one quantity was varied."""
        return [layer for layer in self.layers if layer.varied == varied]

    @cached_property
    def law(self) -> PowerLaw:
        """The power law nearest to all measurements."""
        return fit_power_law(self.layers)

    @property
    def fastest(self) -> TimedLayer:
        """The layer with the most operations a second."""
        return max(self.layers, key=lambda layer: layer.operations_per_second)

    @property
    def slowest(self) -> TimedLayer:
        """The layer with the fewest operations a second."""
        return min(self.layers, key=lambda layer: layer.operations_per_second)

    @property
    def rate_ratio(self) -> float:
        """The highest number of operations a second divided by the lowest: 1 if time is proportional to them."""
        return self.fastest.operations_per_second / self.slowest.operations_per_second

    @property
    def base_ratio(self) -> float:
        """The longest by the shortest time of the base layer, which the sweep meets once for each quantity."""
        times = [layer.seconds for layer in self.layers if layer.value == BASE[layer.varied]]
        return max(times) / min(times)


def swept_layers() -> Iterator[tuple[str, int, ConvolutionLayer]]:
    """The layers of the sweep: which quantity is varied, its value, the layer; all with ‘same’ padding."""
    for varied, values in SWEEP.items():
        for value in values:
            sizes = {**BASE, varied: value}
            channels, kernel = sizes["channels"], sizes["kernel"]
            yield (
                varied,
                value,
                square_layer(channels, channels, kernel, sizes["side"], padding=kernel // 2),
            )


def timer_of(layer: ConvolutionLayer) -> Callable[[], float]:
    """Prepare a layer, and return what times its forward pass of 16 images once more.

    Args:
        layer: a layer with stride 1, an odd square kernel and ‘same’ padding.

    Returns:
        A function that gives seconds a pass, float32 on one thread: the median that ``torch.utils.benchmark``
        finds in about 0.04 s.
    """
    module = torch.nn.Conv2d(layer.in_channels, layer.filters, layer.kernel, padding=layer.kernel[0] // 2)
    image = torch.zeros(IMAGES, layer.in_channels, *layer.output)
    timer = Timer("module(image)", globals={"module": module.eval(), "image": image}, num_threads=1)

    def measure() -> float:
        with torch.inference_mode():
            return float(timer.blocked_autorange(min_run_time=0.04).median)

    return measure


def measure_sweep(
    rounds: int = 5, prepare: Callable[[ConvolutionLayer], Callable[[], float]] = timer_of
) -> LayerTimes:
    """Time every layer of the sweep, in five to ten seconds.

    The sweep is gone through several times and the median taken for each layer, so that other work on the
    machine falls on all layers alike.

    Args:
        rounds: how often, at least 1.
        prepare: takes a layer and returns what times it.
    """
    swept = list(swept_layers())
    timers = [prepare(layer) for _, _, layer in swept]
    seconds = np.median([[measure() for measure in timers] for _ in range(rounds)], axis=0)
    return LayerTimes(
        tuple(
            TimedLayer(varied, value, IMAGES * (layer.multiplications + layer.additions), float(time))
            for (varied, value, layer), time in zip(swept, seconds, strict=True)
        )
    )
