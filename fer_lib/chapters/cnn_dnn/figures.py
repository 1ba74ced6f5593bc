"""The figures of chapter 4: curves of a pair, images on which the two part, and shuffled pixels."""

from fer_lib import publish
from fer_lib.chapters.cnn_dnn import sentences
from fer_lib.chapters.cnn_dnn.before_after_figure import BeforeAfter
from fer_lib.chapters.cnn_dnn.pair_experiment import PairExperiment
from fer_lib.chapters.cnn_dnn.shuffle_experiment import ShuffleExperiment
from fer_lib.chapters.cnn_dnn.shuffled_image_figure import plot_shuffled_image
from fer_lib.chapters.cnn_dnn.shuffled_pixels import ShuffledImage
from fer_lib.chapters.errors.examples import describe, gallery, mistakes_that_another_avoids
from fer_lib.chapters.explained_images import image_word
from fer_lib.chapters.seed_groups import SeedGroup
from fer_lib.data import ImageDataset
from fer_lib.explain.face_regions import has_face_regions
from fer_lib.language import Text
from fer_lib.plots.convergence import Convergence, Group
from fer_lib.publish import BookFigure
from fer_lib.wording import capitalized, percent

SHOWN = 6
"""Images in a gallery of those on which one network alone is wrong."""
NAMES = (Text("CNN", "CNN"), Text("DNN", "DNN"))


def curves(pair: PairExperiment) -> BookFigure:
    """Training loss and validation accuracy of both networks."""
    histories = [tuple(run.history() for run in group.runs) for group in pair.groups]
    convergence = Convergence([Group(name, each) for name, each in zip(NAMES, histories, strict=True)])
    cnn_loss, dnn_loss = (f"{each[0].last.train_loss:.2f}" for each in histories)
    cnn_best, dnn_best = (
        percent(max(record.validation_accuracy for record in each[0].records)) for each in histories
    )
    alone = all(len(each) == 1 for each in histories)
    of_first = Text("T", "") if alone else Text("With the first seed, t", "以第一個種子來說，")
    return BookFigure(
        lambda lang: convergence.plot(lang=lang),
        Text(
            f"{capitalized(pair.name).en}: training loss and validation accuracy after each epoch; "
            f"n = {pair.n:,} validation images.",
            f"{pair.name.zh}：每個 epoch 後的訓練損失與驗證準確率；驗證集 n = {pair.n:,}。",
        ),
        Text(
            f"{of_first.en}he training loss of the CNN ends at {cnn_loss}, that of the DNN at {dnn_loss}; the validation "
            f"accuracy of the CNN gets up to {cnn_best}, that of the DNN to {dnn_best}.",
            f"{of_first.zh}CNN 的訓練損失最後是 {cnn_loss}，DNN 是 {dnn_loss}；CNN 的驗證準確率最高到 {cnn_best}，"
            f"DNN 到 {dnn_best}。",
        ),
    )


def publish_disagreements(pair: PairExperiment, dataset: ImageDataset) -> None:
    """Print the images that one of the two alone gets wrong, the surest mistakes first, or that there are none."""
    word, shown_any, pair = image_word(dataset), False, pair.of_first_seed
    cnn, dnn = (group.runs[0].predictions("validation") for group in pair.groups)
    for key, wrong, right, (loser, winner) in (
        ("dnn-alone-wrong", dnn, cnn, ("DNN", "CNN")),
        ("cnn-alone-wrong", cnn, dnn, ("CNN", "DNN")),
    ):
        rows = mistakes_that_another_avoids(wrong, right)
        if not len(rows):
            continue
        shown_any = True
        images = gallery(dataset, wrong, rows, count=SHOWN)
        described, count = describe(images), len(images.faces)
        among = _among(count, len(rows), pair.n, word)
        publish.figure(
            key,
            images.plot,
            Text(
                f"{capitalized(pair.name).en}. Below each {word.en} its label and the wrong answer of the {loser}; the "
                f"{winner} gives the label. {among.en}",
                f"{pair.name.zh}。每張{word.zh}下方是標籤與 {loser} 的錯誤答案；{winner} 答對。{among.zh}",
            ),
            Text(
                f"Label and answer of each {word.en}: {described.en}.",
                f"各張{word.zh}的標籤與答案：{described.zh}。",
            ),
        )
    if not shown_any:
        publish.nothing(sentences.no_disagreement(pair))


