"""What a chapter says of a run's saliency: means with intervals, verdicts, and the reports' claims."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ttest_ind, ttest_rel

from fer_lib.evaluation.reported_errors import Answer, overall
from fer_lib.evaluation.wording import listed
from fer_lib.explain.face_regions import REGIONS
from fer_lib.explain.names import METHOD_NAMES, REGION_NAMES
from fer_lib.explain.saliency.map_statistics import mean_interval
from fer_lib.explain.saliency.results import SaliencyResults
from fer_lib.language import Text

PASSES_BELOW = 0.5
"""A method fails the sanity check if its maps still correlate above this once the output layer has forgotten."""


FEWEST = 4


def plus_minus(values: NDArray[np.floating], digits: int = 2, count: bool = True) -> str:
    """Mean and half of its 95 % interval, ``0.94 ± 0.02``.

    Maps that are 0 everywhere have no value: where there are such, n follows if ``count``; fewer than four values
    have no interval worth printing, and none at all are ``–``.
    """
    mean, _, upper, n = mean_interval(values)
    if not n:
        return "–"
    half = f" ± {upper - mean:.{digits}f}" if n >= FEWEST else ""
    return f"{mean:.{digits}f}{half}" + (
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
        return shares if label is None else shares[self._of(label)]

    def _of(self, label: str) -> NDArray[np.bool_]:
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
        for method in self.results.methods:
            correlations = arrays.randomized[self.results.position(method), 0]
            word = words[self.is_sane(method)]
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

    def answers(self, method: str = "gradient") -> list[Answer]:
        """The reports' claims about saliency, asked of one method's maps."""
        return [self._a8(), self._a9(method), self._b6(method), self._c3(method)]

    def _a8(self) -> Answer:
        claim = Text(
            "Guided backpropagation is much clearer than the plain gradient.",
            "導引反向傳播比單純的梯度清楚得多。",
        )
        if "guided_backpropagation" not in self.results.methods:
            return Answer("A8", claim, self.guided_sentence(), "open")
        ginis = self.results.arrays.ginis
        guided, plain = (ginis[self.results.position(m)] for m in ("guided_backpropagation", "gradient"))
        known = np.isfinite(guided) & np.isfinite(plain)
        interval = ttest_rel(guided[known], plain[known]).confidence_interval(0.95)
        difference = float((guided - plain)[known].mean())
        return Answer(
            "A8",
            claim,
            Text(
                "Clear is taken as concentrated: the mean Gini coefficient of its maps is "
                f"{guided[known].mean():.2f}, that of "
                f"the gradient’s {plain[known].mean():.2f}, a difference of {difference:+.2f} (95% interval "
                f"{interval.low:+.2f} to {interval.high:+.2f}, n\u00a0=\u00a0{known.sum():,} images). Clearer is "
                "not "
                "truer, as the "
                "sanity check shows.",
                f"這裡以集中程度代表清楚：它的圖平均吉尼係數是 {guided[known].mean():.2f}，梯度是 "
                f"{plain[known].mean():.2f}，相差 "
                f"{difference:+.2f}（95% 信賴區間 {interval.low:+.2f} 到 {interval.high:+.2f}，n = "
                f"{known.sum():,} 張影像）。"
                "但如檢驗所示，比較清楚不代表比較真實。",
            ),
            "holds" if interval.low > 0 else "fails" if interval.high < 0 else "open",
        )

    def _falls_on(self, method: str, label: str, region: str) -> tuple[Text, bool | None]:
        """How densely a class's maps lie in a region, beside the other classes', and whether above 1."""
        own = self.density(method, region, label)
        others = self.density(method, region)[~self._of(label)]
        k, n = self.class_names.index(label), int(np.isfinite(own).sum())
        figures, rest = plus_minus(own), plus_minus(others)
        place, name = REGION_NAMES[region], self.classes[k]
        told = Text(
            f"{place.en} of {name.en} faces {figures} (n\u00a0=\u00a0{n}; other faces {rest})",
            f"{name.zh}的{place.zh} {figures}（n\u00a0=\u00a0{n}；其他類 {rest}）",
        )
        return told, beyond(own, 1.0)

    def _regions(self, method: str, wanted: tuple[tuple[str, str], ...]) -> tuple[Text, list[bool | None]]:
        parts = [self._falls_on(method, label, region) for label, region in wanted]
        told = listed([text for text, _ in parts])
        name = METHOD_NAMES[method]
        return (
            Text(
                f"Density of the {name.en} maps, 1 for an even map: {told.en}.",
                f"{name.zh}圖的密度（均勻的圖為 1）：{told.zh}。",
            ),
            [verdict for _, verdict in parts],
        )

    def _a9(self, method: str) -> Answer:
        wanted = (("happy", "mouth"), ("surprise", "eyes"), ("surprise", "mouth"), ("angry", "brows"))
        claim = Text(
            "Saliency falls on the mouth (happy), eyes and mouth (surprise) and brows (angry); maps of neutral "
            "faces "
            "have no prominent region.",
            "顯著處是嘴巴（高興）、眼睛與嘴巴（驚訝）、眉毛（生氣）；中立的圖沒有明顯的區域。",
        )
        told, verdicts = self._regions(method, wanted)
        ginis = self.results.arrays.ginis[self.results.position(method)]
        neutral, others = (
            g[np.isfinite(g)] for g in (ginis[self._of("neutral")], ginis[~self._of("neutral")])
        )
        even: bool | None = None
        finding = Text("", "")
        if min(len(neutral), len(others)) > 1:
            interval = ttest_ind(neutral, others, equal_var=False).confidence_interval(0.95)
            even = True if interval.high < 0 else False if interval.low > 0 else None
            finding = Text(
                f" A map without prominent region is an even one: the Gini coefficient of neutral faces’ maps is "
                f"{plus_minus(neutral)} (n\u00a0=\u00a0{len(neutral)}), of the others’ {plus_minus(others)} (n = "
                f"{len(others)}), "
                f"difference {interval.low:+.3f} to {interval.high:+.3f} (95%).",
                "沒有明顯區域的圖應該比較均勻：中立的圖吉尼係數是 "
                f"{plus_minus(neutral)}（n\u00a0=\u00a0{len(neutral)}），"
                "其他類是 "
                f"{plus_minus(others)}（n\u00a0=\u00a0{len(others)}），差的 95% 信賴區間是 {interval.low:+.3f} 到 "
                f"{interval.high:+.3f}。",
            )
        return Answer(
            "A9", claim, Text(told.en + finding.en, told.zh + finding.zh), overall([*verdicts, even])
        )

    def _b6(self, method: str) -> Answer:
        claim = Text(
            "For a happy face saliency lies on the mouth, the nose and part of the brows.",
            "一張高興的臉，顯著處在嘴巴、鼻子與部分眉毛。",
        )
        wanted = (("happy", "mouth"), ("happy", "nose"), ("happy", "brows"))
        told, verdicts = self._regions(method, wanted)
        return Answer("B6", claim, told, overall(verdicts))

    def _c3(self, method: str) -> Answer:
        arrays = self.results.arrays
        rest = REGIONS.index("rest")
        density = (1 - arrays.region_mass[self.results.position(method), :, rest]) / (
            1 - arrays.region_area[:, rest]
        )
        n = int(np.isfinite(density).sum())
        return Answer(
            "C3",
            Text("Saliency lies on the facial features.", "顯著處在五官上。"),
            Text(
                f"Brows, eyes, nose and mouth together have a density of {plus_minus(density)} "
                f"(n\u00a0=\u00a0{n:,} images "
                "of all classes).",
                f"眉毛、眼睛、鼻子、嘴巴合起來的密度是 {plus_minus(density)}（n\u00a0=\u00a0{n:,} 張，所有類別）。",
            ),
            overall([beyond(density, 1.0)]),
        )
