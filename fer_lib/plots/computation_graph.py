"""A computation as a graph: boxes for values, arrows forward, and arrows back for the derivatives."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import Normal, SimplePatchShadow
from matplotlib.text import Text

from fer_lib.plots.style import COLORS

FORWARD, BACKWARD = COLORS["blue"], COLORS["orange"]
Place = tuple[float, float]
_POINTS_BEHIND = (5.0, 2.5)
"""By how much the boxes behind a stacked one stand out, the last first."""


def draw_node(
    ax: Axes, place: Place, name: str, color: str = FORWARD, size: float = 10, stacked: bool = False
) -> Text:
    """Draw a white box with a value's name.

    Args:
        ax: where.
        place: of its centre, in data coordinates.
        name: what stands in it.
        color: of its edge.
        size: of the letters, in points.
        stacked: whether further boxes stand out behind it, as there are many of the kind.
    """
    node = ax.text(
        *place,
        name,
        ha="center",
        va="center",
        bbox={"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": color},
        size=size,
    )
    patch = node.get_bbox_patch()
    if stacked and patch:
        behind = [
            SimplePatchShadow((points, points), "white", alpha=1.0, linewidth=0.8, foreground=color)
            for points in _POINTS_BEHIND
        ]
        patch.set_path_effects([*behind, Normal()])
    return node


def draw_arrow(
    ax: Axes, start: Place, end: Place, color: str, tail: Text | None = None, head: Text | None = None
) -> None:
    """Draw an arrow between two places in data coordinates.

    Args:
        ax: where.
        start: of the tail.
        end: of the head.
        color: of a direction, ``FORWARD`` or ``BACKWARD``.
        tail: the node that the arrow leaves; what of the arrow lies in its box is not drawn.
        head: the node that the arrow reaches, likewise.
    """
    ends = {"patchA": tail, "patchB": head}
    boxes = {key: node.get_bbox_patch() for key, node in ends.items() if node}
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": color, **boxes})


def frame(ax: Axes, across: tuple[float, float], up: tuple[float, float]) -> Figure:
    """Show this part of the plane, without axes.

    Args:
        ax: where.
        across: first and last value to the right.
        up: first and last value upwards.

    Returns:
        The figure.
    """
    ax.set_xlim(*across)
    ax.set_ylim(*up)
    ax.set_axis_off()
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure
