"""How means are written with their 95 % intervals, and numbers with their smallest and largest."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.explain.saliency.map_statistics import mean_interval
from fer_lib.language import Text
from fer_lib.wording import decimal, signed

SMALLEST_SAMPLE = 4
"""Values from which on an interval is worth printing."""
NO_MAPS_TO_COMPARE = Text("unknown, as there are too few maps that differ", "不明，因為有差異的圖太少")


def plus_minus(values: NDArray[np.floating], digits: int = 2, said: int | None = None) -> str:
    """Mean and half of its 95 % interval, ``0.94 ± 0.02``; ``0.94 ± <0.01`` where that half is rounded to nothing.

    Fewer than four values, and values that are all the same, have no interval worth printing; none at all are ``–``.

    Args:
        values: of which those of maps that are 0 everywhere are NaN.
        digits: behind the point.
        said: the n that stands beside the mean anyway; another n follows in brackets. Without it, n follows where
            values are missing or too few for an interval.
    """
    mean, _, upper, n = mean_interval(values)
    if not n:
        return "–"
    half = (
        _half(upper - mean, digits) if n >= SMALLEST_SAMPLE and np.nanmax(values) > np.nanmin(values) else ""
    )
    counts = n != said if said is not None else n < len(values) or n < SMALLEST_SAMPLE
    counted = f" (n\u00a0=\u00a0{n})" if counts else ""
    return f"{decimal(mean, digits)}{half}{counted}"


def _half(width: float, digits: int) -> str:
    shown = f"{width:.{digits}f}"
    return f" ± {shown}" if float(shown) else f" ± <{10**-digits:.{digits}f}"


def in_brackets(values: NDArray[np.floating], digits: int = 2, said: int | None = None) -> Text:
    """``plus_minus`` in brackets of its own, ``(0.17 ± 0.32, n = 10)``; nothing where there is no value."""
    if not np.isfinite(values).any():
        return Text("", "")
    mean, _, counted = plus_minus(values, digits, said).partition(" (")
    n = counted.removesuffix(")")
    return Text(f" ({mean}, {n})" if n else f" ({mean})", f"（{mean}，{n}）" if n else f"（{mean}）")


def mean_or_unknown(values: NDArray[np.floating], said: int) -> Text:
    """``plus_minus``, or in words that there is no mean; the Chinese number begins with a space."""
    if not np.isfinite(values).any():
        return NO_MAPS_TO_COMPARE
    mean = plus_minus(values, said=said)
    return Text(mean, f" {mean}")


def mean_alone(values: NDArray[np.floating]) -> Text:
    """The mean without its interval, for sentences beside a table that has it; the Chinese number begins with a space."""
    if not np.isfinite(values).any():
        return NO_MAPS_TO_COMPARE
    mean = decimal(float(np.nanmean(values)))
    return Text(mean, f" {mean}")


def signed_range(low: float, high: float, digits: int = 2) -> Text:
    """``−0.10 to +0.24``; one number where both are printed alike."""
    ends = signed(low, digits), signed(high, digits)
    return (
        Text(ends[0], ends[0])
        if ends[0] == ends[1]
        else Text(f"{ends[0]} to {ends[1]}", f"{ends[0]} 到 {ends[1]}")
    )
