"""Principal components of an edition's training images: how much they hold, what they follow, how well they rebuild."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import ImageDataset
from fer_lib.data.eigenfaces import Eigenfaces, sample_images, share_explained_by_label
from fer_lib.data.fer2013 import SIDE
from fer_lib.explain.face_regions import has_face_regions

IMAGE_LIMIT = 3000
"""Training images that the components are computed from, at most: their number decides the time. Fewer of those that
are larger than FER2013's: ``image_limit``."""
MARKED_SHARES = (0.8, 0.9, 0.95)
AXES_SHOWN = 15
COMPONENTS_KEPT = (1, 5, 15, 50, 150, 500)


@dataclass(frozen=True)
class ReconstructionErrors:
    """Root mean square errors a pixel with the first components, in grey levels.

    Attributes:
        components: how many are kept.
        variance: share of the variance that they hold.
        predicted: error on the training images, from the eigenvalues.
        training: the same, measured.
        validation: error on validation images.
    """

    components: int
    variance: float
    predicted: float
    training: float
    validation: float


@dataclass(frozen=True, eq=False)
class ImageAnalysis:
    """Principal components of images.

    Attributes:
        training: the images that they are computed from.
        validation: images that they are not computed from.
        components: of the training images.
        available: all training images; more than ``training`` where some were drawn.
    """

    training: ImageDataset
    validation: ImageDataset
    components: Eigenfaces
    available: int

    @property
    def reached(self) -> list[tuple[float, int]]:
        """(share of the variance, components that hold it) for ``MARKED_SHARES``."""
        return [(share, self.components.components_for(share)) for share in MARKED_SHARES]

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """Share of the variance of each component: float64 [D]."""
        return np.asarray(self.components.variances / self.components.variances.sum())

    @property
    def of_faces(self) -> bool:
        """Whether the images are faces of expressions."""
        return has_face_regions(self.training)

    @property
    def in_colour(self) -> bool:
        """Whether a pixel has three values."""
        return self.training.shape.channels > 1

    @property
    def dimensions(self) -> int:
        """Values of an image."""
        return len(self.components.mean)

    @property
    def shown(self) -> int:
        """Number of axes that are drawn."""
        return min(AXES_SHOWN, len(self.components.axes))

    @cached_property
    def _coordinates(self) -> NDArray[np.float64]:
        return self.components.coordinates(self.training.images, self.shown)

    @property
    def explained_by_brightness(self) -> float:
        """R² of the first component and the mean value of the training images, 0 to 1."""
        brightness = self.training.images.reshape(len(self.training), -1).mean(axis=1)
        return float(np.corrcoef(self._coordinates[:, 0], brightness)[0, 1] ** 2)

    @cached_property
    def explained_by_label(self) -> NDArray[np.float64]:
        """Share of each shown component's variance between the classes: float64 [shown], 0 to 1."""
        labelled = self.training.labels >= 0
        return share_explained_by_label(self._coordinates[labelled], self.training.labels[labelled])

    @property
    def kept(self) -> list[int]:
        """Numbers of components with which images are rebuilt."""
        return [k for k in COMPONENTS_KEPT if k < len(self.components.variances)]

    @cached_property
    def example_classes(self) -> list[int]:
        """At most four classes of validation images, spread over their list."""
        classes = np.unique(self.validation.labels[self.validation.labels >= 0])
        places = {0, len(classes) // 3, 2 * len(classes) // 3, len(classes) - 1}
        return [int(classes[place]) for place in sorted(places)]

    @property
    def examples(self) -> NDArray[np.uint8]:
        """The first validation image of each of them: uint8 [classes, H, W]."""
        labels = self.validation.labels
        return self.validation.images[[int(np.flatnonzero(labels == k)[0]) for k in self.example_classes]]

    @cached_property
    def rebuilt(self) -> NDArray[np.float64]:
        """Each of them from its first components: float64 [classes, len(kept), H, W]."""
        return np.stack([self.components.reconstruct(self.examples, k) for k in self.kept], axis=1)

    @cached_property
    def errors(self) -> list[ReconstructionErrors]:
        """For each number of components in ``kept``."""
        return [
            ReconstructionErrors(
                k,
                float(self.components.cumulative[k - 1]),
                self.components.predicted_error(k),
                self.components.measured_error(self.training.images, k),
                self.components.measured_error(self.validation.images, k),
            )
            for k in self.kept
        ]


def image_limit(pixels: int) -> int:
    """Training images of so many values each that are decomposed in the time that ``IMAGE_LIMIT`` of FER2013's take."""
    return min(IMAGE_LIMIT, max(2, int(IMAGE_LIMIT * math.sqrt(SIDE**2 / pixels))))


def analyse_images(dataset: ImageDataset) -> ImageAnalysis:
    """The components of at most ``image_limit`` training images, drawn at random."""
    limit = image_limit(dataset.images[0].size)
    every = dataset.indices("train")
    training = dataset.subset(sample_images(every, limit))
    return ImageAnalysis(
        training, dataset.subset(dataset.indices("validation")), Eigenfaces.fit(training.images), len(every)
    )
