"""Report C's experiment: ten filters of its fourth layer, the images that drive them, the regions they answer to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.feature_maps.explained_run import ExplainedRun
from fer_lib.data.eigenfaces import sample_images
from fer_lib.errors import UserError
from fer_lib.explain.evaluation_mode import device_of
from fer_lib.explain.face_regions import has_face_regions, region_masks
from fer_lib.explain.feature_maps.maps import StrongestImages, feature_maps, strongest_images
from fer_lib.explain.feature_maps.receptive_field import ReceptiveField, receptive_field
from fer_lib.explain.feature_maps.region_shares import RegionShare, region_shares_of_filters
from fer_lib.explain.filter_layers import FilterLayer
from fer_lib.explain.maximization.filters import choose_filters
from fer_lib.explain.synthetic_truth import synthetic_truth
from fer_lib.models.recording import record

FILTERS = 10
IMAGES_A_FILTER = 5
TRAINING_IMAGES = 1000
VALIDATION_IMAGES = 300
SMALLEST_SIDE = 6
"""Report C's fourth layer has maps of 6×6; coarser ones cannot tell the regions of a face apart."""


def region_layer(layers: Sequence[FilterLayer]) -> FilterLayer:
    """The last layer whose maps have at least 6×6 places, as report C's fourth has.

    Raises:
        UserError: if there is none.
    """
    fine = [layer for layer in layers if min(layer.side, layer.width or layer.side) >= SMALLEST_SIDE]
    if not fine:
        raise UserError("no convolution of this network has maps of 6×6 places or more")
    return fine[-1]


@dataclass(frozen=True, eq=False)
class ReportCFilters:
    """Ten filters drawn at random from one layer.

    Attributes:
        network: report C's, or the one that stands for it.
    """

    network: ExplainedRun

    @cached_property
    def layer(self) -> FilterLayer:
        """The layer that the filters are drawn from."""
        return region_layer(self.network.layers)

    @cached_property
    def filters(self) -> NDArray[np.int64]:
        """Their numbers, ascending."""
        return choose_filters(self.layer, FILTERS, seed=0)

    @property
    def pool(self) -> NDArray[np.int64]:
        """Positions of the training images among which the strongest are looked for."""
        return sample_images(self.network.dataset.indices("train"), TRAINING_IMAGES)

    @cached_property
    def refused(self) -> str:
        """Why there are no such filters, in the library's words; empty where there are."""
        try:
            region_layer(self.network.layers)
        except UserError as reason:
            return next(iter(self.network.refused.values()), str(reason))
        return ""

    @property
    def has_regions(self) -> bool:
        """Whether the images are faces, whose regions are known."""
        return has_face_regions(self.network.dataset)

    @cached_property
    def strongest(self) -> StrongestImages:
        """The images that activate each filter most; its ``images`` are indices into ``pool``."""
        network = self.network
        return strongest_images(
            network.model, self.layer, self.filters.tolist(), network.inputs(self.pool),
            min(IMAGES_A_FILTER, len(self.pool)),
        )  # fmt: skip

    @cached_property
    def receptive_field(self) -> ReceptiveField | str:
        """What one place of the layer's maps sees, or why that is not known, in the library's words."""
        network = self.network
        images = network.inputs(self.pool[:1]).to(device_of(network.model))
        try:
            return receptive_field(record(network.model, images), self.layer)
        except UserError as reason:
            return str(reason)

    @property
    def same_labels(self) -> NDArray[np.int64]:
        """For each filter, how many of its strongest images share their most frequent label."""
        labels = self.network.dataset.labels[self.pool[self.strongest.images]]
        return np.array([np.bincount(row).max() for row in labels])

    @property
    def looked_at(self) -> NDArray[np.int64]:
        """Positions of the validation images whose maps are divided into regions."""
        return sample_images(self.network.validation, VALIDATION_IMAGES)

    @cached_property
    def region_shares(self) -> list[RegionShare]:
        """Where the output of the filters falls."""
        network, layer = self.network, self.layer
        maps = feature_maps(network.model, [layer], network.inputs(self.looked_at))[layer.number]
        masks = region_masks(synthetic_truth(network.dataset), self.looked_at)
        return region_shares_of_filters(maps[:, self.filters].numpy(), masks)
