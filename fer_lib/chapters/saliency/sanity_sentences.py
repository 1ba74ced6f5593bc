"""What chapter 7 says of the sanity check, and of deletion and insertion."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.saliency.analysis import CORRELATION_LIMIT, SaliencyAnalysis
from fer_lib.chapters.saliency.means import in_brackets, plus_minus
from fer_lib.chapters.saliency.sentences import GUIDED_IS_NOT_DEFINED
from fer_lib.explain.saliency.map_statistics import mean_is_above
from fer_lib.language import Text
from fer_lib.names import METHOD_NAMES
from fer_lib.wording import listed, paragraph, spaced

MORE_THAN_GUESSED = 2.0
"""A probability of so many times that of guessing is worth telling."""

_OUTCOMES = {
    True: Text("passes", "通過"),
    False: Text("**fails**", "**不通過**"),
    None: Text("is at the limit", "落在界線上"),
}
_TOO_FEW_MAPS = Text("has too few maps that are not 0 everywhere", "不是處處為 0 的圖太少，無法判斷")
_GUIDED_PASSES = Text(
    "On this network guided backpropagation passes the check.",
    "在這個網路上，導引反向傳播通過了檢驗。",
)
_GUIDED_IS_UNDECIDED = Text(
    "On this network the check does not decide about guided backpropagation.",
    "在這個網路上，這項檢驗無法對導引反向傳播下定論。",
)
_NO_EVIDENCE = Text(
    "However clear such a picture is, it is no evidence of what the network has learned of one class.",
    "這樣的圖再清楚，也不能證明網路對某一類學到了什麼。",
)


def sanity(analysis: SaliencyAnalysis) -> Text:
    """Which methods pass and which fail, with their figures."""
    outcomes = []
    for method, name in zip(analysis.results.methods, analysis.methods, strict=True):
        correlations = analysis.arrays.randomized[analysis.results.position(method), 0]
        outcome = (
            _OUTCOMES[analysis.is_sane(method)] if np.isfinite(correlations).sum() > 1 else _TOO_FEW_MAPS
        )
        mean = in_brackets(correlations)
        outcomes.append(Text(f"{name.en} {outcome.en}{mean.en}", f"{spaced(name.zh + outcome.zh)}{mean.zh}"))
    described = Text(listed(outcomes).en, "；".join(outcome.zh for outcome in outcomes))
    n = analysis.n_checked
    return Text(
        "With the output layer alone drawn anew, the network guesses, and a map of what it knows must change. A method "
        f"fails if its correlation is still above {CORRELATION_LIMIT} by the 95% interval (n\u00a0=\u00a0{n}): "
        f"{described.en}.",
        "只把輸出層重新隨機設定，網路就只能亂猜，反映它所知的圖必須跟著改變。若相關的 95% 信賴區間仍高於 "
        f"{CORRELATION_LIMIT}，就算不通過（n\u00a0=\u00a0{n}）：{described.zh}。",
    )


def guided_backpropagation(analysis: SaliencyAnalysis) -> Text:
    """Guided backpropagation looks best; what the check says of it."""
    results = analysis.results
    if "guided_backpropagation" not in results.methods:
        return GUIDED_IS_NOT_DEFINED
    guided, plain = (
        analysis.arrays.randomized[results.position(m)] for m in ("guided_backpropagation", "gradient")
    )
    layers, n = len(guided), analysis.n_checked
    half = (layers + 1) // 2
    guided_first, plain_first = plus_minus(guided[0]), plus_minus(plain[0])
    guided_half, plain_half = plus_minus(guided[half - 1]), plus_minus(plain[half - 1])
    is_sane = analysis.is_sane("guided_backpropagation")
    verdict = (
        _guided_fails(analysis) if is_sane is False else _GUIDED_PASSES if is_sane else _GUIDED_IS_UNDECIDED
    )
    correlations = Text(
        f"With the output layer drawn anew, the maps of guided backpropagation correlate with the trained network’s by "
        f"{guided_first}, those of the plain gradient by {plain_first}; with {half} of the {layers} layers drawn anew, by "
        f"{guided_half} against {plain_half} (n\u00a0=\u00a0{n}).",
        f"輸出層重設後，導引反向傳播的圖與訓練後的圖的等級相關是 {guided_first}，單純的梯度則是 {plain_first}；{layers} 層中重設 "
        f"{half} 層之後，分別是 {guided_half} 與 {plain_half}（n\u00a0=\u00a0{n}）。",
    )
    return paragraph(correlations, verdict)


def _guided_fails(analysis: SaliencyAnalysis) -> Text:
    """That guided backpropagation fails, which others do, and when its map falls apart after all."""
    guided = "guided_backpropagation"
    others = [
        METHOD_NAMES[method]
        for method in analysis.results.methods
        if method != guided and analysis.is_sane(method) is False
    ]
    named = listed(others)
    company = Text("the only method here that does", "在這裡也只有它如此")
    if others:
        company = Text(
            f"and so {'do' if len(others) > 1 else 'does'} {named.en}", f"{spaced(named.zh + '也一樣')}"
        )
    fails = Text(
        f"So **guided backpropagation fails the check**, {company.en}.",
        f"因此，**導引反向傳播通不過檢驗**，{company.zh}。",
    )
    return paragraph(
        fails, _when_it_falls_apart(analysis.arrays.randomized[analysis.results.position(guided)])
    )


def _when_it_falls_apart(correlations: NDArray[np.float64]) -> Text:
    """After how many layers a map that fails the check no longer is like the trained network's, [L, k]."""
    layers, last = len(correlations), in_brackets(correlations[-1])
    above = [mean_is_above(step, CORRELATION_LIMIT) for step in correlations]
    if above[-1]:
        return paragraph(
            Text(
                f"Its map stays when all {layers} layers are new{last.en}: the larger part of what it draws has "
                "nothing to do with what the network has learned.",
                f"全部 {layers} 層都重設之後，它的圖仍然大致沒變{last.zh}：它畫出來的大半與網路學到什麼無關。",
            ),
            _NO_EVIDENCE,
        )
    if above[-1] is None:
        return paragraph(
            Text(
                f"Whether its map falls apart when all {layers} layers are new, the interval does not say{last.en}.",
                f"全部 {layers} 層都重設之後，它的圖是否瓦解，從信賴區間看不出來{last.zh}。",
            ),
            _NO_EVIDENCE,
        )
    # From this step on it stays below the limit to the end.
    all_new = plus_minus(correlations[-1], count=False)
    falls = max(step for step, outcome in enumerate(above) if outcome is not False) + 2
    return paragraph(
        Text(
            f"Its map does fall apart, but only once {falls} of the {layers} layers are new; with all of them its "
            f"correlation is {all_new}: it depends on what the layers before have learned, and too little on the output layer, which tells the "
            "classes apart.",
            f"它的圖終究會瓦解，但要到 {layers} 層中重設了 {falls} 層才會；全部重設時的相關是 "
            f"{all_new}：它取決於前面各層學到的東西，受區分類別的輸出層影響卻太少。",
        ),
        _NO_EVIDENCE,
    )


