"""The one form in which every data set reaches the rest of the library."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)
CLASS_NAMES = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
IMAGE_SIDE = 48
UNLABELLED = -1
VOTES = 10


@dataclass(frozen=True, eq=False)
class FaceDataset:
    """Grey face images with their labels and splits; immutable (the arrays are read-only).

    Attributes:
        images: uint8 [N, 48, 48], grey levels 0 to 255.
        labels: int64 [N], index into ``class_names``; −1 where the source gives no label.
        split: uint8 [N], index into ``SPLITS`` (0 train, 1 validation, 2 test).
        class_names: names of the classes, by default the seven of FER2013 in its order.
        provenance: where the data come from, in plain JSON values: ``form`` (which input form),
            ``source`` (a file name without folders), ``sha256`` (of the decoded content), ``synthetic``
            (bool), and what the loader adds. Never a path.
        votes: uint8 [N, 10], how many of FER+'s ten people chose each of ``ferplus.VOTE_NAMES``, or None.
        names: str [N], the image's file inside the data folder, or None where a file has no name for it.

    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    split: NDArray[np.uint8]
    class_names: tuple[str, ...] = CLASS_NAMES
    provenance: Mapping[str, Any] = field(default_factory=dict)
    votes: NDArray[np.uint8] | None = None
    names: NDArray[np.str_] | None = None

    def __post_init__(self) -> None:
        n = len(self.images)
        if self.images.dtype != np.uint8 or self.images.shape[1:] != (IMAGE_SIDE, IMAGE_SIDE):
            raise ValueError(f"images must be uint8 [N, 48, 48], not {self.images.dtype} {self.images.shape}")
        if self.labels.shape != (n,) or self.split.shape != (n,):
            raise ValueError(f"{n} images, but labels {self.labels.shape} and split {self.split.shape}")
        if n and not (self.labels.min() >= UNLABELLED and self.labels.max() < len(self.class_names)):
            raise ValueError(f"labels must be {UNLABELLED} to {len(self.class_names) - 1}")
        if n and self.split.max() >= len(SPLITS):
            raise ValueError(f"split must be 0 to {len(SPLITS) - 1}")
        if self.votes is not None and (self.votes.dtype != np.uint8 or self.votes.shape != (n, VOTES)):
            raise ValueError(f"votes must be uint8 [N, {VOTES}], not {self.votes.dtype} {self.votes.shape}")
        if self.names is not None and (self.names.dtype.kind != "U" or self.names.shape != (n,)):
            raise ValueError(f"names must be str [N], not {self.names.dtype} {self.names.shape}")
        for array in (self.images, self.labels, self.split, self.votes, self.names):
            if array is not None:
                array.flags.writeable = False
        object.__setattr__(self, "provenance", MappingProxyType(dict(self.provenance)))

    def __len__(self) -> int:
        return len(self.images)

    def indices(self, split: Split) -> NDArray[np.intp]:
        """Positions of a split's images in the whole set, ascending: intp [n]."""
        return np.flatnonzero(self.split == SPLITS.index(split))

    def labelled_indices(self, split: Split) -> NDArray[np.intp]:
        """Positions of a split's labelled images, ascending: intp [n]."""
        indices = self.indices(split)
        return indices[self.labels[indices] >= 0]

    def counts(self) -> dict[str, list[int]]:
        """Labelled images by split, each a list over the classes."""
        return {
            name: np.bincount(labels[labels >= 0], minlength=len(self.class_names)).tolist()
            for name in SPLITS
            for labels in [self.labels[self.indices(name)]]
        }

    def subset(self, indices: NDArray[np.integer] | slice) -> "FaceDataset":
        """The images at ``indices``, in that order, with the same provenance."""
        return replace(
            self,
            images=self.images[indices],
            labels=self.labels[indices],
            split=self.split[indices],
            votes=None if self.votes is None else self.votes[indices],
            names=None if self.names is None else self.names[indices],
        )


def content_hash(images: NDArray[np.uint8], labels: NDArray[np.int64]) -> str:
    """SHA-256 (hex) of the pixels and labels in order: equal for equal data, whatever file they came in."""
    digest = hashlib.sha256(str(images.shape).encode())
    digest.update(np.ascontiguousarray(images).data)
    digest.update(np.ascontiguousarray(labels.astype("<i8")).data)
    return digest.hexdigest()
