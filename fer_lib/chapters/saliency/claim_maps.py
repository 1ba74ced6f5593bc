"""Maps of a report's network on many photographs: what the claims about saliency (A8, A9, B6, C3) are asked of."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from fer_lib.chapters.report_runs import ReportRuns, report_runs
from fer_lib.data import ImageDataset
from fer_lib.editions import Edition
from fer_lib.explain.attribution import Gradient, GuidedBackpropagation, magnitude
from fer_lib.explain.attribution.method import able_methods
from fer_lib.explain.face_regions import REGIONS, has_face_regions, region_masks, region_shares
from fer_lib.explain.run_network import network_to_explain
from fer_lib.explain.saliency.map_statistics import as_mass, gini
from fer_lib.explain.saliency.selection import measured_rows
from fer_lib.metrics.predictions import Predictions
from fer_lib.models.inputs import to_input
from fer_lib.runs import RunFolder

Array = NDArray[np.float64]
IMAGES_A_CLASS = 100
"""Most images of each class: ten times those of the figures, for which every method is computed."""


@dataclass(frozen=True, eq=False)
class ClaimMaps:
    """The gradient's maps of a run, each for the class that the image shows and the network rightly gives.

    Attributes:
        class_names: of the data.
        labels: int64 [n].
        mass: share of each map's mass in each region, [n, R]; NaN for a map that is 0 everywhere. R is 0 for images
            without regions of a face.
        area: share of the image's area, [n, R].
        ginis: Gini coefficient of the gradient's maps, [n].
        guided_ginis: of those of guided backpropagation; None where it is not defined.
    """

    class_names: tuple[str, ...]
    labels: NDArray[np.int64]
    mass: Array
    area: Array
    ginis: Array
    guided_ginis: Array | None

    @property
    def has_regions(self) -> bool:
        """Whether the images are faces as FER2013 aligns them."""
        return bool(self.mass.shape[1])

    def of_class(self, label: str) -> NDArray[np.bool_]:
        """Which images have the label, [n]; none of a class that the data do not have."""
        index = self.class_names.index(label) if label in self.class_names else -1
        members: NDArray[np.bool_] = self.labels == index
        return members

    def density(self, region: str) -> Array:
        """Share of each map in a region over share of the image, [n]; 1 for an even map."""
        column = REGIONS.index(region)
        result: Array = self.mass[:, column] / self.area[:, column]
        return result

    @property
    def density_of_features(self) -> Array:
        """The same of brows, eyes, nose and mouth together."""
        rest = REGIONS.index("rest")
        result: Array = (1 - self.mass[:, rest]) / (1 - self.area[:, rest])
        return result


@dataclass(frozen=True, eq=False)
class AskedMaps:
    """A report's network in an edition, and its maps.

    Attributes:
        runs: which run answers, or why none.
        maps: of that run; None if none answers.
    """

    runs: ReportRuns
    maps: ClaimMaps | None


def ask_maps(book: Edition, preset: str) -> AskedMaps:
    """Measure the maps of the edition's first run of a report's network, if one answers for it."""
    runs = report_runs(book, preset)
    if runs.run is None:
        return AskedMaps(runs, None)
    maps = measure(runs.run, runs.run.predictions("validation"), book.data(runs.run.name))
    return AskedMaps(replace(runs, runs=runs.runs[:1]), maps)


def measure(
    run: RunFolder, predictions: Predictions, dataset: ImageDataset, per_class: int = IMAGES_A_CLASS
) -> ClaimMaps:
    """Maps of the images that the network classifies rightly, drawn at random.

    Args:
        run: a finished run.
        predictions: of the images to draw from.
        dataset: its data, which are photographs.
        per_class: most images of a class.

    Raises:
        UserError: if the run's images have shuffled pixels.
    """
    names = tuple(dataset.class_names)
    if not predictions.correct:
        none = np.zeros((0, len(REGIONS)))
        return ClaimMaps(names, np.zeros(0, np.int64), none, none, np.zeros(0), np.zeros(0))
    model = network_to_explain(run)
    device = next(model.parameters()).device
    rows = measured_rows(predictions, per_class, seed=0)
    labels, indices = predictions.labels[rows], predictions.indices[rows]
    inputs = to_input(torch.from_numpy(np.asarray(dataset.images[indices])).to(device))
    targets = torch.from_numpy(np.asarray(labels, np.int64)).to(device)
    able, _ = able_methods((Gradient(), GuidedBackpropagation()), model, inputs[:1])
    masses = {
        method.name: as_mass(magnitude(method.attribute(model, inputs, targets)).cpu().numpy())
        for method in able
    }
    mass = masses[Gradient.name]
    masks = np.zeros((len(rows), 0, *mass.shape[1:]), np.bool_)
    if has_face_regions(dataset):
        masks = region_masks(None, indices)
    guided = masses.get(GuidedBackpropagation.name)
    return ClaimMaps(
        names, labels, *region_shares(mass, masks), gini(mass), None if guided is None else gini(guided)
    )
