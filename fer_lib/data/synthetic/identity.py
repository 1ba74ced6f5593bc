"""What makes one face differ from another apart from its expression: the person, the pose and the camera.

Lengths are in pixels of the 48×48 image; x runs to the right, y down, the origin is the middle of the
face. Tones are grey levels from 0 (black) to 1 (white).
"""

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

# One float32 value an image: [n, 1, 1], to broadcast against [n, height, width]. The type says "floating"
# because the type stubs of NumPy take a float32 array times a Python number for float64, which it is not.
Values = NDArray[np.floating[Any]]


def _uniform(low: float, high: float) -> Any:
    return field(metadata={"low": low, "high": high})


def _around(mean: float, deviation: float) -> Any:
    # The mean of three uniform numbers: bell-shaped, bounded by ± 3 deviations, and exact on every machine.
    return field(metadata={"mean": mean, "deviation": deviation})


def _chance(share: float) -> Any:
    return field(metadata={"share": share})


@dataclass(frozen=True, eq=False)
class Identity:
    """The faces, poses, lights and cameras of a batch; every field float32 [n, 1, 1]."""

    # The person
    face_half_width: Values = _around(16.2, 0.9)
    chin_y: Values = _around(21.6, 0.8)
    jaw_taper: Values = _uniform(0.04, 0.22)
    squareness: Values = _uniform(0.0, 0.55)
    ear_size: Values = _uniform(2.0, 3.4)
    eye_distance: Values = _around(7.4, 0.45)
    eye_y: Values = _around(-4.0, 0.5)
    eye_half_width: Values = _around(3.95, 0.25)
    eye_opening: Values = _around(1.0, 0.13)
    eye_slant: Values = _around(-0.1, 0.3)
    iris_radius: Values = _uniform(1.55, 1.85)
    iris_tone: Values = _uniform(0.08, 0.42)
    gaze_x: Values = _around(0.0, 0.45)
    gaze_y: Values = _around(0.0, 0.22)
    eye_bags: Values = _uniform(0.0, 0.5)
    brow_height: Values = _around(5.0, 0.5)
    brow_thickness: Values = _uniform(0.5, 1.15)
    brow_arch: Values = _uniform(0.3, 1.6)
    brow_tilt: Values = _around(0.0, 0.45)
    brow_strength: Values = _uniform(0.45, 0.95)
    nose_tip_y: Values = _around(6.0, 0.55)
    nose_half_width: Values = _around(3.1, 0.38)
    nose_height: Values = _uniform(0.75, 1.25)
    mouth_y: Values = _around(13.0, 0.5)
    mouth_half_width: Values = _around(6.0, 0.5)
    upper_lip: Values = _around(1.25, 0.25)
    lower_lip: Values = _around(1.75, 0.3)
    mouth_curve: Values = _around(-0.25, 0.35)
    lip_tone: Values = _uniform(0.58, 0.84)
    smile_opens: Values = _uniform(-0.35, 1.0)
    cheekbones: Values = _uniform(0.5, 1.3)
    folds: Values = _uniform(0.0, 0.55)
    skin_tone: Values = _uniform(0.40, 0.84)
    hair_tone: Values = _uniform(0.05, 0.55)
    hairline_y: Values = _around(-15.5, 1.3)
    hair_volume: Values = _uniform(0.6, 4.0)
    hair_length: Values = _uniform(-30.0, 30.0)
    hair_parting: Values = _uniform(-8.0, 8.0)
    hair_peak: Values = _uniform(-2.5, 4.0)
    hair_texture: Values = _uniform(0.05, 0.3)
    fringe: Values = _chance(0.22)
    bald: Values = _chance(0.1)
    beard: Values = _chance(0.16)
    moustache: Values = _chance(0.18)
    beard_density: Values = _uniform(0.25, 0.8)
    glasses: Values = _chance(0.15)
    glasses_radius: Values = _uniform(4.3, 5.4)
    glasses_tone: Values = _uniform(0.03, 0.45)
    asymmetry: Values = _around(0.0, 0.12)

    # The pose: an angle as its tangent (0.2126 is 12°), shifts in pixels
    tilt: Values = _around(0.0, 0.0709)
    yaw: Values = _around(0.0, 1.3)
    pitch: Values = _around(0.0, 0.6)
    shift_x: Values = _around(0.0, 0.8)
    shift_y: Values = _around(-1.4, 0.8)
    scale: Values = _around(1.11, 0.045)

    # Light and camera
    light_x: Values = _uniform(-0.75, 0.75)
    light_y: Values = _uniform(-0.75, 0.15)
    ambient: Values = _uniform(0.25, 0.6)
    background: Values = _uniform(0.05, 0.95)
    background_slope_x: Values = _uniform(-0.2, 0.2)
    background_slope_y: Values = _uniform(-0.2, 0.2)
    clothes_tone: Values = _uniform(0.05, 0.8)
    blur: Values = _uniform(0.0, 0.2)
    noise: Values = _uniform(0.004, 0.025)
    contrast: Values = _uniform(0.65, 1.15)
    brightness: Values = _around(0.0, 0.045)


PARAMETERS = fields(Identity)
DRAWS = 3 * len(PARAMETERS)


def identities(draws: NDArray[np.float64]) -> Identity:
    """Faces from uniform random numbers.

    Args:
        draws: float64 [n, ``DRAWS``], uniform in [0, 1), three for each parameter.

    Returns:
        The parameters of n faces.

    """
    values = {}
    for position, parameter in enumerate(PARAMETERS):
        u, rule = draws[:, 3 * position : 3 * position + 3], parameter.metadata
        if "low" in rule:
            value = rule["low"] + (rule["high"] - rule["low"]) * u[:, 0]
        elif "mean" in rule:
            value = rule["mean"] + rule["deviation"] * 2 * ((u[:, 0] + u[:, 1]) + u[:, 2] - 1.5)
        else:
            value = 1.0 * (u[:, 0] < rule["share"])
        values[parameter.name] = value.astype(np.float32)[:, None, None]
    return Identity(**values)
