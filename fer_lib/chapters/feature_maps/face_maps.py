"""Feature maps of single faces: which faces are shown, and which filters stand out for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from fer_lib.chapters.explained_images import spread_evenly
from fer_lib.chapters.feature_maps.explained_run import ExplainedRun
from fer_lib.data import ImageDataset
from fer_lib.data.eigenfaces import sample_images
from fer_lib.explain.feature_maps.maps import brightness, feature_maps, strongest_filters
from fer_lib.explain.filter_layers import FilterLayer

CLASSES_SHOWN = ("happy", "surprise")
REFERENCE_IMAGES = 100
"""Other images against which a filter has to stand out."""


@dataclass(frozen=True)
class ChosenFace:
    """A face that is shown for a class.

    Attributes:
        position: in the data set.
        class_name: the class that it is to show.
        kind: whether the network recognises it as this class; whether it is at least labelled so; or neither.
    """

    position: int
    class_name: str
    kind: Literal["recognised", "labelled", "other"]


def faces_to_show(
    dataset: ImageDataset, predicted: NDArray[np.integer], rows: NDArray[np.integer], wanted: Sequence[str]
) -> list[ChosenFace]:
    """For each class the first of the rows that is labelled and recognised as it.

    Args:
        dataset: the data.
        predicted: the network's answer for each of the rows.
        rows: positions in the data set.
        wanted: class names.

    Returns:
        The first labelled image of the class where none is recognised, and another face where there is none.
    """
    chosen: list[ChosenFace] = []
    for name in wanted:
        label = dataset.class_names.index(name)
        labelled = dataset.labels[rows] == label
        recognised = labelled & (predicted == label)
        if recognised.any():
            chosen.append(ChosenFace(int(rows[recognised][0]), name, "recognised"))
        elif labelled.any():
            chosen.append(ChosenFace(int(rows[labelled][0]), name, "labelled"))
        else:
            taken = {face.position for face in chosen}
            free = [int(row) for row in rows if row not in taken]
            chosen.append(ChosenFace(free[0] if free else int(rows[0]), name, "other"))
    return chosen


@dataclass(frozen=True, eq=False)
class FaceMaps:
    """The feature maps of a few faces, beside those of others.

    Attributes:
        network: the run.
        named: positions of the faces that the user names; empty for one face of each of ``CLASSES_SHOWN``, or of the
            first two classes where the data have others.
    """

    network: ExplainedRun
    named: Sequence[int] = ()

    @cached_property
    def chosen(self) -> list[ChosenFace]:
        """The faces that the rule chooses; empty where the user names them."""
        if self.named:
            return []
        network = self.network
        names = network.dataset.class_names
        wanted = CLASSES_SHOWN if set(CLASSES_SHOWN) <= set(names) else names[: len(CLASSES_SHOWN)]
        return faces_to_show(network.dataset, network.predictions.predicted, network.validation, wanted)

    @property
    def positions(self) -> list[int]:
        """Different positions in the data set."""
        return list(dict.fromkeys(self.named or [face.position for face in self.chosen]))

    @cached_property
    def reference(self) -> NDArray[np.int64]:
        """Positions of the images that the faces are held against."""
        others = np.setdiff1d(self.network.validation, self.positions)
        # With hardly any validation images there may be no other.
        return sample_images(
            others if len(others) else self.network.dataset.indices("train"), REFERENCE_IMAGES
        )

    @property
    def layers(self) -> list[FilterLayer]:
        """The convolutions whose maps have more than one place; of many, some from the first to the last."""
        return spread_evenly([layer for layer in self.network.layers if layer.places > 1])

    def _maps_of(self, positions: NDArray[np.integer]) -> dict[int, Tensor]:
        return feature_maps(self.network.model, self.layers, self.network.inputs(positions))

    @cached_property
    def _maps(self) -> dict[int, Tensor]:
        return self._maps_of(np.array(self.positions))

    @cached_property
    def _reference_maps(self) -> dict[int, Tensor]:
        return self._maps_of(self.reference)

    def strongest(self, face: int, layer: FilterLayer, count: int) -> list[tuple[int, NDArray[np.float64]]]:
        """Number and brightness of the maps that stand out most.

        Args:
            face: index into ``positions``.
            layer: one of ``layers``.
            count: how many filters.
        """
        maps = self._maps[layer.number][face]
        filters, _ = strongest_filters(maps, self._reference_maps[layer.number], count)
        levels = brightness(maps.numpy())
        return [(int(k), levels[k]) for k in filters]
