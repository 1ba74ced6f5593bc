"""Measured time of convolution layers against predicted operations, both logarithmic."""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.chapters.convolution.timing import LayerTimes
from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

VARIED_NAMES = {
    "channels": Text("channels", "通道數"),
    "side": Text("side of the image", "影像邊長"),
    "kernel": Text("side of the kernel", "卷積核邊長"),
}
MARKERS = {"channels": ("o", "blue"), "side": ("s", "orange"), "kernel": ("^", "green")}


def plot_times(times: LayerTimes, lang: Language = "en", ax: Axes | None = None) -> Figure:
    """Milliseconds against operations, with the fitted line and a line of slope 1."""
    if ax is None:
        _, ax = plt.subplots(figsize=(7.2, 3.6))
    for varied, (marker, color) in MARKERS.items():
        chosen = times.varying(varied)
        ax.plot(
            [layer.operations / 1e6 for layer in chosen],
            [1e3 * layer.seconds for layer in chosen],
            marker,
            color=COLORS[color],
            ms=5,
            label=Text(f"{VARIED_NAMES[varied].en} varied", f"改變{VARIED_NAMES[varied].zh}")[lang],
        )
    law = times.law
    ends = np.array([min(a.operations for a in times.layers), max(a.operations for a in times.layers)])
    fitted = Text(f"fit, slope {law.exponent:.2f}", f"擬合，斜率 {law.exponent:.2f}")
    ax.plot(ends / 1e6, 1e3 * law.factor * ends**law.exponent, color=COLORS["grey"], label=fitted[lang])
    straight = Text("slope 1, at the best rate", "斜率 1，以最快速率計")
    shortest = 1e3 * ends / times.fastest.operations_per_second
    ax.plot(ends / 1e6, shortest, color=COLORS["grey"], ls=":", label=straight[lang])
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.xaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_major_formatter("{x:g}")
    ax.set_xlabel(Text("predicted operations (millions)", "預測的運算次數（百萬）")[lang])
    ax.set_ylabel(Text("measured time (ms)", "實測時間（毫秒）")[lang])
    ax.legend()
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure
