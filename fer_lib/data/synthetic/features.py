"""The features of the face that action units move: brows, eyes, nostrils and mouth; and glasses."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.synthetic.drawing import Activity, Grid, Patch, Plane, bump, cover, line, paint, smooth
from fer_lib.data.synthetic.identity import Identity


def brow(identity: Identity, activity: Activity, canvas: Plane, grid: Grid, side: int) -> None:
    """Paint one brow, raised inside (AU1) or outside (AU2), lowered and drawn together (AU4, AU9)."""
    inner, outer, frown, wrinkled = (activity.on(side, unit) for unit in (1, 2, 4, 9))
    middle = identity.eye_y - identity.brow_height
    patch = Patch.around(canvas, grid, identity, side * (identity.eye_distance + 0.2), middle - 0.8, (34, 42))
    start = 2.9 - 1.0 * frown - 0.3 * wrinkled
    run = (side * patch.x - start) / (identity.eye_distance + 4.9 - start)
    u = np.clip(run, 0, 1)
    v = 1 - u
    course = (
        middle
        + identity.brow_tilt * (u - 0.5)
        - identity.brow_arch * (4 * u * v - 0.5)
        + 1.0 * (u * u)
        - 3.2 * inner * v * (0.35 + 0.65 * v)
        - outer * (2.4 * (6.75 * u * u * v) + 1.3 * (u * u))
        + frown * (2.5 - 1.7 * inner) * (1 - 0.85 * u)
        + 2.0 * wrinkled * (1 - 0.8 * u)
    )
    half = identity.brow_thickness * (1.08 - 0.75 * (u * u)) * smooth(u * 5 + 0.45)
    beyond = (run - u) * (identity.eye_distance + 2.0)
    distance = np.abs(patch.y - course) - half
    distance = np.maximum(distance, np.abs(beyond) - 0.2)
    hairs = run * 9 + patch.y * 0.55
    hairs = 0.88 + 0.24 * np.abs(hairs - np.floor(hairs) - 0.5)
    tone = np.minimum(identity.hair_tone * 0.65, identity.skin_tone * 0.5) * hairs
    paint(patch.pixels, tone, cover(distance, 0.9) * identity.brow_strength)
    patch.put_back(canvas)


def eye(identity: Identity, activity: Activity, canvas: Plane, grid: Grid, side: int) -> None:
    """Paint one eye: white, iris, pupil, highlight and lids.

    The upper lid rises with AU5, sinks with AU7; the lower lid rises with AU6, AU7 and AU9.
    """
    frown, widened, raised, tight, wrinkled = (activity.on(side, unit) for unit in (4, 5, 6, 7, 9))
    patch = Patch.around(canvas, grid, identity, side * identity.eye_distance, identity.eye_y, (28, 32))
    pixels = patch.pixels
    x = side * patch.x - identity.eye_distance
    u = x / identity.eye_half_width
    arc = 1 - u * u
    y = patch.y - identity.eye_y - identity.eye_slant * u
    bulge = arc * (1 - 0.12 * u)
    upper = (
        -identity.eye_opening
        * (1.85 + 1.25 * widened - 0.75 * tight - 0.3 * frown - 0.35 * raised - 0.3 * wrinkled)
        * bulge
    )
    lower = (
        identity.eye_opening * (1.15 + 0.15 * widened - 0.75 * tight - 0.85 * raised - 0.45 * wrinkled) * arc
    )
    lower = np.maximum(lower, upper + 0.35 * arc)
    opening = np.maximum(upper - y, y - lower)
    inside = cover(opening, 0.6) * (arc > 0)

    white = np.minimum(identity.skin_tone * 0.45 + 0.5, 0.93) * (1 - 0.35 * line(y - upper, 0.7))
    paint(pixels, white * (1 - 0.25 * u * u), inside)
    gx, gy = patch.x - side * identity.eye_distance - identity.gaze_x, y + 0.25 - identity.gaze_y
    radius = np.sqrt(gx * gx + gy * gy)
    iris = (
        identity.iris_tone
        * (0.55 + 0.55 * smooth((gy + 1.2) * 0.4))
        * (1 - 0.5 * line(radius - identity.iris_radius, 0.3))
    )
    paint(pixels, iris, inside * cover(radius - identity.iris_radius, 0.6))
    paint(pixels, 0.02, inside * cover(radius - 0.78, 0.6))
    glint = bump(((gx + 0.55) * (gx + 0.55) + (gy + 0.6) * (gy + 0.6)) * 8)
    paint(pixels, 0.95, inside * glint * 0.9)

    ends = smooth((1.12 - np.abs(u)) * 4)
    skin = identity.skin_tone
    paint(pixels, skin * 0.16, 0.85 * ends * line(y - upper + 0.1, 0.42))
    paint(pixels, skin * 0.42, 0.45 * ends * line(y - lower - 0.1, 0.32))
    crease = y - upper + 1.15 - 0.55 * widened + 0.15 * u
    paint(pixels, skin * 0.42, 0.5 * smooth((1.25 - np.abs(u)) * 3) * line(crease, 0.34))
    patch.put_back(canvas)


def nostrils(identity: Identity, activity: Activity, canvas: Plane, grid: Grid) -> None:
    """Paint the nostrils and the shadow beside the wings, which AU9 lifts and spreads."""
    wrinkled = activity[9]
    tip = identity.nose_tip_y - 0.7 * wrinkled
    patch = Patch.around(canvas, grid, identity, 0.35 * identity.yaw, tip + 0.5, (20, 32))
    x, y = patch.x - 0.35 * identity.yaw, patch.y
    for side in (-1, 1):
        sx = side * x - 0.52 * identity.nose_half_width
        sy = y - (tip + 1.35 - 0.35 * wrinkled) + 0.25 * sx
        q = sx * sx * 1.4 + sy * sy * 4.5
        paint(patch.pixels, identity.skin_tone * 0.2, 0.8 * bump(q * 1.6))
        wing_x = side * x - (identity.nose_half_width + 0.9 + 0.35 * wrinkled)
        wing_y = y - (tip + 0.4 - 0.6 * wrinkled)
        crease = line(wing_x + 0.12 * wing_y * wing_y, 0.45) * line(wing_y, 0.9)
        paint(patch.pixels, identity.skin_tone * 0.4, (0.4 + 0.35 * wrinkled) * crease)
    patch.put_back(canvas)


def mouth(identity: Identity, activity: Activity, canvas: Plane, grid: Grid) -> None:
    """Paint the mouth: two lips, and between them, where it opens, teeth and dark.

    The line between the lips runs through two corners that AU12 pulls up and out, AU15 down, AU20 out;
    AU23 narrows and thins the lips; AU26 opens the mouth, AU16 draws the lower lip down from the teeth,
    a strong AU12 parts the lips of some faces.
    """
    a9, a12, a16, a20, a23, a26 = (activity[unit] for unit in (9, 12, 16, 20, 23, 26))
    patch = Patch.around(canvas, grid, identity, 0 * a12, identity.mouth_y + 1.5 + 1.2 * a26, (44, 52))
    pixels, x, y = patch.pixels, patch.x, patch.y
    right = x > 0
    ends = []
    for side in (-1, 1):
        pulled, down, stretched = (activity.on(side, unit) for unit in (12, 15, 20))
        factor = (
            1
            + 0.30 * pulled
            + 0.34 * stretched
            - 0.17 * a23
            - 0.34 * a26 * (1 - 0.9 * stretched)
            - 0.06 * down
        )
        ends.append((identity.mouth_half_width * factor, 3.0 * pulled, 2.6 * down + 1.2 * stretched))
    (left_width, left_up, left_down), (right_width, right_up, right_down) = ends
    t = np.abs(x) / np.where(right, right_width, left_width)
    tt = np.minimum(t * t, 1.3)
    lift, sink = np.where(right, right_up, left_up), np.where(right, right_down, left_down)
    arc = np.maximum(1 - tt, 0)
    part = np.maximum(a12 - 0.35, 0) * np.maximum(identity.smile_opens, 0) * 1.5
    seam = y - (
        identity.mouth_y
        + 0.5 * a12
        + (identity.mouth_curve - lift) * tt
        + sink * (tt * tt)
        - 0.22 * sink
        + 0.25 * bump(tt * 40)
    )
    flat = np.minimum(arc * 2.2, 1) * (1 - 0.25 * tt)
    oval = np.sqrt(arc) * (1 - a20) + flat * a20
    upward = (1.1 * a26 + 0.5 * a20 * a26 + 0.9 * a9) * oval + 0.35 * part * flat
    downward = (5.2 - 2.0 * a20) * a26 * oval + 2.1 * part * flat + (2.2 * a16 + 0.7 * a20) * flat
    thin = (1 - 0.55 * a23) * (1 - 0.22 * a20) * (1 - 0.2 * a12)
    bow = 1 - 0.28 * bump(tt * 60) - 0.3 * tt
    upper_lip = identity.upper_lip * thin * (1 - 0.25 * a9) * np.minimum(arc * 1.7, 1) * bow
    lower_lip = identity.lower_lip * thin * (1 + 0.15 * a16) * np.minimum(arc * 1.5, 1)

    skin, lips = identity.skin_tone, identity.lip_tone
    within = smooth((1.04 - t) * 8)
    above, below = seam + upward, downward - seam  # both positive in the opening
    upper = np.maximum(above, -above - upper_lip)
    lower = np.maximum(below, -below - lower_lip)
    shine = bump((below + 0.5 * lower_lip) * (below + 0.5 * lower_lip) * 4 + tt * 4)
    paint(pixels, skin * lips * 0.78, 0.92 * within * cover(upper, 0.8))
    paint(pixels, skin * lips * (1 + 0.16 * shine), 0.92 * within * cover(lower, 0.8))
    gap = np.minimum(above, below)
    opening = within * cover(-gap, 0.7) * np.minimum((upward + downward) * 2, 1)
    paint(pixels, 0.05 + 0.05 * skin, opening)
    teeth = opening * cover(above - 1.5 - 0.3 * part) * smooth((downward - 0.4) * 1.5) * smooth((1.0 - t) * 4)
    paint(pixels, 0.86 - 0.25 * tt, 0.9 * teeth * np.minimum(0.35 + part + 0.8 * a26 + a20, 1))
    low_teeth = opening * cover(below - 1.5) * smooth((0.9 - t) * 4)
    paint(pixels, 0.8 - 0.3 * tt, 0.85 * low_teeth * np.minimum(1.4 * a16 + 0.5 * a20 * a26, 1))
    tongue = opening * a26 * smooth((1.8 - below) * 0.7) * smooth((0.6 - t) * 3)
    paint(pixels, skin * 0.5, 0.6 * tongue * (1 - np.minimum(1.4 * a16, 1)))
    closed = 1 - np.minimum((upward + downward) * 1.2, 1)
    pressed = 0.36 + 0.12 * a23
    paint(pixels, skin * 0.2, 0.85 * smooth((1.12 - t) * 5) * closed * line(seam, pressed))
    corner = bump((t - 1.0) * (t - 1.0) * 60 + seam * seam * 2.2)
    paint(pixels, skin * 0.3, 0.55 * corner)
    patch.put_back(canvas)


def glasses(identity: Identity, canvas: Plane, grid: Grid) -> None:
    """Paint the frames of glasses, where the face wears any, with a faint reflection on the lenses."""
    size = (32, 92)
    patch = Patch.around(canvas, grid, identity, 0 * identity.eye_y, identity.eye_y + 0.5, size)
    ax = np.abs(patch.x)
    dx, dy = ax - identity.eye_distance - 0.2, patch.y - identity.eye_y - 0.6
    xx, yy = dx * dx, dy * dy * 1.35
    radius = identity.glasses_radius
    square = radius * radius
    ring = np.sqrt(xx + yy - 0.35 * np.minimum(xx, square) * np.minimum(yy, square) / square)
    lens = cover(ring - radius, 1.0)
    paint(patch.pixels, 0.85, identity.glasses * 0.10 * lens * smooth((dx - dy) * 0.4))
    frame = cover(np.abs(ring - radius) - 0.42)
    inner = identity.eye_distance + 0.2 - radius
    bridge = cover(np.abs(patch.y - identity.eye_y + 0.4 - 0.12 * ax * ax) - 0.4) * cover(ax - inner)
    outer = identity.eye_distance + 0.2 + radius
    arms = (
        cover(np.abs(patch.y - identity.eye_y + 0.3) - 0.4)
        * cover(outer - ax)
        * cover(ax - identity.face_half_width)
    )
    shape = np.maximum(frame, np.maximum(bridge, arms))
    paint(patch.pixels, identity.glasses_tone, identity.glasses * 0.9 * shape)
    patch.put_back(canvas)


def regions(identity: Identity, grid: Grid) -> dict[str, NDArray[np.bool_]]:
    """Areas of brows, eyes, nose and mouth: bool [n, side, side] each, without overlap.

    Each is as large as its feature gets with any action unit; where two meet, the line lies halfway.
    """
    x, y = grid.face_x, grid.face_y
    ax = np.abs(x)
    border = identity.eye_y - 0.55 * identity.brow_height  # between brows and eyes
    below_eyes = identity.eye_y + 4.2
    brows = (
        (ax < identity.eye_distance + 6) & (y < border) & (y > identity.eye_y - identity.brow_height - 4.5)
    )
    across_eye = ax - identity.eye_distance
    eyes = (np.abs(across_eye) < identity.eye_half_width + 1.6) & (y >= border) & (y < below_eyes)
    nose_x = np.abs(x - 0.35 * identity.yaw)
    nose_end = 0.5 * (identity.nose_tip_y + identity.mouth_y) + 0.6
    nose = (nose_x < 2 + (y - identity.eye_y) * 0.32) & (y >= border) & (y < nose_end) & ~eyes
    reach = identity.mouth_half_width + 3.4
    mouth_area = (ax < reach) & (y >= nose_end) & (y < identity.mouth_y + 8.5)
    return {"brows": brows, "eyes": eyes, "nose": nose, "mouth": mouth_area}
