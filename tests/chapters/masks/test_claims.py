"""The answers to report E's claims about masks."""

from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.masks.analysis import JudgedRuns, MaskAnalysis
from fer_lib.chapters.masks.claims import MaskClaims, roughness
from fer_lib.chapters.masks.long_names import LongNames
from tests.chapters.masks.made_up_runs import made_up_runs
from tests.chapters.numbers import assert_same_numbers


def test_claims_are_answered_in_both_languages(claims):
    answers = claims.answers()
    assert [answer.id for answer in answers] == ["E6", "E7", "E8", "E9", "E10", "E11"]
    # The CSV’s refusal in E11 is quoted in English on either page.
    assert_same_numbers(answer.finding for answer in answers)
    assert claims.names.from_folder
    assert claims.names.from_archive
    assert "300 bytes" in answers[-1].finding.en
    assert answers[-1].verdict == "fails"


def test_only_the_methods_that_were_tried_are_answered_for(claims):
    two = MaskAnalysis(JudgedRuns(made_up_runs(0.5, seeds=2, methods=("fixed", "decay", "weights"))))
    assert [a.id for a in MaskClaims(two, claims.names).answers()] == ["E6", "E7", "E8", "E11"]


def test_names_that_cannot_be_read_here_bear_the_report_out(claims):
    answer = replace(claims, names=LongNames(False, False, "too long")).e11()
    assert answer.verdict == "holds"
    assert answer.finding.en.count("was not read") == 2


@pytest.mark.parametrize(("smoother", "verdict"), [("decay", "holds"), ("fixed", "fails"), (None, "open")])
def test_smoothness_is_judged_over_the_seeds(masks, claims, smoother, verdict):
    rough = np.array([[0, 0, 0, 0.1, 0, 0.1], [0, 0, 0, 0.11, 0, 0.12], [0, 0, 0, 0.1, 0, 0.11]])
    by_method = dict(masks.given.runs.by_method)
    for name in ("fixed", "decay"):
        errors = rough / 10 if name == smoother else rough
        by_method[name] = replace(by_method[name], errors=errors)
    given = replace(masks.given, runs=replace(masks.given.runs, by_method=by_method))
    assert MaskClaims(MaskAnalysis(given), claims.names).e7().verdict == verdict


def test_cross_validation_decides_where_it_was_run(masks, folds, claims):
    answer = MaskClaims(MaskAnalysis(masks.given, folds), claims.names).e6()
    assert f"n = {folds.rare}" in answer.finding.en
    assert folds.rare > masks.given.rare


def test_roughness():
    assert roughness(np.array([[9, 9, 1, 2], [0, 9, 3, 3]])).tolist() == [1, 0]


def test_too_few_epochs_tell_nothing_of_a_curve(claims: MaskClaims, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fer_lib.chapters.masks.claims.FEWEST_EPOCHS", 10**6)
    answer = claims.e7()
    assert answer.verdict == "open"
    assert "too few" in answer.finding.en
