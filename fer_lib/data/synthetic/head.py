"""The head without its features: shaded skin with its folds, outline, ears, neck, hair and background."""

import numpy as np

from fer_lib.data.fer2013 import SIDE
from fer_lib.data.synthetic.drawing import Activity, Grid, Plane, bump, cover, double, line, paint, smooth
from fer_lib.data.synthetic.identity import Identity, Values

SKULL_TOP = 22.5


def outline(identity: Identity, activity: Activity, x: Plane, y: Plane) -> tuple[Plane, Plane, Plane]:
    """Position within the head's outline, which the dropping jaw (AU26) lengthens.

    Returns:
        x and y as shares of the half-axes, and x² + y² − s x² y² of these (1 on the outline: an ellipse
        for s = 0, squarer for s > 0, with a tapering jaw).

    """
    chin = identity.chin_y + np.float32(2.4) * activity[26]
    down = np.where(y > 0, y / chin, y * np.float32(1 / SKULL_TOP))
    below = np.maximum(down, 0)
    across = x / (identity.face_half_width * (1 - identity.jaw_taper * (below * below)))
    xx, yy = across * across, down * down
    return across, down, xx + yy - identity.squareness * (xx * yy)


def skin(identity: Identity, activity: Activity, grid: Grid) -> Plane:
    """Grey level of the skin: Lambert's law on an ellipsoid with a nose, sockets, cheeks and chin, and folds.

    The surface normal is that of the ellipsoid plus the slopes of the bumps; its product with the light's
    direction, cut at 0, is added to the ambient light (Lambert 1760).
    """
    x, y = grid.face_x, grid.face_y
    across, down, inside = outline(identity, activity, grid.x, grid.y)
    slope_x, slope_y = across * np.float32(0.9), down * np.float32(0.6)
    height = np.sqrt(np.maximum(1 - inside, np.float32(0.03)))
    shade = np.zeros_like(x)

    def raise_skin(
        dx: Plane, dy: Plane, width: Values | float, length: Values | float, by: Values | float
    ) -> None:
        nonlocal slope_x, slope_y
        px, py = dx / width, dy / length
        rest = np.maximum(1 - (px * px + py * py) * np.float32(1 / 6), 0)
        rest = by * (rest * rest)
        slope_x = slope_x + rest * px / width
        slope_y = slope_y + rest * py / length

    nose_x = x - np.float32(0.35) * identity.yaw  # the nose stands out, so a turn shifts it further
    tip = identity.nose_tip_y - np.float32(0.7) * activity[9]
    height_of_nose = identity.nose_height
    raise_skin(nose_x, y - (tip - 5), 1.5, 4.2, 1.25 * height_of_nose)
    raise_skin(nose_x, y - tip, 1.9, 1.7, 1.3 * height_of_nose)
    raise_skin(x, y - (identity.mouth_y + np.float32(8.2) + 1.8 * activity[26]), 3.6, 2.3, 1.3)
    raise_skin(x, y - (identity.mouth_y + 1.6 * activity[26]), 4.6, 2.8, 1.0)  # lips on the teeth
    brow_y = identity.eye_y - identity.brow_height
    for side in (-1, 1):
        sx = side * x
        raised, pulled, wrinkled = (activity.on(side, unit) for unit in (6, 12, 9))
        cheek_y = y - (4.6 - 1.3 * raised - 0.9 * pulled)
        raise_skin(sx - 8.6, cheek_y, 3.9, 3.1, 1.2 * identity.cheekbones + 0.9 * raised + 0.9 * pulled)
        raise_skin(sx - 6.6, y - (identity.eye_y + np.float32(0.3)), 3.4, 2.5, -1.1)
        raise_skin(sx - 6.4, y - (brow_y + np.float32(0.8)), 4.4, 1.4, 0.8)
        wing_y = tip + np.float32(0.6) - 0.7 * wrinkled
        raise_skin(side * nose_x - identity.nose_half_width, y - wing_y, 1.1, 1.2, 0.75 * height_of_nose)
        shade += _folds(identity, activity, side, sx, y)

    # Shadows that gather in hollows: eye sockets, under the nose, under the lower lip, between the brows
    shade += 0.20 * bump(_squared(np.abs(x) - 4.2, 2.4, y - identity.eye_y, 1.9))
    shade += 0.20 * bump(_squared(nose_x, 2.2, y - (tip + np.float32(2.0)), 0.8))
    lip = identity.mouth_y + identity.lower_lip + np.float32(1.3) + 5.2 * activity[26] + 1.2 * activity[16]
    shade += 0.24 * bump(_squared(x, 2.9, y - lip, 0.9))
    shade += _forehead(identity, activity, x, y)

    light_x, light_y = identity.light_x, identity.light_y
    length = np.sqrt(
        (slope_x * slope_x + slope_y * slope_y + height * height)
        * (light_x * light_x + light_y * light_y + 1)
    )
    lambert = np.maximum(light_x * slope_x + light_y * slope_y + height, 0) / length
    tone = identity.skin_tone * (identity.ambient + (1.12 - identity.ambient) * lambert)
    shaded: Plane = tone * (1 - np.minimum(shade, np.float32(0.75)))
    return shaded


