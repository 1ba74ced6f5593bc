"""The network that a run's configuration describes: one of the project's by name, or one of one's own."""

from collections.abc import Collection
from functools import partial

import torch
from torch import nn

from fer_lib.config import RunConfig
from fer_lib.config_errors import blame
from fer_lib.data.dataset import DataShape
from fer_lib.data.fer2013 import SHAPE
from fer_lib.errors import UserError
from fer_lib.models.check import NetworkCheck, check_model
from fer_lib.models.own_network import build, check_options
from fer_lib.models.own_network.mistakes import mistake_in
from fer_lib.models.registry import create_model
from fer_lib.network_code import NetworkCode, is_reference, read_network


def read_code(config: RunConfig) -> NetworkCode | None:
    """The code of a configuration's network, if it is one of one's own; None for a name of the registry.

    Raises:
        UserError: as ``read_network``.
    """
    if not is_reference(config.model):
        return None
    try:
        return read_network(config.model)
    except UserError as error:
        raise UserError(str(error), key="model") from None


def network_of(config: RunConfig, shape: DataShape = SHAPE, code: NetworkCode | None = None) -> nn.Module:
    """The network that a run's configuration describes for data of this shape, with its initial weights.

    Args:
        config: the configuration.
        shape: of the data.
        code: of a network of one's own, where it is not the file that ``config.model`` names, as in a run folder.

    Raises:
        UserError: as ``create_model``, ``read_network`` and ``build``.
    """
    code = code or read_code(config)
    if code is None:
        return create_model(
            config.model, shape, config.activation, config.normalization, config.dropout, config.model_options
        )
    _refuse_keys_of_the_registry(config)
    try:
        return build(code, shape, config.model_options)
    except UserError as error:
        raise UserError(error.text, key=error.key or "model") from None


def _refuse_keys_of_the_registry(config: RunConfig) -> None:
    """Raises ``UserError`` for a choice that only the project's networks leave."""
    for key in ("activation", "normalization", "dropout"):
        value, default = getattr(config, key), RunConfig.model_fields[key].default
        if value != default:
            raise UserError(
                f"a network of one's own gets its choices as model_options: {{{key}: {value}}}, if it takes them; drop "
                f"this key, or set it to {default}",
                key=key,
            )


def check_own_network(
    config: RunConfig, shape: DataShape, code: NetworkCode, device: torch.device | str = "cpu"
) -> NetworkCheck:
    """``check_model`` of a network of one's own, as a training has it before its first epoch.

    Raises:
        UserError: as ``network_of`` and ``check_model``.
    """
    try:
        return check_model(
            partial(network_of, config, shape, code),
            shape,
            name=f"{code.shown(code.main)}:{code.name}",
            fail=partial(mistake_in, code),
            device=device,
        )
    except UserError as error:
        raise UserError(error.text, key=error.key or "model") from None


def check_any_network(config: RunConfig, shape: DataShape, code: NetworkCode | None) -> NetworkCheck:
    """``check_model`` of any network: of one's own, or of the project.

    Raises:
        UserError: as ``network_of`` and ``check_model``.
    """
    if code:
        return check_own_network(config, shape, code)
    return check_model(partial(network_of, config, shape), shape, name=config.model)


def check_network(
    config: RunConfig, source: str, given: Collection[str] = (), shape: DataShape | None = None
) -> None:
    """Make sure that the network is there and leaves the choices that the configuration makes; this takes PyTorch.

    Args:
        config: the configuration.
        source: what to call it in an error message.
        given: as for ``make_config``.
        shape: of the data, where they are known. A network of one's own is then checked as before a training.

    Raises:
        UserError: if there is no such network, it does not take such images, it is built with an activation or
            normalization of its own, or, if it is one of one's own, it cannot be trained.
    """
    try:
        code = read_code(config)
        if code is None:
            network_of(config, shape or SHAPE)
        elif shape is None:
            _refuse_keys_of_the_registry(config)
            check_options(code, config.model_options)
        else:
            check_own_network(config, shape, code)
    except UserError as error:
        raise UserError(blame(error.text, (error.key or "model", "model"), source, given)) from None
