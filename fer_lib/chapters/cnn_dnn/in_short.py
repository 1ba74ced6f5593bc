"""What chapter 4 found, in short: which of the two networks is better, what it costs, and what shuffling takes away."""

from collections.abc import Sequence

from fer_lib.chapters.cnn_dnn.pair_experiment import PairExperiment
from fer_lib.chapters.cnn_dnn.shuffle_experiment import ShuffleExperiment
from fer_lib.language import Text
from fer_lib.wording import percent, points


def findings(pair: PairExperiment, shuffles: Sequence[ShuffleExperiment]) -> list[Text]:
    """Two or three sentences that are true of whatever pair.

    Args:
        pair: the first one.
        shuffles: the pairs that were trained on shuffled pixels too; of the first one is spoken.
    """
    return [_which_is_better(pair), _cost(pair), *(_shuffling(shuffle) for shuffle in shuffles[:1])]


def _which_is_better(pair: PairExperiment) -> Text:
    """Which of the two is right more often, as far as that is shown."""
    cnn, dnn = (percent(group.mean_accuracy()) for group in pair.groups)
    verdict = pair.comparison.verdict()
    if verdict not in ("first", "second"):
        return Text(
            "Between the convolutional network (CNN) and the fully connected one (DNN) no difference in accuracy is shown.",
            "卷積網路（CNN）與全連接網路（DNN）的準確率看不出差異。",
        )
    if verdict == "first":
        who = Text("The convolutional network (CNN)", "卷積網路（CNN）")
        than = Text("the fully connected one (DNN)", "全連接網路（DNN）")
        numbers = Text(f"{cnn} against {dnn}", f"{cnn} 對 {dnn}")
    else:
        who = Text("The fully connected network (DNN)", "全連接網路（DNN）")
        than = Text("the convolutional one (CNN)", "卷積網路（CNN）")
        numbers = Text(f"{dnn} against {cnn}", f"{dnn} 對 {cnn}")
    if cnn == dnn:
        return Text(
            f"{who.en} is right on more validation images than {than.en}, though by very little.",
            f"{who.zh}的驗證準確率高於{than.zh}，但差距極小。",
        )
    return Text(
        f"{who.en} is right on more validation images than {than.en}: {numbers.en}.",
        f"{who.zh}的驗證準確率高於{than.zh}：{numbers.zh}。",
    )


def _cost(pair: PairExperiment) -> Text:
    """How the two compare in parameters and in work."""
    one, other = pair.totals
    sizes = _times(one.trainable, other.trainable)
    work = _times(one.macs, other.macs)
    has = Text("about as many parameters as the DNN", "參數量與 DNN 差不多")
    if sizes:
        has = Text(f"{sizes} times the parameters of the DNN", f"參數量是 DNN 的 {sizes} 倍")
    does = Text("about as many multiplications", "乘法次數差不多")
    if work:
        does = Text(f"{work} times as many multiplications", f"乘法次數是 {work} 倍")
    return Text(f"The CNN has {has.en} and does {does.en}.", f"CNN 的{has.zh}，{does.zh}。")


def _times(one: int, other: int) -> str:
    """A ratio of two counts: ``226``, ``1.3``, ``0.05``; empty where it is printed as 1.0."""
    ratio = one / other
    shown = f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 0.95 else f"{ratio:.2g}"
    return "" if shown == "1.0" else shown


def _shuffling(shuffle: ShuffleExperiment) -> Text:
    """What becomes of the accuracies when the pixels of all images are put into one other order."""
    cnn, dnn = (points(change.difference) for change in (shuffle.cnn_change, shuffle.dnn_change))
    if shuffle.came_from_neighbourhood and not shuffle.cnn_only_guesses:
        return Text(
            "Most of the CNN's lead comes from the neighbourhood of pixels: where the pixels of all images are shuffled "
            f"alike, its accuracy changes by {cnn} points and that of the DNN by {dnn}.",
            f"CNN 的領先大多來自像素的相鄰關係：把所有影像的像素重排成同一個新的順序，CNN 的準確率變化 {cnn} 個百分點，DNN 則是 {dnn} 個。",
        )
    if shuffle.cnn_only_guesses:
        return Text(
            "Where the pixels of all images are shuffled alike, the CNN is not shown to be better than guessing; the "
            f"accuracy of the DNN changes by {dnn} points.",
            f"把所有影像的像素重排成同一個新的順序，就看不出 CNN 比亂猜好；DNN 的準確率則變化 {dnn} 個百分點。",
        )
    return Text(
        f"Where the pixels of all images are shuffled alike, the accuracy of the CNN changes by {cnn} points and that of "
        f"the DNN by {dnn}.",
        f"把所有影像的像素重排成同一個新的順序，CNN 的準確率變化 {cnn} 個百分點，DNN 則是 {dnn} 個。",
    )
