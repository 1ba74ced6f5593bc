"""Judging a claim: an interval held against a threshold, and the verdict on all parts of a claim together.

A part is *true* if the whole interval of its estimand lies on the claim's side of the threshold, *false* if it lies on
the other side, and None, not to be told, if the threshold is in it. So nothing becomes true, or false, by having less
data. Intervals are of 95 %.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import Literal

from fer_lib.language import Text
from fer_lib.proportion import Proportion, difference_interval

Interval = tuple[float, float]
"""Lower and upper end."""
Verdict = Literal["holds", "partly", "fails", "open", "unasked"]
VERDICTS: dict[Verdict, Text] = {
    "holds": Text("holds", "成立"),
    "partly": Text("holds in part", "部分成立"),
    "fails": Text("does not hold", "不成立"),
    "open": Text("cannot be told", "無法判斷"),
    "unasked": Text("not asked in this edition", "本版未檢驗"),
}


def is_above(interval: Interval, threshold: float) -> bool | None:
    """Whether an estimand lies above a threshold."""
    low, high = interval
    return True if low > threshold else False if high < threshold else None


def is_below(interval: Interval, threshold: float) -> bool | None:
    """Whether an estimand lies below a threshold."""
    low, high = interval
    return True if high < threshold else False if low > threshold else None


def is_near_zero(difference: Interval, margin: float) -> bool | None:
    """Whether two things are equal but for a margin, as a test of equivalence asks (Schuirmann 1987).

    Args:
        difference: interval of the difference.
        margin: what counts as no difference, more than 0.

    Returns:
        True if the whole interval lies within ±margin, False if it lies outside on one side, else None: few data never
        make things equal.
    """
    low, high = difference
    if -margin < low and high < margin:
        return True
    return False if low > margin or high < -margin else None


def against_printed(found: Proportion, printed: float, n: int | None = None) -> Interval:
    """The interval of a share found here less one that a report prints.

    Args:
        found: here.
        printed: the share in the report, 0 to 1.
        n: of how many it is the share; None where the report does not say, and then only ``found`` is uncertain.
    """
    if n is not None:
        return difference_interval(found, Proportion(round(printed * n), n))
    low, high = found.wilson_interval
    return low - printed, high - printed


def over_seeds(estimates: Sequence[float], intervals: Sequence[Interval] = ()) -> Interval | None:
    """The interval of a mean over trainings that differ in their seed: Student's t, and no narrower than the images allow.

    Args:
        estimates: one a seed.
        intervals: each estimate's own, of the images alone; none where the images say nothing of it.

    Returns:
        Of one seed its own interval, in which nothing is told of other seeds; None if it has none.
    """
    below = [estimate - low for estimate, (low, _) in zip(estimates, intervals, strict=False)]
    above = [high - estimate for estimate, (_, high) in zip(estimates, intervals, strict=False)]
    middle, seeds = fmean(estimates), len(estimates)
    if seeds == 1:
        return intervals[0] if intervals else None
    from scipy.stats import t  # slow to import

    half = float(t.ppf(0.975, seeds - 1)) * stdev(estimates) / sqrt(seeds)
    return middle - max(half, fmean(below or [0])), middle + max(half, fmean(above or [0]))


def overall(parts: Sequence[bool | None]) -> Verdict:
    """The verdict on a claim of several parts, each true, false, or not to be told (None).

    Unless every part is judged, the claim cannot be told; it holds in part if some parts are true and some false.
    """
    if not parts or None in parts:
        return "open"
    if all(parts):
        return "holds"
    return "partly" if any(parts) else "fails"


def parts_in_words(parts: Sequence[bool | None]) -> Text:
    """How many of a claim's parts are true, false, not to be told; empty where all are judged alike."""
    counts = [
        (sum(part is kind for part in parts), english, chinese)
        for kind, english, chinese in (
            (True, ("holds", "hold"), "成立"),
            (False, ("does not hold", "do not hold"), "不成立"),
            (None, ("cannot be told", "cannot be told"), "無法判斷"),
        )
    ]
    met = [(n, english[n > 1], chinese) for n, english, chinese in counts if n]
    if len(met) < 2:
        return Text("", "")
    said = [f"{n} {english}" for n, english, _ in met]
    listed = f"{', '.join(said[:-1])} and {said[-1]}"
    chinese = "、".join(f"{n} 項{word}" for n, _, word in met)
    return Text(
        f"Of the claim’s {len(parts)} parts, {listed}.", f"這項說法的 {len(parts)} 個部分中，{chinese}。"
    )
