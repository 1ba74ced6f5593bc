"""Linear probe of every layer of a run: how well pixels and class are read off its output."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.feature_maps.explained_run import ExplainedRun
from fer_lib.explain.feature_maps.probe import LinearProbe, probe_layers

LARGEST_SAMPLE = 600
IMAGES_SHOWN = 6


@dataclass(frozen=True, eq=False)
class LinearReadout:
    """What a linear map reads off the layers of a run.

    Attributes:
        network: the run.
        fitted: positions of the images that the map is fitted on.
        judged: positions of those that it is judged on.
        probe: what it reads.
    """

    network: ExplainedRun
    fitted: NDArray[np.int64]
    judged: NDArray[np.int64]
    probe: LinearProbe

    @property
    def shown(self) -> NDArray[np.int64]:
        """Positions of the images whose reconstructions are kept."""
        return self.judged[:IMAGES_SHOWN]


def read_layers(network: ExplainedRun) -> LinearReadout | None:
    """Fit the maps on validation images, which the network has not learned from; None where they are too few."""
    used = network.validation[:LARGEST_SAMPLE]
    n_test = len(used) // 3
    if n_test < 2:
        return None
    labels = network.dataset.labels[used]
    classes = len(network.dataset.class_names)
    probe = probe_layers(
        network.model, network.layers, network.inputs(used), labels, n_test, classes, IMAGES_SHOWN
    )
    return LinearReadout(network, used[:-n_test], used[-n_test:], probe)
