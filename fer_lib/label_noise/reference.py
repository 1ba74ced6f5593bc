"""What is known of the labels from elsewhere: the truth of synthetic faces, or the votes of FER+."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import ImageDataset
from fer_lib.data.ferplus import VOTE_NAMES
from fer_lib.data.prepared import read_extra
from fer_lib.data.synthetic import is_drawn_faces

UNKNOWN = -1
VOTE_OF_CLASS = {
    "angry": "anger", "disgust": "disgust", "fear": "fear", "happy": "happiness", "sad": "sadness",
    "surprise": "surprise", "neutral": "neutral",
}  # fmt: skip
"""FER+'s name of each class."""


@dataclass(frozen=True, eq=False)
class Reference:
    """Better labels, or at least other ones, for the images of a data set.

    Attributes:
        kind: ``truth``, what the program drew, or ``crowd``, what got most of the votes of FER+'s ten people.
        labels: int64 [N], index of the class, or −1 where there is none: without a vote, with a tie, or with a
            category that is no class (contempt, unknown, no face).
        votes: uint8 [N], how many chose that class; None for the truth.
    """

    kind: Literal["truth", "crowd"]
    labels: NDArray[np.int64]
    votes: NDArray[np.uint8] | None = None

    def known(self, indices: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether there is a reference, for chosen images: bool [n]."""
        known: NDArray[np.bool_] = self.labels[indices] != UNKNOWN
        return known

    def differs(self, indices: NDArray[np.int64], labels: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether there is a reference and it is not the given label: bool [n].

        Args:
            indices: positions in the data set: int64 [n].
            labels: given labels of these images: int64 [n].
        """
        differs: NDArray[np.bool_] = self.known(indices) & (self.labels[indices] != labels)
        return differs


def crowd_labels(
    votes: NDArray[np.uint8], class_names: tuple[str, ...]
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The category with most of the ten votes, where it is one of the classes and has no equal.

    Args:
        votes: uint8 [N, 10], for ``VOTE_NAMES``.
        class_names: the classes, in the order of the labels.

    Returns:
        index of the class or −1, int64 [N], and its number of votes (0 where there is none), uint8 [N].
    """
    columns = [VOTE_NAMES.index(VOTE_OF_CLASS[name]) for name in class_names]
    class_of = np.full(len(VOTE_NAMES), UNKNOWN, np.int64)
    class_of[columns] = np.arange(len(columns))
    most = votes.max(axis=1)
    alone = ((votes == most[:, None]).sum(axis=1) == 1) & (most > 0)
    labels = np.where(alone, class_of[votes.argmax(axis=1)], UNKNOWN)
    return labels, np.where(labels == UNKNOWN, 0, most).astype(np.uint8)


def find_reference(dataset: ImageDataset, folder: Path) -> Reference | None:
    """The truth of synthetic faces, else the crowd's labels, else None.

    Args:
        dataset: with the classes of FER2013 if it has votes.
        folder: the prepared data, which keep the truth of synthetic faces.

    Raises:
        UserError: if the data are synthetic and their truth is missing or damaged.
    """
    if is_drawn_faces(dataset):
        return Reference("truth", read_extra(folder, "expression").astype(np.int64))
    if dataset.votes is not None and set(dataset.class_names) <= set(VOTE_OF_CLASS):
        return Reference("crowd", *crowd_labels(dataset.votes, dataset.class_names))
    return None
