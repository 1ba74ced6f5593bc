"""The ten classes: what they are called, and where each one's outline runs.

An outline is a function of a pixel's place on the object, in units of the object's radius: u to the right, v down,
the origin in its middle. Its value is negative inside and grows by about 1 for each radius that one moves away. Only
correctly rounded operations are used, as in ``synthetic.drawing``.
"""

from collections.abc import Callable

import numpy as np

from fer_lib.data.synthetic.drawing import Plane, cover
from fer_lib.data.synthetic.identity import Values

CLASS_NAMES = (
    "circle", "ring", "square", "triangle", "star", "cross", "crescent", "heart", "stripes", "checkers",
)  # fmt: skip
CLASS_TITLES = {
    name: {"en": name, "zh-TW": title}
    for name, title in zip(
        CLASS_NAMES,
        ("圓形", "圓環", "正方形", "三角形", "星形", "十字形", "新月形", "愛心", "條紋", "棋盤格"),
        strict=True,
    )
}
PATTERNED = tuple(map(CLASS_NAMES.index, ("stripes", "checkers")))
"""Classes that are known by the pattern of a patch; the patch itself is round or square."""
UPRIGHT = tuple(map(CLASS_NAMES.index, ("heart",)))
"""Classes that are only tilted; the others also come turned by 90°, 180° or 270°."""

# The tips of a five-pointed star: (sin, −cos) of 0°, ±72° and ±144°.
_TIPS = (
    (0.0, -1.0), (0.95105652, -0.30901699), (-0.95105652, -0.30901699),
    (0.58778525, 0.80901699), (-0.58778525, 0.80901699),
)  # fmt: skip


def circle(u: Plane, v: Plane, radius: float = 0.92) -> Plane:
    """A disc around the origin."""
    distance: Plane = length(u, v) - np.float32(radius)
    return distance


def ring(u: Plane, v: Plane) -> Plane:
    """A band along a circle, open in the middle."""
    distance: Plane = np.abs(length(u, v) - np.float32(0.72)) - np.float32(0.24)
    return distance


def square(u: Plane, v: Plane) -> Plane:
    """A square with level sides."""
    distance: Plane = np.maximum(np.abs(u), np.abs(v)) - np.float32(0.8)
    return distance


def triangle(u: Plane, v: Plane) -> Plane:
    """An equilateral triangle that stands on a side."""
    low = v - np.float32(0.12)  # its middle is that of its box, not of its area
    slanted = np.float32(0.8660254) * np.abs(u) - np.float32(0.5) * low
    distance: Plane = np.maximum(low, slanted) - np.float32(0.56)
    return distance


def star(u: Plane, v: Plane) -> Plane:
    """A five-pointed star: the points that lie outside at most one of the five lines along its edges."""
    first = second = np.full_like(u, -np.inf)
    for x, y in _TIPS:
        along = np.float32(x) * u + np.float32(y) * v
        second = np.maximum(second, np.minimum(first, along))
        first = np.maximum(first, along)
    distance: Plane = second - np.float32(0.37)
    return distance


def cross(u: Plane, v: Plane) -> Plane:
    """Two bars across each other."""
    across, along = np.abs(u), np.abs(v)
    longer, shorter = np.maximum(across, along), np.minimum(across, along)
    distance: Plane = np.maximum(longer - np.float32(0.95), shorter - np.float32(0.31))
    return distance


def crescent(u: Plane, v: Plane) -> Plane:
    """A disc with a smaller one cut from its side."""
    cut = np.float32(0.74) - length(u - np.float32(0.5), v)
    distance: Plane = np.maximum(circle(u, v, 1.0), cut)
    return distance


def heart(u: Plane, v: Plane) -> Plane:
    """A square that stands on a corner, with half discs on its upper sides."""
    across, low = np.abs(u), v - np.float32(0.14)
    corner = (across + np.abs(low) - np.float32(0.78)) * np.float32(0.70710678)
    lobe = length(across - np.float32(0.39), low + np.float32(0.39)) - np.float32(0.5515433)
    distance: Plane = np.minimum(corner, lobe)
    return distance


PLAIN: tuple[Callable[[Plane, Plane], Plane], ...] = (
    circle, ring, square, triangle, star, cross, crescent, heart,
)  # fmt: skip
"""The outlines of the classes that have no pattern, in the order of the classes."""


def patch(u: Plane, v: Plane, is_round: Values) -> Plane:
    """The outline of a patterned object: round where ``is_round`` is 1, square where it is 0."""
    return np.where(is_round > 0, circle(u, v), square(u, v))


def stripes(u: Plane, period: Values, phase: Values, radius: Values) -> Plane:
    """How much of a pixel belongs to the second colour of a striped patch.

    Args:
        u: place across the stripes, in radii.
        period: of the stripes, in radii.
        phase: where they begin, in periods.
        radius: of the object in pixels; the edge of a stripe is as soft as that of the object.

    Returns:
        float32, 0 to 1, in the shape of ``u``.
    """
    turns = u / period + phase
    off = np.abs(
        turns - np.floor(turns + np.float32(0.5))
    )  # 0 in the middle of a dark stripe, 0.5 of a light one
    return cover((off - np.float32(0.25)) * period * radius)


def checkers(u: Plane, v: Plane, period: Values, phase: Values, radius: Values) -> Plane:
    """How much of a pixel belongs to the second colour of a chequered patch: stripes one way or the other, not both."""
    across, along = stripes(u, period, phase, radius), stripes(v, period, phase, radius)
    return across + along - 2 * (across * along)


def length(u: Plane, v: Plane) -> Plane:
    """Distance from the origin."""
    distance: Plane = np.sqrt(u * u + v * v)
    return distance
