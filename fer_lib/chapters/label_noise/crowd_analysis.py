"""FER+'s crowd against the labels and against the network's answers."""

from dataclasses import dataclass

from fer_lib.data import ImageDataset
from fer_lib.label_noise.crowd import CrowdAgreement, ceiling_from_votes, crowd_agreement, judged_by_both
from fer_lib.label_noise.reference import VOTE_OF_CLASS, Reference
from fer_lib.metrics.comparison import Comparison
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion


@dataclass(frozen=True)
class CrowdAnalysis:
    """Labels, votes and answers held against each other.

    Attributes:
        class_names: of the data set.
        agreement: of the crowd's labels with the given ones.
        judged: the network's answers, by the labels (first) and by the crowd (second).
        ceiling: the share of labels that the votes predict.
        network: accuracy of the out-of-fold answers by the given labels.
    """

    class_names: tuple[str, ...]
    agreement: CrowdAgreement
    judged: Comparison
    ceiling: Proportion
    network: Proportion


def lacks_votes(dataset: ImageDataset) -> bool:
    """Whether these are expressions on which FER+ could have voted, and the votes are not there."""
    return dataset.votes is None and set(dataset.class_names) <= set(VOTE_OF_CLASS)


def analyse_crowd(
    dataset: ImageDataset, predictions: Predictions, reference: Reference | None
) -> CrowdAnalysis | None:
    """Hold labels and answers against the votes of FER+.

    Args:
        dataset: the data set.
        predictions: out of fold.
        reference: what is known of its labels.

    Returns:
        None if the data have no votes.
    """
    if reference is None or reference.kind != "crowd":
        return None
    agreement, judged = crowd_agreement(dataset, reference), judged_by_both(predictions, reference)
    if agreement is None or judged is None:
        return None
    network = Proportion(predictions.correct, len(predictions.labels))
    return CrowdAnalysis(dataset.class_names, agreement, judged, ceiling_from_votes(dataset), network)
