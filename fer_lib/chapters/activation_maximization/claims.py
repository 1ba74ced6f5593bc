"""The reports' claims on activation maximization, each with a verdict from the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest

from fer_lib.chapters.activation_maximization.findings import MaximizationFindings
from fer_lib.chapters.activation_maximization.silent import SilentFilters
from fer_lib.chapters.errors.claims import VERDICT_SENTENCES, Verdict
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.wording import listed, percent, proportion_text

MANY = 0.2
"""From this share of a layer's filters on, "many" filters cannot be activated."""
REPORT_B_REACHED = {"angry", "surprise", "neutral"}
REPORT_B_NOISY = {2: 0.375, 3: 0.75, 4: 0.3125}
"""Shares of noisy patterns that report B prints, by layer."""


@dataclass(frozen=True)
class Answer:
    """A claim with what the numbers say.

    Attributes:
        id: claims as they are numbered, for example ``A10, B10``.
        claim: in one sentence.
        verdict: whether it holds here.
        reason: the numbers.
    """

    id: str
    claim: Text
    verdict: Verdict
    reason: Text

    def describe(self) -> Text:
        """Reason and verdict."""
        sentence = VERDICT_SENTENCES[self.verdict]
        return Text(f"{self.reason.en} {sentence.en}", f"{self.reason.zh}{sentence.zh}")


def answer_depth(findings: MaximizationFindings) -> Answer:
    """A10 and B10: deeper filters show more complex patterns."""
    found = findings.depth_and_directions
    verdict: Verdict = "open"
    reason = Text(
        "The numbers of directions do not differ, so there is nothing to compare.",
        "方向數沒有差異，無從比較。",
    )
    if found is not None:
        verdict = "open" if not found.is_clear else "holds" if found.rho > 0 else "fails"
        said = found.describe()
        reason = Text(
            f"Rank correlation of a layer's number and the number of directions in its patterns: {said.en}.",
            f"層的編號與圖樣方向數的等級相關：{said.zh}。",
        )
    claim = Text("Deeper filters show more complex patterns.", "愈深的濾波器，圖樣愈複雜。")
    return Answer("A10, B10", claim, verdict, reason)


def answer_activation(findings: MaximizationFindings) -> Answer:
    """A11, first half: many filters of the last convolution cannot be activated."""
    last, reached = findings.not_activated[-1], findings.unreachable[-1]
    low, high = last.wilson_interval
    verdict: Verdict = "holds" if low > MANY else "fails" if high < MANY else "open"
    released = last.successes - reached.successes
    reason = Text(
        f"The plain ascent does not activate {proportion_text(last).en} of the filters of the last convolution; "
        f"many are taken as more than {percent(MANY, 0)}. "
        + (
            f"Of these {last.successes}, the ascent on the value before the ReLU activates {released}."
            if last.successes
            else ""
        ),
        f"單純上升無法激發最後一個卷積層中 {proportion_text(last).zh}的濾波器；超過 {percent(MANY, 0)} 才算許多。"
        + (
            f"這 {last.successes} 個當中，改對 ReLU 之前的值上升，就能激發 {released} 個。"
            if last.successes
            else ""
        ),
    )
    claim = Text(
        "Many filters of the last convolution cannot be activated.", "最後一個卷積層有許多濾波器無法激發。"
    )
    return Answer("A11", claim, verdict, reason)


def _apart(first: Proportion, second: Proportion) -> int:
    """1 if the first share is clearly larger, −1 if it is clearly smaller, 0 if the intervals meet."""
    (low, high), (other_low, other_high) = first.wilson_interval, second.wilson_interval
    return int(low > other_high) - int(high < other_low)


def answer_cause(what: Text, pairs: Sequence[tuple[SilentFilters, SilentFilters]]) -> Answer | None:
    """A11, second half: whether normalization or weight decay makes filters silent.

    Args:
        what: batch normalization or weight decay.
        pairs: the last layer with it and without it, of runs that differ in nothing else.

    Returns:
        None where there are no such runs.
    """
    if not pairs:
        return None
    signs = [_apart(having.dead, lacking.dead) for having, lacking in pairs]
    silent = [float(np.mean([pair[k].silent for pair in pairs])) for k in (0, 1)]
    dead = [float(np.mean([pair[k].dead.share for pair in pairs])) for k in (0, 1)]
    verdict: Verdict = "fails"
    if all(sign > 0 for sign in signs):
        verdict = "holds"
    elif not any(signs):
        verdict = "open"
    n = pairs[0][0].dead.n
    reason = Text(
        f"With {what.en}, {percent(dead[0])} of the {n} filters are dead and a filter is silent on "
        f"{percent(silent[0])} of the noise images; without it, {percent(dead[1])} and {percent(silent[1])} "
        f"({len(pairs)} pair{'s' if len(pairs) > 1 else ''} of runs).",
        f"有{what.zh}時，{n} 個濾波器中有 {percent(dead[0])} 失效，"
        f"一個濾波器平均對 {percent(silent[0])} 的雜訊影像沒有反應；"
        f"沒有{what.zh}時則是 {percent(dead[1])} 與 {percent(silent[1])}（{len(pairs)} 對訓練）。",
    )
    claim = Text(f"The cause is {what.en}.", f"原因是{what.zh}。")
    return Answer("A11", claim, verdict, reason)


