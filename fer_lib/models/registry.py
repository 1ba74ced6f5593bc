"""Networks by name."""

import difflib
from collections.abc import Callable
from functools import partial

from torch import nn

from fer_lib.config import Activation, Normalization
from fer_lib.errors import UserError
from fer_lib.models.report_a import ReportA

MODELS: dict[str, Callable[..., nn.Module]] = {"report-a": ReportA}


def create_model(
    name: str, num_classes: int = 7, activation: Activation = "relu", normalization: Normalization = "batch"
) -> nn.Module:
    """A new network with PyTorch's initial weights (seed the generator before).

    Args:
        name: a key of ``MODELS``.
        num_classes: number of logits K.
        activation: activation of the networks that leave the choice.
        normalization: ``none`` leaves batch normalization out of the networks that have it.

    Raises:
        UserError: for a name that is not in ``MODELS``.
    """
    try:
        make = partial(MODELS[name], num_classes=num_classes)
    except KeyError:
        near = difflib.get_close_matches(name, MODELS, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(MODELS)}"
        raise UserError(f"model: there is no network {name!r}; {hint}") from None
    return make(activation=activation, normalization=normalization)
