"""What chapter 7 says of the sanity check, and of deletion and insertion."""

import numpy as np

from fer_lib.chapters.saliency.analysis import CORRELATION_LIMIT, SaliencyAnalysis
from fer_lib.chapters.saliency.means import in_brackets, plus_minus
from fer_lib.chapters.saliency.sentences import GUIDED_IS_NOT_DEFINED
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
_VERDICTS_ON_GUIDED_BACKPROPAGATION = {
    False: Text(
        "So **guided backpropagation looks best and fails the check**: what it draws is hardly what the network has "
        "learned, and a clear picture of this kind is no evidence about the network.",
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
}


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
    verdict = _VERDICTS_ON_GUIDED_BACKPROPAGATION[analysis.is_sane("guided_backpropagation")]
    correlations = Text(
        f"With the output layer drawn anew, the maps of guided backpropagation correlate with the trained network’s by "
        f"{guided_first}, those of the plain gradient by {plain_first}; with {half} of the {layers} layers drawn anew, by "
        f"{guided_half} against {plain_half} (n\u00a0=\u00a0{n}).",
        f"輸出層重設後，導引反向傳播的圖與訓練後的圖的等級相關是 {guided_first}，單純的梯度則是 {plain_first}；{layers} 層中重設 "
        f"{half} 層之後，分別是 {guided_half} 與 {plain_half}（n\u00a0=\u00a0{n}）。",
    )
    return paragraph(correlations, verdict)


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
    names, clauses = analysis.methods, []
    for outcome, en, zh in (
        (True, "faster", "比隨機順序更快認不出類別"),
        (False, "more slowly", "反而比隨機順序更慢認不出類別"),
    ):
        alike = [
            name for name, finds in zip(names, analysis.finds_needed_pixels, strict=True) if finds is outcome
        ]
        if alike:
            named = listed(alike)
            clauses.append(
                Text(
                    f"with the pixels deleted in the order of {named.en}, the class is lost {en} than in a random order",
                    f"{spaced(f'照{named.zh}的順序刪除像素')}，{zh}",
                )
            )
    if not clauses:
        clauses = [
            Text(
                "no method's order differs clearly from a random one",
                "沒有任何方法的順序與隨機順序有明確差別",
            )
        ]
    elif None in analysis.finds_needed_pixels:
        clauses.append(
            Text(
                "no other method can be told from a random order",
                "其餘方法與隨機順序分不出高下",
            )
        )
    english, chinese = "; ".join(clause.en for clause in clauses), "；".join(clause.zh for clause in clauses)
    return paragraph(
        Text(
            f"By the 95% interval of the paired difference in area: {english}.",
            f"以面積成對差的 95% 信賴區間來看：{chinese}。",
        ),
        _what_is_left(analysis),
        _warning_of_insertion(analysis),
    )


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
        f"The best under insertion, {name.en}, fails the check above; the rank correlation of its maps with the image's "
        f"edges is {edges}. A good curve is no proof either.",
        f"{spaced(f'插入曲線下面積最大的{name.zh}通不過上面的檢驗')}；它的圖與影像邊緣的等級相關是 {edges}。所以曲線好看也不是證明。",
    )
