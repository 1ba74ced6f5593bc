"""What a chapter says of a run's saliency: means with intervals, verdicts, and the reports' claims."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ttest_ind

from fer_lib.explain.face_regions import REGIONS
from fer_lib.explain.saliency.map_statistics import area_under, mean_interval
from fer_lib.explain.saliency.results import SaliencyResults
from fer_lib.language import Text
from fer_lib.names import METHOD_NAMES, REGION_NAMES
from fer_lib.wording import listed

PASSES_BELOW = 0.5
"""A method fails the sanity check if its maps still correlate above this once the output layer has forgotten."""

FEWEST = 4
"""Values from which on an interval is worth printing."""
NAMED_BY_REPORT_A = (("happy", "mouth"), ("surprise", "eyes"), ("surprise", "mouth"), ("angry", "brows"))
"""Classes and the regions on which report A sees their maps fall (claim A9)."""


def plus_minus(values: NDArray[np.floating], digits: int = 2, count: bool = True) -> str:
    """Mean and half of its 95 % interval, ``0.94 ± 0.02``.

    Maps that are 0 everywhere have no value: where there are such, n follows if ``count``; fewer than four values
    have no interval worth printing, and none at all are ``–``.
    """
    mean, _, upper, n = mean_interval(values)
    if not n:
        return "–"
    half = f" ± {upper - mean:.{digits}f}" if n >= FEWEST else ""
    # Adding 0 turns −0.00 into 0.00.
    return f"{round(mean, digits) + 0.0:.{digits}f}{half}".replace("-", "\u2212") + (
        f" (n\u00a0=\u00a0{n})" if count and (n < len(values) or not half) else ""
    )


def beyond(values: NDArray[np.floating], level: float) -> bool | None:
    """Whether the mean is above a level: True or False if the 95 % interval says so, else None."""
    _, lower, upper, _ = mean_interval(values)
    return True if lower > level else False if upper < level else None


@dataclass(frozen=True, eq=False)
class SaliencySummary:
    """One run's saliency, put to the questions of the chapter.

    Attributes:
        results: what ``explain_saliency`` wrote.
        class_names: of all classes, FER2013's for the reports' claims.
        classes: the same in both languages.
    """

    results: SaliencyResults
    class_names: tuple[str, ...]
    classes: tuple[Text, ...]

    def density(self, method: str, region: str, label: str | None = None) -> NDArray[np.float64]:
        """Share of the map over share of the image, for each image (of one class): [n]."""
        arrays, column = self.results.arrays, REGIONS.index(region)
        shares = arrays.region_mass[self.results.position(method), :, column] / arrays.region_area[:, column]
        return shares if label is None else shares[self.of_class(label)]

    def of_class(self, label: str) -> NDArray[np.bool_]:
        """Which of the measured images have the label, [n]."""
        members: NDArray[np.bool_] = self.results.arrays.labels == self.class_names.index(label)
        return members

    def densities(self, methods: tuple[str, ...]) -> NDArray[np.float64]:
        """Mean, lower and upper end for each method, class and region: [3, methods, classes, regions]."""
        values = [
            [[mean_interval(self.density(m, region, c))[:3] for region in REGIONS] for c in self.class_names]
            for m in methods
        ]
        return np.moveaxis(np.array(values), -1, 0)

    def is_sane(self, method: str) -> bool | None:
        """Whether the map changes when the output layer forgets; None where the interval covers the limit."""
        above = beyond(self.results.arrays.randomized[self.results.position(method), 0], PASSES_BELOW)
        return None if above is None else not above

    def sanity_sentence(self) -> Text:
        """Which methods pass and which fail, with their figures."""
        arrays, parts = self.results.arrays, []
        words = {
            True: Text("passes", "通過"),
            False: Text("**fails**", "**不通過**"),
            None: Text("is at the limit", "落在界線上"),
        }
        too_few = Text("has too few maps that are not 0 everywhere", "不是處處為 0 的圖太少，無法判斷")
        for method in self.results.methods:
            correlations = arrays.randomized[self.results.position(method), 0]
            known = int(np.isfinite(correlations).sum())
            word = words[self.is_sane(method)] if known > 1 else too_few
            name, figures = METHOD_NAMES[method], plus_minus(correlations)
            parts.append(Text(f"{name.en} {word.en} ({figures})", f"{name.zh}：{word.zh}（{figures}）"))
        n = len(arrays.checked)
        together = listed(parts)
        return Text(
            "With the output layer alone drawn anew, the network guesses, and a map of what it knows must "
            "change. A "
            f"method fails if its correlation is still above {PASSES_BELOW} by the 95% interval "
            f"(n\u00a0=\u00a0{n}): "
            f"{together.en}.",
            "只把輸出層重新隨機設定，網路就只能亂猜，反映它所知的圖必須跟著改變。若相關的 95% 信賴區間仍高於 "
            f"{PASSES_BELOW}，"
            f"就算不通過（n\u00a0=\u00a0{n}）：{together.zh}。",
        )

    def guided_sentence(self) -> Text:
        """Guided backpropagation looks best; what the check says of it."""
        if "guided_backpropagation" not in self.results.methods:
            return Text(
                "For the network of this run guided backpropagation is not defined, so there is nothing to say "
                "of it.",
                "這次訓練的網路不適用導引反向傳播，因此無從判斷。",
            )
        arrays = self.results.arrays
        guided, plain = (
            arrays.randomized[self.results.position(m)] for m in ("guided_backpropagation", "gradient")
        )
        layers = guided.shape[0]
        half = (layers + 1) // 2
        figures = (
            plus_minus(guided[0]),
            plus_minus(plain[0]),
            plus_minus(guided[half - 1]),
            plus_minus(plain[half - 1]),
        )
        told = Text(
            f"With the output layer drawn anew its maps correlate with the trained network’s by {figures[0]}, "
            "those of the "
            f"plain gradient by {figures[1]}; with {half} of the {layers} layers drawn anew, by {figures[2]} "
            "against "
            f"{figures[3]} (n\u00a0=\u00a0{len(arrays.checked)}).",
            f"輸出層重設後，它的圖與訓練好的網路的圖相關 {figures[0]}，單純的梯度則是 {figures[1]}；{layers} "
            f"層中重設 {half} 層之後，"
            f"是 {figures[2]} 對 {figures[3]}（n\u00a0=\u00a0{len(arrays.checked)}）。",
        )
        verdict = {
            False: Text(
                "So **guided backpropagation looks best and fails the check**: what it draws is hardly what the "
                "network "
                "has learned, and a clear picture of this kind is no evidence about the network.",
                "因此，**導引反向傳播看起來最好，卻通不過檢驗**：它畫出來的幾乎與網路學到什麼無關，"
                "這樣的圖再清楚也不能當作網路的證據。",
            ),
            True: Text(
                "On this network guided backpropagation passes the check.",
                "在這個網路上，導引反向傳播通過了檢驗。",
            ),
            None: Text(
                "On this network the check does not decide about guided backpropagation.",
                "在這個網路上，這項檢驗無法對導引反向傳播下定論。",
            ),
        }[self.is_sane("guided_backpropagation")]
        return Text(f"{told.en} {verdict.en}", f"{told.zh}{verdict.zh}")

    def deletion_sentence(self) -> Text:
        """Which methods find pixels that the network needs, better than a random order does, and what that is worth."""
        arrays, methods = self.results.arrays, self.results.methods
        removed, inserted = area_under(arrays.deletion), area_under(arrays.insertion)
        # Paired: the same images in the order of the map and in a random one.
        helps = [beyond(removed[-1] - removed[k], 0.0) for k in range(len(methods))]
        names = [METHOD_NAMES[method] for method in methods]
        parts = []
        for verdict, en, zh in (
            (True, "the class is lost faster than in a random order", "會比隨機順序更快認不出類別"),
            (False, "it is lost more slowly than in a random order", "反而比隨機順序更慢認不出來"),
        ):
            of_kind = [name for name, found in zip(names, helps, strict=True) if found is verdict]
            if of_kind:
                named = listed(of_kind)
                parts.append(
                    Text(
                        f"with the pixels in the order of {named.en}, {en}",
                        f"照這些方法的順序刪除像素，{zh}：{named.zh}",
                    )
                )
        if not parts:
            parts = [
                Text(
                    "no method's order differs clearly from a random one",
                    "沒有任何方法的順序與隨機順序有明確差別",
                )
            ]
        best = int(inserted[:-1].mean(axis=1).argmax())
        warning = Text("", "")
        if self.is_sane(methods[best]) is False:
            edges = plus_minus(arrays.edge_correlations[best])
            warning = Text(
                f" The best under insertion, {names[best].en}, fails the check above; its maps follow the image's "
                f"edges (rank correlation {edges}). A good curve is no proof either.",
                f"插入曲線最好的{names[best].zh}通不過上面的檢驗，它的圖跟著影像的邊緣走（等級相關 {edges}）。"
                "所以曲線好看也不是證明。",
            )
        told = "; ".join(part.en for part in parts)
        return Text(
            f"By the 95% interval of the paired difference: {told}.{warning.en}",
            f"以成對差的 95% 信賴區間來看：{'；'.join(part.zh for part in parts)}。{warning.zh}",
        )

    def specific_sentence(self, method: str = "gradient") -> Text:
        """Whether the regions that report A names are marked more than on the faces of other classes."""
        told = []
        words = {
            True: Text("more than on other faces", "比其他類高"),
            False: Text("less than on other faces", "比其他類低"),
            None: Text("not clearly different from other faces", "與其他類沒有明確差別"),
        }
        for label, region in NAMED_BY_REPORT_A:
            own = self.density(method, region, label)
            others = self.density(method, region)[~self.of_class(label)]
            own, others = own[np.isfinite(own)], others[np.isfinite(others)]
            if min(len(own), len(others)) < FEWEST:
                continue
            interval = ttest_ind(own, others, equal_var=False).confidence_interval(0.95)
            word = words[True if interval.low > 0 else False if interval.high < 0 else None]
            place, name = REGION_NAMES[region], self.classes[self.class_names.index(label)]
            low, high = (f"{end:+.2f}".replace("-", "\u2212") for end in (interval.low, interval.high))
            told.append(
                Text(
                    f"{place.en} of {name.en} faces {word.en} ({low} to {high})",
                    f"{name.zh}的{place.zh}{word.zh}（{low} 到 {high}）",
                )
            )
        by_region = np.nanmean(self.densities((method,))[0, 0], axis=0)
        column = int(by_region.argmax())
        top, everyone = REGION_NAMES[REGIONS[column]], self.densities((method,))[0, 0, :, column]
        k, n = int((everyone > 1).sum()), int(np.isfinite(everyone).sum())
        head = Text(
            f"Over all classes, the {METHOD_NAMES[method].en} maps are densest on the {top.en} "
            f"({by_region.max():.2f}), with more than an even map has there in {k} of {n} classes.",
            f"所有類別平均起來，{METHOD_NAMES[method].zh}圖密度最高的是{top.zh}（{by_region.max():.2f}），{n} 類中有 "
            f"{k} 類在這裡比均勻的圖高。",
        )
        if not told:
            return head
        together = listed(told)
        return Text(
            f"{head.en} So a claim about one expression needs the comparison with the others (95% interval of the "
            f"difference in density): {together.en}.",
            f"{head.zh}所以關於某一種表情的主張，還得和其他表情比較（密度差的 95% 信賴區間）：{together.zh}。",
        )
