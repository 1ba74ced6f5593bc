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

_KINDS = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def _handed_over(
    factory: Factory, shape: DataShape, options: Mapping[str, Any], where: str
) -> dict[str, Any]:
    """The arguments of a factory: what it takes of the data's shape, and the user's options.

    Raises:
        UserError: for an option that it does not take or that the data decide, or one that it needs and did not get.
    """
    try:
        parameters = inspect.signature(factory).parameters
    except (TypeError, ValueError):  # written in C
        return dict(options)
    named = [name for name, parameter in parameters.items() if parameter.kind in _KINDS]
    takes_any = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())
    decided = {"num_classes": shape.num_classes, "in_channels": shape.channels}
    for name in decided.keys() & named & options.keys():
        if options[name] != decided[name]:
            raise UserError(
                f"{where}: {name}: the data decide it, it is {decided[name]}; leave it out",
                key="model_options",
            )
    unknown = [name for name in options if name not in named and not takes_any]
    if unknown:
        near = difflib.get_close_matches(unknown[0], named, 1)
        own = ", ".join(name for name in named if name not in decided) or "no options"
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise UserError(f"{where}: takes no {unknown[0]!r}; {hint}it takes {own}", key="model_options")
    given: dict[str, Any] = {name: value for name, value in decided.items() if name in named}
    side = shape.height if shape.height == shape.width else (shape.height, shape.width)
    given |= {"image_size": side} if "image_size" in named else {}
    if "height" in named and "width" in named:  # `width` alone is how many channels a network has
        given |= {"height": shape.height, "width": shape.width}
    given |= options
    needed = [
        name for name in named if parameters[name].default is inspect.Parameter.empty and name not in given
    ]
    if needed:
        raise UserError(
            f"{where}: needs {', '.join(needed)}; give {'it' if len(needed) == 1 else 'them'}: "
            f"{{{', '.join(f'{name}: …' for name in needed)}}}",
            key="model_options",
        )
    return given


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
    where = f"{code.shown(code.main)}:{code.name}"
    arguments = _handed_over(factory, shape, options or {}, where)
    try:
        network = factory(**arguments)
    except Exception as error:
        shown = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
        raise mistake_in(code, f"{code.name}({shown}) fails", error) from None
    if not isinstance(network, nn.Module):
        raise UserError(f"{where}: makes a {type(network).__name__}, and a torch.nn.Module is expected")
    if any(map(is_lazy, [*network.parameters(), *network.buffers()])):
        with torch.no_grad():  # nn.LazyLinear has its weights only after it has seen an image
            try:
                network.eval()(example_input(shape))
            except Exception as error:
                raise mistake_in(code, f"fails for an image of {shape.describe()}", error) from None
            network.train()
    find_memory_format(network, shape)
    return network
