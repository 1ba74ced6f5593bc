"""What chapter 7 found, in short: which methods' maps follow the network, and which point at pixels that it needs."""

from collections.abc import Sequence

from fer_lib.chapters.saliency.analysis import SaliencyAnalysis
from fer_lib.language import Text
from fer_lib.wording import all_of, listed

GUIDED = "guided_backpropagation"


def findings(analysis: SaliencyAnalysis) -> list[Text]:
    """Two or three sentences."""
    methods = analysis.results.methods
    told = [_sanity([analysis.is_sane(method) for method in methods])]
    if GUIDED in methods:
        told.append(_guided(analysis.is_sane(GUIDED)))
    return [*told, _deletion(analysis.finds_needed_pixels)]


def _sanity(outcomes: Sequence[bool | None]) -> Text:
    """How many methods pass, how many fail, and of how many it cannot be told."""
    n = len(outcomes)
    counted = [(outcomes.count(wanted), wanted) for wanted in (True, False, None)]
    check = Text(
        "When the output layer forgets what it learned, a map has to change",
        "輸出層忘掉所學時，圖也該跟著改變",
    )
    words = {
        True: (Text("passes", "通過"), Text("pass", "通過")),
        False: (Text("fails", "不通過"), Text("fail", "不通過")),
        None: (Text("stays undecided", "無法判定"), Text("stay undecided", "無法判定")),
    }
    parts = [
        Text(f"{count} {words[wanted][count > 1].en}", f"{count} 種{words[wanted][1].zh}")
        for count, wanted in counted
        if count
    ]
    if len(parts) == 1:
        ((_, only),) = [(count, wanted) for count, wanted in counted if count]
        return Text(
            f"{check.en}: by this check, {all_of(n, Text('methods', '')).en} {words[only][1].en}.",
            f"{check.zh}：依這項檢驗，{'兩' if n == 2 else f'{n} '}種方法都{words[only][1].zh}。",
        )
    named = Text(listed(parts).en, "、".join(part.zh for part in parts))
    return Text(
        f"{check.en}: by this check, of {n} methods {named.en}.",
        f"{check.zh}：依這項檢驗，{n} 種方法中，{named.zh}。",
    )


def _guided(is_sane: bool | None) -> Text:
    """What the check says of guided backpropagation."""
    if is_sane is False:
        return Text(
            "Guided backpropagation fails it: however clear its pictures look, they hardly depend on the class in "
            "question.",
            "導引反向傳播沒有通過：它的圖看起來再清楚，也幾乎不隨所問的類別而變。",
        )
    if is_sane:
        return Text(
            "Guided backpropagation passes it on this network.", "在這個模型上，導引反向傳播通過了檢驗。"
        )
    return Text(
        "Whether guided backpropagation passes it cannot be told from these images.",
        "導引反向傳播是否通過，從這些影像看不出來。",
    )


def _deletion(faster: Sequence[bool | None]) -> Text:
    """With how many methods the pixels that are marked most are those that the network needs."""
    n, k = len(faster), list(faster).count(True)
    if not k:
        return Text(
            f"None of the {n} methods is shown to mark pixels that the network needs more than random ones.",
            f"{n} 種方法之中，看不出有哪一種標出的像素比隨機挑選的更受模型倚重。",
        )
    which = Text(f"{k} of the {n} methods", f"{n} 種方法中有 {k} 種")
    if k == n:
        which = Text(all_of(n, Text("methods", "")).en, f"{'兩' if n == 2 else f'{n} '}種方法全都如此")
    return Text(
        f"With {which.en}, deleting the pixels that are marked most loses the class faster than deleting random ones.",
        f"{which.zh}，先刪除標得最強的像素，會比隨機刪除更快讓模型認不出類別。",
    )
