"""``runs adopt``: a training from elsewhere becomes a run."""

import argparse
from pathlib import Path
from typing import Any

MODEL_HELP = "my_net.py:MyResNet, or a network of the project by its name"


def add_parser(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = actions.add_parser(
        "adopt",
        help="make a run of a training that was done elsewhere",
        description="Make a run folder of a network and its weights; nothing is trained. Predictions are computed "
        "again from the weights, or taken from a file, and the run says which. What nobody has said of the training is "
        "shown as –.",
    )
    parser.add_argument("name", metavar="NAME", help="of the run")
    parser.add_argument("--model", required=True, metavar="FILE.py:CLASS", help=MODEL_HELP)
    parser.add_argument(
        "--model-options", default="{}", metavar="YAML", help="what the class takes: '{depth: 18}'"
    )
    parser.add_argument(
        "--weights", required=True, type=Path, metavar="FILE",
        help="a state dict, alone or in a checkpoint: .pt, .pth, .ckpt or .safetensors",
    )  # fmt: skip
    parser.add_argument(
        "--data", required=True, metavar="PATH", help="the images, in any form that is read here"
    )
    parser.add_argument(
        "--mean", type=float, nargs="+", metavar="M",
        help="the network's inputs are (x − mean) / std: one number, or one a channel (default: inputs from −1 to 1)",
    )  # fmt: skip
    parser.add_argument("--std", type=float, nargs="+", metavar="S", help="the same")
    parser.add_argument(
        "--scale",
        type=int,
        choices=(1, 255),
        default=1,
        help="mean and std are of grey levels from 0 to this (default: 1)",
    )
    parser.add_argument(
        "--history", type=Path, metavar="PATH",
        help="CSV, JSON of Keras' History.history, or a folder of TensorBoard event files",
    )  # fmt: skip
    scores = parser.add_mutually_exclusive_group()
    scores.add_argument(
        "--logits", type=Path, metavar="FILE.npy", help="logits [n, K] in the order of the images"
    )
    scores.add_argument(
        "--predictions", type=Path, metavar="FILE.csv", help="an id or file name and a score for each class"
    )
    parser.add_argument(
        "--split", choices=("validation", "test"), default="validation",
        help="the images that --logits or --predictions are of (default: validation)",
    )  # fmt: skip
    parser.add_argument(
        "-p", dest="parameters", nargs=2, action="append", default=[], metavar=("KEY", "VALUE"),
        help="a key of RunConfig that is known of the training: -p epochs 60 -p optimizer sgd",
    )  # fmt: skip
    parser.add_argument(
        "--into", type=Path, metavar="FOLDER", help="where the run's folder is made (default: runs/)"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace a run of the same name")
    parser.add_argument(
        "--trust", action="store_true", help="run the network's Python file, which --model names"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the run. Raises ``UserError`` before anything is written if something is not as it must be."""
    from fer_lib.adoption.adopt import Elsewhere, adopt, check_trust
    from fer_lib.config import make_config
    from fer_lib.errors import UserError
    from fer_lib.models.own_input import InputNormalization
    from fer_lib.presets import read_value
    from fer_lib.runs import RunFolder
    from fer_lib.runs.find import runs_folder
    from fer_lib.training.data import training_data

    given: dict[str, Any] = {key: read_value(key, text) for key, text in arguments.parameters}
    taken: dict[str, Any] = {"name": arguments.name, "model": arguments.model, "data": arguments.data}
    taken |= {"model_options": arguments.model_options}
    if twice := [key for key in given if key in {*taken, "runs_dir", "overwrite", "shuffle_pixels"}]:
        raise UserError(
            f"-p {twice[0]}: has an option of its own, or means nothing for a training from elsewhere"
        )
    config = make_config({**given, **taken}, "runs adopt", given)
    check_trust(config.model, arguments.trust)
    normalization = None
    if (arguments.mean is None) != (arguments.std is None):
        raise UserError("--mean and --std belong together; give both (0 and 1 change nothing)")
    if arguments.mean is not None:
        normalization = InputNormalization(tuple(arguments.mean), tuple(arguments.std), arguments.scale)
    elif arguments.scale != 1:
        raise UserError("--scale says what --mean and --std are of; give them (0 and 1 change nothing)")
    folder = RunFolder((arguments.into or runs_folder()) / arguments.name)
    elsewhere = Elsewhere(
        config, arguments.weights, frozenset(given), normalization, arguments.history,
        arguments.logits or arguments.predictions, arguments.split, arguments.trust, arguments.overwrite,
    )  # fmt: skip
    notes = adopt(elsewhere, training_data(config), folder)
    print("\n".join(report(folder, notes)))
    return 0


def report(folder: Any, notes: list[str]) -> list[str]:
    """What became of it, for people."""
    from fer_lib.wording import interval_percent, percent

    lines = [str(folder.path)]
    for split in folder.metrics()["splits"]:
        accuracy = folder.accuracy(split)
        lines.append(
            f"{split}: {percent(accuracy.share)} ({interval_percent(accuracy.wilson_interval)}, n = {accuracy.n:,}), "
            f"predictions from {folder.adopted['predictions'][split]}"
        )
    if folder.adopted["input"] is None:
        lines.append("the network gets images in [−1, 1]; --mean and --std say otherwise")
    lines.append("which images it was trained on is not known: the splits are those of the data here")
    return [*lines, *notes]
