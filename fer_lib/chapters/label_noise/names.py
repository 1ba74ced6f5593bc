"""What rankings, references and alterations of images are called in both languages."""

from fer_lib.label_noise.ranking import Score
from fer_lib.label_noise.reference import Reference
from fer_lib.language import Text

SCORE_NAMES: dict[Score, Text] = {
    "self_confidence": Text("self-confidence", "自我信心"),
    "normalized_margin": Text("normalized margin", "正規化差距"),
    "confidence_weighted_entropy": Text("entropy over confidence", "熵除以信心"),
}

ALTERATION_NAMES = {
    "darker": Text("darker (0.7 of each grey level)", "變暗（灰階值乘以 0.7）"),
    "noisy": Text("with noise (8 grey levels)", "加雜訊（8 個灰階）"),
    "compressed": Text("as JPEG of quality 20", "存成品質 20 的 JPEG"),
    "moved": Text("moved by one pixel", "平移一個像素"),
    "enlarged": Text("the middle 44 pixels enlarged to 48", "中間 44 個像素放大成 48"),
    "mirrored": Text("mirrored", "左右鏡射"),
}
"""Each of ``fer_lib.label_noise.alterations.ALTERATIONS``."""


def reference_name(reference: Reference) -> Text:
    """What the reference says, as the subject of a sentence."""
    if reference.kind == "truth":
        return Text("the truth", "真正的表情")
    return Text("the crowd", "群眾")


def against_label(reference: Reference) -> Text:
    """What the labels are called that are not the reference's."""
    if reference.kind == "truth":
        return Text("flipped labels", "被換掉的標籤")
    return Text("labels that the crowd does not share", "群眾不認同的標籤")
