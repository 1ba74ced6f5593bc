"""What a training does about a network of one's own: it is checked before anything, and its files are kept."""

import contextlib
import shutil
from pathlib import Path

from lightning_fabric import Fabric

from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.errors import UserError
from fer_lib.models import network_of
from fer_lib.models.of_config import check_own_network
from fer_lib.network_code import NetworkCode, read_network
from fer_lib.runs import RunFolder
from fer_lib.runs.files import NETWORK


def check_before_training(
    config: RunConfig, dataset: ImageDataset, fabric: Fabric, code: NetworkCode
) -> None:
    """See that a network of one's own can be trained, before anything is written; print what may not be meant.

    Raises:
        UserError: as ``check_own_network``, or if several processes would wait for a gradient that does not come.
    """
    check = check_own_network(config, dataset.shape, code, fabric.device)
    if check.without_gradient and fabric.world_size > 1:
        raise UserError(
            f"no gradient reaches {check.without_gradient[0]}, and several processes would wait for one; take it out "
            "of the network, or train with one process",
            key="model",
        )
    if fabric.is_global_zero:
        for warning in check.warnings:
            print(f"note: {warning}")


def keep_network(
    config: RunConfig, dataset: ImageDataset, folder: RunFolder, code: NetworkCode | None
) -> None:
    """Copy the network's files into the run, from where it will be made of them ever after.

    Raises:
        UserError: if it cannot be made of the copies, as where it reads another file beside its own.
    """
    place: Path = folder.path / NETWORK
    shutil.rmtree(place, ignore_errors=True)  # another network's
    if code is None:
        return
    code.copy(place)
    try:
        network_of(config, dataset.shape, read_network(place / code.reference))
    except UserError as error:
        shutil.rmtree(place, ignore_errors=True)
        with contextlib.suppress(OSError):
            folder.path.rmdir()  # if nothing else was in it
        raise UserError(
            f"{error.text}; so says the copy of the network in the run's folder, where only its Python files are: what "
            "else it reads must be named by its whole path, or stand in the code",
            key="model",
        ) from None
