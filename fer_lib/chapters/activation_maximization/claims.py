"""The reports' claims about activation maximization (A10, A11, B7 to B11), asked of the networks of these reports."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from fer_lib.chapters.activation_maximization.analysis import CONJECTURED_CAUSES, MaximizationAnalysis
from fer_lib.chapters.activation_maximization.claim_ascents import AskedAscents, ask_ascents
from fer_lib.chapters.activation_maximization.findings import MaximizationFindings
from fer_lib.chapters.activation_maximization.statements import (
    NO_DIRECTIONS,
    cause_found,
    depth_and_directions,
    more_dead,
    not_activated,
    output_and_noise,
    reached_classes,
)
from fer_lib.chapters.activation_maximization.step_effect import step_effect, step_told
from fer_lib.chapters.claims import Answer
from fer_lib.chapters.judgement import against_printed, is_above, is_below, is_near_zero
from fer_lib.language import Text
from fer_lib.names import convolution_text
from fer_lib.proportion import Proportion
from fer_lib.wording import listed, paragraph, percent, points, points_interval

MANY = 0.2
"""From this share of a layer's filters on, "many" cannot be activated."""
CLASSES_REPORT_B_REACHED = ("angry", "surprise", "neutral")
HALF = 0.5
"""A class is reached if more than this share of the starts reach it."""
NOISY_SHARES_OF_REPORT_B = {2: 0.375, 3: 0.75, 4: 0.3125}
"""Shares of noisy patterns that report B prints, by layer."""
FILTERS_OF_REPORT_B = 64
"""Filters of each of these layers, of which the shares are."""
SHARE_MARGIN = 0.2
"""Shares that differ by less are alike (B7)."""
LOWERED_FROM = 0.1
"""A smaller step lowers the share of noise if it does so by at least this much (B8)."""
CORRELATION_MARGIN = 0.3
"""A rank correlation between this and its negative tells nothing of a filter (B9)."""


@dataclass(frozen=True, eq=False)
class MaximizationClaims:
    """The claims, each asked of its report's network where the edition has it.

    Attributes:
        analysis: the edition's ascents.
    """

    analysis: MaximizationAnalysis

    @cached_property
    def report_a(self) -> AskedAscents:
        """Report A's variant with five blocks, whose filters it shows."""
        return ask_ascents(self.analysis.book, "report-a-deep5")

    @cached_property
    def report_b(self) -> AskedAscents:
        """Report B's CNN."""
        return ask_ascents(self.analysis.book, "report-b-cnn")

    def of_silence(self) -> list[Answer]:
        """A11."""
        return [a11(self.report_a, self.analysis)]

    def of_noise(self) -> list[Answer]:
        """B7, B8 and B9."""
        if self.report_b.findings is None:
            return self.report_b.unasked("B7", "B8", "B9")
        return [b7(self.report_b), b8(self.report_b), b9(self.report_b)]

    def of_complexity(self) -> list[Answer]:
        """A10 and B10."""
        return [complexity("A10", self.report_a), complexity("B10", self.report_b)]

    def of_classes(self) -> list[Answer]:
        """B11."""
        names, texts = self.analysis.dataset.class_names, self.analysis.names
        return [b11(self.report_b, names, texts)]


def complexity(claim: str, asked: AskedAscents) -> Answer:
    """A10 and B10: deeper filters show more complex patterns."""
    if asked.findings is None:
        return asked.unasked(claim)[0]
    correlation = asked.findings.depth_and_directions
    if correlation is None:
        return _answer(asked, claim, NO_DIRECTIONS, [None])
    return _answer(asked, claim, depth_and_directions(asked.findings), [is_above(correlation.interval, 0.0)])


def a11(asked: AskedAscents, analysis: MaximizationAnalysis) -> Answer:
    """Many filters of the last convolution cannot be activated, and the cause is the conjectured ones."""
    if asked.findings is None:
        return asked.unasked("A11")[0]
    share = asked.findings.not_activated[-1]
    limit = percent(MANY, 0)
    many = Text(f"Many means more than {limit}.", f"超過 {limit} 才算許多。")
    pairs = {cause: analysis.silences_of_pairs(cause) for cause in CONJECTURED_CAUSES}
    return _answer(
        asked,
        "A11",
        paragraph(
            not_activated(asked.findings), many, *(cause_found(cause, pairs[cause]) for cause in pairs)
        ),
        [is_above(share.wilson_interval, MANY), *(more_dead(pairs[cause]) for cause in pairs)],
    )


