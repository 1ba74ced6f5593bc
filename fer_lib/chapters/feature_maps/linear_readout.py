"""Linear probe of every layer of a run: how well pixels and class are read off its output."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.feature_maps.explained_run import ExplainedRun
from fer_lib.data.eigenfaces import sample_images
from fer_lib.explain.feature_maps.probe import LinearProbe, probe_layers

LARGEST_SAMPLE = 600
MOST_PIXELS = 20_000_000
"""Of all images of the sample together, each channel counted; more would not fit into a small machine's memory."""
IMAGES_SHOWN = 6


@dataclass(frozen=True, eq=False)
class LinearReadout:
    """What a linear map reads off the layers of a run.

    Attributes:
        network: the run.
        fitted: positions of the images that the map is fitted on.
        judged: positions of those that it is judged on; both are in no order, for data often lie class by class.
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
    """Fit the maps on validation images, which the network has not learned from.

    None where they are too few, or the network has no convolution to read.
    """
    shape = network.dataset.shape
    most = max(6, MOST_PIXELS // (shape.channels * shape.height * shape.width))
    chosen = sample_images(network.validation, min(LARGEST_SAMPLE, most))
    used = np.random.Generator(np.random.PCG64(0)).permutation(chosen)
    n_test = len(used) // 3
    if n_test < 2 or not network.layers:
        return None
    labels = network.dataset.labels[used]
    classes = len(network.dataset.class_names)
    probe = probe_layers(
        network.model, network.layers, network.inputs(used), labels, n_test, classes, IMAGES_SHOWN
    )
    return LinearReadout(network, used[:-n_test], used[-n_test:], probe)
