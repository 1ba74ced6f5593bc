"""The reports' claims about feature maps (B12 and C4), asked of the networks of the reports that made them."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.feature_maps.explained_run import ExplainedRun
from fer_lib.chapters.feature_maps.linear_readout import LinearReadout, read_layers
from fer_lib.chapters.feature_maps.report_c_filters import ReportCFilters
from fer_lib.chapters.feature_maps.sentences import decimal_range, no_regions
from fer_lib.chapters.judgement import Interval, is_above, is_below
from fer_lib.chapters.report_runs import ReportRuns, report_runs
from fer_lib.editions import Edition
from fer_lib.explain.feature_maps.probe import LinearProbe
from fer_lib.language import Text
from fer_lib.metrics.comparison import Comparison
from fer_lib.names import REGION_NAMES
from fer_lib.wording import decimal, listed, paragraph, percent, points, points_interval

REGIONS_OF_REPORT_C = ("eyes", "nose", "mouth")
"""Regions that report C's filters are said to answer to."""
LOW, HIGH = 2, 4
"""The convolutions whose maps report B shows."""
KEPT, LOST = 0.8, 0.5
"""From the first R² of the pixels on, a layer still shows the image; below the second, hardly any more."""
DRAWS = 2000


@dataclass(frozen=True, eq=False)
class FeatureMapClaims:
    """The claims, each asked of its report's network where the edition has it.

    Attributes:
        book: the edition.
        shown: the filters that the page shows, which need not be drawn twice.
    """

    book: Edition
    shown: ReportCFilters

    def b12(self) -> Answer:
        """Of report B's CNN."""
        runs, network = self._of("report-b-cnn")
        return b12(runs, read_layers(network) if network else None)

    def c4(self) -> Answer:
        """Of report C's network."""
        runs, network = self._of("report-c")
        if network is None:
            return c4(runs, None)
        return c4(runs, self.shown if network.name == self.shown.network.name else ReportCFilters(network))

    def _of(self, preset: Literal["report-b-cnn", "report-c"]) -> tuple[ReportRuns, ExplainedRun | None]:
        runs = report_runs(self.book, preset)
        if runs.run is None:
            return runs, None
        return replace(runs, runs=runs.runs[:1]), ExplainedRun(runs.run, self.book.data(runs.run.name))


def b12(runs: ReportRuns, readout: LinearReadout | None) -> Answer:
    """Low layers keep the contours of the image, high layers fuse them: the image is lost and the class comes out."""
    if runs.run is None:
        return runs.unasked("B12")[0]
    numbers = [layer.number for layer in readout.probe.layers] if readout else []
    if readout is None or not {LOW, HIGH} <= set(numbers):
        few = Text("There are too few validation images to judge it.", "驗證影像太少，無法判斷。")
        return Answer("B12", paragraph(runs.described(), few), (None, None, None))
    probe = readout.probe
    low, high = (1 + numbers.index(number) for number in (LOW, HIGH))  # before the layers stands the input
    kept, lost = (r_squared_interval(probe, place) for place in (low, high))
    classes = _paired(probe, high, low)
    shown = [
        f"{decimal(probe.pixels[place])} ({decimal_range(ends)})"
        for place, ends in ((low, kept), (high, lost))
    ]
    shares = percent(probe.accuracies[low].share), percent(probe.accuracies[high].share)
    gain, interval, n = points(classes.difference), points_interval(classes.difference_interval), classes.n
    found = Text(
        f"From conv {LOW} to conv {HIGH}, R² of the pixels goes from {shown[0]} to {shown[1]}, with 95% intervals, and the "
        f"accuracy of the class is {shares[0]} and {shares[1]}: {gain} points (95% interval {interval.en}; "
        f"n\u00a0=\u00a0{n:,} images).",
        f"從卷積 {LOW} 到卷積 {HIGH}，像素的 R² 由 {_full(shown[0])} 變為 {_full(shown[1])}（括號內是 95% 信賴區間），"
        f"類別的準確率分別是 {shares[0]} 與 {shares[1]}：{gain} 個百分點（95% 信賴區間 {interval.zh}；"
        f"n\u00a0=\u00a0{n:,} 張影像）。",
    )
    parts = (is_above(kept, KEPT), is_below(lost, LOST), is_above(classes.difference_interval, 0.0))
    return Answer("B12", paragraph(runs.described(), found), parts)


def _full(shown: str) -> str:
    return shown.replace(" (", "（").replace(")", "）")


def r_squared_interval(probe: LinearProbe, place: int) -> Interval:
    """95 % interval of the pixels' R² when the test images are drawn anew, with replacement.

    Args:
        probe: what it is of.
        place: 0 for the input, 1 for the first layer, …
    """
    n = len(probe.deviations)
    drawn = np.random.Generator(np.random.PCG64(0)).integers(0, n, (DRAWS, n))
    scores = 1 - probe.errors[place][drawn].sum(axis=1) / probe.deviations[drawn].sum(axis=1)
    low, high = np.quantile(scores, [0.025, 0.975])
    return float(low), float(high)


def _paired(probe: LinearProbe, first: int, second: int) -> Comparison:
    """How often the class is read off one layer and off another, on the same images."""
    one, other = probe.hits[first], probe.hits[second]
    counts = (one & other, one & ~other, ~one & other, ~one & ~other)
    return Comparison(*(int(which.sum()) for which in counts))


def c4(runs: ReportRuns, filters: ReportCFilters | None) -> Answer:
    """The filters of layer 4 respond to eyes, nose and mouth."""
    if filters is None:
        return runs.unasked("C4")[0]
    if not filters.has_regions:
        return Answer.unasked("C4", no_regions())
    shares = {share.region: share for share in filters.region_shares}
    told = [_ratio(name, shares[name].ratio, shares[name].interval) for name in REGIONS_OF_REPORT_C]
    each, n = listed(told), shares[REGIONS_OF_REPORT_C[0]].n
    found = Text(
        f"Share of the output over share of the area, with 95% intervals: {each.en} (n\u00a0=\u00a0{n} images).",
        f"反應占比除以面積占比，附 95% 信賴區間：{each.zh}（n\u00a0=\u00a0{n} 張影像）。",
    )
    parts = tuple(is_above(shares[name].interval, 1.0) for name in REGIONS_OF_REPORT_C)
    return Answer("C4", paragraph(runs.described(), found), parts)


def _ratio(region: str, ratio: float, interval: Interval) -> Text:
    name, ends = REGION_NAMES[region], decimal_range(interval)
    return Text(f"{name.en} {decimal(ratio)} ({ends})", f"{name.zh} {decimal(ratio)}（{ends}）")
