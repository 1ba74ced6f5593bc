"""The reports' claims about saliency (A8, A9, B6, C3), asked of the networks of the reports that made them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.judgement import Interval, is_above, is_below
from fer_lib.chapters.saliency.analysis import REGIONS_OF_REPORT_A, difference_interval
from fer_lib.chapters.saliency.claim_maps import Array, AskedMaps, ClaimMaps, ask_maps
from fer_lib.chapters.saliency.means import SMALLEST_SAMPLE, plus_minus, signed_range
from fer_lib.chapters.saliency.sentences import GUIDED_IS_NOT_DEFINED
from fer_lib.editions import Edition
from fer_lib.explain.saliency.map_statistics import mean_interval
from fer_lib.language import Text
from fer_lib.names import REGION_NAMES, class_texts
from fer_lib.wording import decimal, listed, paragraph, signed

MUCH_CLEARER = 0.1
"""So much higher the Gini coefficient is of maps that are "much" clearer; from 0.41 to 0.50 it goes from normally
distributed values to exponentially distributed ones."""
EVEN = 1.0
"""Density of an even map in every region."""
REGIONS_OF_REPORT_B = (("happy", "mouth"), ("happy", "nose"), ("happy", "brows"))
NO_REGIONS = Text(
    "The images are not faces aligned as in FER2013, so they have no regions in which to measure maps.",
    "這些影像不是依 FER2013 對齊的人臉，沒有臉部區域可以量測。",
)

NO_MAPS = Text(
    "The network recognises no image whose map points anywhere.",
    "模型答對的影像中，沒有一張的圖指出任何位置。",
)


@dataclass(frozen=True, eq=False)
class SaliencyClaims:
    """The claims, each asked of its report's network where the edition has it.

    Attributes:
        book: the edition.
    """

    book: Edition

    @cached_property
    def _of_report_a(self) -> AskedMaps:
        return ask_maps(self.book, "report-a")

    def of_regions(self) -> list[Answer]:
        """What is claimed of regions alone: B6 and C3."""
        return [b6(ask_maps(self.book, "report-b-cnn")), c3(ask_maps(self.book, "report-c"))]

    def of_evenness(self) -> list[Answer]:
        """What is claimed of how even or concentrated maps are: A8 and A9."""
        return [a8(self._of_report_a), a9(self._of_report_a)]


def a8(asked: AskedMaps) -> Answer:
    """Guided backpropagation is much clearer: its maps are more concentrated by a margin."""
    maps = asked.maps
    if maps is None:
        return asked.runs.unasked("A8")[0]
    if maps.guided_ginis is None:
        return Answer.unasked("A8", GUIDED_IS_NOT_DEFINED)
    guided = maps.guided_ginis
    known = np.isfinite(guided) & np.isfinite(maps.ginis)
    n = int(known.sum())
    if n < SMALLEST_SAMPLE:
        return _answer(
            asked,
            "A8",
            Text(
                f"Images with a map by both methods (n\u00a0=\u00a0{n}) are too few to compare.",
                f"兩種方法都有圖的影像太少（n\u00a0=\u00a0{n}），無法比較。",
            ),
            [None],
        )
    difference = (guided - maps.ginis)[known]
    low, high = interval_of(difference)
    means = [decimal(float(values[known].mean())) for values in (guided, maps.ginis)]
    shown, interval = signed(float(difference.mean())), signed_range(low, high)
    return _answer(
        asked,
        "A8",
        Text(
            f"The mean Gini coefficient of its maps is {means[0]}, that of the gradient’s {means[1]}: a difference of "
            f"{shown} (95% interval {interval.en}, n\u00a0=\u00a0{n:,} images). Clearer is not truer; whether it is, the check "
            "above asks.",
            f"它的圖平均吉尼係數是 {means[0]}，梯度是 {means[1]}，相差 {shown}（95% 信賴區間 {interval.zh}，"
            f"n\u00a0=\u00a0{n:,} 張影像）。比較清楚不代表比較真實，後者要看前面的檢驗。",
        ),
        [is_above((low, high), MUCH_CLEARER)],
    )


def a9(asked: AskedMaps) -> Answer:
    """Maps of three classes fall on the regions named; those of neutral faces are more even."""
    if (unasked := _unasked_regions(asked, "A9")) is not None:
        return unasked
    maps = _known(asked)
    described, parts = _regions(maps, REGIONS_OF_REPORT_A)
    is_neutral = maps.of_class("neutral")
    neutral, others = (maps.ginis[rows & np.isfinite(maps.ginis)] for rows in (is_neutral, ~is_neutral))
    interval = difference_interval(neutral, others)
    if interval is None:
        evenness = Text(
            f"Neutral faces with a map: {len(neutral)}, others: {len(others)}; too few to compare how even the maps are.",
            f"有圖的中立的臉：{len(neutral)} 張，其他類：{len(others)} 張；太少，無法比較圖的均勻程度。",
        )
        return _answer(asked, "A9", paragraph(described, evenness), [*parts, None])
    difference = signed_range(*interval, 3)
    means = [plus_minus(values, 3, said=len(values)) for values in (neutral, others)]
    evenness = Text(
        f"The Gini coefficient of neutral faces’ maps is {means[0]} (n\u00a0=\u00a0{len(neutral)}), of the others’ {means[1]} "
        f"(n\u00a0=\u00a0{len(others)}), difference {difference.en} (95%).",
        f"中立的圖吉尼係數是 {means[0]}（n\u00a0=\u00a0{len(neutral)}），其他類是 {means[1]}"
        f"（n\u00a0=\u00a0{len(others)}），差的 95% 信賴區間是 {difference.zh}。",
    )
    return _answer(asked, "A9", paragraph(described, evenness), [*parts, is_below(interval, 0.0)])


def b6(asked: AskedMaps) -> Answer:
    """Maps of happy faces fall on mouth, nose and brows."""
    if (unasked := _unasked_regions(asked, "B6")) is not None:
        return unasked
    return _answer(asked, "B6", *_regions(_known(asked), REGIONS_OF_REPORT_B))


def c3(asked: AskedMaps) -> Answer:
    """Maps fall on the facial features."""
    if (unasked := _unasked_regions(asked, "C3")) is not None:
        return unasked
    density = _known(asked).density_of_features
    n = int(np.isfinite(density).sum())
    if not n:
        return _answer(asked, "C3", NO_MAPS, [None])
    mean = plus_minus(density, said=n)
    found = Text(
        f"Brows, eyes, nose and mouth together have a density of {mean} (images of all classes: n\u00a0=\u00a0{n:,}).",
        f"眉毛、眼睛、鼻子、嘴巴合起來的密度是 {mean}（所有類別的影像：n\u00a0=\u00a0{n:,}）。",
    )
    return _answer(asked, "C3", found, [is_above(interval_of(density), EVEN)])


def interval_of(values: Array) -> Interval:
    """95 % interval of the mean by Student's t over images; unbounded for fewer than ``SMALLEST_SAMPLE`` of them."""
    _, low, high, n = mean_interval(values)
    return (low, high) if n >= SMALLEST_SAMPLE else (-np.inf, np.inf)


