"""What chapter 17 found, in short: the most accurate run, what it is better than, what does as well for less."""

from collections.abc import Sequence

from fer_lib.chapters.compared_runs import ComparedRun, NetworkComparison
from fer_lib.chapters.comparison.cost_sentences import cheapest
from fer_lib.chapters.comparison.ensembles import Ensemble
from fer_lib.chapters.comparison.names import all_runs
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.language import Text
from fer_lib.wording import all_of, percent


def findings(
    comparison: NetworkComparison, tests: Sequence[PairwiseTests], voted: Sequence[Ensemble]
) -> list[Text]:
    """Two to four sentences that are true of whatever runs.

    Args:
        comparison: of at least two runs.
        tests: of every set of images that several of them were judged on.
        voted: the ensembles.
    """
    if not tests:
        return [_none_comparable(), _highest_alone(comparison)]
    level = tests[0].images.most_accurate
    if len(level) == len(tests[0].runs):
        said = [*_all_level(level), *cheapest(tests[0])[:1]]
    else:
        said = [_most_accurate(tests[0]), _better_than(tests[0]), *cheapest(tests[0])[:1]]
    return [*said, _ensembles(voted)] if voted else said


def _none_comparable() -> Text:
    return Text(
        "No two runs were judged on the same images, so none of them can be called the better one.",
        "沒有任何兩次訓練在同一批影像上評分，所以無法說哪一次較好。",
    )


def _highest_alone(comparison: NetworkComparison) -> Text:
    best = max(comparison.runs, key=lambda run: run.validation.share)
    share = percent(best.validation.share)
    return Text(
        f"The highest accuracy, each on images of its own, is {share} (`{best.name}`).",
        f"各在自己的影像上，最高的準確率是 {share}（`{best.name}`）。",
    )


def _all_level(level: Sequence[ComparedRun]) -> list[Text]:
    """That all runs are right on the same share."""
    all_of, share = all_runs(len(level)), percent(level[0].validation.share)
    return [
        Text(
            f"On the same validation images {all_of.en} are right on the same share, {share}.",
            f"在同一批驗證影像上，{all_of.zh}的準確率相同，都是 {share}。",
        ),
        Text(
            f"So on these images {'neither' if len(level) == 2 else 'none of them'} is the better one.",
            "所以就這些影像而言，無法說哪一次較好。",
        ),
    ]


def _most_accurate(tests: PairwiseTests) -> Text:
    """That no other run is more accurate, so that it is true where several are as accurate."""
    best, count = tests.runs[0], len(tests.runs)
    share = percent(best.validation.share)
    return Text(
        f"Of {count} runs that were judged on the same validation images, none is more accurate than `{best.name}`: {share}.",
        f"在同一批驗證影像上評分的 {count} 次訓練，沒有哪一次比 `{best.name}` 更準：{share}。",
    )


def _better_than(tests: PairwiseTests) -> Text:
    """How many of the others are not shown to be worse."""
    others = len(tests.runs) - 1
    equal = len(tests.not_worse_than_best()) - 1
    if not equal:
        return Text(
            "It is better than each of the others, and not by chance alone."
            if others > 1
            else "It is better than the other one, and not by chance alone.",
            "它比其他每一次都準，而且不只是巧合。" if others > 1 else "它比另一次準，而且不只是巧合。",
        )
    if equal == others:
        return Text(
            "It is not shown to be better than any of the others."
            if others > 1
            else "It is not shown to be better than the other one.",
            "看不出它比其他任何一次準。" if others > 1 else "看不出它比另一次準。",
        )
    are = "is" if equal == 1 else "are"
    return Text(
        f"Of the other {others}, {equal} {are} not shown to be worse.",
        f"其他 {others} 次中，有 {equal} 次看不出比它差。",
    )


def _ensembles(voted: Sequence[Ensemble]) -> Text:
    """In how many settings averaging several seeds is shown to help."""
    count, helping = len(voted), sum(ensemble.helps for ensemble in voted)
    if count == 1:
        shown = Text("is", "會") if helping else Text("is not shown to be", "看不出會")
        return Text(
            f"To average the answers of several seeds {shown.en} better than a single training is on average.",
            f"平均幾個種子的答案，{shown.zh}比單次訓練的平均準。",
        )
    if not helping:
        return Text(
            "To average the answers of several seeds is in no setting shown to be better than a single training is on average.",
            "平均幾個種子的答案，沒有任何一種設定看得出比單次訓練的平均準。",
        )
    where = Text(f"in {helping} of {count} settings", f"{count} 種設定中有 {helping} 種")
    if helping == count:
        every = all_of(count, Text("settings", "種設定"))
        where = Text(f"in {every.en}", f"{every.zh}都")
    return Text(
        f"To average the answers of several seeds is better than a single training is on average {where.en}.",
        f"平均幾個種子的答案，{where.zh}比單次訓練的平均準。",
    )
