"""What regularization does: trainings with each kind of it, compared with one that has none."""

from dataclasses import dataclass
from functools import cached_property

from fer_lib.chapters.seed_groups import ComparisonFamily, SeedGroup, compare_groups, described_accuracies
from fer_lib.chapters.training.run_settings import changes
from fer_lib.editions import Edition, Regularization
from fer_lib.language import Text
from fer_lib.metrics.comparison import Verdict
from fer_lib.wording import listed, percent, points

NAMES: dict[Regularization, Text] = {
    "none": Text("no regularization", "不加正則化"),
    "dropout": Text("dropout", "隨機失活"),
    "weight_decay": Text("weight decay", "權重衰減"),
    "augmentation": Text("augmentation", "資料增強"),
    "label_smoothing": Text("label smoothing", "標籤平滑"),
    "all": Text("all together", "全部一起用"),
}


@dataclass(frozen=True)
class RegularizationExperiment:
    """Trainings that differ in their regularization alone.

    Attributes:
        groups: by kind, ``none`` first.
    """

    groups: dict[Regularization, SeedGroup]

    @property
    def others(self) -> dict[Regularization, SeedGroup]:
        """All kinds but ``none``."""
        return {kind: group for kind, group in self.groups.items() if kind != "none"}

    @cached_property
    def family(self) -> ComparisonFamily:
        """Each kind against none, on the validation images."""
        none = self.groups["none"]
        return ComparisonFamily(tuple(compare_groups(group, none) for group in self.others.values()))

    @property
    def n(self) -> tuple[int, int]:
        """Number of training and of validation images."""
        group = self.groups["none"]
        return group.accuracies("train")[0].n, group.accuracies()[0].n

    def columns(self) -> list[Text]:
        """Heads of the table that ``rows`` fills."""
        return [
            Text("Regularization", "正則化"),
            Text("Validation", "驗證準確率"),
            Text("Training", "訓練準確率"),
            Text("Gap (points)", "差距（百分點）"),
        ]

    def rows(self) -> list[list[object]]:
        """One row a kind: accuracies with the kept weights, and the gap."""
        return [
            [
                group.name,
                group.shown_accuracy(),
                percent(group.mean_accuracy("train")),
                group.shown_gap(),
            ]
            for group in self.groups.values()
        ]

    def settings(self) -> Text:
        """What each kind adds to the training that has none, in a sentence."""
        reference = self.groups["none"].runs[0].config()
        added = {kind: changes(group.runs[0].config(), reference) for kind, group in self.others.items()}
        alone = ", ".join(text.en for kind, text in added.items() if kind != "all")
        told = []
        for kind, text in added.items():
            if kind == "all" and all(part in alone for part in text.en.split(", ")):
                continue  # it adds what the others add, which has been said
            name = NAMES[kind]
            same = text.en.startswith(name.en)
            told.append(text if same else Text(f"{name.en}: {text.en}", f"{name.zh}：{text.zh}"))
        return Text(
            f"Settings: {'; '.join(text.en for text in told)}.",
            f"設定：{'；'.join(text.zh for text in told)}。",
        )

    def narrower(self) -> list[Text]:
        """Names of the kinds whose gap is below none's by more than the intervals of both allow."""
        lowest = self.groups["none"].gap_interval()[0]
        return [group.name for group in self.others.values() if group.gap_interval()[1] < lowest]

    def describe(self) -> list[Text]:
        """What regularization does to the gap and to the validation accuracy; a paragraph each."""
        none = self.groups["none"]
        least = min(self.groups.values(), key=SeedGroup.gap)
        gap = Text(
            "With no regularization the gap between training and validation accuracy, in points with its 95% "
            f"interval, is {none.shown_gap().en}. ",
            f"不加正則化時，訓練與驗證準確率的差距（百分點與 95% 信賴區間）是 {none.shown_gap().zh}。",
        )
        narrower = self.narrower()
        if narrower:
            gap = Text(
                gap.en + f"Clearly narrower, with intervals that do not overlap: {listed(narrower).en}. "
                f"The narrowest is that of {least.name.en}, {100 * least.gap():.1f} points.",
                gap.zh + f"差距明顯較小（信賴區間不重疊）的有：{listed(narrower).zh}。"
                f"最小的是{least.name.zh}，{100 * least.gap():.1f} 個百分點。",
            )
        else:
            gap = Text(
                gap.en + "No kind of regularization narrows it by more than the intervals allow.",
                gap.zh + "沒有哪一種正則化讓差距縮小到超出信賴區間的範圍。",
            )
        return [gap, self._accuracy()]

    def _accuracy(self) -> Text:
        by_verdict: dict[Verdict, list[Text]] = {}
        for group, verdict in zip(self.others.values(), self.family.verdicts, strict=True):
            by_verdict.setdefault(verdict, []).append(group.name)
        sentences = []
        words: dict[Verdict, Text] = {
            "first": Text(
                "More validation images right than with none: {names}.", "驗證準確率高於不加正則化：{names}。"
            ),
            "second": Text("Fewer validation images right: {names}.", "驗證準確率低於不加正則化：{names}。"),
            "too small": Text(
                "Too close to call from one run of each (less than 1.5 points): {names}.",
                "只訓練一次、差距又小於 1.5 個百分點，不算差異：{names}。",
            ),
            "none": Text("No difference shown: {names}.", "看不出差異：{names}。"),
        }
        for verdict, template in words.items():
            if verdict in by_verdict:
                names = listed(by_verdict[verdict])
                sentences.append(Text(template.en.format(names=names.en), template.zh.format(names=names.zh)))
        limit = self.family.detectable_difference
        if limit is not None:
            shown = points(limit).lstrip("+")
            sentences.append(
                Text(
                    f"With {self.family.n:,} images a true difference below {shown} points would often be missed.",
                    f"以 {self.family.n:,} 張影像，小於 {shown} 個百分點的真正差異常會被漏掉。",
                )
            )
        return Text(" ".join(s.en for s in sentences), "".join(s.zh for s in sentences))

    def alt(self) -> Text:
        """What the drawing of gaps shows."""
        each = described_accuracies(self.groups.values(), Text(" to ", " 到 "))
        return Text(f"From validation to training accuracy: {each.en}.", f"驗證到訓練準確率：{each.zh}。")


def read_regularization(edition: Edition) -> RegularizationExperiment | None:
    """The edition's runs under ``roles: regularization:``, or None if it names none.

    Raises:
        UserError: if a run is not there.
    """
    named = edition.roles.regularization
    if not named:
        return None
    return RegularizationExperiment(
        {
            kind: SeedGroup(NAMES[kind], tuple(edition.run(run) for run in runs))
            for kind, runs in named.items()
        }
    )
