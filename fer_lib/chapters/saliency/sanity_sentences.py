"""What chapter 7 says of the sanity check, and of deletion and insertion."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.saliency.analysis import CORRELATION_LIMIT, SaliencyAnalysis
from fer_lib.chapters.saliency.means import in_brackets, mean_alone, mean_or_unknown, plus_minus
from fer_lib.chapters.saliency.sentences import GUIDED_IS_NOT_DEFINED
from fer_lib.explain.saliency.map_statistics import mean_is_above
from fer_lib.language import Text
from fer_lib.names import METHOD_NAMES
from fer_lib.wording import all_of, capitalized, decimal, listed, paragraph, spaced

MORE_THAN_GUESSED = 2.0
"""A probability of so many times that of guessing is worth telling."""

MOST_EXCEPTIONS = 2
"""So many methods at most are named instead of all the others."""

_OUTCOMES = {
    False: (Text("**fails**", "**不通過**"), Text("**fail**", "**不通過**")),
    True: (Text("passes", "通過"), Text("pass", "通過")),
    None: (Text("stays undecided", "無法判定"), Text("stay undecided", "無法判定")),
}
"""What is said of one method and of several."""
_TOO_FEW_MAPS = Text("too few maps that are not 0 everywhere", "不是處處為 0 的圖太少，無法判斷")
_GUIDED_PASSES = Text(
    "On this network guided backpropagation passes the check.",
    "在這個模型上，導引反向傳播通過了檢驗。",
)
_GUIDED_IS_UNDECIDED = Text(
    "On this network the check does not decide about guided backpropagation.",
    "在這個模型上，這項檢驗無法對導引反向傳播下定論。",
)
_NO_EVIDENCE = Text(
    "However clear such a picture looks, it is no evidence of what the network has learned about a class.",
    "這樣的圖再清楚，也不能證明模型對某一類學到了什麼。",
)


def sanity(analysis: SaliencyAnalysis) -> Text:
    """Which methods pass and which fail."""
    groups: dict[bool | None, list[Text]] = {outcome: [] for outcome in _OUTCOMES}
    unknown: list[Text] = []
    for method, name in zip(analysis.results.methods, analysis.methods, strict=True):
        correlations = analysis.arrays.randomized[analysis.results.position(method), 0]
        is_known = np.isfinite(correlations).sum() > 1
        (groups[analysis.is_sane(method)] if is_known else unknown).append(name)
    clauses = []
    for outcome, names in groups.items():
        if names:
            named, told = listed(names), _OUTCOMES[outcome][len(names) > 1]
            clauses.append(Text(f"{named.en} {told.en}", spaced(named.zh + told.zh)))
    if unknown:
        named, has = listed(unknown), "have" if len(unknown) > 1 else "has"
        clauses.append(Text(f"{named.en} {has} {_TOO_FEW_MAPS.en}", spaced(named.zh + _TOO_FEW_MAPS.zh)))
    return Text(
        "With the output layer alone drawn anew, the network guesses, so a map of what it knows must change. A method "
        f"fails if the 95% interval of its mean correlation is still above {CORRELATION_LIMIT}, and passes if it is below "
        f"(n\u00a0=\u00a0{analysis.n_checked}): {'; '.join(clause.en for clause in clauses)}.",
        "只把輸出層重新隨機設定，模型就只能亂猜，反映它所知的圖也該跟著改變。平均相關的 95% 信賴區間若仍高於 "
        f"{CORRELATION_LIMIT}，就算不通過，低於它才算通過（n\u00a0=\u00a0{analysis.n_checked}）："
        f"{'；'.join(clause.zh for clause in clauses)}。",
    )


def guided_backpropagation(analysis: SaliencyAnalysis) -> Text:
    """Guided backpropagation looks best; what the check says of it."""
    results = analysis.results
    if "guided_backpropagation" not in results.methods:
        return GUIDED_IS_NOT_DEFINED
    guided, plain = (
        analysis.arrays.randomized[results.position(m)] for m in ("guided_backpropagation", "gradient")
    )
    layers, half = len(guided), (len(guided) + 1) // 2
    first, then = ((mean_alone(guided[k]), mean_alone(plain[k])) for k in (0, half - 1))
    later = Text("", "")
    if half > 1:
        later = Text(
            f"; with {half} of the {layers} layers drawn anew, it is {then[0].en} and {then[1].en}",
            spaced(f"；{layers} 層中重設 {half} 層之後，分別是{then[0].zh}與{then[1].zh}"),
        )
    is_sane = analysis.is_sane("guided_backpropagation")
    verdict = (
        _guided_fails(analysis) if is_sane is False else _GUIDED_PASSES if is_sane else _GUIDED_IS_UNDECIDED
    )
    correlations = Text(
        "With the output layer drawn anew, the mean rank correlation with the trained network’s maps is "
        f"{first[0].en} for guided backpropagation and {first[1].en} for the plain gradient{later.en}.",
        f"輸出層重設後，與訓練後的圖的平均等級相關，導引反向傳播是{first[0].zh}，單純的梯度是{first[1].zh}{later.zh}。",
    )
    return paragraph(
        verdict, correlations, *(_consequences(guided, analysis.n_checked) if is_sane is False else ())
    )


def _guided_fails(analysis: SaliencyAnalysis) -> Text:
    """That guided backpropagation fails, and which others do."""
    others = [
        METHOD_NAMES[method]
        for method in analysis.results.methods
        if method != "guided_backpropagation" and analysis.is_sane(method) is False
    ]
    named = listed(others)
    company = Text("the only method here that does", "在這裡也只有它如此")
    if others:
        company = Text(
            f"and so {'do' if len(others) > 1 else 'does'} {named.en}", f"{spaced(named.zh + '也一樣')}"
        )
    return Text(
        f"So **guided backpropagation fails the check**, {company.en}.",
        f"可見**導引反向傳播通不過檢驗**，{company.zh}。",
    )


def _consequences(correlations: NDArray[np.float64], n: int) -> tuple[Text, Text]:
    """When the map of a method that fails falls apart after all, and what such a map is worth."""
    return _when_it_falls_apart(correlations, n), _NO_EVIDENCE


def _when_it_falls_apart(correlations: NDArray[np.float64], n: int) -> Text:
    """After how many layers a map that fails the check no longer is like the trained network's.

    Args:
        correlations: with the trained network's maps after each step, [L, k]; after the first above the limit.
        n: the number of maps, k, which the sentences before have told.
    """
    layers, last = len(correlations), in_brackets(correlations[-1], said=n)
    above = [mean_is_above(step, CORRELATION_LIMIT) for step in correlations]
    every, are = all_of(layers, Text("layers", "層")), "are"
    if layers == 1:
        every, are = Text("the only layer", "唯一的一層"), "is"
    if above[-1]:
        all_layers = Text(f"{every.en} are", f"{every.zh}都")
        if layers == 1:
            all_layers = Text("this layer, the only one, is", "唯一的這一層")
        return Text(
            f"When {all_layers.en} new, its map is still above the limit{last.en}: what remains does not come from what the "
            "network has learned.",
            f"{all_layers.zh}重設之後，它的圖仍然高於界線{last.zh}：留下來的部分並非來自模型所學。",
        )
    if above[-1] is None:
        return Text(
            f"Whether its map falls apart when {every.en} {are} new cannot be told{last.en}.",
            f"{every.zh}都重設之後，它的圖是否瓦解，從信賴區間看不出來{last.zh}。",
        )
    # From this step on it stays below the limit to the end.
    all_new = plus_minus(correlations[-1], said=n)
    falls = max(step for step, outcome in enumerate(above) if outcome is not False) + 2
    when = Text(
        f"once {falls} of the {layers} layers are new (with all of them its correlation is {all_new})",
        f"要到 {layers} 層中重設了 {falls} 層，才明確低於界線（全部重設時的相關是 {all_new}）",
    )
    if falls == layers:
        when = Text(
            f"once {every.en} {are} new (correlation {all_new})",
            f"要到{every.zh}都重設，才明確低於界線（相關 {all_new}）",
        )
    return Text(
        f"The map of guided backpropagation does fall apart in the end, but is clearly below the limit only {when.en}. So it depends on what the layers "
        "before have learned, and too little on the output layer, which tells the classes apart.",
        f"導引反向傳播的圖終究會瓦解，但{when.zh}。可見它取決於前面各層學到的東西，受區分類別的輸出層影響卻太少。",
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
    before, after = (f"{decimal(float(values.mean()))}" for values in (plain, smooth))
    if n == 1:
        return Text(
            f"The sensitivity of the plain gradient is {before}, that of SmoothGrad {after} (n\u00a0=\u00a0{n}); one image "
            "does not tell what averaging changes.",
            f"單純梯度的敏感度是 {before}，SmoothGrad 是 {after}（n\u00a0=\u00a0{n}）；單憑一張影像，看不出平均改變了什麼。",
        )
    outcome = {
        True: Text("clearly lowers", "明確降低了敏感度"),
        False: Text("clearly raises", "反而明確提高了敏感度"),
        None: Text("does not clearly change", "沒有明確改變敏感度"),
    }[mean_is_above(plain - smooth, 0.0)]
    return Text(
        f"Averaging over noise {outcome.en} the sensitivity (by the 95% interval of the paired difference, "
        f"n\u00a0=\u00a0{n}): on average, the plain gradient has {before}, SmoothGrad {after}.",
        f"加雜訊再平均{outcome.zh}（依成對差的 95% 信賴區間，n\u00a0=\u00a0{n}）：單純梯度平均是 {before}，SmoothGrad 是 "
        f"{after}。",
    )


def chance(analysis: SaliencyAnalysis) -> Text:
    """How much maps depend on the seed, and how well LIME's linear models fit; empty where no method draws."""
    arrays, n = analysis.arrays, analysis.n_checked
    if not analysis.drawn:
        return Text("", "")
    correlations = {method: arrays.reseeded[analysis.results.position(method)] for method in analysis.drawn}
    alike = [
        (METHOD_NAMES[method], decimal(float(np.nanmean(values))))
        for method, values in correlations.items()
        if np.isfinite(values).any()
    ]
    if not alike:
        return _surrogate_fits(analysis)
    english = listed([Text(f"{mean} for {name.en}", "") for name, mean in alike]).en
    chinese = "，".join(f"{spaced(f'{name.zh}是')} {mean}" for name, mean in alike)
    seeds = Text(
        f"With another seed, the maps of the same images correlate with the first ones at {english}, on average "
        f"(n\u00a0=\u00a0{n}).",
        f"換下一個種子重新抽樣後，同一批影像的圖與原來的圖的平均等級相關，{chinese}（n\u00a0=\u00a0{n}）。",
    )
    return paragraph(seeds, _surrogate_fits(analysis))


