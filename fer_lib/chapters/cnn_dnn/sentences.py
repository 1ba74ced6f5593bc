"""What chapter 4 says of CNN and DNN: parameters, time, jitter, accuracy, and what shuffled pixels take away."""

import math

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.cnn_dnn.pair_experiment import CNN, CNN_SHUFFLED, DNN, DNN_SHUFFLED, PairExperiment
from fer_lib.chapters.cnn_dnn.shuffle_experiment import ShuffleExperiment
from fer_lib.chapters.cnn_dnn.shuffled_pixels import neighbour_correlation, twin_difference
from fer_lib.chapters.compared_settings import differ_in
from fer_lib.chapters.explained_images import image_word
from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS
from fer_lib.chapters.seed_groups import GroupComparison
from fer_lib.data import ImageDataset
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.training.data import shuffle_pixels
from fer_lib.wording import capitalized, decimal, paragraph, percent, points, points_interval, tidy


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
            f"報告 {pair.letter} 印出 {cnn:,} 與 {dnn:,}，看起來幾乎相等；但前者忘了濾波器對每個輸入通道各有一個卷積核，"
            "兩者也都沒有計入偏差項。",
        ),
        true,
    )


def epoch_time(pair: PairExperiment) -> Text:
    """Time an epoch, and the operations behind it."""
    (one, other), (cnn, dnn) = pair.totals, (pair.seconds_per_epoch(group) for group in pair.groups)
    slow, fast = (CNN, DNN) if cnn >= dnn else (DNN, CNN)
    times = max(cnn, dnn) / min(cnn, dnn)
    time = Text(
        f"An epoch of {slow.en} takes {times:.1f} times as long as one of {fast.en}",
        f"{slow.zh.strip()} 每個週期所需的時間是{fast.zh}的 {times:.1f} 倍",
    )
    if one.macs < other.macs:
        operations = _factor(other.macs / one.macs)
        return Text(
            f"{time.en}; the DNN does {operations} times as many multiplications.",
            f"{time.zh}；DNN 的乘法次數是 CNN 的 {operations} 倍。",
        )
    operations = _factor(one.macs / other.macs)
    return Text(
        f"{time.en}; the CNN does {operations} times as many multiplications, because it uses each weight of a "
        "convolution at every position of the image.",
        f"{time.zh}；CNN 的乘法次數是 DNN 的 {operations} 倍，因為卷積的每個權重在影像的每個位置都要用一次。",
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
            "訓練週期太少，無法判斷哪條曲線比較平滑。",
        )
    rough, calm = (DNN, CNN) if dnn > cnn else (CNN, DNN)
    high, low = f"{100 * max(cnn, dnn):.2f}", f"{100 * min(cnn, dnn):.2f}"
    return Text(
        f"The validation accuracy of {rough.en} scatters by {high} points from epoch to epoch, that of {calm.en} by "
        f"{low}.",
        f"{rough.zh.strip()} 的驗證準確率逐週期抖動 {high} 個百分點，{calm.zh.strip()} 則是 {low} 個百分點。",
    )


def difference(pair: PairExperiment) -> Text:
    """How the two compare image by image, and what may be said of it."""
    network = Text("the network", "網路本身")
    return paragraph(
        pair.comparison.comparisons[0].counts(),
        pair.comparison.describe(),
        differ_in(network, pair.settings),
    )


def comparison(pair: PairExperiment) -> list[Text]:
    """Which of the two is right more often, and the bootstrap interval of the difference; a paragraph each."""
    interval = points_interval(pair.comparison.comparisons[0].bootstrap_interval())
    of, seen = capitalized(pair.name), difference(pair)
    return [
        Text(f"{of.en}: {seen.en[:1].lower()}{seen.en[1:]}", f"{of.zh}：{seen.zh}"),
        Text(
            "When the images are drawn anew with replacement {cite:p}`efron1993bootstrap`, 95% of the differences lie "
            f"between {interval.en.replace(' to ', ' and ')} points.",
            "以拔靴法 {cite:p}`efron1993bootstrap` 重新抽取影像時，95% 的差距落在 "
            f"{interval.zh} 個百分點之間。",
        ),
    ]


def no_disagreement(pair: PairExperiment) -> Text:
    """Why no images are shown on which the two part."""
    return Text(
        f"There is no image that only one of the two gets right ({pair.name.en}).",
        f"沒有哪張影像是只有其中一個網路答對的（{pair.name.zh}）。",
    )


def neighbours(dataset: ImageDataset, images: NDArray[np.uint8]) -> Text:
    """How much neighbouring pixels have to do with each other, before the shuffling and after.

    Args:
        dataset: whose validation images they are.
        images: uint8 [n, H, W] or [n, H, W, 3].
    """
    before, after = (decimal(neighbour_correlation(each)) for each in (images, shuffle_pixels(images)))
    n, word = len(images), image_word(dataset)
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
    bound = _power_of_ten_above(difference)
    return Text(
        f"Checked on `{run.name}` as it was trained here: with its first columns reordered, its logits of "
        f"{len(images):,} shuffled images differ from those of the images by less than ${bound}$, which is rounding.",
        f"以這裡訓練好的 `{run.name}` 檢查：第一層的行重排之後，對 {len(images):,} 張打亂影像的 logits "
        f"與原本的相差在 ${bound}$ 以內，只是捨入誤差。",
    )


