"""What is measured of one network's ascents, in sentences that the page and its claims share; none is a verdict."""

from collections.abc import Sequence

from fer_lib.chapters.activation_maximization.correlation import RankCorrelation
from fer_lib.chapters.activation_maximization.findings import PROBABILITY_REACHED, MaximizationFindings
from fer_lib.chapters.activation_maximization.silent import SilentFilters
from fer_lib.chapters.explained_images import without_activation
from fer_lib.chapters.judgement import is_above
from fer_lib.language import Text
from fer_lib.names import convolution_text
from fer_lib.proportion import Proportion, difference_interval
from fer_lib.wording import decimal, listed, paragraph, points, points_interval, spaced

CAUSES = {
    "normalization": Text("batch normalization", "批次正規化"),
    "weight_decay": Text("weight decay", "權重衰減"),
}
"""What the settings that are suspected of making filters silent are called."""
NO_PAIRS = Text(
    "This edition has no runs that differ in batch normalization or weight decay alone.",
    "這一版沒有只差批次正規化或權重衰減的訓練。",
)
NO_DIRECTIONS = Text(
    "There are too few patterns that are not noise, or they are all of one layer, or their numbers of directions do not "
    "differ, so there is nothing to compare.",
    "不是雜訊的圖樣太少，或全在同一層，或方向數沒有差異，無從比較。",
)
MOST_CLASSES_NAMED = 10
"""Of more classes than that it is said how many are reached, not which."""
_CAUSE = {
    True: Text(
        "So with it, clearly more filters are dead in each pair of runs.",
        "可見有它時，每一對訓練裡失效的濾波器都明確較多。",
    ),
    False: Text(
        "In at least one pair of runs, though, clearly fewer filters are dead with it.",
        "不過至少有一對訓練，有它時失效的濾波器明確較少。",
    ),
    None: Text(
        "These runs cannot tell whether it makes filters dead.", "它是否讓濾波器失效，這些訓練無法判斷。"
    ),
}

_FEWER_DEAD = Text(
    "So with it, clearly fewer filters are dead in each pair of runs.",
    "可見有它時，每一對訓練裡失效的濾波器都明確較少。",
)


def correlation_text(correlation: RankCorrelation) -> Text:
    """``ρ = 0.43 (95% interval 0.21 to 0.61, n = 64)``; ``ρ = 1.00 (n = 16)`` where the formula gives no interval."""
    low, high = (decimal(end) for end in correlation.interval)
    rho, n = f"ρ = {decimal(correlation.rho)}", f"n\u00a0=\u00a0{correlation.n:,}"
    if low == high:
        return Text(f"{rho} ({n})", f"{rho}（{n}）")
    return Text(f"{rho} (95% interval {low} to {high}, {n})", f"{rho}（95% 信賴區間 {low} 到 {high}，{n}）")


def number_or_range(low: int, high: int) -> Text:
    """``16``, or ``8 to 16``."""
    return Text(f"{low}", f"{low}") if low == high else Text(f"{low} to {high}", f"{low} 到 {high}")


def not_activated(findings: MaximizationFindings) -> Text:
    """How many filters of each convolution the plain ascent does not activate, and of these the other ascent does."""
    tried = findings.not_activated
    n = sum(layer.n for layer in tried)
    if not any(layer.successes for layer in tried):
        where = findings.layer_names[0]
        if len(tried) > 1:
            where = Text(f"the {len(tried)} convolutions shown", f"圖中 {len(tried)} 個卷積層")
        return Text(
            f"The plain ascent activates every filter that was tried in {where.en} (n\u00a0=\u00a0{n}).",
            spaced(f"{where.zh}中受測的濾波器（n\u00a0=\u00a0{n}），單純上升全都能活化。"),
        )
    failed = [k for k, layer in enumerate(tried) if layer.successes]
    names = [findings.layer_names[k] for k in failed]
    told = listed([_so_many(tried[k], name) for k, name in zip(failed, names, strict=True)])
    others = Text("", "")
    if len(failed) < len(tried):
        others = Text("; in the other convolutions shown it activates all", "；圖中其餘的卷積層則全都能活化")
    text = Text(
        f"Of the filters that were tried, the plain ascent does not activate {told.en}{others.en}.",
        f"受測的濾波器中，單純上升無法活化的有{told.zh}{others.zh}。",
    )
    return paragraph(text, _other_ascent(findings, failed))


