"""A convolutional against a fully connected network of about as many parameters (reports B and D)."""

import re
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS
from fer_lib.chapters.seed_groups import GroupComparison, SeedGroup, compare_groups
from fer_lib.editions import Edition, NetworkPair
from fer_lib.language import Text
from fer_lib.models import Totals, count, example_input, network_of
from fer_lib.plots.convergence import Group
from fer_lib.runs.curves import accuracy_jitter, epochs_to_reach
from fer_lib.wording import capitalized, percent

CNN, DNN = Text("the CNN", " CNN "), Text("the DNN", " DNN ")
CNN_SHUFFLED = Text("the CNN on shuffled pixels", "打亂像素的 CNN ")
DNN_SHUFFLED = Text("the DNN on shuffled pixels", "打亂像素的 DNN ")
# Share of its own best validation accuracy at which a network counts as having learned most of what it learns.
MOST = 0.95


def report_of(model: str) -> Text:
    """Whose network it is: ``report B`` for ``report-b-cnn``, else the network's name."""
    found = re.match(r"report-([a-z])-", model)
    letter = found.group(1).upper() if found else ""
    return Text(f"report {letter}", f"報告 {letter} ") if letter else Text(f"`{model}`", f" `{model}` ")


@dataclass(frozen=True)
class PairExperiment:
    """One pair of networks, each trained with one seed or several.

    Attributes:
        number: 1 for the edition's first pair.
        cnn: runs of the convolutional network.
        dnn: runs of the fully connected one.
        cnn_shuffled: of the first on shuffled pixels, or None.
        dnn_shuffled: of the second on shuffled pixels, or None.
    """

    number: int
    cnn: SeedGroup
    dnn: SeedGroup
    cnn_shuffled: SeedGroup | None = None
    dnn_shuffled: SeedGroup | None = None

    @property
    def groups(self) -> tuple[SeedGroup, SeedGroup]:
        """Both networks on the images as they are."""
        return self.cnn, self.dnn

    @property
    def report(self) -> Text:
        """Whose pair it is."""
        return report_of(self.cnn.runs[0].config().model)

    @property
    def key(self) -> str:
        """Short name for figures and tables."""
        return f"pair-{self.number}"

    @cached_property
    def totals(self) -> tuple[Totals, Totals]:
        """Parameters and operations of both, counted from the networks."""
        one, other = (count(network_of(group.runs[0].config()), example_input()) for group in self.groups)
        return one, other

    @cached_property
    def comparison(self) -> GroupComparison:
        """CNN against DNN on the validation images."""
        return compare_groups(self.cnn, self.dnn)

    def jitter(self, group: SeedGroup) -> float | None:
        """Scatter of the validation accuracy from epoch to epoch, mean over the seeds; None if too few epochs."""
        values = [accuracy_jitter(run.history()) for run in group.runs]
        known = [value for value in values if value is not None]
        return fmean(known) if known else None

    def seconds_per_epoch(self, group: SeedGroup) -> float:
        """Median of a run, mean over the seeds."""
        return fmean(run.metrics()["seconds_per_epoch"] for run in group.runs)

    def epochs_to_most(self, group: SeedGroup) -> int:
        """First epoch of the first run within 95 % of its best validation accuracy."""
        history = group.runs[0].history()
        best = max(record.validation_accuracy for record in history.records)
        reached = epochs_to_reach(history, MOST * best)
        assert reached is not None  # the best epoch itself does
        return reached

    def curve_groups(self) -> tuple[Group, ...]:
        """The epochs of both, for drawing."""
        labels = (Text("CNN", "CNN"), Text("DNN", "DNN"))
        return tuple(
            Group(label, tuple(run.history() for run in group.runs))
            for label, group in zip(labels, self.groups, strict=True)
        )

    def columns(self) -> list[Text]:
        """Heads of the table that ``rows`` fills."""
        return [Text("Quantity", "項目"), Text("CNN", "CNN"), Text("DNN", "DNN")]

    def rows(self) -> list[list[object]]:
        """One row a quantity, one column a network."""
        totals = dict(zip(self.groups, self.totals, strict=True))
        epochs = {g: g.runs[0].history().last.epoch for g in self.groups}
        has_test = all("test" in run.metrics()["splits"] for group in self.groups for run in group.runs)
        rows: list[tuple[Text, list[object]]] = [
            (Text("trainable parameters", "可訓練參數量"), [f"{totals[g].trainable:,}" for g in self.groups]),
            (
                Text("multiply-accumulates an image", "每張影像的乘加次數"),
                [f"{totals[g].macs:,}" for g in self.groups],
            ),
            (
                Text("each weight is used, on average", "每個權重平均使用次數"),
                [f"{totals[g].macs / totals[g].weights_only:,.0f}×" for g in self.groups],
            ),
            (Text("validation accuracy", "驗證準確率"), [g.shown_accuracy() for g in self.groups]),
        ]
        if has_test:
            rows.append(
                (Text("test accuracy", "測試準確率"), [g.shown_accuracy("test") for g in self.groups])
            )
        rows += [
            (
                Text("training accuracy", "訓練準確率"),
                [percent(g.mean_accuracy("train")) for g in self.groups],
            ),
            (Text("epochs", "訓練週期"), [f"{epochs[g]:,}" for g in self.groups]),
            (
                Text("epochs to 95% of its best", "達到自身最佳的 95% 所需週期"),
                [f"{self.epochs_to_most(g):,}" for g in self.groups],
            ),
            (
                Text("seconds an epoch", "每個週期秒數"),
                [f"{self.seconds_per_epoch(g):.2f}" for g in self.groups],
            ),
            (
                Text("jitter of the curve (points)", "曲線抖動（百分點）"),
                [f"{100 * j:.2f}" if (j := self.jitter(g)) is not None else "–" for g in self.groups],
            ),
        ]
        return [[name, *cells] for name, cells in rows]

    def describe_counts(self) -> Text:
        """How equal the numbers of parameters are, and what the report prints of them."""
        one, other = self.totals
        ratio = one.trainable / other.trainable
        true = Text(
            f"The CNN has {one.trainable:,} parameters and the DNN {other.trainable:,}: a ratio of {ratio:.2f}.",
            f"CNN 有 {one.trainable:,} 個參數，DNN 有 {other.trainable:,} 個，比值 {ratio:.2f}。",
        )
        models = [group.runs[0].config().model for group in self.groups]
        wrong = {p.model: p for p in PRINTED_COUNTS if p.is_erratum and p.model in models}
        if len(wrong) < 2:
            return true
        cnn, dnn = (wrong[model].printed for model in models)
        return Text(
            f"{capitalized(self.report).en} prints {cnn:,} and {dnn:,}, nearly equal, but the first forgets that a "
            f"filter has a kernel for each input channel, and both leave the biases out. " + true.en,
            f"{self.report.zh}印出 {cnn:,} 與 {dnn:,}，看起來幾乎相等；但前者忘了濾波器對每個輸入通道各有一個卷積核，"
            "兩者也都沒有計入偏差項。" + true.zh,
        )

    def describe_time(self) -> Text:
        """Time an epoch, and the operations behind it."""
        (one, other), (cnn, dnn) = self.totals, (self.seconds_per_epoch(group) for group in self.groups)
        slow, fast = (CNN, DNN) if cnn >= dnn else (DNN, CNN)
        times = max(cnn, dnn) / min(cnn, dnn)
        return Text(
            f"An epoch of {slow.en} takes {times:.1f} times as long as one of {fast.en}; the CNN does "
            f"{one.macs / other.macs:,.0f} times as many multiplications, because it uses each weight at every "
            "position of the image.",
            f"{slow.zh.strip()} 每個週期所需的時間是{fast.zh}的 {times:.1f} 倍；CNN 的乘法次數是 DNN 的 "
            f"{one.macs / other.macs:,.0f} 倍，因為每個權重在影像的每個位置都要用一次。",
        )

    def describe_smoothness(self) -> Text:
        """Which curve scatters more."""
        cnn, dnn = (self.jitter(group) for group in self.groups)
        if cnn is None or dnn is None:
            return Text(
                "The trainings are too short to say which curve is smoother.",
                "訓練週期太少，無法判斷哪條曲線比較平滑。",
            )
        rough, calm = (DNN, CNN) if dnn > cnn else (CNN, DNN)
        return Text(
            f"The validation accuracy of {rough.en} scatters by {100 * max(cnn, dnn):.2f} points from epoch to epoch, "
            f"that of {calm.en} by {100 * min(cnn, dnn):.2f}.",
            f"{rough.zh.strip()} 的驗證準確率逐週期抖動 {100 * max(cnn, dnn):.2f} 個百分點，"
            f"{calm.zh.strip()} 則是 {100 * min(cnn, dnn):.2f} 個百分點。",
        )

    def describe_difference(self) -> list[Text]:
        """How the two compare image by image; a paragraph each."""
        counts = self.comparison.comparisons[0].counts()
        told = self.comparison.describe()
        return [Text(f"{counts.en} {told.en}", counts.zh + told.zh)]

    def alt(self) -> Text:
        """What the curves show."""
        lasts = [group.runs[0].history() for group in self.groups]
        (c_loss, c_best), (d_loss, d_best) = (
            (f"{h.last.train_loss:.2f}", percent(max(r.validation_accuracy for r in h.records)))
            for h in lasts
        )
        return Text(
            f"The training loss of the CNN ends at {c_loss}, that of the DNN at {d_loss}; the validation accuracy of "
            f"the CNN gets up to {c_best}, that of the DNN to {d_best}.",
            f"CNN 的訓練損失最後是 {c_loss}，DNN 是 {d_loss}；CNN 的驗證準確率最高到 {c_best}，DNN 到 {d_best}。",
        )

    def verdict_columns(self) -> list[Text]:
        """Heads of the table that ``verdict_rows`` fills."""
        return [
            Text("Claim of the DNN", "對 DNN 的主張"),
            Text("CNN", "CNN"),
            Text("DNN", "DNN"),
            Text("Verdict", "判斷"),
        ]

    def verdict_rows(self) -> list[list[object]]:
        """What reports B and D say of the DNN, held against these runs."""
        cnn, dnn = self.groups
        accuracy = {
            "first": Text("holds", "成立"),
            "second": Text("does not hold: the DNN is better", "不成立：DNN 較好"),
            "too small": Text("less than 1.5 points: no verdict", "差距不到 1.5 個百分點，無法判斷"),
            "none": Text("no difference shown", "看不出差異"),
        }[self.comparison.verdict()]
        unknown = Text("too few epochs to say", "週期太少，無法判斷")
        jitters = [self.jitter(group) for group in self.groups]
        epochs = [self.epochs_to_most(group) for group in self.groups]
        seconds = [self.seconds_per_epoch(group) for group in self.groups]
        return [
            [
                Text("much less accurate", "準確率低很多"),
                percent(cnn.mean_accuracy()), percent(dnn.mean_accuracy()), accuracy,
            ],
            [
                Text("noisier, oscillating", "雜訊大、震盪"),
                *("–" if j is None else f"{100 * j:.2f}" for j in jitters),
                unknown if None in jitters else _holds((jitters[0] or 0) < (jitters[1] or 0)),
            ],
            [
                Text("needs more epochs", "需要較多週期"), *map(str, epochs),
                unknown if None in jitters else _holds(epochs[0] < epochs[1]),
            ],
            [
                Text("faster an epoch (s)", "每個週期較快（秒）"),
                *(f"{s:.2f}" for s in seconds), _holds(seconds[1] < seconds[0]),
            ],
        ]  # fmt: skip


def _holds(claim: bool) -> Text:
    return Text("holds", "成立") if claim else Text("does not hold", "不成立")


def read_pairs(edition: Edition) -> list[PairExperiment]:
    """The edition's pairs under ``roles: cnn_against_dnn:``; none if it names none.

    Raises:
        UserError: if a run is not there.
    """

    def group(name: Text, runs: tuple[str, ...]) -> SeedGroup:
        return SeedGroup(name, tuple(edition.run(run) for run in runs))

    def pair(number: int, names: NetworkPair) -> PairExperiment:
        shuffled = names.cnn_shuffled and names.dnn_shuffled
        return PairExperiment(
            number,
            group(CNN, names.cnn),
            group(DNN, names.dnn),
            group(CNN_SHUFFLED, names.cnn_shuffled) if shuffled else None,
            group(DNN_SHUFFLED, names.dnn_shuffled) if shuffled else None,
        )

    return [pair(number, names) for number, names in enumerate(edition.roles.cnn_against_dnn, 1)]
