"""Synthetic faces whose expressions are composed of action units, with the truth about each of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fer_lib.data.dataset import SPLITS, ImageDataset, content_hash
from fer_lib.data.drawn import flips, levels, stream
from fer_lib.data.fer2013 import CLASS_NAMES, SHAPE, SIDE
from fer_lib.data.synthetic import features, head
from fer_lib.data.synthetic.action_units import ACTION_UNITS, EXPRESSION_DRAWS, expressions, intensities
from fer_lib.data.synthetic.drawing import FINE_SIDE, Activity, Grid, Plane, blurred, double, halve
from fer_lib.data.synthetic.identity import DRAWS, Identity, identities
from fer_lib.errors import UserError

DEFAULT_COUNT = 8000
"""Faces that are drawn where nobody says how many."""
GENERATOR_VERSION = 1
MASK_THRESHOLD = 4 / 255  # grey levels by which an action unit must change a pixel to count as touching it
BATCH = 16  # images drawn together: few enough for the processor's cache

_FLIP_DRAW = DRAWS + EXPRESSION_DRAWS


@dataclass(frozen=True, eq=False)
class SyntheticFaces:
    """A synthetic data set together with the truth that real data lack.

    Attributes:
        dataset: images, given labels (some of them flipped) and splits.
        expression: int64 [N], the true class, index into ``dataset.class_names``.
        flipped: bool [N], whether the given label is not the true class.
        intensity: float32 [N], intensity of the expression, 0 (neutral) to 1.
        action_units: float32 [N, 13], intensity of each action unit, 0 (absent) to 1, in the order of
            ``ACTION_UNITS``. Besides the units of the expression's prototype, a faint one may be active.
        seed: the seed of the set.

    """

    dataset: ImageDataset
    expression: NDArray[np.int64]
    flipped: NDArray[np.bool_]
    intensity: NDArray[np.float32]
    action_units: NDArray[np.float32]
    seed: int

    def __post_init__(self) -> None:
        for array in (self.expression, self.flipped, self.intensity, self.action_units):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.dataset)

    def clean(self, indices: ArrayLike) -> NDArray[np.uint8]:
        """The same faces without any action unit, in the same pose and light, without noise.

        Args:
            indices: integers [n], positions in the set.

        Returns:
            uint8 [n, 48, 48].

        """
        chosen = self._checked(indices)
        return self.with_action_units(chosen, np.zeros((len(chosen), len(ACTION_UNITS)), np.float32))

    def with_action_units(self, indices: ArrayLike, units: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The same faces with other action units, in the same pose and light, without noise.

        Args:
            indices: integers [n], positions in the set.
            units: float32 [n, 13], intensities from 0 to 1 in the order of ``ACTION_UNITS``.

        Returns:
            uint8 [n, 48, 48].

        """
        chosen = self._checked(indices)
        images = np.empty((len(chosen), SIDE, SIDE), np.uint8)
        for start in range(0, len(chosen), BATCH):
            part = slice(start, start + BATCH)
            faces = identities(image_draws(self.seed, chosen[part])[:, :DRAWS])
            images[part] = levels(_render(faces, units[part].astype(np.float32)))
        return images

    def action_unit_masks(self, indices: ArrayLike, threshold: float = MASK_THRESHOLD) -> NDArray[np.bool_]:
        """The pixels that each action unit touches in each image.

        A pixel belongs to the mask where |face with the unit − the same face without it| ≥ ``threshold``,
        both drawn in the same pose and light with all other action units, without noise. The mask of a
        unit that is not active is empty; one that is very faint may leave it empty as well.

        Args:
            indices: integers [n], positions in the set.
            threshold: grey levels as a share of the range from black to white.

        Returns:
            bool [n, 13, 48, 48], the units in the order of ``ACTION_UNITS``.

        """
        chosen = self._checked(indices)
        masks = np.zeros((len(chosen), len(ACTION_UNITS), SIDE, SIDE), np.bool_)
        for row, index in enumerate(chosen):
            units = self.action_units[index]
            active = np.flatnonzero(units)
            without = np.repeat(units[None], 1 + len(active), axis=0)
            without[1 + np.arange(len(active)), active] = 0
            draws = np.repeat(image_draws(self.seed, chosen[row : row + 1])[:, :DRAWS], len(without), axis=0)
            drawn = _render(identities(draws), without)
            masks[row, active] = np.abs(drawn[1:] - drawn[0]) >= np.float32(threshold)
        return masks

    def region_masks(self, indices: ArrayLike) -> dict[str, NDArray[np.bool_]]:
        """Where the features of each face are: areas in which action units are looked for.

        Args:
            indices: integers [n], positions in the set.

        Returns:
            ``brows``, ``eyes``, ``nose`` and ``mouth``: each bool [n, 48, 48]. They do not overlap.

        """
        faces = identities(image_draws(self.seed, self._checked(indices))[:, :DRAWS])
        return features.regions(faces, Grid.of(faces, SIDE))

    def _checked(self, indices: ArrayLike) -> NDArray[np.int64]:
        chosen = np.atleast_1d(np.asarray(indices))
        if chosen.dtype == np.bool_ or (chosen.size and not np.issubdtype(chosen.dtype, np.integer)):
            raise TypeError(f"indices must be integers, not {chosen.dtype}")
        if chosen.size and not (chosen.min() >= 0 and chosen.max() < len(self)):
            raise IndexError(f"indices must be 0 to {len(self) - 1}")
        return chosen.astype(np.int64)


