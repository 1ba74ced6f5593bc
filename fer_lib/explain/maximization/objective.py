"""What an image is changed to make large: the mean of a filter's output, or the score of a class."""

from dataclasses import dataclass
from typing import Literal, Protocol

import torch
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.filter_layers import layer_outputs


class Objective(Protocol):
    """One number for each image, image i having its own unit i."""

    @property
    def units(self) -> tuple[int, ...]:
        """Index of each image's unit."""
        ...

    def values(self, model: nn.Module, images: Tensor, units: Tensor) -> Tensor:
        """The objective [n] of images [n, C, H, W] for units [n] (int64)."""
        ...


@dataclass(frozen=True)
class FilterObjective:
    """The mean over all places of one filter's output: a_k(x) = 1/(HW) · Σ_ij f_k(x)_ij (Erhan et al. 2009).

    Attributes:
        layer: path of the module whose output counts. After a ReLU a silent filter has no gradient at all;
            before it, it has.
        units: indices of the filters, one for each image.
    """

    layer: str
    units: tuple[int, ...]

    def values(self, model: nn.Module, images: Tensor, units: Tensor) -> Tensor:
        """Means [n]. Raises ``UserError`` if a unit is not among the layer's filters."""
        output = layer_outputs(model, [self.layer], images)[self.layer]
        check_units(self.units, output.shape[1], f"filters of {self.layer}")
        chosen = output[torch.arange(len(images), device=output.device), units]
        return chosen if chosen.ndim == 1 else chosen.flatten(1).mean(1)


@dataclass(frozen=True)
class ClassObjective:
    """A class's logit z_k, or its log probability log softmax(z)_k.

    The logarithm has the same maximum as the probability and a gradient that does not vanish where the
    probability is small.

    Attributes:
        units: indices of the classes, one for each image.
        score: which of the two.
    """

    units: tuple[int, ...]
    score: Literal["logit", "probability"] = "logit"

    def values(self, model: nn.Module, images: Tensor, units: Tensor) -> Tensor:
        """Scores [n]. Raises ``UserError`` if a unit is not among the network's classes."""
        logits: Tensor = model(images)
        check_units(self.units, logits.shape[1], "classes")
        scores = logits.log_softmax(1) if self.score == "probability" else logits
        return scores[torch.arange(len(images), device=scores.device), units]


def check_units(units: tuple[int, ...], number: int, what: str) -> None:
    """Raise ``UserError`` unless all units are from 0 to ``number`` − 1."""
    wrong = [unit for unit in units if not 0 <= unit < number]
    if wrong:
        raise UserError(f"{wrong[0]} is not among the {number} {what}; they are numbered 0 to {number - 1}")
