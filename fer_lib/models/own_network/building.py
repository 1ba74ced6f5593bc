"""Making a network of one's own: it is handed what it takes of the data's shape, and the user's options."""

import difflib
import inspect
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from fer_lib.data.dataset import DataShape
from fer_lib.errors import UserError
from fer_lib.models.inputs import example_input
from fer_lib.models.memory_format import find_memory_format
from fer_lib.models.own_network.loading import Factory, load_network
from fer_lib.models.own_network.mistakes import mistake_in
from fer_lib.network_code import NetworkCode

BY_THE_DATA = ("num_classes", "in_channels", "image_size", "height", "width")
"""Arguments that are handed over to a class that takes them; ``height`` and ``width`` where it takes both."""
_KINDS = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def _arguments(factory: Factory) -> tuple[dict[str, inspect.Parameter], bool]:
    """Arguments that a factory takes by name, and whether it takes any others."""
    try:
        parameters = inspect.signature(factory).parameters
    except (TypeError, ValueError):  # written in C
        return {}, True
    named = {name: parameter for name, parameter in parameters.items() if parameter.kind in _KINDS}
    return named, any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())


def _where(code: NetworkCode) -> str:
    return f"{code.shown(code.main)}:{code.name}"


def check_options(code: NetworkCode, options: Mapping[str, Any]) -> None:
    """Load a network's file, and see that the class takes the options, and gets all that it needs.

    Raises:
        UserError: if it does not.
    """
    named, takes_any = _arguments(load_network(code))
    unknown = [name for name in options if name not in named and not takes_any]
    if unknown:
        near = difflib.get_close_matches(unknown[0], named, 1)
        own = ", ".join(name for name in named if name not in BY_THE_DATA[:2]) or "no options"
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise UserError(f"{_where(code)}: takes no {unknown[0]!r}; {hint}it takes {own}", key="model_options")
    given = {*options, *(BY_THE_DATA if {"height", "width"} <= set(named) else BY_THE_DATA[:3])}
    needed = [name for name, p in named.items() if p.default is inspect.Parameter.empty and name not in given]
    if needed:
        raise UserError(
            f"{_where(code)}: needs {', '.join(needed)}; give {'it' if len(needed) == 1 else 'them'}: "
            f"{{{', '.join(f'{name}: …' for name in needed)}}}",
            key="model_options",
        )


def _handed_over(code: NetworkCode, shape: DataShape, options: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments for a network's class: what it takes of the data's shape, and the user's options."""
    check_options(code, options)
    named, _ = _arguments(load_network(code))
    side = shape.height if shape.height == shape.width else (shape.height, shape.width)
    values = dict(
        zip(BY_THE_DATA, (shape.num_classes, shape.channels, side, shape.height, shape.width), strict=True)
    )
    for name in BY_THE_DATA[:2]:
        if name in named and name in options and options[name] != values[name]:
            raise UserError(
                f"{_where(code)}: {name}: the data decide it, it is {values[name]}; leave it out",
                key="model_options",
            )
    if not {"height", "width"} <= set(named):  # `width` alone is how many channels a network has
        del values["height"], values["width"]
    return {**{name: value for name, value in values.items() if name in named}, **options}


def build(code: NetworkCode, shape: DataShape, options: Mapping[str, Any] | None = None) -> nn.Module:
    """Make the network, with the initial weights that its code gives it (seed the generator before).

    ``num_classes``, ``in_channels``, ``image_size`` (one number, or height and width where they differ) and ``height``
    with ``width`` are handed over if the class or function takes arguments of these names.

    Args:
        code: the network's files.
        shape: of the data: classes, channels and sides.
        options: further arguments; the side of the images may be among them.

    Raises:
        UserError: if the file cannot be run, an option does not fit, the code fails, or what it makes is no network.
    """
    factory = load_network(code)
    arguments = _handed_over(code, shape, options or {})
    try:
        network = factory(**arguments)
    except Exception as error:
        shown = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
        raise mistake_in(code, f"{code.name}({shown}) fails", error) from None
    if not isinstance(network, nn.Module):
        raise UserError(
            f"{_where(code)}: makes a {type(network).__name__}, and a torch.nn.Module is expected"
        )
    if any(map(is_lazy, [*network.parameters(), *network.buffers()])):
        with torch.no_grad():  # nn.LazyLinear has its weights only after it has seen an image
            try:
                network.eval()(example_input(shape))
            except Exception as error:
                raise mistake_in(code, f"fails for an image of {shape.describe()}", error) from None
            network.train()
    find_memory_format(network, shape)
    return network
