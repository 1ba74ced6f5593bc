"""Report E's own matrices."""

import pytest

from fer_lib.chapters.masks.report_matrices import REPORT_MATRICES, paired_range
from fer_lib.chapters.masks.scores import matrix_scores
from fer_lib.data.mask_classes import RARE


def test_report_matrices_are_the_printed_ones():
    for matrix in REPORT_MATRICES.values():
        assert matrix.counts.sum(1).tolist() == [89, 22, 283]
    shares = [round(m.accuracy.share, 4) for m in REPORT_MATRICES.values()]
    assert shares == [0.8985, 0.9137, 0.8528, 0.9086]
    assert matrix_scores(REPORT_MATRICES["decay"].counts)["recall"] == pytest.approx(8 / 22)


def test_bounds_of_mcnemar():
    plain, weights = REPORT_MATRICES["decay"], REPORT_MATRICES["weights"]
    recall = paired_range(plain, weights, (RARE,))
    assert recall.difference == 2
    assert recall.smallest == 0.5  # two images gained, none lost: 2 · ½²
    assert recall.largest == pytest.approx(0.8145, abs=1e-4)  # ten gained, eight lost
    assert paired_range(plain, plain).smallest == 1
    assert paired_range(plain, REPORT_MATRICES["resampled_13"], (2,)).largest < 0.001
