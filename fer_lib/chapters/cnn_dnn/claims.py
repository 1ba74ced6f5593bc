"""What reports B and D say of the DNN (claims B4 and D4), asked of their own trainings of both networks."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.cnn_dnn.curve_ranges import epochs_near, jitter_ratio, median_range
from fer_lib.chapters.judgement import Interval, against_printed, is_above, is_below, is_near_zero, over_seeds
from fer_lib.chapters.reported_training import ReportedTraining, Seed, reported_training
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.proportion import difference_interval
from fer_lib.runs.results import Result
from fer_lib.wording import paragraph, percent, points, points_interval

PRINTED_MARGIN = 0.05
"""How near a printed accuracy counts as reached."""
MUCH = 0.10
"""What counts as much less accurate."""
STRONGLY = 1.5
"""How many times as much as the CNN an accuracy has to scatter to oscillate strongly."""
Part = tuple[Text, bool | None]


def dnn_answers(edition: Edition, results: Sequence[Result]) -> list[Answer]:
    """The answers to B4 and D4.

    Args:
        edition: the edition.
        results: the kept long runs.
    """
    answers = []
    for claim, letter, judge in (("B4", "b", DnnClaims.b4), ("D4", "d", DnnClaims.d4)):
        cnn, dnn = (reported_training(edition, results, f"report-{letter}-{kind}") for kind in ("cnn", "dnn"))
        answers += [judge(DnnClaims(cnn, dnn))] if dnn.seeds else dnn.unasked(claim)
    return answers


@dataclass(frozen=True)
class DnnClaims:
    """In what a DNN is said to differ from a CNN.

    Attributes:
        cnn: the report's training of the CNN; without seeds where there is none, and then what compares is not judged.
        dnn: that of the DNN, with one seed or more.
    """

    cnn: ReportedTraining
    dnn: ReportedTraining

    def b4(self) -> Answer:
        """Stays at 0.37; noisier, more epochs, much less accurate, faster an epoch."""
        return self._answer(
            "B4",
            [
                self._printed(self.dnn, Text("The DNN’s", "DNN "), 0.37, 2871),
                *(self._compared((lambda: self._jitter(1.0), self._epochs, self._difference, self._seconds))),
            ],
        )

    def d4(self) -> Answer:
        """0.3874, far below the CNN's 0.6840, and strong oscillation."""
        cnn = [self._printed(self.cnn, Text("The CNN’s", "CNN "), 0.6840, 5000)] if self.cnn.seeds else []
        return self._answer(
            "D4",
            [
                self._printed(self.dnn, Text("The DNN’s", "DNN "), 0.3874, 5000),
                *(cnn or [(Text("", ""), None)]),
                *self._compared((self._difference, lambda: self._jitter(STRONGLY))),
            ],
        )

    def _compared(self, judges: Sequence) -> list[Part]:  # type: ignore[type-arg]
        """What the judges say; nothing is to be told without a CNN."""
        if self.cnn.seeds:
            return [judge() for judge in judges]
        reason = self.cnn.reason or Text("", "")
        missing = paragraph(Text("There is no CNN to compare it with.", "沒有可以相比的 CNN。"), reason)
        return [(missing, None), *[(Text("", ""), None)] * (len(judges) - 1)]

    def _answer(self, claim: str, parts: Sequence[Part]) -> Answer:
        which = [training.described() for training in (self.dnn, self.cnn) if training.seeds]
        return Answer(
            claim, paragraph(*(text for text, _ in parts), *which), tuple(judged for _, judged in parts)
        )

    @property
    def _pairs(self) -> list[tuple[Seed, Seed]]:
        return list(zip(self.cnn.seeds, self.dnn.seeds, strict=False))

    def _printed(self, training: ReportedTraining, whose: Text, share: float, images: int) -> Part:
        found = [seed.accuracies["validation"] for seed in training.seeds]
        interval = over_seeds(
            [accuracy.share - share for accuracy in found],
            [against_printed(accuracy, share, images) for accuracy in found],
        )
        assert interval is not None
        mean, shown = (
            fmean(accuracy.share for accuracy in found),
            f"{100 * share:.2f}".rstrip("0").rstrip("."),
        )
        bounds, apart = points_interval(interval), points(mean - share)
        return (
            Text(
                f"{whose.en} validation accuracy is {percent(mean)}, {apart} points from {shown}% (95% interval {bounds.en}).",
                f"{whose.zh}的驗證準確率是 {percent(mean)}，與 {shown}% 相差 {apart} 個百分點（95% 信賴區間 {bounds.zh}）。",
            ),
            is_near_zero(interval, PRINTED_MARGIN),
        )

    def _difference(self) -> Part:
        accuracies = [(c.accuracies["validation"], d.accuracies["validation"]) for c, d in self._pairs]
        interval = over_seeds(
            [cnn.share - dnn.share for cnn, dnn in accuracies],
            [difference_interval(cnn, dnn) for cnn, dnn in accuracies],
        )
        assert interval is not None
        lead, bounds = points(fmean(c.share - d.share for c, d in accuracies)), points_interval(interval)
        return (
            Text(
                f"The CNN’s less the DNN’s is {lead} points (95% interval {bounds.en}).",
                f"CNN 減 DNN 是 {lead} 個百分點（95% 信賴區間 {bounds.zh}）。",
            ),
            is_above(interval, MUCH),
        )

    def _jitter(self, threshold: float) -> Part:
        curves = [
            [[record.validation_accuracy for record in seed.history.records] for seed in training.seeds]
            for training in (self.dnn, self.cnn)
        ]
        found = jitter_ratio(*curves)
        if found is None:
            return (
                Text(
                    "The curves are too short, or too flat, to compare their jitter.",
                    "曲線太短或太平，無法比較抖動。",
                ),
                None,
            )
        ratio, (low, high) = found
        return (
            Text(
                f"The DNN’s curve scatters {_times(ratio)} times as much as the CNN’s (95% interval {_times(low)} to "
                f"{_times(high)}).",
                f"DNN 曲線的抖動是 CNN 的 {_times(ratio)} 倍（95% 信賴區間 {_times(low)} 到 {_times(high)}）。",
            ),
            is_above((low, high), threshold),
        )

    def _epochs(self) -> Part:
        (cnn, *cnn_range), (dnn, *dnn_range) = map(_epochs_near_best, (self.cnn, self.dnn))
        cnn_span, dnn_span = _span(*cnn_range), _span(*dnn_range)
        between: Interval = (dnn_range[0] - cnn_range[1], dnn_range[1] - cnn_range[0])
        return (
            Text(
                f"The CNN reaches 95% of its best in epoch {cnn:g} (94% to 96%: {cnn_span.en}), the "
                f"DNN in epoch {dnn:g} ({dnn_span.en}).",
                f"CNN 在第 {cnn:g} 個 epoch 達到自身最佳的 95%（94% 到 96%：{cnn_span.zh}），DNN 在第 "
                f"{dnn:g} 個 epoch（{dnn_span.zh}）。",
            ),
            is_above(between, 0),
        )

    def _seconds(self) -> Part:
        machines = {seed.machine for training in (self.cnn, self.dnn) for seed in training.seeds}
        if len(machines) > 1:
            return (
                Text(
                    "They were not trained on the same machine, so their times do not compare.",
                    "兩者不是在同一部機器上訓練的，時間無法相比。",
                ),
                None,
            )
        each = [
            [record.seconds for seed in training.seeds for record in seed.history.records]
            for training in (self.cnn, self.dnn)
        ]
        cnn, dnn = (f"{median(seconds):.2f}" for seconds in each)
        (cnn_low, cnn_high), (dnn_low, dnn_high) = map(median_range, each)
        return (
            Text(
                f"An epoch of the CNN takes {cnn} s, one of the DNN {dnn} s (medians).",
                f"CNN 每個 epoch 需 {cnn} 秒，DNN 需 {dnn} 秒（中位數）。",
            ),
            is_below((dnn_low - cnn_high, dnn_high - cnn_low), 0),
        )


def _span(low: float, high: float) -> Text:
    if low == high:
        return Text(f"{low:g}", f"{low:g}")
    return Text(f"{low:g} to {high:g}", f"{low:g} 到 {high:g}")


def _epochs_near_best(training: ReportedTraining) -> tuple[float, float, float]:
    """Epoch with 95 % of a training's own best validation accuracy, mean over the seeds; the first and last with 94 and 96 %."""
    found = []
    for seed in training.seeds:
        best = max(record.validation_accuracy for record in seed.history.records)
        reached = epochs_near(seed.history, best)
        found.append(
            [epoch for epoch in reached if epoch is not None]
        )  # the best epoch itself reaches all three
    firsts, middles, lasts = zip(*found, strict=True)
    return fmean(middles), min(firsts), max(lasts)


def _times(value: float) -> str:
    return "∞" if value == float("inf") else f"{value:.2f}"
