"""Detection of doubtful labels: every ranking held against what is known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.label_noise.detection import Detection, detect
from fer_lib.label_noise.ranking import SCORES, Score, marked_by_confident_learning, rank_labels
from fer_lib.label_noise.reference import Reference
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion

DEPTH_AGAINST_CROWD = 1000
"""Labels to look at where the reference is an opinion, which is against more labels than anyone would look at."""


@dataclass(frozen=True, eq=False)
class DetectionAnalysis:
    """Every score's ranking held against the reference.

    Attributes:
        reference: what is known of the labels.
        by_score: the rankings, self-confidence first; all of the same images.
        answer_confirmed: among the first ``depth`` labels by self-confidence: how often the reference is what the
            network answers.
        marked: of the labels that confident learning marks, those that are wrong; None if it marks none.
        left_out: images without a reference.
    """

    reference: Reference
    by_score: dict[Score, Detection]
    answer_confirmed: Proportion
    marked: Proportion | None
    left_out: int

    @property
    def main(self) -> Detection:
        """The ranking by self-confidence."""
        return self.by_score["self_confidence"]

    @property
    def depth(self) -> int:
        """How many labels one would look at: as many as are wrong, where that is known; 1,000 against a crowd."""
        return depth_of(self.reference, self.main)

    @property
    def depths(self) -> tuple[int, ...]:
        """The k at which the precision is given: 50, 100 and ``depth``, where there are so many labels."""
        return tuple(sorted(k for k in {50, 100, self.depth} if k <= self.main.base_rate.n))


def depth_of(reference: Reference, detection: Detection) -> int:
    """See ``DetectionAnalysis.depth``."""
    wanted = detection.base_rate.successes if reference.kind == "truth" else DEPTH_AGAINST_CROWD
    return min(wanted, detection.base_rate.n)


def analyse_detection(predictions: Predictions, reference: Reference) -> DetectionAnalysis | None:
    """Hold the rankings by all scores against a reference.

    Args:
        predictions: out of fold.
        reference: what is known of the labels.

    Returns:
        None if the reference is against no label of those that it knows, or against every one.
    """
    known = reference.known(predictions.indices)
    wrong = reference.differs(predictions.indices, predictions.labels)
    detections = {score: detect(rank_labels(predictions, score), wrong, known) for score in SCORES}
    by_score = {score: detection for score, detection in detections.items() if detection is not None}
    if not by_score:
        return None
    rows = np.flatnonzero(known)
    main = by_score["self_confidence"]
    first = rows[main.order[: depth_of(reference, main)]]
    confirmed = predictions.predicted[first] == reference.labels[predictions.indices[first]]
    marked = marked_by_confident_learning(predictions) & known
    return DetectionAnalysis(
        reference,
        by_score,
        Proportion(int(confirmed.sum()), len(first)),
        _share(marked & wrong, marked),
        int((~known).sum()),
    )


def _share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> Proportion | None:
    return Proportion(int(part.sum()), int(whole.sum())) if whole.any() else None
