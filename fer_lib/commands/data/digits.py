"""``data prepare-digits``: read handwritten digits into a folder that loads at once."""

import argparse
from pathlib import Path
from typing import Any


def add_action(actions: Any) -> None:
    """Adds ``prepare-digits`` to the actions of ``data``."""
    parser = actions.add_parser(
        "prepare-digits",
        help="write a folder of prepared digits",
        description="Read handwritten digits once and write a folder that loads in milliseconds.",
    )
    parser.add_argument(
        "source",
        help='the word "built-in"; a folder with train.npz and test.npz (arrays image and label) or with MNIST\'s '
        "four IDX files; or an npz file with the training images",
    )
    parser.add_argument(
        "--test",
        metavar="FILE",
        help="npz file with the test images, if they are not test.npz beside the source",
    )
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="the folder to write")
    parser.set_defaults(run=run_prepare_digits)


def run_prepare_digits(arguments: argparse.Namespace) -> int:
    """Writes the prepared folder and says what is in it."""
    from fer_lib.data.digits import prepare

    folder = Path(arguments.output)
    dataset = prepare(arguments.source, folder, Path(arguments.test) if arguments.test else None)
    print(
        f"{folder}: {len(dataset.train_images):,} training and {len(dataset.test_images):,} test images, "
        f"{dataset.size} pixels"
    )
    return 0
