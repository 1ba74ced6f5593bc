"""What chapter 9 says of the faces that it shows and of data that are too few."""

from collections.abc import Sequence

from fer_lib.chapters.explained_images import joined_layers, why_not
from fer_lib.chapters.feature_maps.explained_run import ExplainedRun
from fer_lib.chapters.feature_maps.face_maps import ChosenFace
from fer_lib.chapters.feature_maps.report_c_filters import ReportCFilters
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.wording import paragraph


def faces_not_as_wanted(chosen: Sequence[ChosenFace]) -> list[Text]:
    """One paragraph on the faces that the network does not recognise; nothing where it recognises them all."""
    sentences = []
    for face in chosen:
        name = class_texts([face.class_name])[0]
        if face.kind == "other":
            sentences.append(
                Text(
                    f"No validation image is labelled {name.en}; another one stands in its place.",
                    f"驗證集裡沒有標籤為{name.zh}的影像，改用另一張。",
                )
            )
        elif face.kind == "labelled":
            sentences.append(
                Text(
                    f"The network recognises no validation image as {name.en}; the first labelled so is shown.",
                    f"網路沒有認對任何一張{name.zh}的驗證影像，因此列出第一張標籤為{name.zh}的。",
                )
            )
    return [paragraph(*sentences)] if sentences else []


def limits(network: ExplainedRun) -> list[Text]:
    """What cannot be shown of a network's convolutions, and why; nothing where all can."""
    told = []
    if "" in network.refused:
        reason = why_not(network.refused[""])
        told.append(
            Text(f"There are no feature maps to show. {reason.en}", f"沒有特徵圖可以呈現。{reason.zh}")
        )
    named = [f"`{key}`" for key in network.refused if key]
    if named:
        reason = why_not(next(text for key, text in network.refused.items() if key))
        told.append(
            Text(
                f"Left out are {len(named)} convolutions ({', '.join(named)}). {reason.en}",
                f"略去 {len(named)} 個卷積層（{'、'.join(named)}）。{reason.zh}",
            )
        )
    return [*told, *joined_layers(network.layers)]


def no_filters(filters: ReportCFilters) -> Text:
    """Why no filters are drawn."""
    reason = why_not(filters.refused)
    return Text(f"There are no such filters here. {reason.en}", f"這裡沒有這樣的濾波器。{reason.zh}")


def no_frames(filters: ReportCFilters) -> list[Text]:
    """Why the images have no frames; nothing where they have."""
    if not isinstance(filters.receptive_field, str):
        return []
    reason = why_not(filters.receptive_field)
    return [Text(f"No frames are drawn. {reason.en}", f"沒有畫方框。{reason.zh}")]


def no_regions() -> Text:
    """Why nothing is said of eyes, nose and mouth."""
    return Text(
        "The images of this edition are no faces as FER2013 aligns them, so there are no regions of a face to measure.",
        "這一版的影像不是依 FER2013 對齊的人臉，沒有臉部區域可以量測。",
    )


def nothing_read(network: ExplainedRun) -> Text:
    """Why there is no linear probe."""
    if not network.layers:
        return Text("There is no convolution to read from.", "沒有卷積層可以讀取。")
    n = len(network.validation)
    return Text(
        f"The {n} validation images are too few to fit a linear map and to judge it on others.",
        f"驗證影像只有 {n} 張，太少，無法擬合線性映射再以其他影像評分。",
    )
