"""The same pair of networks on images as they are and on images whose pixels are shuffled."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_lib.chapters.cnn_dnn.network_experiment import CNN, DNN, PairExperiment
from fer_lib.chapters.seed_groups import GroupComparison, SeedGroup, compare_groups
from fer_lib.language import Text
from fer_lib.wording import percent, points, points_interval, tidy


@dataclass(frozen=True)
class ShuffleExperiment:
    """What shuffling takes from either network.

    Attributes:
        key: short name for figures and tables.
        report: whose pair it is.
        cnn: on the images as they are.
        dnn: on the images as they are.
        cnn_shuffled: on shuffled pixels.
        dnn_shuffled: on shuffled pixels.
    """

    key: str
    report: Text
    cnn: SeedGroup
    dnn: SeedGroup
    cnn_shuffled: SeedGroup
    dnn_shuffled: SeedGroup

    @classmethod
    def of(cls, pair: PairExperiment) -> "ShuffleExperiment | None":
        """The experiment of a pair, or None if it was not run on shuffled pixels."""
        if pair.cnn_shuffled is None or pair.dnn_shuffled is None:
            return None
        return cls(pair.key, pair.report, pair.cnn, pair.dnn, pair.cnn_shuffled, pair.dnn_shuffled)

    @cached_property
    def cnn_change(self) -> GroupComparison:
        """The CNN on shuffled pixels against the CNN on the images as they are."""
        return compare_groups(self.cnn_shuffled, self.cnn)

    @cached_property
    def dnn_change(self) -> GroupComparison:
        """The same of the DNN."""
        return compare_groups(self.dnn_shuffled, self.dnn)

    @cached_property
    def lead(self) -> GroupComparison:
        """CNN against DNN on the images as they are."""
        return compare_groups(self.cnn, self.dnn)

    @cached_property
    def lead_shuffled(self) -> GroupComparison:
        """CNN against DNN on shuffled pixels."""
        return compare_groups(self.cnn_shuffled, self.dnn_shuffled)

    @property
    def lost_lead(self) -> float | None:
        """Share of the CNN's lead that the shuffling takes; None where it has no lead to lose."""
        if self.lead.verdict() != "first":
            return None
        return 1 - self.lead_shuffled.difference / self.lead.difference

    @property
    def guessing(self) -> float:
        """Accuracy of saying the most frequent class of every validation image, 0 to 1."""
        labels = self.cnn.runs[0].predictions("validation").labels
        return float(np.bincount(labels).max() / len(labels))

    @property
    def cnn_only_guesses(self) -> bool:
        """Whether no CNN trained on shuffled pixels is shown to be better than guessing."""
        return max(p.wilson_interval[0] for p in self.cnn_shuffled.accuracies()) <= self.guessing

    @property
    def n(self) -> int:
        """Number of validation images."""
        return self.lead.comparisons[0].n

    def columns(self) -> list[Text]:
        """Heads of the table that ``rows`` fills."""
        return [
            Text("Network", "網路"),
            Text("As they are", "原本的像素"),
            Text("Shuffled", "打亂的像素"),
            Text("Change (points)", "變化（百分點）"),
        ]

    def rows(self) -> list[list[object]]:
        """One row a network, and one for the lead of the CNN."""

        def change(comparison: GroupComparison) -> Text | str:
            if len(comparison.comparisons) > 1:
                return points(comparison.difference)
            interval = points_interval(comparison.comparisons[0].difference_interval)
            shown = points(comparison.difference)
            return Text(f"{shown} ({interval.en})", f"{shown}（{interval.zh}）")

        return [
            ["CNN", self.cnn.shown_accuracy(), self.cnn_shuffled.shown_accuracy(), change(self.cnn_change)],
            ["DNN", self.dnn.shown_accuracy(), self.dnn_shuffled.shown_accuracy(), change(self.dnn_change)],
            [
                Text("lead of the CNN (points)", "CNN 領先（百分點）"),
                points(self.lead.difference),
                points(self.lead_shuffled.difference),
                points(self.lead_shuffled.difference - self.lead.difference),
            ],
        ]

    def describe(self) -> list[Text]:
        """What shuffling does to either, and what becomes of the lead; a paragraph each."""
        told = [_change(DNN, self.dnn_change), _change(CNN, self.cnn_change)]
        if self.cnn_only_guesses:
            told.append(
                Text(
                    "On shuffled pixels it is no better here than saying the most frequent class of every face: this "
                    "training was too short for it to begin to learn.",
                    "像素打亂後，它並不比每張人臉都猜最常見的類別好：這次的訓練太短，它還沒開始學會。",
                )
            )
        changes = Text(" ".join(text.en for text in told), "".join(text.zh for text in told))
        return [changes, self._lead()]

    def _lead(self) -> Text:
        lost = self.lost_lead
        if lost is None:
            return Text(
                "The CNN has no lead here that shuffling could take.", "這裡的 CNN 並沒有領先，也就無從失去。"
            )
        before, after = (points(c.difference) for c in (self.lead, self.lead_shuffled))
        if lost >= 1:
            lead = Text(
                f"The CNN was ahead by {before.lstrip('+')} points; on shuffled pixels it is not ahead any more.",
                f"CNN 原本領先 {before.lstrip('+')} 個百分點；像素打亂後，領先完全消失。",
            )
        else:
            lead = Text(
                f"The lead of the CNN goes from {before} to {after} points; {percent(lost, 0)} of it is lost.",
                f"CNN 的領先從 {before} 變成 {after} 個百分點，失去了 {percent(lost, 0)}。",
            )
        if self.cnn_only_guesses:
            return Text(
                lead.en
                + " How much of its lead a CNN keeps that has begun to learn, a longer training would show.",
                lead.zh + "至於真正開始學會之後的 CNN 能保住多少領先，要更長的訓練才看得出來。",
            )
        if lost > 0.5 and self.dnn_change.verdict() != "second":
            return Text(
                lead.en + " As expected: the lead came from the neighbourhood of the pixels.",
                lead.zh + "一如預期：領先來自像素的相鄰關係。",
            )
        return Text(lead.en + " That is not what was expected.", lead.zh + "這與預期不符。")

    def alt(self) -> Text:
        """What a drawing of the four accuracies shows."""
        cnn, dnn, cnn_after, dnn_after = (
            percent(g.mean_accuracy()) for g in (self.cnn, self.dnn, self.cnn_shuffled, self.dnn_shuffled)
        )
        return Text(
            f"Two lines from left to right: the CNN from {cnn} to {cnn_after}, the DNN from {dnn} to {dnn_after}.",
            f"由左到右的兩條線：CNN 從 {cnn} 到 {cnn_after}，DNN 從 {dnn} 到 {dnn_after}。",
        )


def _change(name: Text, change: GroupComparison) -> Text:
    """What the shuffling does to one network, in a sentence."""
    verdict = change.verdict()
    size = points(abs(change.difference)).lstrip("+")
    shown = Text(f"{points(change.difference)} points", f"{points(change.difference)} 個百分點")
    if len(change.comparisons) == 1:
        interval = points_interval(change.comparisons[0].difference_interval)
        shown = Text(f"{shown.en}, 95% interval {interval.en}", f"{shown.zh}，95% 信賴區間 {interval.zh}")
    match verdict:
        case "second":
            told = Text(
                f"Shuffling takes {size} points from {name.en} ({shown.en}).",
                f"打亂像素讓{name.zh}失去 {size} 個百分點（{shown.zh}）。",
            )
        case "first":
            told = Text(
                f"Shuffling gives {name.en} {size} points ({shown.en}).",
                f"打亂像素讓{name.zh}增加 {size} 個百分點（{shown.zh}）。",
            )
        case _:
            told = Text(
                f"Shuffling makes no difference to {name.en} that these images show ({shown.en}).",
                f"打亂像素對{name.zh}沒有看得出的影響（{shown.zh}）。",
            )
    return tidy(told)
