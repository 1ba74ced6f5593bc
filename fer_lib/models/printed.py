"""The numbers of parameters that the reports print, and what each of them really counts."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from fer_lib.models.inputs import example_input
from fer_lib.models.layers import count
from fer_lib.models.registry import create_model


def without_input_channels(model: nn.Module) -> int:
    """Report B's count: k² for each filter, as if it saw one channel, and the weights of the linear layers."""
    convolutions = [m for m in model.modules() if isinstance(m, nn.Conv2d)]
    linears = [m for m in model.modules() if isinstance(m, nn.Linear)]
    filters = sum(m.out_channels * m.kernel_size[0] * m.kernel_size[1] for m in convolutions)
    return filters + sum(m.weight.numel() for m in linears)


@dataclass(frozen=True)
class PrintedCount:
    """A number that a report prints.

    Attributes:
        model: name of the network.
        printed: the number in the report.
        meaning: what it counts, in words.
        recount: counts just that from the network.
        is_erratum: whether the report calls it the number of parameters although it is not.
    """

    model: str
    printed: int
    meaning: str
    recount: Callable[[nn.Module], int]
    is_erratum: bool = False

    def agrees(self) -> bool:
        """Whether counting what ``meaning`` says gives the printed number."""
        return self.recount(create_model(self.model)) == self.printed


def _trainable(model: nn.Module) -> int:
    return count(model, example_input()).trainable


def _total(model: nn.Module) -> int:
    return count(model, example_input()).total


PRINTED_COUNTS = (
    PrintedCount("report-a", 2_109_031, "trainable parameters", _trainable),
    PrintedCount(
        "report-b-cnn",
        309_664,
        "9 weights a filter whatever its input channels, and no biases; the network has 400,583 parameters",
        without_input_channels,
        is_erratum=True,
    ),
    PrintedCount(
        "report-b-dnn",
        310_208,
        "weights without biases; the network has 310,807 parameters",
        lambda model: count(model, example_input()).weights_only,
        is_erratum=True,
    ),
    PrintedCount("report-d-cnn", 5_927_239, "with BatchNorm's running statistics, as Keras counts", _total),
    PrintedCount("report-d-cnn", 5_920_583, "trainable parameters", _trainable),
    PrintedCount(
        "report-d-cnn", 6_656, "BatchNorm's running statistics alone", lambda m: _total(m) - _trainable(m)
    ),
    PrintedCount("report-d-dnn", 6_055_943, "with BatchNorm's running statistics, as Keras counts", _total),
)
