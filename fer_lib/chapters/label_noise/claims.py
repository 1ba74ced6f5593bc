"""Report A's claim A7: that some training errors are errors of the labels."""

from dataclasses import dataclass

import numpy as np

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.label_noise.analysis import LabelNoiseAnalysis
from fer_lib.chapters.label_noise.names import reference_name
from fer_lib.label_noise.ranking import rank_labels
from fer_lib.label_noise.reference import Reference
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion
from fer_lib.wording import paragraph, proportion_text

DOUBTFUL_LABELS = 100
"""So many of the most doubtful labels are looked at."""
_NO_RUNS = Text(
    "Without runs that judge the training images, the claim cannot be tested here.",
    "沒有評判訓練影像的訓練結果，所以這裡無法檢驗這項主張。",
)
_NOTHING_KNOWN = Text(
    "Nothing else is known of the labels of this edition, so the claim cannot be tested here.",
    "關於這一版的標籤沒有其他資訊，所以這裡無法檢驗這項主張。",
)


@dataclass(frozen=True)
class DoubtfulLabels:
    """Whom the reference gives right on the most doubtful labels.

    Attributes:
        reference: what is known of the labels.
        answer: how often it is what the network answers.
        label: how often it is the given label; of the same images.
    """

    reference: Reference
    answer: Proportion
    label: Proportion

    @property
    def network_is_ahead(self) -> bool:
        """Whether the reference sides with the network clearly more often: the intervals do not overlap."""
        return self.answer.wilson_interval[0] > self.label.wilson_interval[1]

    def a7(self) -> Answer:
        """The claim speaks of photographs, so only people's votes can support it."""
        supported = self.network_is_ahead and self.reference.kind == "crowd"
        finding = paragraph(self._numbers(), self._outcome())
        return Answer("A7", finding, "holds" if supported else "open")

    def _numbers(self) -> Text:
        n, name = self.answer.n, reference_name(self.reference)
        answer, label = proportion_text(self.answer), proportion_text(self.label)
        return Text(
            f"Of the {n:,} most doubtful labels, {name.en} sides with the network's answer on {answer.en} and with the "
            f"given label on {label.en}.",
            f"在最可疑的 {n:,} 個標籤中，{name.zh}與網路的答案一致的比例是 {answer.zh}，與給定的標籤一致的是 {label.zh}。",
        )

    def _outcome(self) -> Text:
        if self.reference.kind == "truth":
            return paragraph(
                Text(
                    "Some labels here were flipped on purpose, so this neither supports nor refutes the claim, which "
                    "speaks of photographs.",
                    "這裡有些標籤是故意換掉的，所以既不支持也不否定這項主張，因為主張談的是照片。",
                ),
                Text(
                    "It shows that the method finds such labels where there are some.",
                    "它只說明：若真有這樣的標籤，這個方法找得到。",
                )
                if self.network_is_ahead
                else Text(
                    "Nor does it show that the method finds such labels: these networks know too little.",
                    "它也沒有顯示這個方法找得到這樣的標籤：這些網路懂得還太少。",
                ),
            )
        if self.network_is_ahead:
            return Text(
                "That supports the claim: there are training images on which people, too, see what the network answers "
                "and not the label.",
                "這支持了主張：確實有些訓練影像，人所看到的也和網路的答案一樣，而不是標籤。",
            )
        return Text(
            "That does not support the claim: the network's answer is not clearly the better one.",
            "這並不支持主張：網路的答案沒有明顯比較好。",
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
    by_answer, by_label = (
        Proportion(int(np.sum(better == judged[first])), len(first))
        for judged in (predictions.predicted, predictions.labels)
    )
    return DoubtfulLabels(reference, by_answer, by_label)


def a7(analysis: LabelNoiseAnalysis | None) -> Answer:
    """Some training errors are label errors.

    Args:
        analysis: None where the edition has no runs for it.
    """
    if analysis is None:
        return Answer("A7", _NO_RUNS, "open")
    labels = doubtful_labels(analysis.predictions, analysis.reference)
    return labels.a7() if labels else Answer("A7", _NOTHING_KNOWN, "open")
