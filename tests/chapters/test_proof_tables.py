"""Proofs in words: verdicts, counterexamples, counts."""

from fer_lib.chapters.proof_tables import (
    refutation_text,
    verdict_counts,
    verdict_text,
)
from fer_lib.language import LANGUAGES, Text
from fer_lib.proofs import Claim, Finding, Result, Source, run
from tests.chapters.numbers import assert_same_numbers


def _result(finding: Finding, expected="proved", name="conv.test") -> Result:
    claim = Claim(name, "x=x", Text("a", "甲"), Source(), "Z3", expected, lambda: finding)
    return claim.run()


def test_unexpected_verdict_is_marked_in_the_table():
    result = _result(Finding("refuted", (("W", 3), ("N", 2))))
    assert not result.as_expected
    assert verdict_text(result) == Text(
        "**refuted (Z3); expected: proved**", "**已推翻（Z3）；預期：已證明**"
    )


def test_numeric_verdict_shows_its_error():
    result = _result(Finding("checked numerically", largest_error=2e-15), "checked numerically")
    assert verdict_text(result) == Text("agrees (error 2e-15)", "相符（誤差 2e-15）")
    result = _result(Finding("checked numerically", largest_error=0.0), "checked numerically")
    assert verdict_text(result) == Text("agrees (exact)", "相符（完全相等）")
    # A check that found a deviation must not read as agreement.
    result = _result(Finding("refuted", largest_error=0.5), "checked numerically")
    assert "agrees" not in verdict_text(result).en


def test_refutation_names_source_and_counterexample():
    (result,) = run(["conv.pool_stride_one"])
    text = refutation_text(result)
    for lang in LANGUAGES:
        assert r"W=48,\ N=47,\ W/2=24" in text[lang]
        assert result.claim.source.text[lang] in text[lang]
        assert result.claim.statement in text[lang]


def test_the_count_names_what_is_not_expected():
    proved, refuted = _result(Finding("proved")), _result(Finding("refuted"), name="conv.wrong")
    counts = verdict_counts([proved, proved])
    assert "2 claims were checked" in counts.en
    assert "2 are proved, 0 refuted" in counts.en
    assert counts.zh.endswith("所有判定皆符合預期。")
    odd = verdict_counts([proved, refuted])
    assert odd.en.endswith(" Not as expected: conv.wrong.")
    assert odd.zh.endswith("與預期不符：conv.wrong。")
    assert_same_numbers([counts, odd])
