"""What one image of the shapes differs in from another, apart from its class: place, size, colours, light.

Lengths are in pixels of the 32×32 image, x to the right, y down. Colours are RGB from 0 to 1. Nothing here knows the
class, so no colour and no place can give it away.
"""

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.synthetic.identity import Values

Colours = NDArray[np.floating[Any]]  # float32 [..., 3]
BLOTCHES = 5
"""The background's blotches are drawn on a grid of so many points a side."""
CANDIDATES = 16
"""Colours drawn for each thing, of which the first is taken that stands out from what lies behind."""
CONTRAST = np.float32(0.2)
"""Least difference in luma (0 to 1) to what lies behind: what shows in colour also shows in grey."""


def _uniform(low: float, high: float) -> Any:
    return field(metadata={"low": low, "high": high})


@dataclass(frozen=True, eq=False)
class Place:
    """Where the things of a batch of images lie and how light falls on them; every field float32 [n, 1, 1]."""

    radius: Values = _uniform(7.0, 12.0)
    x: Values = _uniform(-1.0, 1.0)  # of the room that the object leaves, from its middle
    y: Values = _uniform(-1.0, 1.0)
    tilt: Values = _uniform(-0.4, 0.4)  # tangent; 0.4 is 22°
    turns: Values = _uniform(0.0, 4.0)  # quarters of a turn, rounded down
    is_round: Values = _uniform(-1.0, 1.0)  # the outline of a patterned object: above 0 means round
    period: Values = _uniform(0.62, 0.8)
    phase: Values = _uniform(0.0, 1.0)
    rim: Values = _uniform(-1.4, 1.0)  # above 0 the object has a rim of its second colour
    light_x: Values = _uniform(-0.16, 0.16)
    light_y: Values = _uniform(-0.16, 0.16)
    shadow: Values = _uniform(0.0, 0.4)
    slope_x: Values = _uniform(-1.0, 1.0)
    slope_y: Values = _uniform(-1.0, 1.0)
    blotches: Values = _uniform(0.04, 0.22)
    bar: Values = _uniform(-0.4, 1.0)  # above 0 a bar lies under the object
    bar_x: Values = _uniform(3.0, 29.0)
    bar_y: Values = _uniform(3.0, 29.0)
    bar_across: Values = _uniform(-1.0, 1.0)
    bar_along: Values = _uniform(-1.0, 1.0)
    bar_length: Values = _uniform(3.0, 7.0)
    bar_width: Values = _uniform(0.8, 1.7)
    noise: Values = _uniform(0.01, 0.05)


@dataclass(frozen=True, eq=False)
class Scene:
    """A batch of n images before an object is drawn into them.

    Attributes:
        place: where things lie.
        behind: the two colours between which the background runs, float32 [n, 2, 3].
        bar: colour of the bar, float32 [n, 3].
        colours: the two colours of the object, float32 [n, 2, 3].
        grid: the background's blotches, uniform in [−1, 1], float32 [n, 5, 5].
    """

    place: Place
    behind: Colours
    bar: Colours
    colours: Colours
    grid: NDArray[np.floating[Any]]


_PLACES = fields(Place)
_NEAR = np.array(
    [0.12, 0.4, 0.3], np.float32
)  # how far hue, saturation and value of the second colour may lie
_SECTORS = np.array([5, 3, 1], np.float32)
_COLOURS = 2 + CANDIDATES * 3
DRAWS = len(_PLACES) + 3 * _COLOURS + BLOTCHES * BLOTCHES


def scenes(draws: NDArray[np.float64]) -> Scene:
    """Scenes from uniform random numbers.

    Args:
        draws: float64 [n, ``DRAWS``], uniform in [0, 1).
    """
    places, colours, grid = np.split(draws, [len(_PLACES), len(_PLACES) + 3 * _COLOURS], axis=1)
    values = {
        parameter.name: (low + (parameter.metadata["high"] - low) * places[:, i])
        .astype(np.float32)[:, None, None]
        for i, parameter in enumerate(_PLACES)
        for low in [parameter.metadata["low"]]
    }  # fmt: skip
    drawn = colours.reshape(len(draws), _COLOURS, 3).astype(np.float32)
    # The second colour of the background is near the first: the same picture, not two.
    near = (drawn[:, 1:2] - np.float32(0.5)) * _NEAR
    start = drawn[:, :1]
    behind = rgb(np.concatenate([start, start + near], axis=1))
    candidates = rgb(drawn[:, 2:]).reshape(len(draws), 3, CANDIDATES, 3)
    first = standing_out(candidates[:, 0], behind)
    second = standing_out(candidates[:, 1], np.concatenate([behind, first[:, None]], axis=1))
    bar = standing_out(candidates[:, 2], behind)
    blotches = grid.reshape(-1, BLOTCHES, BLOTCHES).astype(np.float32) * 2 - 1
    return Scene(Place(**values), behind, bar, np.stack([first, second], axis=1), blotches)


def rgb(drawn: Colours) -> Colours:
    """Colours from hue, saturation and value (Smith, 1978, *Color gamut transform pairs*).

    Args:
        drawn: float32 [..., 3], each nominally 0 to 1: the hue is taken around the circle; saturation and value are
            moved into the ranges that look well, 0.15 to 0.9 and 0.25 to 1.

    Returns:
        RGB, 0 to 1, in the same shape.
    """
    hue = drawn[..., 0:1]
    saturation = np.float32(0.15) + np.float32(0.75) * np.clip(drawn[..., 1:2], 0, 1)
    value = np.float32(0.25) + np.float32(0.75) * np.clip(drawn[..., 2:3], 0, 1)
    sector = hue * 6 + _SECTORS
    sector = sector - 6 * np.floor(sector / 6)
    mixed: Colours = value - value * saturation * np.clip(np.minimum(sector, 4 - sector), 0, 1)
    return mixed


def luma(colour: Colours) -> NDArray[np.floating[Any]]:
    """How bright a colour looks: ITU-R BT.601, float32 [...] of float32 [..., 3]."""
    red, green, blue = colour[..., 0], colour[..., 1], colour[..., 2]
    bright: NDArray[np.floating[Any]] = (
        np.float32(0.299) * red + np.float32(0.587) * green + np.float32(0.114) * blue
    )
    return bright


def standing_out(candidates: Colours, others: Colours) -> Colours:
    """The first candidate whose luma is ``CONTRAST`` away from all others, or else the one that is farthest.

    Args:
        candidates: float32 [n, c, 3].
        others: float32 [n, m, 3].

    Returns:
        float32 [n, 3].
    """
    apart = np.abs(luma(candidates)[:, :, None] - luma(others)[:, None, :]).min(axis=2)
    enough = apart >= CONTRAST
    chosen = np.where(enough.any(axis=1), enough.argmax(axis=1), apart.argmax(axis=1))
    taken: Colours = candidates[np.arange(len(candidates)), chosen]
    return taken
