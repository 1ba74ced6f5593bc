"""What rankings, references, splits, alterations and trainings of chapter 6 are called in both languages."""

from fer_lib.label_noise.ranking import Score
from fer_lib.label_noise.reference import Reference
from fer_lib.language import Text

SCORE_NAMES: dict[Score, Text] = {
    "self_confidence": Text("self-confidence", "自我信心"),
    "normalized_margin": Text("normalized margin", "正規化差距"),
    "confidence_weighted_entropy": Text("entropy over confidence", "熵除以信心"),
}

ALTERATION_NAMES = {
    "darker": Text("darker (0.7 of each value)", "變暗（像素值乘以 0.7）"),
    "noisy": Text("with noise (8 of 255 levels)", "加雜訊（255 階中的 8 階）"),
    "compressed": Text("as JPEG of quality 20", "存成品質 20 的 JPEG"),
    "moved": Text("moved by one pixel", "平移一個像素"),
    "enlarged": Text("the middle eleven twelfths enlarged", "中間十二分之十一放大"),
    "mirrored": Text("mirrored", "左右鏡射"),
}
"""Each of ``fer_lib.label_noise.alterations.ALTERATIONS``."""

SPLIT_NAMES = {
    "train": Text("training", "訓練集"),
    "validation": Text("validation", "驗證集"),
    "test": Text("test", "測試集"),
}

TRAINING_NAMES = (
    Text("training with the copies", "保留複本的訓練"),
    Text("training without them", "剔除複本的訓練"),
)
GROUP_NAMES = {
    "all": Text("all", "全部"),
    "duplicated": Text("exact copy in training", "在訓練集有完全相同的複本"),
    "others": Text("no exact copy there", "在訓練集沒有完全相同的複本"),
}
"""The images that both trainings are judged on, by whether the training set has a duplicate of them."""


def reference_name(reference: Reference) -> Text:
    """What the reference says, as the subject of a sentence."""
    if reference.kind == "truth":
        return Text("the truth", "真正的表情")
    return Text("the crowd", "群眾")


def label_against(reference: Reference) -> Text:
    """What a label is called that is not the reference's."""
    if reference.kind == "truth":
        return Text("flipped label", "被換掉的標籤")
    return Text("label that the crowd does not share", "群眾不認同的標籤")


def labels_against(reference: Reference) -> Text:
    """What such labels are called."""
    if reference.kind == "truth":
        return Text("flipped labels", "被換掉的標籤")
    return Text("labels that the crowd does not share", "群眾不認同的標籤")
