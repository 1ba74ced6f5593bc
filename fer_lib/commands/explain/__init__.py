"""``explain``: what a run's network looks at in a picture of one's own, as one plate."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fer_lib.commands.explain.plate import PicturePlate
    from fer_lib.explain.face_picture import FacePicture
    from fer_lib.explain.saliency.picture import PictureExplanation
    from fer_lib.language import Text
    from fer_lib.runs import RunFolder

FORMATS = ("png", "pdf", "svg")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "explain",
        help="what a run's network looks at in a picture of your own",
        description="Write a plate with the picture, the face as the network sees it, the probability of each class, "
        "and the saliency maps of the class that the network names, all on one scale. The face, or what else the "
        "network has learned from, is cut out and given the size and colours of the run's images; what was done "
        "stands on the plate.",
    )
    parser.add_argument("run_name", metavar="RUN", help="a run's folder, or its name below runs/")
    parser.add_argument(
        "--image", required=True, type=Path, metavar="FILE", help="a picture of any size and colour"
    )
    parser.add_argument(
        "--box", nargs=4, type=int, metavar=("X", "Y", "W", "H"),
        help="the part to look at: left, top, width and height in pixels of the upright picture; it should hold what "
        "the run's images do, a face from the brows to the chin (default: the largest centred area of their "
        "proportions)",
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

    from fer_lib.explain.face_picture import read_face_picture
    from fer_lib.explain.run_network import network_to_explain
    from fer_lib.explain.saliency.picture import explain_picture
    from fer_lib.language import Text
    from fer_lib.names import class_texts
    from fer_lib.runs import RunFolder
    from fer_lib.runs.find import find_run

    folder = RunFolder(find_run(arguments.run_name))
    model = network_to_explain(folder)
    picture = read_face_picture(
        arguments.image, tuple(arguments.box) if arguments.box else None, folder.shape
    )
    found = explain_picture(model, picture.face)
    classes = class_texts(folder.class_names)
    answer, share = classes[found.answer], found.probabilities[found.answer]
    answered = Text(
        f"The network of {folder.name} ({folder.config().model}) says {answer.en}, probability {share:.2f}; "
        "the maps are of this answer.",
        f"{folder.name} 的網路（{folder.config().model}）判斷為{answer.zh}，機率 {share:.2f}；"
        "各圖解釋的就是這個答案。",
    )
    notes = [answered, describe_steps(picture), *_caveats(folder), *_about_maps(found)]
    _write(output, _plate(picture, found, classes, notes), arguments.language)
    for note in notes:
        print(note[arguments.language])
    for method, reason in found.refused.items():
        print(f"{method}: {reason}")
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


def describe_steps(picture: "FacePicture") -> "Text":
    """What was done to a picture to get the face, in a sentence."""
    from fer_lib.explain.face_picture import PictureStep
    from fer_lib.language import Text

    left, top, wide, high = picture.box
    area, target = f"{wide}×{high}", "×".join(map(str, reversed(picture.face.shape[:2])))
    part = Text("square", "正方形") if wide == high else Text("area", "範圍")
    clauses = {
        PictureStep.TURNED_UPRIGHT: Text("turned upright by its EXIF entry", "依 EXIF 方向轉正"),
        PictureStep.REDUCED_TO_8_BITS: Text(
            "reduced from 16 bits a pixel to 8", "每像素由 16 位元減為 8 位元"
        ),
        PictureStep.PUT_ON_WHITE: Text("transparent pixels put on white", "透明處填上白色"),
        PictureStep.CUT_TO_CENTRED_SQUARE: Text(
            f"the framed area is the centred {part.en} of {area} pixels, as no box was given",
            f"未指定方框，框出正中央 {area} 像素的{part.zh}",
        ),
        PictureStep.CUT_TO_GIVEN_BOX: Text(
            f"the framed area is the box that was given, {area} pixels from ({left}, {top})",
            f"框出的是指定的方框，從 ({left}, {top}) 起 {area} 像素",
        ),
        PictureStep.MADE_COLOURED: Text("its grey levels taken for each colour", "灰階值用於每個顏色通道"),
        PictureStep.MADE_GREY: Text("made grey", "轉為灰階"),
        PictureStep.RESIZED: Text(f"resized to {target}", f"縮放為 {target}"),
        PictureStep.STRETCHED: Text(
            f"resized to {target}, which changes its proportions", f"縮放為 {target}，長寬比因此改變"
        ),
    }
    done = [clauses[step] for step in picture.steps]
    height, width = picture.picture.shape[:2]
    return Text(
        f"Picture of {width}×{height} pixels: {'; '.join(clause.en for clause in done)}.",
        f"照片為 {width}×{height} 像素：{'；'.join(clause.zh for clause in done)}。",
    )


def _caveats(folder: "RunFolder") -> "list[Text]":
    from fer_lib.language import Text

    if not folder.provenance()["data"].get("synthetic"):
        return []
    return [
        Text(
            "This network has learned from computer-drawn faces only; it has never seen a photograph.",
            "這個網路只學過電腦繪製的人臉，從來沒看過照片。",
        )
    ]


def _about_maps(found: "PictureExplanation") -> "list[Text]":
    import numpy as np

    from fer_lib.language import Text
    from fer_lib.names import METHOD_NAMES
    from fer_lib.wording import listed

    notes = [
        Text(
            "Colours: absolute value of each map, in multiples of its mean.",
            "顏色：各圖的絕對值，以該圖平均的倍數表示。",
        )
    ]
    if np.isnan(found.masses).any():
        notes.append(Text("A hatched map is 0 everywhere.", "畫斜線的圖處處為 0。"))
    if found.refused:
        names = listed([METHOD_NAMES[method] for method in found.refused])
        notes.append(
            Text(f"Not defined for this network: {names.en}.", f"不適用於這個網路的方法：{names.zh}。")
        )
    return [Text(" ".join(note.en for note in notes), "".join(note.zh for note in notes))]


def _plate(
    picture: "FacePicture", found: "PictureExplanation", classes: "list[Text]", notes: "list[Text]"
) -> "PicturePlate":
    from fer_lib.commands.explain.plate import PicturePlate
    from fer_lib.names import METHOD_NAMES

    names = [METHOD_NAMES[method] for method in found.methods]
    return PicturePlate(
        picture.picture, picture.box, picture.face, found.probabilities, classes, found.masses, names, notes
    )


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
