"""How means are written with their 95 % intervals."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.explain.saliency.map_statistics import mean_interval
from fer_lib.language import Text
from fer_lib.wording import decimal

SMALLEST_SAMPLE = 4
"""Values from which on an interval is worth printing."""


def plus_minus(values: NDArray[np.floating], digits: int = 2, count: bool = True) -> str:
    """Mean and half of its 95 % interval, ``0.94 ± 0.02``.

    Maps that are 0 everywhere have no value: where there are such, n follows if ``count``; fewer than four values
    have no interval worth printing, and none at all are ``–``.
    """
    mean, _, upper, n = mean_interval(values)
    if not n:
        return "–"
    half = f" ± {upper - mean:.{digits}f}" if n >= SMALLEST_SAMPLE else ""
    counted = f" (n\u00a0=\u00a0{n})" if count and (n < len(values) or not half) else ""
    return f"{decimal(mean, digits)}{half}{counted}"


def in_brackets(values: NDArray[np.floating], digits: int = 2) -> Text:
    """``plus_minus`` in brackets of its own, ``(0.17 ± 0.32, n = 10)``; nothing where there is no value."""
    if not np.isfinite(values).any():
        return Text("", "")
    mean, _, counted = plus_minus(values, digits).partition(" (")
    n = counted.removesuffix(")")
    return Text(f" ({mean}, {n})" if n else f" ({mean})", f"（{mean}，{n}）" if n else f"（{mean}）")
