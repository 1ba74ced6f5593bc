"""``explain``: what a run's network looks at in a picture of one's own, as one plate."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fer_lib.commands.explain.plate import PicturePlate

FORMATS = ("png", "pdf", "svg")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "explain",
        help="what a run's network looks at in a picture of your own",
        description="Write a plate with the picture, what the network sees of it, the probability of each class, and "
        "the saliency maps of the class that the network names, all on one scale. The picture is brought to the size "
        "and colours of the run's images, as these were; what was done stands on the plate.",
    )
    parser.add_argument("run_name", metavar="RUN", help="a run's folder, or its name below runs/")
    parser.add_argument(
        "--image", required=True, type=Path, metavar="FILE", help="a picture of any size and colour"
    )
    parser.add_argument(
        "--box", nargs=4, type=int, metavar=("X", "Y", "W", "H"),
        help="the part to look at: left, top, width and height in pixels of the upright picture; it should hold what "
        "the run's images do, as a face from the brows to the chin (default: the whole picture, of which the middle is "
        "taken where the run's images were not resized in another way)",
    )  # fmt: skip
    parser.add_argument(
        "-o", "--output", type=Path, metavar="OUT",
        help="the plate, .png, .pdf or .svg (default: FILE's name and -explained.png, in this folder)",
    )  # fmt: skip
    parser.add_argument(
        "--language", choices=("en", "zh-TW"), default="en", help="of the plate and of what is printed (en)"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace OUT if it is there")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the plate and say what is on it. Raises ``UserError`` before anything is written."""
    output = arguments.output or Path(f"{arguments.image.stem}-explained.png")
    _check_output(output, arguments.image, overwrite=arguments.overwrite)

    from fer_lib.commands.explain.plate import PicturePlate
    from fer_lib.commands.explain.words import notes
    from fer_lib.explain.own_picture import read_own_picture
    from fer_lib.explain.run_network import network_to_explain
    from fer_lib.explain.saliency.picture import explain_picture
    from fer_lib.names import METHOD_NAMES, class_texts
    from fer_lib.runs import RunFolder
    from fer_lib.runs.find import find_run
    from fer_lib.runs.image_options import image_options

    folder = RunFolder(find_run(arguments.run_name))
    model = network_to_explain(folder)
    box = tuple(arguments.box) if arguments.box else None
    picture = read_own_picture(arguments.image, image_options(folder), box)
    found = explain_picture(model, picture.seen)
    classes = class_texts(folder.class_names)
    said = notes(folder, picture, found, classes)
    names = [METHOD_NAMES[method] for method in found.methods]
    plate = PicturePlate(picture, found.probabilities, classes, found.masses, names, said)
    _write(output, plate, arguments.language)
    for note in said:
        print(note[arguments.language])
    print(output)
    return 0


def _check_output(path: Path, image: Path, *, overwrite: bool) -> None:
    from fer_lib.errors import UserError

    if path.suffix.lower().lstrip(".") not in FORMATS:
        raise UserError(f"{path}: a plate is written as {', '.join(FORMATS)}; give a name that ends so")
    if path.is_dir():
        raise UserError(f"{path}: this is a folder; name the file to write")
    if path.exists() and image.exists() and path.samefile(image):
        raise UserError(f"{path}: this is the picture to read; give the plate another name")
    if path.exists() and not overwrite:
        raise UserError(f"{path}: exists already; give another name with -o, or --overwrite")


def _write(path: Path, plate: "PicturePlate", lang: str) -> None:
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    from fer_lib.files import atomic_file
    from fer_lib.language import LANGUAGES
    from fer_lib.plots import figure_style

    language = next(known for known in LANGUAGES if known == lang)
    kind = path.suffix.lower().lstrip(".")
    # Without a date and a creator the same plate is the same file.
    metadata = {"png": {"Software": None}, "pdf": {"CreationDate": None}, "svg": {"Date": None}}[kind]
    with mpl.rc_context({"svg.hashsalt": "plate"}), figure_style(language):
        figure = plate.plot(language)
        with atomic_file(path) as file:
            figure.savefig(file, format=kind, dpi=200, metadata=metadata)
        plt.close(figure)
