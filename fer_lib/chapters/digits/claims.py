"""Report E's claims about its digits (E1 to E5), asked of the trainings of the chapter."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from fer_lib.chapters.backpropagation.zero_start import EVERY_EPOCH_UNTIL
from fer_lib.chapters.claims import Answer, overall
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
from fer_lib.chapters.digits.seeds import SeedAccuracies, accuracies_of, as_well
from fer_lib.language import Text
from fer_lib.metrics.comparison import SMALLEST_FROM_ONE_RUN
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.paired_difference import PairedDifference, paired_difference
from fer_lib.wording import interval_percent, percent, points, points_interval, signed


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
        parts = [history.train for history in self.experiments.main.histories]
        correlations = np.array([float(spearmanr(p.losses, p.errors).statistic) for p in parts])
        early = early_fall(self.experiments)
        mean, smallest = f"{correlations.mean():.3f}", f"{correlations.min():.3f}"
        fall = percent(float(early.mean()), 0)
        return Answer(
            "E1",
            Text(
                f"Over all epochs their rank correlation is {mean} (mean of {len(parts)} seeds, the smallest "
                f"{smallest}). The first {EVERY_EPOCH_UNTIL} epochs bring {fall} of the fall of the loss.",
                f"在所有週期上，兩者的等級相關為 {mean}（{len(parts)} 個種子的平均，最小 {smallest}）。"
                f"損失的下降有 {fall} 發生在前 {EVERY_EPOCH_UNTIL} 個週期。",
            ),
            overall([_positive(paired_difference(correlations, 0 * correlations)), _most(early)]),
        )

    def e2(self) -> Answer:
        """The test error jitters where the training error does not."""
        j = self.analysis.jitter
        gaps = (j.beyond_training, j.beyond_as_many)
        return Answer("E2", observations.jitter(self.analysis), overall([_positive(gap) for gap in gaps]))

    def e3(self) -> Answer:
        """Zero weights end as well as random ones, start rougher; with zero biases as well nothing moves."""
        starts = self.experiments.starts
        random, zero_weights = starts["random"], starts["zero weights"]
        end = paired_difference(zero_weights.accuracies, random.accuracies)
        rough = paired_difference(zero_weights.rises_by_seed, random.rises_by_seed)
        interval, margin = points_interval((end.low, end.high)), f"{100 * SMALLEST_FROM_ONE_RUN:g}"
        rises = [f"{runs.early_rises:.3f}" for runs in (zero_weights, random)]
        rising = signed(rough.low, 3), signed(rough.high, 3)
        lost, moved = observations.unmoved_units(self.experiments), moved_from_zero(self.experiments)
        return Answer(
            "E3",
            Text(
                f"In the end the test accuracy from zero weights differs by {points(end.mean)} points from that from "
                f"random weights (mean over the seeds, 95% interval {interval.en}; “as well” is taken to mean that the "
                f"interval lies within ±{margin} points, “not as well” that it leaves out 0). {lost.en} "
                f"Within the first {EVERY_EPOCH_UNTIL} epochs the loss rises by {rises[0]} in all from zero weights, "
                f"by {rises[1]} from random ones (difference {rising[0]} to {rising[1]}). {moved.en}; “not updated” is "
                "taken to leave out the output biases.",
                f"最後的測試準確率，零權重與隨機權重相差 {points(end.mean)} 個百分點（各種子的平均，95% 信賴區間 "
                f"{interval.zh}；區間整個落在 ±{margin} 之內算「一樣好」，不含 0 則算不一樣好）。{lost.zh}"
                f"在前 {EVERY_EPOCH_UNTIL} 個週期中，"
                f"損失回升的總量，零權重為 {rises[0]}，隨機權重為 {rises[1]}（差距 {rising[0]} 到 {rising[1]}）。"
                f"{moved.zh}；「不會更新」在此不計輸出層的偏差項。",
            ),
            overall([as_well(end), _positive(rough), only_output_biases_move(self.experiments)]),
        )

    def e4(self) -> Answer:
        """Two hidden units: the printed accuracies; classes separate, 2 and 3 overlap."""
        runs, printed = self.experiments.two_units, TWO_UNITS_ACCURACIES
        test = accuracies_of(runs, "test")
        first = accuracies_of(runs, "test", runs.epochs.index(1))
        _, begin_inside = self._expected(first, printed.test_first, printed_two_units().n)
        expected, inside = self._expected(test, printed.test_last, printed_two_units().n)
        overlap, pair = _pair(self.analysis.matrix_two_units, (2, 3))
        reached = observations.two_units(self.analysis)
        return Answer(
            "E4",
            Text(
                f"{reached.en} {expected.en}{pair.en}",
                f"{reached.zh}{expected.zh}{pair.zh}",
            ),
            overall(
                [*begin_inside, *inside, _positive(paired_difference(test.shares, first.shares)), overlap]
            ),
        )

    def e5(self) -> Answer:
        """60 hidden units: the printed matrix; 2–3 and 4–9 are confused."""
        printed = printed_sixty_units()
        test = accuracies_of(self.experiments.starts["zero weights"], "test")
        expected, inside = self._expected(test, printed.accuracy.share, printed.n)
        pairs = [_pair(self.analysis.matrix_sixty_units, digits) for digits in ((2, 3), (4, 9))]
        ended = test.describe()
        return Answer(
            "E5",
            Text(
                f"Here: {ended.en}. {expected.en}{' '.join(text.en for _, text in pairs)}",
                f"這裡：{ended.zh}。{expected.zh}{''.join(text.zh for _, text in pairs)}",
            ),
            overall([*inside, *(confused for confused, _ in pairs)]),
        )

    def _expected(self, here: SeedAccuracies, printed: float, n: int) -> tuple[Text, list[bool | None]]:
        """Whether the printed accuracy is what another seed and split would give; nothing for other digits."""
        if not self.analysis.same_digits:
            return Text(
                "The report's digits are others, so its accuracy need not come out. ",
                "報告用的是另一種數字，所以不必得到同樣的準確率。",
            ), []
        low, high = here.another(n)
        shown = interval_percent((low, high))
        return Text(
            f"With another seed and another division of the images, 95% of such trainings would lie within {shown}. ",
            f"換一個種子與另一種資料切分，這樣的訓練有 95% 會落在 {shown}。",
        ), [low <= printed <= high]


def _positive(difference: PairedDifference) -> bool | None:
    return None if difference.includes_zero else difference.mean > 0


def _most(shares: np.ndarray) -> bool | None:
    """Whether all seeds are above one half, or none is."""
    if shares.min() > 0.5:
        return True
    return False if shares.max() <= 0.5 else None


def _pair(matrix: ConfusionMatrix, digits: tuple[int, int]) -> tuple[bool | None, Text]:
    """Whether two digits are taken for each other beyond chance, and a sentence that says so."""
    pair = next(p for p in confused_digits(matrix) if p.digits == digits)
    return confusion_of(matrix, pair)
