import numpy as np
import pytest

from fer_lib.chapters.saliency.means import in_brackets, plus_minus, signed_range


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([-0.031, -0.029, -0.03, -0.03], "\u22120.03 ± <0.01"),
        ([-0.001, -0.001, 0.001, -0.001], "0.00 ± <0.01"),
        ([1.0, 1.0, 1.0, 1.0], "1.00"),
        ([1.0, 2.0, np.nan], "1.50 (n\u00a0=\u00a02)"),
        ([1.0, 1.0, 1.0, 1.0, np.nan], "1.00 (n\u00a0=\u00a04)"),
        ([np.nan], "–"),
    ],
)
def test_a_mean_is_written_with_its_interval(values, written) -> None:
    assert plus_minus(np.array(values)) == written


def test_a_number_that_is_said_beside_the_mean_is_not_said_again() -> None:
    values = np.array([1.0, 2.0, np.nan])
    assert plus_minus(values, said=2) == "1.50"
    assert plus_minus(values, said=3) == "1.50 (n\u00a0=\u00a02)"
    assert in_brackets(values, said=2).en == " (1.50)"


def test_a_range_of_one_number_is_one_number() -> None:
    assert signed_range(0.1, 0.101).en == "+0.10"
    assert signed_range(-0.001, 0.2).zh == "0.00 到 +0.20"
