"""What chapter 7 computes of a run's saliency maps: densities of regions, evenness, the outcome of every check."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.explained_images import image_word
from fer_lib.chapters.saliency.means import SMALLEST_SAMPLE
from fer_lib.data import SPLITS, ImageDataset, Split
from fer_lib.explain.face_regions import REGIONS
from fer_lib.explain.saliency.map_statistics import (
    area_under,
    as_mass,
    mean_interval,
    mean_is_above,
    welch_interval,
)
from fer_lib.explain.saliency.results import SaliencyArrays, SaliencyResults
from fer_lib.language import Text
from fer_lib.names import METHOD_NAMES, class_texts
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder

METHOD_OF_THE_CLAIMS = "gradient"
"""The claims are asked of the plain gradient, the map that the reports' methods start from."""
COMPARED_METHODS = ("gradient", "guided_backpropagation", "occlusion")
"""Methods that figures with room for three show."""
DRAWN_METHODS = ("smooth_grad", "lime")
"""Methods whose maps depend on a seed."""
CORRELATION_LIMIT = 0.5
"""A method fails the sanity check if its maps still correlate above this once the output layer has forgotten."""
REGIONS_OF_REPORT_A = (("happy", "mouth"), ("surprise", "eyes"), ("surprise", "mouth"), ("angry", "brows"))
"""Classes and the regions on which report A sees their maps fall (claim A9)."""


