"""Report A's claim that batch normalization speeds up convergence and lowers the risk of overfitting (A12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.cnn_dnn.curve_ranges import epochs_near
from fer_lib.chapters.judgement import Interval, is_above, over_seeds
from fer_lib.chapters.report_runs import keys_text, network_text, report_runs
from fer_lib.chapters.reported_training import Seed, kept_seeds
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.proportion import difference_interval
from fer_lib.runs.history import History
from fer_lib.runs.results import Result
from fer_lib.wording import listed, paragraph, points, points_interval, signed, tidy

WITH, WITHOUT = "report-a", "report-a-no-batchnorm"
_PLACES = ("name", "seed", "device", "data", "checkpoint_every")


@dataclass(frozen=True)
class NormalizationPairs:
    """Trainings with and without batch normalization that differ in nothing else.

    Attributes:
        pairs: one with it and one without a seed; at least one.
        which: which trainings they are, in a sentence.
    """

    pairs: tuple[tuple[Seed, Seed], ...]
    which: Text

    def a12(self) -> Answer:
        """Faster, and a smaller gap at equal training accuracy."""
        sooner, closer = (
            [_epochs_ahead(*pair) for pair in self.pairs],
            [_closer(*pair) for pair in self.pairs],
        )
        ahead, higher = (
            over_seeds([value for value, _ in found], [interval for _, interval in found])
            for found in (sooner, closer)
        )
        assert ahead is not None
        assert higher is not None
        epochs, bounds = signed(fmean(value for value, _ in sooner), 1), [signed(bound, 1) for bound in ahead]
        kind = Text("95% interval", "95% 信賴區間")
        if len(self.pairs) == 1:  # of one pair nothing is known of other seeds
            kind = Text("for 94 to 96% of it", "改取 94% 到 96% 時")
        ends = Text(f"{bounds[0]} to {bounds[1]}", f"{bounds[0]} 到 {bounds[1]}")
        if bounds[0] == bounds[1]:
            ends = Text(bounds[0], bounds[0])
        apart, between = points(fmean(value for value, _ in closer)), points_interval(higher)
        return Answer(
            "A12",
            paragraph(
                Text(
                    "Epochs to 95% of the accuracy that both reach, without batch normalization less with it: "
                    f"{epochs} ({kind.en} {ends.en}).",
                    f"達到兩者都能到的準確率的 95% 所需的 epoch 數，沒有批次正規化減有：{epochs}（{kind.zh} {ends.zh}）。",
                ),
                Text(
                    f"At equal training accuracy, validation accuracy with it less that without is {apart} points (95% "
                    f"interval {between.en}).",
                    f"訓練準確率相同時，有批次正規化減沒有的驗證準確率是 {apart} 個百分點（95% 信賴區間 {between.zh}）。",
                ),
                self.which,
            ),
            (is_above(ahead, 0), is_above(higher, 0)),
        )


def a12(edition: Edition, results: Sequence[Result]) -> Answer:
    """Ask the claim of report A's own training of both networks: the edition's, else the kept one, else another of the
    edition on photographs.

    Args:
        edition: the edition.
        results: the kept long runs.
    """
    found = _of_edition(edition, as_reported=True) or _of_results(edition, results) or _of_edition(edition)
    if found is not None:
        return found.a12()
    reasons = [report_runs(edition, preset).reason for preset in (WITH, WITHOUT)]
    given = next((reason for reason in reasons if reason is not None), None)
    return Answer.unasked("A12", given or _NOT_A_PAIR)


_NOT_A_PAIR = Text(
    "The trainings of this edition with and without batch normalization differ in other things as well.",
    "本版有、無批次正規化的訓練，還有其他地方不同。",
)


def _of_edition(edition: Edition, as_reported: bool = False) -> NormalizationPairs | None:
    """The edition's pairs, if their configurations differ in batch normalization alone."""
    one, other = (report_runs(edition, preset, training=as_reported) for preset in (WITH, WITHOUT))
    if one.run is None or other.run is None or one.is_adopted or other.is_adopted:
        return None
    if one.run.config().differences(other.run.config(), "normalization", *_PLACES):
        return None
    twins = {run.config().seed: run for run in other.runs}
    pairs = [(run, twins[run.config().seed]) for run in one.runs if run.config().seed in twins]
    if not pairs:
        return None
    network = network_text(WITH)
    differ = keys_text(one.differences)
    how = (
        Text("trained as in the report", "訓練方式同報告")
        if one.is_as_reported
        else Text(
            f"trained otherwise than in the report (other: {differ.en})",
            f"訓練方式與報告不同（不同的是：{differ.zh}）",
        )
    )
    names = listed([Text(f"`{run.name}`", f"`{run.name}`") for pair in pairs for run in pair])
    return NormalizationPairs(
        tuple((Seed.of_run(run), Seed.of_run(twin)) for run, twin in pairs),
        tidy(
            Text(
                f"Asked of {network.en} in this edition’s {names.en}, {how.en}.",
                f"檢驗的對象是{network.zh}在本版的訓練 {names.zh}，{how.zh}。",
            )
        ),
    )


def _of_results(edition: Edition, results: Sequence[Result]) -> NormalizationPairs | None:
    """The kept pairs, with copies of test images kept or dropped in both."""
    for dropped in (False, True):
        alike = [result for result in results if result.config["drop_leaked"] is dropped]
        one, other = (kept_seeds(edition, alike, preset) for preset in (WITH, WITHOUT))
        if pairs := tuple(zip(one, other, strict=False)):
            names = listed([Text(f"`{seed.name}`", f"`{seed.name}`") for pair in pairs for seed in pair])
            which = Text(
                f"Asked of the kept long runs {names.en} on FER2013, trained as in the report.",
                f"檢驗的對象是保存的 FER2013 長時間訓練 {names.zh}，訓練方式同報告。",
            )
            return NormalizationPairs(pairs, which)
    return None


def _epochs_ahead(one: Seed, other: Seed) -> tuple[float, Interval]:
    """How many epochs later the second comes to 95 % of the validation accuracy that both reach; range for 94 to 96 %."""
    goal = min(_best(seed.history, "validation") for seed in (one, other))
    (fast_low, fast, fast_high), (slow_low, slow, slow_high) = (
        _reached(seed.history, goal, "validation") for seed in (one, other)
    )
    return slow - fast, (slow_low - fast_high, slow_high - fast_low)


def _closer(one: Seed, other: Seed) -> tuple[float, Interval]:
    """Validation accuracy of the first less that of the second where both have come to the same training accuracy."""
    goal = min(_best(seed.history, "train") for seed in (one, other))
    shares = []
    for seed in (one, other):
        _, epoch, _ = _reached(seed.history, goal, "train")
        shares.append(seed.share_of("validation", seed.history.records[epoch - 1].validation_accuracy))
    return shares[0].share - shares[1].share, difference_interval(*shares)


def _best(history: History, part: str) -> float:
    return max(float(getattr(record, f"{part}_accuracy")) for record in history.records)


def _reached(history: History, goal: float, part: str) -> tuple[int, int, int]:
    """The epochs with 94, 95 and 96 % of an accuracy that the training reaches."""
    first, middle, last = (epoch or len(history.records) for epoch in epochs_near(history, goal, part))
    return first, middle, last
