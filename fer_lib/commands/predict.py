"""``predict``: a run's network on new images, written in the form of the course's submission."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fer_lib.runs import RunFolder


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "predict",
        help="label new images with a run's network: a submission of the course",
        description="Write id,label for every image of test.csv (id,feature) or of a folder of numbered images. The "
        "images are brought to the size and colour of the run's own.",
    )
    parser.add_argument("run_name", metavar="RUN", help="a run's folder, or its name below runs/")
    parser.add_argument(
        "path", metavar="PATH", type=Path, help="test.csv, a folder of images, or a folder that holds either"
    )
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE", help="the CSV to write")
    parser.add_argument(
        "--probabilities", action="store_true", help="add a column with the probability of each class"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it is there")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the file and say what is in it. Raises ``UserError`` before it if anything is not as it must be."""
    from fer_lib.data.card import DONE
    from fer_lib.data.submission import (
        check_output,
        image_ids,
        read_images_to_label,
        write_submission,
    )
    from fer_lib.runs import RunFolder
    from fer_lib.runs.files import WEIGHTS
    from fer_lib.runs.find import find_run
    from fer_lib.runs.image_options import image_options

    check_output(arguments.output, arguments.path, overwrite=arguments.overwrite)
    folder = RunFolder(find_run(arguments.run_name))
    folder.file(WEIGHTS)
    names = folder.class_names
    dataset = read_images_to_label(arguments.path, image_options(folder))
    logits = _logits(folder, dataset.images)
    write_submission(
        arguments.output, image_ids(dataset), logits, names=names, probabilities=arguments.probabilities
    )
    counts = [(logits.argmax(1) == k).sum() for k in range(len(names))]
    listed = ", ".join(f"{name} {count:,}" for name, count in zip(names, counts, strict=True))
    print(f"{arguments.output}: {len(dataset):,} images ({listed})")
    for what, count in dataset.provenance.get("converted", {}).items():
        print(f"{count:,} of them {DONE.get(what, what)}")
    return 0


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
