"""The graph of a network with two hidden layers: values forward, derivatives backward."""

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

NODES = ("$x$", "$z^1$", "$a^1$", "$z^2$", "$a^2$", "$z^3$", r"$\hat y$", "$E$")
FORWARD = ("$W_1,b_1$", r"$\sigma$", "$W_2,b_2$", r"$\sigma$", "$W_3,b_3$", "softmax", "$t$")
BACKWARD = {
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
    forward, backward = COLORS["blue"], COLORS["orange"]
    box = {"boxstyle": "round,pad=0.3", "facecolor": "white"}
    for place, name in enumerate(NODES):
        ax.text(place, 1, name, ha="center", va="center", bbox={**box, "edgecolor": forward}, size=10)
    for place, name in enumerate(FORWARD):
        ax.annotate(
            "", (place + 0.72, 1), (place + 0.28, 1), arrowprops={"arrowstyle": "->", "color": forward}
        )
        ax.text(place + 0.5, 1.22, name, ha="center", color=forward, size=8)
    for place, name in DELTAS.items():
        ax.text(place, 0, name, ha="center", va="center", bbox={**box, "edgecolor": backward}, size=10)
    for start, end in ((7, 5.55), (4.45, 3.3), (2.7, 1.3)):
        ax.annotate("", (end, 0), (start, 0), arrowprops={"arrowstyle": "->", "color": backward})
    for end in (1, 3):
        ax.text(end + 1, 0.18, f"{BACKWARD[end + 1]} {BACKWARD[end]}", ha="center", color=backward, size=8)
    ax.plot([7, 7], [0, 0.7], color=backward, lw=1)
    for place, name in GRADIENTS.items():
        ax.annotate(
            "",
            (place + 0.5, -0.55),
            (place + 0.95, -0.25),
            arrowprops={"arrowstyle": "->", "color": backward},
        )
        ax.text(place + 0.5, -0.75, name, ha="center", color=backward, size=8)
    ax.text(-0.3, 1.5, Text("forward: values", "前向：數值")[lang], color=forward, size=9)
    ax.text(7.3, -0.45, Text("backward: derivatives", "反向：導數")[lang], color=backward, size=9, ha="right")
    ax.set_xlim(-0.6, 7.4)
    ax.set_ylim(-0.95, 1.7)
    ax.set_axis_off()
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure
