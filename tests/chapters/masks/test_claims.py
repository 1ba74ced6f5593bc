"""The answers to report E's claims about masks."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.masks.analysis import JudgedRuns, MaskAnalysis
from fer_lib.chapters.masks.claim_runs import DRAWN, AskedMasks, ask_masks
from fer_lib.chapters.masks.claims import MaskClaims, roughness
from fer_lib.chapters.masks.comparison import Comparisons, Difference
from fer_lib.chapters.masks.long_names import LongNames
from fer_lib.chapters.masks.scores import METRICS, MethodScores
from fer_lib.data.mask_classes import RARE
from tests.chapters.less_data import assert_open_at_most
from tests.chapters.masks.made_up_runs import config_of, made_up_runs, toy_masks
from tests.chapters.numbers import assert_same_numbers

ALL = AskedMasks({}, {})


def test_claims_are_answered_in_both_languages(claims):
    answers = [*claims.of_methods(), claims.e11()]
    assert [answer.id for answer in answers] == ["E6", "E7", "E8", "E9", "E10", "E11"]
    # The CSV’s refusal in E11 is quoted in English on either page.
    assert_same_numbers(answer.finding for answer in answers)
    assert all(answer.is_asked for answer in answers)
    assert claims.names.from_folder
    assert claims.names.from_archive
    assert "300 bytes" in answers[-1].finding.en
    assert answers[-1].verdict == "fails"


def test_what_the_report_prints_stands_beside_with_its_uncertainty(claims):
    e8, e9, e10 = claims.e8(), claims.e9(), claims.e10()
    assert (
        "from 8 to 10 of 22 (+9.1 points, 95% interval −18.7 to +35.0 if the images were others"
        in e8.finding.en
    )
    assert "accuracy: from 354 to 360 of 394 (+1.5 points" in e8.finding.en
    assert "accuracy: from 354 to 336 of 394" in e9.finding.en
    assert "8 to 12 of 22" in e9.finding.en
    assert "272 to 261 of 283" in e10.finding.en
    assert "354 to 358 of 394" in e10.finding.en


def test_names_that_cannot_be_read_here_bear_the_report_out(claims):
    answer = replace(claims, names=LongNames(False, False, "too long")).e11()
    assert answer.verdict == "holds"
    assert answer.finding.en.count("was not read") == 2


def with_recall(claims, share, n):
    """As if every seed had recognised this share of so many images of the rare class."""
    hits = round(share * n)
    matrix = np.array([[40, 0, 0], [n - hits, hits, 0], [0, 0, 200]])
    scores = {**claims.scores, "decay": MethodScores(np.stack([matrix] * 3), {})}
    judged = JudgedRuns(claims.masks.given.runs)
    judged.__dict__["scores"] = scores
    judged.__dict__["comparisons"] = replace(claims.comparisons, images=(40, n, 200))
    return MaskClaims(MaskAnalysis(judged), claims.names, ALL)


@pytest.mark.parametrize(
    ("share", "n", "verdict"),
    [
        (0.36, 2000, "holds"),
        (0.36, 22, "open"),
        (0.0, 2000, "open"),
        (0.95, 2000, "fails"),
        (1.0, 22, "fails"),
        (0.5, 60, "open"),
    ],
)
def test_eight_of_22_are_few_and_are_that_many(claims, share, n, verdict):
    answer = with_recall(claims, share, n).e6()
    assert answer.verdict == verdict
    assert "36.4% (95% interval" in answer.finding.en
    assert_same_numbers([answer.finding])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 20), st.integers(1, 10))
def test_fewer_images_never_decide(claims, hits, size):
    few, many = (with_recall(claims, hits / 20, 20 * size * times).e6() for times in (1, 4))
    assert_open_at_most(few, many)


def with_curves(claims, by_method):
    """As if the trainings had gone through other errors, with the same answers in the end."""
    judged = JudgedRuns(replace(claims.masks.given.runs, by_method=by_method))
    judged.__dict__["comparisons"] = claims.comparisons
    return MaskAnalysis(judged)


@pytest.mark.parametrize(("smoother", "verdict"), [("decay", "holds"), ("fixed", "fails"), (None, "open")])
def test_smoothness_is_judged_over_the_seeds(masks, claims, smoother, verdict):
    rough = np.array([[0, 0, 0, 0.1, 0, 0.1], [0, 0, 0, 0.11, 0, 0.12], [0, 0, 0, 0.1, 0, 0.11]])
    by_method = dict(masks.given.runs.by_method)
    for name, seeds in (("fixed", rough), ("decay", rough[::-1])):
        errors = rough / 10 if name == smoother else seeds
        by_method[name] = replace(by_method[name], errors=errors)
    answer = MaskClaims(with_curves(claims, by_method), claims.names, ALL).e7()
    assert answer.verdict == verdict
    assert_same_numbers([answer.finding])


def test_one_seed_or_too_few_epochs_tell_nothing_of_a_curve(masks, claims, monkeypatch):
    by_method = {
        name: replace(runs, errors=runs.errors[:1]) for name, runs in masks.given.runs.by_method.items()
    }
    assert MaskClaims(with_curves(claims, by_method), claims.names, ALL).e7().verdict == "open"
    monkeypatch.setattr("fer_lib.chapters.masks.claims.FEWEST_EPOCHS", 10**6)
    answer = claims.e7()
    assert answer.verdict == "open"
    assert "too few" in answer.finding.en


def with_signs(claims, method, **signs):
    """As if the method's differences were clear in these directions, and all others were not."""
    made = {
        metric: Difference(0.05 * signs.get(metric, 1), (-0.1, 0.1), 0.01 if signs.get(metric) else 0.4, 1, 3)
        for metric in METRICS
    }
    judged = JudgedRuns(claims.masks.given.runs)
    judged.__dict__["comparisons"] = Comparisons({**claims.comparisons.by_method, method: made}, (9, 9, 9), 9)
    return MaskClaims(MaskAnalysis(judged), claims.names, ALL)


