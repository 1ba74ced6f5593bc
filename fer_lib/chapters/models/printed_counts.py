"""The numbers of parameters that the reports print, and what each of them really counts."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from fer_lib.language import Text
from fer_lib.models.inputs import example_input
from fer_lib.models.layers import count
from fer_lib.models.registry import create_model


@dataclass(frozen=True)
class ParameterSources:
    """What the trainable values of a network without normalization are.

    Attributes:
        filters: number of filters of all convolutions.
        kernels: weights of the convolutions.
        kernels_of_one_channel: k² for each filter, as if it saw one input channel.
        linear: weights of the fully connected layers.
        biases: of both.
    """

    filters: int
    kernels: int
    kernels_of_one_channel: int
    linear: int
    biases: int

    @property
    def total(self) -> int:
        """All trainable values."""
        return self.kernels + self.linear + self.biases

    @classmethod
    def of(cls, model: nn.Module) -> "ParameterSources":
        """Count them from the modules."""
        convolutions = [m for m in model.modules() if isinstance(m, nn.Conv2d)]
        linears = [m for m in model.modules() if isinstance(m, nn.Linear)]
        both: list[nn.Conv2d | nn.Linear] = [*convolutions, *linears]
        return cls(
            filters=sum(m.out_channels for m in convolutions),
            kernels=sum(m.weight.numel() for m in convolutions),
            kernels_of_one_channel=sum(m.weight[:, 0].numel() for m in convolutions),
            linear=sum(m.weight.numel() for m in linears),
            biases=sum(m.bias.numel() for m in both if m.bias is not None),
        )


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
    meaning: Text
    recount: Callable[[nn.Module], int]
    is_erratum: bool = False

    def agrees(self) -> bool:
        """Whether counting what ``meaning`` says gives the printed number."""
        return self.recount(create_model(self.model)) == self.printed

    def trainable(self) -> int:
        """Number of trainable parameters that the network really has."""
        return _trainable(create_model(self.model))


def without_input_channels(model: nn.Module) -> int:
    """Report B's count: k² for each filter, as if it saw one channel, and the weights of the linear layers."""
    sources = ParameterSources.of(model)
    return sources.kernels_of_one_channel + sources.linear


def _trainable(model: nn.Module) -> int:
    return count(model, example_input()).trainable


def _total(model: nn.Module) -> int:
    return count(model, example_input()).total


def _weights(model: nn.Module) -> int:
    return count(model, example_input()).weights_only


_TRAINABLE = Text("trainable parameters", "可訓練的參數")
_KERAS = Text("with BatchNorm's statistics", "連批次正規化的統計量")

PRINTED_COUNTS = (
    PrintedCount("report-a", 2_109_031, _TRAINABLE, _trainable),
    PrintedCount(
        "report-b-cnn",
        309_664,
        Text("9 weights a filter, no biases", "每個濾波器 9 個權重，無偏差項"),
        without_input_channels,
        is_erratum=True,
    ),
    PrintedCount(
        "report-b-dnn",
        310_208,
        Text("weights, no biases", "權重，無偏差項"),
        _weights,
        is_erratum=True,
    ),
    PrintedCount("report-d-cnn", 5_927_239, _KERAS, _total),
    PrintedCount("report-d-cnn", 5_920_583, _TRAINABLE, _trainable),
    PrintedCount(
        "report-d-cnn",
        6_656,
        Text("BatchNorm's statistics alone", "只有批次正規化的統計量"),
        lambda model: count(model, example_input()).statistics,
    ),
    PrintedCount("report-d-dnn", 6_055_943, _KERAS, _total),
)
