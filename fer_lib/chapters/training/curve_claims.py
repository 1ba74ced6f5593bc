"""What reports A, B and D say of their training curves and of their final accuracy: A3, A4, B1 to B3, D2, D3."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.judgement import Interval, against_printed, is_above, is_below, is_near_zero, over_seeds
from fer_lib.chapters.reported_training import ReportedTraining, Seed, reported_training
from fer_lib.chapters.training.levels import change_of_level, window_levels
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.runs.results import Result
from fer_lib.wording import interval_percent, paragraph, percent, points, points_interval

LEARNED, LEARNED_BY = 0.88, 50
"""What counts as "about 90 %", and by which epoch."""
PLATEAU, PLATEAU_OF, PLATEAU_MARGIN = 0.60, 50, 0.03
"""Report A's validation accuracy, over how many last epochs, and what counts as near it."""
COLLAPSE = 0.10
"""An epoch so far below the plateau is told."""
PRINTED_MARGIN = 0.05
"""How near a printed accuracy counts as reached."""
SMALLEST_GAIN = 0.02
"""Less is no gain."""
RISE_OF_THE_LOSS = 0.05


@dataclass(frozen=True)
class PrintedAccuracies:
    """Accuracies that a report prints, and of how many images each is a share.

    Attributes:
        claim: its id.
        validation, public: the accuracies.
        validation_images, public_images: of how many images.
    """

    claim: str
    validation: float
    public: float
    validation_images: int
    public_images: int = 3589


B1 = PrintedAccuracies("B1", 0.62, 0.61, 2871)
D2 = PrintedAccuracies("D2", 0.6840, 0.68459, 5000)


def curve_answers(edition: Edition, results: Sequence[Result]) -> list[Answer]:
    """Every claim on a curve, asked of the report's training; unasked where there is none.

    Args:
        edition: the edition.
        results: the kept long runs.
    """
    a, b, d = (
        reported_training(edition, results, name) for name in ("report-a", "report-b-cnn", "report-d-cnn")
    )
    answers = [a3(a), a4(a)] if a.seeds else a.unasked("A3", "A4")
    answers += [printed(b, B1), b2(b), b3(b)] if b.seeds else b.unasked("B1", "B2", "B3")
    return answers + ([printed(d, D2), d3(d)] if d.seeds else d.unasked("D2", "D3"))


def a3(training: ReportedTraining) -> Answer:
    """About 90 % on training images within 50 epochs."""

    def best(seed: Seed) -> float:
        return max(record.train_accuracy for record in seed.history.records[:LEARNED_BY])

    interval = training.interval(best, lambda seed: seed.share_of("train", best(seed)).wilson_interval)
    assert interval is not None
    shown = fmean(best(seed) for seed in training.seeds)
    above = is_above(interval, LEARNED)
    return _answer(
        "A3",
        training,
        Text(
            f"The best training accuracy of the first {LEARNED_BY} epochs is {percent(shown)} (95% interval "
            f"{interval_percent(interval)}).",
            f"前 {LEARNED_BY} 個 epoch 的最佳訓練準確率是 {percent(shown)}（95% 信賴區間 {interval_percent(interval)}）。",
        ),
        # What has not been reached in fewer epochs may still come.
        (above if above or training.epochs >= LEARNED_BY else None,),
    )


def plateau(seed: Seed) -> float:
    """Median validation accuracy of the last epochs, which a collapse at the end does not move."""
    return median(record.validation_accuracy for record in seed.history.records[-PLATEAU_OF:])


