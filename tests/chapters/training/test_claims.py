from dataclasses import replace

import pytest

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.training import sentences, tables
from fer_lib.chapters.training.claims import (
    CurveClaims,
    curve_answers,
    decisive,
    long_curve_answers,
    unlike_the_reports,
)
from fer_lib.chapters.training.run_summary import RunSummary
from fer_lib.language import Text
from fer_lib.runs.results import Result
from tests.chapters.numbers import assert_same_numbers, texts_of_table
from tests.chapters.run_folders import history, make_run

LONG = [0.5] * 100 + [0.61] * 100
LEARNED = [0.4] * 30 + [0.95] * 170
DRAWN = Text("These are drawn.", "這些是畫的。")


@pytest.mark.parametrize(
    ("curve", "unlike", "verdicts"),
    [
        (history(*LONG, train=LEARNED), None, ("holds", "holds")),
        (history(*LONG[:-1], 0.7, train=[0.8] * 200), None, ("fails", "fails")),
        (history(*LONG, train=[0.4] * 50 + [0.95] * 150), None, ("fails", "holds")),  # in epoch 51
        (history(0.5, 0.6), None, ("open", "open")),
        (history(0.5, 0.6, train=(0.7, 0.92)), None, ("holds", "open")),
        (history(*LONG, train=LEARNED), DRAWN, ("open", "open")),
    ],
)
def test_verdicts_on_the_curves(curve, unlike, verdicts):
    answers = CurveClaims(curve, unlike).answers()
    assert tuple(answer.verdict for answer in answers) == verdicts
    assert [answer.id for answer in answers] == ["A3", "A4"]
    assert_same_numbers([answer.finding for answer in answers])


def test_what_was_seen_and_why_nothing_can_be_told():
    a3, a4 = CurveClaims(history(0.5, 0.6, train=(0.7, 0.92))).answers()
    assert a3.finding.en == "Training accuracy reaches 90% in epoch 2."
    assert a4.finding.zh.startswith("第 2 個週期後的驗證準確率是 60.0%，與 60% 相差 0.0 個百分點。")
    assert a4.finding.en.endswith("The claim speaks of 200 epochs, and this training ended before.")
    below = CurveClaims(history(0.5, 0.6, 0.55, train=(0.7, 0.85, 0.8))).a3()
    assert below.finding.en.startswith(
        "Training accuracy is 85.0% at most, in epoch 2. The claim speaks of 50"
    )
    drawn = CurveClaims(history(*LONG), DRAWN).a4()
    assert drawn.finding.en.endswith(" These are drawn.")


def of_classes(faces, *names, drawn):
    labels = faces.labels % len(names)
    return replace(faces, class_names=names, labels=labels, provenance={"synthetic": drawn})


def test_what_the_images_are_where_they_are_not_photographs_of_expressions(faces):
    assert unlike_the_reports(of_classes(faces, "anger", "happy", drawn=False)) is None
    drawn = unlike_the_reports(of_classes(faces, *faces.class_names, drawn=True))
    assert drawn.en == "The report speaks of photographs, and these faces are computer-drawn."
    food = of_classes(faces, *(f"food-{n}" for n in range(7)), drawn=False)
    assert unlike_the_reports(food) == Text(
        "The report speaks of photographs of facial expressions, and these images have other classes: food-0, food-1, "
        "food-2 and 4 more.",
        "報告談的是臉部表情的照片，這些影像則是別的類別：food-0、food-1、food-2 與另外 4 類。",
    )
    shapes = unlike_the_reports(of_classes(faces, "star", "ring", drawn=True))
    assert shapes.en.endswith("and these computer-drawn images have other classes: star and ring.")
    assert "這些電腦繪製的影像則是別的類別" in shapes.zh


def test_only_a_training_of_the_report_s_network_is_asked(tmp_path, faces):
    run = RunSummary.of(make_run(tmp_path / "main", range(20), model="report-a"))
    assert [answer.verdict for answer in curve_answers(run, faces)] == ["open"] * 2  # drawn by a program
    photographs = replace(faces, provenance={**faces.provenance, "synthetic": False})
    assert "computer-drawn" not in curve_answers(run, photographs)[0].finding.en
    other = replace(run, network="report-c")
    assert curve_answers(other, photographs) == []
    assert "not of report A's network, but of report-c." in sentences.no_curve_claims(other).en
    gaps = replace(run.history, records=(replace(run.history.records[0], train_loss=float("nan")),))
    for history_of_elsewhere in (None, gaps):
        unknown = replace(run, history=history_of_elsewhere)
        assert curve_answers(unknown, photographs) == []
        assert "Not every loss and accuracy of `main` is known" in sentences.no_curve_claims(unknown).en


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
    answers = CurveClaims(history(*LONG, train=LEARNED)).answers()
    for table in (tables.curve_claims(answers), tables.long_curve_claims(answers)):
        assert_same_numbers(texts_of_table(table))
        a3, _ = table.rows
        assert a3[0].en == f"A3: {answers[0].claim.text.en}"
        assert a3[1:] == [answers[0].finding, Text("holds here", "在此成立")]