def _so_many(share: Proportion, layer: Text) -> Text:
    """``2 of 16 in conv 4``; all of them, or the one, where there are no others."""
    if share.successes < share.n:
        return Text(
            f"{share.successes} of {share.n} in {layer.en}",
            spaced(f"{layer.zh}的 {share.n} 個中的 {share.successes} 個"),
        )
    if share.n == 1:
        return Text(f"the one in {layer.en}", spaced(f"{layer.zh}的那一個"))
    if share.n == 2:
        return Text(f"both in {layer.en}", spaced(f"{layer.zh}的兩個"))
    return Text(f"all {share.n} in {layer.en}", spaced(f"{layer.zh}的全部 {share.n} 個"))


def _other_ascent(findings: MaximizationFindings, failed: Sequence[int]) -> Text:
    """What the ascent on the value before the activation makes of them; nothing where it is the same ascent."""
    asked = [k for k in failed if not without_activation([findings.layers[k].layer])]
    silent = sum(findings.not_activated[k].successes for k in asked)
    n = silent - sum(findings.unreachable[k].successes for k in asked)
    if not silent:
        return Text("", "")
    these = Text("these", "這些")
    if len(asked) < len(failed):
        named = listed([findings.layer_names[k] for k in asked])
        these = Text(f"those in {named.en}", spaced(f"{named.zh}的這些"))
    ascent = Text("The ascent on the value before the activation function", "改對活化函數之前的值上升")
    if n in (0, silent):
        activates = Text(
            f"activates every one of {these.en}" if n else f"activates none of {these.en} either",
            f"，{these.zh}濾波器就全都能活化" if n else f"，{these.zh}濾波器仍然一個也無法活化",
        )
        return Text(f"{ascent.en} {activates.en}.", f"{ascent.zh}{activates.zh}。")
    which = Text(f"{n} of these {silent}", f"這 {silent} 個當中")
    if len(asked) < len(failed):
        which = Text(f"{n} of the {silent} in {named.en}", spaced(f"{named.zh}的這 {silent} 個當中"))
    return Text(f"{ascent.en} activates {which.en}.", f"{which.zh}，{ascent.zh}就能活化 {n} 個。")


def dead_difference(pair: tuple[SilentFilters, SilentFilters]) -> tuple[float, float]:
    """95 % interval of the share of dead filters with a setting less that without it."""
    having, lacking = pair
    return difference_interval(having.dead, lacking.dead)


def more_dead(pairs: Sequence[tuple[SilentFilters, SilentFilters]]) -> bool | None:
    """Whether more filters are dead with a setting than without it, in every pair of runs; None if not to be told."""
    parts = [is_above(dead_difference(pair), 0.0) for pair in pairs]
    if False in parts:
        return False
    return None if None in parts or not parts else True


def cause_found(cause: str, pairs: Sequence[tuple[SilentFilters, SilentFilters]]) -> Text:
    """How many filters are dead with a setting and without it.

    Args:
        cause: a key of ``CAUSES``.
        pairs: the last layer with it and without it, of runs that differ in nothing else.
    """
    name = CAUSES[cause]
    if not pairs:
        return Text(
            f"No two runs of this edition differ in {name.en} alone.", f"這一版沒有只差{name.zh}的兩次訓練。"
        )
    return paragraph(*(_pair(name, pair) for pair in pairs))


def _pair(cause: Text, pair: tuple[SilentFilters, SilentFilters]) -> Text:
    having, lacking = pair
    with_it, without = (_dead_of(one.dead) for one in pair)
    difference, interval = (
        points(having.dead.share - lacking.dead.share),
        points_interval(dead_difference(pair)),
    )
    return Text(
        f"With {cause.en} (`{having.run}`) {with_it.en} filters {_are(having.dead)} dead, without it (`{lacking.run}`) "
        f"{without.en}: a difference of {difference} points (95% interval {interval.en}).",
        f"有{cause.zh}時（`{having.run}`），{with_it.zh}失效；沒有時（`{lacking.run}`），{without.zh}失效：相差 {difference} 個百分點"
        f"（95% 信賴區間 {interval.zh}）。",
    )


def _dead_of(dead: Proportion) -> Text:
    """So many of so many filters, before the word filters."""
    if dead.successes in (0, dead.n):
        word = Text("all", "全都") if dead.successes else Text("none of the", "都沒有")
        return Text(f"{word.en} {dead.n}", f"{dead.n} 個濾波器{word.zh}")
    return Text(f"{dead.successes} of the {dead.n}", f"{dead.n} 個濾波器中有 {dead.successes} 個")


def _are(dead: Proportion) -> str:
    return "is" if dead.successes == 1 else "are"


def cause(name: str, pairs: Sequence[tuple[SilentFilters, SilentFilters]]) -> Text:
    """``cause_found``, and what follows from it."""
    ends = [dead_difference(pair)[1] for pair in pairs]
    told = _FEWER_DEAD if max(ends) < 0 else _CAUSE[more_dead(pairs)]
    return paragraph(cause_found(name, pairs), told)


