"""Brows, eyes, nose, mouth and the rest: the regions of a face in which the mass of a map is counted."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import ImageDataset
from fer_lib.data.fer2013 import CLASS_NAMES, SHAPE, SIDE
from fer_lib.data.synthetic import SyntheticFaces
from fer_lib.runs import RunFolder

REGIONS = ("brows", "eyes", "nose", "mouth", "rest")

# First and last row, first and last column of boxes on a 48×48 face as FER2013 aligns it. Where the nose meets
# the eyes, the eyes have it.
TEMPLATE_BOXES: dict[str, tuple[tuple[int, int, int, int], ...]] = {
    "brows": ((9, 15, 5, 42),),
    "eyes": ((16, 23, 6, 20), (16, 23, 27, 41)),
    "nose": ((16, 31, 17, 30),),
    "mouth": ((32, 43, 12, 35),),
}


EXPRESSIONS = frozenset(
    {
        *CLASS_NAMES, "anger", "happiness", "sadness", "surprised", "fearful", "disgusted", "contempt", "contemptuous",
    }
)  # fmt: skip
"""What classes of data sets of expressions are called."""


def has_face_regions(dataset: ImageDataset | RunFolder) -> bool:
    """Whether the images are faces as FER2013 aligns them, on which the template lies: grey, 48×48, of expressions.

    Args:
        dataset: the images, or a run that was trained on them.
    """
    return dataset.shape.image == SHAPE.image and EXPRESSIONS.issuperset(map(str, dataset.class_names))


def template_masks() -> NDArray[np.bool_]:
    """The fixed template for photographs: bool [5, 48, 48], in the order of ``REGIONS``, each pixel in one of them."""
    named = {name: np.zeros((1, SIDE, SIDE), np.bool_) for name in TEMPLATE_BOXES}
    for name, boxes in TEMPLATE_BOXES.items():
        for top, bottom, left, right in boxes:
            named[name][0, top : bottom + 1, left : right + 1] = True
    named["nose"] &= ~named["eyes"]
    masks: NDArray[np.bool_] = _with_rest(named)[0]
    return masks


def region_masks(truth: SyntheticFaces | None, indices: NDArray[np.integer]) -> NDArray[np.bool_]:
    """The regions of each image: from the truth where it is known, else the template.

    Args:
        truth: of synthetic faces, or None for photographs.
        indices: positions of the images in the set, [n].

    Returns:
        bool [n, 5, 48, 48], in the order of ``REGIONS``, each pixel in exactly one of them.
    """
    if truth is None:
        return np.broadcast_to(template_masks(), (len(indices), len(REGIONS), SIDE, SIDE))
    return _with_rest(truth.region_masks(indices))


def _with_rest(named: Mapping[str, NDArray[np.bool_]]) -> NDArray[np.bool_]:
    features = np.stack([named[name] for name in REGIONS[:-1]], axis=1)
    return np.concatenate([features, ~features.any(axis=1, keepdims=True)], axis=1)


def region_shares(
    mass: NDArray[np.float64], masks: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How much of each map's mass, and of each image's area, lies in each region.

    Args:
        mass: [n, H, W], adding up to 1.
        masks: bool [n, R, H, W].

    Returns:
        Shares of mass and of area, both [n, R]. Their quotient is 1 for a map that is the same everywhere.
    """
    return np.einsum("nhw,nrhw->nr", mass, masks.astype(np.float64)), masks.mean(axis=(2, 3))