def _answer(asked: AskedMaps, claim: str, found: Text, parts: Sequence[bool | None]) -> Answer:
    return Answer(claim, paragraph(asked.runs.described(), found), tuple(parts))


def _unasked_regions(asked: AskedMaps, claim: str) -> Answer | None:
    """The answer where no run can be asked about regions; None where one can."""
    if asked.maps is None:
        return asked.runs.unasked(claim)[0]
    if not asked.maps.has_regions:
        return Answer.unasked(claim, NO_REGIONS)
    return None


def _known(asked: AskedMaps) -> ClaimMaps:
    assert asked.maps is not None
    return asked.maps


def _regions(maps: ClaimMaps, wanted: Sequence[tuple[str, str]]) -> tuple[Text, list[bool | None]]:
    """How densely maps lie on each region of each class, and whether above 1."""
    if not np.isfinite(maps.ginis).any():
        return NO_MAPS, [None] * len(wanted)
    described = listed([_density_of(maps, label, region) for label, region in wanted])
    return (
        Text(
            f"Density of the gradient’s maps, 1 for an even map: {described.en}.",
            f"梯度圖的密度（均勻的圖為 1）：{described.zh}。",
        ),
        [is_above(interval_of(maps.density(region)[maps.of_class(label)]), EVEN) for label, region in wanted],
    )


def _density_of(maps: ClaimMaps, label: str, region: str) -> Text:
    """A class's density in a region, beside that of the other classes."""
    density, members = maps.density(region), maps.of_class(label)
    n, n_others = (int(np.isfinite(density[rows]).sum()) for rows in (members, ~members))
    own, others = plus_minus(density[members], said=n), plus_minus(density[~members], said=n_others)
    place, name = REGION_NAMES[region], class_texts([label])[0]
    beside = (
        Text(f"other faces {others}", f"其他類 {others}")
        if n_others
        else Text("no other faces", "沒有其他類")
    )
    if not n:
        return Text(
            f"{place.en} of {name.en} faces unknown, as there is no map of such a face ({beside.en})",
            f"{name.zh}的{place.zh}不明，因為沒有這一類的圖（{beside.zh}）",
        )
    return Text(
        f"{place.en} of {name.en} faces {own} (n\u00a0=\u00a0{n}; {beside.en})",
        f"{name.zh}的{place.zh} {own}（n\u00a0=\u00a0{n}；{beside.zh}）",
    )