def _among(shown: int, there: int, n: int, word: Text) -> Text:
    """How many of the images that one alone gets wrong are shown."""
    if there == 1:
        return Text(f"It is the only such {word.en} among n = {n:,}.", f"n = {n:,} 張中只有這一張是這樣。")
    if shown == there == 2:
        return Text(
            f"The two such {word.en}s among n = {n:,}, the surer first.",
            f"n = {n:,} 張中有兩張是這樣，全部列出，較有把握的在前。",
        )
    if shown == there:
        return Text(
            f"All {there} such {word.en}s among n = {n:,}, the surest first.",
            f"n = {n:,} 張中有 {there} 張是這樣，全部列出，最有把握的在前。",
        )
    if there == n:
        return Text(
            f"All n = {n:,} {word.en}s are such; the surest {shown} of them.",
            f"n = {n:,} 張全都是這樣，這裡列出最有把握的 {shown} 張。",
        )
    return Text(
        f"The surest {shown} of {there:,} such {word.en}s among n = {n:,}.",
        f"n = {n:,} 張中有 {there:,} 張是這樣，這裡列出最有把握的 {shown} 張。",
    )


def shuffled_image(example: ShuffledImage, dataset: ImageDataset) -> BookFigure:
    """An image, the same shuffled, and where the pixels of a small window come from."""
    caption = Text(
        "the same with its pixels in the order that all shuffled runs use, and where the nine pixels of the orange "
        "window come from. A kernel of 3×3 sees one such window.",
        "一張驗證影像、以打亂實驗所用順序重排的同一張影像，以及橘色視窗裡九個像素的來源。3×3 的卷積核一次就看這樣一個視窗。",
    )
    if has_face_regions(dataset):
        what = Text("A face with a small square about the mouth", "一張人臉，嘴邊有個小方框")
    else:
        what = Text("An image with a small square below its middle", "一張影像，中央偏下有個小方框")
    word = image_word(dataset)
    rows, columns = (
        Text(f"{places.min() + 1} to {places.max() + 1}", f"{places.min() + 1} 到 {places.max() + 1}")
        for places in example.window_sources.T
    )
    return BookFigure(
        lambda lang: plot_shuffled_image(example, lang),
        Text(f"A validation {word.en}, {caption.en}", caption.zh),
        Text(
            f"{what.en}; the same pixels in another order with the same square; the {word.en} again with nine single pixels "
            f"marked, which lie in rows {rows.en} and columns {columns.en}.",
            f"{what.zh}；同樣的像素換了順序，同樣位置有方框；再一次是原本的{word.zh}，標出九個像素，"
            f"分布在第 {rows.zh} 列、第 {columns.zh} 行。",
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
    cnn = _from_to(experiment.cnn, experiment.cnn_shuffled)
    dnn = _from_to(experiment.dnn, experiment.dnn_shuffled)
    return BookFigure(
        lambda lang: slopes.plot(lang=lang),
        Text(
            f"{capitalized(experiment.name).en}: accuracies before and after the shuffling, with 95% intervals; "
            f"n = {experiment.n:,} validation images.",
            f"{experiment.name.zh}：打亂前後的準確率與 95% 信賴區間；驗證集 n = {experiment.n:,}。",
        ),
        Text(
            f"Two lines from left to right: the CNN {cnn.en}, the DNN {dnn.en}.",
            f"由左到右的兩條線：CNN {cnn.zh}，DNN {dnn.zh}。",
        ),
    )


def _from_to(before: SeedGroup, after: SeedGroup) -> Text:
    """Mean accuracy before and after."""
    first, second = percent(before.mean_accuracy()), percent(after.mean_accuracy())
    if first == second:
        return Text(f"at {first} on either side", f"兩端都是 {first}")
    return Text(f"from {first} to {second}", f"從 {first} 到 {second}")
