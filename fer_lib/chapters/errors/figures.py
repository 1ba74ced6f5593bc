"""The figures of chapter 5 with caption and alt text."""

import numpy as np
from numpy.typing import NDArray

from fer_lib import publish
from fer_lib.chapters.errors import examples, sentences
from fer_lib.chapters.errors.against_chance_figure import ErrorsAgainstChance
from fer_lib.chapters.errors.analysis import ErrorAnalysis
from fer_lib.chapters.errors.calibration import position
from fer_lib.chapters.errors.claims import NEGATIVE
from fer_lib.chapters.errors.class_scores_figure import plot_class_scores
from fer_lib.chapters.errors.error_destinations_figure import plot_error_destinations
from fer_lib.chapters.errors.reliability_figure import plot_scaling
from fer_lib.chapters.shown_run import of_run
from fer_lib.language import Text
from fer_lib.metrics.calibration import BINS
from fer_lib.metrics.cell_excess import FEWEST_EXPECTED
from fer_lib.plots.confusion_matrix import plot_side_by_side
from fer_lib.publish import BookFigure
from fer_lib.wording import percent, proportion_text

LEVEL = 0.05
"""Of the tests that ask which confusions are more than chance."""


def confusion(analysis: ErrorAnalysis) -> BookFigure:
    """Both confusion matrices side by side."""
    training, validation = analysis.training, analysis.validation
    clearest = _clearest_confusion(analysis)
    figure = BookFigure(
        lambda lang: plot_side_by_side(training, validation, lang),
        Text(
            f"Row-normalised confusion matrices: training images (left, n = {training.n:,}) and validation images "
            f"(right, n = {validation.n:,}).",
            f"依列正規化的混淆矩陣：訓練集（左，n = {training.n:,}）與驗證集（右，n = {validation.n:,}）。",
        ),
        Text(
            f"Two matrices of {len(analysis.names)} by {len(analysis.names)} fields. On the training images {percent(training.accuracy.share)} lie on the diagonal, "
            f"on the validation images {percent(validation.accuracy.share)}.{clearest.en}",
            f"兩個 {len(analysis.names)} × {len(analysis.names)} 矩陣。訓練集有 {percent(training.accuracy.share)} 落在對角線上，驗證集有 "
            f"{percent(validation.accuracy.share)}。{clearest.zh}",
        ),
    )
    return of_run(analysis.run, figure)


def _clearest_confusion(analysis: ErrorAnalysis) -> Text:
    if not analysis.errors:
        return Text("", "")
    worst = analysis.clearest_pair
    label, answer = analysis.names[worst.label], analysis.names[worst.predicted]
    share, rivals = proportion_text(worst.share), _rivals(analysis)
    return Text(
        f" The clearest confusion on the validation images is {label.en} taken for {answer.en}, {share.en}{rivals.en}.",
        f"驗證集上最明確的混淆是{label.zh}被認成{answer.zh}，占 {share.zh}{rivals.zh}。",
    )


def _rivals(analysis: ErrorAnalysis) -> Text:
    """Of how many other confusions the intervals overlap with that of the clearest, which then does not stand out."""
    number = analysis.rivals
    if not number:
        return Text("", "")
    if number == 1:
        return Text("; the interval of one other overlaps with it", "；另有一種的信賴區間與它重疊")
    return Text(
        f"; the intervals of {number:,} others overlap with it", f"；另有 {number:,} 種的信賴區間與它重疊"
    )


def class_scores(analysis: ErrorAnalysis) -> BookFigure:
    """Recall, precision and F1 of each class."""
    scores, validation = analysis.scores, analysis.validation
    order = scores.by_recall()
    best, worst = analysis.names[order[0]], analysis.names[order[-1]]
    complete = all(s.recall and s.precision for s in scores.scores)
    three, three_zh = ("Three", "三個") if complete else ("Up to three", "至多三個")
    ends = (
        Text(f"{best.en} on top, {worst.en} at the bottom", f"最上面是{best.zh}，最下面是{worst.zh}")
        if len(order) == len(scores.scores)
        else Text(
            f"{best.en} on top, classes without images at the bottom",
            f"最上面是{best.zh}，沒有影像的類別排在最下面",
        )
    )
    sizes = sentences.sizes(validation.counts.sum(axis=1))
    figure = BookFigure(
        lambda lang: plot_class_scores(scores, lang=lang),
        Text(
            f"Recall, precision and F1 of each class on the {validation.n:,} validation image{'s' * (validation.n != 1)}, with 95% intervals; n is "
            "the number of images with this label.",
            f"驗證集 {validation.n:,} 張影像上各類的召回率、精確率與 F1，附 95% 信賴區間；n 是該標籤的張數。",
        ),
        Text(
            f"{three} points with intervals for each of {len(analysis.names)} classes, sorted by recall: {ends.en}. "
            f"{sizes.en}",
            f"{len(analysis.names)} 個類別各有{three_zh}附區間的點，依召回率由上而下排列：{ends.zh}。{sizes.zh}",
        ),
    )
    return of_run(analysis.run, figure)


