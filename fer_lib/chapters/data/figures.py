"""The figures of chapter 1 with caption and alt text: faces, action units, images of each class."""

from fer_lib.chapters.data.card_figure import plot_card
from fer_lib.chapters.data.class_counts import ClassCounts
from fer_lib.chapters.data.faces_figure import FaceSheet, first_of_each_class
from fer_lib.chapters.data.strongest_faces import with_and_without
from fer_lib.data import ImageDataset
from fer_lib.data.synthetic import SyntheticFaces
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.publish import BookFigure

FACES_A_CLASS = 8  # the caption says eight
IMAGES_SEARCHED = 4000
"""The first training images, among which the first of each class are looked for."""


def faces(dataset: ImageDataset) -> BookFigure:
    """The first training images of each class."""
    training = dataset.subset(dataset.indices("train")[:IMAGES_SEARCHED])
    all_names = class_texts(dataset.class_names)
    shown = [k for k in range(len(all_names)) if (training.labels == k).any()]
    first = first_of_each_class(training.images, training.labels, len(all_names), FACES_A_CLASS)
    names = [all_names[k] for k in shown]
    sheet = FaceSheet(first[shown], names)
    return BookFigure(
        lambda lang: sheet.plot(lang),
        Text(
            "The first training images of each class, at most eight, with the label that the data give.",
            "各類別訓練集中的前幾張影像（至多八張）；列名是資料所給的標籤。",
        ),
        Text(
            f"Rows of grey faces, one for each label ({', '.join(name.en for name in names)}); faces differ in identity, "
            "pose, light and how strong the expression is.",
            f"一列列灰階人臉，每個標籤一列（{'、'.join(name.zh for name in names)}）；"
            "人臉的長相、角度、光線和表情強弱都不同。",
        ),
    )


def action_units(dataset: ImageDataset, synthetic: SyntheticFaces) -> BookFigure:
    """Of each class the strongest synthetic face, with and without its action units.

    Args:
        dataset: the faces as the networks see them.
        synthetic: the same with the truth about them.
    """
    rows = [Text("without", "無表情"), Text("with", "有表情"), Text("where", "變動處")]
    sheet = FaceSheet(with_and_without(dataset, synthetic), rows)
    return BookFigure(
        lambda lang: sheet.plot(lang),
        Text(
            "For each class the face with the strongest expression: without its action units, with them, and the "
            "pixels that they touch (the rest is faded). The columns are angry, disgust, fear, happy, sad, surprise, "
            "neutral.",
            "各類別中表情最強的一張臉：去掉動作單元、加上動作單元，以及動作單元影響到的像素（其餘部分淡化）。"
            "由左至右為生氣、厭惡、恐懼、高興、難過、驚訝、中立。",
        ),
        Text(
            "Three rows of the same seven faces. The second row differs from the first in brows, eyes and mouth; the "
            "third keeps only those regions dark.",
            "同樣七張臉排成三列。第二列與第一列的差別在眉毛、眼睛和嘴巴；第三列只有這些部位維持原色。",
        ),
    )


def class_counts(counts: ClassCounts) -> BookFigure:
    """Labelled images of each class, by split."""
    largest, smallest = counts.names[counts.largest], counts.names[counts.smallest]
    most, fewest = f"{counts.images[counts.largest]:,}", f"{counts.images[counts.smallest]:,}"
    classes = len(counts.present)
    return BookFigure(
        lambda lang: plot_card(counts.card, lang=lang),
        Text(
            f"Labelled images by class and split (n = {counts.n:,}).",
            f"各類別在各集合中有標籤的影像張數（n = {counts.n:,}）。",
        ),
        Text(
            f"Bars for {classes} classes: the most images has {largest.en}, {most}, and the fewest {smallest.en}, "
            f"{fewest}.",
            f"{classes} 個類別的長條圖：{largest.zh}最多，有 {most} 張；{smallest.zh}最少，有 {fewest} 張。",
        ),
    )
