"""Colour images of shapes, with the truth about each of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fer_lib.data.dataset import SPLITS, ImageDataset, content_hash
from fer_lib.data.drawn import flips, levels, stream
from fer_lib.data.shapes.drawing import SIDE, background, batches, draw
from fer_lib.data.shapes.outlines import CLASS_NAMES, CLASS_TITLES
from fer_lib.data.shapes.scene import DRAWS, Colours, Scene, scenes
from fer_lib.errors import UserError

GENERATOR_VERSION = 1
COVERED = np.float32(0.5)
"""Share of a pixel that the object must cover for the pixel to belong to its mask."""
BATCH = 200  # images drawn together: few enough for the processor's cache
KINDS = len(CLASS_NAMES)
_BLOCKS, _IMAGES, _NOISE, _SPLITS = range(4)  # what a stream of random numbers is for


@dataclass(frozen=True, eq=False)
class Shapes:
    """A set of shapes together with the truth that real data lack.

    Attributes:
        dataset: images, given labels (some of them flipped) and splits.
        true_labels: int64 [N], the class that is drawn, index into ``dataset.class_names``.
        flipped: bool [N], whether the given label is not the true one.
        masks: bool [N, 32, 32], the pixels of which the object covers at least half. The hole of a ring is not in it.
        seed: the seed of the set.
    """

    dataset: ImageDataset
    true_labels: NDArray[np.int64]
    flipped: NDArray[np.bool_]
    masks: NDArray[np.bool_]
    seed: int

    def __post_init__(self) -> None:
        for array in (self.true_labels, self.flipped, self.masks):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.dataset)

    def without_object(self, indices: ArrayLike) -> NDArray[np.uint8]:
        """The same scenes without their object and its shadow, without noise.

        Args:
            indices: integers [n], positions in the set.

        Returns:
            uint8 [n, 32, 32, 3].
        """
        chosen = np.atleast_1d(np.asarray(indices))
        if chosen.size and not np.issubdtype(chosen.dtype, np.integer):
            raise TypeError(f"indices must be integers, not {chosen.dtype}")
        if chosen.size and not (chosen.min() >= 0 and chosen.max() < len(self)):
            raise IndexError(f"indices must be 0 to {len(self) - 1}")
        images = np.empty((len(chosen), SIDE, SIDE, 3), np.uint8)
        for part in batches(len(chosen), BATCH):
            images[part] = levels(background(_scenes(self.seed, chosen[part])[0]))
        return images


def generate(count: int = 3000, seed: int = 0, *, flip_share: float = 0.04) -> Shapes:
    """Generate colour images of one shape each, of ten classes.

    Place, size, tilt and all colours are drawn without regard to the class. The image, its label and its split depend
    on ``seed`` and its index only, so a smaller set is the beginning of a larger one. Every ten consecutive images
    have each class once, eight of them in the split ``train``, one in ``validation``, one in ``test``; every hundred
    have each class eight times, once and once. Of the first m images of a split, exactly ``flip_share`` · m, rounded,
    carry a label that is moved to another class, drawn evenly from the other nine.

    Args:
        count: number of images, at least 1.
        seed: any integer from 0.
        flip_share: share of labels to move to another class, 0 to 0.5, in every split alike.

    Returns:
        The data set with its truth. ``dataset.provenance`` says that it is synthetic, and from what.

    Raises:
        UserError: if an argument is out of its range.
    """
    for name, value, least in (("count", count, 1), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise UserError(f"shapes: {name} is {value!r}; give a whole number, at least {least}")
    if not 0 <= flip_share <= 0.5:
        raise UserError(f"shapes: flip_share is {flip_share!r}; give a share from 0 to 0.5")

    true_labels, split = _classes_and_splits(seed, count)
    images = np.empty((count, SIDE, SIDE, 3), np.uint8)
    masks = np.empty((count, SIDE, SIDE), np.bool_)
    other = np.empty(count, np.int64)
    for part in batches(count, BATCH):
        indices = np.arange(part.start, part.stop)
        scene, last = _scenes(seed, indices)
        pixels, covered = draw(scene, true_labels[part])
        images[part] = levels(pixels + scene.place.noise[..., None] * _noise(seed, indices))
        masks[part] = covered >= COVERED
        other[part] = 1 + (last * (KINDS - 1)).astype(np.int64)

    flipped = flips(split, flip_share)
    labels = np.where(flipped, (true_labels + other) % KINDS, true_labels)
    provenance = {
        "form": "shapes",
        "source": f"shapes, generator {GENERATOR_VERSION}, seed {seed}",
        "sha256": content_hash(images, labels),
        "synthetic": True,
        "count": count,
        "seed": seed,
        "generator_version": GENERATOR_VERSION,
        "flip_share": flip_share,
        "flipped": int(flipped.sum()),
    }
    dataset = ImageDataset(images, labels, split, CLASS_NAMES, provenance, class_titles=CLASS_TITLES)
    return Shapes(dataset, true_labels, flipped, masks, seed)


def built_in_shapes(count: int | None = None, seed: int | None = None) -> ImageDataset:
    """The images alone, as ``load("shapes")`` gives them; None: what ``generate`` makes by itself."""
    chosen = {"count": count, "seed": seed}
    return generate(**{name: value for name, value in chosen.items() if value is not None}).dataset


def _classes_and_splits(seed: int, count: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The class and the split of each image: int64 [count], uint8 [count].

    In each ten blocks of ten images, the classes take turns, in random order, at being the one validation image and,
    five blocks on, the one test image of a block.
    """
    blocks = -(-count // KINDS)
    classes = np.stack([_order(seed, _BLOCKS, block) for block in range(blocks)])
    split = np.full(classes.shape, SPLITS.index("train"), np.uint8)
    for block in range(blocks):
        turns = _order(seed, _SPLITS, block // KINDS)
        for name, ahead in (("validation", 0), ("test", KINDS // 2)):
            split[block, classes[block] == turns[(block + ahead) % KINDS]] = SPLITS.index(name)
    return classes.ravel()[:count], split.ravel()[:count]


def _order(seed: int, purpose: int, index: int) -> NDArray[np.int64]:
    """The classes in random order, int64 [10]."""
    return np.argsort(stream(seed, purpose, index).random(KINDS), kind="stable").astype(np.int64)


def _scenes(seed: int, indices: NDArray[np.integer]) -> tuple[Scene, NDArray[np.float64]]:
    """The scenes of images, and one more uniform number for each: float64 [n]."""
    draws = np.stack([stream(seed, _IMAGES, index).random(DRAWS + 1) for index in indices.tolist()])
    return scenes(draws[:, :DRAWS]), draws[:, DRAWS]


def _noise(seed: int, indices: NDArray[np.int64]) -> Colours:
    """Grain of the camera: float32 [n, 32, 32, 3], mean 0, variance 1 (the sum of two uniform numbers)."""
    shape = (2, SIDE, SIDE, 3)
    grain = np.stack([stream(seed, _NOISE, index).random(shape, np.float32) for index in indices.tolist()])
    return (grain[:, 0] + grain[:, 1] - 1) * np.float32(2.4494897)