def averaging(analysis: SaliencyAnalysis) -> Text:
    """What SmoothGrad's mean over noise does to the gradient's sensitivity; empty without both methods."""
    methods = analysis.results.methods
    if not {"gradient", "smooth_grad"} <= set(methods):
        return Text("", "")
    plain, smooth = (analysis.arrays.sensitivities[methods.index(m)] for m in ("gradient", "smooth_grad"))
    both = np.isfinite(plain - smooth)
    plain, smooth, n = plain[both], smooth[both], int(both.sum())
    if not n:
        return Text("", "")
    before, after = plus_minus(plain, count=False), plus_minus(smooth, count=False)
    values = Text(
        f"The sensitivity of the plain gradient is {before}, that of SmoothGrad {after} (n\u00a0=\u00a0{n})",
        f"單純梯度的敏感度是 {before}，SmoothGrad 是 {after}（n\u00a0=\u00a0{n}）",
    )
    if n == 1:
        return Text(
            f"{values.en}; one image does not tell what averaging changes.",
            f"{values.zh}；單憑一張影像，看不出平均改變了什麼。",
        )
    outcome = {
        True: Text("lowers it clearly", "明確降低了敏感度"),
        False: Text("raises it clearly", "反而明確提高了敏感度"),
        None: Text("does not change it clearly", "沒有明確改變敏感度"),
    }[mean_is_above(plain - smooth, 0.0)]
    return Text(
        f"{values.en}: by the 95% interval of the paired difference, averaging over noise {outcome.en}.",
        f"{values.zh}：以成對差的 95% 信賴區間來看，加雜訊再平均{outcome.zh}。",
    )


def chance(analysis: SaliencyAnalysis) -> Text:
    """How much maps depend on the seed, and how well LIME's linear models fit; empty where no method draws."""
    arrays, n = analysis.arrays, analysis.n_checked
    if not analysis.drawn:
        return Text("", "")
    alike = [
        (METHOD_NAMES[method], plus_minus(arrays.reseeded[analysis.results.position(method)]))
        for method in analysis.drawn
    ]
    described = listed([Text(f"{name.en} {mean}", f"{name.zh} {mean}") for name, mean in alike])
    seeds = Text(
        f"The rank correlation of maps of the same images, drawn with one seed and with the next (n\u00a0=\u00a0{n}): "
        f"{described.en}.",
        f"換下一個種子重新抽樣後，同一批影像的圖與原來的圖的等級相關（n\u00a0=\u00a0{n}）：{described.zh}。",
    )
    return paragraph(seeds, _surrogate_fits(analysis))