def _squared(dx: Plane, width: Values | float, dy: Plane, length: Values | float) -> Plane:
    px, py = dx / width, dy / length
    return px * px + py * py


def _folds(identity: Identity, activity: Activity, side: int, x: Plane, y: Plane) -> Plane:
    """Darkness of the folds on one side; ``x`` grows outwards."""
    raised, tight, wrinkled, pulled, down, stretched = (
        activity.on(side, unit) for unit in (6, 7, 9, 12, 15, 20)
    )
    # Nasolabial fold, from the wing of the nose past the corner of the mouth
    t = y - 5.0
    run = 3.9 + 0.42 * t + pulled * (0.6 + 0.22 * t) + 0.5 * wrinkled
    depth = 0.30 * identity.folds + 0.30 * pulled + 0.34 * wrinkled + 0.12 * raised + 0.1 * down
    dark: Plane = depth * line(x - run, 0.85) * line(y - (8.8 - 1.3 * wrinkled), 2.4)
    # Crow's feet: three lines that fan out from the outer corner of the eye
    corner = identity.eye_distance + identity.eye_half_width + np.float32(1.8)
    fan = (y - identity.eye_y) - 0.1
    spread = 0.5 * (x - corner) + 0.9
    rays = line(fan, 0.42) + line(fan - spread, 0.42) + line(fan + spread, 0.42)
    dark += 0.36 * raised * rays * line(x - corner - 0.5, 0.95)
    # Fold under the eye, pushed up by the cheek (AU6), short and close to the lid when it tightens (AU7)
    u = (x - identity.eye_distance) / identity.eye_half_width
    under = identity.eye_y + np.float32(3.1) - 0.45 * (u * u) - 0.5 * raised
    bags = 0.28 * identity.eye_bags + 0.34 * raised + 0.22 * tight + 0.16 * wrinkled
    dark += bags * line(y - under, 0.55) * line(u, 0.62)
    # Fold beside the corner of the mouth: pulled up and out, or down, or out
    corner_x = x - (identity.mouth_half_width + np.float32(0.9) + 1.5 * pulled + 2.0 * stretched)
    corner_y = y - (identity.mouth_y - 2.2 * pulled + 2.0 * down + 0.4 * stretched)
    dark += (0.30 * pulled + 0.40 * stretched) * bump(_squared(corner_x, 0.6, corner_y, 1.3))
    dark += 0.42 * down * line(corner_x + 0.2 - 0.3 * corner_y, 0.6) * line(corner_y - 1.4, 1.3)
    return dark


