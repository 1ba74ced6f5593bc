"""The reports' claims on saliency, each with a verdict from the numbers."""

import numpy as np
from scipy.stats import ttest_ind

from fer_lib.evaluation.reported_errors import Answer, overall
from fer_lib.evaluation.wording import listed
from fer_lib.explain.face_regions import REGIONS
from fer_lib.explain.names import METHOD_NAMES, REGION_NAMES
from fer_lib.explain.saliency.map_statistics import mean_interval
from fer_lib.explain.saliency.summary import FEWEST, NAMED_BY_REPORT_A, SaliencySummary, beyond, plus_minus
from fer_lib.language import Text


def saliency_answers(summary: SaliencySummary, method: str = "gradient") -> list[Answer]:
    """The reports' claims about saliency, asked of one method's maps."""
    return [_a8(summary), _a9(summary, method), _b6(summary, method), _c3(summary, method)]


def _a8(summary: SaliencySummary) -> Answer:
    claim = Text(
        "Guided backpropagation is much clearer than the plain gradient.",
        "導引反向傳播比單純的梯度清楚得多。",
    )
    if "guided_backpropagation" not in summary.results.methods:
        return Answer("A8", claim, summary.guided_sentence(), "open")
    ginis = summary.results.arrays.ginis
    guided, plain = (ginis[summary.results.position(m)] for m in ("guided_backpropagation", "gradient"))
    known = np.isfinite(guided) & np.isfinite(plain)
    if known.sum() < FEWEST:
        told = Text(
            f"Only {known.sum()} of the images have a map by both methods; that is too few to compare them.",
            f"兩種方法都有圖的影像只有 {known.sum()} 張，太少，無法比較。",
        )
        return Answer("A8", claim, told, "open")
    difference, low, high, _ = mean_interval((guided - plain)[known])
    return Answer(
        "A8",
        claim,
        Text(
            "Clear is taken as concentrated: the mean Gini coefficient of its maps is "
            f"{guided[known].mean():.2f}, that of "
            f"the gradient’s {plain[known].mean():.2f}, a difference of {difference:+.2f} (95% interval "
            f"{low:+.2f} to {high:+.2f}, n\u00a0=\u00a0{known.sum():,} images). Clearer is "
            "not "
            "truer, as the "
            "sanity check shows.",
            f"這裡以集中程度代表清楚：它的圖平均吉尼係數是 {guided[known].mean():.2f}，梯度是 "
            f"{plain[known].mean():.2f}，相差 "
            f"{difference:+.2f}（95% 信賴區間 {low:+.2f} 到 {high:+.2f}，n = "
            f"{known.sum():,} 張影像）。"
            "但如檢驗所示，比較清楚不代表比較真實。",
        ),
        "holds" if low > 0 else "fails" if high < 0 else "open",
    )


def _falls_on(summary: SaliencySummary, method: str, label: str, region: str) -> tuple[Text, bool | None]:
    """How densely a class's maps lie in a region, beside the other classes', and whether above 1."""
    own = summary.density(method, region, label)
    others = summary.density(method, region)[~summary.of_class(label)]
    k, n = summary.class_names.index(label), int(np.isfinite(own).sum())
    figures, rest = plus_minus(own), plus_minus(others)
    place, name = REGION_NAMES[region], summary.classes[k]
    told = Text(
        f"{place.en} of {name.en} faces {figures} (n\u00a0=\u00a0{n}; other faces {rest})",
        f"{name.zh}的{place.zh} {figures}（n\u00a0=\u00a0{n}；其他類 {rest}）",
    )
    if not n:
        told = Text(
            f"{place.en} of {name.en} faces unknown, as no map of such a face was measured (other faces {rest})",
            f"{name.zh}的{place.zh}不明，因為沒有量測到這一類的圖（其他類 {rest}）",
        )
    return told, beyond(own, 1.0)


def _regions(
    summary: SaliencySummary, method: str, wanted: tuple[tuple[str, str], ...]
) -> tuple[Text, list[bool | None]]:
    parts = [_falls_on(summary, method, label, region) for label, region in wanted]
    told = listed([text for text, _ in parts])
    name = METHOD_NAMES[method]
    return (
        Text(
            f"Density of the {name.en} maps, 1 for an even map: {told.en}.",
            f"{name.zh}圖的密度（均勻的圖為 1）：{told.zh}。",
        ),
        [verdict for _, verdict in parts],
    )


def _a9(summary: SaliencySummary, method: str) -> Answer:
    claim = Text(
        "Saliency falls on the mouth (happy), eyes and mouth (surprise) and brows (angry); maps of neutral "
        "faces "
        "have no prominent region.",
        "顯著處是嘴巴（高興）、眼睛與嘴巴（驚訝）、眉毛（生氣）；中立的圖沒有明顯的區域。",
    )
    told, verdicts = _regions(summary, method, NAMED_BY_REPORT_A)
    ginis = summary.results.arrays.ginis[summary.results.position(method)]
    neutral, others = (
        g[np.isfinite(g)] for g in (ginis[summary.of_class("neutral")], ginis[~summary.of_class("neutral")])
    )
    even: bool | None = None
    finding = Text("", "")
    if min(len(neutral), len(others)) >= FEWEST:
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
    return Answer("A9", claim, Text(told.en + finding.en, told.zh + finding.zh), overall([*verdicts, even]))


def _b6(summary: SaliencySummary, method: str) -> Answer:
    claim = Text(
        "For a happy face saliency lies on the mouth, the nose and part of the brows.",
        "一張高興的臉，顯著處在嘴巴、鼻子與部分眉毛。",
    )
    wanted = (("happy", "mouth"), ("happy", "nose"), ("happy", "brows"))
    told, verdicts = _regions(summary, method, wanted)
    return Answer("B6", claim, told, overall(verdicts))


def _c3(summary: SaliencySummary, method: str) -> Answer:
    arrays = summary.results.arrays
    rest = REGIONS.index("rest")
    density = (1 - arrays.region_mass[summary.results.position(method), :, rest]) / (
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