@pytest.mark.parametrize(
    ("claim", "method", "up", "down"),
    [
        ("e8", "weights", ("recall", "accuracy"), ()),
        ("e9", "resampled_13", ("recall",), ("accuracy",)),
        ("e10", "resampled_50", ("recall",), ("recall_worn",)),
    ],
)
def test_a_difference_within_noise_is_open_and_never_holds(claims, claim, method, up, down):
    as_said = dict.fromkeys(up, 1) | dict.fromkeys(down, -1)
    other = {metric: -sign for metric, sign in as_said.items()}
    first = next(iter(as_said))
    for signs, verdict in (
        (as_said, "holds"), (other, "fails"), ({**as_said, first: -as_said[first]}, "partly"),
        ({**as_said, first: 0}, "open"), ({**other, first: 0}, "open"), ({}, "open"),
    ):  # fmt: skip
        answer = getattr(with_signs(claims, method, **signs), claim)()
        assert answer.verdict == verdict
        assert_same_numbers([answer.finding])


def test_cross_validation_decides_where_it_was_run(masks, folds, claims):
    answer = MaskClaims(MaskAnalysis(masks.given, folds), claims.names, ALL).e6()
    assert f"n = {folds.rare}" in answer.finding.en
    assert answer.finding.en.startswith("Cross-validated, on 900 images.")
    assert folds.rare > masks.given.rare


def test_roughness():
    assert roughness(np.array([[9, 9, 1, 2], [0, 9, 3, 3]])).tolist() == [1, 0]


def of_the_report(**changes):
    """Runs with the settings of the report, or with others."""
    runs = made_up_runs(0.5, seeds=2, methods=("fixed", "decay", "weights", "resampled_13", "resampled_50"))
    step = {"learning_rate": 5e-4, "schedule_epochs": 30, "epochs": 100}
    own = {
        "fixed": {"learning_rate": 1e-3, "epochs": 100},
        "decay": step,
        "weights": step,
        "resampled_13": {"learning_rate": 1e-3},
        "resampled_50": {"learning_rate": 5e-4, "epochs": 1000},
    }
    by_method = {
        name: replace(
            of_method, config=config_of(name, weight_decay=0.0, **{**own[name], **changes.get(name, {})})
        )
        for name, of_method in runs.by_method.items()
    }
    return replace(runs, by_method=by_method)


@pytest.fixture(scope="module")
def photographs():
    dataset = toy_masks()
    return replace(dataset, provenance={**dataset.provenance, "synthetic": False})


def test_trainings_with_the_reports_settings_are_asked(root, photographs):
    asked = ask_masks(root, photographs, of_the_report())
    assert asked.reasons == {}
    assert asked.shorter("resampled_50").en == "A round has 20 epochs here; the report’s have 100."
    assert (
        asked.shorter("resampled_13").en
        == "A round has 15 epochs here; the report does not say how many it has."
    )
    assert asked.shorter("decay").en == ""
    assert_same_numbers([asked.shorter("resampled_50")])
    as_long = of_the_report(resampled_50={"epochs": 5000})
    assert ask_masks(root, photographs, as_long).shorter("resampled_50").en == ""


def test_other_trainings_drawn_images_and_missing_methods_are_not_asked(root, photographs, claims):
    asked = ask_masks(root, photographs, of_the_report(decay={"batch_size": 64}))
    assert list(asked.reasons) == ["decay"]
    assert "(other: batch size)" in asked.reasons["decay"].en
    runs = MaskAnalysis(JudgedRuns(of_the_report()))
    verdicts = {a.id: a.verdict for a in MaskClaims(runs, claims.names, asked).of_methods()}
    assert [name for name, verdict in verdicts.items() if verdict != "unasked"] == ["E9"]
    drawn = ask_masks(root, toy_masks(), of_the_report())
    assert {*drawn.reasons.values()} == {DRAWN}
    answers = MaskClaims(runs, claims.names, drawn).of_methods()
    assert {(answer.verdict, answer.finding) for answer in answers} == {("unasked", DRAWN)}
    few = ask_masks(root, photographs, made_up_runs(0.5, seeds=2, methods=("fixed", "decay")))
    assert "no training of the report’s kind “given weights”" in few.reasons["weights"].en
    assert int((runs.given.runs.labels == RARE).sum()) == runs.given.rare
