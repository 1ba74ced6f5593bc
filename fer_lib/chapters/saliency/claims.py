"""The reports' claims about saliency (A8, A9, B6, C3), each with a verdict from the numbers."""

from collections.abc import Sequence

import numpy as np

from fer_lib.chapters.claims import Answer, overall
from fer_lib.chapters.saliency.analysis import (
    METHOD_OF_THE_CLAIMS,
    REGIONS_OF_REPORT_A,
    SaliencyAnalysis,
    difference_interval,
)
from fer_lib.chapters.saliency.means import SMALLEST_SAMPLE, plus_minus
from fer_lib.chapters.saliency.sentences import GUIDED_IS_NOT_DEFINED
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.explain.saliency.map_statistics import mean_interval, mean_is_above
from fer_lib.language import Text
from fer_lib.names import METHOD_NAMES, REGION_NAMES
from fer_lib.wording import listed, paragraph

REGIONS_OF_REPORT_B = (("happy", "mouth"), ("happy", "nose"), ("happy", "brows"))


def answers(analysis: SaliencyAnalysis) -> list[Answer]:
    """Every claim with its answer, in the order of the reports.

    Of images that are no faces, or of other classes than FER2013's, nothing is asked about regions.
    """
    if not analysis.has_regions:
        return [a8(analysis)]
    if not set(CLASS_NAMES) <= set(analysis.class_names):
        return [a8(analysis), c3(analysis)]
    return [a8(analysis), a9(analysis), b6(analysis), c3(analysis)]


def a8(analysis: SaliencyAnalysis) -> Answer:
    """Guided backpropagation is clearer: its maps are more concentrated."""
    results = analysis.results
    if "guided_backpropagation" not in results.methods:
        return Answer("A8", GUIDED_IS_NOT_DEFINED, "open")
    guided, plain = (
        analysis.arrays.ginis[results.position(m)] for m in ("guided_backpropagation", "gradient")
    )
    known = np.isfinite(guided) & np.isfinite(plain)
    n = int(known.sum())
    if n < SMALLEST_SAMPLE:
        return Answer(
            "A8",
            Text(
                f"Only {n} of the images have a map by both methods; that is too few to compare them.",
                f"兩種方法都有圖的影像只有 {n} 張，太少，無法比較。",
            ),
            "open",
        )
    difference, low, high, _ = mean_interval((guided - plain)[known])
    guided_mean, plain_mean = f"{guided[known].mean():.2f}", f"{plain[known].mean():.2f}"
    return Answer(
        "A8",
        Text(
            f"Clear is taken as concentrated: the mean Gini coefficient of its maps is {guided_mean}, that of the "
            f"gradient’s {plain_mean}, a difference of {difference:+.2f} (95% interval {low:+.2f} to {high:+.2f}, "
            f"n\u00a0=\u00a0{n:,} images). Clearer is not truer, as the sanity check shows.",
            f"這裡以集中程度代表清楚：它的圖平均吉尼係數是 {guided_mean}，梯度是 {plain_mean}，相差 {difference:+.2f}"
            f"（95% 信賴區間 {low:+.2f} 到 {high:+.2f}，n = {n:,} 張影像）。但如檢驗所示，比較清楚不代表比較真實。",
        ),
        "holds" if low > 0 else "fails" if high < 0 else "open",
    )


def a9(analysis: SaliencyAnalysis) -> Answer:
    """Maps of three classes fall on the regions named; those of neutral faces are even."""
    described, parts = _regions(analysis, REGIONS_OF_REPORT_A)
    ginis = analysis.arrays.ginis[analysis.results.position(METHOD_OF_THE_CLAIMS)]
    neutral, others = (
        g[np.isfinite(g)] for g in (ginis[analysis.of_class("neutral")], ginis[~analysis.of_class("neutral")])
    )
    interval = difference_interval(neutral, others)
    if interval is None:
        return Answer("A9", described, overall([*parts, None]))
    low, high = interval
    neutral_mean, others_mean = plus_minus(neutral), plus_minus(others)
    evenness = Text(
        f"A map without prominent region is an even one: the Gini coefficient of neutral faces’ maps is {neutral_mean} "
        f"(n\u00a0=\u00a0{len(neutral)}), of the others’ {others_mean} (n = {len(others)}), difference {low:+.3f} to "
        f"{high:+.3f} (95%).",
        f"沒有明顯區域的圖應該比較均勻：中立的圖吉尼係數是 {neutral_mean}（n\u00a0=\u00a0{len(neutral)}），"
        f"其他類是 {others_mean}（n\u00a0=\u00a0{len(others)}），差的 95% 信賴區間是 {low:+.3f} 到 {high:+.3f}。",
    )
    is_even = True if high < 0 else False if low > 0 else None
    return Answer("A9", paragraph(described, evenness), overall([*parts, is_even]))


def b6(analysis: SaliencyAnalysis) -> Answer:
    """Maps of happy faces fall on mouth, nose and brows."""
    described, parts = _regions(analysis, REGIONS_OF_REPORT_B)
    return Answer("B6", described, overall(parts))


def c3(analysis: SaliencyAnalysis) -> Answer:
    """Maps fall on the facial features."""
    density = analysis.density_of_features(METHOD_OF_THE_CLAIMS)
    mean, n = plus_minus(density), int(np.isfinite(density).sum())
    return Answer(
        "C3",
        Text(
            f"Brows, eyes, nose and mouth together have a density of {mean} (n\u00a0=\u00a0{n:,} images of all classes).",
            f"眉毛、眼睛、鼻子、嘴巴合起來的密度是 {mean}（n\u00a0=\u00a0{n:,} 張，所有類別）。",
        ),
        overall([mean_is_above(density, 1.0)]),
    )


def _regions(analysis: SaliencyAnalysis, wanted: Sequence[tuple[str, str]]) -> tuple[Text, list[bool | None]]:
    """How densely maps lie on each region of each class, and whether above 1."""
    method = METHOD_OF_THE_CLAIMS
    described = listed([_density_of(analysis, label, region) for label, region in wanted])
    name = METHOD_NAMES[method]
    return (
        Text(
            f"Density of the {name.en} maps, 1 for an even map: {described.en}.",
            f"{name.zh}圖的密度（均勻的圖為 1）：{described.zh}。",
        ),
        [mean_is_above(analysis.density(method, region, label), 1.0) for label, region in wanted],
    )


def _density_of(analysis: SaliencyAnalysis, label: str, region: str) -> Text:
    """A class's density in a region, beside that of the other classes."""
    density, members = analysis.density(METHOD_OF_THE_CLAIMS, region), analysis.of_class(label)
    own, others = plus_minus(density[members]), plus_minus(density[~members])
    n = int(np.isfinite(density[members]).sum())
    place, name = REGION_NAMES[region], analysis.classes[analysis.class_names.index(label)]
    if not n:
        return Text(
            f"{place.en} of {name.en} faces unknown, as no map of such a face was measured (other faces {others})",
            f"{name.zh}的{place.zh}不明，因為沒有量測到這一類的圖（其他類 {others}）",
        )
    return Text(
        f"{place.en} of {name.en} faces {own} (n\u00a0=\u00a0{n}; other faces {others})",
        f"{name.zh}的{place.zh} {own}（n\u00a0=\u00a0{n}；其他類 {others}）",
    )
