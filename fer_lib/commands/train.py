"""``train``: one training without a notebook; under ``torchrun`` on several devices."""

import argparse
from pathlib import Path
from typing import Any


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "train",
        help="train one network",
        description="Train as notebooks/train.ipynb does, and leave the same run folder. On several devices: "
        "torchrun --nproc-per-node N -m fer_lib train …",
    )
    parser.add_argument("preset", type=Path, help="a file of presets/")
    parser.add_argument(
        "-p", dest="parameters", nargs=2, action="append", default=[], metavar=("KEY", "VALUE"),
        help="a key of RunConfig that takes the preset's place, as papermill -p",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train. Raises ``UserError`` for a wrong key, value or network before anything runs."""
    from fer_lib.config import make_config
    from fer_lib.config_errors import blame
    from fer_lib.errors import UserError
    from fer_lib.models.of_config import check_network
    from fer_lib.presets import read_preset, read_value
    from fer_lib.training.data import run_folder, training_data
    from fer_lib.training.loop import train

    changed: dict[str, Any] = {key: read_value(key, text) for key, text in arguments.parameters}
    source = str(arguments.preset)
    config = make_config({**read_preset(arguments.preset), **changed}, source, changed)
    check_network(config, source, changed)
    try:
        train(config, training_data(config), run_folder(config))
    except UserError as error:  # what only the data or the machine show: training_size, device
        if error.key is None:
            raise
        raise UserError(blame(error.text, (error.key,), source, changed)) from None
    return 0
