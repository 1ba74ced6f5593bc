"""What chapter 9 says of the faces that it shows and of data that are too few."""

from collections.abc import Sequence

from fer_lib.chapters.feature_maps.explained_run import ExplainedRun
from fer_lib.chapters.feature_maps.face_maps import ChosenFace
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
                    f"No validation image is labelled {name.en}; another face stands in its place.",
                    f"驗證集裡沒有標籤為{name.zh}的影像，改用另一張臉。",
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


def too_few_images(network: ExplainedRun) -> Text:
    """Why there is no linear probe."""
    n = len(network.validation)
    return Text(
        f"The {n} validation images are too few to fit a linear map and to judge it on others.",
        f"驗證影像只有 {n} 張，太少，無法擬合線性映射再以其他影像評分。",
    )
