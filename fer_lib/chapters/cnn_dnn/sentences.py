"""What chapter 4 says of CNN and DNN: parameters, time, jitter, accuracy, and what shuffled pixels take away."""

import math

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.cnn_dnn.pair_experiment import CNN, DNN, PairExperiment
from fer_lib.chapters.cnn_dnn.shuffled_pixels import neighbour_correlation, twin_difference
from fer_lib.chapters.compared_settings import differ_in
from fer_lib.chapters.explained_images import image_word
from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS
from fer_lib.data import ImageDataset
from fer_lib.language import Text
from fer_lib.training.data import shuffle_pixels
from fer_lib.wording import capitalized, decimal, paragraph, points, points_interval


def parameter_counts(pair: PairExperiment) -> Text:
    """How equal the numbers of parameters are, and what the report prints of them, if it is a report's pair."""
    one, other = pair.totals
    ratio = one.trainable / other.trainable
    true = Text(
        f"The CNN has {one.trainable:,} parameters and the DNN {other.trainable:,}: a ratio of {ratio:.2f}.",
        f"CNN 有 {one.trainable:,} 個參數，DNN 有 {other.trainable:,} 個，比值 {ratio:.2f}。",
    )
    wrong = {p.model: p for p in PRINTED_COUNTS if p.is_erratum and p.model in pair.models}
    if pair.letter is None or len(wrong) < 2:
        return true
    cnn, dnn = (wrong[model].printed for model in pair.models)
    return paragraph(
        Text(
            f"Report {pair.letter} prints {cnn:,} and {dnn:,}, nearly equal, but the first forgets that a "
            "filter has a kernel for each input channel, and both leave the biases out.",
            f"報告 {pair.letter} 列出 {cnn:,} 與 {dnn:,}，看起來幾乎相等；但前者忘了濾波器對每個輸入通道各有一個卷積核，"
            "兩者也都沒有計入偏差項。",
        ),
        true,
    )


def epoch_time(pair: PairExperiment) -> Text:
    """Time an epoch, and the operations behind it."""
    cnn, dnn = (pair.seconds_per_epoch(group) for group in pair.groups)
    slow, fast = (CNN, DNN) if cnn >= dnn else (DNN, CNN)
    times, work = f"{max(cnn, dnn) / min(cnn, dnn):.1f}", _work(pair)
    if times == "1.0":
        return Text(
            f"Epochs of the two take about equally long; {work.en}.",
            f"兩者每個 epoch 所需的時間差不多；{work.zh}。",
        )
    return Text(
        f"An epoch of {slow.en} takes {times} times as long as one of {fast.en}; {work.en}.",
        f"{slow.zh.strip()} 每個 epoch 所需的時間是{fast.zh}的 {times} 倍；{work.zh}。",
    )


def _work(pair: PairExperiment) -> Text:
    """Which of the two multiplies more, and whether that is because it uses its weights more often."""
    one, other = pair.totals
    times = _factor(max(one.macs, other.macs) / min(one.macs, other.macs))
    if times == "1.0":
        return Text("they do about equally many multiplications", "兩者的乘法次數差不多")
    if one.macs < other.macs:
        return Text(
            f"the DNN does {times} times as many multiplications", f"DNN 的乘法次數是 CNN 的 {times} 倍"
        )
    more = Text(f"the CNN does {times} times as many multiplications", f"CNN 的乘法次數是 DNN 的 {times} 倍")
    uses = (one.macs / one.weights_only) / (other.macs / other.weights_only)
    if uses <= one.weights_only / other.weights_only:
        return more
    return Text(
        f"{more.en}, because it uses each weight of a convolution at every position of the image",
        f"{more.zh}，因為卷積的每個權重在影像的每個位置都要用一次",
    )


def _factor(value: float) -> str:
    """A factor with one decimal where that matters: ``226``, ``1.4``."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def smoothness(pair: PairExperiment) -> Text:
    """Which validation curve scatters more."""
    cnn, dnn = (pair.jitter(group) for group in pair.groups)
    if cnn is None or dnn is None:
        return Text(
            "The trainings are too short to say which curve is smoother.",
            "epoch 太少，無法判斷哪條曲線比較平滑。",
        )
    rough, calm = (DNN, CNN) if dnn > cnn else (CNN, DNN)
    high, low = f"{100 * max(cnn, dnn):.2f}", f"{100 * min(cnn, dnn):.2f}"
    if high == low:
        return Text(
            f"The validation accuracies of both scatter by {high} points from epoch to epoch.",
            f"兩者的驗證準確率逐 epoch 都抖動 {high} 個百分點。",
        )
    return Text(
        f"The validation accuracy of {rough.en} scatters by {high} points from epoch to epoch, that of {calm.en} by "
        f"{low}.",
        f"{rough.zh.strip()} 的驗證準確率逐 epoch 抖動 {high} 個百分點，{calm.zh.strip()} 則是 {low} 個百分點。",
    )


def difference(pair: PairExperiment) -> Text:
    """How the two compare image by image, and what may be said of it."""
    network = Text("the network", "模型本身")
    return paragraph(
        _of_first_seed(pair, pair.comparison.comparisons[0].counts()),
        pair.comparison.describe(),
        differ_in(network, pair.settings),
    )


def _of_first_seed(pair: PairExperiment, said: Text) -> Text:
    """What is said of the first seed's two runs, which is named where there are others."""
    if len(pair.comparison.comparisons) == 1:
        return said
    return Text(f"With the first seed: {said.en[:1].lower()}{said.en[1:]}", f"以第一個種子來說，{said.zh}")


