"""Augmentation of a few training images, drawn by the engine with the settings of a run, and how far it goes."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from fer_lib.config import RunConfig
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.runs.files import CONFIG
from fer_lib.training.augmentation import Augmentation
from fer_lib.training.data import training_indices

MOST_CLASSES, VARIANTS, SEED = 3, 6, 0
"""Rows of the figure, variants in each, and the seed of their draw."""


class _Watched(Augmentation):
    """The engine's augmentation, which remembers how it moved the pixels."""

    def _matrices(self, shape: torch.Size, generator: torch.Generator) -> Tensor:
        matrices = super()._matrices(shape, generator)
        object.__setattr__(self, "drawn", matrices)  # the dataclass is frozen
        return matrices


@dataclass(frozen=True, eq=False)
class ShownAugmentation:
    """Training images and what becomes of them.

    Attributes:
        run: whose settings these are.
        main_run: name of the edition's main run.
        is_main_adopted: whether that was trained elsewhere.
        config: of the run.
        classes: of the r images.
        originals: uint8 [r, H, W] or [r, H, W, 3].
        variants: uint8 [r, v, H, W] or [r, v, H, W, 3].
        matrices: for each variant the map from new places to old ones, coordinates in [−1, 1]: float64 [r·v, 2, 3].
        is_covered: whether a variant has a grey rectangle, bool [r·v].
    """

    run: str
    main_run: str
    is_main_adopted: bool
    config: RunConfig
    classes: tuple[Text, ...]
    originals: NDArray[np.uint8]
    variants: NDArray[np.uint8]
    matrices: NDArray[np.float64]
    is_covered: NDArray[np.bool_]

    @property
    def n(self) -> int:
        """Number of variants of all images."""
        return len(self.matrices)

    @property
    def is_mirrored(self) -> NDArray[np.bool_]:
        """Which variants are mirrored, [r·v]."""
        mirrored: NDArray[np.bool_] = np.linalg.det(self.matrices[:, :, :2]) < 0
        return mirrored

    @property
    def angles(self) -> NDArray[np.float64]:
        """How far each variant is turned, either way, in degrees: [r·v]."""
        # A mirror changes the sign of the first column alone.
        turned = np.arctan2(-self.matrices[:, 0, 1], self.matrices[:, 1, 1])
        angles: NDArray[np.float64] = np.degrees(np.abs(turned))
        return angles

    @property
    def distances(self) -> NDArray[np.float64]:
        """How far the middle of each variant is from the middle of the image, in pixels: [r·v]."""
        height, width = self.originals.shape[1:3]
        distances: NDArray[np.float64] = np.hypot(
            self.matrices[:, 0, 2] * width / 2, self.matrices[:, 1, 2] * height / 2
        )
        return distances

    @property
    def sides(self) -> NDArray[np.float64]:
        """Side of the part that each variant shows, as a share of the image's: [r·v]."""
        sides: NDArray[np.float64] = np.sqrt(np.abs(np.linalg.det(self.matrices[:, :, :2])))
        return sides

    @property
    def changed(self) -> NDArray[np.float64]:
        """Share of each variant's pixels that have another value than in the image, [r·v]."""
        differs = self.variants != self.originals[:, None]
        pixels = differs.any(axis=-1) if differs.ndim == 5 else differs
        shares: NDArray[np.float64] = pixels.reshape(self.n, -1).mean(axis=1)
        return shares


def augmented_run(edition: Edition) -> tuple[str, RunConfig] | None:
    """The run whose augmentation is shown: the main run, else the first on the main data that has one; else None.

    What a run was trained with counts, where that is no longer what the file says. Runs that were trained elsewhere
    have no augmentation of ours.
    """
    names = dict.fromkeys([edition.main_run, *edition.main_configs])
    for name in (name for name in names if name in edition.trained_configs):
        folder = edition.run(name)
        config = folder.config() if (folder.path / CONFIG).is_file() else edition.configs[name]
        if Augmentation.of(config) != Augmentation():
            return name, config
    return None


def show_augmentation(edition: Edition) -> ShownAugmentation | None:
    """Draw variants of the first training image of each of the first classes that have any; None without augmentation.

    Raises:
        UserError: if the data are not there.
    """
    found = augmented_run(edition)
    if found is None:
        return None
    name, config = found
    dataset = edition.data(name)
    positions = training_indices(dataset, config)
    _, first = np.unique(dataset.labels[positions], return_index=True)
    chosen = positions[first[:MOST_CLASSES]]
    classes = class_texts(dataset.class_names)
    originals = np.asarray(dataset.images[chosen])
    variants, matrices, is_covered = draw(Augmentation.of(config), originals)
    return ShownAugmentation(
        run=name,
        main_run=edition.main_run,
        is_main_adopted=edition.main_run not in edition.trained_configs,
        config=config,
        classes=tuple(classes[label] for label in dataset.labels[chosen]),
        originals=originals,
        variants=variants,
        matrices=matrices,
        is_covered=is_covered,
    )


def draw(
    augmentation: Augmentation, images: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.bool_]]:
    """Variants of images, as a training draws them.

    Args:
        augmentation: what may happen to them.
        images: uint8 [r, H, W] or [r, H, W, 3].

    Returns:
        ``variants``, ``matrices`` and ``is_covered`` of ``ShownAugmentation``.
    """
    batch = torch.from_numpy(np.repeat(images, VARIANTS, axis=0))
    watched = _Watched(**vars(augmentation))
    inputs = watched(batch, torch.Generator().manual_seed(SEED))
    # Rectangles are drawn last, so without them the same seed gives the same images.
    bare = replace(augmentation, erasing=0.0)(batch, torch.Generator().manual_seed(SEED))
    identity = torch.eye(2, 3).expand(len(batch), 2, 3)
    levels = ((inputs + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
    shown = levels.permute(0, 2, 3, 1).numpy() if images.ndim == 4 else levels[:, 0].numpy()
    return (
        np.ascontiguousarray(shown).reshape(len(images), VARIANTS, *images.shape[1:]),
        getattr(watched, "drawn", identity).double().numpy(),
        (inputs != bare).flatten(1).any(dim=1).numpy(),
    )