def is_drawn_faces(dataset: ImageDataset) -> bool:
    """Whether a data set is the synthetic faces whole and unchanged, so that the program knows more of each image."""
    known = dataset.provenance
    return (
        known.get("form") == "synthetic"
        and known.get("size") == len(dataset)
        and dataset.class_names == CLASS_NAMES
        and dataset.shape == SHAPE
    )


def built_in_faces(count: int | None = None, seed: int | None = None) -> ImageDataset:
    """The faces as one of the built-in sets: images and labels without what else the program knows of them."""
    return generate(DEFAULT_COUNT if count is None else count, seed or 0).dataset


def generate(
    size: int = DEFAULT_COUNT,
    seed: int = 0,
    *,
    splits: Mapping[str, float] | None = None,
    flip_share: float = 0.04,
) -> SyntheticFaces:
    """Generate grey faces with expressions after FACS and EMFACS.

    The face, its expression and its noise in image i depend on ``seed`` and i only, so a smaller set is
    the beginning of a larger one. Splits interleave: among the first n images each split has its share of
    n, to within one or two. Of the first m images of a split, exactly ``flip_share`` · m, rounded, carry a
    label that is moved to another class, drawn evenly from the other six.

    Action units: Ekman & Friesen, *Facial Action Coding System* (1978); Ekman, Friesen & Hager, *FACS:
    The Manual on CD-ROM* (2002). Prototypes of the expressions: Friesen & Ekman, *EMFACS-7* (1983).

    Args:
        size: number of images, at least 1.
        seed: any integer from 0.
        splits: share of each split, by name (``train``, ``validation``, ``test``), summing to 1; by
            default 0.8, 0.1 and 0.1.
        flip_share: share of labels to move to another class, 0 to 0.5, in every split alike.

    Returns:
        The data set with its truth. ``dataset.provenance`` says that it is synthetic, and from what.

    Raises:
        UserError: if an argument is out of its range.

    """
    shares = _checked_shares({"train": 0.8, "validation": 0.1, "test": 0.1} if splits is None else splits)
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise UserError(f"synthetic data: size is {size!r}; give a whole number of images, at least 1")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise UserError(f"synthetic data: seed is {seed!r}; give a whole number, at least 0")
    if not 0 <= flip_share <= 0.5:
        raise UserError(f"synthetic data: flip_share is {flip_share!r}; give a share from 0 to 0.5")

    indices = np.arange(size)
    expression = expressions(seed, indices)
    images = np.empty((size, SIDE, SIDE), np.uint8)
    intensity = np.empty(size, np.float32)
    units = np.empty((size, len(ACTION_UNITS)), np.float32)
    other = np.empty(size, np.int64)
    for start in range(0, size, BATCH):
        part = slice(start, start + BATCH)
        draws = image_draws(seed, indices[part])
        intensity[part], units[part] = intensities(expression[part], draws[:, DRAWS:_FLIP_DRAW])
        other[part] = 1 + (draws[:, _FLIP_DRAW] * (len(CLASS_NAMES) - 1)).astype(np.int64)
        faces = identities(draws[:, :DRAWS])
        drawn = _render(faces, units[part])
        images[part] = levels(drawn + faces.noise * _noise(seed, indices[part]))

    split = _splits(size, shares)
    flipped = flips(split, flip_share)
    labels = np.where(flipped, (expression + other) % len(CLASS_NAMES), expression)
    provenance = {
        "form": "synthetic",
        "source": f"synthetic faces, generator {GENERATOR_VERSION}, seed {seed}",
        "sha256": content_hash(images, labels),
        "synthetic": True,
        "size": size,
        "seed": seed,
        "generator_version": GENERATOR_VERSION,
        "splits": shares,
        "flip_share": flip_share,
        "flipped": int(flipped.sum()),
    }
    dataset = ImageDataset(images, labels, split, CLASS_NAMES, provenance=provenance)
    return SyntheticFaces(dataset, expression, flipped, intensity, units, seed)