def comparison(pair: PairExperiment) -> list[Text]:
    """Which of the two is right more often, and the bootstrap interval of the difference; a paragraph each."""
    low, high = pair.comparison.comparisons[0].bootstrap_interval()
    interval = points_interval((low, high))
    of, seen = capitalized(pair.name), difference(pair)
    differ = Text(
        f"95% of the differences lie between {interval.en.replace(' to ', ' and ')} points",
        f"95% 的差距落在 {interval.zh} 個百分點之間",
    )
    if low == high:
        differ = Text(
            f"95% of the differences are the same, {points(low)} points",
            f"95% 的差距都相同，是 {points(low)} 個百分點",
        )
    drawn = Text(
        f"When the images are drawn anew with replacement {{cite:p}}`efron1993bootstrap`, {differ.en}.",
        f"以拔靴法 {{cite:p}}`efron1993bootstrap` 重新抽取影像時，{differ.zh}。",
    )
    return [
        Text(f"{of.en}: {seen.en[:1].lower()}{seen.en[1:]}", f"{of.zh}：{seen.zh}"),
        _of_first_seed(pair, drawn),
    ]


def no_disagreement(pair: PairExperiment) -> Text:
    """Why no images are shown on which the two part."""
    return Text(
        f"There is no image that only one of the two gets right ({pair.name.en}).",
        f"沒有哪張影像是只有其中一個模型答對的（{pair.name.zh}）。",
    )


def neighbours(dataset: ImageDataset, images: NDArray[np.uint8]) -> Text:
    """How much neighbouring pixels have to do with each other, before the shuffling and after.

    Args:
        dataset: whose validation images they are.
        images: uint8 [n, H, W] or [n, H, W, 3].
    """
    correlations = [neighbour_correlation(each) for each in (images, shuffle_pixels(images))]
    n, word = len(images), image_word(dataset)
    if any(map(math.isnan, correlations)):
        return Text(
            f"In {n:,} validation {word.en}{'s' * (n != 1)} all pixels are alike, or all but a few: what a pixel tells of its "
            "neighbours cannot be said.",
            f"{n:,} 張驗證影像的像素全都相同，或幾乎相同：無從得知一個像素與相鄰像素的關係。",
        )
    before, after = map(decimal, correlations)
    return Text(
        f"In {n:,} validation {word.en}{'s' * (n != 1)}, the correlation between a pixel and the one beside or below it "
        f"is {before}. After the shuffling it is {after}.",
        f"在 {n:,} 張驗證影像裡，一個像素與其右邊或下面那個像素的相關係數是 {before}；打亂之後是 {after}。",
    )


def twin(pair: PairExperiment, images: NDArray[np.uint8]) -> Text:
    """How little the trained DNN and its twin differ on images and shuffled images, or that it has no such twin."""
    run = pair.dnn.runs[0]
    difference = twin_difference(run.model(), images)
    if difference is None:
        return Text(
            f"`{run.name}` has no such twin: it does not begin with a layer that is connected to every pixel, or something "
            "else in it depends on their places. What the shuffling takes from it, only an experiment can tell.",
            f"`{run.name}` 沒有這樣的分身：它的第一層並非與每個像素相連，或者其他部分也和像素的位置有關。"
            "打亂像素會讓它失去什麼，只有做實驗才知道。",
        )
    n = len(images)
    if not difference:
        return Text(
            f"Checked on `{run.name}` as it was trained here: with its first columns reordered, its outputs for {n:,} "
            f"shuffled image{'s' * (n != 1)} are exactly those for the image{'s' * (n != 1)}.",
            f"以這裡訓練好的 `{run.name}` 檢查：第一層的行重排之後，對 {n:,} 張打亂影像的輸出與原本的完全相同。",
        )
    bound = _power_of_ten_above(difference)
    return Text(
        f"Checked on `{run.name}` as it was trained here: with its first columns reordered, its outputs for "
        f"{n:,} shuffled image{'s' * (n != 1)} differ from those for the image{'s' * (n != 1)} by at most ${bound}$, which is "
        "rounding.",
        f"以這裡訓練好的 `{run.name}` 檢查：第一層的行重排之後，對 {n:,} 張打亂影像的輸出"
        f"與原本的相差在 ${bound}$ 以內，只是捨入誤差。",
    )


def _power_of_ten_above(value: float) -> str:
    """A tiny number as the next power of ten, for a formula: ``10^{-14}``."""
    return f"10^{{{math.ceil(math.log10(value))}}}"
