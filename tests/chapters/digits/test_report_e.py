"""What report E prints."""

import pytest

from fer_lib.chapters.digits.report_e import TWO_UNITS_ACCURACIES, printed_sixty_units, printed_two_units


def test_printed_matrices_are_the_reports():
    sixty, two = printed_sixty_units(), printed_two_units()
    assert sixty.counts.sum(axis=1).tolist() == [664, 661, 584, 600, 651, 407, 502, 449, 572, 678]
    assert two.counts.sum(axis=1).tolist() == sixty.counts.sum(axis=1).tolist()
    assert sixty.accuracy.share == pytest.approx(0.94678, abs=5e-6)
    assert two.accuracy.share == pytest.approx(TWO_UNITS_ACCURACIES.test_last, abs=5e-9)
