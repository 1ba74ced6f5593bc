"""Gradients of batch normalization in numbers."""

import pytest

from fer_lib.chapters.batchnorm.gradient_checks import cancelled_biases, errors_by_gamma, sums_by_epsilon


def test_report_c_is_right_for_gamma_one_alone():
    rows = {row.gamma: row for row in errors_by_gamma((1.0, 1.01, 2.0))}
    assert all(row.formula < 1e-12 for row in rows.values())
    assert rows[1.0].report_c < 1e-12
    assert rows[2.0].report_c == pytest.approx(100 * rows[1.01].report_c, rel=1e-9)
    assert rows[1.01].report_c > 1e-3


def test_sums_of_the_gradient():
    # One of the two sums is exactly 0, the other only in the limit of ε = 0.
    for row in sums_by_epsilon((1e-8, 1e-5, 1.0)):
        assert abs(row.total) < 1e-14
        assert row.along_xhat == pytest.approx(row.formula, abs=1e-14)
        assert abs(row.formula) > 0.1 * row.epsilon


def test_without_the_reports_the_network_is_a_small_one():
    biases = cancelled_biases(reports=False)
    assert biases.number == 8 + 16
    assert biases.largest_gradient < 1e-12 < 1e-3 < biases.largest_weight_gradient


def test_biases_before_batch_normalization_have_no_gradient():
    biases = cancelled_biases()
    assert biases.number == 16 + 32 + 64 + 128 + 256 + 512 + 1024
    assert biases.largest_gradient < 1e-12 < 1e-2 < biases.largest_weight_gradient
