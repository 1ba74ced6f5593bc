"""Claim A12: both halves can come out either way, of pairs that differ in batch normalization alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.batchnorm.training_claim import NormalizationPairs, a12
from fer_lib.chapters.reported_training import Seed
from fer_lib.editions import read_edition
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.runs.history import EpochRecord, History
from tests.chapters.numbers import assert_well_put
from tests.chapters.test_report_runs import finished

N = 3589


def seed(validation, train, n=N):
    records = tuple(
        EpochRecord(k, 1.0, float(t), 1.0, float(v), float(v), 1e-3, 1.0, 1.0)
        for k, (v, t) in enumerate(zip(validation, train, strict=True), 1)
    )
    return Seed("x", History(records), {"validation": Proportion(0, n)}, 1.0, ("a", "float32"))


def asked(*pairs):
    answer = NormalizationPairs(pairs, Text("Asked.", "檢驗。")).a12()
    assert_well_put([answer.describe()])
    return answer


EPOCHS = np.arange(1, 101)
QUICK, LATE = 1 - np.exp(-EPOCHS / 5), 1 - np.exp(-EPOCHS / 25)
WIDE, NARROW = seed(0.5 * LATE, LATE), seed(0.6 * QUICK, QUICK)
"""Slow with a wide gap, fast with a narrow one."""


@pytest.mark.parametrize(
    ("one", "other", "parts", "verdict"),
    [
        (NARROW, WIDE, (True, True), "holds"),
        (WIDE, NARROW, (False, False), "fails"),
        (seed(0.5 * QUICK, QUICK), seed(0.6 * LATE, LATE), (True, False), "partly"),
        (seed(0.6 * LATE, LATE), seed(0.5 * QUICK, QUICK), (False, True), "partly"),
        (NARROW, NARROW, (None, None), "open"),
        (seed([0.5], [0.5]), seed([0.5], [0.5]), (None, None), "open"),
        (seed([0.0] * 5, [0.0] * 5), seed([0.0] * 5, [0.0] * 5), (None, None), "open"),
    ],
)
def test_both_halves_of_the_claim(one, other, parts, verdict):
    answer = asked((one, other))
    assert (answer.parts, answer.verdict) == (parts, verdict)


def test_seeds_that_disagree_leave_it_open():
    assert asked((NARROW, WIDE), (WIDE, NARROW)).verdict == "open"
    assert asked((NARROW, WIDE), (NARROW, WIDE), (NARROW, WIDE)).verdict == "holds"


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.3, 0.8), st.floats(0.3, 0.8))
def test_fewer_images_decide_nothing_of_the_gap_that_more_leave_open(number, level, other):
    random = np.random.default_rng(number)
    curves = [np.clip(share * QUICK + random.normal(0, 0.01, 100), 0, 1) for share in (level, other)]
    few, many = (asked((seed(curves[0], QUICK, n), seed(curves[1], QUICK, n))).parts[1] for n in (100, 6400))
    assert few is None or few is many


def test_the_editions_pairs_differ_in_nothing_else_and_drawn_faces_are_not_asked(make_edition):
    runs = {
        "main": {"preset": "report-a", "epochs": 3},
        "on": {"preset": "report-a", "epochs": 3, "seed": 1},
        "off": {"preset": "report-a-no-batchnorm", "epochs": 3, "seeds": [0, 1]},
    }
    edition = finished(make_edition(runs))
    answer = a12(edition, [])
    assert answer.is_asked
    assert (
        "`main`, `off-s0`, `on` and `off-s1`, trained otherwise than in the report (other: the number of epochs)"
        in (answer.finding.en)
    )
    assert "computer-drawn" in a12(finished(edition, synthetic=True), []).finding.en


def test_without_a_twin_it_is_not_asked_and_says_why(make_edition):
    edition = finished(make_edition({"main": {"preset": "report-a"}}))
    answer = a12(edition, [])
    assert answer.verdict == "unasked"
    assert "no training of report A’s network without batch normalization" in answer.finding.en


def test_pairs_that_differ_in_more_are_not_asked(make_edition):
    runs = {"main": {"preset": "report-a"}, "off": {"preset": "report-a-no-batchnorm", "epochs": 3}}
    answer = a12(finished(make_edition(runs)), [])
    assert answer.verdict == "unasked"
    assert "differ in other things as well" in answer.finding.en


@pytest.mark.parametrize("name", ["quick", "fer2013", "reports"])
def test_the_projects_editions_have_pairs_that_differ_in_batch_normalization_alone(name, root):
    edition = read_edition(name, root)
    on, off = (edition.groups[f"batchnorm-{which}"] for which in ("on", "off"))
    assert len(on) == len(off) >= 2
    for one, other in zip(on, off, strict=True):
        differences = edition.configs[one].differences(edition.configs[other], "name")
        assert set(differences) == {"normalization"}
