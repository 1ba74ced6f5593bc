"""The reports' claims about activation maximization (A10, A11, B7 to B11), each with a verdict from the numbers."""

from collections.abc import Sequence

import numpy as np

from fer_lib.chapters.activation_maximization.analysis import CONJECTURED_CAUSES, MaximizationAnalysis
from fer_lib.chapters.activation_maximization.correlation import RankCorrelation
from fer_lib.chapters.activation_maximization.findings import PROBABILITY_REACHED, MaximizationFindings
from fer_lib.chapters.activation_maximization.silent import SilentFilters
from fer_lib.chapters.claims import Answer, Verdict, overall
from fer_lib.language import Text
from fer_lib.metrics.comparison import mcnemar_p_value
from fer_lib.names import convolution_text
from fer_lib.proportion import Proportion
from fer_lib.wording import decimal, listed, paragraph, percent, proportion_text

LARGE_SHARE = 0.2
"""From this share of a layer's filters on, "many" filters cannot be activated."""
CLASSES_REPORT_B_REACHED = {"angry", "surprise", "neutral"}
NOISY_SHARES_OF_REPORT_B = {2: 0.375, 3: 0.75, 4: 0.3125}
"""Shares of noisy patterns that report B prints, by layer."""
CAUSES = {
    "normalization": Text("batch normalization", "批次正規化"),
    "weight_decay": Text("weight decay", "權重衰減"),
}
NO_PAIRS = Text(
    "This edition has no runs that differ in batch normalization or weight decay alone.",
    "這一版沒有只差批次正規化或權重衰減的訓練。",
)


def answers(analysis: MaximizationAnalysis) -> list[Answer]:
    """Every claim with its answer, in the order of the page; those that the network or the data cannot answer are left
    out.
    """
    b = analysis.report_b
    return [
        *([a11(analysis)] if analysis.report_a.layers else []),
        *([b7(b), b8(b), b9(b)] if b.layers else []),
        *(complexity(analysis.main) if analysis.main.layers else []),
        *([b11(b, analysis.dataset.class_names, analysis.names)] if analysis.asks_of_expressions else []),
    ]


def complexity(findings: MaximizationFindings) -> list[Answer]:
    """A10 and B10: deeper filters show more complex patterns."""
    correlation = findings.depth_and_directions
    if correlation is None:
        finding = Text(
            "The numbers of directions do not differ, so there is nothing to compare.",
            "方向數沒有差異，無從比較。",
        )
        return [Answer("A10", finding, "open"), Answer("B10", finding, "open")]
    described = correlation_text(correlation)
    finding = Text(
        f"Rank correlation of a layer's number and the number of directions in its patterns: {described.en}.",
        f"層的編號與圖樣方向數的等級相關：{described.zh}。",
    )
    verdict: Verdict = "open" if not correlation.is_clear else "holds" if correlation.rho > 0 else "fails"
    return [Answer("A10", finding, verdict), Answer("B10", finding, verdict)]


def a11(analysis: MaximizationAnalysis) -> Answer:
    """Many filters of the last convolution cannot be activated, and the cause is the conjectured one."""
    causes = {key: a11_cause(key, analysis.silences_of_pairs(key)) for key in CONJECTURED_CAUSES}
    parts = [a11_activation(analysis.report_a), *causes.values()]
    truth = {"holds": True, "fails": False}
    return Answer(
        "A11",
        paragraph(*(part.finding for part in parts if part), *([] if any(causes.values()) else [NO_PAIRS])),
        overall([truth.get(part.verdict) if part else None for part in parts]),
    )


def released(findings: MaximizationFindings) -> Text:
    """How many filters of the last convolution the ascent before the activation still activates; empty without any."""
    last, unreachable = findings.not_activated[-1], findings.unreachable[-1]
    if not last.successes:
        return Text("", "")
    n = last.successes - unreachable.successes
    return Text(
        f"Of these {last.successes}, the ascent on the value before the activation function activates {n}.",
        f"這 {last.successes} 個當中，改對激活函數之前的值上升，就能激發 {n} 個。",
    )


