"""The tables of chapter 1: images by split and class, and the flaws of the data."""

from fer_lib.data import SPLITS, DataCard
from fer_lib.language import Text, heading
from fer_lib.names import class_texts, split_text
from fer_lib.publish import BookTable
from fer_lib.wording import capitalized


def splits(card: DataCard) -> BookTable:
    """Labelled images of each class in each split that has any."""
    labelled = [split for split in SPLITS if sum(card.counts[split])]
    rows: list[list[object]] = [
        [name, *(f"{card.counts[split][k]:,}" for split in labelled)]
        for k, name in enumerate(class_texts(card.class_names))
    ]
    total = [Text("**all**", "**合計**"), *(f"**{sum(card.counts[split]):,}**" for split in labelled)]
    return BookTable(
        Text("Labelled images by split and class.", "各集合、各類別有標籤的影像張數。"),
        [heading("class"), *(capitalized(split_text(split)) for split in labelled)],
        [*rows, total],
        "l" + "r" * len(labelled),
    )


def flaws(card: DataCard) -> BookTable:
    """Copies, contradicting labels and blank images, as far as there are any; without a row where there are none."""
    found: list[tuple[Text, int]] = [
        (Text("groups of exact copies", "完全相同的影像組"), card.duplicate_groups),
        (Text("groups whose labels contradict each other", "標籤互相矛盾的影像組"), card.conflicting_groups),
    ]
    for later, earlier in (("validation", "train"), ("test", "train"), ("test", "validation")):
        one, other = split_text(later), split_text(earlier)
        images = Text(f"{one.en} images", f"{one.zh}中")
        if not sum(card.counts[later]):
            images = Text(f"{one.en} images without a label", f"{one.zh}（沒有標籤）中")
        found.append(
            (
                Text(f"{images.en} that are also in the {other.en}", f"{images.zh}也出現在{other.zh}的影像"),
                card.duplicates_across[later][earlier],
            )
        )
    blank = (
        Text("blank images (one grey level)", "空白影像（只有一個灰階）")
        if card.image_size[2] == 1
        else Text("blank images (one colour)", "空白影像（只有一種顏色）")
    )
    found.append((blank, len(card.blank_rows)))
    return BookTable(
        Text(
            f"Flaws found by comparing all pixels of all images; n = {card.images:,}, of which {card.distinct_images:,} "
            "differ.",
            f"逐像素比對所有影像所找到的毛病；n = {card.images:,}，其中相異的有 {card.distinct_images:,} 張。",
        ),
        [Text("What", "項目"), Text("Number", "數量")],
        [[what, f"{number:,}"] for what, number in found if number],
        "lr",
    )