@dataclass(frozen=True, eq=False)
class SaliencyAnalysis:
    """One run's saliency, put to the questions of the chapter.

    Attributes:
        results: what ``explain_saliency`` wrote.
        dataset: the images; for the reports' claims its classes have FER2013's names.
    """

    results: SaliencyResults
    dataset: ImageDataset

    @property
    def arrays(self) -> SaliencyArrays:
        """The numbers of the results."""
        return self.results.arrays

    @property
    def n(self) -> int:
        """Number of measured images."""
        return len(self.arrays.labels)

    @property
    def split(self) -> Split:
        """Where the images are from."""
        return next(split for split in SPLITS if split == self.results.split)

    @property
    def has_regions(self) -> bool:
        """Whether the maps were measured in the regions of a face: the images are faces."""
        return bool(self.arrays.region_area.shape[1])

    @property
    def picture(self) -> Text:
        """What an image of the data is called."""
        return image_word(self.dataset)

    def named(self, wanted: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Of classes with a region those whose class the data have."""
        return [(label, region) for label, region in wanted if label in self.class_names]

    @property
    def n_checked(self) -> int:
        """Number of images that the costly checks used."""
        return len(self.arrays.checked)

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes' keys."""
        return tuple(self.dataset.class_names)

    @property
    def classes(self) -> list[Text]:
        """The classes in both languages."""
        return class_texts(self.dataset.class_names)

    @property
    def methods(self) -> list[Text]:
        """What the methods are called, in the order of the arrays."""
        return [METHOD_NAMES[method] for method in self.results.methods]

    @property
    def compared(self) -> tuple[str, ...]:
        """Those of ``COMPARED_METHODS`` that are defined for the network."""
        return tuple(method for method in COMPARED_METHODS if method in self.results.methods)

    @property
    def drawn(self) -> tuple[str, ...]:
        """Those of ``DRAWN_METHODS`` that are defined for the network."""
        return tuple(method for method in DRAWN_METHODS if method in self.results.methods)

    @property
    def ordered(self) -> tuple[str, ...]:
        """The orders of pixels in the curves of deletion and insertion: every method's, and last a random one."""
        return (*self.results.methods, "random")

    def of_class(self, label: str) -> NDArray[np.bool_]:
        """Which of the measured images have the label, [n]."""
        members: NDArray[np.bool_] = self.arrays.labels == self.class_names.index(label)
        return members

    @property
    def class_sizes(self) -> NDArray[np.int64]:
        """Measured images of each class, [K]."""
        return np.bincount(self.arrays.labels, minlength=len(self.class_names))

    def density(self, method: str, region: str, label: str | None = None) -> NDArray[np.float64]:
        """Share of the map over share of the image, for each image (of one class): [n]."""
        column = REGIONS.index(region)
        mass = self.arrays.region_mass[self.results.position(method), :, column]
        shares = mass / self.arrays.region_area[:, column]
        return shares if label is None else shares[self.of_class(label)]

    def densities(self, methods: tuple[str, ...]) -> NDArray[np.float64]:
        """Mean, lower and upper end for each method, class and region: [3, methods, classes, regions]."""
        values = [
            [[mean_interval(self.density(m, region, c))[:3] for region in REGIONS] for c in self.class_names]
            for m in methods
        ]
        return np.moveaxis(np.array(values), -1, 0)

    def density_against_others(self, region: str, label: str) -> tuple[float, float] | None:
        """95 % interval of a class's density less that of the other classes; None where there are too few images."""
        density, own = self.density(METHOD_OF_THE_CLAIMS, region), self.of_class(label)
        return difference_interval(density[own], density[~own])

    @cached_property
    def mean_ginis(self) -> NDArray[np.float64]:
        """Mean Gini coefficient of each method's maps, [M]; NaN where all of them are 0 everywhere."""
        return np.array([mean_interval(ginis)[0] for ginis in self.arrays.ginis])

    @property
    def empty_maps(self) -> NDArray[np.int64]:
        """How many maps of each method are 0 everywhere, [M]."""
        counts: NDArray[np.int64] = np.isnan(self.arrays.ginis).sum(axis=1)
        return counts

    @property
    def shown_masses(self) -> NDArray[np.float64]:
        """The maps of the plate as shares of their mass, [c, M, H, W]."""
        return np.stack([as_mass(np.abs(maps)) for maps in self.arrays.shown_maps], axis=1)

    def is_sane(self, method: str) -> bool | None:
        """Whether the map changes when the output layer forgets; None where the interval covers the limit."""
        correlations = self.arrays.randomized[self.results.position(method), 0]
        above = mean_is_above(correlations, CORRELATION_LIMIT)
        return None if above is None else not above

    @cached_property
    def deletion_areas(self) -> NDArray[np.float64]:
        """Area under each curve of deletion, [M + 1, n]."""
        return area_under(self.arrays.deletion)

    @cached_property
    def insertion_areas(self) -> NDArray[np.float64]:
        """Area under each curve of insertion, [M + 1, n]."""
        return area_under(self.arrays.insertion)

    @property
    def finds_needed_pixels(self) -> list[bool | None]:
        """For each method whether deletion in its order loses the class faster than in a random one.

        None where the interval of the paired difference, the same images in both orders, covers 0.
        """
        areas = self.deletion_areas
        return [mean_is_above(areas[-1] - own, 0.0) for own in areas[:-1]]

    @property
    def finds_telling_pixels(self) -> list[bool | None]:
        """For each method whether insertion in its order finds the class faster than in a random one, likewise."""
        areas = self.insertion_areas
        return [mean_is_above(own - areas[-1], 0.0) for own in areas[:-1]]

    @property
    def pointing_chance(self) -> float | None:
        """Share of hits that a pixel anywhere in the image would have; None for photographs."""
        return float(self.arrays.pointing_area.mean()) if len(self.arrays.pointing_rows) else None

    def pointing_score(self, method: str) -> Proportion | None:
        """Hits of the pointing game, which must have been played, among the maps that point; None if none does."""
        hits = self.arrays.pointing_hits[self.results.position(method)]
        points = np.isfinite(hits)
        return Proportion(round(hits[points].sum()), int(points.sum())) if points.any() else None


def difference_interval(
    first: NDArray[np.floating], second: NDArray[np.floating]
) -> tuple[float, float] | None:
    """``welch_interval``, or None where one of the two has too few maps that are not 0 everywhere."""
    groups = [values[np.isfinite(values)] for values in (first, second)]
    if min(map(len, groups)) < SMALLEST_SAMPLE:
        return None
    if not any(np.ptp(values) for values in groups):  # Welch's interval would be 0/0
        difference = float(groups[0][0] - groups[1][0])
        return difference, difference
    return welch_interval(first, second)


def analyse_saliency(run: RunFolder, dataset: ImageDataset) -> SaliencyAnalysis:
    """Read what ``notebooks/explain.ipynb`` has found for a run.

    Raises:
        UserError: if that is not there, or damaged.
    """
    return SaliencyAnalysis(SaliencyResults.read(run.path / "explain"), dataset)
