"""The means of drawing: coordinates, soft edges, soft bumps and patches of the canvas, batched in NumPy.

Only additions, multiplications, divisions, square roots and comparisons are used, each of them correctly
rounded (IEEE 754), and no sums whose order is left open: the same parameters give the same bytes on every
machine, in whatever batches they are drawn.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.fer2013 import SIDE
from fer_lib.data.synthetic.action_units import column
from fer_lib.data.synthetic.identity import Identity, Values

Plane = NDArray[np.floating[Any]]  # one float32 value a pixel: [n, height, width]
FINE_SIDE = 2 * SIDE  # shapes are drawn at twice the size and averaged: supersampling


@dataclass(frozen=True, eq=False)
class Activity:
    """How strongly each action unit acts: on the whole face, or on one side of a face not quite symmetric."""

    units: NDArray[np.float32]  # [n, 13]
    asymmetry: Values

    def __getitem__(self, unit: int) -> Values:
        return self.units[:, column(unit), None, None]

    def on(self, side: int, unit: int) -> Values:
        """Intensity on the image's left (``side`` −1) or right (1), float32 [n, 1, 1]."""
        return self[unit] * (1 + side * self.asymmetry)


def bump(q: Plane) -> Plane:
    """Smooth bump (1 − q/6)³ for squared distance q, close to exp(−q/2) but exactly 0 from q = 6 on."""
    rest = np.maximum(1 - q * np.float32(1 / 6), 0)
    cubed: Plane = rest * rest * rest
    return cubed


def line(distance: Plane, width: float | Values) -> Plane:
    """Profile of a soft line: 1 on it, ``bump`` of the squared distance in units of ``width`` beside it."""
    q = distance / width
    return bump(q * q)


def cover(distance: Plane, softness: float = 0.7) -> Plane:
    """How much of a pixel a shape covers, from its signed distance (negative inside, in pixels)."""
    covered: Plane = np.clip(0.5 - distance * np.float32(1 / softness), 0, 1)
    return covered


def smooth(value: Plane) -> Plane:
    """Smooth step 3t² − 2t³ of t = ``value`` cut to [0, 1]."""
    t = np.clip(value, 0, 1)
    return t * t * (3 - 2 * t)


def paint(pixels: Plane, tone: Plane | Values | float, alpha: Plane) -> None:
    """Lay ``tone`` over ``pixels`` in place, with opacity ``alpha``."""
    pixels += alpha * (tone - pixels)


def double(plane: Plane) -> Plane:
    """Every pixel twice in both directions: [n, h, w] → [n, 2h, 2w]."""
    return plane.repeat(2, axis=1).repeat(2, axis=2)


def halve(plane: Plane) -> Plane:
    """Mean of every 2×2 pixels: [n, 2h, 2w] → [n, h, w]."""
    rows = plane[:, ::2] + plane[:, 1::2]
    mean: Plane = (rows[:, :, ::2] + rows[:, :, 1::2]) * np.float32(0.25)
    return mean


def blurred(plane: Plane, strength: Values) -> Plane:
    """Convolution with (s, 1 − 2s, s) along rows and columns, twice; the edge pixels are repeated."""
    for _ in range(2):
        for axis in (1, 2):
            n = plane.shape[axis]
            before = plane.take([0, *range(n - 1)], axis=axis)
            after = plane.take([*range(1, n), n - 1], axis=axis)
            plane = plane + strength * ((before + after) - 2 * plane)
    return plane


@dataclass(frozen=True, eq=False)
class Grid:
    """Where the pixels of an image lie on the head.

    Attributes:
        x: on the head's outline, float32 [n, side, side], pixels of the 48×48 image.
        y: likewise, downwards.
        face_x: on the face, which a turn of the head shifts the more the nearer it is to the viewer.
        face_y: likewise, downwards.

    """

    x: Plane
    y: Plane
    face_x: Plane
    face_y: Plane

    @classmethod
    def of(cls, identity: Identity, side: int) -> "Grid":
        """The grid of a ``side``×``side`` image, seen in the pose of each face."""
        steps = (np.arange(side, dtype=np.float32) + np.float32(0.5)) * np.float32(SIDE / side) - np.float32(
            SIDE / 2
        )
        u = steps[None, None, :] - identity.shift_x
        v = steps[None, :, None] - identity.shift_y
        cosine = 1 / np.sqrt(1 + identity.tilt * identity.tilt)
        sine = identity.tilt * cosine
        x = (u * cosine + v * sine) / identity.scale
        y = (v * cosine - u * sine) / identity.scale
        across, along = x / identity.face_half_width, y * np.float32(1 / 26)
        depth = np.sqrt(np.maximum(1 - across * across - along * along, 0))
        return cls(x, y, x - identity.yaw * depth, y - identity.pitch * depth)


@dataclass(frozen=True, eq=False)
class Patch:
    """A rectangle of the canvas around a feature, at its own place in every image.

    Attributes:
        x: face coordinates of its pixels, float32 [n, height, width].
        y: likewise, downwards.
        pixels: its grey levels, to be painted on; ``put_back`` returns them to the canvas.

    """

    x: Plane
    y: Plane
    pixels: Plane
    places: NDArray[np.int64]

    @classmethod
    def around(
        cls,
        canvas: Plane,
        grid: Grid,
        identity: Identity,
        x: Values,
        y: Values,
        size: tuple[int, int],
    ) -> "Patch":
        """Cut the patch of ``size`` (height, width in canvas pixels) around the face's point (x, y)."""
        n, side = canvas.shape[0], canvas.shape[1]
        x, y = x + identity.yaw, y + identity.pitch
        cosine = 1 / np.sqrt(1 + identity.tilt * identity.tilt)
        sine = identity.tilt * cosine
        zoom, middle = np.float32(side / SIDE), np.float32(side / 2)
        centre_x = ((x * cosine - y * sine) * identity.scale + identity.shift_x) * zoom + middle
        centre_y = ((y * cosine + x * sine) * identity.scale + identity.shift_y) * zoom + middle
        top = np.clip((centre_y - size[0] / 2).astype(np.int64), 0, side - size[0])
        left = np.clip((centre_x - size[1] / 2).astype(np.int64), 0, side - size[1])
        rows = top + np.arange(size[0])[None, :, None]
        columns = left + np.arange(size[1])[None, None, :]
        places = (np.arange(n)[:, None, None] * side + rows) * side + columns
        return cls(grid.face_x.take(places), grid.face_y.take(places), canvas.take(places), places)

    def put_back(self, canvas: Plane) -> None:
        """Write the painted pixels to where they were cut from."""
        canvas.put(self.places, self.pixels)