def publish_gallery(
    name: str, analysis: ErrorAnalysis, rows: NDArray[np.intp], caption: Text, introduction: Text
) -> None:
    """Print a gallery of validation images, or a sentence where there is no such image.

    Args:
        name: of the figure.
        analysis: where the images and predictions come from.
        rows: of the validation predictions, in the order of interest.
        caption: which images these are.
        introduction: begins the alt text.
    """
    if not len(rows):
        publish.text(Text(f"{caption.en} There is no such image here.", f"{caption.zh}這裡沒有這樣的影像。"))
        return
    sheet = examples.gallery(analysis.dataset, analysis.predictions["validation"], rows)
    described, number = examples.describe(sheet), sentences.shown_of(len(sheet.faces), len(rows))
    figure = BookFigure(
        lambda lang: sheet.plot(lang),
        Text(
            f"{caption.en} {number.en} Below each image the label, then the answer with its probability.",
            f"{caption.zh}{number.zh}每張影像下方是標籤，再下一行是答案與它的機率。",
        ),
        Text(f"{introduction.en} {described.en}.", f"{introduction.zh}{described.zh}。"),
    )
    publish.figure(name, *of_run(analysis.run, figure))


_IMAGES = Text("Images with label, answer and probability:", "影像與其標籤、答案、機率：")


def publish_pair_images(analysis: ErrorAnalysis) -> None:
    """Print the images of the clearest confusion, if there is any."""
    if not analysis.errors:
        publish.nothing(sentences.no_errors())
        return
    pair = analysis.clearest_pair
    label, answer, rivals = analysis.names[pair.label], analysis.names[pair.predicted], _rivals(analysis)
    publish_gallery(
        "pair-images",
        analysis,
        examples.mistakes_of_a_pair(analysis.predictions["validation"], pair.label, pair.predicted),
        Text(
            f"Images labelled {label.en} and taken for {answer.en}, the surest answer first (validation images): no other "
            f"confusion has an interval with a higher lower end{rivals.en}.",
            f"標籤為{label.zh}、被認成{answer.zh}的影像，依把握程度由高到低排列（驗證集）。沒有別種混淆的信賴區間下限更高"
            f"{rivals.zh}。",
        ),
        Text(
            f"Images labelled {label.en} that the network takes for {answer.en}:",
            f"標籤為{label.zh}、模型認成{answer.zh}的影像：",
        ),
    )


def publish_extreme_images(analysis: ErrorAnalysis) -> None:
    """Print the surest mistakes and the narrowest hits."""
    predictions = analysis.predictions["validation"]
    publish_gallery(
        "sure-mistakes",
        analysis,
        examples.confident_mistakes(predictions),
        Text(
            "The mistakes of which the network is most sure (validation images).",
            "模型最有把握的錯誤（驗證集）。",
        ),
        _IMAGES,
    )
    publish_gallery(
        "narrow-hits",
        analysis,
        examples.doubtful_hits(predictions),
        Text(
            "The right answers of which the network is least sure (validation images).",
            "模型最沒把握的正確答案（驗證集）。",
        ),
        _IMAGES,
    )


def publish_against_chance(analysis: ErrorAnalysis) -> None:
    """Print each confusion as a multiple of what chance gives, or why there is none."""
    if not analysis.errors:
        publish.nothing(sentences.no_errors())
    elif not analysis.leaves_chance:
        publish.nothing(sentences.two_classes())
    elif not (analysis.expected >= FEWEST_EXPECTED).any():
        publish.nothing(sentences.too_few_errors())
    else:
        figure, said = against_chance(analysis)
        publish.figure("errors-against-chance", *figure)
        publish.text(said)


