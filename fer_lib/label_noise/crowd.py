"""FER+: what its ten votes say of the labels of FER2013, and how well they predict them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import UNLABELLED, ImageDataset
from fer_lib.label_noise.reference import UNKNOWN, Reference
from fer_lib.metrics.comparison import Comparison
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion

FOLDS = 3

FER2013_CEILING = Proportion(24_457, 35_887)
"""``ceiling_from_votes`` of FER2013 with the votes of FER+ (Barsoum et al. 2016), measured with this library on all
35,887 images; for editions whose data have no votes."""


def labels_predicted_by_votes(dataset: ImageDataset) -> NDArray[np.bool_]:
    """For which images the best guess from the ten votes alone is the given label: bool [n] over the labelled images.

    The guess is that of gradient-boosted trees on the ten counts, fitted to the labels of other images (three folds).
    So it knows how each label of FER2013 relates to what people see: that "fear" is often given where most see
    surprise.

    Args:
        dataset: with votes.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    assert dataset.votes is not None
    labelled = dataset.labels != UNLABELLED
    model = HistGradientBoostingClassifier(max_iter=60, early_stopping=False, random_state=0)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    guesses = cross_val_predict(
        model, dataset.votes[labelled].astype(np.float64), dataset.labels[labelled], cv=folds
    )
    right: NDArray[np.bool_] = guesses == dataset.labels[labelled]
    return right


def ceiling_from_votes(dataset: ImageDataset) -> Proportion:
    """The share of labels that ten people's votes predict: what can be got right by seeing what people see.

    A network that is right more often has learned something else about the labels, their makers' habits.
    """
    right = labels_predicted_by_votes(dataset)
    return Proportion(int(right.sum()), len(right))


@dataclass(frozen=True)
class CrowdAgreement:
    """How often the crowd's label is the given one.

    Attributes:
        by_class: over the images of each label that have a crowd label; None for a class without any.
        total: over all of them.
        undecided: labelled images without a crowd label (a tie, or most see no class or no face).
    """

    by_class: tuple[Proportion | None, ...]
    total: Proportion
    undecided: int


def crowd_agreement(dataset: ImageDataset, reference: Reference) -> CrowdAgreement | None:
    """Agreement of the crowd's labels with the given ones, by given label; None if no image has both.

    Args:
        dataset: the data set.
        reference: its crowd.
    """
    labelled = dataset.labels != UNLABELLED
    known = labelled & (reference.labels != UNKNOWN)
    same = dataset.labels == reference.labels
    if not known.any():
        return None
    by_class = []
    for k in range(len(dataset.class_names)):
        members = known & (dataset.labels == k)
        by_class.append(Proportion(int(same[members].sum()), int(members.sum())) if members.any() else None)
    return CrowdAgreement(
        tuple(by_class), Proportion(int(same[known].sum()), int(known.sum())), int((labelled & ~known).sum())
    )


def judged_by_both(predictions: Predictions, reference: Reference) -> Comparison | None:
    """The same answers judged by the given labels (first) and by the reference (second), on the images that have both.

    Returns:
        the comparison; None if no image has a reference.
    """
    known = reference.known(predictions.indices)
    if not known.any():
        return None
    answers = predictions.predicted[known]
    by_label = answers == predictions.labels[known]
    by_reference = answers == reference.labels[predictions.indices[known]]
    return Comparison(
        both_right=int((by_label & by_reference).sum()),
        only_first=int((by_label & ~by_reference).sum()),
        only_second=int((~by_label & by_reference).sum()),
        both_wrong=int((~by_label & ~by_reference).sum()),
    )
