"""What chapter 14 says in short is true of whatever proofs and images."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings

from fer_lib.chapters.pca import in_short
from fer_lib.chapters.pca.points_analysis import PointsAnalysis
from fer_lib.proofs import Finding
from fer_lib.proofs.pca import GENERAL
from tests.chapters.assumed_proofs import expected_results
from tests.chapters.numbers import assert_well_put
from tests.chapters.pca.test_sentences import images
from tests.chapters.truth import assert_true

RESULTS = expected_results("pca")
POINTS = PointsAnalysis()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(images())
def test_what_is_said_of_images_is_true(drawn: SimpleNamespace) -> None:
    _, _, variance, label = in_short.findings(RESULTS, POINTS, drawn)
    number = drawn.reached[1][1]
    assert_well_put([label])
    assert (
        (f" {number} components hold 90%" in variance.en) == (number > 1) == (f"{number} 個" in variance.zh)
    )
    assert ("one component holds 90%" in variance.en) == (number == 1) == ("一個" in variance.zh)
    most = drawn.explained_by_label.max()
    assert_true(
        label,
        {("explains little of any", "都很少"): most < 0.25, ("explains", "解釋"): True},
    )
    assert ("never sees a label" in label.en) == (most >= 0.25) == ("從來沒有看過標籤" in label.zh)
    assert ("expression" in label.en) == drawn.of_faces == ("表情" in label.zh)


@pytest.mark.parametrize("reports", [True, False])
def test_the_mean_of_the_ten_points(reports: bool) -> None:
    drawn = SimpleNamespace(
        reached=[(0.8, 1), (0.9, 2), (0.95, 3)],
        dimensions=64,
        of_faces=True,
        explained_by_label=POINTS.offset,
    )
    best, mean, *others = in_short.findings(RESULTS, POINTS, drawn, reports)
    assert_well_put([best, mean, *others])
    assert "60.6 instead of 54.7" in mean.en
    assert ("eport" in mean.en) == reports == ("報告" in mean.zh)
    assert "is proved" in best.en


@pytest.mark.parametrize("claim", GENERAL, ids=lambda claim: claim.id)
def test_what_is_undecided_is_not_called_proved(claim) -> None:
    undecided = {**RESULTS, claim.id: replace(RESULTS[claim.id], finding=Finding("undecided"))}
    drawn = SimpleNamespace(
        reached=[(0.8, 1), (0.9, 2), (0.95, 3)],
        dimensions=64,
        of_faces=False,
        explained_by_label=POINTS.offset,
    )
    best = in_short.findings(undecided, POINTS, drawn)[0]
    assert "not proved in all its parts" in best.en
    assert "沒有全部證明" in best.zh
