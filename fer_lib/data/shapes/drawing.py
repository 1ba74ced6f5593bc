"""From scenes and classes to pixels and masks, batched in NumPy.

How much of a pixel an object covers is drawn at twice the size and averaged. Colours are then laid over each other at
the image's own size, which for flat colours is the same as averaging the colours.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.shapes import outlines
from fer_lib.data.shapes.scene import BLOTCHES, Colours, Place, Scene
from fer_lib.data.synthetic.drawing import Plane, cover, halve
from fer_lib.data.synthetic.identity import Values

SIDE = 32
"""Height and width of an image in pixels."""
MARGIN = 1.0
"""Pixels that the object keeps from the image's edge."""
REACH = np.float32(1.17)
"""How far the corners of an object reach from its middle, in radii."""
RIM = np.float32(0.17)
"""Width of a rim, in radii."""
HALF = np.float32(0.5)


def draw(scene: Scene, classes: NDArray[np.int64]) -> tuple[Colours, Plane]:
    """Objects of the given classes in their scenes, as the camera sees them but for its noise.

    Args:
        scene: n scenes.
        classes: int64 [n].

    Returns:
        Colours, float32 [n, 32, 32, 3], about 0 to 1; and how much of each pixel the object covers, float32
        [n, 32, 32], 0 to 1.
    """
    covered = np.empty((len(classes), SIDE, SIDE), np.float32)
    second = np.empty_like(covered)
    for kind in np.unique(classes).tolist():
        here = np.flatnonzero(classes == kind)
        covered[here], second[here] = _coverage(_at(scene.place, here), kind)
    pixels = background(scene)
    shadow = np.zeros_like(covered)
    shadow[:, 1:, 1:] = covered[:, :-1, :-1]
    pixels *= (1 - scene.place.shadow * shadow)[..., None]
    x, y = _on_object(scene.place, _steps(SIDE))
    light = (1 + scene.place.light_x * x + scene.place.light_y * y)[..., None]
    first_colour, second_colour = (scene.colours[:, None, None, i] for i in (0, 1))
    pixels += covered[..., None] * (first_colour * light - pixels)
    pixels += second[..., None] * ((second_colour - first_colour) * light)
    return pixels, covered


def background(scene: Scene) -> Colours:
    """What lies behind the object: a slope between two colours, with blotches, and often a bar on it.

    Returns:
        float32 [n, 32, 32, 3], about 0 to 1.
    """
    place, steps = scene.place, (_steps(SIDE) - SIDE / 2) * np.float32(2 / SIDE)
    run = (place.slope_x * steps[None, None, :] + place.slope_y * steps[None, :, None]) * HALF + HALF
    start, end = scene.behind[:, None, None, 0], scene.behind[:, None, None, 1]
    pixels: Colours = start + np.clip(run, 0, 1)[..., None] * (end - start)
    pixels *= (1 + place.blotches * _blotches(scene.grid))[..., None]
    alpha = _bar(place)[..., None]
    pixels += alpha * (scene.bar[:, None, None] - pixels)
    return pixels


def _at(place: Place, here: NDArray[np.intp]) -> Place:
    return Place(**{name: value[here] for name, value in vars(place).items()})


def _steps(side: int) -> NDArray[np.floating[Any]]:
    """Middles of the pixels of a ``side``×``side`` image, in pixels of the 32×32 image."""
    return (np.arange(side, dtype=np.float32) + HALF) * np.float32(SIDE / side)


def _on_object(place: Place, steps: NDArray[np.floating[Any]]) -> tuple[Plane, Plane]:
    """Where the pixels lie seen from the object's middle, in radii, not yet turned: two float32 [n, side, side]."""
    room = np.float32(SIDE / 2 - MARGIN) - REACH * place.radius
    x = (steps[None, None, :] - np.float32(SIDE / 2) - place.x * room) / place.radius
    y = (steps[None, :, None] - np.float32(SIDE / 2) - place.y * room) / place.radius
    shape = np.broadcast_shapes(x.shape, y.shape)
    return np.broadcast_to(x, shape), np.broadcast_to(y, shape)


def _turned(place: Place, kind: int, side: int) -> tuple[Plane, Plane]:
    """Where the pixels lie on the object itself."""
    x, y = _on_object(place, _steps(side))
    cosine: Values = 1 / np.sqrt(1 + place.tilt * place.tilt)
    sine = place.tilt * cosine
    turns = np.zeros_like(place.turns) if kind in outlines.UPRIGHT else np.floor(place.turns)
    swapped, mirrored = (turns == 1) | (turns == 3), turns >= 2
    # A quarter of a turn takes (cos, sin) to (−sin, cos), a half to (−cos, −sin).
    cosine, sine = np.where(swapped, -sine, cosine), np.where(swapped, cosine, sine)
    cosine, sine = np.where(mirrored, -cosine, cosine), np.where(mirrored, -sine, sine)
    return x * cosine + y * sine, y * cosine - x * sine


def _coverage(place: Place, kind: int) -> tuple[Plane, Plane]:
    """How much of each pixel the object covers, and how much of it has the second colour: float32 [n, 32, 32]."""
    u, v = _turned(place, kind, 2 * SIDE)
    if kind in outlines.PATTERNED:
        distance = outlines.patch(u, v, place.is_round)
        if outlines.CLASS_NAMES[kind] == "stripes":
            share = outlines.stripes(u, place.period, place.phase, place.radius)
        else:
            share = outlines.checkers(u, v, place.period, place.phase, place.radius)
    else:
        distance = outlines.PLAIN[kind](u, v)
        inner = cover((distance + RIM) * place.radius)
        share = (1 - inner) * (place.rim > 0)
    fine = cover(distance * place.radius)
    return halve(fine), halve(fine * share)


def _blotches(grid: NDArray[np.floating[Any]]) -> Plane:
    """The grid's values between its points, linear in both directions: float32 [n, 32, 32]."""
    steps = _steps(SIDE) * np.float32((BLOTCHES - 1) / SIDE)
    before = steps.astype(np.int64)
    rest = steps - before.astype(np.float32)
    rows = grid[:, before] + rest[:, None] * (grid[:, before + 1] - grid[:, before])
    blotches: Plane = rows[:, :, before] + rest * (rows[:, :, before + 1] - rows[:, :, before])
    return blotches


def _bar(place: Place) -> Plane:
    """How much of each pixel the bar covers: a line with round ends, float32 [n, 32, 32]."""
    steps = _steps(SIDE)
    x, y = steps[None, None, :] - place.bar_x, steps[None, :, None] - place.bar_y
    size = np.maximum(outlines.length(place.bar_across, place.bar_along), np.float32(1e-3))
    across, along = place.bar_across / size, place.bar_along / size
    run = np.clip(x * across + y * along, -place.bar_length, place.bar_length)
    distance = outlines.length(x - run * across, y - run * along) - place.bar_width
    covered: Plane = cover(distance, 1.0) * (place.bar > 0)
    return covered


def batches(count: int, size: int) -> Iterator[slice]:
    """Consecutive parts of ``count`` images, each at most ``size``."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))
