"""What leaving the most doubtful labels out does to the accuracy, and what it would do if no label were wrong."""

from dataclasses import dataclass, replace

import numpy as np

from fer_lib.chapters.label_noise.names import reference_name
from fer_lib.label_noise.exclusion import Exclusion
from fer_lib.label_noise.ranking import rank_labels
from fer_lib.label_noise.reference import Reference
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.wording import interval_percent, percent

SHARE = 0.05
"""Share of the images that is left out where the number of wrong labels is not known."""


@dataclass(frozen=True, eq=False)
class ExclusionExperiment:
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
    def names(self) -> list[Text]:
        """Of the curves that ``curves`` gives."""
        names = [Text("judged by the given labels", "以給定的標籤評判")]
        if self.reference:
            truth = self.reference.kind == "truth"
            names.append(
                Text("judged by the truth", "以真相評判")
                if truth
                else Text("judged by the crowd", "以群眾評判")
            )
        if self.control:
            names.append(Text("control: no label is wrong", "對照：沒有標籤是錯的"))
        return names

    @property
    def curves(self) -> list[Exclusion]:
        """To be drawn: by the labels, by the reference, the control, as far as there are."""
        return [curve for curve in (self.by_label, self.by_reference, self.control) if curve is not None]

    def columns(self) -> list[Text]:
        """Heads of the table that ``rows`` fills."""
        heads = [
            Text("Left out", "剔除的影像"),
            Text("n left", "剩下 n"),
            Text("Right by the labels", "以標籤評判的準確率"),
        ]
        if self.reference:
            truth = self.reference.kind == "truth"
            heads.append(
                Text("Right by the truth", "以真相評判")
                if truth
                else Text("Right by the crowd", "以群眾評判")
            )
        return heads

    def rows(self) -> list[list[object]]:
        """One row a way of leaving images out."""
        k, label, reference = self.k, self.by_label, self.by_reference
        scaled = self._share_of(reference) if reference else 0
        rows: list[list[object]] = [
            [
                Text("none", "無"),
                f"{label.n:,}",
                _shown(label, 0),
                *([_shown(reference, 0)] if reference else []),
            ],
            [
                Text(f"the {k:,} most doubtful", f"最可疑的 {k:,} 張"),
                f"{label.n - k:,}",
                _shown(label, k),
                *([_shown(reference, scaled)] if reference else []),
            ],
            [
                Text(f"{k:,} at random (95% of draws)", f"隨機 {k:,} 張（95% 的抽法）"),
                f"{label.n - k:,}",
                interval_percent(label.at_random(k)),
                *([interval_percent(reference.at_random(scaled))] if reference else []),
            ],
        ]
        if self.flipped_first and reference:
            truth = replace(reference, order=self.flipped_first.order)
            rows.append(
                [
                    Text(f"the {k:,} flipped ones", f"被換掉標籤的 {k:,} 張"),
                    f"{label.n - k:,}",
                    _shown(self.flipped_first, k),
                    _shown(truth, k),
                ]
            )
        if self.control:
            rows.append(
                [
                    Text(
                        f"control: the {k:,} most doubtful, no label wrong",
                        f"對照：標籤全對，最可疑的 {k:,} 張",
                    ),
                    f"{label.n - k:,}",
                    "—",
                    _shown(self.control, k),
                ]
            )
        return rows

    def _share_of(self, curve: Exclusion) -> int:
        """As large a share of the images of a curve as ``k`` is of all: some images have no reference."""
        return round(self.k * curve.n / self.by_label.n)

    def describe(self) -> Text:
        """What may be concluded."""
        before, after = (percent(self.by_label.without(k).share) for k in (0, self.k))
        most = percent(float(self.by_label.ceiling(np.array([self.k]))[0]))
        text = Text(
            f"Without the {self.k:,} most doubtful labels the accuracy goes from {before} to {after}. A "
            "rise is to be expected in any case: a label is doubtful where the network answers something "
            f"else, so what is left out are mostly errors, and if all {self.k:,} were errors the accuracy "
            f"would be {most}.",
            f"剔除最可疑的 {self.k:,} 個標籤之後，準確率從 {before} 變成 {after}。無論如何，"
            "上升都在意料之中：網路的答案與標籤不同，標籤才顯得可疑，所以剔除的大多是答錯的影像；若這 "
            f"{self.k:,} 張全是錯誤，準確率會是 {most}。",
        )
        if self.control:
            low, high = (percent(self.control.without(k).share) for k in (0, self.k))
            text = Text(
                f"{text.en} The control holds this against labels of which none is wrong: with the true "
                f"labels, leaving out the {self.k:,} most doubtful takes the accuracy from {low} to {high} "
                "all the same.",
                f"{text.zh}對照組用的是真正的標籤，一個錯也沒有：剔除其中最可疑的 {self.k:,} 張，"
                f"準確率照樣從 {low} 變成 {high}。",
            )
        text = Text(
            f"{text.en} So a rise says nothing about the labels.",
            f"{text.zh}因此，準確率上升並不能說明標籤有錯。",
        )
        if self.reference and self.by_reference:
            shown = percent(self.by_reference.without(0).share)
            subset = f"{self.by_reference.n:,}"
            text = Text(
                f"{text.en} What does say something is a judge other than the label: judged by "
                f"{reference_name(self.reference).en}, the same answers are right on {shown} of {subset} images with "
                "nothing left out.",
                f"{text.zh}真正有參考價值的，是標籤以外的評判：以{reference_name(self.reference).zh}來評判，"
                f"什麼都不剔除，同樣的答案在 {subset} 張影像上的準確率是 {shown}。",
            )
        return text

    def alt(self) -> Text:
        """What the drawing shows."""
        ends = [
            (name, percent(curve.without(0).share), percent(curve.without(self._share_of(curve)).share))
            for name, curve in zip(self.names, self.curves, strict=True)
        ]
        return Text(
            f"Lines that rise while the band of random choice stays level. With {self.k:,} images left out: "
            + "; ".join(f"{name.en}, from {low} to {high}" for name, low, high in ends)
            + ".",
            f"各條線都往上升，隨機剔除的灰帶則持平。剔除 {self.k:,} 張時："
            + "；".join(f"{name.zh}，從 {low} 到 {high}" for name, low, high in ends)
            + "。",
        )


