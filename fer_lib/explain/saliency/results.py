"""What ``explain_saliency`` leaves in a run's folder, read back without torch."""

import json
import zipfile
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.errors import UserError
from fer_lib.files import atomic_file, write_json

ARRAYS, SETTINGS = "saliency.npz", "saliency.json"


@dataclass(frozen=True, eq=False)
class SaliencyArrays:
    """The numbers; M methods, n measured images, R regions, L layers with weights, S steps of a curve.

    Attributes:
        shown_indices: positions in the data set of the images of the plate, one a class: int64 [c].
        shown_labels: their classes, int64 [c].
        shown_probabilities: the network's for that class, float64 [c].
        shown_images: uint8 [c, H, W] or [c, H, W, 3].
        shown_maps: signed maps, summed over channels: float32 [M, c, H, W].
        indices: positions of the measured images, int64 [n].
        labels: their classes, int64 [n].
        region_mass: share of each map's mass in each region, [M, n, R]; NaN for a map that is 0 everywhere. R is 0 for
            images that are no faces.
        region_area: share of the image's area, [n, R].
        entropies: of each map as a share of the largest possible, [M, n].
        ginis: Gini coefficient of each map, [M, n].
        edge_correlations: rank correlation of each map with the image's edges, [M, n].
        checked: rows of ``indices`` that the costly checks used, int64 [k].
        randomized: rank correlation with the trained network's map after each step, [M, L, k].
        randomized_maps: |map| of the first of them, before and after each step: float32 [M, 1 + L, H, W].
        sensitivities: [M, k].
        deletion: probability as pixels disappear, by each method and last in random order: [M + 1, n, S].
        insertion: probability as pixels appear, likewise.
        pointing_rows: rows of ``indices`` whose expression's place is known, int64 [p]; empty for photographs.
        pointing_hits: whether each map's strongest pixel lies there, [M, p]; NaN for a map that is 0 everywhere.
        pointing_area: share of the image that is the right place, what chance hits, [p].
        completeness: |Σ map − difference of the logits| of integrated gradients, in logits, [n]; empty without it.
        reseeded: rank correlation of each checked image's map with that of the next seed, [M, k]; NaN for methods that
            draw nothing.
        surrogate_fits: weighted R² of LIME's linear models on their own samples and on new ones, [2, k]; k is 0 without
            LIME.
        kept_steps: numbers of forgotten layers of which ``kept_maps`` has maps, from 0 to L: int64 [S']; empty, as the
            following, in results of before there were these.
        kept_maps: of the first c of the checked images |map| in multiples of its mean, float16 [M, S', c, H, W].
        gone_at: of these images the first step of ``deletion`` at which each pixel is gone, by each method and last
            in random order: uint16 [M + 1, c, H, W].
    """

    shown_indices: NDArray[np.int64]
    shown_labels: NDArray[np.int64]
    shown_probabilities: NDArray[np.float64]
    shown_images: NDArray[np.uint8]
    shown_maps: NDArray[np.float32]
    indices: NDArray[np.int64]
    labels: NDArray[np.int64]
    region_mass: NDArray[np.float64]
    region_area: NDArray[np.float64]
    entropies: NDArray[np.float64]
    ginis: NDArray[np.float64]
    edge_correlations: NDArray[np.float64]
    checked: NDArray[np.int64]
    randomized: NDArray[np.float64]
    randomized_maps: NDArray[np.float32]
    sensitivities: NDArray[np.float64]
    deletion: NDArray[np.float64]
    insertion: NDArray[np.float64]
    pointing_rows: NDArray[np.int64]
    pointing_hits: NDArray[np.float64]
    pointing_area: NDArray[np.float64]
    completeness: NDArray[np.float64]
    reseeded: NDArray[np.float64]
    surrogate_fits: NDArray[np.float64]
    kept_steps: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    kept_maps: NDArray[np.float16] = field(default_factory=lambda: np.zeros((0, 0, 0, 0, 0), np.float16))
    gone_at: NDArray[np.uint16] = field(default_factory=lambda: np.zeros((0, 0, 0, 0), np.uint16))


def _is_later(one: "Field[Any]") -> bool:
    """Whether an array came later, so that older results lack it."""
    return one.default_factory is not MISSING


@dataclass(frozen=True, eq=False)
class SaliencyResults:
    """A run's saliency, with what it was made by.

    Attributes:
        arrays: the numbers.
        methods: keys of the M methods, in the arrays' order.
        refused: methods that are not defined for the network, with the reason.
        layers: names of the L layers with weights, from the output to the input.
        grad_cam_layer: the layer that Grad-CAM looked at, or None.
        split: where the images are from.
        named_ids: positions of the images that the user named for the plate.
        regions: ``truth`` where the regions are those that the faces were drawn with, ``template`` for boxes, ``none``
            for images that are no faces.
        settings: the numbers of images, steps and seeds.
        grad_cam_after: where that layer is an activation that the network's own code does not name, the named layers
            whose results go into it; empty where it is named, and in results of before there was this.
        shuffled: parameters that could not be drawn anew in the randomisation and kept their values in another order.
    """

    arrays: SaliencyArrays
    methods: tuple[str, ...]
    refused: dict[str, str]
    layers: tuple[str, ...]
    grad_cam_layer: str | None
    split: str
    named_ids: tuple[int, ...]
    regions: str
    settings: dict[str, Any]
    shuffled: tuple[str, ...] = ()
    grad_cam_after: tuple[str, ...] = ()

    def position(self, method: str) -> int:
        """Where a method stands in the arrays. Raises ``KeyError`` for one that was refused."""
        if method not in self.methods:
            raise KeyError(method)
        return self.methods.index(method)

    def write(self, folder: Path) -> None:
        """Write ``saliency.npz`` and then ``saliency.json``; a folder that has the second is complete.

        Raises:
            UserError: if they cannot be written.
        """
        with atomic_file(folder / ARRAYS) as file:
            np.savez_compressed(
                file, **{one.name: getattr(self.arrays, one.name) for one in fields(SaliencyArrays)}
            )
        others = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "arrays"}
        write_json(folder / SETTINGS, others)

    @classmethod
    def read(cls, folder: Path) -> "SaliencyResults":
        """Read what ``write`` wrote.

        Raises:
            UserError: if it is not there, or damaged.
        """
        path = folder / SETTINGS
        if not path.is_file():
            raise UserError(
                f"{path}: not there; notebooks/explain.ipynb makes it (the pipeline runs it before this chapter)"
            )
        try:
            others = json.loads(path.read_text("utf8"))
            with np.load(folder / ARRAYS, allow_pickle=False) as arrays:
                present = (
                    one.name for one in fields(SaliencyArrays) if one.name in arrays or not _is_later(one)
                )
                numbers = SaliencyArrays(**{name: arrays[name] for name in present})
            others.setdefault("grad_cam_after", [])
            for key in ("methods", "layers", "named_ids", "shuffled", "grad_cam_after"):
                others[key] = tuple(others[key])
            return cls(arrays=numbers, **others)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            reason = " ".join(str(error).split())[:80]
            raise UserError(
                f"{path}: damaged or of another version ({reason}); delete it and run again"
            ) from None
