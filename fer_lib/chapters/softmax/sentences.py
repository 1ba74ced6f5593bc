"""What chapter 12 says of report A's lines, of the wrong gradient, and of floating point."""

from collections.abc import Sequence

from fer_lib.chapters.softmax.report_a import Derivation, ExampleEntry
from fer_lib.language import Text
from fer_lib.proofs.softmax import stability
from fer_lib.wording import listed


def _lines(numbers: Sequence[int]) -> Text:
    if not numbers:
        return Text("no line", "沒有任何一行")
    shown = [str(number) for number in numbers]
    english = listed([Text(number, number) for number in shown]).en
    return Text(f"line{'s' * (len(shown) > 1)} {english}", f"第 {'、'.join(shown)} 行")


def label_use(derivation: Derivation) -> Text:
    """Whether every line is right, and which lines use the value of the label."""
    right = (
        Text("Every line is right", "每一行都正確")
        if derivation.every_line_follows
        else Text("Not every line is right", "並非每一行都正確")
    )
    first, second = (_lines(derivation.lines_using_the_label(label)) for label in (1, 0))
    return Text(
        f"{right.en}. These use the value of the label: {first.en} of the first case, and {second.en} of the second.",
        f"{right.zh}。用到標籤的值的是：第一種情況{first.zh}，第二種情況{second.zh}。",
    )


def wrong_step(entries: Sequence[ExampleEntry]) -> Text:
    """What it means to train on the sum of the binary terms with the usual gradient."""
    usual, binary_sum = entries[0].usual, entries[0].binary_sum
    return Text(
        "Whoever trains on the sum and steps along $\\hat y-y$ steps along the wrong gradient: for the first class it "
        f"is ${binary_sum}$, not ${usual}$. Libraries train on the usual loss, for which ${usual}$ is right.",
        f"以總和為損失，卻沿 $\\hat y-y$ 更新，走的就不是真正的梯度：第一類的梯度是 ${binary_sum}$，不是 ${usual}$。"
        f"各函式庫訓練時用的是通常的損失，對它而言 ${usual}$ 才是對的。",
    )


def floating_point() -> Text:
    """Where exponentials leave the range of floating point, and what that does to a loss."""
    over, under = (
        [edge(name) for name in stability.FLOAT_NAMES]
        for edge in (stability.first_overflow, stability.first_underflow)
    )
    large = stability.large_scores()
    return Text(
        f"The exponential of a whole number is infinite from {over[0]} on in float32 and from {over[1]} on in float64; "
        f"it is 0 from ${under[0]}$ and ${under[1]}$ downwards. What torch gives agrees with the shifted form "
        "throughout. Its `cross_entropy` takes the scores and works with {eq}`eq-softmax-log-sum-exp-shift` inside: "
        f"for the scores (0, 200) and the first class, the loss is {large.loss:g} and the gradient "
        f"${large.gradient:g}$. The logarithm of a softmax, computed in two steps in float32, gives the loss "
        f"`{large.naive_loss:g}` and the gradient `{large.naive_gradient:g}`. So a network that is trained with "
        "`cross_entropy` must end in its scores, without a softmax.",
        f"整數的指數函數值，在 float32 從 {over[0]} 起、在 float64 從 {over[1]} 起就是無限大；從 ${under[0]}$ 與 ${under[1]}$ 往下則是 0。"
        "torch 的結果始終與平移的形式一致。它的 `cross_entropy` 接受分數，內部使用 {eq}`eq-softmax-log-sum-exp-shift`："
        f"分數為 (0, 200)、正確類別為第一類時，損失是 {large.loss:g}，梯度是 ${large.gradient:g}$。若以 float32 先算 softmax 再取對數，"
        f"損失是 `{large.naive_loss:g}`，梯度是 `{large.naive_gradient:g}`。因此用 `cross_entropy` 訓練的模型應該直接輸出分數，"
        "最後不要再接 softmax。",
    )
