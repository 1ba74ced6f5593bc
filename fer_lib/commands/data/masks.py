"""``data prepare-masks`` cuts faces out of photos, or draws them, for the chapter on unbalanced classes."""

import argparse
from pathlib import Path
from typing import Any

SHOWN = 20
"""Rows left out that are printed; all of them stand in the folder's ``provenance.json``."""


def add_action(actions: Any) -> None:
    """Adds the action ``prepare-masks`` to those of ``data``."""
    parser = actions.add_parser(
        "prepare-masks",
        help="cut mask images out of photos, or draw some",
        description="Read photos and two CSVs of boxes (filename,width,height,label,xmin,ymin,xmax,ymax), cut the "
        "boxes out, and write them as arrays.",
    )
    parser.add_argument(
        "source",
        help='folder with train.csv, test.csv and the images, as files or in images.zip; or the word "built-in"',
    )
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="the folder to write")
    parser.add_argument(
        "--skip-bad-rows", action="store_true", help="leave out the rows that cannot be used, and say which"
    )
    parser.set_defaults(run=run_prepare)


def run_prepare(arguments: argparse.Namespace) -> int:
    """Writes the folder and says what is in it and what is not."""
    from fer_lib.data.masks.dataset import CLASS_NAMES
    from fer_lib.data.masks.preparation import prepare

    dataset = prepare(arguments.source, Path(arguments.output), skip_bad_rows=arguments.skip_bad_rows)
    for name, test in (("training", False), ("test", True)):
        counts = zip(CLASS_NAMES, dataset.counts(test=test), strict=True)
        classes = ", ".join(f"{label} {n:,}" for label, n in counts)
        print(f"{arguments.output}: {len(dataset.indices(test=test)):,} {name} images ({classes})")
    if dataset.converted:
        print(f"{len(dataset.converted):,} of them turned upright or converted: see provenance.json")
    if dataset.left_out:
        print(f"{len(dataset.left_out):,} rows left out:")
        print("\n".join(f"  {remark.describe()}" for remark in dataset.left_out[:SHOWN]))
        if len(dataset.left_out) > SHOWN:
            print(f"  and {len(dataset.left_out) - SHOWN:,} more: see provenance.json")
    return 0
