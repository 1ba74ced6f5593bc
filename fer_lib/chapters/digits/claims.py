"""Report E's claims about its digits (E1 to E5), asked of the trainings of the chapter."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from fer_lib.chapters.backpropagation.sentences import early_rise
from fer_lib.chapters.backpropagation.zero_start import EVERY_EPOCH_UNTIL, StartRuns
from fer_lib.chapters.claims import Answer
from fer_lib.chapters.digits import observations
from fer_lib.chapters.digits.analysis import DigitAnalysis
from fer_lib.chapters.digits.experiments import Experiments
from fer_lib.chapters.digits.observations import (
    confusion_of,
    early_fall,
    moved_from_zero,
    only_output_biases_move,
)
from fer_lib.chapters.digits.pairs import confused_digits
from fer_lib.chapters.digits.report_e import TWO_UNITS_ACCURACIES, printed_sixty_units, printed_two_units
from fer_lib.chapters.digits.seeds import AS_WELL, SeedAccuracies, accuracies_of, gap_beyond_printed
from fer_lib.chapters.judgement import Interval, is_above, is_near_zero
from fer_lib.language import Text
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.paired_difference import PairedDifference, paired_difference
from fer_lib.scratch.activations import Array
from fer_lib.wording import (
    capitalized,
    decimal,
    interval_percent,
    paragraph,
    percent,
    points,
    points_interval,
    signed,
)

TOGETHER = 0.5
"""From this rank correlation on, loss and error fall together."""
MOST = 0.5
"""Share of the fall from which on it is most of it."""
GAP_MARGIN = 0.03
"""Gaps between training and test that differ by less are alike."""
OTHER_DIGITS = Text(
    "The claim is about the report’s training on its own digits, Tibetan ones of 28×28 pixels, and these digits are "
    "others.",
    "這項說法談的是報告以自己的數字（28×28 像素的藏文數字）所做的訓練，這裡的數字不同。",
)
RATE_WAS_CHOSEN = Text(
    "The report names no learning rate, and the one here was chosen because its printed test accuracies come out with "
    "it; so that they do decides nothing.",
    "報告沒有寫學習率，這裡的學習率正是因為能得到它列出的測試準確率才選的，所以準確率相符不能作為判定的依據。",
)


@dataclass(frozen=True, eq=False)
class DigitClaims:
    """The claims and what the trainings say to them.

    Attributes:
        analysis: the trainings.
    """

    analysis: DigitAnalysis

    @property
    def experiments(self) -> Experiments:
        """The trainings."""
        return self.analysis.experiments

    def answers(self) -> list[Answer]:
        """Every claim with its answer, in the report's order."""
        return [self.e1(), self.e2(), self.e3(), self.e4(), self.e5()]

    def e1(self) -> Answer:
        """Training loss and training error fall together."""
        if not self.analysis.same_digits:
            return Answer.unasked("E1", OTHER_DIGITS)
        parts = [history.train for history in self.experiments.main.histories]
        correlations = np.array([_rank_correlation(part.losses, part.errors) for part in parts])
        early = early_fall(self.experiments)
        together, fall = _interval(correlations), _interval(early)
        shown = [decimal(value, 3) for value in (float(correlations.mean()), *together)]
        share, ends = percent(float(early.mean()), 0), interval_percent(fall, 0)
        return Answer(
            "E1",
            Text(
                f"Over all epochs their rank correlation is {shown[0]} (mean of {len(parts)} seeds, 95% interval {shown[1]} to "
                f"{shown[2]}). The first {EVERY_EPOCH_UNTIL} epochs bring {share} of the fall of the loss (95% interval {ends}).",
                f"在所有 epoch 上，兩者的等級相關為 {shown[0]}（{len(parts)} 個種子的平均，95% 信賴區間 {shown[1]} 到 {shown[2]}）。"
                f"損失的下降有 {share} 發生在前 {EVERY_EPOCH_UNTIL} 個 epoch（95% 信賴區間 {ends}）。",
            ),
            (is_above(together, TOGETHER), is_above(fall, MOST)),
        )

    def e2(self) -> Answer:
        """The test error jitters where the training error does not."""
        if not self.analysis.same_digits:
            return Answer.unasked("E2", OTHER_DIGITS)
        j = self.analysis.jitter
        parts = tuple(is_above(_ends(gap), 0.0) for gap in (j.beyond_training, j.beyond_as_many))
        return Answer("E2", observations.jitter(self.analysis), parts)

    def e3(self) -> Answer:
        """Zero weights end as well as random ones, start rougher; with zero biases as well nothing moves.

        What a start at zero does to a network is asked of any digits.
        """
        starts = self.experiments.starts
        random, zero_weights = starts["random"], starts["zero weights"]
        end = paired_difference(zero_weights.accuracies, random.accuracies)
        rough = paired_difference(zero_weights.rises_by_seed, random.rises_by_seed)
        interval, rises = points_interval(_ends(end)), _early_rises(zero_weights, random, rough)
        lost, moved = observations.unmoved_units(self.experiments), moved_from_zero(self.experiments)
        return Answer(
            "E3",
            Text(
                f"In the end the test accuracy from zero weights differs by {points(end.mean)} points from that from "
                f"random weights (mean over the seeds, 95% interval {interval.en}). {lost.en} {rises.en} {moved.en}.",
                f"最後的測試準確率，零權重與隨機權重相差 {points(end.mean)} 個百分點（各種子的平均，95% 信賴區間 "
                f"{interval.zh}）。{lost.zh}{rises.zh}{moved.zh}。",
            ),
            (
                is_near_zero(_ends(end), AS_WELL),
                is_above(_ends(rough), 0.0),
                only_output_biases_move(self.experiments),
            ),
        )

    def e4(self) -> Answer:
        """Two hidden units: training ahead of test as printed; classes separate, 2 and 3 overlap."""
        if not self.analysis.same_digits:
            return Answer.unasked("E4", OTHER_DIGITS)
        runs, printed, n = self.experiments.two_units, TWO_UNITS_ACCURACIES, printed_two_units().n
        train, test = accuracies_of(runs, "train"), accuracies_of(runs, "test")
        first = accuracies_of(runs, "test", runs.epochs.index(1))
        printed_gap = printed.train_last - printed.test_last
        beyond = gap_beyond_printed(train, test, printed_gap, printed.test_last, n)
        overlap, pair = _pair(self.analysis.matrix_two_units, (2, 3))
        gaps = [decimal(100 * gap, 1) for gap in (train.mean - test.mean, printed_gap)]
        interval = points_interval(_ends(beyond))
        gap = Text(
            f"Training is ahead of test by {gaps[0]} points here, by {gaps[1]} in the report: a difference of "
            f"{points(beyond.mean)} points (95% interval {interval.en}).",
            f"訓練準確率與測試準確率相差：這裡 {gaps[0]} 個百分點，報告 {gaps[1]} 個；兩者之差為 "
            f"{points(beyond.mean)} 個百分點（95% 信賴區間 {interval.zh}）。",
        )
        return Answer(
            "E4",
            paragraph(
                observations.two_units(self.analysis),
                _expected(first, printed.test_first, n, 1),
                _expected(test, printed.test_last, n, runs.epochs[-1]),
                RATE_WAS_CHOSEN, gap, pair,
            ),
            (
                is_near_zero(_ends(beyond), GAP_MARGIN),
                is_above(_ends(paired_difference(test.shares, first.shares)), 0.0),
                overlap,
            ),
        )  # fmt: skip

    def e5(self) -> Answer:
        """60 hidden units: 2–3 and 4–9 are confused."""
        if not self.analysis.same_digits:
            return Answer.unasked("E5", OTHER_DIGITS)
        printed = printed_sixty_units()
        test = accuracies_of(self.experiments.starts["zero weights"], "test")
        pairs = [_pair(self.analysis.matrix_sixty_units, digits) for digits in ((2, 3), (4, 9))]
        ended = test.describe()
        return Answer(
            "E5",
            paragraph(
                Text(f"{capitalized(ended).en}.", f"{ended.zh}。"),
                _expected(test, printed.accuracy.share, printed.n, self.experiments.plan.zero_weights.epochs),
                RATE_WAS_CHOSEN,
                *(text for _, text in pairs),
            ),
            tuple(confused for confused, _ in pairs),
        )