def _surrogate_fits(analysis: SaliencyAnalysis) -> Text:
    own, new = analysis.arrays.surrogate_fits
    if not np.isfinite(own).any():
        return Text("", "")
    fitted, new_mean = decimal(float(np.nanmean(own))), plus_minus(new, said=analysis.n_checked)
    return Text(
        f"LIME’s linear models reach a weighted $R^2$ of {fitted} on the samples that they were fitted to and of {new_mean} "
        "on new ones, where 1 is a perfect fit and 0 no better than the mean. What they miss of the "
        "network, the map misses as well.",
        f"LIME 的線性模型，加權 $R^2$ 在擬合用的樣本上是 {fitted}，在新的樣本上是 {new_mean}；1 是完全吻合，0 表示不比"
        "平均值好。線性模型漏掉的部分，圖上同樣看不到。",
    )


def deletion(analysis: SaliencyAnalysis) -> Text:
    """Which methods find pixels that the network needs, better than a random order does, and what that is worth."""
    deleted = _against_random(
        analysis,
        analysis.finds_needed_pixels,
        analysis.deletion_areas,
        Text("deleting", "刪除"),
        Text("loses the class", "認不出類別"),
    )
    inserted = _against_random(
        analysis,
        analysis.finds_telling_pixels,
        analysis.insertion_areas,
        Text("inserting", "插入"),
        Text("finds the class", "認出類別"),
    )
    return paragraph(
        Text(
            f"Judged by the 95% interval of the paired difference in area, {deleted.en}.",
            f"以面積成對差的 95% 信賴區間來看，{deleted.zh}。",
        ),
        Text(f"{capitalized(inserted).en}.", f"{inserted.zh}。"),
        _what_is_left(analysis),
        _warning_of_insertion(analysis),
    )


