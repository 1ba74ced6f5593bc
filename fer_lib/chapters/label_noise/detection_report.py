"""What the rankings find, as a table and in sentences."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.label_noise.names import SCORE_NAMES, against_label, reference_name
from fer_lib.label_noise.detection import Detection, detect
from fer_lib.label_noise.ranking import SCORES, Score, marked_by_confident_learning, rank_labels
from fer_lib.label_noise.reference import Reference
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion
from fer_lib.wording import interval_percent, percent, proportion_text

AGAINST_CROWD = 1000
"""Labels to look at where the reference is an opinion, which is against more labels than anyone would look at."""


@dataclass(frozen=True, eq=False)
class DetectionReport:
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
        """The k at which the precision is told: 50, 100 and ``depth``, where there are so many labels."""
        return tuple(sorted(k for k in {50, 100, self.depth} if k <= self.main.base_rate.n))

    def columns(self) -> list[Text]:
        """Heads of the table that ``rows`` fills."""
        return [Text("Measure", "指標"), *(SCORE_NAMES[score] for score in self.by_score)]

    def rows(self) -> list[list[object]]:
        """AUROC and the precision among the first k, one row each and one column a score."""
        found = self.by_score.values()
        areas = [(f"{d.auroc:.3f}", "{:.3f}–{:.3f}".format(*d.auroc_interval)) for d in found]
        rows: list[list[object]] = [["AUROC", *(_cell(*area) for area in areas)]]
        for k in self.depths:
            shares = [detection.precision(k) for detection in found]
            cells = [_cell(percent(p.share, 0), interval_percent(p.wilson_interval, 0)) for p in shares]
            rows.append([Text(f"first {k:,}", f"前 {k:,} 名"), *cells])
        return rows

    def describe(self) -> list[Text]:
        """What the ranking by self-confidence finds, and what the marks of confident learning are; a paragraph each."""
        return [self._found(), self._marked()]

    def _found(self) -> Text:
        base, what = self.main.base_rate, against_label(self.reference)
        k = self.depth
        precision, answer = self.main.precision(k), self.answer_confirmed
        low, high = self.main.auroc_interval
        return Text(
            f"There are {base.successes:,} {what.en} among {base.n:,} ({percent(base.share)}). A "
            f"{_one(self.reference).en} is ranked above one of the others with probability "
            f"{self.main.auroc:.3f} (AUROC, 95% interval {low:.3f}–{high:.3f}). Whoever looks at the first "
            f"{k:,} finds {precision.successes:,}, {proportion_text(precision).en}; as many at random hold about "
            f"{k * base.share:,.0f}. On {proportion_text(answer).en} of these first {k:,}, what the network "
            f"answers is what {reference_name(self.reference).en} says.",
            f"{base.n:,} 個標籤裡有 {base.successes:,} 個{what.zh}（{percent(base.share)}）。"
            f"{_one(self.reference).zh}排在其他標籤前面的機率是 {self.main.auroc:.3f}（AUROC，95% 信賴區間 "
            f"{low:.3f}–{high:.3f}）。只看前 {k:,} 名，就能找到 {precision.successes:,} 個，比例是 "
            f"{proportion_text(precision).zh}；隨機挑同樣多個，大約只會碰到 {k * base.share:,.0f} 個。在這前 "
            f"{k:,} 名裡，網路的答案與{reference_name(self.reference).zh}一致的比例是 {proportion_text(answer).zh}。",
        )

    def _marked(self) -> Text:
        base = self.main.base_rate
        if self.marked is None:
            return Text("Confident learning marks no label.", "信心學習沒有標出任何標籤。")
        share = proportion_text(self.marked)
        what = against_label(self.reference)
        return Text(
            f"Confident learning goes further and says where to stop. It marks {self.marked.n:,} labels, "
            f"of which {share.en} are {what.en}; there are {base.successes:,} in all. Its marks count the "
            "network's errors along with those of the labels, so their number says nothing about how many "
            "labels are wrong. The ranking can be used; the count cannot.",
            f"信心學習還更進一步，連該在哪裡停下都會決定。它標出了 {self.marked.n:,} 個標籤，其中 "
            f"{share.zh}是{what.zh}，而全部其實有 {base.successes:,} 個。它把網路自己的錯誤也算進去，"
            "所以標出的數量並不能說明有多少標籤是錯的。可以用的是排序，不是數量。",
        )

    def alt(self) -> Text:
        """What the drawing of found labels shows."""
        depths = self.depths
        k = self.depth
        shown = [(d, self.main.precision(d)) for d in depths]
        return Text(
            f"On the left the line of the ranking: {self.main.found[k - 1]:,} found among the first {k:,}, "
            f"where looking at random finds about {k * self.main.base_rate.share:,.0f}. On the right the "
            "precision: "
            + ", ".join(f"{percent(p.share, 0)} among the first {d:,}" for d, p in shown)
            + f"; the dashed line of chance is at {percent(self.main.base_rate.share)}.",
            f"左圖是排序的線：前 {k:,} 名找到 {self.main.found[k - 1]:,} 個，隨機挑選大約只有 "
            f"{k * self.main.base_rate.share:,.0f} 個。右圖是精確率："
            + "、".join(f"前 {d:,} 名 {percent(p.share, 0)}" for d, p in shown)
            + f"；隨機的虛線在 {percent(self.main.base_rate.share)}。",
        )


def _cell(value: str, interval: str) -> Text:
    return Text(f"{value} ({interval})", f"{value}（{interval}）")


def _one(reference: Reference) -> Text:
    """One of the labels that are looked for."""
    if reference.kind == "truth":
        return Text("flipped label", "被換掉的標籤")
    return Text("label that the crowd does not share", "群眾不認同的標籤")


def depth_of(reference: Reference, detection: Detection) -> int:
    """See ``DetectionReport.depth``."""
    wanted = detection.base_rate.successes if reference.kind == "truth" else AGAINST_CROWD
    return min(wanted, detection.base_rate.n)


def report_detection(predictions: Predictions, reference: Reference) -> DetectionReport | None:
    """Hold the rankings by all scores against a reference.

    Args:
        predictions: out of fold.
        reference: what is known of the labels.

    Returns:
        None if the reference is against no label of those that it knows, or against every one.
    """
    known = reference.known(predictions.indices)
    wrong = reference.differs(predictions.indices, predictions.labels)
    found = {score: detect(rank_labels(predictions, score), wrong, known) for score in SCORES}
    by_score = {score: detection for score, detection in found.items() if detection is not None}
    if not by_score:
        return None
    rows = np.flatnonzero(known)
    main = by_score["self_confidence"]
    first = rows[main.order[: depth_of(reference, main)]]
    confirmed = predictions.predicted[first] == reference.labels[predictions.indices[first]]
    marked = marked_by_confident_learning(predictions) & known
    return DetectionReport(
        reference,
        by_score,
        Proportion(int(confirmed.sum()), len(first)),
        _share(marked & wrong, marked),
        int((~known).sum()),
    )


def _share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> Proportion | None:
    return Proportion(int(part.sum()), int(whole.sum())) if whole.any() else None
