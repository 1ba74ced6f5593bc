"""What chapter 13 says of the program, the slip in report E, and networks that start at zero."""

import inspect
from textwrap import dedent

from fer_lib.chapters.backpropagation.zero_start import EVERY_EPOCH_UNTIL, StartExperiment, StartRuns
from fer_lib.language import Text
from fer_lib.metrics.paired_difference import PairedDifference, paired_difference
from fer_lib.proofs.backpropagation import slips
from fer_lib.proofs.backpropagation.slips import SlipExample
from fer_lib.proofs.claim import Finding
from fer_lib.scratch import Network
from fer_lib.wording import decimal, paragraph, percent, points


def network_source() -> Text:
    """The source of the forward pass and of the recursion."""
    source = "\n\n".join(
        dedent(inspect.getsource(part)).strip() for part in (Network.forward, Network.gradients)
    )
    return Text(f"```python\n{source}\n```", f"```python\n{source}\n```")


def autograd(comparison: Finding) -> Text:
    """How far the recursion is from torch's automatic differentiation."""
    return Text(
        f"Torch, which knows nothing of this recursion, is the independent check: over {slips.CASES} random networks "
        f"of 1 to {slips.MOST_LAYERS} layers and 1 to {slips.MOST_UNITS} units, with sigmoid, tanh, ReLU and softplus, "
        f"batches of 1 to {slips.MOST_IMAGES} images and soft labels, the largest difference from its automatic "
        f"differentiation in float64 is {comparison.largest_error:.1e}.",
        f"獨立的檢查由 torch 進行，它並不知道這個遞迴式：取 {slips.CASES} 個隨機的模型，1 到 {slips.MOST_LAYERS} 層、"
        f"每層 1 到 {slips.MOST_UNITS} 個單元，活化函數為 sigmoid、tanh、ReLU 與 softplus，批次為 1 到 "
        f"{slips.MOST_IMAGES} 張影像，並使用軟標籤；與 torch 以 float64 做的自動微分相比，最大差異為 "
        f"{comparison.largest_error:.1e}。",
    )


def mask_factor(mask: SlipExample) -> Text:
    """How many times too large the gradient is with the mask of a ReLU, in the smallest example."""
    wrong, right, factor = decimal(mask.found, 4), decimal(mask.autograd, 4), mask.found / mask.autograd
    return Text(
        f"With the report’s mask the recursion gives {wrong}, which is {factor:.1f} times the gradient {right}.",
        f"以報告的遮罩，遞迴式得到 {wrong}，是梯度 {right} 的 {factor:.1f} 倍。",
    )


def starts(experiment: StartExperiment) -> list[Text]:
    """How networks end and begin from zero weights, a paragraph for each activation, and what all zero learns."""
    return [
        *(
            paragraph(
                describe_end(name, runs["zero weights"], runs["random"]),
                describe_beginning(runs["zero weights"], runs["random"]),
            )
            for name, runs in experiment.by_activation.items()
        ),
        _all_zero(experiment),
    ]


def _all_zero(experiment: StartExperiment) -> Text:
    relu, unmoved = experiment.relu["zero"], experiment.relu["zero weights"].unmoved_units.mean()
    proved, constant = (percent(runs.accuracies.mean()) for runs in (experiment.sigmoid["zero"], relu))
    return paragraph(
        Text(
            f"The network has {experiment.settings.hidden} hidden units; with ReLU {unmoved:.1f} on average never move from "
            "zero weights: those whose bias was drawn negative. If all starts at zero and the hidden units are kept equal "
            f"to the last digit, as is proved of them, {proved} of the held-out digits are recognised with sigmoid; with "
            f"ReLU it is {constant}.",
            f"模型有 {experiment.settings.hidden} 個隱藏單元；使用 ReLU 時，從零權重出發平均有 {unmoved:.1f} 個始終不動，"
            "也就是偏差項抽到負值的那些。若全部從零開始，並讓隱藏單元依照證明保持完全相等，"
            f"sigmoid 認得 {proved} 的保留數字；ReLU 則是 {constant}。",
        ),
        _rounding(experiment.rounded),
    )


def _rounding(computed: StartRuns) -> Text:
    """What floating-point numbers make of the symmetry where nothing keeps the hidden units equal."""
    distinct, share = int(computed.distinct_units.max()), percent(computed.accuracies.mean())
    if distinct == 1:
        return Text(
            f"Computed in float32, with nothing to keep them equal, all hidden units are still the same after "
            f"training with sigmoid ({share} are recognised).",
            f"若以 float32 照常計算，不另外讓它們保持相等，sigmoid 的所有隱藏單元在訓練之後仍然相同（認得 {share}）。",
        )
    return Text(
        "Computed in float32, with nothing to keep them equal, sums in another order differ in the last digit, "
        f"and training amplifies that: with sigmoid there are then up to {distinct} distinct hidden units, and {share} are "
        "recognised. That is what rounding makes of the symmetry, not what is proved.",
        "若以 float32 照常計算，不另外讓它們保持相等，加總的順序會使最後一位數不同，而訓練會把差異放大：sigmoid 最後有多達 "
        f"{distinct} 個互不相同的隱藏單元，認得 {share}。這是捨入誤差對對稱性的影響，而不是證明所說的結果。",
    )


