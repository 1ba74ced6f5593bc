"""Label quality scores by cleanlab: labels in the order of how little they fit the image."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from tqdm import TqdmWarning

from fer_lib.metrics.predictions import Predictions

Score = Literal["self_confidence", "normalized_margin", "confidence_weighted_entropy"]
SCORES: tuple[Score, ...] = get_args(Score)


@dataclass(frozen=True, eq=False)
class LabelRanking:
    """Images in the order of how doubtful their label is.

    Attributes:
        score: by which of cleanlab's scores.
        quality: score of each image's label, 0 (doubtful) to 1, in the order of the predictions: float64 [n].
        order: rows of the predictions, the most doubtful label first: intp [n].
    """

    score: Score
    quality: NDArray[np.float64]
    order: NDArray[np.intp]

    def first(self, k: int) -> NDArray[np.intp]:
        """Rows of the ``k`` most doubtful labels, fewer if there are not so many."""
        return self.order[:k]


@contextmanager
def _without_progress_bars() -> Iterator[None]:
    """To import cleanlab in: in a notebook its progress bars miss ipywidgets and warn of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TqdmWarning)
        yield


def rank_labels(predictions: Predictions, score: Score = "self_confidence") -> LabelRanking:
    """Rank labels by how little an out-of-fold prediction supports them.

    With p the probabilities and y the label, ``self_confidence`` is p_y; ``normalized_margin`` is
    (p_y − max_{k≠y} p_k + 1) / 2; ``confidence_weighted_entropy`` falls with H(p) / p_y. All are cleanlab's (Northcutt,
    Jiang and Chuang, Journal of Artificial Intelligence Research 70 (2021) 1373-1411).

    Args:
        predictions: out of fold: of networks that have not learned from these images.
        score: which.

    Returns:
        the ranking; equal scores keep the order of the data.
    """
    with _without_progress_bars():
        from cleanlab.rank import get_label_quality_scores

    quality = get_label_quality_scores(predictions.labels, predictions.probabilities, method=score)
    return LabelRanking(score, quality, np.argsort(quality, kind="stable"))


def marked_by_confident_learning(predictions: Predictions) -> NDArray[np.bool_]:
    """The labels that confident learning would remove: bool [n].

    It counts, for each pair of classes, the images labelled i whose probability of j reaches the mean probability of j
    over the images labelled j, takes that matrix for the joint distribution of given and true labels, and marks in each
    off-diagonal cell as many images as the joint holds, those with the largest margin (Northcutt, Jiang and Chuang
    2021, sections 3.1 and 3.2, "prune by noise rate"). Wherever the network errs with conviction the joint counts a
    wrong label, so the number of marks is no estimate of how many are wrong.

    Args:
        predictions: as ``rank_labels``. Classes without an image are left to themselves.
    """
    with _without_progress_bars():
        from cleanlab.filter import find_label_issues

    # cleanlab wants the labels 0 … K−1 all to occur.
    present, labels = np.unique(predictions.labels, return_inverse=True)
    if len(present) < 2:
        return np.zeros(len(labels), np.bool_)
    probabilities = predictions.probabilities[:, present]
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    marked: NDArray[np.bool_] = find_label_issues(
        labels.astype(np.int64), probabilities, filter_by="prune_by_noise_rate", n_jobs=1
    )
    return marked