def a4(training: ReportedTraining) -> Answer:
    """Near 60 % on validation images to the end."""
    interval = training.interval(
        plateau, lambda seed: seed.share_of("validation", plateau(seed)).wilson_interval
    )
    assert interval is not None
    shown, low, high = fmean(map(plateau, training.seeds)), *interval
    return _answer(
        "A4",
        training,
        paragraph(
            Text(
                f"The median validation accuracy of the last {PLATEAU_OF} epochs is {percent(shown)} (95% interval "
                f"{interval_percent(interval)}).",
                f"最後 {PLATEAU_OF} 個 epoch 驗證準確率的中位數是 {percent(shown)}（95% 信賴區間 {interval_percent(interval)}）。",
            ),
            *(collapse(seed) for seed in training.seeds),
        ),
        (is_near_zero((low - PLATEAU, high - PLATEAU), PLATEAU_MARGIN),),
    )


def collapse(seed: Seed) -> Text:
    """That the accuracy fell far below its plateau in the last epochs; empty if it did not."""
    records = seed.history.records[-PLATEAU_OF:]
    lowest = min(records, key=lambda record: record.validation_accuracy)
    if lowest.validation_accuracy > plateau(seed) - COLLAPSE:
        return Text("", "")
    fell, last = percent(lowest.validation_accuracy), seed.history.last
    ends = percent(last.validation_accuracy)
    if lowest.epoch == last.epoch:
        return Text(
            f"In the last epoch of `{seed.name}`, {last.epoch}, it collapses to {fell}; the median is not moved by that.",
            f"`{seed.name}` 的最後一個 epoch（第 {last.epoch} 個）崩跌到 {fell}；中位數不受影響。",
        )
    return Text(
        f"In epoch {lowest.epoch} of `{seed.name}` it collapses to {fell}, and epoch {last.epoch} has {ends}; the median is "
        "not moved by that.",
        f"`{seed.name}` 的第 {lowest.epoch} 個 epoch 崩跌到 {fell}，第 {last.epoch} 個 epoch 是 {ends}；中位數不受影響。",
    )


def printed(training: ReportedTraining, numbers: PrintedAccuracies) -> Answer:
    """The accuracies that a report prints: on validation, and on test images that did not choose the epoch."""
    parts: list[bool | None] = []
    seen: list[Text] = []
    names = {"validation": Text("validation", "驗證"), "test": Text("test", "測試")}
    asked = (
        ("validation", numbers.validation, numbers.validation_images),
        ("test", numbers.public, numbers.public_images),
    )
    for split, share, images in asked:
        name, shown = names[split], f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"
        if not all(split in seed.accuracies for seed in training.seeds):
            parts.append(None)
            seen.append(
                Text(
                    f"There are no labelled {name.en} images to hold against {shown}.",
                    f"沒有附標籤的{name.zh}影像可與 {shown} 相比。",
                )
            )
            continue
        found = [seed.accuracies[split] for seed in training.seeds]
        interval = over_seeds(
            [accuracy.share - share for accuracy in found],
            [against_printed(accuracy, share, images) for accuracy in found],
        )
        assert interval is not None
        parts.append(is_near_zero(interval, PRINTED_MARGIN))
        mean = fmean(accuracy.share for accuracy in found)
        apart, n = points_interval(interval), f"{found[0].n:,}"
        seen.append(
            Text(
                f"The {name.en} accuracy is {percent(mean)} (n\u00a0=\u00a0{n}), {points(mean - share)} points from {shown} "
                f"(95% interval {apart.en}).",
                f"{name.zh}準確率是 {percent(mean)}（n\u00a0=\u00a0{n}），與 {shown} 相差 {points(mean - share)} 個百分點"
                f"（95% 信賴區間 {apart.zh}）。",
            )
        )
    return _answer(numbers.claim, training, paragraph(*seen), tuple(parts))


def b2(training: ReportedTraining) -> Answer:
    """Nothing more gained in validation accuracy after about 50 epochs."""
    gain, interval = _change(training, "validation_accuracy", (31, 70), (151, 200))
    return _answer(
        "B2",
        training,
        _gained(Text("validation", "驗證"), gain, interval),
        (is_below(interval, SMALLEST_GAIN),),
    )


