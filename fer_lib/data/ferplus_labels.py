"""Labels and soft labels from the votes of FER+ (Barsoum et al. 2016, arXiv:1608.01041, section 3).

Ten people chose for each image of FER2013 one of eight classes, or *unknown*, or that there is no face.

- ``plurality``: the label is the class that most of them chose. All ten columns compete: an image that most call
  unknown or no face, or for which two are equally frequent, has no class and is left out. (The code published with FER+
  asks for more than half of the votes in its mode *majority*, which leaves out 7 % more of the images.)
- ``distribution``: the same images and labels, and as target of the training the shares of the votes for the eight
  classes. A class with a single vote counts as noise and gets nothing, as in the published code; votes for unknown and
  no face do not count. (That code also stops at three quarters of the votes in its mode *probability*; here all count.)
"""

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.ferplus import FILE_NAME, VOTE_NAMES
from fer_lib.data.finish import merged, subset
from fer_lib.data.raw import RawSet
from fer_lib.errors import UserError

FERPLUS_CLASSES = (*CLASS_NAMES, "contempt")
"""FER2013's classes in FER2013's order, so that a label means the same in both, and the eighth."""
VOTE_OF_CLASS = {
    "angry": "anger", "disgust": "disgust", "fear": "fear", "happy": "happiness", "sad": "sadness",
    "surprise": "surprise", "neutral": "neutral", "contempt": "contempt",
}  # fmt: skip
"""FER+'s name of each class."""
COLUMNS = [VOTE_NAMES.index(VOTE_OF_CLASS[name]) for name in FERPLUS_CLASSES]
NO_CLASS = {"unknown": "most votes for unknown", "NF": "most votes for no face"}
TIE = "no single class with most votes"
NOISE = 1
"""Votes for one class up to which they are taken for noise."""


def plurality(votes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The column with most votes, or −1 where there is a tie: int64 [N].

    Args:
        votes: uint8 [N, 10], for ``VOTE_NAMES``.
    """
    most = votes.max(axis=1, keepdims=True)
    alone = ((votes == most).sum(axis=1) == 1) & (most[:, 0] > 0)
    columns: NDArray[np.int64] = np.where(alone, votes.argmax(axis=1), -1).astype(np.int64)
    return columns


def distribution(votes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Shares of the votes for ``FERPLUS_CLASSES`` without single votes: float32 [N, 8]; zeros where none is left.

    Args:
        votes: uint8 [N, 10], for ``VOTE_NAMES``.
    """
    counted = np.where(votes > NOISE, votes, 0)[:, COLUMNS].astype(np.float64)
    sums = counted.sum(axis=1, keepdims=True)
    shares: NDArray[np.float32] = np.divide(counted, sums, out=np.zeros_like(counted), where=sums > 0).astype(
        np.float32
    )
    return shares


def label_by_votes(raw: RawSet, mode: Literal["plurality", "distribution"]) -> RawSet:
    """The images that the votes give a class, with that label, and with soft labels if they are asked for.

    The votes themselves are not kept: what made the labels is no second opinion on them.

    Args:
        raw: images with ``votes``.
        mode: which labels.

    Raises:
        UserError: if there are no votes.
    """
    votes = raw.of_each_image.get("votes")
    if votes is None:
        raise UserError(
            f"{raw.source}: labels: {mode} needs the votes of FER+. Put {FILE_NAME} beside fer2013.csv and give the "
            "folder or fer2013.csv."
        )
    columns = plurality(votes)
    left_out = {TIE: int((columns < 0).sum())}
    for name, why in NO_CLASS.items():
        left_out[why] = int((columns == VOTE_NAMES.index(name)).sum())
    class_of = dict(zip(COLUMNS, FERPLUS_CLASSES, strict=True))
    kept = np.flatnonzero(np.isin(columns, COLUMNS))
    chosen = subset(raw, kept)
    of_each = {name: array for name, array in chosen.of_each_image.items() if name != "votes"}
    if mode == "distribution":
        of_each["targets"] = distribution(votes[kept])
    return replace(
        chosen,
        labels=[class_of[column] for column in columns[kept].tolist()],
        own_classes=FERPLUS_CLASSES,
        own_sentence="the classes are the eight of FER+, in FER2013's order and contempt last; a label is what most of "
        "the ten people chose",
        of_each_image=of_each,
        remarks={
            **raw.remarks,
            "left_out": merged(raw.remarks.get("left_out", {}), left_out),
            "labels": mode,
        },
    )
