"""What chapter 10 found, in short: the output size, the ceiling, the gradients, and what time has to do with operations."""

from fer_lib.chapters.convolution.timing import LayerTimes
from fer_lib.chapters.proof_tables import Results
from fer_lib.language import Text
from fer_lib.proofs.convolution import gradients

TIME = {
    "nearly": Text(
        "On the machine of this run, time is nearly proportional to the operations counted.",
        "在執行本書的機器上，時間與算出的運算次數幾乎成正比。",
    ),
    "roughly": Text(
        "On the machine of this run, time is only roughly proportional to the operations counted.",
        "在執行本書的機器上，時間與算出的運算次數只是大致成正比。",
    ),
    "not": Text(
        "On the machine of this run, time is not proportional to the operations counted.",
        "在執行本書的機器上，時間與算出的運算次數不成正比。",
    ),
}
"""What the measurements say, by ``PowerLaw.linearity``."""


def findings(results: Results, times: LayerTimes) -> list[Text]:
    """Three or four sentences on what was proved and measured.

    Args:
        results: of the chapter's proofs.
        times: measured of layers.
    """
    ceiling = results["conv.ceiling"].verdict == "refuted"
    found = [_size(results["conv.output_size"].verdict == "proved", ceiling)]
    wrong = [claim.id for claim in gradients.CLAIMS if not results[claim.id].as_expected]
    if not wrong:
        found.append(
            Text(
                "The gradients of a convolution are sums of the same kind again: a correlation for the weights, a transposed "
                "convolution for the input.",
                "卷積的梯度也是同一類的和：對權重是互相關，對輸入則是轉置卷積。",
            )
        )
    return [*found, TIME[times.law.linearity]]


def _size(proved: bool, ceiling_refuted: bool) -> Text:
    """The formula of the output size, and what a ceiling would do."""
    if not proved:
        return Text(
            "For the output size of a convolution this run did not come to a proof.",
            "這次執行沒有完成卷積輸出大小公式的證明。",
        )
    if not ceiling_refuted:
        return Text(
            "The output size of a convolution is a division rounded down, plus one, for all integers.",
            "卷積的輸出大小是除法取 floor（高斯符號）之後再加一，對所有整數都成立。",
        )
    return Text(
        "The output size of a convolution is a division rounded down, plus one; rounding up counts a window that does not "
        "fit.",
        "卷積的輸出大小是除法取 floor（高斯符號）之後再加一；若改用 ceiling（無條件進位），就會多算一個放不下的視窗。",
    )