def _forehead(identity: Identity, activity: Activity, x: Plane, y: Plane) -> Plane:
    """Darkness of the forehead's wrinkles, the frown lines and the wrinkles of the nose."""
    brow_y = identity.eye_y - identity.brow_height
    inner, outer, frown, wrinkled = activity[1], activity[2], activity[4], activity[9]
    ax = np.abs(x)
    u = ax * np.float32(1 / 11)
    rows = y - (brow_y - 4.2 - inner * 1.2 * (1 - u) - outer * 1.2 * u + 0.8 * (u * u))
    where = inner * line(u, 0.34) + outer * line(u - 0.7, 0.3)
    dark = 0.34 * where * (line(rows, 0.42) + line(rows + 2.1, 0.42))
    upright = line(ax - 1.3 + 0.12 * (y - brow_y), 0.55) * line(y - (brow_y + 0.9 - 1.0 * inner), 1.35)
    dark += 0.42 * frown * upright
    dark += 0.20 * frown * bump(_squared(x, 2.0, y - (brow_y + np.float32(1.2)), 1.6))
    bridge = y - (identity.eye_y + np.float32(1.6)) - 0.10 * (ax * ax)
    bars = line(bridge, 0.45) + line(bridge - 1.9, 0.45) + line(bridge + 1.9, 0.45)
    dark += 0.40 * wrinkled * bars * line(ax, 1.25)
    dark += 0.16 * wrinkled * bump(_squared(x, 2.4, y - (identity.eye_y - np.float32(0.6)), 2.4))
    return dark


def behind(identity: Identity, grid: Grid) -> Plane:
    """The background with the hair behind the head, the neck and the clothes."""
    x, y = grid.x, grid.y
    steps = (np.arange(SIDE, dtype=np.float32) + np.float32(0.5)) / SIDE - np.float32(0.5)
    tone = identity.background + identity.background_slope_x * steps
    canvas = np.clip(tone + identity.background_slope_y * steps[:, None], 0.02, 0.98)
    long_hair = (1 - identity.bald) * cover(y - identity.hair_length, 3.0)
    width = identity.face_half_width + identity.hair_volume
    top = np.float32(SKULL_TOP) + 0.7 * identity.hair_volume
    upper = np.where(y < 0, y / top, y * np.float32(1 / 60))
    head = np.sqrt(_squared(x, width, upper, 1.0))
    paint(
        canvas,
        identity.hair_tone * (0.8 + 0.25 * strands(identity, x, y)),
        long_hair * cover((head - 1) * 16),
    )
    neck = np.abs(x) - 0.62 * identity.face_half_width
    paint(canvas, identity.skin_tone * np.float32(0.52), cover(neck, 2.0) * cover(8 - y))
    shoulders = (identity.chin_y + np.float32(3.4)) + 0.004 * (x * x) - y
    paint(canvas, identity.clothes_tone, cover(shoulders, 1.2))
    return canvas


def ears(identity: Identity, canvas: Plane, grid: Grid) -> None:
    """Paint both ears, the farther one of a turned head smaller."""
    for side in (-1, 1):
        size = identity.ear_size * (1 - 0.18 * side * identity.yaw)
        px = (side * grid.x - identity.face_half_width * np.float32(0.97)) / np.maximum(size, 0.4)
        py = (grid.y - (identity.eye_y + np.float32(3.4))) * np.float32(1 / 4.6)
        radius = np.sqrt(px * px + py * py)
        inner = 0.86 - 0.34 * bump((px - 0.25) * (px - 0.25) * 14 + py * py * 4)
        paint(canvas, identity.skin_tone * np.float32(0.8) * inner, cover((radius - 1) * 2.5))


