"""What chapter 13 says of its trainings is true of them, whatever they are."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fer_lib.chapters.backpropagation import sentences
from fer_lib.chapters.backpropagation.zero_start import Settings, StartExperiment, StartRuns
from tests.chapters.numbers import assert_well_put

SEEDS = 3
EPOCHS = (0, 1, 2, 10, 20, 60)
LOSSES = st.sampled_from([0.0, 0.004, 0.3, 0.999, 1.0, 1.2, 2.3, 40.0])


@st.composite
def drawn_runs(draw) -> StartRuns:
    """Falling, rising, constant and collapsing losses; accuracies that are equal, 0, 1 or anything between."""
    shape = draw(st.lists(LOSSES, min_size=len(EPOCHS), max_size=len(EPOCHS)))
    spread = draw(st.sampled_from([0.0, 1e-5, 0.2]))
    start, step = draw(st.sampled_from([0.0, 0.5, 0.9, 1.0])), draw(st.sampled_from([0.0, 1e-6, 0.01, 0.2]))
    accuracies = np.clip(start + step * np.array(draw(st.permutations([-1, 0, 1]))), 0, 1)
    units = st.lists(st.integers(0, 60), min_size=SEEDS, max_size=SEEDS).map(np.array)
    distinct = draw(st.sampled_from([np.array([1] * SEEDS), np.array([1, 1, 4]), np.array([60] * SEEDS)]))
    losses = np.array(shape)[None] + spread * np.arange(SEEDS)[:, None]
    return StartRuns(EPOCHS, losses, accuracies, distinct, draw(units))


@settings(max_examples=80, deadline=None)
@given(drawn_runs(), drawn_runs())
def test_how_two_starts_end_and_begin_is_true(zero_weights, random) -> None:
    end, beginning = (
        sentences.describe_end("ReLU", zero_weights, random),
        sentences.describe_beginning(zero_weights, random),
    )
    assert_well_put([end, beginning, sentences.training_with_mask(zero_weights, random)])
    gaps = zero_weights.accuracies - random.accuracies
    half = stats.t.ppf(0.975, SEEDS - 1) * gaps.std(ddof=1) / SEEDS**0.5
    low, high = gaps.mean() - half, gaps.mean() + half
    if abs(low) > 1e-9 and abs(high) > 1e-9:
        assert ("it ends worse" in end.en) == ("最後較差" in end.zh) == (high < 0)
        assert ("it ends better" in end.en) == ("最後較好" in end.zh) == (low > 0)
        assert ("show no difference" in end.en) == ("看不出差別" in end.zh) == (low < 0 < high)
    for text, runs in zip(beginning.en.split(", from random ones"), (zero_weights, random), strict=True):
        mean = runs.losses.mean(axis=0)
        reached = [epoch for epoch, loss in zip(EPOCHS, mean, strict=True) if loss < 1]
        first = reached[0] if reached else None
        assert ("never falls below 1" in text) == (first is None)
        assert ("is below 1 before the first step" in text) == (first == 0)
        assert ("falls below 1 by epoch" in text) == bool(first)
        assert not first or f"by epoch {first}" in text
    said = re.search(r"it rises (.+) from zero weights and (.+) from random ones: the start", beginning.en)
    rises = [
        float(np.clip(np.diff(runs.losses[:, :5], axis=1), 0, None).sum(axis=1).mean())
        for runs in (zero_weights, random)
    ]
    for words, rise in zip(said.groups(), rises, strict=True):
        assert (words == "not at all") == (rise == 0)
        assert (words == "by less than 0.001 in all") == (0 < rise < 0.0005)
        if printed := re.fullmatch(r"by (\d+\.\d{3}) in all", words):
            assert float(printed[1]) == pytest.approx(rise, abs=0.00051)
            assert printed[1] in beginning.zh
        else:
            assert rise < 0.0005
    rougher = round(rises[0], 3) > round(rises[1], 3)
    assert ("is rougher" in beginning.en) == ("起步較不穩定" in beginning.zh) == rougher


@settings(max_examples=40, deadline=None)
@given(st.lists(drawn_runs(), min_size=7, max_size=7))
def test_what_all_zero_learns_is_true(runs) -> None:
    by_start = [
        dict(zip(("random", "zero weights", "zero"), part, strict=True)) for part in (runs[:3], runs[3:6])
    ]
    experiment = StartExperiment(Settings(seeds=(0, 1, 2)), *by_start, runs[6])
    texts = sentences.starts(experiment)
    assert_well_put(texts)
    computed = experiment.rounded
    parted = computed.distinct_units.max() > 1
    assert ("what rounding makes of the symmetry" in texts[-1].en) == ("捨入誤差" in texts[-1].zh) == parted
    assert (
        ("all hidden units are still the same" in texts[-1].en)
        == ("仍然相同" in texts[-1].zh)
        == (not parted)
    )
    proved = f"{100 * by_start[0]['zero'].accuracies.mean():.1f}%"
    assert f"as is proved of them, {proved} of the held-out digits" in texts[-1].en
