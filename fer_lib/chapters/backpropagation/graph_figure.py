"""The graph of a network with two hidden layers: values forward, derivatives backward."""

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text
from fer_lib.plots.computation_graph import BACKWARD, FORWARD, draw_arrow, draw_node, frame

NODES = ("$x$", "$z^1$", "$a^1$", "$z^2$", "$a^2$", "$z^3$", r"$\hat y$", "$E$")
STEPS = ("$W_1,b_1$", r"$\sigma$", "$W_2,b_2$", r"$\sigma$", "$W_3,b_3$", "softmax", "$t$")
FACTORS = {
    1: r"$\odot\,\sigma'(z^1)$",
    2: r"$\cdot\,W_2^T$",
    3: r"$\odot\,\sigma'(z^2)$",
    4: r"$\cdot\,W_3^T$",
}
"""Between a node and the next: what a derivative is multiplied by on its way back."""
DELTAS = {1: r"$\delta^1$", 3: r"$\delta^2$", 5: r"$\delta^3=\hat y-t$"}
GRADIENTS = {
    0: r"$\partial E/\partial W_1=x^T\delta^1$",
    2: r"$\partial E/\partial W_2=(a^1)^T\delta^2$",
    4: r"$\partial E/\partial W_3=(a^2)^T\delta^3$",
}


def plot_graph(ax: Axes | None = None, lang: Language = "en") -> Figure:
    """Draw values from left to right, and under them the derivatives from right to left."""
    if ax is None:
        _, ax = plt.subplots(figsize=(7.2, 2.7))
    for place, name in enumerate(NODES):
        draw_node(ax, (place, 1), name)
    for place, name in enumerate(STEPS):
        draw_arrow(ax, (place + 0.28, 1), (place + 0.72, 1), FORWARD)
        ax.text(place + 0.5, 1.22, name, ha="center", color=FORWARD, size=8)
    for place, name in DELTAS.items():
        draw_node(ax, (place, 0), name, BACKWARD)
    for start, end in ((7, 5.55), (4.45, 3.3), (2.7, 1.3)):
        draw_arrow(ax, (start, 0), (end, 0), BACKWARD)
    for end in (1, 3):
        ax.text(end + 1, 0.18, f"{FACTORS[end + 1]} {FACTORS[end]}", ha="center", color=BACKWARD, size=8)
    ax.plot([7, 7], [0, 0.7], color=BACKWARD, lw=1)
    for place, name in GRADIENTS.items():
        draw_arrow(ax, (place + 0.95, -0.25), (place + 0.5, -0.55), BACKWARD)
        ax.text(place + 0.5, -0.75, name, ha="center", color=BACKWARD, size=8)
    ax.text(-0.3, 1.5, Text("forward: values", "前向：數值")[lang], color=FORWARD, size=9)
    ax.text(7.3, -0.45, Text("backward: derivatives", "反向：導數")[lang], color=BACKWARD, size=9, ha="right")
    return frame(ax, (-0.6, 7.4), (-0.95, 1.7))
