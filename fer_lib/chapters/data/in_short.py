"""What chapter 1 found, in short: how many images there are, what an accuracy has to beat, what occurs twice."""

from fer_lib.chapters.data.class_counts import ClassCounts
from fer_lib.chapters.data.sentences import UNBALANCED_RATIO
from fer_lib.data import SPLITS, DataCard
from fer_lib.language import Text
from fer_lib.wording import listed, percent

_PARTS = {
    "train": Text("for training", "訓練集"),
    "validation": Text("for validation", "驗證集"),
    "test": Text("for the test", "測試集"),
}


def findings(counts: ClassCounts) -> list[Text]:
    """Three sentences that are true of whatever data.

    Args:
        counts: labelled images of each class, of which there is at least one.
    """
    return [_images(counts), _baseline(counts), _copies(counts.card)]


def _images(counts: ClassCounts) -> Text:
    """How many labelled images there are, of how many classes, and how they are divided."""
    n, classes = counts.n, len(counts.present)
    sizes = {split: sum(counts.card.counts[split]) for split in SPLITS}
    parts = listed(
        [
            Text(
                f"{size or 'none':{',' if size else ''}} {_PARTS[split].en}",
                f"{_PARTS[split].zh} {size:,} 張" if size else f"{_PARTS[split].zh}沒有影像",
            )
            for split, size in sizes.items()
        ]
    )
    of = (
        Text(f"of {classes} classes", f"，分屬 {classes} 類")
        if classes > 1
        else Text("of one class", "，同屬一類")
    )
    return Text(
        f"This edition has {n:,} labelled image{'s' * (n != 1)} {of.en}: {parts.en}.",
        f"這一版有 {n:,} 張附標籤的影像{of.zh}：{parts.zh.replace('與', '、')}。",
    )


def _baseline(counts: ClassCounts) -> Text:
    """What always giving the same answer is worth."""
    share, largest, smallest = (
        percent(counts.majority_share),
        counts.names[counts.largest],
        counts.names[counts.smallest],
    )
    if len(counts.present) == 1:
        return Text(
            "All labelled images are of one class, so there is nothing to tell apart.",
            "附標籤的影像全屬同一類，沒有什麼可以分辨。",
        )
    if counts.images[counts.largest] == counts.images[counts.smallest]:
        return Text(
            f"All classes with images are equally large, so whoever always gives the same answer is right for {share}.",
            f"有影像的各類張數都相同，一律回答同一類就能答對 {share}。",
        )
    always = Text(
        f"whoever always answers “{largest.en}” is right for {share} of the images, and only an accuracy above that "
        "shows that something was learned",
        f"一律回答「{largest.zh}」就能答對 {share} 的影像，準確率要高於這個數字才算學到東西",
    )
    if counts.ratio < UNBALANCED_RATIO:
        return Text(f"{always.en[:1].upper()}{always.en[1:]}.", f"{always.zh}。")
    times = f"{counts.ratio:.1f}"
    return Text(
        f"“{largest.en}” has {times} times as many images as “{smallest.en}”: {always.en}.",
        f"「{largest.zh}」的影像張數是「{smallest.zh}」的 {times} 倍：{always.zh}。",
    )


def _copies(card: DataCard) -> Text:
    """Whether images that judge are also among those that train."""
    leaked = sum(card.duplicates_across[split]["train"] for split in ("validation", "test"))
    twice = card.images - card.distinct_images
    if leaked == 1:
        return Text(
            "One validation or test image is an exact copy of a training image; a network may remember it instead of "
            "recognising it.",
            "驗證集或測試集裡有一張影像是訓練影像的複本，模型可能只是記住了它，而不是認得。",
        )
    if leaked:
        return Text(
            f"{leaked:,} validation and test images are exact copies of training images; a network may remember them "
            "instead of recognising them.",
            f"驗證集與測試集裡有 {leaked:,} 張影像是訓練影像的複本，模型可能只是記住了它們，而不是認得。",
        )
    if twice:
        copies = Text("one copy", "一張") if twice == 1 else Text(f"{twice:,} copies", f" {twice:,} 張")
        return Text(
            f"No validation or test image is an exact copy of a training image, though there {'is' if twice == 1 else 'are'} "
            f"{copies.en} in other places.",
            f"驗證集與測試集裡沒有訓練影像的複本；其他地方則有{copies.zh}複本。",
        )
    return Text(
        "No image occurs twice, so no validation or test image is among the training images as well.",
        "沒有任何影像出現兩次，所以驗證與測試影像都不會同時出現在訓練集裡。",
    )
