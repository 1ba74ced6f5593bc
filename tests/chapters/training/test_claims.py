from dataclasses import replace

import pytest

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.training import tables
from fer_lib.chapters.training.claims import CurveClaims, curve_answers, decisive, long_curve_answers
from fer_lib.chapters.training.run_summary import RunSummary
from fer_lib.language import Text
from fer_lib.runs.results import Result
from tests.chapters.numbers import assert_same_numbers, texts_of_table
from tests.chapters.run_folders import history, make_run

LONG = [0.5] * 100 + [0.61] * 100
LEARNED = [0.4] * 30 + [0.95] * 170


@pytest.mark.parametrize(
    ("curve", "photographs", "verdicts"),
    [
        (history(*LONG, train=LEARNED), True, ("holds", "holds")),
        (history(*LONG[:-1], 0.7, train=[0.8] * 200), True, ("fails", "fails")),
        (history(*LONG, train=[0.4] * 50 + [0.95] * 150), True, ("fails", "holds")),  # in epoch 51
        (history(0.5, 0.6), True, ("open", "open")),
        (history(0.5, 0.6, train=(0.7, 0.92)), True, ("holds", "open")),
        (history(*LONG, train=LEARNED), False, ("open", "open")),
    ],
)
def test_verdicts_on_the_curves(curve, photographs, verdicts):
    answers = CurveClaims(curve, photographs).answers()
    assert tuple(answer.verdict for answer in answers) == verdicts
    assert [answer.id for answer in answers] == ["A3", "A4"]
    assert_same_numbers([answer.finding for answer in answers])


def test_what_was_seen_and_why_nothing_can_be_told():
    a3, a4 = CurveClaims(history(0.5, 0.6, train=(0.7, 0.92)), True).answers()
    assert a3.finding.en == "Training accuracy reaches 90% in epoch 2."
    assert a4.finding.zh.startswith("第 2 個週期後的驗證準確率是 60.0%，與 60% 相差 0.0 個百分點。")
    assert a4.finding.en.endswith("The claim speaks of 200 epochs, and this training ended before.")
    below = CurveClaims(history(0.5, 0.6, 0.55, train=(0.7, 0.85, 0.8)), True).a3()
    assert below.finding.en.startswith(
        "Training accuracy is 85.0% at most, in epoch 2. The claim speaks of 50"
    )
    drawn = CurveClaims(history(*LONG), False).a4()
    assert drawn.finding.en.endswith("The report speaks of photographs, and these faces are computer-drawn.")


def test_only_a_training_of_the_report_s_network_is_asked(tmp_path, faces):
    run = RunSummary.of(make_run(tmp_path / "main", range(20), model="report-a"))
    assert [answer.verdict for answer in curve_answers(run, faces)] == ["open"] * 2  # drawn by a program
    photographs = replace(faces, provenance={**faces.provenance, "synthetic": False})
    assert "computer-drawn" not in curve_answers(run, photographs)[0].finding.en
    assert curve_answers(replace(run, network="report-c"), photographs) == []


def test_the_kept_long_run_is_found_by_its_name():
    kept = Result("report-a", {}, {}, history(*LONG, train=LEARNED))
    others = [replace(kept, name="report-a-dropped", history=history(0.1))]
    assert [answer.verdict for answer in long_curve_answers([*others, kept])] == ["holds"] * 2
    assert long_curve_answers(others) == []


def answer(claim, verdict, seen):
    return Answer(claim, Text(seen, seen), verdict)


def test_the_long_run_decides_what_the_edition_s_own_leaves_open():
    own = [answer("A3", "fails", "own"), answer("A4", "open", "own")]
    long = [answer("A3", "holds", "long"), answer("A4", "fails", "long")]
    assert decisive(own, long) == [own[0], long[1]]
    assert decisive([], long) == long
    still_open = [answer("A3", "open", "long"), answer("A4", "open", "long")]
    assert decisive(own, still_open) == own
    assert decisive([], []) == []


def test_the_tables_show_claim_finding_and_verdict():
    answers = CurveClaims(history(*LONG, train=LEARNED), True).answers()
    for table in (tables.curve_claims(answers), tables.long_curve_claims(answers)):
        assert_same_numbers(texts_of_table(table))
        a3, _ = table.rows
        assert a3[0].en == f"A3: {answers[0].claim.text.en}"
        assert a3[1:] == [answers[0].finding, Text("holds here", "在此成立")]
