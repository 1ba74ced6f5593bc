"""Class balance: how many labelled images of each class there are, all splits together."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import DataCard
from fer_lib.language import Text
from fer_lib.names import class_texts


@dataclass(frozen=True, eq=False)
class ClassCounts:
    """The labelled images of each class.

    Attributes:
        card: of the data set.
    """

    card: DataCard

    @cached_property
    def names(self) -> list[Text]:
        """The classes in both languages."""
        return class_texts(self.card.class_names)

    @cached_property
    def images(self) -> NDArray[np.int64]:
        """Labelled images of each class: int64 [K]."""
        images: NDArray[np.int64] = np.array(list(self.card.counts.values()), np.int64).sum(axis=0)
        return images

    @property
    def n(self) -> int:
        """Number of labelled images."""
        return int(self.images.sum())

    @property
    def unlabelled(self) -> int:
        """Number of images without a label."""
        return sum(self.card.unlabelled.values())

    @property
    def present(self) -> list[int]:
        """Classes with at least one image."""
        return [int(k) for k in np.flatnonzero(self.images)]

    @property
    def absent(self) -> list[int]:
        """Classes without an image."""
        return [k for k in range(len(self.images)) if k not in self.present]

    @property
    def largest(self) -> int:
        """The class with the most images, the first of several."""
        return max(self.present, key=lambda k: self.images[k])

    @property
    def smallest(self) -> int:
        """The class with the fewest images, of those with any."""
        return min(self.present, key=lambda k: self.images[k])

    @property
    def ratio(self) -> float:
        """How many times as many images the largest class has as the smallest."""
        return float(self.images[self.largest] / self.images[self.smallest])

    @property
    def majority_share(self) -> float:
        """Share of the images that the answer "always the largest class" gets right, 0 to 1."""
        return float(self.images[self.largest] / self.n)