def against_chance(analysis: ErrorAnalysis) -> tuple[BookFigure, Text]:
    """Each confusion as a multiple of what chance gives, and what that says; somewhere chance gives an error."""
    class_order, names = analysis.dataset.class_names, analysis.names
    has_negative = set(NEGATIVE) <= set(class_order)
    group = tuple(class_order.index(name) for name in NEGATIVE) if has_negative else ()
    framed = Text(" The blue frame holds the negative expressions; a", "藍框內是負面表情；")
    frame = framed if has_negative else Text(" A", "")
    against = ErrorsAgainstChance(analysis.validation.counts, analysis.expected, class_order, group)
    strongest = against.strongest()
    assert strongest is not None
    i, j = strongest
    said = sentences.against_chance(
        len(names) * (len(names) - 1),
        int(np.isfinite(against.ratios).sum()),
        (names[i], names[j]),
        (int(against.observed[i, j]), float(against.expected[i, j])),
        [(names[label], names[answer]) for (label, answer), p in analysis.excess.items() if p < LEVEL],
    )
    figure = BookFigure(
        lambda lang: against.plot(lang=lang),
        Text(
            f"Each confusion of the {analysis.errors:,} error{'s' * (analysis.errors != 1)} on validation images, as a multiple of what chance with the "
            f"same row and column sums gives.{frame.en} dot stands where chance gives less than one error.",
            f"驗證集 {analysis.errors:,} 個錯誤中，每種混淆是「列、行總和相同的隨機情況」的幾倍。{frame.zh}"
            "隨機情況不到一個錯誤的格子只畫一個點。",
        ),
        Text(
            f"A matrix of {len(names)} by {len(names)} fields without its diagonal; orange fields are more frequent than "
            f"chance, purple ones less. {said.en}",
            f"沒有對角線的 {len(names)} × {len(names)} 矩陣；橘色格子比隨機情況多，紫色格子比隨機情況少。{said.zh}",
        ),
    )
    return of_run(analysis.run, figure), said


def publish_destinations(analysis: ErrorAnalysis) -> None:
    """Print which classes draw the wrong answers, or why that cannot be asked."""
    if not analysis.errors:
        publish.nothing(sentences.no_errors())
    elif not analysis.leaves_chance:
        publish.nothing(sentences.two_classes())
    else:
        publish.figure("error-destinations", *error_destinations(analysis))
        publish.text(sentences.destinations(analysis))


def error_destinations(analysis: ErrorAnalysis) -> BookFigure:
    """Which classes draw the wrong answers; there has to be at least one error."""
    destinations = analysis.destinations
    (top, most), *others = destinations.ranked()
    alike = sum(other.observed == most.observed for _, other in others)
    answer = Text("The most frequent wrong answer is", "最常見的錯誤答案是")
    if alike:
        answer = Text("No wrong answer is more frequent than", "沒有哪個錯誤答案多於")
    name, training = analysis.names[top], analysis.training.n
    figure = BookFigure(
        lambda lang: plot_error_destinations(destinations, lang=lang),
        Text(
            f"Wrong answers on the validation images by class ({analysis.errors:,} error{'s' * (analysis.errors != 1)}; their number beside each name), "
            f"against a network that errs by the frequencies of its {training:,} training labels.",
            f"驗證集上的錯誤答案依類別統計（{analysis.errors:,} 個錯誤，個數附在名稱旁），對照一個依 {training:,} "
            "個訓練標籤的比例出錯的模型。",
        ),
        Text(
            f"{len(analysis.names)} bars in falling order. {answer.en} {name.en}, "
            f"{percent(most.observed.share)} of all errors; by the frequencies it would be {percent(most.expected_share)}.",
            f"{len(analysis.names)} 根由高到低的長條。{answer.zh}{name.zh}，占所有錯誤的 {percent(most.observed.share)}；"
            f"若依比例，應是 {percent(most.expected_share)}。",
        ),
    )
    return of_run(analysis.run, figure)


def reliability(analysis: ErrorAnalysis) -> BookFigure:
    """Reliability diagrams before and after temperature scaling."""
    scaling = analysis.scaling
    before, after = scaling.before, scaling.after
    judged = Text("test", "測試集") if scaling.judged_on == "test" else Text("validation", "驗證集")
    left, right = position(before), position(after)
    figure = BookFigure(
        lambda lang: plot_scaling(scaling, lang),
        Text(
            f"Reliability of the probabilities on {after.n:,} {judged.en} image{'s' * (after.n != 1)}, before (left) and after (right) "
            f"temperature scaling: accuracy in each of {BINS} bins with 95% intervals (hollow: fewer than 10 images), and "
            "below the number of images in it.",
            f"{judged.zh} {after.n:,} 張影像上機率的可靠度，溫度縮放之前（左）與之後（右）：{BINS} 個區間各自的準確率與 "
            "95% 信賴區間（空心：不到 10 張），下方是各區間的張數。",
        ),
        Text(
            f"Two diagrams of accuracy against confidence. On the left {left.en} (ECE {before.ece:.3f}), on the right "
            f"{right.en} (ECE {after.ece:.3f}).",
            f"兩張準確率對信心的圖。左圖{left.zh}（ECE {before.ece:.3f}），右圖{right.zh}（ECE {after.ece:.3f}）。",
        ),
    )
    return of_run(analysis.run, figure)
