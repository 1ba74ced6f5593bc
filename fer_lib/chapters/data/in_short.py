"""What chapter 1 found, in short: how many images there are, what an accuracy has to beat, what occurs twice."""

from fer_lib.chapters.data.class_counts import ClassCounts
from fer_lib.chapters.data.sentences import UNBALANCED_RATIO
from fer_lib.data import SPLITS, DataCard, Split
from fer_lib.language import Text
from fer_lib.names import split_text
from fer_lib.wording import listed, paragraph, percent

_PARTS = {
    "train": Text("for training", "訓練集"),
    "validation": Text("for validation", "驗證集"),
    "test": Text("for the test", "測試集"),
}
_LATER: tuple[Split, ...] = ("validation", "test")
"""The splits whose images no network should have seen."""


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
            Text(f"{size:,} {_PARTS[split].en}", f"{_PARTS[split].zh} {size:,} 張")
            for split, size in sizes.items()
            if size
        ]
    )
    without = [_without_labels(counts.card, split) for split, size in sizes.items() if not size]
    of = (
        Text(f"of {classes} classes", f"，分屬 {classes} 類")
        if classes > 1
        else Text("of one class", "，同屬一類")
    )
    return Text(
        f"This edition has {n:,} labelled image{'s' * (n != 1)} {of.en}: {parts.en}"
        f"{''.join(f'; {text.en}' for text in without)}.",
        f"這一版有 {n:,} 張附標籤的影像{of.zh}：{parts.zh.replace('與', '、')}"
        f"{''.join(f'；{text.zh}' for text in without)}。",
    )


def _without_labels(card: DataCard, split: Split) -> Text:
    """What a split has that has no labelled image: nothing at all, or images that nobody can score."""
    number, part = card.unlabelled[split], _PARTS[split]
    if not number:
        return Text(f"there are none {part.en}", f"{part.zh}沒有影像")
    if number == 1:
        return Text(f"the only one {part.en} has no label", f"{part.zh}只有一張，而且沒有標籤")
    return Text(f"the {number:,} {part.en} have no label", f"{part.zh}的 {number:,} 張沒有標籤")


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
    """Whether images that judge are also among those that train, and images that nobody scores."""
    judges: list[Split] = [split for split in _LATER if sum(card.counts[split])]
    others: list[Split] = [split for split in _LATER if split not in judges and card.unlabelled[split]]
    leaked, unscored = (
        sum(card.duplicates_across[split]["train"] for split in of) for of in (judges, others)
    )
    twice = card.images - card.distinct_images
    if leaked:
        return paragraph(_leaked(leaked, judges), _unscored(unscored, others))
    if unscored and not judges:
        return _unscored(unscored, others)
    if twice:
        copies = Text("one copy", "一張") if twice == 1 else Text(f"{twice:,} copies", f" {twice:,} 張")
        are = "is" if twice == 1 else "are"
        if not judges:
            return Text(
                f"Among the images there {are} {copies.en} of others.",
                f"影像中有{copies.zh}是別的影像的複本。",
            )
        return paragraph(
            Text(
                f"No {_either(judges).en} image is an exact copy of a training image, though there {are} {copies.en} in "
                "other places.",
                f"{_both(judges).zh}裡沒有訓練影像的複本；其他地方則有{copies.zh}複本。",
            ),
            _unscored(unscored, others),
        )
    if not judges:
        return Text("No image occurs twice.", "沒有任何影像出現兩次。")
    return Text(
        f"No image occurs twice, so no {_either(judges).en} image is among the training images as well.",
        f"沒有任何影像出現兩次，所以{_both(judges).zh}的影像都不會同時出現在訓練集裡。",
    )


def _either(splits: list[Split]) -> Text:
    return Text(" or ".join(splits), "或".join(split_text(split).zh for split in splits))


def _both(splits: list[Split]) -> Text:
    return Text(" and ".join(splits), "與".join(split_text(split).zh for split in splits))


def _leaked(number: int, judges: list[Split]) -> Text:
    """So many images of the splits that judge are copies of training images."""
    if number == 1:
        return Text(
            f"One {_either(judges).en} image is an exact copy of a training image; a network may remember it instead of "
            "recognising it.",
            f"{_either(judges).zh}裡有一張影像是訓練影像的複本，模型可能只是記住了它，而不是認得。",
        )
    return Text(
        f"{number:,} {_both(judges).en} images are exact copies of training images; a network may remember them "
        "instead of recognising them.",
        f"{_both(judges).zh}裡有 {number:,} 張影像是訓練影像的複本，模型可能只是記住了它們，而不是認得。",
    )


def _unscored(number: int, others: list[Split]) -> Text:
    """So many images without a label are copies of training images, which changes no score; nothing where none is."""
    if not number:
        return Text("", "")
    where = _both(others)
    if number == 1:
        return Text(
            f"Of the {where.en} images without a label one is a copy of a training image, which changes no score.",
            f"{where.zh}沒有標籤的影像裡有一張是訓練影像的複本，不影響分數。",
        )
    return Text(
        f"Of the {where.en} images without a label {number:,} are copies of training images, which changes no score.",
        f"{where.zh}沒有標籤的影像裡有 {number:,} 張是訓練影像的複本，不影響分數。",
    )
