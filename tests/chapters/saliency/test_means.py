import numpy as np
import pytest

from fer_lib.chapters.saliency.means import plus_minus


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([-0.031, -0.029, -0.03, -0.03], "\u22120.03 ± 0.00"),
        ([-0.001, -0.001, 0.001, -0.001], "0.00 ± 0.00"),
        ([1.0, 1.0, 1.0, 1.0], "1.00 ± 0.00"),
        ([1.0, 2.0, np.nan], "1.50 (n\u00a0=\u00a02)"),
        ([1.0, 1.0, 1.0, 1.0, np.nan], "1.00 ± 0.00 (n\u00a0=\u00a04)"),
        ([np.nan], "–"),
    ],
)
def test_a_mean_is_written_with_its_interval(values, written) -> None:
    assert plus_minus(np.array(values)) == written


def test_the_number_of_values_can_be_left_out() -> None:
    assert plus_minus(np.array([1.0, 2.0, np.nan]), count=False) == "1.50"
