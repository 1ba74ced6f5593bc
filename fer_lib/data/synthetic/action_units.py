"""Facial action units, the expressions composed of them, and how often each expression occurs.

Action units (AUs) are the units of the Facial Action Coding System: Ekman & Friesen, *Facial Action
Coding System* (1978); Ekman, Friesen & Hager, *FACS: The Manual on CD-ROM* (2002). Which of them make up
which emotion is the table of EMFACS: Friesen & Ekman, *EMFACS-7: Emotional Facial Action Coding System*
(1983).
"""

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.fer2013 import CLASS_NAMES

ACTION_UNITS: dict[int, str] = {
    1: "inner brow raiser",
    2: "outer brow raiser",
    4: "brow lowerer",
    5: "upper lid raiser",
    6: "cheek raiser",
    7: "lid tightener",
    9: "nose wrinkler",
    12: "lip corner puller",
    15: "lip corner depressor",
    16: "lower lip depressor",
    20: "lip stretcher",
    23: "lip tightener",
    26: "jaw drop",
}
"""Number and FACS name of every action unit that is drawn, in the order of all arrays over action units."""

PROTOTYPES: dict[str, tuple[int, ...]] = {
    "angry": (4, 5, 7, 23),
    "disgust": (9, 15, 16),
    "fear": (1, 2, 4, 5, 20, 26),
    "happy": (6, 12),
    "sad": (1, 4, 15),
    "surprise": (1, 2, 5, 26),
    "neutral": (),
}
"""The action units of each expression (EMFACS prototypes)."""

FER2013_TRAINING_COUNTS: dict[str, int] = {
    "angry": 3995,
    "disgust": 436,
    "fear": 4097,
    "happy": 7215,
    "sad": 4830,
    "surprise": 3171,
    "neutral": 4965,
}
"""Images by class in the training split of FER2013 (Goodfellow et al. 2013): the class imbalance used here."""

NEIGHBOURS: dict[str, str] = {
    "angry": "disgust",
    "disgust": "angry",
    "fear": "surprise",
    "surprise": "fear",
    "sad": "neutral",
    "neutral": "sad",
    "happy": "neutral",
}
"""The expression with which each is confused most readily; stray action units come from there."""

STRAY_SHARE = 0.5
STRAY_LOWEST, STRAY_HIGHEST, BLEND_HIGHEST = 0.15, 0.4, 0.9
BLENDED = ("angry", "disgust")
"""Expressions that often occur blended: there the unit taken from the neighbour may be strong."""

STRATA = 100
EXPRESSION_DRAWS = 1 + len(ACTION_UNITS) + 3
_POSITION = {unit: column for column, unit in enumerate(ACTION_UNITS)}
_MEMBERS = np.array([[unit in PROTOTYPES[name] for unit in ACTION_UNITS] for name in CLASS_NAMES])
_NEARBY = np.array([[unit in PROTOTYPES[NEIGHBOURS[name]] for unit in ACTION_UNITS] for name in CLASS_NAMES])
_STRAY = _NEARBY & ~_MEMBERS
_STRAY = np.where(_STRAY.any(axis=1, keepdims=True), _STRAY, ~_MEMBERS)
_BLENDED = [CLASS_NAMES.index(name) for name in BLENDED]
_CUMULATIVE = np.cumsum([FER2013_TRAINING_COUNTS[name] for name in CLASS_NAMES])


def column(unit: int) -> int:
    """Position of action unit ``unit`` (its FACS number) in arrays over action units."""
    return _POSITION[unit]


def prototype(expression: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which action units make up each expression: bool [..., 13] for class indices int64 [...]."""
    return _MEMBERS[expression]


def expressions(seed: int, indices: NDArray[np.int64]) -> NDArray[np.int64]:
    """Class index of the images at ``indices``, in the proportions of FER2013's training split.

    Every block of 100 consecutive images looks up 100 numbers in the cumulative class shares: one in each
    hundredth of [0, 1), all at the same random place in it, in random order (systematic sampling). So a
    class of share p has 100 p images in a block, rounded up or down, and the class of an image depends on
    ``seed`` and its index only.

    Args:
        seed: seed of the set.
        indices: int64 [n], positions in the set.

    Returns:
        int64 [n], indices into ``CLASS_NAMES``.

    """
    result = np.empty(len(indices), np.int64)
    blocks = indices // STRATA
    for block in np.unique(blocks):
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(0, int(block)))))
        quantiles = (rng.permutation(STRATA) + rng.random()) / STRATA
        classes = np.searchsorted(_CUMULATIVE, quantiles * _CUMULATIVE[-1], side="right")
        here = blocks == block
        result[here] = classes[indices[here] % STRATA]
    return result


def intensities(
    expression: NDArray[np.int64], draws: NDArray[np.float64], lowest: float = 0.5
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Intensity of the expression and of every action unit, from uniform random numbers.

    The expression's intensity is ``lowest`` + (1 − ``lowest``) u; each of its action units has that times
    a factor of its own between 0.6 and 1.1, at most 1. In half of the faces, one action unit outside the
    prototype is faintly active as well (0.15 to 0.4, in the blends of anger and disgust to 0.9): no face
    shows a prototype purely, and none at rest is quite still. It is taken from the expression's neighbour
    (``NEIGHBOURS``) where that has one to give, else from all action units.

    Args:
        expression: int64 [n], indices into ``CLASS_NAMES``.
        draws: float64 [n, ``EXPRESSION_DRAWS``], uniform in [0, 1).
        lowest: intensity of the faintest expression.

    Returns:
        The intensity of the expression, float32 [n], 0 for neutral faces, else ``lowest`` to 1; and of
        the action units, float32 [n, 13], 0 (absent) to 1 (as strong as it gets).

    """
    count = len(ACTION_UNITS)
    own = prototype(expression)
    overall = np.where(expression == CLASS_NAMES.index("neutral"), 0.0, lowest + (1 - lowest) * draws[:, 0])
    units = overall[:, None] * (0.6 + 0.5 * draws[:, 1 : 1 + count]) * own

    eligible = _STRAY[expression]
    position = (draws[:, -2] * eligible.sum(axis=1)).astype(np.int64)  # the how-manieth of the eligible
    stray = (eligible.cumsum(axis=1) == position[:, None] + 1).argmax(axis=1)
    rows = np.flatnonzero(draws[:, -3] < STRAY_SHARE)
    highest = np.where(np.isin(expression, _BLENDED), BLEND_HIGHEST, STRAY_HIGHEST)[rows]
    units[rows, stray[rows]] = STRAY_LOWEST + (highest - STRAY_LOWEST) * draws[rows, -1]
    return overall.astype(np.float32), np.minimum(units, 1.0).astype(np.float32)
