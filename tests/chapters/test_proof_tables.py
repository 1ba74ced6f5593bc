"""Proofs in words: verdicts, counterexamples, counts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.chapters import proof_tables
from fer_lib.chapters.formula_words import WORDS
from fer_lib.chapters.proof_tables import (
    OF_REPORTS,
    WITHOUT_REPORTS,
    publish_claims,
    refutation_text,
    shown_results,
    verdict_text,
)
from fer_lib.language import LANGUAGES, Text
from fer_lib.proofs import Claim, Finding, Result, Source, all_claims, run
from tests.chapters.assumed_proofs import expected_results
from tests.chapters.numbers import assert_well_put

VERDICTS = ("proved", "refuted", "checked numerically", "undecided")


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
    # A verdict that says how it was found does not say it twice.
    claim = Claim(
        "conv.test", "x=x", Text("a", "甲"), Source(), "numeric", "checked numerically", lambda: finding
    )
    finding = Finding("checked numerically")
    assert verdict_text(claim.run()) == Text("checked numerically", "數值驗證")
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


def test_words_in_formulas_are_in_the_language_of_the_page():
    claims = [claim for claim in all_claims().values() if claim.expected == "refuted"]
    for result in (claim.run() for claim in claims):
        text = refutation_text(result, reports=False)
        for word in re.findall(r"\\text\{([^{}]*)\}", text.en):
            assert word in WORDS, (result.claim.id, word)
            assert rf"\text{{{word}}}" not in text.zh


REPORT = re.compile(r"\b[Rr]eports?\b|報告|課程|\bcourse\b|printed|所印|列出")


@pytest.mark.parametrize("prefix", ["conv", "batchnorm", "softmax", "backpropagation", "pca"])
def test_without_the_reports_no_claim_is_theirs_and_none_speaks_of_them(monkeypatch, prefix):
    tables, texts = [], []
    monkeypatch.setattr(proof_tables.publish, "table", lambda *table: tables.append(table))
    monkeypatch.setattr(proof_tables.publish, "text", lambda *given: texts.extend(given))
    results = list(expected_results(prefix).values())
    publish_claims("some", Text("Some.", "一些。"), results, reports=False)
    ((_, _, columns, rows, align),) = tables
    assert [column.en for column in columns] == ["Claim", "Verdict (method)", "ms"]
    assert len(align) == 3
    assert len(rows) == len(shown_results(results, reports=False)) < len(results)
    for text in (*(row[0] for row in rows), *texts):
        assert not REPORT.search(text.en + text.zh), text
    publish_claims("some", Text("Some.", "一些。"), results)
    assert (len(tables[1][3]), len(tables[1][2])) == (len(results), 4)


def test_what_is_left_out_or_renamed_is_there():
    assert set(WITHOUT_REPORTS) <= set(all_claims())
    assert not [name for name in WITHOUT_REPORTS if OF_REPORTS.fullmatch(name)]
    assert sum(bool(OF_REPORTS.fullmatch(name)) for name in all_claims()) == 24


def test_a_refutation_without_the_reports_names_no_source():
    (result,) = run(["conv.ceiling"])
    text = refutation_text(result, reports=False)
    assert text.en.startswith("`conv.ceiling`: $")
    assert text.zh.startswith("`conv.ceiling`：$")


@given(st.lists(st.tuples(st.sampled_from(VERDICTS), st.sampled_from(VERDICTS)), min_size=1, max_size=6))
def test_verdicts_are_worded_as_they_are(drawn):
    results = [_result(Finding(found), expected) for found, expected in drawn]
    assert_well_put([*map(verdict_text, results)])
    for result, (found, expected) in zip(results, drawn, strict=True):
        assert ("expected" in verdict_text(result).en) == (found != expected)