def depth_and_directions(findings: MaximizationFindings) -> Text:
    """How the number of directions in patterns goes with the depth, and how many patterns are left out as noise."""
    correlation = findings.depth_and_directions
    if correlation is None:
        return NO_DIRECTIONS
    described, noisy = correlation_text(correlation), findings.noisy_robust
    left_out = Text("", "")
    if noisy.successes:
        left_out = Text(
            f"Noisy patterns are left out ({noisy.successes} of {noisy.n}).",
            f"雜訊不計（{noisy.n} 個圖樣中的 {noisy.successes} 個）。",
        )
    goes = Text("does not clearly change with depth", "與深度沒有明確的關聯")
    if correlation.is_clear:
        up = correlation.rho > 0
        goes = Text(
            f"clearly {'grows' if up else 'falls'} with depth", f"明確隨深度{'增加' if up else '減少'}"
        )
    return paragraph(
        Text(
            f"The number of directions in a pattern {goes.en}: its rank correlation with the layer’s number is {described.en}.",
            f"圖樣的方向數{goes.zh}：它與層的編號的等級相關是 {described.zh}。",
        ),
        left_out,
    )


def output_and_noise(findings: MaximizationFindings) -> Text:
    """The rank correlation of a filter’s mean output and the spread of its pattern, layer by layer."""
    told = []
    for name, correlation in zip(findings.layer_names, findings.output_and_spread, strict=True):
        if correlation is None:
            told.append(Text(f"{name.en}: too few different patterns", f"{name.zh}：不同的圖樣太少"))
            continue
        described = correlation_text(correlation)
        told.append(Text(f"{name.en}: {described.en}", f"{name.zh}：{described.zh}"))
    return Text(
        f"Rank correlation of a filter’s mean output and the spread of its pattern, by layer: "
        f"{'; '.join(text.en for text in told)}.",
        f"濾波器的平均輸出與圖樣頻率分散程度的等級相關，依層列出：{'；'.join(text.zh for text in told)}。",
    )


def clearly_correlated(findings: MaximizationFindings) -> Text:
    """In which layers a filter’s mean output and the spread of its pattern are clearly correlated."""
    tested = [
        (p.layer.number, correlation)
        for p, correlation in zip(findings.layers, findings.output_and_spread, strict=True)
        if correlation is not None
    ]
    clear = [number for number, correlation in tested if correlation.is_clear]
    if not tested:
        return Text(
            "In no layer are there enough different patterns to correlate a filter’s mean output with their spread.",
            "沒有任何一層有夠多不同的圖樣，可供計算濾波器的平均輸出與頻率分散程度的相關。",
        )
    layers = listed([convolution_text(number) for number in (clear or [number for number, _ in tested])])
    if not clear and len(tested) == len(findings.layers):
        return Text(
            "A filter’s mean output and the spread of its pattern are not clearly correlated in any layer.",
            "沒有任何一層的平均輸出與圖樣的頻率分散程度有明確的相關。",
        )
    if not clear:
        return Text(
            f"A filter’s mean output and the spread of its pattern are not clearly correlated in any layer where one can tell "
            f"({layers.en}).",
            f"在可以計算的層（{layers.zh}）裡，平均輸出與圖樣的頻率分散程度都沒有明確的相關。",
        )
    return Text(
        f"A filter’s mean output and the spread of its pattern are clearly correlated in {layers.en}.",
        f"平均輸出與圖樣的頻率分散程度有明確相關的層：{layers.zh}。",
    )


def reached_classes(findings: MaximizationFindings, names: Sequence[Text]) -> Text:
    """Which classes reach a high probability from noise in more than half of the starts; of many classes, how many."""
    shares = findings.reached
    reached = [name for name, share in zip(names, shares, strict=True) if share.share > 0.5]
    if not reached:
        named = Text("no class", "沒有任何類別")
    elif len(reached) == len(names):
        named = Text("every class", "每一個類別都")
    elif len(names) > MOST_CLASSES_NAMED:
        named = Text(
            f"{len(reached)} of the {len(names)} classes", f"{len(names)} 個類別中的 {len(reached)} 個"
        )
    else:
        named = listed(reached)
    starts = shares[0].n
    return Text(
        f"From noise, {named.en} reached a probability of {PROBABILITY_REACHED:g} in more than half of the starts "
        f"(n\u00a0=\u00a0{starts} for each class).",
        f"從雜訊出發，{named.zh}有過半的起點達到 {PROBABILITY_REACHED:g} 的機率（每類 n\u00a0=\u00a0{starts}）。",
    )