def b7(asked: AskedAscents) -> Answer:
    """Three printed shares of noisy patterns. A filter that is silent has no pattern, and is told apart."""
    findings = _known(asked)
    by_number = {
        p.layer.number: (noisy, silent)
        for p, noisy, silent in zip(findings.layers, findings.noisy, findings.not_activated, strict=True)
    }
    compared = {number: by_number[number] for number in NOISY_SHARES_OF_REPORT_B if number in by_number}
    if not compared:
        reason = Text(
            "The network has none of the layers of which the report gives the shares.",
            "這個模型沒有報告列出比例的那幾層。",
        )
        return Answer.unasked("B7", reason)
    told = [_noise_of_layer(number, *shares) for number, shares in compared.items()]
    parts = [
        is_near_zero(against_printed(noisy, printed, FILTERS_OF_REPORT_B), SHARE_MARGIN)
        if (noisy := compared.get(number, (None, None))[0])
        else None
        for number, printed in NOISY_SHARES_OF_REPORT_B.items()
    ]
    return _answer(
        asked,
        "B7",
        Text(
            f"Noisy patterns among those of the activated filters: {'; '.join(text.en for text in told)}.",
            f"被活化的濾波器中，圖樣是雜訊的：{'；'.join(text.zh for text in told)}。",
        ),
        parts,
    )


def _noise_of_layer(number: int, noisy: Proportion | None, silent: Proportion) -> Text:
    name, printed = convolution_text(number), f"{100 * NOISY_SHARES_OF_REPORT_B[number]:g}%"
    if noisy is None:
        return Text(
            f"{name.en} none of the {silent.n} filters is activated (report: {printed} noisy)",
            f"{name.zh} 的 {silent.n} 個濾波器都沒有被活化（報告：{printed} 是雜訊）",
        )
    bounds = against_printed(noisy, NOISY_SHARES_OF_REPORT_B[number], FILTERS_OF_REPORT_B)
    difference = points(noisy.share - NOISY_SHARES_OF_REPORT_B[number])
    interval, found = points_interval(bounds), f"{noisy.successes} / {noisy.n}"
    return Text(
        f"{name.en} {found}, {percent(noisy.share)} (report: {printed} of {FILTERS_OF_REPORT_B}; difference {difference} "
        f"points, 95% interval {interval.en}; silent filters: {silent.successes})",
        f"{name.zh} {found}，{percent(noisy.share)}（報告：{FILTERS_OF_REPORT_B} 個中的 {printed}；相差 {difference} "
        f"個百分點，95% 信賴區間 {interval.zh}；沒有反應的濾波器：{silent.successes}）",
    )


def b8(asked: AskedAscents) -> Answer:
    """A smaller step does not lower the share of noisy patterns."""
    findings = _layers_of_report_b(_known(asked))
    effect = step_effect(findings)
    if effect is None:
        return _answer(asked, "B8", step_told(findings), [None])
    # Where hardly anything is noise, a smaller step has nothing to lower.
    can_fall = is_above(effect.noisy_before.wilson_interval, LOWERED_FROM)
    kept = is_above(effect.change.difference_interval, -LOWERED_FROM)
    return _answer(asked, "B8", effect.describe(), [kept if can_fall else None])


def b9(asked: AskedAscents) -> Answer:
    """A filter's mean output does not tell whether its pattern is noise."""
    findings = _layers_of_report_b(_known(asked))
    parts: list[bool | None] = [
        None if correlation is None else is_near_zero(correlation.interval, CORRELATION_MARGIN)
        for correlation in findings.output_and_spread
    ]
    return _answer(asked, "B9", output_and_noise(findings), parts)


def b11(asked: AskedAscents, class_names: Sequence[str], names: Sequence[Text]) -> Answer:
    """Only angry, surprise and neutral reach a probability of 1 from noise."""
    if asked.findings is None:
        return asked.unasked("B11")[0]
    shares = dict(zip(class_names, asked.findings.reached, strict=True))
    parts = [
        is_above(shares[name].wilson_interval, HALF) if name in shares else None
        for name in CLASSES_REPORT_B_REACHED
    ]
    parts += [
        is_below(share.wilson_interval, HALF)
        for name, share in shares.items()
        if name not in CLASSES_REPORT_B_REACHED
    ]
    each = listed(
        [
            Text(f"{name.en} {share.successes}", f"{name.zh} {share.successes}")
            for name, share in zip(names, shares.values(), strict=True)
        ]
    )
    starts = next(iter(shares.values())).n
    counted = Text(
        f"Of {starts} starts for each class, so many reach it: {each.en}.",
        f"各類在 {starts} 次起點中達到的次數：{each.zh}。",
    )
    return _answer(asked, "B11", paragraph(reached_classes(asked.findings, names), counted), parts)


def _layers_of_report_b(findings: MaximizationFindings) -> MaximizationFindings:
    """The same of the layers alone that report B looks at."""
    layers = tuple(p for p in findings.layers if p.layer.number in NOISY_SHARES_OF_REPORT_B)
    return replace(findings, result=replace(findings.result, layers=layers))


def _known(asked: AskedAscents) -> MaximizationFindings:
    assert asked.findings is not None
    return asked.findings


def _answer(asked: AskedAscents, claim: str, found: Text, parts: Sequence[bool | None]) -> Answer:
    return Answer(claim, paragraph(asked.runs.described(), found), tuple(parts))
