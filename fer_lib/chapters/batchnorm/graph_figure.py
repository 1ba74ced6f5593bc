"""The graph of batch normalization: values forward, and the three ways on which a gradient comes back to an input."""

from math import hypot

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text
from fer_lib.plots.computation_graph import BACKWARD, FORWARD, Place, draw_arrow, draw_node, frame

NODES: dict[str, tuple[Place, str]] = {
    "x": ((0, 0), "$x_k$"),
    "mean": ((3.1, 4.5), r"$\mu=\dfrac{1}{m}\,\sum_i\,x_i$"),
    "variance": ((3.1, 2.0), r"$\sigma^2=\dfrac{1}{m}\,\sum_i\,(x_i-\mu)^2$"),
    "normal": ((7.1, 0), r"$\hat x_k=\dfrac{x_k-\mu}{s}$"),
    "output": ((9.8, 0), r"$y_k=\gamma\hat x_k+\beta$"),
    "loss": ((11.9, 0), r"$\ell$"),
    "scale": ((9.2, 1.9), r"$\gamma$"),
    "shift": ((10.7, 1.9), r"$\beta$"),
}
"""Where each value stands, and what it is."""
OF_EACH_NUMBER = ("x", "normal", "output")
"""Nodes that there are m of."""
EDGES: dict[tuple[str, str], tuple[Place, Place]] = {
    ("x", "mean"): ((-0.12, 0.1), (-0.5, 0)),
    ("x", "variance"): ((0.2, 0.1), (-0.6, 0)),
    ("x", "normal"): ((0, 0), (0, 0)),
    ("mean", "variance"): ((0, 0), (0, 0)),
    ("mean", "normal"): ((0.55, 0), (0.4, 0)),
    ("variance", "normal"): ((0.6, 0), (-0.35, 0)),
    ("normal", "output"): ((0, 0), (0, 0)),
    ("output", "loss"): ((0, 0), (0, 0)),
    ("scale", "output"): ((0, 0), (-0.25, 0)),
    ("shift", "output"): ((0, 0), (0.25, 0)),
}
"""What goes into what, and where the arrows begin and end, seen from the middles of the two boxes."""
FACTORS: tuple[tuple[Place, str], ...] = (
    ((3.3, -0.5), r"$\dfrac{1}{s}$"),
    ((2.3, 0.75), r"$\dfrac{2(x_k-\mu)}{m}$"),
    ((0.75, 2.3), r"$\dfrac{1}{m}$"),
    ((2.7, 3.2), "$0$"),
    ((4.1, 0.75), r"$\sum_i\,p_i\cdot\left(-\dfrac{x_i-\mu}{2s^3}\right)$"),
    ((6.6, 2.9), r"$\sum_i\,p_i\cdot\left(-\dfrac{1}{s}\right)$"),
    ((8.45, -0.5), r"$\gamma$"),
)
"""Beside the arrows back: what a gradient is multiplied by, where there are many of them, before they are added up."""
GRADIENTS: tuple[tuple[Place, str], ...] = (
    ((4.1, 4.75), r"$\dfrac{\partial\ell}{\partial\mu}$"),
    ((4.65, 2.5), r"$\dfrac{\partial\ell}{\partial\sigma^2}$"),
    ((11.1, -0.5), "$g_k$"),
    ((7.1, -0.85), r"$p_k=\gamma g_k$"),
    ((9.2, 2.75), r"$\sum_i\,g_i\hat x_i$"),
    ((10.7, 2.75), r"$\sum_i\,g_i$"),
)
"""The gradients by what they stand at."""
CARRIED = ((5.1, 1.72), r"$s=\sqrt{\sigma^2+\varepsilon}$")
"""What the variance hands on: the one place of ε."""
WAYS: dict[str, Place] = {"(1)": (0.8, -0.32), "(2)": (1.15, 0.4), "(3)": (0.05, 1.0)}
"""The arrows that come back to an input."""
ASIDE = 0.09
"""How far an arrow is from the middle between the two of an edge."""


def plot_graph(ax: Axes | None = None, lang: Language = "en") -> Figure:
    """Draw the values in boxes and, along each arrow forward, the arrow back with its factor."""
    if ax is None:
        _, ax = plt.subplots(figsize=(7.2, 4.0))
    nodes = {
        key: draw_node(ax, place, name, size=9, stacked=key in OF_EACH_NUMBER)
        for key, (place, name) in NODES.items()
    }
    for (tail, head), shifts in EDGES.items():
        (x0, y0), (x1, y1) = (
            (NODES[key][0][0] + dx, NODES[key][0][1] + dy)
            for key, (dx, dy) in zip((tail, head), shifts, strict=True)
        )
        length = hypot(x1 - x0, y1 - y0)
        dx, dy = ASIDE * (y1 - y0) / length, -ASIDE * (x1 - x0) / length
        draw_arrow(ax, (x0 - dx, y0 - dy), (x1 - dx, y1 - dy), FORWARD, nodes[tail], nodes[head])
        draw_arrow(ax, (x1 + dx, y1 + dy), (x0 + dx, y0 + dy), BACKWARD, nodes[head], nodes[tail])
    for place, name in (*FACTORS, *GRADIENTS):
        ax.text(*place, name, ha="center", va="center", color=BACKWARD, size=9)
    ax.text(*CARRIED[0], CARRIED[1], ha="center", va="center", color=FORWARD, size=8)
    for name, place in WAYS.items():
        ax.text(*place, name, ha="center", va="center", color=BACKWARD, size=9)
    ax.text(
        -0.4,
        -1.15,
        r"$\dfrac{\partial\ell}{\partial x_k}=$ (1) + (2) + (3)",
        color=BACKWARD,
        size=10,
        va="center",
    )
    ax.text(12.2, 4.6, Text("forward: values", "前向：數值")[lang], color=FORWARD, size=9, ha="right")
    ax.text(12.2, 4.1, Text("backward: gradients", "反向：梯度")[lang], color=BACKWARD, size=9, ha="right")
    return frame(ax, (-0.6, 12.3), (-1.5, 5.1))
