"""What chapter 15 sees is true of trainings of any course: collapsed, perfect, guessing, without a change."""

import re
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.backpropagation.zero_start import Settings, StartRuns, start_network
from fer_lib.chapters.digits import observations
from fer_lib.chapters.digits.analysis import DigitAnalysis
from fer_lib.chapters.digits.experiments import Experiments, Plan
from fer_lib.data.digits import CLASS_NAMES, built_in_digits
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.scratch.training import PartHistory, TrainingHistory
from tests.chapters.numbers import assert_well_put

MAIN = Settings(hidden=3, epochs=25, learning_rate=0.3, seeds=(0, 1), every=1)
PLAN = Plan(MAIN, MAIN, MAIN, MAIN)
EPOCHS = tuple(MAIN.measured)
IMAGES = {"train": 40, "test": 20}
SHAPES = {
    "falls": np.linspace(2, 0.1, len(EPOCHS)),
    "rises": np.linspace(0.1, 2, len(EPOCHS)),
    "stays": np.full(len(EPOCHS), 0.7),
    "collapses": np.r_[np.linspace(2, 0.1, len(EPOCHS) - 3), 3.0, 2.9, 1.5],
    "turns": np.r_[np.linspace(2, 0.5, 10), np.linspace(0.6, 1.4, len(EPOCHS) - 10)],
    "late": np.r_[np.full(21, 2.2), np.linspace(2, 1, len(EPOCHS) - 21)],
}


def part_of(name: str, rng: Random) -> PartHistory:
    labels = np.arange(IMAGES[name]) % 10
    wrong = rng.choice([0.0, 0.1, 0.5, 1.0])
    errs = np.random.default_rng(rng.randrange(20)).random((len(EPOCHS), len(labels))) < wrong
    return PartHistory(labels, SHAPES[rng.choice(sorted(SHAPES))], (labels + errs) % 10)


def runs_of(rng: Random) -> StartRuns:
    """Two seeds of one course, which end alike or not."""
    first = start_network("random", "relu", 0, (4, 3, 10))
    moved = start_network(rng.choice(["random", "zero"]), "relu", rng.randrange(2), (4, 3, 10))
    train, test = part_of("train", rng), part_of("test", rng)
    again = rng.choice([test, part_of("test", rng)])
    histories = tuple(TrainingHistory(EPOCHS, train, part, {0: first, 25: moved}) for part in (test, again))
    return StartRuns(
        EPOCHS,
        np.array([history.train.losses for history in histories]),
        np.array([1 - history.test.errors[-1] for history in histories]),
        np.array([rng.randint(0, 3) for _ in histories]),
        np.array([rng.randint(0, 3) for _ in histories]),
        histories,
    )


def digits_of(seed: int) -> DigitAnalysis:
    rng = Random(seed)
    starts = {start: runs_of(rng) for start in ("random", "zero weights", "zero")}
    experiments = Experiments(PLAN, starts, runs_of(rng), runs_of(rng), {})
    return DigitAnalysis(built_in_digits(), experiments, reports=False)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_seen_of_the_trainings_is_true(seed) -> None:
    digits = digits_of(seed)
    learning = observations.learning(digits)
    assert_well_put([
        learning, observations.jitter(digits), observations.zero_start(digits), observations.two_units(digits),
    ])  # fmt: skip
    train = digits.experiments.main.losses[0]  # the same with both seeds
    test = np.mean([h.test.losses for h in digits.experiments.main.histories], axis=0)
    bring = re.search(r"The first 20 epochs bring (\d+)% of the fall", learning.en)
    assert ("does not fall" in learning.en) == ("訓練損失都有下降" in learning.zh) == (train[-1] >= train[0])
    if bring:
        assert abs(int(bring[1]) - 100 * (train[0] - train[20]) / (train[0] - train[-1])) <= 0.51
    assert ("is lower after the first 20 epochs than at the end" in learning.en) == (
        train[20] < train[-1] < train[0]
    )
    assert ("is higher after the first 20 epochs" in learning.en) == (train[-1] < train[0] < train[20])
    assert ("lowest after the last epoch" in learning.en) == (test.argmin() == 25)
    overfitted = "overfitted" in learning.en
    assert overfitted == ("過擬合" in learning.zh)
    if overfitted:
        assert test[-1] > 1.1 * test.min()
        assert train[-1] < train[test.argmin()]
    two = digits.experiments.two_units.histories
    right = {int((h.test.predictions[-1] == h.test.labels).sum()) for h in two}
    assert ("the same with both seeds" in observations.two_units(digits).en.split("after epoch")[1]) == (
        len(right) == 1
    )


def test_a_small_spread_has_its_first_digit_and_none_is_not_written() -> None:
    """Not 99.8% ± 0.0."""
    labels = np.zeros(4000, np.int64)
    wrong = [np.arange(4000) < k for k in (8, 9)]
    parts = [PartHistory(labels, np.ones(1), w[None].astype(np.int64)) for w in wrong]
    runs = [
        StartRuns((1,), *[np.ones((2, 1))] * 4, tuple(TrainingHistory((1,), p, p, {}) for p in chosen))
        for chosen in (parts, [parts[0]] * 2)
    ]
    near, same = (observations.accuracies_of(each, "test") for each in runs)
    assert near.shown() == "99.8%\u00a0±\u00a00.02"
    assert same.shown() == "99.8%"
    assert_well_put([near.describe(), same.describe()])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([0, 0, 1, 30]), min_size=100, max_size=100), st.booleans())
def test_the_most_confused_pair_is_the_most_confused(counts, empty) -> None:
    made = np.array(counts).reshape(10, 10)
    made[0] = 0 if empty else made[0]  # a digit that does not occur
    made[1, 1] = made[2, 2] = 50
    pair = observations.confused_digits(ConfusionMatrix(made, CLASS_NAMES), draws=200)[0]
    sizes = made.sum(axis=1)
    shares = {
        (i, j): (made[i, j] + made[j, i]) / (sizes[i] + sizes[j])
        for i in range(10) for j in range(i + 1, 10) if sizes[i] + sizes[j]
    }  # fmt: skip
    assert shares[pair.digits] == max(shares.values())
    if pair.there + pair.back:
        beyond, text = observations.confusion_of(ConfusionMatrix(made, CLASS_NAMES), pair)
        assert_well_put([text])
        interval = re.search(r"interval (\S+)–(\S+), p", text.en)
        if interval:
            low, high = map(float, interval.groups())
            assert beyond == (True if low > 1 else False if high < 1 else None) or 1.0 in (low, high)
