"""``ImageDataset``: the one form in which every data set reaches the rest of the library."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)
UNLABELLED = -1
VOTES = 10
CHANNELS = (1, 3)
"""Grey, or red, green and blue."""


class DataShape(NamedTuple):
    """What a network takes and gives for a data set: [N, channels, height, width] to [N, num_classes].

    Attributes:
        num_classes: K, at least 2.
        channels: 1 for grey, 3 for colour.
        height: of an image in pixels.
        width: of an image in pixels.
    """

    num_classes: int
    channels: int
    height: int
    width: int

    @property
    def image(self) -> tuple[int, int, int]:
        """(channels, height, width) of one input."""
        return self.channels, self.height, self.width

    def describe(self) -> str:
        """The input in short: ``3×64×64``."""
        return "×".join(map(str, self.image))


class ClassName(str):
    """The name of a class, a text like any other, that knows what the class is called in each language.

    Attributes:
        titles: ``{"en": "Bread", "zh-TW": "麵包"}``; a language that is not in it has no title of its own.
    """

    titles: Mapping[str, str]

    def __new__(cls, name: str, titles: Mapping[str, str] | None = None) -> "ClassName":
        """A name with its titles."""
        made = super().__new__(cls, name)
        made.titles = dict(titles or {})
        return made


def titled(names: Sequence[str], titles: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """Names of classes that know their titles.

    Args:
        names: the names.
        titles: by name, as ``ImageDataset.class_titles``.
    """
    return tuple(ClassName(name, titles[name]) if titles.get(name) else name for name in names)


@dataclass(frozen=True, eq=False)
class ImageDataset:
    """Images with their labels and splits, of any size and any classes; immutable (the arrays are read-only).

    Attributes:
        images: uint8 [N, H, W] for grey or [N, H, W, 3] for colour (RGB), 0 to 255. [N, H, W, 1] becomes [N, H, W].
        labels: int64 [N], index into ``class_names``; −1 where the source gives no label.
        split: uint8 [N], index into ``SPLITS`` (0 train, 1 validation, 2 test).
        class_names: names of the classes in the order of the labels, at least 2, each once.
        provenance: where the data come from, in plain JSON values: ``form`` (which input form), ``source`` (a file
            name without folders), ``sha256`` (of the decoded content), ``synthetic`` (bool), and what the loader
            adds. Never a path.
        votes: uint8 [N, 10], how many of FER+'s ten people chose each of ``ferplus.VOTE_NAMES``, or None.
        names: str [N], the image's file inside the data folder, or None where a file has no name for it.
        targets: float32 [N, K], soft labels that a training aims at instead of the labels, each row summing to 1
            (rows of unlabelled images to 0), or None.
        groups: int64 [N], what an image was cut from; images of one group stay in one fold. None: each its own.
        class_titles: what classes are called in each language, ``{"happy": {"en": "happy", "zh-TW": "快樂"}}``;
            a class that is not in it keeps its name. The names themselves know them, as ``ClassName``.

    Raises:
        ValueError: if the arrays do not fit together.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    split: NDArray[np.uint8]
    class_names: tuple[str, ...]
    provenance: Mapping[str, Any] = field(default_factory=dict)
    votes: NDArray[np.uint8] | None = None
    names: NDArray[np.str_] | None = None
    targets: NDArray[np.float32] | None = None
    groups: NDArray[np.int64] | None = None
    class_titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.images.ndim == 4 and self.images.shape[3] == 1:
            object.__setattr__(self, "images", self.images[..., 0])
        n, k = len(self.images), len(self.class_names)
        fits = self.images.ndim == 3 or (self.images.ndim == 4 and self.images.shape[3] == 3)
        if self.images.dtype != np.uint8 or not fits or 0 in self.images.shape[1:]:
            raise ValueError(
                f"images must be uint8 [N, H, W] or [N, H, W, 3], not {self.images.dtype} {self.images.shape}"
            )
        if k < 2 or len(set(self.class_names)) < k or not all(self.class_names):
            raise ValueError(f"class_names must be two or more different names, not {self.class_names}")
        if self.labels.shape != (n,) or self.split.shape != (n,):
            raise ValueError(f"{n} images, but labels {self.labels.shape} and split {self.split.shape}")
        if n and not (self.labels.min() >= UNLABELLED and self.labels.max() < k):
            raise ValueError(f"labels must be {UNLABELLED} to {k - 1}")
        if n and self.split.max() >= len(SPLITS):
            raise ValueError(f"split must be 0 to {len(SPLITS) - 1}")
        if self.votes is not None and (self.votes.dtype != np.uint8 or self.votes.shape != (n, VOTES)):
            raise ValueError(f"votes must be uint8 [N, {VOTES}], not {self.votes.dtype} {self.votes.shape}")
        if self.names is not None and (self.names.dtype.kind != "U" or self.names.shape != (n,)):
            raise ValueError(f"names must be str [N], not {self.names.dtype} {self.names.shape}")
        if self.groups is not None and (self.groups.dtype != np.int64 or self.groups.shape != (n,)):
            raise ValueError(f"groups must be int64 [N], not {self.groups.dtype} {self.groups.shape}")
        self._check_targets()
        for array in self._arrays().values():
            array.flags.writeable = False
        object.__setattr__(self, "class_names", titled(self.class_names, self.class_titles))
        for name in ("provenance", "class_titles"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def _check_targets(self) -> None:
        if self.targets is None:
            return
        if self.targets.dtype != np.float32 or self.targets.shape != (len(self), len(self.class_names)):
            raise ValueError(f"targets must be float32 [N, K], not {self.targets.dtype} {self.targets.shape}")
        sums = self.targets.sum(axis=1)
        if not np.allclose(sums, self.labels != UNLABELLED, atol=1e-5) or (self.targets < 0).any():
            raise ValueError(
                "each row of targets must be probabilities that sum to 1, or 0 where there is no label"
            )

    def _arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays with one entry an image that the data set has, by name."""
        named = {name: getattr(self, name) for name in OF_EACH_IMAGE}
        return {name: array for name, array in named.items() if array is not None}

    def __len__(self) -> int:
        return len(self.images)

    @property
    def shape(self) -> DataShape:
        """Classes, channels and sides, as a network needs them."""
        height, width = self.images.shape[1:3]
        channels = 1 if self.images.ndim == 3 else 3
        return DataShape(len(self.class_names), channels, height, width)

    def described(self) -> dict[str, Any]:
        """What a run keeps of the data beside their provenance: ``class_names``, ``class_titles``, ``image_shape``."""
        return {
            "class_names": list(self.class_names),
            "class_titles": {name: dict(titles) for name, titles in self.class_titles.items()},
            "image_shape": [self.shape.height, self.shape.width, self.shape.channels],
        }

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

    def subset(self, indices: NDArray[np.integer] | slice) -> "ImageDataset":
        """The images at ``indices``, in that order, with the same provenance."""
        chosen: dict[str, Any] = {name: array[indices] for name, array in self._arrays().items()}
        return replace(self, **chosen)


OF_EACH_IMAGE = ("images", "labels", "split", "votes", "names", "targets", "groups")
"""The arrays of ``ImageDataset``."""


def begin_content_hash(shape: tuple[int, ...]) -> "hashlib._Hash":
    """A SHA-256 that has still to see the pixels of images of this shape, in order."""
    return hashlib.sha256(str(shape).encode())


def content_hash(
    images: NDArray[np.uint8],
    labels: NDArray[np.int64],
    targets: NDArray[np.float32] | None = None,
    of_pixels: "hashlib._Hash | None" = None,
) -> str:
    """SHA-256 (hex) of the pixels and labels in order: equal for equal data, whatever file they came in.

    Args:
        images: uint8 [N, H, W] or [N, H, W, 3].
        labels: int64 [N].
        targets: float32 [N, K], soft labels.
        of_pixels: what ``begin_content_hash`` gave, after all pixels, where they were hashed while they were read.
    """
    if of_pixels is None:
        digest = begin_content_hash(images.shape)
        digest.update(np.ascontiguousarray(images).data)
    else:
        digest = of_pixels.copy()
    digest.update(np.ascontiguousarray(labels.astype("<i8")).data)
    if targets is not None:
        digest.update(np.ascontiguousarray(targets.astype("<f4")).data)
    return digest.hexdigest()
