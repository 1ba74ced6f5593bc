"""Report A's claim A7: that some training errors are errors of the labels."""

from dataclasses import dataclass

import numpy as np

from fer_lib.chapters.label_noise.names import reference_name
from fer_lib.label_noise.ranking import rank_labels
from fer_lib.label_noise.reference import Reference
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion
from fer_lib.wording import proportion_text

LOOKED_AT = 100


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
    def supported(self) -> bool:
        """Whether the reference sides with the network clearly more often: the intervals do not overlap."""
        return self.answer.wilson_interval[0] > self.label.wilson_interval[1]

    def describe(self) -> Text:
        """What may be said of the claim."""
        n, name = self.answer.n, reference_name(self.reference)
        numbers = Text(
            f"Of the {n:,} most doubtful labels, {name.en} sides with the network's answer on "
            f"{proportion_text(self.answer).en} and with the given label on {proportion_text(self.label).en}.",
            f"在最可疑的 {n:,} 個標籤中，{name.zh}與網路的答案一致的比例是 {proportion_text(self.answer).zh}，"
            f"與給定的標籤一致的是 {proportion_text(self.label).zh}。",
        )
        if self.reference.kind == "truth":
            found = Text(
                " It shows that the method finds such labels where there are some.",
                "它只說明：若真有這樣的標籤，這個方法找得到。",
            )
            missed = Text(
                " Nor does it show that the method finds such labels: these networks know too little.",
                "它也沒有顯示這個方法找得到這樣的標籤：這些網路懂得還太少。",
            )
            outcome = found if self.supported else missed
            return Text(
                f"{numbers.en} Some labels here were flipped on purpose, so this neither supports nor "
                f"refutes the claim, which speaks of photographs.{outcome.en}",
                f"{numbers.zh}這裡有些標籤是故意換掉的，所以既不支持也不否定這項主張，因為主張談的是照片。"
                f"{outcome.zh}",
            )
        if self.supported:
            return Text(
                numbers.en
                + " That supports the claim: there are training images on which people, too, see what the network "
                "answers and not the label.",
                numbers.zh + "這支持了主張：確實有些訓練影像，人所看到的也和網路的答案一樣，而不是標籤。",
            )
        return Text(
            numbers.en
            + " That does not support the claim: the network's answer is not clearly the better one.",
            numbers.zh + "這並不支持主張：網路的答案沒有明顯比較好。",
        )


def judge_claim(predictions: Predictions, reference: Reference | None) -> DoubtfulLabels | None:
    """Ask the reference about the ``LOOKED_AT`` most doubtful labels of which it knows something.

    Args:
        predictions: out of fold.
        reference: what is known of the labels, if anything.

    Returns:
        None without a reference.
    """
    if reference is None:
        return None
    order = rank_labels(predictions).order
    first = order[reference.known(predictions.indices)[order]][:LOOKED_AT]
    if not len(first):
        return None
    better = reference.labels[predictions.indices[first]]
    by_answer, by_label = (
        Proportion(int(np.sum(better == said[first])), len(first))
        for said in (predictions.predicted, predictions.labels)
    )
    return DoubtfulLabels(reference, by_answer, by_label)
