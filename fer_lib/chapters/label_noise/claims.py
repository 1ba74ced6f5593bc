"""Report A's claim A7: that some training errors are errors of the labels."""

from dataclasses import dataclass

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.judgement import is_above
from fer_lib.chapters.label_noise.analysis import LabelNoiseAnalysis
from fer_lib.chapters.label_noise.names import reference_name
from fer_lib.chapters.report_runs import unlike_the_reports
from fer_lib.label_noise.ranking import rank_labels
from fer_lib.label_noise.reference import Reference
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion
from fer_lib.wording import percent, proportion_text

DOUBTFUL_LABELS = 100
"""So many of the most doubtful labels are looked at."""
SOME = 0.10
"""More than this share of them makes "some"."""
_NOT_KNOWN = Text(
    "This edition has not been given what other people say of these labels.",
    "這一版沒有其他人對這些標籤的看法。",
)
_FLIPPED = Text(
    "The claim speaks of photographs, and some labels here were flipped on purpose.",
    "這項說法談的是照片，這裡則有些標籤是故意換掉的。",
)


@dataclass(frozen=True)
class DoubtfulLabels:
    """Whom the reference gives right on the most doubtful labels.

    Attributes:
        reference: what is known of the labels.
        answer: how often it is what the network answers, and not the label.
        label: how often it is the given label; of the same images.
    """

    reference: Reference
    answer: Proportion
    label: Proportion

    def a7(self) -> Answer:
        """The claim speaks of photographs, so only people's votes can answer it."""
        if self.reference.kind != "crowd":
            return Answer.unasked("A7", _FLIPPED)
        return Answer("A7", self._numbers(), (is_above(self.answer.wilson_interval, SOME),))

    def _numbers(self) -> Text:
        n, name = self.answer.n, reference_name(self.reference)
        answer, label = proportion_text(self.answer), percent(self.label.share)
        return Text(
            f"Of the {n:,} most doubtful labels, {name.en} sides with the network's answer against the label on {answer.en} "
            f"and with the given label on {label}.",
            f"在最可疑的 {n:,} 個標籤中，{name.zh}與模型的答案一致、與標籤不同的比例是 {answer.zh}，與給定的標籤一致的是 "
            f"{label}。",
        )


def doubtful_labels(predictions: Predictions, reference: Reference | None) -> DoubtfulLabels | None:
    """Ask the reference about the ``DOUBTFUL_LABELS`` most doubtful labels of which it knows something.

    Args:
        predictions: out of fold.
        reference: what is known of the labels, if anything.

    Returns:
        None without a reference.
    """
    if reference is None:
        return None
    order = rank_labels(predictions).order
    first = order[reference.known(predictions.indices)[order]][:DOUBTFUL_LABELS]
    if not len(first):
        return None
    better = reference.labels[predictions.indices[first]]
    by_label = better == predictions.labels[first]
    by_answer = (better == predictions.predicted[first]) & ~by_label
    answer, label = (Proportion(int(sided.sum()), len(first)) for sided in (by_answer, by_label))
    return DoubtfulLabels(reference, answer, label)


def a7(analysis: LabelNoiseAnalysis | None, missing: Text) -> Answer:
    """Some training errors are label errors.

    Args:
        analysis: None where the edition has no runs for it.
        missing: what is said then.
    """
    if analysis is None:
        return Answer.unasked("A7", missing)
    if (unlike := unlike_the_reports(analysis.runs[0])) is not None:
        return Answer.unasked("A7", unlike)
    labels = doubtful_labels(analysis.predictions, analysis.reference)
    return labels.a7() if labels else Answer.unasked("A7", _NOT_KNOWN)
