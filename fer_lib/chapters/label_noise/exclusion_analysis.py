"""Exclusion of the most doubtful labels: the accuracy on the rest, and the same if no label were wrong."""

from dataclasses import dataclass, replace

import numpy as np

from fer_lib.label_noise.exclusion import Exclusion
from fer_lib.label_noise.ranking import rank_labels
from fer_lib.label_noise.reference import Reference
from fer_lib.metrics.predictions import Predictions

EXCLUDED_SHARE = 0.05
"""Share of the images that is left out where the number of wrong labels is not known."""


@dataclass(frozen=True, eq=False)
class ExclusionAnalysis:
    """The same answers, judged with images left out.

    Attributes:
        k: how many images are left out.
        by_label: judged by the given labels, the most doubtful first.
        by_reference: the same order, judged by the reference, on the images that have one; None without.
        flipped_first: judged by the given labels, the wrong ones first in the order; only where the truth is known.
        control: as if the true labels had been given: judged by them and ranked with them.
        reference: what is known, if anything.
    """

    k: int
    by_label: Exclusion
    by_reference: Exclusion | None
    flipped_first: Exclusion | None
    control: Exclusion | None
    reference: Reference | None

    @property
    def curves(self) -> list[Exclusion]:
        """To be drawn: by the labels, by the reference, the control, as far as there are."""
        return [curve for curve in (self.by_label, self.by_reference, self.control) if curve is not None]

    def excluded_from(self, curve: Exclusion) -> int:
        """As large a share of the images of a curve as ``k`` is of all: some images have no reference."""
        return round(self.k * curve.n / self.by_label.n)


def analyse_exclusion(predictions: Predictions, reference: Reference | None) -> ExclusionAnalysis:
    """Leave the most doubtful labels out and look at the accuracy.

    Args:
        predictions: out of fold.
        reference: what is known of the labels, if anything. Where it is the truth, as many images are left out as
            labels are wrong, at least one; else ``EXCLUDED_SHARE`` of all.
    """
    order = rank_labels(predictions).order
    n, answers = len(predictions.labels), predictions.predicted
    by_label = Exclusion(answers == predictions.labels, order)
    k = max(1, round(EXCLUDED_SHARE * n))
    if reference is None:
        return ExclusionAnalysis(k, by_label, None, None, None, None)
    known = reference.known(predictions.indices)
    judged = reference.labels[predictions.indices]
    place = np.cumsum(known) - 1  # row among the known ones
    by_reference = Exclusion((answers == judged)[known], place[order[known[order]]]) if known.any() else None
    if reference.kind == "crowd" or by_reference is None:
        return ExclusionAnalysis(k, by_label, by_reference, None, None, reference if by_reference else None)
    wrong = reference.differs(predictions.indices, predictions.labels)
    control = rank_labels(replace(predictions, labels=judged))
    return ExclusionAnalysis(
        max(1, int(wrong.sum())),
        by_label,
        by_reference,
        Exclusion(by_label.right, np.argsort(~wrong, kind="stable")) if wrong.any() else None,
        Exclusion(answers == judged, control.order),
        reference,
    )
