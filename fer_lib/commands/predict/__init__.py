"""``predict``: a run's network on new images: pictures of one's own, labelled folders, a competition's test images."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from fer_lib.data.options import DataOptions
    from fer_lib.data.to_label import ToLabel
    from fer_lib.runs import RunFolder


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "predict",
        help="label pictures with a run's network: photos, a labelled folder, or a submission of the course",
        description="Write file,label and the probability of each class for a picture, or for every picture in a "
        "folder and below. Where labels are known, by folders that are named as the run's classes or by a CSV "
        "filename,label, print accuracy, macro F1 and the scores of each class too. For test.csv (id,feature) or a "
        "folder whose images are named by numbers alone, write id,label as a competition wants it. The pictures are "
        "brought to the size and colour of the run's own.",
    )
    parser.add_argument("run_name", metavar="RUN", help="a run's folder, or its name below runs/")
    parser.add_argument(
        "path", metavar="PATH", type=Path,
        help="a picture, a folder of pictures, a CSV filename,label with its pictures, test.csv, or a folder with it",
    )  # fmt: skip
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE", help="the CSV to write")
    parser.add_argument(
        "--probabilities", action="store_true",
        help="add a column with the probability of each class to id,label too",
    )  # fmt: skip
    labels = parser.add_mutually_exclusive_group()
    labels.add_argument(
        "--unlabelled", action="store_true", help="folders and tables are no labels, whatever they are called"
    )
    labels.add_argument(
        "--numbers", metavar="ORDER",
        help="numbers are labels too, as names of folders, in front of names (0_12.jpg) or in the table: 0 or 1 counts "
        "from there through the run's classes; fer2013, raf-db, affectnet, ferplus and ck+ are the orders of these",
    )  # fmt: skip
    parser.add_argument(
        "--skip-unreadable", action="store_true", help="leave out pictures that cannot be read, and list them"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it is there")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the file and say what is in it. Raises ``UserError`` before it if anything is not as it must be."""
    from fer_lib.commands.predict.table import check_not_read, check_output, write_table
    from fer_lib.data.to_label import read_to_label
    from fer_lib.runs import RunFolder
    from fer_lib.runs.files import WEIGHTS
    from fer_lib.runs.find import find_run
    from fer_lib.runs.image_options import image_options

    check_output(arguments.output, arguments.path, overwrite=arguments.overwrite)
    folder = RunFolder(find_run(arguments.run_name))
    folder.file(WEIGHTS)
    names = folder.class_names
    options = _with_given(image_options(folder), arguments)
    found = read_to_label(arguments.path, options, unlabelled=arguments.unlabelled)
    check_not_read(arguments.output, found.read)
    logits = _logits(folder, found.dataset.images)
    write_table(
        arguments.output, found, logits, names,
        probabilities=arguments.probabilities or found.column == "file",
    )  # fmt: skip
    for line in _report(arguments.output, found, logits, names):
        print(line)
    return 0


def _with_given(options: "DataOptions", arguments: argparse.Namespace) -> "DataOptions":
    """The options of the run's images with what the arguments say."""
    from pydantic import ValidationError

    from fer_lib.data.class_words import ORDERS
    from fer_lib.data.options import DataOptions
    from fer_lib.errors import UserError

    given = {"numbers": arguments.numbers, "skip_unreadable": arguments.skip_unreadable}
    try:
        return DataOptions.model_validate({**options.model_dump(), **given})
    except ValidationError:
        raise UserError(f"--numbers {arguments.numbers}: expected 0, 1, {', '.join(ORDERS)}") from None


def _report(
    output: Path, found: "ToLabel", logits: "NDArray[np.float32]", names: "Sequence[str]"
) -> list[str]:
    """What is in the file, what was done to the pictures, what was not read, and how many labels are right."""
    from fer_lib.data.card import DONE
    from fer_lib.data.reading import shorten

    counts = [(logits.argmax(1) == k).sum() for k in range(len(names))]
    listed = ", ".join(f"{name} {count:,}" for name, count in zip(names, counts, strict=True))
    lines = [f"{shorten(output, 300)}: {len(found.ids):,} image{'s' * (len(found.ids) != 1)} ({listed})"]
    lines += found.said
    noted = found.dataset.provenance
    lines += [
        f"{count:,} of them {DONE.get(what, what)}" for what, count in noted.get("converted", {}).items()
    ]
    lines += [f"left out, cannot be read: {shorten(entry, 300)}" for entry in noted.get("unreadable", ())]
    entries = noted.get("not_read", {}).get("entries", ())
    lines += [f"not read: {', '.join(entries)}"] * bool(entries)
    if len(found.ids) == 1:
        lines += _shares(logits, names)
    return lines + _figures(found, logits, names)


def _shares(logits: "NDArray[np.float32]", names: "Sequence[str]") -> list[str]:
    """The probabilities of one picture, the highest first."""
    from scipy.special import softmax

    shares = softmax(logits[0].astype(float))
    order = (-shares).argsort(kind="stable").tolist()
    return [", ".join(f"{names[k]} {shares[k]:.3f}" for k in order)]


def _figures(found: "ToLabel", logits: "NDArray[np.float32]", names: "Sequence[str]") -> list[str]:
    """Accuracy and scores of the labelled pictures, each split by itself: images of a training say little."""
    from fer_lib.commands.evaluate import as_text
    from fer_lib.data import SPLITS
    from fer_lib.metrics.predictions import Predictions
    from fer_lib.metrics.summary import summarise

    dataset = found.dataset
    by_split = [(split, rows) for split in SPLITS if len(rows := dataset.labelled_indices(split))]
    lines = []
    known = sum(len(rows) for _, rows in by_split)
    if 0 < known < len(dataset):
        lines.append(f"without a label, not counted below: {len(dataset) - known:,}")
    for split, rows in by_split:
        title = f"labelled {split} images" if len(by_split) > 1 else "labelled images"
        judged = Predictions(rows.astype("int64"), dataset.labels[rows], logits[rows])
        lines += ["", as_text(summarise(judged, tuple(names)), title)]
    return lines


def _logits(folder: "RunFolder", images: "NDArray[np.uint8]") -> "NDArray[np.float32]":
    """Logits [n, K] of images uint8 [n, H, W] or [n, H, W, 3], seen as the run's own final scores saw them."""
    import torch

    from fer_lib.errors import UserError
    from fer_lib.models.test_time_augmentation import predict_views
    from fer_lib.runs.files import CONFIG
    from fer_lib.training.data import shuffle_pixels

    config, path = folder.config(), folder.file(CONFIG)
    try:
        model = folder.model()
    except UserError as error:
        named = str(error).startswith(str(folder.path))
        raise error if named else UserError(f"{path}: {error}") from None
    seen = shuffle_pixels(images) if config.shuffle_pixels else images.copy()
    views = predict_views(model, torch.from_numpy(seen), config.test_time_augmentation)
    logits: NDArray[np.float32] = views.numpy()
    return logits
