"""Pictures of layers: t-SNE of what a middle and the top layer give for validation images, and how true they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.feature_maps.explained_run import ExplainedRun
from fer_lib.data.splits import stratified
from fer_lib.errors import UserError
from fer_lib.explain.embedding.features import check_features, layer_features
from fer_lib.explain.embedding.layers import ChosenLayer, choose_layers
from fer_lib.explain.embedding.tsne import (
    LEAST_POINTS,
    PrincipalComponents,
    principal_components,
    tsne,
    usable_perplexities,
)
from fer_lib.explain.evaluation_mode import device_of
from fer_lib.metrics.neighbours import (
    continuity,
    nearest_neighbours,
    neighbour_accuracy,
    shared_neighbours,
    trustworthiness,
)
from fer_lib.models.memory_format import channels_last

LARGEST_SAMPLE = 200
SEEDS = (0, 1, 2)
"""Of the pictures that start at random, and the first of the sample."""
NEIGHBOURS = 10


@dataclass(frozen=True)
class Spread:
    """A measure of the pictures with one perplexity.

    Attributes:
        value: of the picture that starts from the principal components.
        others: of those that start at random, one a seed.
    """

    value: float
    others: tuple[float, ...]

    @property
    def all(self) -> tuple[float, ...]:
        """Of every picture."""
        return (self.value, *self.others)


@dataclass(frozen=True, eq=False)
class Picture:
    """The pictures of a layer with one perplexity, and what they keep.

    Attributes:
        perplexity: of t-SNE.
        starts: float32 [1 + seeds, n, 2]; the first starts from the principal components.
        trustworthiness: whether neighbours in the picture are neighbours.
        continuity: whether neighbours are neighbours in the picture.
        accuracy: leave-one-out accuracy of the nearest neighbours in the picture.
        shared: share of the neighbours that any two of the pictures have in common.
    """

    perplexity: float
    starts: NDArray[np.float32]
    trustworthiness: Spread
    continuity: Spread
    accuracy: Spread
    shared: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class LayerPictures:
    """A layer, and its pictures with each perplexity.

    Attributes:
        layer: where it is.
        features: number of values of an image.
        kept: share of the variance in the components that t-SNE starts from.
        accuracy: leave-one-out accuracy of the nearest neighbours in the layer itself.
        pictures: one a perplexity, ascending.
        nearest: int [n, k], the nearest neighbours of each image in the layer itself, the nearest first.
    """

    layer: ChosenLayer
    features: int
    kept: float
    accuracy: float
    pictures: tuple[Picture, ...]
    nearest: NDArray[np.intp]


def _spread(values: Sequence[float]) -> Spread:
    return Spread(values[0], tuple(values[1:]))


def picture(
    components: PrincipalComponents,
    labels: NDArray[np.integer],
    perplexity: float,
    k: int,
    seeds: Sequence[int],
) -> Picture:
    """Draw and measure the pictures with one perplexity.

    Args:
        components: of all features; the measures hold the pictures against all of them, not only against those that
            t-SNE starts from.
        labels: [n].
        perplexity: of t-SNE.
        k: neighbours that the measures count.
        seeds: of the pictures that start at random.
    """
    starts = [tsne(components, perplexity, seed) for seed in (None, *seeds)]
    whole = components.coordinates
    return Picture(
        perplexity,
        np.stack(starts),
        _spread([trustworthiness(whole, points, k) for points in starts]),
        _spread([continuity(whole, points, k) for points in starts]),
        _spread([neighbour_accuracy(points, labels, k) for points in starts]),
        tuple(
            shared_neighbours(one, other, k)
            for place, one in enumerate(starts)
            for other in starts[place + 1 :]
        ),
    )


@dataclass(frozen=True, eq=False)
class PicturedLayers:
    """The layers of a run that are pictured, with the images.

    Attributes:
        network: the run.
    """

    network: ExplainedRun

    @cached_property
    def sample(self) -> NDArray[np.int64]:
        """Positions of the images: of many validation images some, each class in proportion."""
        rows = self.network.validation
        if len(rows) <= LARGEST_SAMPLE:
            return rows
        labels = self.network.dataset.labels[rows]
        return np.asarray(stratified(rows, labels, LARGEST_SAMPLE, SEEDS[0]), np.int64)

    @property
    def labels(self) -> NDArray[np.int64]:
        """Of the images of the sample."""
        return self.network.dataset.labels[self.sample]

    @property
    def neighbours(self) -> int:
        """How many the measures count: 10, of few images fewer, or most of a class would be outvoted."""
        return max(1, min(NEIGHBOURS, len(self.sample) // 6))

    @property
    def most_frequent(self) -> float:
        """Share of the most frequent class: the accuracy of one who always answers it."""
        return float(np.bincount(self.labels).max() / len(self.sample))

    @property
    def is_too_small(self) -> bool:
        """Whether there are too few images for a picture."""
        return len(self.sample) < LEAST_POINTS

    @cached_property
    def _drawn(self) -> tuple[list[LayerPictures], dict[str, str]]:
        if self.is_too_small:
            return [], {}
        images = self.network.inputs(self.sample)
        try:
            # As it was trained and not as it was rewritten, so that layers have the names of its own code.
            model = channels_last(self.network.run.model().to(device_of(self.network.model)))
            layers = choose_layers(model, images)
        except UserError as reason:
            return [], {"": str(reason)}
        drawn: list[LayerPictures] = []
        refused: dict[str, str] = {}
        for layer, features in zip(layers, layer_features(model, layers, images), strict=True):
            try:
                check_features(features)
            except UserError as reason:
                refused[layer.place.role] = str(reason)
                continue
            drawn.append(self._draw(layer, features))
        return drawn, refused

    def _draw(self, layer: ChosenLayer, features: NDArray[np.float32]) -> LayerPictures:
        components, k = principal_components(features), self.neighbours
        return LayerPictures(
            layer,
            features.shape[1],
            components.kept,
            neighbour_accuracy(components.coordinates, self.labels, k),
            tuple(
                picture(components, self.labels, perplexity, k, SEEDS)
                for perplexity in usable_perplexities(len(features))
            ),
            nearest_neighbours(components.coordinates, k),
        )

    @property
    def layers(self) -> list[LayerPictures]:
        """The layers from below to the top, with their pictures; none where there are too few images."""
        return self._drawn[0]

    @property
    def refused(self) -> dict[str, str]:
        """Why layers have no picture, by their role; by the empty role where the network has none at all."""
        return self._drawn[1]
