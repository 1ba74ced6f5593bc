"""What chapter 1 says of how the source was read: what its labels were taken for, what was converted, FER+'s votes."""

from collections.abc import Mapping
from typing import Any

from fer_lib.data import ImageDataset
from fer_lib.data.class_words import ORDERS, TITLES
from fer_lib.data.ferplus_labels import NO_CLASS, TIE
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.wording import listed, listed_clauses, paragraph, percent

CONVERTED = {
    "turned_upright": Text("turned upright, as EXIF asks", "依 EXIF 轉正"),
    "first_frame_taken": Text("reduced to the first of their frames", "只取第一格畫面"),
    "reduced_to_8_bits": Text("reduced from 16 bits to 8", "由 16 位元降為 8 位元"),
    "put_on_mid_grey": Text("transparent and put on mid-grey", "原為透明，改以中灰為底"),
    "made_grey": Text("turned grey", "轉為灰階"),
    "made_colour": Text("grey and repeated as colour", "由灰階複製成彩色"),
    "cropped": Text("cropped to the middle", "裁切成中央部分"),
    "padded": Text("padded with mid-grey", "以中灰補邊"),
    "resized": Text("resized", "縮放"),
    "squashed": Text("resized without keeping the ratio of their sides", "縮放而未保持長寬比"),
    "label_decimal_to_number": Text("given a label like 3.0, read as 3", "標籤寫成像 3.0 的小數，讀作 3"),
    "one_hot_to_label": Text("given a one-hot row as label", "標籤為 one-hot 編碼"),
    "float_0_1_to_uint8": Text("scaled from 0 … 1 to 0 … 255", "由 0 … 1 換算為 0 … 255"),
}
"""What ``provenance["converted"]`` counts and readers should know; the rest changes how numbers are stored, not them."""


LEFT_OUT = {
    TIE: Text("no single class with most votes", "沒有單一的最高票類別"),
    NO_CLASS["unknown"]: Text("most votes for unknown", "多數人選「不明」"),
    NO_CLASS["NF"]: Text("most votes for no face", "多數人認為沒有臉"),
}
"""What ``provenance["left_out"]`` counts beside classes that were left out by name."""
OF_THE_CROWD = {
    "plurality": Text(
        "A label is the class that most of FER+'s ten people chose.", "標籤是 FER+ 的十人中最多人選的類別。"
    ),
    "distribution": Text(
        "A label is the class that most of FER+'s ten people chose; in training the shares of their votes take its "
        "place, without classes that only one of them chose.",
        "標籤是 FER+ 的十人中最多人選的類別；訓練時改用各類別的得票比例，只有一票的類別不計。",
    ),
}
"""What a label is where votes made it, by ``provenance["labels"]``."""


def as_read(dataset: ImageDataset) -> Text | None:
    """Whose order numbers are in, which other words classes have, what was converted or left out, and FER+'s part.

    Args:
        dataset: with its provenance.

    Returns:
        None where all is as it stands in the source.
    """
    provenance = dataset.provenance
    read = provenance.get("labels_read", {})
    told = [
        *_numbers(read.get("numbers"), dataset.class_names),
        *_words(read.get("read_as", {})),
        *_converted(provenance.get("converted", {}), len(dataset.images)),
        *([OF_THE_CROWD[provenance["labels"]]] if provenance.get("labels") in OF_THE_CROWD else []),
        *_left_out(provenance.get("left_out", {})),
        *_unreadable(len(provenance.get("unreadable", ()))),
        *_votes(provenance.get("votes", {})),
    ]
    return paragraph(*told) if told else None


def _numbers(numbers: str | int | None, names: tuple[str, ...]) -> list[Text]:
    if isinstance(numbers, str) and numbers in ORDERS:
        meaning = dict(zip(ORDERS[numbers], class_texts(list(ORDERS[numbers].values())), strict=True))
        whose = Text(f"{TITLES[numbers]}'s order", f" {TITLES[numbers]} 的順序")
    elif isinstance(numbers, int):
        meaning = dict(enumerate(class_texts(names), numbers))
        whose = Text("the order given in the edition file", "版本檔列出的順序")
    else:
        return []
    counted = listed([Text(f"{number} {name.en}", f"{number} {name.zh}") for number, name in meaning.items()])
    return [
        Text(
            f"The source gives the labels as numbers; they stand for the classes in {whose.en}: {counted.en}.",
            f"來源以數字表示標籤，各數字代表的類別依{whose.zh}：{counted.zh}。",
        )
    ]


def _words(read_as: Mapping[str, Mapping[str, int]]) -> list[Text]:
    if not read_as:
        return []
    parts = [
        Text(f"“{word}” ({count:,}) as {name.en}", f"「{word}」（{count:,} 張）歸為{name.zh}")
        for name, words in zip(class_texts(list(read_as)), read_as.values(), strict=True)
        for word, count in words.items()
    ]
    together = listed_clauses(parts)
    return [
        Text(f"Other words for classes were read: {together.en}.", f"來源中類別的其他寫法：{together.zh}。")
    ]


def _converted(converted: Mapping[str, int], images: int) -> list[Text]:
    counts = {what: count for what, count in converted.items() if what in CONVERTED}
    told = []
    if (
        images > 1 and counts.get("resized") == images and "cropped" in counts
    ):  # so those are among the resized ones
        cropped = counts.pop("cropped")
        del counts["resized"]
        told.append(
            Text(
                f"All {images:,} images were cropped to the middle and then resized.",
                f"讀入時，{images:,} 張影像都先裁切成中央部分再縮放。",
            )
            if cropped == images
            else Text(
                f"All {images:,} images were resized; {cropped:,} of them {_were(cropped)} cropped to the middle first.",
                f"讀入時，{images:,} 張影像都經過縮放；其中 {cropped:,} 張先裁切成中央部分。",
            )
        )
    if counts:
        parts = [
            Text(f"{count:,} {_were(count)} {CONVERTED[what].en}", f"{count:,} 張{CONVERTED[what].zh}")
            for what, count in counts.items()
        ]
        told.append(
            Text(
                f"Of the images, {'; '.join(part.en for part in parts)}.",
                f"讀入時，{'；'.join(part.zh for part in parts)}。",
            )
        )
    return told


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _left_out(left_out: Mapping[str, int]) -> list[Text]:
    parts = []
    for what, count in left_out.items():
        if count:
            why = LEFT_OUT.get(what) or class_texts([what])[0]
            parts.append(Text(f"{why.en} ({count:,})", f"{why.zh}（{count:,} 張）"))
    if not parts:
        return []
    together = listed(parts)
    return [Text(f"Images left out, with their number: {together.en}.", f"未採用的影像：{together.zh}。")]


def _unreadable(count: int) -> list[Text]:
    if not count:
        return []
    files = "1 file" if count == 1 else f"{count:,} files"
    return [Text(f"{files} could not be read.", f"有 {count:,} 個檔案無法讀取。")]


def _votes(votes: Mapping[str, Any]) -> list[Text]:
    if not votes:
        return []
    agree, chance = percent(votes["agree"] / votes["images"]), percent(votes["by_chance"])
    return [
        Text(
            f"What most of FER+'s ten people chose is the label of {agree} of the images that have both, n = "
            f"{votes['images']:,}; by chance it would be {chance}.",
            f"FER+ 的十人中多數人所選的類別，在兩者皆有的影像（n = {votes['images']:,}）裡有 {agree} 與標籤相同；"
            f"隨機猜測則為 {chance}。",
        )
    ]
