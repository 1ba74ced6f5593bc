"""What a smaller step of the plain ascent does to noise: the same filters with the largest step and with the smallest."""

from dataclasses import dataclass

import numpy as np

from fer_lib.chapters.activation_maximization.findings import MaximizationFindings
from fer_lib.language import Text
from fer_lib.metrics.comparison import Comparison
from fer_lib.proportion import Proportion
from fer_lib.wording import paragraph, percent, points, points_interval

NO_PATTERNS = Text(
    "No filter is activated, so there are no patterns that a smaller step could change.",
    "沒有濾波器被活化，所以沒有圖樣可供比較更新幅度。",
)
ONE_STEP = Text(
    "Only one step size was tried, so there is none to compare it with.", "只試了一種更新幅度，無從比較。"
)


_NO_FILTER = Text("no filter", "沒有任何圖樣")


@dataclass(frozen=True)
class StepEffect:
    """Filters of all layers, whose patterns are noise or not.

    Attributes:
        largest: step size.
        smallest: step size.
        change: noisy with the smallest step (its first) and with the largest (its second), the same filters.
    """

    largest: float
    smallest: float
    change: Comparison

    @property
    def noisy_before(self) -> Proportion:
        """Noisy patterns with the largest step."""
        return self.change.second

    def describe(self) -> Text:
        """Shares, filters that change, and the difference with its interval."""
        before, after = (percent(share.share) for share in (self.change.second, self.change.first))
        lost, gained, n = self.change.only_second, self.change.only_first, self.change.n
        change, interval = points(self.change.difference), points_interval(self.change.difference_interval)
        shares = Text(
            f"Over all layers, {before} of the patterns are noisy with the largest step ({self.largest:g}), {after} with the "
            f"smallest ({self.smallest:g}): a change of {change} points (95% interval {interval.en}, n\u00a0=\u00a0{n:,}).",
            f"所有層合計，更新幅度最大（{self.largest:g}）時有 {before} 的圖樣是雜訊，最小（{self.smallest:g}）時是 {after}："
            f"改變 {change} 個百分點（95% 信賴區間 {interval.zh}，n\u00a0=\u00a0{n:,}）。",
        )
        if not lost and not gained:
            return paragraph(shares, Text("No pattern changes in this.", "沒有任何圖樣因此改變。"))
        loses, gains = (
            Text(f"{k} filter{'s' * (k > 1)}", f"有 {k} 個濾波器的圖樣") if k else _NO_FILTER
            for k in (lost, gained)
        )
        return paragraph(
            shares,
            Text(
                f"With the smaller step, {loses.en} {'lose' if lost > 1 else 'loses'} the noise and {gains.en} "
                f"{'gain' if gained > 1 else 'gains'} it.",
                f"更新幅度變小之後，{loses.zh}不再是雜訊，{gains.zh}變成雜訊。",
            ),
        )


def step_effect(findings: MaximizationFindings) -> StepEffect | None:
    """Compare the largest step with the smallest; None where no filter is activated, or only one step was tried."""
    rows = [(size, np.concatenate(flags)) for size, flags in findings.noisy_flags_by_step if flags]
    if len(rows) < 2:
        return None
    (largest, coarse), (smallest, fine) = rows[0], rows[-1]
    counts = (coarse & fine, ~coarse & fine, coarse & ~fine, ~coarse & ~fine)
    return StepEffect(largest, smallest, Comparison(*(int(which.sum()) for which in counts)))


def step_told(findings: MaximizationFindings) -> Text:
    """What a smaller step does, or why there is nothing to compare."""
    if effect := step_effect(findings):
        return effect.describe()
    return ONE_STEP if findings.layers_with_patterns else NO_PATTERNS
