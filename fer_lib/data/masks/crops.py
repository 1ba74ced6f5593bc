"""The built-in mask images: the boxes of drawn scenes, cut out."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fer_lib.data.dataset import SPLITS, ImageDataset, Split, content_hash
from fer_lib.data.mask_classes import CLASS_NAMES, CLASS_TITLES, SIDE
from fer_lib.data.masks.scenes import DrawnFace, draw_scenes

SEED = 0
FACES: dict[Split, int] = {"train": 900, "validation": 300, "test": 700}
"""How many of each split."""


def built_in_masks() -> ImageDataset:
    """Faces of 28×28 pixels in colour, of which three per cent wear their mask wrongly.

    Their boxes are resized by bicubic interpolation, whatever the ratio of their sides, as report E resized those of
    photos. The faces of one scene are one group.
    """
    return crops_of(draw_scenes(FACES, SEED), SEED)


def crops_of(faces: list[DrawnFace], seed: int) -> ImageDataset:
    """The boxes of drawn scenes as a data set.

    Args:
        faces: in the order of the data set.
        seed: that they were drawn with.
    """
    images = np.stack([_crop(face) for face in faces])
    labels = np.array([CLASS_NAMES.index(face.worn) for face in faces], np.int64)
    return ImageDataset(
        images,
        labels,
        np.array([SPLITS.index(face.split) for face in faces], np.uint8),
        CLASS_NAMES,
        provenance={
            "form": "masks",
            "source": f"synthetic scenes, seed {seed}",
            "sha256": content_hash(images, labels),
            "synthetic": True,
        },
        groups=np.array([face.number for face in faces], np.int64),
        class_titles=CLASS_TITLES,
    )


def _crop(face: DrawnFace) -> NDArray[np.uint8]:
    return np.asarray(face.scene.crop(face.box).resize((SIDE, SIDE), Image.Resampling.BICUBIC))
