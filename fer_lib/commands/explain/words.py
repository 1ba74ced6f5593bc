"""What stands below the plate and on the terminal: the answer, what was done to the picture, what the maps are."""

from collections.abc import Sequence

import numpy as np

from fer_lib.data.picture_kinds import PictureStep
from fer_lib.explain.own_picture import OwnPicture
from fer_lib.explain.saliency.picture import PictureExplanation
from fer_lib.language import Text
from fer_lib.names import METHOD_NAMES
from fer_lib.runs import RunFolder
from fer_lib.wording import paragraph

READING = {
    PictureStep.TURNED_UPRIGHT: Text("turned upright by its EXIF entry", "依 EXIF 方向轉正"),
    PictureStep.FIRST_FRAME: Text("the first of its frames is taken", "取多個畫面中的第一個"),
    PictureStep.REDUCED_TO_8_BITS: Text("reduced from 16 bits a pixel to 8", "每像素由 16 位元減為 8 位元"),
    PictureStep.PUT_ON_GREY: Text("transparent pixels put on mid-grey", "透明處填上中灰色"),
}
"""What is done to the whole picture."""


def notes(
    folder: RunFolder, picture: OwnPicture, found: PictureExplanation, classes: Sequence[Text]
) -> list[Text]:
    """All sentences, a paragraph each."""
    return [
        _answer(folder, found, classes),
        describe_steps(picture),
        *_caveats(folder),
        _about_maps(found),
        *_refused(found),
    ]


def _answer(folder: RunFolder, found: PictureExplanation, classes: Sequence[Text]) -> Text:
    answer, share = classes[found.answer], found.probabilities[found.answer]
    network = folder.config().model
    return Text(
        f"The network of {folder.name} ({network}) says {answer.en}, probability {share:.2f}; "
        "the maps are of this answer.",
        f"{folder.name} 的模型（{network}）判斷為{answer.zh}，機率 {share:.2f}；各圖解釋的就是這個答案。",
    )


def describe_steps(picture: OwnPicture) -> Text:
    """What was done to a picture to get what the network sees, in a sentence."""
    inner, outer = "×".join(map(str, picture.plan.inner)), "×".join(map(str, picture.seen.shape[1::-1]))
    fitting = {
        PictureStep.MADE_GREY: Text("made grey", "轉為灰階"),
        PictureStep.MADE_COLOUR: Text(
            "its grey levels repeated for each colour", "各顏色通道都取同樣的灰階值"
        ),
        PictureStep.RESIZED: Text(f"resized to {inner}", f"縮放為 {inner}"),
        PictureStep.SQUASHED: Text(
            f"resized to {inner}, which changes its proportions", f"縮放為 {inner}，長寬比因此改變"
        ),
        PictureStep.PADDED: Text(f"mid-grey borders added, to {outer}", f"周圍補上中灰色，成為 {outer}"),
    }
    clauses = [
        *(READING[step] for step in picture.steps if step in READING),
        _area(picture),
        *(fitting[step] for step in picture.steps if step in fitting),
    ]
    size = "×".join(map(str, picture.size))
    return Text(
        f"Picture of {size} pixels: {'; '.join(clause.en for clause in clauses)}.",
        f"照片為 {size} 像素：{'；'.join(clause.zh for clause in clauses)}。",
    )


def _area(picture: OwnPicture) -> Text:
    left, top, right, bottom = picture.plan.part
    area = f"{right - left}×{bottom - top}"
    is_cropped = PictureStep.CROPPED in picture.steps
    if picture.box is None and not is_cropped:
        return Text("all of it is taken, as no box was given", "未指定方框，取整張照片")
    if picture.box is None:
        return Text(
            f"as no box was given, the framed area is its middle, {area} pixels",
            f"未指定方框，框出正中央 {area} 像素的範圍",
        )
    if not is_cropped:
        return Text(
            f"the framed area is the box that was given, {area} pixels from ({left}, {top})",
            f"框出的是指定的方框，從 ({left}, {top}) 起 {area} 像素",
        )
    return Text(
        f"the framed area is the middle of the box that was given, {area} pixels from ({left}, {top})",
        f"框出的是指定方框的正中央，從 ({left}, {top}) 起 {area} 像素",
    )


def _caveats(folder: RunFolder) -> list[Text]:
    if not folder.provenance()["data"].get("synthetic"):
        return []
    return [
        Text(
            "This network has learned from computer-drawn images only; it has never seen a photograph.",
            "這個模型只學過電腦繪製的影像，從來沒看過照片。",
        )
    ]


def _about_maps(found: PictureExplanation) -> Text:
    colours = Text(
        "Colours: absolute value of each map, in multiples of its mean.",
        "顏色：各圖的絕對值，以該圖平均的倍數表示。",
    )
    empty = Text("A hatched map is 0 everywhere.", "畫斜線的圖處處為 0。")
    return paragraph(colours, *[empty] * bool(np.isnan(found.masses).any()))


def _refused(found: PictureExplanation) -> list[Text]:
    """Which methods are missing; the reasons are the library's own words, which are English."""
    return [
        Text(
            f"Not shown, as it is not defined for this network: {METHOD_NAMES[method].en}. "
            f"The library’s words: {reason}",
            f"不適用於這個模型，因此沒有圖：{METHOD_NAMES[method].zh}。函式庫的說明（英文）：{reason}",
        )
        for method, reason in found.refused.items()
    ]
