"""Claims on curves and final accuracies: every verdict can come out, and a collapse at the end moves none."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.reported_training import ReportedTraining, Seed
from fer_lib.chapters.training.curve_claims import B1, D2, a3, a4, b2, b3, d3, printed
from fer_lib.chapters.training.levels import change_of_level, window_levels
from fer_lib.proportion import Proportion
from fer_lib.runs.history import EpochRecord, History
from tests.chapters.numbers import assert_same_numbers

N = {"train": 28709, "validation": 3589, "test": 3589}


def seed(validation, train=None, loss=None, accuracies=None, name="long"):
    """A training with these curves."""
    train = validation if train is None else train
    loss = [2 - value for value in validation] if loss is None else loss
    records = tuple(
        EpochRecord(n, 2 - t, float(t), float(lost), float(v), float(v), 1e-3, 2.0, 500.0)
        for n, (t, v, lost) in enumerate(zip(train, validation, loss, strict=True), 1)
    )
    shares = {"train": max(train), "validation": max(validation), **(accuracies or {})}
    counts = {split: Proportion(round(share * N[split]), N[split]) for split, share in shares.items()}
    return Seed(name, History(records), counts, 2.0, ("a processor", "float32"))


def training(*seeds, preset="report-a"):
    return ReportedTraining(preset, seeds, is_kept=True)


@pytest.mark.parametrize(
    ("curve", "verdict"),
    [([0.95] * 60, "holds"), ([0.8] * 60, "fails"), ([0.881] * 60, "open"), ([0.8] * 30, "open"), ([0.95] * 3, "holds"),
     ([0.5] * 50 + [0.99], "fails")],
)  # fmt: skip
def test_a3_asks_of_the_first_fifty_epochs(curve, verdict):
    answer = a3(training(seed(curve)))
    assert answer.verdict == verdict
    assert_same_numbers([answer.finding])


@pytest.mark.parametrize(
    ("level", "verdict"), [(0.60, "holds"), (0.50, "fails"), (0.70, "fails"), (0.56, "open")]
)
def test_a4_asks_of_the_plateau(level, verdict):
    for end in ([], [0.15, 0.22, 0.48, 0.49]):
        values = [level] * (200 - len(end)) + end
        answer = a4(training(seed(values)))
        assert answer.verdict == verdict
        assert ("collapses" in answer.finding.en) == bool(end)
        assert ("崩跌" in answer.finding.zh) == bool(end)
        assert_same_numbers([answer.finding])
    assert "In epoch 197 of `long` it collapses to 15.0%, and epoch 200 has 49.0%" in answer.finding.en
    last = a4(training(seed([level] * 199 + [0.1])))
    assert "In the last epoch of `long`, 200, it collapses to 10.0%" in last.finding.en


def test_seeds_that_differ_leave_open_what_one_seed_decides():
    one, other = seed([0.60] * 200), seed([0.66] * 200, name="other")
    assert a4(training(one)).verdict == "holds"
    assert a4(training(one, other)).verdict == "open"
    assert "`long` and `other`" in a4(training(one, other)).finding.en


@pytest.mark.parametrize(
    ("numbers", "validation", "test", "verdict"),
    [(B1, 0.62, 0.61, "holds"), (B1, 0.62, 0.50, "partly"), (B1, 0.5, 0.5, "fails"), (B1, 0.66, 0.61, "open"),
     (D2, 0.69, 0.68, "holds"), (D2, 0.60, 0.60, "fails"), (D2, 0.0, 1.0, "fails")],
)  # fmt: skip
def test_printed_accuracies_are_reached_within_five_points(numbers, validation, test, verdict):
    answer = printed(training(seed([0.5] * 5, accuracies={"validation": validation, "test": test})), numbers)
    assert (answer.id, answer.verdict) == (numbers.claim, verdict)
    assert_same_numbers([answer.finding])


def test_without_labelled_test_images_the_second_number_cannot_be_told():
    answer = printed(training(seed([0.62] * 5)), B1)
    assert answer.parts == (True, None)
    assert "no labelled test images to hold against 61%" in answer.finding.en


@pytest.mark.parametrize(
    ("levels", "verdict"),
    [((0.5, 0.6, 0.6, 0.605), "holds"), ((0.4, 0.5, 0.6, 0.7), "fails"), ((0.6, 0.6, 0.5, 0.4), "holds")],
)
def test_b2_asks_for_a_gain_after_epoch_fifty(levels, verdict):
    answer = b2(training(seed(_staged(levels))))
    assert answer.verdict == verdict
    assert_same_numbers([answer.finding])


def _staged(levels):
    """Levels of epochs 1–30, 31–70, 71–150 and 151–200."""
    lengths = (30, 40, 80, 50)
    values = np.concatenate([np.full(n, level) for n, level in zip(lengths, levels, strict=True)])
    return (values + 0.001 * np.where(np.arange(200) % 2, 1, -1)).tolist()


def test_b2_is_open_where_the_curvescatters_too_much():
    random = np.random.default_rng(0)
    assert b2(training(seed(np.clip(0.5 + random.normal(0, 0.15, 200), 0, 1).tolist()))).verdict == "open"


@pytest.mark.parametrize(
    ("train", "verdict"),
    [
        (np.linspace(0.5, 0.9, 200), "holds"),
        (np.full(200, 0.9), "fails"),
        (np.linspace(0.9, 0.5, 200), "fails"),
        ([0.3] * 30 + [0.6] * 40 + [0.8] * 130, "partly"),  # it has risen, and at once
    ],
)
def test_b3_asks_for_a_rise_and_whether_it_is_steady(train, verdict):
    answer = b3(training(seed([0.6] * 200, train=train)))
    assert answer.verdict == verdict
    assert len(answer.parts) == 2
    assert_same_numbers([answer.finding])


@pytest.mark.parametrize(
    ("accuracy", "loss", "verdict"),
    [
        ((0.68, 0.68), (1.0, 1.5), "holds"),
        ((0.68, 0.68), (1.5, 1.0), "partly"),
        ((0.50, 0.68), (1.5, 1.0), "fails"),
        ((0.68, 0.60), (1.0, 1.0), "fails"),
    ],
)
def test_d3_asks_for_a_plateau_and_a_rising_loss(accuracy, loss, verdict):
    values, losses = (np.repeat([early, late], [350, 250]) for early, late in (accuracy, loss))
    answer = d3(training(seed(values.tolist(), loss=losses.tolist())))
    assert answer.verdict == verdict
    assert "-" not in answer.finding.en
    assert_same_numbers([answer.finding])


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.floats(0, 0.2), st.integers(0, 4))
def test_a_collapse_of_a_few_epochs_at_the_end_decides_nothing(number, scatter, collapsed):
    random = np.random.default_rng(number)
    values = np.clip(0.6 + random.normal(0, scatter, 200), 0, 1)
    with_collapse = values.copy()
    with_collapse[200 - collapsed :] = 0.1
    for judge in (a4, b2):
        before, after = (judge(training(seed(v.tolist()))).verdict for v in (values, with_collapse))
        assert {before, after} != {"holds", "fails"}


def test_levels_are_medians_of_ten_epochs_and_welchs_interval_of_their_change():
    values = [*range(1, 11), *range(101, 111)]
    assert window_levels(values, 1, 20) == [5.5, 105.5]
    change, (low, high) = change_of_level([1.0, 2.0, 3.0], [4.0, 6.0, 8.0])
    assert change == 4
    # Welch: s²/n = 1/3 and 4/3, df = 2.941, t = 3.2212.
    assert (low, high) == pytest.approx((4 - 4.157, 4 + 4.157), abs=2e-2)
    assert change_of_level([1, 1], [2, 2]) == (1, (1, 1))


def test_every_answer_says_of_which_training():
    kept = training(seed([0.6] * 200))
    assert "the kept long run `long` on FER2013" in a4(kept).finding.en
    assert "the run `long` of this edition" in a4(replace(kept, is_kept=False)).finding.en
