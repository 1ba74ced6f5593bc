from dataclasses import replace

import pytest

from fer_lib.chapters.claims import all_claims
from fer_lib.chapters.models import claims
from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS
from tests.chapters.numbers import NUMBER, assert_well_put


def test_every_claim_of_the_chapter_has_its_answer():
    answers = claims.answers()
    assert [answer.id for answer in answers] == [c.id for c in all_claims().values() if c.chapter == "models"]
    assert [answer.verdict for answer in answers] == ["holds", "holds"]
    assert_well_put(answer.finding for answer in answers)


def test_the_numbers_are_those_of_the_claim():
    for answer in claims.answers():
        assert set(NUMBER.findall(answer.claim.text.en)) == set(NUMBER.findall(answer.finding.en))


@pytest.mark.parametrize(("model", "verdict"), [("report-a", "fails"), ("report-d-cnn", "partly")])
def test_a_wrong_number_does_not_hold(monkeypatch, model, verdict):
    wrong = [replace(one, printed=one.printed + (one.model == model)) for one in PRINTED_COUNTS]
    monkeypatch.setattr(claims, "PRINTED_COUNTS", wrong)
    found = {answer.id: answer.verdict for answer in claims.answers()}
    assert found[{"report-a": "A1", "report-d-cnn": "D1"}[model]] == verdict


def test_an_erratum_does_not_hold(monkeypatch):
    """A number that agrees with a wrong way of counting is not the true one."""
    errata = [replace(one, is_erratum=True) for one in PRINTED_COUNTS]
    monkeypatch.setattr(claims, "PRINTED_COUNTS", errata)
    assert [answer.verdict for answer in claims.answers()] == ["fails", "fails"]
