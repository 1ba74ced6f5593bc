"""What chapter 1 says of the data: what synthetic faces are made of, missing labels and classes, class balance."""

from fer_lib.chapters.data.class_counts import ClassCounts
from fer_lib.data.synthetic import SyntheticFaces
from fer_lib.language import Text
from fer_lib.wording import paragraph, percent

UNBALANCED_RATIO = 1.5
"""Largest class to smallest; from here on the classes are called unbalanced."""


def action_units(faces: SyntheticFaces) -> Text:
    """How synthetic faces come about, and how many of their labels are wrong on purpose."""
    labels, flipped = f"{len(faces):,}", f"{int(faces.flipped.sum()):,}"
    share = percent(float(faces.flipped.mean()))
    return Text(
        "These faces are drawn by a program, so their truth is known. An expression is a set of *action units*, "
        "the muscle movements of FACS {cite:p}`ekman1978facs`, put together as EMFACS {cite:p}`friesen1983emfacs` "
        "describes; {numref}`fig-action-units` shows the same face with and without them. "
        f"Of the {labels} labels, {flipped} ({share}) were changed on purpose to another class, so that a "
        "method that looks for wrong labels can be tested.",
        "這些人臉由程式繪製，因此真實答案是已知的。每種表情由若干*動作單元*組成，也就是 FACS "
        "{cite:p}`ekman1978facs` 所定義的肌肉動作，組合方式依照 EMFACS {cite:p}`friesen1983emfacs`；"
        "{numref}`fig-action-units` 是同一張臉有無這些動作的對照。"
        f"在 {labels} 個標籤中，有 {flipped} 個（{share}）刻意改成了別的類別，好用來檢驗找出錯誤標籤的方法。",
    )


def unlabelled(counts: ClassCounts) -> Text:
    """How many images come without a label."""
    return Text(
        f"A further {counts.unlabelled:,} test images come without labels: the course keeps those to itself.",
        f"另有 {counts.unlabelled:,} 張測試影像沒有附標籤，答案由課程保管。",
    )


def absent_classes(counts: ClassCounts) -> Text:
    """Which classes no image is of, and what follows from it."""
    names = [counts.names[k] for k in counts.absent]
    return Text(
        f"There is no image with one of these labels: {', '.join(name.en for name in names)}. So the networks of "
        "this edition cannot learn to recognise them, and no score of theirs can be given.",
        f"沒有任何影像的標籤是{'、'.join(name.zh for name in names)}，因此這一版的網路學不會辨識這些類別，"
        "也沒有這些類別的分數。",
    )


def balance(counts: ClassCounts) -> Text:
    """Whether the classes are equally large, and what the most frequent answer would score."""
    largest, smallest = counts.names[counts.largest], counts.names[counts.smallest]
    if counts.ratio >= UNBALANCED_RATIO:
        sizes = Text(
            f"The classes are not balanced: there are {counts.ratio:.1f} times as many {largest.en} faces as "
            f"{smallest.en} ones.",
            f"各類別並不平衡：{largest.zh}的張數是{smallest.zh}的 {counts.ratio:.1f} 倍。",
        )
    else:
        low, high = f"{counts.images[counts.smallest]:,}", f"{counts.images[counts.largest]:,}"
        sizes = Text(
            f"The classes are about equally large; from {low} to {high} images.",
            f"各類別大小相近，張數從 {low} 到 {high}。",
        )
    share = percent(counts.majority_share)
    return paragraph(
        sizes,
        Text(
            f"A network that always answered “{largest.en}” would be right for {share} of the images; accuracy has to "
            "be read against that.",
            f"如果網路一律回答「{largest.zh}」，就能答對 {share} 的影像；解讀準確率時要以此為底線。",
        ),
    )