def answer_noisy_shares(findings: MaximizationFindings) -> Answer:
    """B7: three shares of noisy patterns. They are held against the intervals found here."""
    found = {
        p.layer.number: share for p, share in zip(findings.layers, findings.without_pattern, strict=True)
    }
    inside = {
        number: found[number].wilson_interval[0] <= printed <= found[number].wilson_interval[1]
        for number, printed in REPORT_B_NOISY.items()
        if number in found
    }
    verdict: Verdict = "holds" if all(inside.values()) else "partly" if any(inside.values()) else "fails"
    parts = [(number, REPORT_B_NOISY[number], found[number]) for number in inside]
    reason = Text(
        "Patterns that are noise or none at all: "
        + "; ".join(f"conv {k}: {percent(s.share)} of {s.n} (report: {100 * r:g}%)" for k, r, s in parts)
        + ".",
        "雜訊或完全沒有圖樣的比例："
        + "；".join(
            f"卷積 {k} 在 {s.n} 個中占 {percent(s.share)}（報告為 {100 * r:g}%）" for k, r, s in parts
        )
        + "。",
    )
    claim = Text(
        "37.5%, 75% and 31.25% of the patterns of conv 2, 3 and 4 are noise.",
        "卷積 2、3、4 的圖樣有 37.5%、75% 與 31.25% 是雜訊。",
    )
    return Answer("B7", claim, verdict, reason)


def answer_step_size(findings: MaximizationFindings) -> Answer:
    """B8: a smaller step does not lower the share of noisy patterns."""
    claim = Text("A smaller step does not lower that share.", "縮小更新幅度並不會降低這個比例。")
    rows = [(size, np.concatenate(flags)) for size, flags in findings.noisy_flags_by_step if flags]
    if not rows:
        reason = Text(
            "No filter is activated, so there are no patterns.", "沒有濾波器被激發，所以沒有圖樣可看。"
        )
        return Answer("B8", claim, "open", reason)
    (largest, coarse), (smallest, fine) = rows[0], rows[-1]
    cleared, spoiled = int((coarse & ~fine).sum()), int((~coarse & fine).sum())
    p_value = float(binomtest(cleared, cleared + spoiled).pvalue) if cleared + spoiled else 1.0
    verdict: Verdict = "fails" if p_value < 0.05 and cleared > spoiled else "holds"
    if len(rows) < 2 or not coarse.any():
        verdict = "open"  # where nothing is noise, a smaller step has nothing to lower
    first, last = (proportion_text(Proportion(int(flags.sum()), len(flags))) for flags in (coarse, fine))
    reason = Text(
        f"Over all layers, {first.en} of the patterns are noisy with the largest step ({largest:g}) and "
        f"{last.en} with the smallest ({smallest:g}); of the same filters, {cleared} lose their noise and "
        f"{spoiled} gain it (exact McNemar test, p = {p_value:.2g}).",
        f"所有層合計，更新幅度最大（{largest:g}）時有 {first.zh}的圖樣是雜訊，最小（{smallest:g}）時是 {last.zh}；"
        f"同樣的濾波器當中，{cleared} 個不再是雜訊，{spoiled} 個變成雜訊（McNemar 精確檢定，p = {p_value:.2g}）。",
    )
    return Answer("B8", claim, verdict, reason)


def answer_output(findings: MaximizationFindings) -> Answer:
    """B9: a filter's mean output does not tell whether its pattern is noise."""
    tested = [
        (p.layer.number, c)
        for p, c in zip(findings.layers, findings.output_and_spread, strict=True)
        if c is not None
    ]
    clear = [number for number, c in tested if c.is_clear]
    verdict: Verdict = "open" if not tested else "holds" if not clear else "partly"
    if tested and len(clear) > len(tested) / 2:
        verdict = "fails"
    named = listed([Text(f"conv {number}", f"卷積 {number}") for number in clear])
    reason = Text(
        f"A filter's mean output and the spread of its pattern are clearly correlated in {len(clear)} of "
        f"{len(tested)} layers" + (f" ({named.en})." if clear else "."),
        f"在 {len(tested)} 層中，有 {len(clear)} 層的平均輸出與圖樣的頻率分散程度有明確的相關"
        + (f"（{named.zh}）。" if clear else "。"),
    )
    if not tested:
        reason = Text(
            "In no layer are there enough different patterns to correlate a filter's mean output with their spread.",
            "沒有任何一層有夠多不同的圖樣，可供計算濾波器的平均輸出與頻率分散程度的相關。",
        )
    claim = Text(
        "A filter's mean output does not tell whether its pattern is noise.",
        "從濾波器的平均輸出看不出圖樣是不是雜訊。",
    )
    return Answer("B9", claim, verdict, reason)


def answer_classes(
    findings: MaximizationFindings, class_names: Sequence[str], names: Sequence[Text]
) -> Answer:
    """B11: only angry, surprise and neutral reach a probability of 1 from noise."""
    reached = [k for k, share in enumerate(findings.reached) if share.share > 0.5]
    found = {class_names[k] for k in reached}
    verdict: Verdict = (
        "holds" if found == REPORT_B_REACHED else "partly" if found < REPORT_B_REACHED and found else "fails"
    )
    starts = findings.reached[0].n
    said = listed([names[k] for k in reached]) if reached else Text("no class", "沒有任何類別")
    if len(reached) == len(names):
        said = Text("every class", "每一個類別")
    reason = Text(
        f"From noise, {said.en} reached a probability of 0.99 in more than half of the {starts} starts.",
        f"從雜訊出發，{said.zh}在 {starts} 次起點中有一半以上達到 0.99 的機率。",
    )
    claim = Text(
        "Only angry, surprise and neutral reach a probability of 1 from noise.",
        "從雜訊出發，只有生氣、驚訝與中立能達到機率 1。",
    )
    return Answer("B11", claim, verdict, reason)
