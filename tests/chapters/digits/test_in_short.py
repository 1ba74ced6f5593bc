"""What chapter 15 says in short is true of trainings of any course: collapsed, perfect, without a change."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.digits import in_short
from fer_lib.chapters.digits.observations import only_output_biases_move
from fer_lib.data.digits import CLASS_NAMES
from fer_lib.metrics.confusion import ConfusionMatrix
from tests.chapters.digits.test_observations_of_any_numbers import digits_of
from tests.chapters.numbers import assert_well_put


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_findings(seed) -> None:
    digits = digits_of(seed)
    found = in_short.findings(digits)
    assert_well_put(found)
    recognised, zero, two, *pair = found
    right = np.mean(
        [np.mean(h.test.predictions[-1] == h.test.labels) for h in digits.experiments.main.histories]
    )
    assert f"{100 * right:.1f}% of the test digits" in recognised.en
    alone = only_output_biases_move(digits.experiments)
    assert (
        ("nothing but the output biases moves" in zero.en) == ("只有輸出層的偏差項會動" in zero.zh) == alone
    )
    histories = digits.experiments.two_units.histories
    right = np.mean([np.mean(h.test.predictions[-1] == h.test.labels) for h in histories])
    assert f"{100 * right:.1f}%" in two.en
    counts = digits.matrix_two_units.counts
    both = counts + counts.T
    sizes = counts.sum(axis=1)
    assert bool(pair) == bool((both - np.diag(np.diag(both))).any())
    for text in pair:
        found = re.search(r"than (\d) and (\d): (once|\d+ times)", text.en)
        assert found
        i, j = int(found[1]), int(found[2])
        assert int(both[i, j]) == (1 if found[3] == "once" else int(found[3].split()[0]))
        shares = both / (sizes[:, None] + sizes[None])
        np.fill_diagonal(shares, 0)
        assert shares[i, j] == pytest.approx(shares.max())


def test_a_network_that_errs_once_and_one_that_does_not():
    counts = np.eye(10, dtype=np.int64) * 40
    for wrong in (0, 1):
        counts[2, 3] = wrong
        digits = digits_of(0)
        digits.__dict__["matrix_two_units"] = ConfusionMatrix(counts.copy(), CLASS_NAMES)
        found = in_short.findings(digits)
        assert_well_put(found)
        assert len(found) == 3 + wrong
    assert found[-1].en.endswith("than 2 and 3: once with two units (seed 0).")
    assert found[-1].zh.endswith("有一次。")
