"""Networks by name."""

import difflib
import inspect
from collections.abc import Callable

from torch import nn

from fer_lib.config import Activation, Normalization
from fer_lib.errors import UserError
from fer_lib.models.report_a import ReportA, ReportADeep5
from fer_lib.models.report_b import ReportBCNN, ReportBDNN
from fer_lib.models.report_c import ReportC, ReportCSimple
from fer_lib.models.report_d import ReportDCNN, ReportDDNN

MODELS: dict[str, Callable[..., nn.Module]] = {
    "report-a": ReportA,
    "report-a-deep5": ReportADeep5,
    "report-b-cnn": ReportBCNN,
    "report-b-dnn": ReportBDNN,
    "report-c": ReportC,
    "report-c-simple": ReportCSimple,
    "report-d-cnn": ReportDCNN,
    "report-d-dnn": ReportDDNN,
}


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
        UserError: for a name that is not in ``MODELS``, or a choice that the network does not leave.
    """
    if name not in MODELS:
        near = difflib.get_close_matches(name, MODELS, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(MODELS)}"
        raise UserError(f"model: there is no network {name!r}; {hint}")
    options: dict[str, str] = {}
    accepted = inspect.signature(MODELS[name]).parameters
    for key, value, default in (
        ("activation", activation, "relu"),
        ("normalization", normalization, "batch"),
    ):
        if key in accepted:
            options[key] = value
        elif value != default:
            raise UserError(f"{key}: {name} is built as its report says and leaves no choice; drop this key")
    return MODELS[name](num_classes=num_classes, **options)
