"""``data check`` prints the data card; ``data prepare`` and its like read a source into a folder that loads at once."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fer_lib.commands.data.options import add_options, read_options

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fer_lib.data import ImageDataset
    from fer_lib.data.options import DataOptions

SOURCE = "file or folder with images, or the name of a built-in set (synthetic, shapes, …)"


def add_parser(subparsers: Any) -> None:
    """Adds ``data`` with its actions."""
    parser = subparsers.add_parser("data", help="check image data, or prepare them for the pipeline")
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    check = actions.add_parser(
        "check",
        aliases=["card"],
        help="print a data card",
        description="Print a data card: form, classes and what was taken for their order, counts by split and class, "
        "exact copies, blank images, unreadable files, what was converted, left out and not read. Exit status: 0 if "
        "the data can be loaded, 2 if not.",
    )
    check.add_argument("path", help=SOURCE)
    check.add_argument("--json", action="store_true", help="print the card as JSON")
    add_options(check)
    check.set_defaults(run=run_check)

    prepare = actions.add_parser(
        "prepare",
        help="write a folder of prepared data",
        description="Read a source once and write a folder of arrays that loads in milliseconds; print its data card.",
    )
    prepare.add_argument("source", help=SOURCE)
    prepare.add_argument("-o", "--output", required=True, metavar="FOLDER", help="the folder to write")
    add_options(prepare)
    prepare.set_defaults(run=run_prepare)


def run_check(arguments: argparse.Namespace) -> int:
    """Prints the card. Raises ``UserError`` after it if image files are unreadable, before it for the rest."""
    from fer_lib.data import load, make_card
    from fer_lib.data.prepared import DATA, read_prepared
    from fer_lib.errors import UserError

    options = read_options(arguments, skip_unreadable=True)
    dataset = load(arguments.path, options=options, count=arguments.count, seed=arguments.seed)
    if DATA.is_stored(Path(arguments.path)):
        read_prepared(Path(arguments.path), verify=True)
    card = make_card(dataset)
    print(card.to_json() if arguments.json else card.to_text(), end="", flush=True)
    if card.unreadable and not arguments.skip_unreadable:
        more = len(card.unreadable) - 1
        raise UserError(
            f"{arguments.path}/{card.unreadable[0]}"
            + (f" ({more} more image{'s' if more > 1 else ''} cannot be read.)" if more else "")
        )
    return 0


def run_prepare(arguments: argparse.Namespace) -> int:
    """Writes the prepared folder and says what is in it."""
    from fer_lib.data import make_card
    from fer_lib.data.prepared import write_prepared
    from fer_lib.data.sources import SYNTHETIC, load

    folder = Path(arguments.output)
    options = read_options(arguments)
    truth: dict[str, NDArray[Any]] = {}
    if arguments.source == SYNTHETIC:
        dataset, truth = _synthetic(arguments.count, arguments.seed, options)
    else:
        dataset = load(arguments.source, options=options, count=arguments.count, seed=arguments.seed)
    write_prepared(folder, dataset, truth)
    print(make_card(dataset).to_text(), flush=True)
    print(f"{folder}: {len(dataset):,} images")
    return 0


def _synthetic(
    count: int | None, seed: int | None, options: "DataOptions"
) -> "tuple[ImageDataset, dict[str, NDArray[np.generic]]]":
    """The faces with what only the program that draws them knows, for the images that are kept."""
    import numpy as np

    from fer_lib.data.sources import with_options
    from fer_lib.data.synthetic.generate import DEFAULT_COUNT, generate

    faces = generate(DEFAULT_COUNT if count is None else count, seed or 0)
    dataset = with_options(faces.dataset, options)
    number = {name: i for i, name in enumerate(dataset.class_names)}
    index = np.array([number.get(name, -1) for name in faces.dataset.class_names])
    kept = index[faces.dataset.labels] >= 0
    truth = {"expression": index[faces.expression], "flipped": faces.flipped, "intensity": faces.intensity}
    return dataset, {name: array[kept] for name, array in truth.items()}