def a11_activation(findings: MaximizationFindings) -> Answer:
    """A11, first part: many filters of the last convolution cannot be activated."""
    last = findings.not_activated[-1]
    low, high = last.wilson_interval
    described, limit = proportion_text(last), percent(LARGE_SHARE, 0)
    return Answer(
        "A11",
        paragraph(
            Text(
                f"The plain ascent does not activate {described.en} of the filters of the last convolution; many are "
                f"taken as more than {limit}.",
                f"單純上升無法激發最後一個卷積層中 {described.zh}的濾波器；超過 {limit} 才算許多。",
            ),
            released(findings),
        ),
        "holds" if low > LARGE_SHARE else "fails" if high < LARGE_SHARE else "open",
    )


def a11_cause(cause: str, pairs: Sequence[tuple[SilentFilters, SilentFilters]]) -> Answer | None:
    """A11, second part: whether a setting makes filters silent.

    Args:
        cause: a key of ``CAUSES``.
        pairs: the last layer with it and without it, of runs that differ in nothing else.

    Returns:
        None where there are no such runs.
    """
    if not pairs:
        return None
    signs = [_order(having.dead, lacking.dead) for having, lacking in pairs]
    silent = [percent(float(np.mean([pair[k].silent for pair in pairs]))) for k in (0, 1)]
    dead = [percent(float(np.mean([pair[k].dead.share for pair in pairs]))) for k in (0, 1)]
    verdict: Verdict = "fails"
    if all(sign > 0 for sign in signs):
        verdict = "holds"
    elif not any(signs):
        verdict = "open"
    name, n = CAUSES[cause], pairs[0][0].dead.n
    return Answer(
        "A11",
        Text(
            f"With {name.en}, {dead[0]} of the {n} filters are dead and a filter is silent on {silent[0]} of the noise "
            f"images; without it, {dead[1]} and {silent[1]} ({len(pairs)} pair{'s' if len(pairs) > 1 else ''} of runs).",
            f"有{name.zh}時，{n} 個濾波器中有 {dead[0]} 失效，一個濾波器平均對 {silent[0]} 的雜訊影像沒有反應；沒有{name.zh}"
            f"時則是 {dead[1]} 與 {silent[1]}（{len(pairs)} 對訓練）。",
        ),
        verdict,
    )


def _order(first: Proportion, second: Proportion) -> int:
    """1 if the first share is clearly larger, −1 if it is clearly smaller, 0 if the intervals meet."""
    (low, high), (other_low, other_high) = first.wilson_interval, second.wilson_interval
    return int(low > other_high) - int(high < other_low)


def b7(findings: MaximizationFindings) -> Answer:
    """Three shares of noisy patterns. They are held against the intervals found here."""
    shares = {
        p.layer.number: share for p, share in zip(findings.layers, findings.without_pattern, strict=True)
    }
    compared = [(k, printed, shares[k]) for k, printed in NOISY_SHARES_OF_REPORT_B.items() if k in shares]
    if not compared:
        finding = Text(
            "The network has none of the layers of which the report gives the shares.",
            "這個網路沒有報告列出比例的那幾層。",
        )
        return Answer("B7", finding, "open")
    english = [f"conv {k}: {percent(s.share)} of {s.n} (report: {100 * r:g}%)" for k, r, s in compared]
    chinese = [f"卷積 {k} 在 {s.n} 個中占 {percent(s.share)}（報告為 {100 * r:g}%）" for k, r, s in compared]
    return Answer(
        "B7",
        Text(
            f"Patterns that are noise or none at all: {'; '.join(english)}.",
            f"雜訊或完全沒有圖樣的比例：{'；'.join(chinese)}。",
        ),
        overall([s.wilson_interval[0] <= printed <= s.wilson_interval[1] for _, printed, s in compared]),
    )