def _power_of_ten_above(value: float) -> str:
    """A tiny number as the next power of ten, for a formula: ``10^{-14}``; ``0`` for zero."""
    return f"10^{{{math.ceil(math.log10(value))}}}" if value else "0"


def no_shuffled_pair(edition: Edition) -> Text:
    """What is missing for the experiment with shuffled pixels."""
    return Text(
        "No pair of this edition was trained on shuffled pixels. To see it, give a pair under `roles: cnn_against_dnn:` "
        f"in `{edition.file}` the keys `cnn_shuffled` and `dnn_shuffled`.",
        f"這一版沒有以打亂的像素訓練。若要納入，請在 `{edition.file}` 的 `roles: cnn_against_dnn:` "
        "為其中一組加上 `cnn_shuffled` 與 `dnn_shuffled`。",
    )


def shuffling(experiment: ShuffleExperiment) -> list[Text]:
    """What shuffling does to either network, and what becomes of the lead; a paragraph each."""
    cnn, dnn = experiment.settings
    changes = [
        _differ_in_order(experiment),
        _change(DNN, experiment.dnn_change, dnn.is_fair),
        _change(CNN, experiment.cnn_change, cnn.is_fair),
    ]
    if experiment.cnn_only_guesses:
        changes.append(
            Text(
                "On shuffled pixels it is no better here than saying the most frequent class of every image: this "
                "training was too short for it to begin to learn.",
                "像素打亂後，它並不比每張影像都猜最常見的類別好：這次的訓練太短，它還沒開始學會。",
            )
        )
    return [paragraph(*changes), _lead(experiment)]


def _differ_in_order(experiment: ShuffleExperiment) -> Text:
    """In what the trainings with and without shuffling differ."""
    order = Text("the order of the pixels", "像素的順序")
    if experiment.is_fair:
        return Text(
            f"For either network the training on shuffled pixels differs in {order.en} alone.",
            f"兩個網路以打亂的像素訓練時，都只改變{order.zh}。",
        )
    return paragraph(
        *(
            differ_in(order, settings, (name, shuffled))
            for settings, name, shuffled in zip(
                experiment.settings, (CNN, DNN), (CNN_SHUFFLED, DNN_SHUFFLED), strict=True
            )
        )
    )


def _change(name: Text, change: GroupComparison, is_fair: bool) -> Text:
    """What the shuffling does to one network; where more was changed, how it fares on shuffled pixels."""
    size = points(abs(change.difference)).lstrip("+")
    shown = Text(f"{points(change.difference)} points", f"{points(change.difference)} 個百分點")
    if len(change.comparisons) == 1:
        interval = points_interval(change.comparisons[0].difference_interval)
        shown = Text(f"{shown.en}, 95% interval {interval.en}", f"{shown.zh}，95% 信賴區間 {interval.zh}")
    match change.verdict():
        case "second" | "first" as better if not is_fair:
            more = Text("more", "高") if better == "first" else Text("less", "低")
            sentence = Text(
                f"On shuffled pixels {name.en} is right {more.en} often by {size} points ({shown.en}).",
                f"在打亂的像素上，{name.zh}的準確率{more.zh} {size} 個百分點（{shown.zh}）。",
            )
        case "second":
            sentence = Text(
                f"Shuffling takes {size} points from {name.en} ({shown.en}).",
                f"打亂像素讓{name.zh}失去 {size} 個百分點（{shown.zh}）。",
            )
        case "first":
            sentence = Text(
                f"Shuffling gives {name.en} {size} points ({shown.en}).",
                f"打亂像素讓{name.zh}增加 {size} 個百分點（{shown.zh}）。",
            )
        case _:
            sentence = Text(
                f"Shuffling makes no difference to {name.en} that these images show ({shown.en}).",
                f"打亂像素對{name.zh}沒有看得出的影響（{shown.zh}）。",
            )
    return tidy(sentence)


def _lead(experiment: ShuffleExperiment) -> Text:
    lost = experiment.lost_lead
    if lost is None:
        return Text(
            "The CNN has no lead here that shuffling could take.", "這裡的 CNN 並沒有領先，也就無從失去。"
        )
    before, after = (points(c.difference) for c in (experiment.lead, experiment.lead_shuffled))
    if lost >= 1:
        lead = Text(
            f"The CNN was ahead by {before.lstrip('+')} points; on shuffled pixels it is not ahead any more.",
            f"CNN 原本領先 {before.lstrip('+')} 個百分點；像素打亂後，領先完全消失。",
        )
    else:
        lead = Text(
            f"The lead of the CNN goes from {before} to {after} points; {percent(lost, 0)} of it is lost.",
            f"CNN 的領先從 {before} 變成 {after} 個百分點，失去了 {percent(lost, 0)}。",
        )
    if experiment.cnn_only_guesses:
        meaning = Text(
            "How much of its lead a CNN keeps that has begun to learn, a longer training would show.",
            "至於真正開始學會之後的 CNN 能保住多少領先，要更長的訓練才看得出來。",
        )
    elif experiment.came_from_neighbourhood:
        meaning = Text(
            "As expected: the lead came from the neighbourhood of the pixels.",
            "一如預期：領先來自像素的相鄰關係。",
        )
    elif not experiment.is_fair:
        meaning = Text(
            "Where the lead came from, these trainings cannot tell, since they differ in more than the order of the pixels.",
            "這些訓練不只差在像素的順序，因此說明不了領先從何而來。",
        )
    else:
        meaning = Text("That is not what was expected.", "這與預期不符。")
    return paragraph(lead, meaning)
