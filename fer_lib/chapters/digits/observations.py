"""What chapter 15 sees in its trainings, in sentences that need no report: learning, starts, units, confusions."""

from math import isfinite

import numpy as np

from fer_lib.chapters.backpropagation.sentences import describe_end, shown_interval
from fer_lib.chapters.backpropagation.zero_start import EVERY_EPOCH_UNTIL
from fer_lib.chapters.digits.analysis import DigitAnalysis
from fer_lib.chapters.digits.experiments import Experiments, moved_values, total_values
from fer_lib.chapters.digits.names import UNITS_NAMES
from fer_lib.chapters.digits.pairs import DigitPair, confused_digits
from fer_lib.chapters.digits.seeds import accuracies_of
from fer_lib.chapters.judgement import is_above
from fer_lib.language import Text
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.quasi_independence import group_confusion
from fer_lib.scratch.activations import Array
from fer_lib.wording import all_of, p_value_text, paragraph, percent

CLEARLY_HIGHER = 1.1
"""A loss that is so many times another has risen; less may be the jumping from one epoch to the next."""


def early_fall(experiments: Experiments) -> Array:
    """(S,) which share of the fall of the training loss comes in the first epochs, one a seed; NaN without a fall."""
    losses = experiments.main.losses
    until = experiments.main.epochs.index(min(EVERY_EPOCH_UNTIL, experiments.plan.main.epochs))
    fall = losses[:, 0] - losses[:, -1]
    shares: Array = (losses[:, 0] - losses[:, until]) / np.where(fall > 0, fall, np.nan)
    return shares


def learning(digits: DigitAnalysis) -> Text:
    """How early the loss falls, and whether the network goes on learning after the test loss is lowest."""
    main, losses = digits.experiments.main, digits.mean_test_losses
    place = int(losses.argmin())
    epoch, lowest, end = main.epochs[place], f"{losses.min():.3f}", f"{losses[-1]:.3f}"
    train = main.losses.mean(axis=0)
    overfitted = losses[-1] > CLEARLY_HIGHER * losses[place] and train[-1] < train[place]
    return paragraph(
        _early(digits.experiments),
        Text(
            f"The mean test loss is lowest after epoch {epoch}, at {lowest}, and ends at {end}.",
            f"平均測試損失在第 {epoch} 個 epoch 後最低，為 {lowest}，最後是 {end}。",
        )
        if place < len(losses) - 1
        else Text(
            f"The mean test loss is lowest after the last epoch, number {epoch}, at {lowest}.",
            f"平均測試損失在最後的第 {epoch} 個 epoch 後最低，為 {lowest}。",
        ),
        Text(
            "From there on the network is overfitted: the loss on the training images goes on falling, the loss on the "
            "test images does not.",
            "在那之後模型就過擬合了：訓練影像上的損失繼續下降，測試影像上的損失則不再下降。",
        )
        if overfitted
        else Text("", ""),
    )


def _early(experiments: Experiments) -> Text:
    """How much of its fall the training loss has behind it early; no share where it ends higher than it was then."""
    shares, last = early_fall(experiments), experiments.main.epochs[-1]
    early = min(EVERY_EPOCH_UNTIL, last)
    if np.isnan(shares).any():
        return Text("The training loss does not fall with every seed.", "並不是每個種子的訓練損失都有下降。")
    fall = float(shares.mean())
    if early < last and 0 <= fall <= 1:
        return Text(
            f"The first {early} epochs bring {percent(fall, 0)} of the fall of the training loss.",
            f"訓練損失的下降有 {percent(fall, 0)} 發生在前 {early} 個 epoch。",
        )
    if fall > 1:
        return Text(
            f"The training loss is lower after the first {early} epochs than at the end.",
            f"訓練損失在前 {early} 個 epoch 後比最後還低。",
        )
    if fall < 0:
        return Text(
            f"The training loss is higher after the first {early} epochs than before them, and falls later.",
            f"訓練損失在前 {early} 個 epoch 後比開始時還高，之後才下降。",
        )
    return Text("", "")


def jitter(digits: DigitAnalysis) -> Text:
    """How much the errors move late in the training."""
    j = digits.jitter
    test, train, part = (f"{100 * values.mean():.3f}" for values in (j.test, j.train, j.train_part))
    interval = shown_interval(j.beyond_as_many, 3)
    some = f"{min(j.n_test, j.n_train):,}"
    return paragraph(
        Text(
            f"Over the last {j.epochs} epochs, the change from one epoch to the next has a standard deviation of "
            f"{test} points on the {j.n_test:,} test images and of {train} on the {j.n_train:,} training images.",
            f"在最後 {j.epochs} 個 epoch，相鄰 epoch 之間變動的標準差，在 {j.n_test:,} 張測試影像上是 {test} 個百分點，"
            f"在 {j.n_train:,} 張訓練影像上是 {train}。",
        ),
        Text(
            f"Fewer images alone make an error jump more; on {some} of the training images it is {part} points, and the "
            f"difference from the test images over the seeds has the {interval.en}.",
            f"光是影像較少就會讓錯誤率跳得較大；只看其中 {some} 張訓練影像，是 {part} 個百分點，與測試影像的差距依種子計算，"
            f"{interval.zh}。",
        ),
    )


def only_output_biases_move(experiments: Experiments) -> bool:
    """Whether with everything zero nothing else moves under ReLU."""
    (hidden, hidden_biases), (output, _) = moved_values(experiments.starts["zero"])
    return not (hidden.any() or hidden_biases.any() or output.any())


