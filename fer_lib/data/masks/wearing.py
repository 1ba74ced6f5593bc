"""A mask drawn on a synthetic face: over nose and mouth, too low, or none at all; the face gets its colours too."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
SKIN = np.array([[1.0, 0.84, 0.74], [1.0, 0.80, 0.66], [0.96, 0.76, 0.60], [0.80, 0.60, 0.47]], np.float32)
FABRIC = np.array(
    [
        [0.93, 0.95, 0.97], [0.55, 0.77, 0.90], [0.45, 0.68, 0.86], [0.13, 0.14, 0.16], [0.62, 0.64, 0.66],
        [0.90, 0.70, 0.74], [0.42, 0.62, 0.50], [0.86, 0.72, 0.60],
    ],
    np.float32,
)  # fmt: skip
"""Colours of masks: white and blue ones above all; the last has the colour of skin."""
HALF_WIDTH, CHIN = 16.5, 10.5
"""Half the width of a mask, and from the middle of the mouth to its lower edge; pixels of the 48×48 face."""


@dataclass(frozen=True)
class Landmarks:
    """Where a face has nose and mouth: x and y in pixels of its 48×48 image.

    Attributes:
        nose: middle of the nose.
        mouth: middle of the mouth.
    """

    nose: tuple[float, float]
    mouth: tuple[float, float]

    @classmethod
    def of(cls, nose: NDArray[np.bool_], mouth: NDArray[np.bool_]) -> "Landmarks":
        """The middles of two areas, bool [48, 48] each."""
        return cls(
            *((float(np.mean(x)), float(np.mean(y))) for y, x in (np.nonzero(nose), np.nonzero(mouth)))
        )


def coloured(grey: NDArray[np.uint8], rng: np.random.Generator) -> Plane:
    """A face of grey levels in colours of skin: float32 [48, 48, 3], 0 to 1.

    Dark pixels, which are hair, brows and pupils, stay nearly grey.
    """
    level = grey.astype(np.float32) / 255
    tint = SKIN[rng.integers(len(SKIN))] * rng.uniform(0.94, 1.06, 3).astype(np.float32)
    strength = np.clip((level - 0.15) * 2.5, 0, 1)[..., None]
    painted: Plane = np.clip(level[..., None] * (1 + strength * (tint - 1)), 0, 1)
    return painted


def put_on(face: Plane, marks: Landmarks, worn: str, rng: np.random.Generator) -> None:
    """Draw the mask on a face, in place.

    Args:
        face: float32 [48, 48, 3], 0 to 1.
        marks: of the face.
        worn: ``good``: the upper edge lies on the bridge of the nose; ``none``: below the nose, or below the mouth;
            ``bad``: no mask, but sometimes a scarf below the chin or a hand before the mouth.
        rng: everything random.
    """
    along, across = _axes(marks)
    length = float(np.hypot(marks.mouth[0] - marks.nose[0], marks.mouth[1] - marks.nose[1]))
    colour = FABRIC[rng.choice(len(FABRIC), p=[0.3, 0.2, 0.15, 0.15, 0.06, 0.05, 0.05, 0.04])]
    lower = length + CHIN + rng.uniform(-1, 1.5)
    if worn == "good":
        upper = rng.uniform(-4.5, 0.5)
    elif worn == "none":
        below_nose = rng.random() < 0.6
        upper = rng.uniform(4.5, 7.0) if below_nose else length + rng.uniform(0.5, 3.0)
        lower += 0 if below_nose else 4
    elif rng.random() < 0.15:
        upper, lower = length + rng.uniform(8, 10), 60.0  # a scarf
    elif rng.random() < 0.06:
        _hand(face, along - length, across, rng)
        return
    else:
        return
    bow = np.float32(rng.uniform(0.004, 0.012))  # the edge falls off from the nose to the ears
    top = along - (np.float32(upper) + bow * across * across * 2)
    bottom = np.float32(lower) - along - np.float32(0.02) * across * across
    side = np.float32(HALF_WIDTH) - 0.25 * np.maximum(along - length, 0) - np.abs(across)
    cover = np.clip(np.minimum(np.minimum(top, bottom), side) + 0.5, 0, 1)
    light = 0.88 + 0.24 * rng.random() - 0.0011 * across * across
    pleats = 1 - 0.07 * ((along - upper) % 4.5 < 1)
    if rng.random() < 0.15:
        pleats = pleats * (1 - 0.3 * (across % 5 < 2))  # a pattern
    fabric = np.clip(colour * (light * pleats)[..., None], 0, 1).astype(np.float32)
    face += cover[..., None].astype(np.float32) * (fabric - face)


def _hand(face: Plane, along: Plane, across: Plane, rng: np.random.Generator) -> None:
    tone = face[20:26, 20:28].mean(axis=(0, 1)) * np.float32(rng.uniform(0.85, 1.1))
    reach = np.float32(1) - (along / 8) ** 2 - ((across - np.float32(rng.uniform(-5, 5))) / 11) ** 2
    fingers = 1 - 0.18 * (across % 5 < 1)
    cover = np.clip(reach * 4, 0, 1)[..., None]
    face += cover * (np.clip(tone * fingers[..., None], 0, 1).astype(np.float32) - face)


def _axes(marks: Landmarks) -> tuple[Plane, Plane]:
    """Distance of each pixel from the middle of the nose, along the face's axis (downwards) and across it."""
    x, y = np.meshgrid(np.arange(48, dtype=np.float32), np.arange(48, dtype=np.float32))
    dx, dy = marks.mouth[0] - marks.nose[0], marks.mouth[1] - marks.nose[1]
    length = np.sqrt(dx * dx + dy * dy)
    ux, uy = np.float32(dx / length), np.float32(dy / length)
    px, py = x - np.float32(marks.nose[0]), y - np.float32(marks.nose[1])
    return px * ux + py * uy, px * uy - py * ux