def _early_rises(zero_weights: StartRuns, random: StartRuns, difference: PairedDifference) -> Text:
    """By how much the training loss rises within the first epochs from either start."""
    if zero_weights.early_rises == random.early_rises == 0:
        return Text(
            f"Within the first {EVERY_EPOCH_UNTIL} epochs the loss rises from neither start.",
            f"在前 {EVERY_EPOCH_UNTIL} 個 epoch 中，兩種起點的損失都沒有回升。",
        )
    zero, other = early_rise(zero_weights), early_rise(random)
    low, high = signed(difference.low, 3), signed(difference.high, 3)
    return Text(
        f"Within the first {EVERY_EPOCH_UNTIL} epochs the loss rises {zero.en} from zero weights, {other.en} from random ones "
        f"(95% interval of the difference {low} to {high}).",
        f"在前 {EVERY_EPOCH_UNTIL} 個 epoch 中，損失從零權重開始{zero.zh}，從隨機權重開始{other.zh}"
        f"（差距的 95% 信賴區間 {low} 到 {high}）。",
    )


def _expected(here: SeedAccuracies, printed: float, n: int, epoch: int) -> Text:
    """Between what another seed and split would lie after an epoch, beside what is printed."""
    shown, there = interval_percent(here.another(n)), percent(printed)
    return Text(
        f"With another seed and another division of the images, 95% of such trainings would lie within {shown} after epoch "
        f"{epoch}; the report prints {there}.",
        f"換一個種子與另一種資料切分，這樣的訓練在第 {epoch} 個 epoch 後有 95% 會落在 {shown}；報告列出的是 {there}。",
    )


def _rank_correlation(losses: Array, errors: Array) -> float:
    """Spearman's ρ; 0 where one of the two never changes, so that they do not fall together."""
    return float(spearmanr(losses, errors).statistic) if np.ptp(losses) and np.ptp(errors) else 0.0


def _interval(values: Array) -> Interval:
    """95 % interval of a mean over the seeds, by Student's t."""
    return _ends(paired_difference(values, 0 * values))


def _ends(difference: PairedDifference) -> Interval:
    return difference.low, difference.high


def _pair(matrix: ConfusionMatrix, digits: tuple[int, int]) -> tuple[bool | None, Text]:
    """Whether two digits are taken for each other beyond chance, and a sentence that says so."""
    pair = next(p for p in confused_digits(matrix) if p.digits == digits)
    return confusion_of(matrix, pair)
