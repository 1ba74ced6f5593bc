"""The figures of chapter 4: curves of a pair, faces on which the two part, and shuffled pixels."""

from fer_lib import publish
from fer_lib.chapters.cnn_dnn.before_after_figure import BeforeAfter
from fer_lib.chapters.cnn_dnn.pair_experiment import PairExperiment
from fer_lib.chapters.cnn_dnn.shuffle_experiment import ShuffleExperiment
from fer_lib.chapters.cnn_dnn.shuffled_face_figure import plot_shuffled_face
from fer_lib.chapters.cnn_dnn.shuffled_pixels import ShuffledFace
from fer_lib.chapters.errors.examples import describe, gallery, mistakes_that_another_avoids
from fer_lib.data import ImageDataset
from fer_lib.language import Text
from fer_lib.plots.convergence import Convergence, Group
from fer_lib.publish import BookFigure
from fer_lib.wording import capitalized, percent

FACES = 6
"""Faces in a gallery of those on which one network alone is wrong."""
NAMES = (Text("CNN", "CNN"), Text("DNN", "DNN"))


def curves(pair: PairExperiment) -> BookFigure:
    """Training loss and validation accuracy of both networks."""
    histories = [tuple(run.history() for run in group.runs) for group in pair.groups]
    convergence = Convergence([Group(name, each) for name, each in zip(NAMES, histories, strict=True)])
    cnn_loss, dnn_loss = (f"{each[0].last.train_loss:.2f}" for each in histories)
    cnn_best, dnn_best = (
        percent(max(record.validation_accuracy for record in each[0].records)) for each in histories
    )
    return BookFigure(
        lambda lang: convergence.plot(lang=lang),
        Text(
            f"{capitalized(pair.report).en}'s pair: training loss and validation accuracy after each epoch; "
            f"n = {pair.n:,} validation images.",
            f"{pair.report.zh}的兩個網路：每個週期後的訓練損失與驗證準確率；驗證集 n = {pair.n:,}。",
        ),
        Text(
            f"The training loss of the CNN ends at {cnn_loss}, that of the DNN at {dnn_loss}; the validation accuracy of "
            f"the CNN gets up to {cnn_best}, that of the DNN to {dnn_best}.",
            f"CNN 的訓練損失最後是 {cnn_loss}，DNN 是 {dnn_loss}；CNN 的驗證準確率最高到 {cnn_best}，"
            f"DNN 到 {dnn_best}。",
        ),
    )


def publish_disagreements(pair: PairExperiment, dataset: ImageDataset) -> None:
    """Print the faces that one of the two alone gets wrong, the surest mistakes first; nothing where there are none."""
    cnn, dnn = (group.runs[0].predictions("validation") for group in pair.groups)
    for key, wrong, right, (loser, winner) in (
        ("dnn-alone-wrong", dnn, cnn, ("DNN", "CNN")),
        ("cnn-alone-wrong", cnn, dnn, ("CNN", "DNN")),
    ):
        rows = mistakes_that_another_avoids(wrong, right)
        if not len(rows):
            continue
        faces = gallery(dataset, wrong, rows, count=FACES)
        described = describe(faces)
        publish.figure(
            key,
            faces.plot,
            Text(
                f"Below each face its label and the wrong answer of the {loser}; the {winner} gives the label. The surest "
                f"{len(faces.faces)} of {len(rows):,} such faces among n = {pair.n:,}.",
                f"每張人臉下方是標籤與 {loser} 的錯誤答案；{winner} 答對。n = {pair.n:,} 張中有 {len(rows):,} 張是這樣，"
                f"這裡列出最有把握的 {len(faces.faces)} 張。",
            ),
            Text(
                f"Label and answer of each face: {described.en}.", f"各張人臉的標籤與答案：{described.zh}。"
            ),
        )


def shuffled_face(example: ShuffledFace) -> BookFigure:
    """A face, the same face shuffled, and where the pixels of a small window come from."""
    return BookFigure(
        lambda lang: plot_shuffled_face(example, lang),
        Text(
            "A validation face, the same face with its pixels in the order that all shuffled runs use, and where the nine "
            "pixels of the orange window come from. A kernel of 3×3 sees one such window.",
            "一張驗證影像、以打亂實驗所用順序重排的同一張影像，以及橘色視窗裡九個像素的來源。3×3 的卷積核一次就看這樣一個視窗。",
        ),
        Text(
            "A face with a small square about the mouth; grey noise with the same square; the face again with nine single "
            "pixels marked, scattered over all of it.",
            "一張人臉，嘴邊有個小方框；同樣位置有方框的灰色雜訊；再一次是那張人臉，標出散布各處的九個像素。",
        ),
    )


def shuffling(experiment: ShuffleExperiment) -> BookFigure:
    """Accuracies of both networks before and after the shuffling."""
    before, after = (
        [group.accuracies() for group in groups]
        for groups in (
            (experiment.cnn, experiment.dnn),
            (experiment.cnn_shuffled, experiment.dnn_shuffled),
        )
    )
    slopes = BeforeAfter(
        NAMES,
        before,
        after,
        (Text("pixels as they are", "原本的像素"), Text("pixels shuffled", "打亂的像素")),
        guessing=experiment.guessing,
    )
    cnn, dnn, cnn_after, dnn_after = (
        percent(group.mean_accuracy())
        for group in (experiment.cnn, experiment.dnn, experiment.cnn_shuffled, experiment.dnn_shuffled)
    )
    return BookFigure(
        lambda lang: slopes.plot(lang=lang),
        Text(
            f"{capitalized(experiment.report).en}'s networks before and after the shuffling, with 95% intervals; "
            f"n = {experiment.n:,} validation images.",
            f"{experiment.report.zh}的兩個網路在打亂前後的準確率與 95% 信賴區間；驗證集 n = {experiment.n:,}。",
        ),
        Text(
            f"Two lines from left to right: the CNN from {cnn} to {cnn_after}, the DNN from {dnn} to {dnn_after}.",
            f"由左到右的兩條線：CNN 從 {cnn} 到 {cnn_after}，DNN 從 {dnn} 到 {dnn_after}。",
        ),
    )