def _surrogate_fits(analysis: SaliencyAnalysis) -> Text:
    own, new = analysis.arrays.surrogate_fits
    if not np.isfinite(own).any():
        return Text("", "")
    own_mean, new_mean = plus_minus(own), plus_minus(new)
    return Text(
        f"LIME’s linear models reach a weighted $R^2$ of {own_mean} on the samples that they were fitted to and of "
        f"{new_mean} on new ones, where 1 is a perfect fit and 0 no better than the mean. What they miss of the "
        "network, the map misses as well.",
        f"LIME 的線性模型，加權 $R^2$ 在擬合用的樣本上是 {own_mean}，在新的樣本上是 {new_mean}；1 是完全吻合，0 表示不比"
        "平均值好。線性模型漏掉的部分，圖上同樣看不到。",
    )


def deletion(analysis: SaliencyAnalysis) -> Text:
    """Which methods find pixels that the network needs, better than a random order does, and what that is worth."""
    deleted = _against_random(
        analysis,
        analysis.finds_needed_pixels,
        analysis.deletion_areas,
        Text(
            "with the pixels deleted in the order of {}, the class is lost {}",
            "照{}的順序刪除像素，{}認不出類別",
        ),
    )
    inserted = _against_random(
        analysis,
        analysis.finds_telling_pixels,
        analysis.insertion_areas,
        Text(
            "with the pixels inserted in the order of {}, the class is found {}",
            "照{}的順序插入像素，{}認出類別",
        ),
    )
    return paragraph(
        Text(
            f"By the 95% interval of the paired difference in area: {deleted.en}.",
            f"以面積成對差的 95% 信賴區間來看：{deleted.zh}。",
        ),
        Text(f"Under insertion: {inserted.en}.", f"就插入而言：{inserted.zh}。"),
        _what_is_left(analysis),
        _warning_of_insertion(analysis),
    )


def _against_random(
    analysis: SaliencyAnalysis, outcomes: Sequence[bool | None], areas: NDArray[np.float64], pattern: Text
) -> Text:
    """Which orders are faster than a random one and which slower, with their areas, [M + 1, n]."""
    means, clauses = areas.mean(axis=1), []
    for wanted, speed in (
        (True, Text("faster", "比隨機順序更快")),
        (False, Text("more slowly", "反而比隨機順序更慢")),
    ):
        rows = [k for k, outcome in enumerate(outcomes) if outcome is wanted]
        if not rows:
            continue
        named = listed([analysis.methods[k] for k in rows])
        ends = [f"{end:.2f}" for end in (means[rows].min(), means[rows].max())]
        area = Text(f"{ends[0]} to {ends[1]}", f"{ends[0]} 到 {ends[1]}")
        if ends[0] == ends[1]:
            area = Text(ends[0], ends[0])
        clauses.append(
            Text(
                f"{pattern.en.format(named.en, speed.en)} than in a random order (mean area {area.en} against "
                f"{means[-1]:.2f})",
                f"{spaced(pattern.zh.format(named.zh, speed.zh))}（平均面積 {area.zh}，隨機順序 {means[-1]:.2f}）",
            )
        )
    if not clauses:
        return Text(
            "no method's order differs clearly from a random one",
            "沒有任何方法的順序與隨機順序有明確差別",
        )
    if None in outcomes:
        clauses.append(
            Text("no other method can be told from a random order", "其餘方法與隨機順序分不出高下")
        )
    return Text("; ".join(clause.en for clause in clauses), "；".join(clause.zh for clause in clauses))


def _what_is_left(analysis: SaliencyAnalysis) -> Text:
    """How probable the class still is when every pixel is deleted, where that is well above guessing; else nothing."""
    left, guess = analysis.arrays.deletion[-1, :, -1].mean(), 1 / len(analysis.classes)
    if left < MORE_THAN_GUESSED * guess:
        return Text("", "")
    colours = analysis.dataset.images.ndim == 4
    mean = Text("mean colour", "平均顏色") if colours else Text("mean grey", "平均灰階")
    return Text(
        f"With every pixel deleted, nothing is left of an image but its {mean.en}, and its class still has a probability "
        f"of {left:.2f} on average, where guessing gives {guess:.2f}: so much does the {mean.en} alone tell, whatever a "
        "map says.",
        f"像素全部刪除之後，影像只剩下{mean.zh}，所屬類別的機率平均卻還有 {left:.2f}，亂猜則是 {guess:.2f}：光憑{mean.zh}"
        "就能看出這麼多，與圖怎麼畫無關。",
    )


def _warning_of_insertion(analysis: SaliencyAnalysis) -> Text:
    """What to think of the best method under insertion where it fails the sanity check; else nothing."""
    methods = analysis.results.methods
    best = int(analysis.insertion_areas[:-1].mean(axis=1).argmax())
    if analysis.is_sane(methods[best]) is not False:
        return Text("", "")
    name, edges = METHOD_NAMES[methods[best]], plus_minus(analysis.arrays.edge_correlations[best])
    return Text(
        f"The method with the largest mean area under insertion, {name.en}, fails the check above; the rank correlation of its maps with the image's "
        f"edges is {edges}. A good curve is no proof either.",
        f"{spaced(f'插入曲線下面積最大的{name.zh}通不過上面的檢驗')}；它的圖與影像邊緣的等級相關是 {edges}。所以曲線好看也不是證明。",
    )
