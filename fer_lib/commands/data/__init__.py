"""``data check`` prints the data card; ``data prepare`` and its like read a source into a folder that loads at once."""

import argparse
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Adds ``data`` with its actions."""
    parser = subparsers.add_parser("data", help="check face data, or prepare them for the pipeline")
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    check = actions.add_parser(
        "check",
        help="print a data card",
        description="Print a data card: form, counts by split and class, exact copies, blank images, unreadable "
        "files. Exit status: 0 if the data can be loaded, 2 if not.",
    )
    check.add_argument("path", help='file or folder with face data, or the word "synthetic"')
    check.add_argument("--json", action="store_true", help="print the card as JSON")
    _add_common(check)
    check.set_defaults(run=run_check)

    prepare = actions.add_parser(
        "prepare",
        help="write a folder of prepared data",
        description="Read a source once and write a folder of arrays that loads in milliseconds.",
    )
    prepare.add_argument("source", help='file or folder with face data, or the word "synthetic"')
    prepare.add_argument("-o", "--output", required=True, metavar="FOLDER", help="the folder to write")
    _add_common(prepare)
    prepare.set_defaults(run=run_prepare)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--convert",
        action="store_true",
        help="make images grey and 48×48 that are not, instead of refusing them",
    )
    parser.add_argument("--count", type=int, help="number of synthetic faces (source synthetic only)")
    parser.add_argument("--seed", type=int, help="seed of the synthetic faces (source synthetic only)")


def run_check(arguments: argparse.Namespace) -> int:
    """Prints the card. Raises ``UserError`` after it if image files are unreadable, before it for the rest."""
    from fer_lib.data import load, make_card
    from fer_lib.data.prepared import DATA, read_prepared
    from fer_lib.errors import UserError

    dataset = load(
        arguments.path,
        convert=arguments.convert,
        skip_unreadable=True,
        count=arguments.count,
        seed=arguments.seed,
    )
    if DATA.is_stored(Path(arguments.path)):
        read_prepared(Path(arguments.path), verify=True)
    card = make_card(dataset)
    print(card.to_json() if arguments.json else card.to_text(), end="", flush=True)
    if card.unreadable:
        more = len(card.unreadable) - 1
        raise UserError(
            f"{arguments.path}/{card.unreadable[0]}"
            + (f" ({more} more image{'s' if more > 1 else ''} cannot be read.)" if more else "")
        )
    return 0


def run_prepare(arguments: argparse.Namespace) -> int:
    """Writes the prepared folder and says what is in it."""
    from fer_lib.data.prepared import write_prepared
    from fer_lib.data.sources import SYNTHETIC, load

    folder = Path(arguments.output)
    chosen = {"size": arguments.count, "seed": arguments.seed}
    if arguments.source == SYNTHETIC:
        from fer_lib.data.synthetic import generate

        faces = generate(**{name: value for name, value in chosen.items() if value is not None})
        dataset = faces.dataset
        truth = {"expression": faces.expression, "flipped": faces.flipped, "intensity": faces.intensity}
    else:
        dataset, truth = load(arguments.source, convert=arguments.convert, **chosen), {}
    write_prepared(folder, dataset, truth)
    print(f"{folder}: {len(dataset):,} images")
    return 0
