"""What chapter 15 found, in short: how far the network gets, a start at zero, two units, and a pair of digits."""

from fer_lib.chapters.digits.analysis import DigitAnalysis
from fer_lib.chapters.digits.observations import only_output_biases_move
from fer_lib.chapters.digits.pairs import confused_digits
from fer_lib.chapters.digits.seeds import accuracies_of
from fer_lib.language import Text
from fer_lib.wording import percent


def findings(digits: DigitAnalysis) -> list[Text]:
    """Three or four sentences that are true of whatever trainings; the first says how many digits are recognised."""
    return [_recognised(digits), _zero(digits), _two_units(digits), *_pair(digits)]


def _recognised(digits: DigitAnalysis) -> Text:
    hidden, share = digits.experiments.plan.main.hidden, percent(digits.accuracies("test").mean)
    return Text(
        f"A network of {hidden} hidden units that is written in NumPy alone recognises {share} of the test digits.",
        f"只用 NumPy 寫成、有 {hidden} 個隱藏單元的模型，認得 {share} 的測試數字。",
    )


def _zero(digits: DigitAnalysis) -> Text:
    """What becomes of a start with everything zero; where nothing but the output biases moves, all answers are alike."""
    starts = digits.experiments.starts
    share = percent(accuracies_of(starts["zero"], "test").mean)
    if only_output_biases_move(digits.experiments):
        return Text(
            "If all weights and biases begin at zero, nothing but the output biases moves: the network gives every image "
            "the same answer.",
            "如果權重與偏差項全部從零開始，只有輸出層的偏差項會動：模型對每張影像都給出同一個答案。",
        )
    return Text(
        f"If all weights and biases begin at zero, the network recognises {share} in the end.",
        f"如果權重與偏差項全部從零開始，模型最後認得 {share}。",
    )


def _two_units(digits: DigitAnalysis) -> Text:
    share = percent(accuracies_of(digits.experiments.two_units, "test").mean)
    return Text(
        f"With two hidden units, whose work can be drawn as points in a plane, it recognises {share}.",
        f"只有兩個隱藏單元時，模型的工作可以畫成平面上的點，這時認得 {share}。",
    )


def _pair(digits: DigitAnalysis) -> list[Text]:
    """The pair that the network with two units confuses most; none where it makes no error."""
    pair = confused_digits(digits.matrix_two_units)[0]
    both = pair.there + pair.back
    if not both:
        return []
    one, other = pair.digits
    number = Text("once", "一次") if both == 1 else Text(f"{both} times", f" {both} 次")
    return [
        Text(
            f"No two digits are taken for each other more often, for how many there are of them, than {one} and {other}: "
            f"{number.en} with two units (seed 0).",
            f"按比例來看，沒有哪兩個數字比 {one} 與 {other} 更常互相認錯：兩個單元時（種子 0）有{number.zh}。",
        )
    ]