def strands(identity: Identity, x: Plane, y: Plane) -> Plane:
    """Texture of hair that runs down from the parting: a triangle wave along the strands, −1 to 1."""
    across = (x - identity.hair_parting) / (24 + 0.5 * y)
    phase = across * np.float32(13) + y * np.float32(0.06)
    coarse = np.abs(phase - np.floor(phase) - 0.5) * 4 - 1
    phase = across * np.float32(31) - y * np.float32(0.11)
    fine = np.abs(phase - np.floor(phase) - 0.5) * 4 - 1
    return 0.6 * coarse + 0.4 * fine


def hair(identity: Identity, canvas: Plane, grid: Grid) -> None:
    """Paint the hair in front: above a hairline with a parting, down the temples, perhaps a fringe."""
    x, y = grid.x, grid.y
    width = identity.face_half_width + identity.hair_volume
    top = np.float32(SKULL_TOP) + 0.7 * identity.hair_volume
    upper = np.where(y < 0, y / top, y * np.float32(1 / 40))
    head = (np.sqrt(_squared(x, width, upper, 1.0)) - 1) * 16
    off = x - identity.hair_parting * (0.7 + 0.3 * identity.fringe)
    share = off / identity.face_half_width
    line_y = identity.hairline_y + 5.5 * (share * share) + identity.hair_peak * bump(off * off * 0.06)
    wave = strands(identity, x, y)
    line_y = line_y + identity.fringe * (3.6 + 0.6 * wave)
    temples = (identity.face_half_width - np.float32(0.6)) - np.abs(grid.x) - 0.008 * (y + 8) * (y + 8)
    sides = np.maximum(
        temples, y - np.maximum(identity.hair_length, np.float32(-5)) + 0.35 * (np.abs(x) - 14)
    )
    shape = np.maximum(np.minimum(y - line_y, sides), head)
    gloss = bump((y + 19) * (y + 19) * 0.05 + (x - 9 * identity.light_x) * (x - 9 * identity.light_x) * 0.012)
    texture = 1 + identity.hair_texture * wave
    tone = identity.hair_tone * texture * (0.75 + 0.55 * gloss)
    paint(canvas, np.minimum(tone, 1), cover(shape, 1.6) * (1 - identity.bald))


def stubble(identity: Identity, activity: Activity, canvas: Plane, grid: Grid) -> None:
    """Paint the beard on jaw and chin, and the moustache; ``grid`` has half the canvas's size."""
    x, y = grid.face_x, grid.face_y
    mouth_y = identity.mouth_y
    hole = _squared(
        x, identity.mouth_half_width + 0.5, y - (mouth_y + 1.6 * activity[26]), 2.3 + 1.8 * activity[26]
    )
    off_cheeks = smooth((np.abs(x) - 5) * 0.25 + 3 * smooth((y - mouth_y - 1) * 0.5))
    jaw = smooth((y - (mouth_y - 8)) * 0.16) * smooth((hole - 0.8) * 1.6) * off_cheeks
    texture = 0.85 + 0.15 * strands(identity, x * 2.3, y)
    _, _, inside = outline(identity, activity, grid.x, grid.y)
    jaw = jaw * cover((np.sqrt(np.maximum(inside, 0)) - 1) * identity.face_half_width)
    beard = identity.beard * identity.beard_density * jaw * texture
    lip_y = mouth_y - identity.upper_lip - np.float32(1.5) - 0.9 * activity[9] + 0.03 * (x * x)
    lip = line(y - lip_y, 0.9) * smooth((identity.mouth_half_width + 1 - np.abs(x)) * 0.8)
    whiskers = np.maximum(identity.moustache, identity.beard) * identity.beard_density * lip * texture
    paint(canvas, identity.hair_tone * np.float32(0.7), double(np.clip(np.maximum(beard, whiskers), 0, 1)))


def face(identity: Identity, activity: Activity, canvas: Plane, grid: Grid, tone: Plane) -> None:
    """Paint the skin within the head's outline."""
    _, _, inside = outline(identity, activity, grid.x, grid.y)
    paint(canvas, tone, cover((np.sqrt(np.maximum(inside, 0)) - 1) * identity.face_half_width))
