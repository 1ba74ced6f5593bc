"""What chapter 5 says of calibration is true: too sure, not sure enough, good from the start."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.errors import calibration
from fer_lib.metrics.calibration import Reliability, TemperatureScaling, temperature_scaling
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import wilson_interval
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=40, deadline=None, derandomize=True)


@settings(SETTINGS, max_examples=20)
@given(
    st.sampled_from([1, 2, 3, 60]),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.sampled_from([0.3, 3.0]),
    st.booleans(),
)
def test_calibration_of_predictions(n: int, right: float, sure: float, has_test: bool) -> None:
    generator = np.random.default_rng(n)
    labels = np.arange(n) % 3
    answers = np.where(generator.random(n) < right, labels, (labels + 1) % 3)
    logits = (generator.uniform(0, 0.2, (n, 3)) + sure * np.eye(3)[answers]).astype(np.float32)
    found = Predictions(np.arange(n), labels, logits)
    check_calibration(temperature_scaling(found, found if has_test else None))


def drawn_reliability(seed: int, n: int, claimed: float, right: float) -> Reliability:
    generator = np.random.default_rng(seed)
    return Reliability(np.full(n, claimed), generator.random(n) < right, claimed)


@SETTINGS
@given(
    st.tuples(st.floats(0.3, 1), st.floats(0.3, 1)),
    st.floats(0, 1),
    st.sampled_from([1, 3, 40, 400]),
    st.sampled_from([0.01, 0.62, 1.0, 1.004, 100.0]),
    st.sampled_from([("test", 0), ("folds", 2), ("folds", 5)]),
)
def test_calibration_that_gets_better_worse_or_stays(claimed, right, n, temperature, judged) -> None:
    before, after = (drawn_reliability(7, n, p, right) for p in claimed)
    check_calibration(TemperatureScaling(temperature, before, after, *judged))
    check_calibration(TemperatureScaling(temperature, before, before, *judged))


def check_calibration(scaling: TemperatureScaling) -> None:
    said, before, after = calibration.scaling_in_words(scaling), scaling.before, scaling.after
    low, high = wilson_interval(int(before.correct.sum()), before.n)
    claimed = before.confidence.mean()
    seen, seen_after = (found.ece > found.ece_by_chance[1] for found in (before, after))
    assert_true(
        said,
        {
            ("too sure of itself", "過度自信"): claimed > high,
            ("not sure enough", "信心不足"): claimed < low,
            ("which agrees", "兩者相符"): low <= claimed <= high,
        },
    )
    assert_true(
        said,
        {
            ("is smaller, but still visible", "變小了"): seen and seen_after and after.ece < before.ece,
            ("has not become smaller", "沒有變小"): seen and seen_after and after.ece >= before.ece,
            ("no longer reveal any", "已看不出還有"): seen and not seen_after,
            ("after it, they do", "之後反而看得出來"): seen_after and not seen,
            ("Neither before nor after", "縮放之前與之後"): not seen and not seen_after,
        },
    )
    assert_true(said, {"smallest": scaling.temperature == 0.01, "largest": scaling.temperature == 100.0,
                       f"is T = {scaling.temperature:.2f}": 0.01 < scaling.temperature < 100})  # fmt: skip
    assert_true(
        said,
        {
            "test image": scaling.judged_on == "test",
            "leaves no other": scaling.folds == 1,
            "folds, each judged": scaling.folds > 1,
            "the other fold)": scaling.folds == 2,
        },
    )
    folded = scaling.judged_on != "test" and scaling.folds > 1
    assert_true(
        said,
        {("With it the ECE", "用了它，"): not folded, ("With those of the folds", "用了各折的 T"): folded},
    )
    same = f"{before.ece:.3f}" == f"{after.ece:.3f}"
    assert_true(said, {"ECE stays at": same, "ECE goes from": not same})
    where = calibration.position(before)
    assert_well_put([where])
    part = sum(b.accuracy.n for b in before.filled_bins if b.accuracy.share < b.confidence) / before.n
    assert_true(where, {"lie below the": part >= 0.5, "lie above or on the": part < 0.5})
    assert f"{100 * max(part, 1 - part):.0f}%" in where.en


def test_no_sentence_is_left_out() -> None:
    assert untried(__file__, calibration) == set()
