"""The figures of chapter 1 with caption and alt text: first images, action units, images of each class."""

import numpy as np

from fer_lib.chapters.data.card_figure import plot_card
from fer_lib.chapters.data.class_counts import ClassCounts
from fer_lib.chapters.data.sheet_figure import ImageSheet, first_of_each_class
from fer_lib.chapters.data.strongest_faces import with_and_without
from fer_lib.chapters.subject import colour_text, shows_faces
from fer_lib.data import ImageDataset
from fer_lib.data.dataset import UNLABELLED
from fer_lib.data.synthetic import SyntheticFaces
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.publish import BookFigure
from fer_lib.wording import percent

IMAGES_A_CLASS = 8  # the caption says eight
MOST_CLASSES = 12
"""Rows of the sheet."""


def first_images(dataset: ImageDataset) -> BookFigure:
    """The first training images of each class, or of the first classes where there are many."""
    all_names = class_texts(dataset.class_names)
    present = np.unique(dataset.labels[dataset.indices("train")]).tolist()
    with_images = [k for k in present if k != UNLABELLED]
    shown = with_images[:MOST_CLASSES]
    names = [all_names[k] for k in shown]
    sheet = ImageSheet(first_of_each_class(dataset, shown, IMAGES_A_CLASS), names)
    if len(shown) == len(with_images):
        of = Text("of each class", "各類別")
    else:
        of = Text(
            f"of the first {len(shown)} of {len(with_images)} classes",
            f"{len(with_images)} 個類別中前 {len(shown)} 個類別",
        )
    listing = Text(", ".join(name.en for name in names), "、".join(name.zh for name in names))
    return BookFigure(
        lambda lang: sheet.plot(lang),
        Text(
            f"The first training images {of.en}, at most eight, with the label that the data give.",
            f"{of.zh}訓練集中的前幾張影像（至多八張）；列名是資料所給的標籤。",
        ),
        _rows(dataset, listing),
    )


def _rows(dataset: ImageDataset, listing: Text) -> Text:
    """What is to be seen on the sheet."""
    colour = colour_text(dataset.shape)
    if shows_faces(dataset):
        return Text(
            f"Rows of {colour.en} faces, one for each label ({listing.en}).",
            f"一列列{colour.zh}人臉，每個標籤一列（{listing.zh}）。",
        )
    return Text(
        f"Rows of {colour.en} images, one for each label ({listing.en}).",
        f"一列列{colour.zh}影像，每個標籤一列（{listing.zh}）。",
    )


def action_units(dataset: ImageDataset, synthetic: SyntheticFaces) -> BookFigure:
    """Of each class the strongest synthetic face, with and without its action units.

    Args:
        dataset: the faces as the networks see them.
        synthetic: the same with the truth about them.
    """
    rows = [Text("without", "無表情"), Text("with", "有表情"), Text("where", "變動處")]
    faces = with_and_without(dataset, synthetic)
    sheet, names = ImageSheet(faces, rows), class_texts(dataset.class_names)
    listing = Text(", ".join(name.en for name in names), "、".join(name.zh for name in names))
    changed = percent(float((faces[0] != faces[1]).mean()))
    return BookFigure(
        lambda lang: sheet.plot(lang),
        Text(
            "For each class the face with the strongest expression: without its action units, with them, and the "
            f"pixels that they touch (the rest is faded). The columns are {listing.en}.",
            "各類別中表情最強的一張臉：去掉動作單元、加上動作單元，以及動作單元影響到的像素（其餘部分淡化）。"
            f"由左至右為{listing.zh}。",
        ),
        Text(
            f"Three rows of the same {len(names)} faces. The second row differs from the first in {changed} of the pixels; in "
            "the third, those that no action unit touches are faded.",
            f"同樣 {len(names)} 張臉排成三列。第二列有 {changed} 的像素與第一列不同；第三列淡化了動作單元沒有影響到的像素。",
        ),
    )


def class_counts(counts: ClassCounts) -> BookFigure:
    """Labelled images of each class, by split."""
    largest, smallest = counts.names[counts.largest], counts.names[counts.smallest]
    most, fewest = f"{counts.images[counts.largest]:,}", f"{counts.images[counts.smallest]:,}"
    classes = len(counts.present)
    if classes == 1:
        bars = Text(
            f"A bar for one class, {largest.en}: {most}.", f"只有一類（{largest.zh}）的長條，共 {most} 張。"
        )
    elif most == fewest:
        bars = Text(
            f"Bars for {classes} classes, which have equally many images, {most}.",
            f"{classes} 個類別的長條圖，張數都是 {most}。",
        )
    else:
        bars = Text(
            f"Bars for {classes} classes: no class has more images than {largest.en}, {most}, and none fewer than "
            f"{smallest.en}, {fewest}.",
            f"{classes} 個類別的長條圖：最多的是{largest.zh}，有 {most} 張；最少的是{smallest.zh}，有 {fewest} 張。",
        )
    return BookFigure(
        lambda lang: plot_card(counts.card, lang=lang),
        Text(
            f"Labelled images by class and split (n = {counts.n:,}).",
            f"各類別在各集合中有標籤的影像張數（n = {counts.n:,}）。",
        ),
        bars,
    )
