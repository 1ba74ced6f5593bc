import pytest

from fer_lib.chapters.claims import VERDICTS
from fer_lib.chapters.cnn_dnn import tables
from fer_lib.chapters.cnn_dnn.claims import DnnClaims, dnn_answers
from tests.chapters.cnn_dnn.conftest import BAD, GOOD, PAIR_B, PAIR_D
from tests.chapters.numbers import assert_same_numbers


@pytest.mark.parametrize(
    ("case", "parts", "verdict"),
    [
        ("as_reported", [True, True, True, True], "holds"),
        ("contrary", [False, False, False, False], "fails"),
        ("short", [None, None, None, False], "fails"),  # equally fast, and nothing else can be told
    ],
)
def test_the_claim_of_report_b_has_four_parts(case, parts, verdict, request):
    pair = request.getfixturevalue(case)
    assert list(DnnClaims(pair).parts.values()) == parts
    (answer,) = dnn_answers([pair])
    assert (answer.id, answer.verdict) == ("B4", verdict)
    assert_same_numbers([answer.finding])
    words = {True: VERDICTS["holds"], False: VERDICTS["fails"], None: VERDICTS["open"]}
    assert [row[-1] for row in tables.claims(pair).rows] == [words[part] for part in parts]


def test_the_finding_says_what_was_seen(as_reported, short):
    (answer,) = dnn_answers([as_reported])
    assert answer.finding.en.startswith("The CNN is right more often than the DNN, by 40.0 points")
    assert answer.finding.en.endswith(
        "The CNN reaches 95% of its best validation accuracy in epoch 5, the DNN in epoch 6. An epoch of the CNN takes "
        "6.00 s, one of the DNN 1.50 s."
    )
    (answer,) = dnn_answers([short])
    assert "too short to say which curve is smoother" in answer.finding.en
    assert "So few epochs do not tell which needs more." in answer.finding.en


def test_a_difference_of_less_than_a_point_and_a_half_decides_nothing(as_reported, monkeypatch):
    monkeypatch.setattr(type(as_reported.comparison), "verdict", lambda self: "too small")
    assert DnnClaims(as_reported).is_less_accurate is None


def test_the_claim_of_report_d_has_two_parts(read):
    slow = {**BAD, "seconds": 60.0}
    (answer,) = dnn_answers(read([PAIR_D], **{"d-cnn": GOOD, "d-dnn": slow}))
    assert (answer.id, answer.verdict) == ("D4", "holds")
    assert "An epoch of" not in answer.finding.en


def test_each_claim_is_answered_once_and_other_pairs_answer_none(read):
    again = {"cnn": "cnn-1", "dnn": "dnn-1"}
    results = {
        "cnn": GOOD,
        "dnn": BAD,
        "cnn-1": BAD,
        "dnn-1": GOOD,
        "d-cnn": GOOD,
        "d-dnn": BAD,
    }
    pairs = read([PAIR_B, again, PAIR_D], **results)
    assert [(answer.id, answer.verdict) for answer in dnn_answers(pairs)] == [
        ("B4", "holds"),
        ("D4", "holds"),
    ]
    mixed = read([{"cnn": "cnn", "dnn": "d-dnn"}, {"cnn": "main", "dnn": "dnn"}], **results, main=GOOD)
    assert dnn_answers(mixed) == []