def b8(findings: MaximizationFindings) -> Answer:
    """A smaller step does not lower the share of noisy patterns."""
    rows = [(size, np.concatenate(flags)) for size, flags in findings.noisy_flags_by_step if flags]
    if not rows:
        return Answer(
            "B8",
            Text("No filter is activated, so there are no patterns.", "沒有濾波器被激發，所以沒有圖樣可看。"),
            "open",
        )
    (largest, coarse), (smallest, fine) = rows[0], rows[-1]
    cleared, spoiled = int((coarse & ~fine).sum()), int((~coarse & fine).sum())
    p_value = mcnemar_p_value(cleared, spoiled)
    verdict: Verdict = "fails" if p_value < 0.05 and cleared > spoiled else "holds"
    if len(rows) < 2 or not coarse.any():
        verdict = "open"  # where nothing is noise, a smaller step has nothing to lower
    first, last = (proportion_text(Proportion(int(flags.sum()), len(flags))) for flags in (coarse, fine))
    return Answer(
        "B8",
        Text(
            f"Over all layers, {first.en} of the patterns are noisy with the largest step ({largest:g}) and {last.en} "
            f"with the smallest ({smallest:g}); of the same filters, {cleared} lose their noise and {spoiled} gain it "
            f"(exact McNemar test, p = {p_value:.2g}).",
            f"所有層合計，更新幅度最大（{largest:g}）時有 {first.zh}的圖樣是雜訊，最小（{smallest:g}）時是 {last.zh}；"
            f"同樣的濾波器當中，{cleared} 個不再是雜訊，{spoiled} 個變成雜訊（McNemar 精確檢定，p = {p_value:.2g}）。",
        ),
        verdict,
    )


def b9(findings: MaximizationFindings) -> Answer:
    """A filter's mean output does not tell whether its pattern is noise."""
    tested = [
        (p.layer.number, correlation)
        for p, correlation in zip(findings.layers, findings.output_and_spread, strict=True)
        if correlation is not None
    ]
    clear = [number for number, correlation in tested if correlation.is_clear]
    verdict: Verdict = "open" if not tested else "holds" if not clear else "partly"
    if tested and len(clear) > len(tested) / 2:
        verdict = "fails"
    if not tested:
        return Answer(
            "B9",
            Text(
                "In no layer are there enough different patterns to correlate a filter's mean output with their spread.",
                "沒有任何一層有夠多不同的圖樣，可供計算濾波器的平均輸出與頻率分散程度的相關。",
            ),
            verdict,
        )
    layers = listed([convolution_text(number) for number in clear])
    named = Text(f" ({layers.en})", f"（{layers.zh}）") if clear else Text("", "")
    return Answer(
        "B9",
        Text(
            f"A filter's mean output and the spread of its pattern are clearly correlated in {len(clear)} of "
            f"{len(tested)} layers{named.en}.",
            f"在 {len(tested)} 層中，有 {len(clear)} 層的平均輸出與圖樣的頻率分散程度有明確的相關{named.zh}。",
        ),
        verdict,
    )


def b11(findings: MaximizationFindings, class_names: Sequence[str], names: Sequence[Text]) -> Answer:
    """Only angry, surprise and neutral reach a probability of 1 from noise."""
    shares = findings.reached
    indices = [k for k, share in enumerate(shares) if share.share > 0.5]
    reached = {class_names[k] for k in indices}
    verdict: Verdict = "fails"
    if reached == CLASSES_REPORT_B_REACHED:
        verdict = "holds"
    elif reached and reached < CLASSES_REPORT_B_REACHED:
        verdict = "partly"
    named = listed([names[k] for k in indices]) if indices else Text("no class", "沒有任何類別")
    if len(indices) == len(names):
        named = Text("every class", "每一個類別")
    starts = shares[0].n
    return Answer(
        "B11",
        Text(
            f"From noise, {named.en} reached a probability of {PROBABILITY_REACHED:g} in more than half of the {starts} "
            "starts.",
            f"從雜訊出發，{named.zh}在 {starts} 次起點中有一半以上達到 {PROBABILITY_REACHED:g} 的機率。",
        ),
        verdict,
    )


def correlation_text(correlation: RankCorrelation) -> Text:
    """``ρ = 0.43 (95% interval 0.21 to 0.61, n = 64)``."""
    low, high = (decimal(end) for end in correlation.interval)
    rho, n = f"ρ = {decimal(correlation.rho)}", f"n\u00a0=\u00a0{correlation.n:,}"
    return Text(f"{rho} (95% interval {low} to {high}, {n})", f"{rho}（95% 信賴區間 {low} 到 {high}，{n}）")