def _checked_shares(splits: Mapping[str, float]) -> dict[str, float]:
    unknown = [name for name in splits if name not in SPLITS]
    if unknown:
        raise UserError(
            f"synthetic data: split {unknown[0]!r} is unknown; the splits are {', '.join(SPLITS)}"
        )
    shares: dict[str, float] = {name: float(splits.get(name, 0.0)) for name in SPLITS}
    if min(shares.values()) < 0 or abs(sum(shares.values()) - 1) > 1e-9:
        raise UserError(f"synthetic data: split shares are {shares}; give shares from 0 that sum to 1")
    return shares


def _splits(size: int, shares: Mapping[str, float]) -> NDArray[np.uint8]:
    """Give each image in turn to the split that lacks most of its share so far."""
    split = np.empty(size, np.uint8)
    counts = [0] * len(SPLITS)
    for index in range(size):
        lacking = [shares[name] * (index + 1) - count for name, count in zip(SPLITS, counts, strict=True)]
        split[index] = lacking.index(max(lacking))
        counts[split[index]] += 1
    return split


def image_draws(seed: int, indices: NDArray[np.int64]) -> NDArray[np.float64]:
    """The random numbers that the faces of a set are made from; an image's do not depend on the other images.

    Args:
        seed: the seed of the set.
        indices: int64 [n], positions in the set.

    Returns:
        Uniform numbers in [0, 1), float64 [n, D]: the parameters of the face, its expression, the flip of its label.

    """
    return np.stack([stream(seed, 1, index).random(_FLIP_DRAW + 1) for index in indices.tolist()])


def _noise(seed: int, indices: NDArray[np.int64]) -> Plane:
    """Grain of the camera: float32 [n, 48, 48], mean 0, variance 1 (the sum of four uniform numbers)."""
    shape = (4, SIDE, SIDE)
    grain = np.stack([stream(seed, 2, index).random(shape, np.float32) for index in indices.tolist()])
    total = (grain[:, 0] + grain[:, 1]) + (grain[:, 2] + grain[:, 3])
    noise: Plane = (total - 2) * np.float32(1.7320508)
    return noise


def _render(identity: Identity, units: NDArray[np.float32]) -> Plane:
    """Faces as the camera sees them but for its noise: float32 [n, 48, 48], grey levels 0 to 1."""
    activity = Activity(units, identity.asymmetry)
    coarse, fine = Grid.of(identity, SIDE), Grid.of(identity, FINE_SIDE)
    background = head.behind(identity, coarse)  # what is soft is drawn at the image's own size
    head.ears(identity, background, coarse)
    canvas = double(background)
    head.face(identity, activity, canvas, fine, double(head.skin(identity, activity, coarse)))
    features.nostrils(identity, activity, canvas, fine)
    features.mouth(identity, activity, canvas, fine)
    head.stubble(identity, activity, canvas, coarse)
    for side in (-1, 1):
        features.eye(identity, activity, canvas, fine, side)
        features.brow(identity, activity, canvas, fine, side)
    head.hair(identity, canvas, fine)
    features.glasses(identity, canvas, fine)
    seen = blurred(halve(canvas), identity.blur)
    return (seen - np.float32(0.5)) * identity.contrast + (np.float32(0.5) + identity.brightness)