def unmoved_units(experiments: Experiments) -> Text:
    """How many hidden units never move, from zero weights and from random ones."""
    starts = experiments.starts
    lost = [f"{starts[start].unmoved_units.mean():.0f}" for start in ("zero weights", "random")]
    hidden = experiments.plan.main.hidden
    return Text(
        f"There are {hidden} hidden units; on average {lost[0]} never moved from zero weights, {lost[1]} from random ones.",
        f"隱藏單元共 {hidden} 個；從零權重出發，平均有 {lost[0]} 個始終不動，隨機權重則有 {lost[1]} 個。",
    )


def moved_from_zero(experiments: Experiments) -> Text:
    """How many parameters move with everything zero; a clause that ends without a full stop."""
    values = total_values(experiments.starts["zero"])
    which = (
        Text(", the output biases alone", "（只有輸出層的偏差項）")
        if only_output_biases_move(experiments)
        else Text("", "")
    )
    relu, sigmoid = (
        f"{sum(float((weights + biases).mean()) for weights, biases in moved_values(runs)):,.0f}"
        for runs in (experiments.starts["zero"], experiments.sigmoid_all_zero)
    )
    return Text(
        f"There are {values:,} parameters; with everything zero {relu} move with ReLU{which.en}, and {sigmoid} with sigmoid",
        f"參數共 {values:,} 個；全部為零時，ReLU 有 {relu} 個動過{which.zh}，sigmoid 有 {sigmoid} 個",
    )


def zero_start(digits: DigitAnalysis) -> Text:
    """Whether the network from zero weights ends as well, what it has lost, and what moves with everything zero."""
    starts, moved = digits.experiments.starts, moved_from_zero(digits.experiments)
    return paragraph(
        describe_end("ReLU", starts["zero weights"], starts["random"]),
        unmoved_units(digits.experiments),
        Text(f"{moved.en}.", f"{moved.zh}。"),
    )


def two_units(digits: DigitAnalysis) -> Text:
    """How far two hidden units get."""
    runs = digits.experiments.two_units
    first, last = accuracies_of(runs, "test", runs.epochs.index(1)), accuracies_of(runs, "test")
    shares, seeds = last.shares, len(last.shares)
    low, high = percent(float(shares.min())), percent(float(shares.max()))
    spread = Text(f"from {low} to {high} over the {seeds} seeds", f"{seeds} 個種子中最低 {low}，最高 {high}")
    if shares.min() == shares.max():
        every = all_of(seeds, Text("seeds", "個種子"))
        spread = Text(f"the same with {every.en}", f"{every.zh}都相同")
    elif low == high:
        spread = Text(f"hardly different over the {seeds} seeds", f"{seeds} 個種子幾乎相同")
    return Text(
        f"After the first epoch the test accuracy is {percent(first.mean)} on average; after epoch {runs.epochs[-1]} it is "
        f"{percent(last.mean)}, {spread.en}.",
        f"第一個 epoch 後的測試準確率平均為 {percent(first.mean)}；第 {runs.epochs[-1]} 個 epoch 後為 {percent(last.mean)}，"
        f"{spread.zh}。",
    )


def confusions(digits: DigitAnalysis) -> Text:
    """The pair of digits that each network confuses most."""
    said = []
    for name, matrix in zip(UNITS_NAMES, (digits.matrix_sixty_units, digits.matrix_two_units), strict=True):
        pair = confused_digits(matrix)[0]
        _, text = confusion_of(matrix, pair)
        said.append(
            Text(f"With {name.en}, {text.en}", f"{name.zh}時，{text.zh}")
            if pair.there + pair.back
            else Text(
                f"With {name.en}, no two digits are taken for each other.", f"{name.zh}時，沒有數字互相認錯。"
            )
        )
    return paragraph(*said)


def confusion_of(matrix: ConfusionMatrix, pair: DigitPair) -> tuple[bool | None, Text]:
    """Whether two digits are taken for each other beyond chance (None: not to be told), and a sentence that says so.

    Args:
        matrix: the counts.
        pair: one of ``confused_digits(matrix)``.
    """
    group = group_confusion(matrix.counts, pair.digits)
    both = pair.there + pair.back
    times = f"{both} time{'s' * (both != 1)}"
    if group is None:
        return None, Text(
            f"{pair.name} are taken for each other {times}; there are too few errors to test that.",
            f"{pair.name} 互相認錯 {both} 次；錯誤太少，無法檢定。",
        )
    low, high = group.factor_interval
    p = p_value_text(group.p_value)
    factor = f"{group.factor:.0f}" if group.factor >= 10 else f"{group.factor:.1f}"
    rank = Text(f"rank {pair.rank} of 45 pairs", f"在 45 對中排第 {pair.rank}")
    expected = Text(
        f"{factor} times as often as chance would have it (95% interval {low:.1f}–{high:.1f}, {p})",
        f"是隨機情況的 {factor} 倍（95% 信賴區間 {low:.1f}–{high:.1f}，{p}）",
    )
    if not isfinite(high):  # no other error shares their rows and columns
        expected = Text(
            f"where the other errors let chance expect hardly any ({p})",
            f"依其他錯誤來看，純屬巧合幾乎不會發生（{p}）",
        )
    return is_above((low, high), 1.0), Text(
        f"{pair.name} are taken for each other {times}, {expected.en}: {rank.en}.",
        f"{pair.name} 互相認錯 {both} 次，{expected.zh}，{rank.zh}。",
    )
