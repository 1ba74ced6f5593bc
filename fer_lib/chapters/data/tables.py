"""The tables of chapter 1: images by split and class, and the flaws of the data."""

from fer_lib.data import SPLITS, DataCard
from fer_lib.language import Text, heading
from fer_lib.names import class_texts, split_text
from fer_lib.publish import BookTable
from fer_lib.wording import capitalized


def splits(card: DataCard) -> BookTable:
    """Labelled images of each class in each split."""
    rows: list[list[object]] = [
        [name, *(f"{card.counts[split][k]:,}" for split in SPLITS)]
        for k, name in enumerate(class_texts(card.class_names))
    ]
    total = [Text("**all**", "**合計**"), *(f"**{sum(card.counts[split]):,}**" for split in SPLITS)]
    return BookTable(
        Text("Labelled images by split and class.", "各集合、各類別有標籤的影像張數。"),
        [heading("class"), *(capitalized(split_text(split)) for split in SPLITS)],
        [*rows, total],
        "lrrr",
    )


def flaws(card: DataCard) -> BookTable:
    """Duplicates, contradicting labels and blank images."""
    rows: list[list[object]] = [
        [Text("images", "影像"), f"{card.images:,}"],
        [Text("different images", "相異影像"), f"{card.distinct_images:,}"],
        [Text("groups of exact copies", "完全相同的影像組"), f"{card.duplicate_groups:,}"],
        [
            Text("groups whose labels contradict each other", "標籤互相矛盾的影像組"),
            f"{card.conflicting_groups:,}",
        ],
    ]
    for later, earlier in (("validation", "train"), ("test", "train"), ("test", "validation")):
        one, other = split_text(later), split_text(earlier)
        rows.append(
            [
                Text(
                    f"{one.en} images that also stand in the {other.en}",
                    f"{one.zh}中也出現在{other.zh}的影像",
                ),
                f"{card.duplicates_across[later][earlier]:,}",
            ]
        )
    blank = (
        Text("blank images (one grey level)", "空白影像（只有一個灰階）")
        if card.image_size[2] == 1
        else Text("blank images (one colour)", "空白影像（只有一種顏色）")
    )
    rows.append([blank, f"{len(card.blank_rows):,}"])
    return BookTable(
        Text("Flaws found by comparing all pixels of all images.", "逐像素比對所有影像所找到的毛病。"),
        [Text("What", "項目"), Text("Number", "數量")],
        rows,
        "lr",
    )