def _most_of(methods: Sequence[Text], rows: Sequence[int]) -> Text:
    """Some methods by their names; nearly all by those that are not among them."""
    others = [name for k, name in enumerate(methods) if k not in rows]
    if not others:
        return Text("every method", "每一種方法")
    if len(others) <= MOST_EXCEPTIONS < len(rows):
        named = listed(others)
        return Text(f"every method except {named.en}", spaced(f"除{named.zh}以外的每一種方法"))
    return listed([methods[k] for k in rows])


def _against_random(
    analysis: SaliencyAnalysis,
    outcomes: Sequence[bool | None],
    areas: NDArray[np.float64],
    does: Text,
    effect: Text,
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
        named = _most_of(analysis.methods, rows)
        ends = [f"{end:.2f}" for end in (means[rows].min(), means[rows].max())]
        area = Text(f"{ends[0]} to {ends[1]}", f"{ends[0]} 到 {ends[1]}")
        if ends[0] == ends[1]:
            area = Text(ends[0], ends[0])
        clauses.append(
            Text(
                f"{does.en} pixels in the order of {named.en} {effect.en} {speed.en} than in a random order (mean area "
                f"{area.en} against {means[-1]:.2f})",
                f"{spaced(f'照{named.zh}的順序{does.zh}像素，{speed.zh}{effect.zh}')}（平均面積 {area.zh}，隨機順序 "
                f"{means[-1]:.2f}）",
            )
        )
    if not clauses:
        return Text(
            f"no method’s order differs clearly from a random one for {does.en} pixels",
            f"{does.zh}像素時，沒有任何方法的順序與隨機順序有明確差別",
        )
    alike = Text("no other method can be told from a random order", "其餘方法與隨機順序分不出高下")
    if outcomes.count(None) == 1:
        one = analysis.methods[outcomes.index(None)]
        alike = Text(
            f"the order of {one.en} cannot be told from a random one",
            spaced(f"{one.zh}的順序與隨機順序分不出高下"),
        )
    if None in outcomes:
        clauses.append(alike)
    return Text("; ".join(clause.en for clause in clauses), "；".join(clause.zh for clause in clauses))


def _what_is_left(analysis: SaliencyAnalysis) -> Text:
    """How probable the class still is when every pixel is deleted, where that is well above guessing; else nothing."""
    left, guess = analysis.arrays.deletion[-1, :, -1].mean(), 1 / len(analysis.classes)
    if left < MORE_THAN_GUESSED * guess:
        return Text("", "")
    colours = analysis.dataset.images.ndim == 4
    mean = Text("mean colour", "平均顏色") if colours else Text("mean grey", "平均灰階")
    return Text(
        f"With every pixel deleted, only the {mean.en} of an image is left, and still its class has a mean probability of "
        f"{left:.2f}; guessing gives {guess:.2f}. Every deletion curve ends there, whatever the map says.",
        f"像素全部刪除之後，影像只剩下{mean.zh}，所屬類別的機率平均卻還有 {left:.2f}，亂猜則是 {guess:.2f}。不論圖怎麼畫，刪除"
        "曲線都到這裡為止。",
    )


def _warning_of_insertion(analysis: SaliencyAnalysis) -> Text:
    """What to think of the best method under insertion where it beats a random order and fails the sanity check."""
    methods = analysis.results.methods
    best = int(analysis.insertion_areas[:-1].mean(axis=1).argmax())
    if analysis.is_sane(methods[best]) is not False or not analysis.finds_telling_pixels[best]:
        return Text("", "")
    name, edges = (
        METHOD_NAMES[methods[best]],
        mean_or_unknown(analysis.arrays.edge_correlations[best], analysis.n),
    )
    return Text(
        f"The method with the largest area under insertion, {name.en}, fails the check above; its maps correlate with the "
        f"image’s edges at {edges.en}. So a good curve is no proof either.",
        f"{spaced(f'插入曲線下面積最大的{name.zh}通不過上面的檢驗')}；它的圖與影像邊緣的等級相關是{edges.zh}。"
        "所以曲線好看也不是證明。",
    )
