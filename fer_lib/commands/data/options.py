"""The arguments of ``data`` that say which classes are taken and what becomes of images and labels."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fer_lib.data.options import DataOptions


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add an argument for each key of ``DataOptions``, and those for sets that are drawn."""
    parser.add_argument(
        "--classes",
        nargs="+",
        metavar="NAME",
        help="the classes in the order of their numbers, each perhaps with a Chinese title, bread=麵包, or one in each "
        "language, bread=Bread|麵包; or FILE.yaml "
        "with a list of names or with titles",
    )
    parser.add_argument(
        "--numbers",
        metavar="ORDER",
        help="what numbers of the source mean: fer2013, raf-db, affectnet, ferplus or ck+ as these count expressions, "
        "or 0 or 1: count from there through --classes",
    )
    parser.add_argument("--leave-out", nargs="+", metavar="NAME", help="classes whose images are left out")
    parser.add_argument(
        "--size", nargs=2, type=int, metavar=("H", "W"), help="height and width of every image"
    )
    parser.add_argument("--channels", type=int, choices=(1, 3), help="1: grey, 3: colour")
    parser.add_argument(
        "--resize",
        choices=("crop", "squash", "pad"),
        help="how other shapes become --size: crop the middle out, squash (default), or pad with mid-grey",
    )
    parser.add_argument(
        "--labels",
        choices=("hard", "plurality", "distribution"),
        help="use of the votes of FER+ beside fer2013.csv: hard (default): none; plurality: the label is the class "
        "that most people chose; distribution: also train towards the shares of the votes",
    )
    parser.add_argument(
        "--skip-unreadable", action="store_true", help="leave out images that cannot be read, and list them"
    )
    parser.add_argument("--count", type=int, help="number of images of a built-in set that is drawn")
    parser.add_argument("--seed", type=int, help="seed of such a set")


def read_options(arguments: argparse.Namespace, **fixed: Any) -> "DataOptions":
    """The options that the arguments say.

    Args:
        arguments: of a parser that ``add_options`` has filled.
        fixed: keys that the command decides itself.

    Raises:
        UserError: if a value cannot be.
    """
    from pydantic import ValidationError

    from fer_lib.data.options import DataOptions
    from fer_lib.errors import UserError

    given: dict[str, Any] = {
        "classes": _classes(arguments.classes) if arguments.classes else None,
        "numbers": arguments.numbers,
        "leave_out": arguments.leave_out,
        "size": arguments.size,
        "channels": arguments.channels,
        "resize": arguments.resize,
        "labels": arguments.labels,
        "skip_unreadable": arguments.skip_unreadable,
    }
    try:
        return DataOptions.model_validate({k: v for k, v in given.items() if v is not None} | fixed)
    except ValidationError as error:
        first = error.errors()[0]
        text = first["msg"].removeprefix("Value error, ")
        place = "--" + str(first["loc"][0]).replace("_", "-") + ": " if first["loc"] else "--"
        raise UserError(place + text) from None


def _classes(words: list[str]) -> Any:
    """Names and titles: from a file, or ``bread=麵包``."""
    from fer_lib.data.yaml_file import read_yaml
    from fer_lib.errors import UserError

    path = Path(words[0])
    if len(words) == 1 and path.suffix.lower() in (".yaml", ".yml"):
        return read_yaml(path, str(path), "a YAML file", "Give a YAML file with the names of the classes.")
    pairs = [word.split("=", 1) for word in words]
    names = [pair[0] for pair in pairs]
    for name in names:
        if not name or names.count(name) > 1:
            raise UserError(
                f"--classes: {name or 'an empty name'} {'stands twice' if name else 'is no class'}"
            )
    return {pair[0]: _titles(pair[1]) if len(pair) == 2 else {} for pair in pairs}


def _titles(text: str) -> dict[str, str]:
    """``麵包`` is a Chinese title, ``Bread|麵包`` an English and a Chinese one, either perhaps empty."""
    english, bar, chinese = text.partition("|")
    given = {"en": english, "zh-TW": chinese} if bar else {"zh-TW": text}
    return {language: title for language, title in given.items() if title}