def _shown(exclusion: Exclusion, k: int) -> Text:
    accuracy = exclusion.without(k)
    share, interval = percent(accuracy.share), interval_percent(accuracy.wilson_interval)
    return Text(f"{share} ({interval})", f"{share}（{interval}）")


def exclude_suspects(predictions: Predictions, reference: Reference | None) -> ExclusionExperiment:
    """Leave the most doubtful labels out and look at the accuracy.

    Args:
        predictions: out of fold.
        reference: what is known of the labels, if anything. Where it is the truth, as many images are left out as
            labels are wrong, at least one; else ``SHARE`` of all.
    """
    order = rank_labels(predictions).order
    n, said = len(predictions.labels), predictions.predicted
    by_label = Exclusion(said == predictions.labels, order)
    k = max(1, round(SHARE * n))
    if reference is None:
        return ExclusionExperiment(k, by_label, None, None, None, None)
    known = reference.known(predictions.indices)
    judged = reference.labels[predictions.indices]
    place = np.cumsum(known) - 1  # row among the known ones
    by_reference = Exclusion((said == judged)[known], place[order[known[order]]]) if known.any() else None
    if reference.kind == "crowd" or by_reference is None:
        return ExclusionExperiment(k, by_label, by_reference, None, None, reference if by_reference else None)
    wrong = reference.differs(predictions.indices, predictions.labels)
    control = rank_labels(replace(predictions, labels=judged))
    return ExclusionExperiment(
        max(1, int(wrong.sum())),
        by_label,
        by_reference,
        Exclusion(by_label.right, np.argsort(~wrong, kind="stable")) if wrong.any() else None,
        Exclusion(said == judged, control.order),
        reference,
    )