def shown_interval(gap: PairedDifference, digits: int) -> Text:
    """``95% interval −2.7 to +1.1``, in points; of one that rounding makes a single number, how narrow it is."""
    low, high = (points(bound, digits) for bound in (gap.low, gap.high))
    if low == high:
        width = f"{10**-digits:.{digits}f}"
        return Text(f"95% interval narrower than {width}", f"95% 信賴區間的寬度不到 {width}")
    return Text(f"95% interval {low} to {high}", f"95% 信賴區間 {low} 到 {high}")


def describe_end(activation: str, zero_weights: StartRuns, random: StartRuns) -> Text:
    """Two sentences: does the network from zero weights end as well on the held-out digits?

    Args:
        activation: its name in the sentence.
        zero_weights: the networks from zero weights.
        random: those from random weights, of the same seeds.
    """
    gap = paired_difference(zero_weights.accuracies, random.accuracies)
    if gap.includes_zero:
        judged = Text("these seeds show no difference", "看不出差別")
    elif gap.mean < 0:
        judged = Text("it ends worse", "最後較差")
    else:
        judged = Text("it ends better", "最後較好")
    accuracies = [percent(runs.accuracies.mean()) for runs in (zero_weights, random)]
    losses = [f"{runs.losses[:, -1].mean():.3f}" for runs in (zero_weights, random)]
    mean, interval = (
        points(gap.mean, 2),
        shown_interval(gap, 2),
    )  # with one digit, one that excludes 0 may end at 0.0
    return Text(
        f"With {activation}, {accuracies[0]} of the held-out digits are recognised in the end from zero weights and "
        f"{accuracies[1]} from random ones; the difference over {len(random.accuracies)} seeds is {mean} points "
        f"({interval.en}): {judged.en}. The training loss is then {losses[0]} and {losses[1]}.",
        f"使用 {activation} 時，從零權重出發最後答對保留數字的 {accuracies[0]}，從隨機權重出發則是 {accuracies[1]}；"
        f"{len(random.accuracies)} 個隨機種子的差距是 {mean} 個百分點（{interval.zh}）：{judged.zh}。"
        f"這時的訓練損失分別為 {losses[0]} 與 {losses[1]}。",
    )


def describe_beginning(zero_weights: StartRuns, random: StartRuns, loss: float = 1.0) -> Text:
    """Two sentences: is the start from zero weights slower, and is it rougher?

    Args:
        zero_weights: the networks from zero weights.
        random: those from random weights.
        loss: the training loss by which the speed is judged.
    """
    reached = [_reached(runs.epochs_until(loss), f"{loss:g}") for runs in (zero_weights, random)]
    rises = [round(runs.early_rises, 3) for runs in (zero_weights, random)]  # judged as printed
    zero, other = early_rise(zero_weights), early_rise(random)
    rougher = Text("rougher", "較不穩定") if rises[0] > rises[1] else Text("not rougher", "並不較不穩定")
    early = min(EVERY_EPOCH_UNTIL, zero_weights.epochs[-1])
    return Text(
        f"From zero weights the mean training loss {reached[0].en}, from random ones it {reached[1].en}. Within the first "
        f"{early} epochs it rises {zero.en} from zero weights and {other.en} from random ones: the start is {rougher.en}.",
        f"從零權重出發，平均訓練損失{reached[0].zh}；從隨機權重出發則{reached[1].zh}。在前 {early} 個 epoch 中，"
        f"損失在前者{zero.zh}，在後者{other.zh}：起步{rougher.zh}。",
    )


def early_rise(runs: StartRuns) -> Text:
    """By how much the training loss rises in all within the first epochs, mean over the seeds, in nats."""
    if runs.early_rises == 0:
        return Text("not at all", "完全沒有回升")
    rise = f"{runs.early_rises:.3f}"
    if rise == "0.000":
        return Text("by less than 0.001 in all", "一共回升不到 0.001")
    return Text(f"by {rise} in all", f"一共回升 {rise}")


def _reached(epoch: int | None, loss: str) -> Text:
    """When the mean loss is below a value for the first time; a clause that follows the loss."""
    if epoch is None:
        return Text(f"never falls below {loss}", f"始終沒有降到 {loss} 以下")
    if epoch == 0:
        return Text(f"is below {loss} before the first step", f"在第一步之前就低於 {loss}")
    return Text(f"falls below {loss} by epoch {epoch}", f"在第 {epoch} 個 epoch 降到 {loss} 以下")


def training_with_mask(masked: StartRuns, right: StartRuns) -> Text:
    """What the slip does to a training, and what a training says of a gradient."""
    gap = paired_difference(masked.accuracies, right.accuracies)
    ends = [percent(runs.accuracies.mean()) for runs in (masked, right)]
    interval = shown_interval(gap, 1)
    return Text(
        f"And the slip? A sigmoid network trained with the ReLU’s mask ends at {ends[0]}, against {ends[1]} with the "
        f"right gradient (difference in points: {interval.en}). A network that learns is no proof that its gradient "
        "is right: with one hidden layer the mask only multiplies what each image contributes to a hidden unit’s "
        "gradient by a positive factor. That is why the gradient is checked against another one, not against the "
        "learning curve.",
        f"那個筆誤呢？用 ReLU 的遮罩訓練 sigmoid 神經網路，最後的準確率為 {ends[0]}，使用正確梯度則是 {ends[1]}"
        f"（差距以百分點計：{interval.zh}）。"
        "模型學得會，並不能證明梯度正確：只有一個隱藏層時，遮罩只是把每張影像對每個隱藏單元的貢獻乘上一個正的倍數。"
        "所以梯度要與另一種算法得到的梯度比較，而不能只看學習曲線。",
    )
