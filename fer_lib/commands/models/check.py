"""What ``models check`` finds out about a network, and how it says so."""

import argparse
from typing import Any

import torch
from torch import nn

from fer_lib.config import make_config
from fer_lib.data.dataset import DataShape
from fer_lib.data.fer2013 import SHAPE
from fer_lib.errors import UserError
from fer_lib.models import example_input
from fer_lib.models.of_config import check_any_network, network_of, read_code

ANY_NETWORK = "1 to 3, 5, 6 and 17"
"""Chapters that need no more of a network than its answers."""


def _shape(arguments: argparse.Namespace) -> DataShape:
    """Of the data, or as the options say."""
    said = {key: getattr(arguments, key) for key in ("size", "channels", "classes")}
    given = [f"--{key}" for key, value in said.items() if value is not None]
    if arguments.data:
        if given:
            raise UserError(f"{given[0]}: --data says the classes, channels and size; leave one of them out")
        from fer_lib.data.sources import load

        return load(arguments.data).shape
    height, width = arguments.size or (SHAPE.height, SHAPE.width)
    classes = SHAPE.num_classes if arguments.classes is None else arguments.classes
    if height < 1 or width < 1 or classes < 2:
        raise UserError("--size: numbers from 1, and --classes: a number from 2, are expected")
    return DataShape(classes, arguments.channels or SHAPE.channels, height, width)


def _methods(model: nn.Module, images: torch.Tensor) -> dict[str, str]:
    """Why an attribution method is not defined for the network, by its name; empty for those that are."""
    from fer_lib.explain.attribution import METHODS

    reasons = {}
    for method in METHODS:
        try:
            method.refuse(model, images)
            reasons[method.name] = ""
        except UserError as error:
            reasons[method.name] = str(error)
    return reasons


def _filters(model: nn.Module, shape: DataShape) -> tuple[list[str], list[str], str]:
    """Convolutions with filters, those of them that are added to another branch unactivated, or why there are none."""
    from fer_lib.explain.filter_layers import find_filter_layers

    try:
        layers = find_filter_layers(model, shape.image)
    except UserError as error:
        return [], [], str(error)
    return (
        [layer.convolution for layer in layers],
        [layer.convolution for layer in layers if layer.is_joined],
        "",
    )


def _followed(model: nn.Module, images: torch.Tensor) -> tuple[nn.Module, str]:
    """The network with a module for each activation, as it is explained; else itself, and why not."""
    from fer_lib.explain.activation_modules import with_activation_modules

    try:
        return with_activation_modules(model, images), ""
    except UserError as error:
        return model, str(error)


def check(arguments: argparse.Namespace) -> dict[str, Any]:
    """Try the network that the command line names.

    Returns:
        plain JSON values: ``network``, ``files``, ``options``, ``shape``, ``parameters``, ``macs``, ``functional``,
        ``not_counted``, ``without_gradient``, ``shared``, ``warnings``, ``methods`` (reasons by name), ``not_followed``
        (why its activations are not told apart), ``filters``, ``joined`` and ``no_filters`` (the reason).

    Raises:
        UserError: if the network cannot be trained on data of this shape, or an option is wrong.
    """
    values = {"model": arguments.network, "model_options": arguments.options}
    config = make_config(values, "models check")
    shape = _shape(arguments)
    try:
        code = read_code(config)
        found = check_any_network(config, shape, code)
    except UserError as error:  # on the command line there are no keys
        raise UserError(f"--options: {error.text}" if error.key == "model_options" else error.text) from None
    model, images = network_of(config, shape, code).eval(), example_input(shape)
    model, not_followed = _followed(model, images)
    filters, joined, no_filters = _filters(model, shape)
    return {
        "network": arguments.network,
        "files": [code.shown(name) for name in code.files] if code else [],
        "options": config.model_options,
        "shape": shape._asdict(),
        "parameters": found.totals.trainable,
        "with_statistics": found.totals.total,
        "macs": found.totals.macs,
        "functional": dict(found.totals.functional),
        "not_counted": list(found.totals.not_counted),
        "without_gradient": list(found.without_gradient),
        "shared": [list(names) for names in found.shared],
        "warnings": list(found.warnings),
        "methods": _methods(model, images),
        "not_followed": not_followed,
        "filters": filters,
        "joined": joined,
        "no_filters": no_filters,
    }


def lines(report: dict[str, Any]) -> list[str]:
    """The same for people."""
    from fer_lib.names import METHOD_NAMES

    shape = DataShape(**report["shape"])
    rows = [("files", ", ".join(report["files"]))] if report["files"] else []
    if report["options"]:
        rows.append(("options", ", ".join(f"{key}={value!r}" for key, value in report["options"].items())))
    reached = (
        "no gradient reaches some parameters" if report["without_gradient"] else "reaches every parameter"
    )
    operations = f"{report['macs']:,} multiply-accumulates for one image"
    if report["functional"]:
        operations += ", of them " + ", ".join(f"{n:,} in {name}" for name, n in report["functional"].items())
    if report["not_counted"]:
        operations += f"; not counted: {', '.join(report['not_counted'])}"
    parameters = f"{report['parameters']:,}"
    if report["with_statistics"] != report["parameters"]:
        parameters += f" ({report['with_statistics']:,} with the statistics of normalization)"
    rows += [
        ("answers", f"{[2, *shape.image]} → {[2, shape.num_classes]}, each image for itself"),
        ("gradient", reached),
        ("weights", "saved and loaded, they give the same answers"),
        ("parameters", parameters),
        ("operations", operations),
        *(("shared", " = ".join(names)) for names in report["shared"]),
    ]
    text = [
        f"{report['network']}: can be trained on {shape.describe()} images of {shape.num_classes} classes"
    ]
    text += [f"  {name:<11} {value}" for name, value in rows]
    text += [f"note: {warning}" for warning in report["warnings"]]
    text += ["", f"chapters {ANY_NETWORK}: for any network", "chapter 7, where the network looks:"]
    for name, reason in report["methods"].items():
        title = METHOD_NAMES[name].en
        reason = reason.removeprefix(f"{title}: ").removeprefix(f"{name.replace('_', ' ')}: ")
        text.append(f"  {title:<21} {f'no: {reason}' if reason else 'yes'}")
    if report["not_followed"]:
        text.append(f"  {report['not_followed']}")
    filters, joined = report["filters"], report["joined"]
    if filters:
        shown = f"{', '.join(filters[:3])}{', …' if len(filters) > 3 else ''}"
        line = f"{len(filters)} convolution{'s' * (len(filters) > 1)} ({shown})"
        line += f"; {len(joined)} of them joined with another branch before any activation" if joined else ""
    else:
        line = f"none: {report['no_filters']}"
    return [*text, f"chapters 8 and 9, filters: {line}"]