def b3(training: ReportedTraining) -> Answer:
    """Training accuracy still rising steadily after that."""
    gain, interval = _change(training, "train_accuracy", (31, 70), (151, 200))
    steps = [_steps(seed, 41, 200) for seed in training.seeds]
    up = Proportion(sum(step > 0 for one in steps for step in one), sum(map(len, steps)))
    return _answer(
        "B3",
        training,
        paragraph(
            _gained(Text("training", "訓練"), gain, interval),
            Text(
                f"From each ten epochs to the next it rises {up.successes} of {up.n} times (95% interval "
                f"{interval_percent(up.wilson_interval)}).",
                f"以每十個 epoch 為一段，後一段高於前一段的有 {up.successes} 次，共 {up.n} 次"
                f"（95% 信賴區間 {interval_percent(up.wilson_interval)}）。",
            ),
        ),
        (is_above(interval, SMALLEST_GAIN), is_above(up.wilson_interval, 0.5)),
    )


def d3(training: ReportedTraining) -> Answer:
    """Validation accuracy saturating while the validation loss rises, late in training."""
    gain, interval = _change(training, "validation_accuracy", (251, 350), (501, 600))
    rise, relative = _change(training, "validation_loss", (251, 350), (501, 600), relative=True)
    low, high = (percent(bound) for bound in relative)
    return _answer(
        "D3",
        training,
        paragraph(
            Text(
                f"From epochs 251–350 to the last 100 of 600, validation accuracy changes by {points(gain)} points (95% "
                f"interval {points_interval(interval).en}), and validation loss by {percent(rise)} (95% interval {low} to "
                f"{high}).".replace("-", "−"),
                f"從第 251–350 個 epoch 到 600 個 epoch 中的最後 100 個，驗證準確率變化 {points(gain)} 個百分點（95% 信賴區間 "
                f"{points_interval(interval).zh}），驗證損失變化 {percent(rise)}（95% 信賴區間 {low} 到 {high}）。".replace(
                    "-", "−"
                ),
            )
        ),
        (is_near_zero(interval, SMALLEST_GAIN), is_above(relative, RISE_OF_THE_LOSS)),
    )


def _change(
    training: ReportedTraining,
    field: str,
    before: tuple[int, int],
    after: tuple[int, int],
    relative: bool = False,
) -> tuple[float, Interval]:
    """By how much a curve's level changes, mean over the seeds, with the interval.

    Args:
        training: of which each seed has the epochs.
        field: of ``EpochRecord``.
        before: first and last epoch of the earlier stretch.
        after: of the later one.
        relative: as a share of the earlier level.
    """
    changes, intervals = [], []
    for seed in training.seeds:
        values = [float(getattr(record, field)) for record in seed.history.records]
        early, late = (window_levels(values, *stretch) for stretch in (before, after))
        change, (low, high) = change_of_level(early, late)
        unit = fmean(early) if relative else 1.0
        changes.append(change / unit)
        intervals.append((low / unit, high / unit))
    interval = over_seeds(changes, intervals)
    assert interval is not None
    return fmean(changes), interval


def _steps(seed: Seed, first: int, last: int) -> list[float]:
    values = [record.train_accuracy for record in seed.history.records]
    levels = window_levels(values, first, last)
    return [later - earlier for earlier, later in pairwise(levels)]


def _gained(which: Text, gain: float, interval: Interval) -> Text:
    shown, bounds = points(gain), points_interval(interval)
    return Text(
        f"From epochs 31–70 to the last 50 of 200, {which.en} accuracy changes by {shown} points (95% interval {bounds.en}).",
        f"從第 31–70 個 epoch 到 200 個 epoch 中的最後 50 個，{which.zh}準確率變化 {shown} 個百分點（95% 信賴區間 {bounds.zh}）。",
    )


def _answer(claim: str, training: ReportedTraining, seen: Text, parts: tuple[bool | None, ...]) -> Answer:
    return Answer(claim, paragraph(seen, training.described()), parts)
