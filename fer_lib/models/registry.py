"""Networks by name."""

import difflib
import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType

from torch import nn

from fer_lib.config import Activation, Dropout, Normalization
from fer_lib.data.dataset import DataShape
from fer_lib.data.fer2013 import SHAPE
from fer_lib.errors import UserError
from fer_lib.models.report_a import ReportA, ReportADeep5
from fer_lib.models.report_b import ReportBCNN, ReportBDNN
from fer_lib.models.report_c import ReportC, ReportCSimple
from fer_lib.models.report_d import ReportDCNN, ReportDDNN
from fer_lib.models.report_e import ReportEDigits, ReportEMasks
from fer_lib.models.vgg_fer import vgg_fer, vgg_fer_small

MODELS: dict[str, Callable[..., nn.Module]] = {
    "report-a": ReportA,
    "report-a-deep5": ReportADeep5,
    "report-b-cnn": ReportBCNN,
    "report-b-dnn": ReportBDNN,
    "report-c": ReportC,
    "report-c-simple": ReportCSimple,
    "report-d-cnn": ReportDCNN,
    "report-d-dnn": ReportDDNN,
    "report-e-digits": ReportEDigits,
    "report-e-masks": ReportEMasks,
    "vgg-fer-small": vgg_fer_small,
    "vgg-fer": vgg_fer,
}
_BY_OTHER_KEYS = ("num_classes", "in_channels", "height", "width", "activation", "normalization", "dropout")
"""Arguments of the networks that the data or keys of ``RunConfig`` decide."""


def create_model(
    name: str,
    shape: DataShape = SHAPE,
    activation: Activation = "relu",
    normalization: Normalization = "batch",
    dropout: Dropout = "network",
    options: Mapping[str, object] = MappingProxyType({}),
) -> nn.Module:
    """A new network with PyTorch's initial weights (seed the generator before).

    Args:
        name: a key of ``MODELS``.
        shape: the classes K, and the channels and sides of the images.
        activation: activation of the networks that leave the choice.
        normalization: ``none`` leaves batch normalization out of the networks that leave the choice.
        dropout: ``network`` for the network's own rates; a number in [0, 1) takes the place of all of them,
            and networks without dropout get it before their linear layers.
        options: what else the network's class or function takes.

    Raises:
        UserError: for a name that is not in ``MODELS``, images that the network does not take, a choice that it does
            not leave, an option that it does not take, or a dropout rate out of range.
    """
    if name not in MODELS:
        near = difflib.get_close_matches(name, MODELS, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(MODELS)}"
        raise UserError(f"there is no network {name!r}; {hint}", key="model")
    if dropout != "network" and not 0 <= dropout < 1:
        raise UserError(
            f"{dropout} is not a rate; give a number from 0 up to below 1, or 'network'", key="dropout"
        )
    accepted = inspect.signature(MODELS[name]).parameters
    arguments: dict[str, object] = {}
    if "in_channels" in accepted:
        arguments = {"in_channels": shape.channels, "height": shape.height, "width": shape.width}
    elif shape.image != SHAPE.image:
        raise UserError(
            f"{name} takes {SHAPE.describe()} images, and these are {shape.describe()}; take a network for any images "
            f"({', '.join(any_image_networks())}, or one of your own), or prepare the data with "
            f"size: [{SHAPE.height}, {SHAPE.width}], channels: {SHAPE.channels}",
            key="model",
        )
    for key, value, default in (
        ("activation", activation, "relu"),
        ("normalization", normalization, "batch"),
    ):
        if key in accepted:
            arguments[key] = value
        elif value != default:
            raise UserError(f"{name} is built with its own and leaves no choice; drop this key", key=key)
    known = [key for key in accepted if key not in _BY_OTHER_KEYS]
    for key in options:
        if key not in known:
            raise UserError(
                f"{name} takes no {key!r}; it takes {', '.join(known) or 'no options'}", key="model_options"
            )
    return MODELS[name](num_classes=shape.num_classes, dropout=dropout, **arguments, **options)


def any_image_networks() -> list[str]:
    """Names of the networks that take images of any size and number of channels."""
    return [
        name for name, factory in MODELS.items() if "in_channels" in inspect.signature(factory).parameters
    ]


def own_shape(name: str) -> DataShape:
    """The images and classes that a network of ``MODELS`` was made for: those of its report, else FER2013's."""
    parameters = inspect.signature(MODELS[name]).parameters
    keys = ("num_classes", "in_channels", "height", "width")
    return DataShape(
        *(parameters[k].default if k in parameters else v for k, v in zip(keys, SHAPE, strict=True))
    )
