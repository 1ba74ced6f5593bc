"""Verdicts on A8, A9, B6 and C3 from numbers that are made up."""

import numpy as np
import pytest

from fer_lib.chapters.saliency import claims
from fer_lib.data.fer2013 import CLASS_NAMES
from tests.chapters.numbers import assert_same_numbers

METHODS = 6
GUIDED = 1


def test_claims_follow_the_regions(changed) -> None:
    """Maps that lie wholly on the mouth: B6's mouth holds, its nose and brows do not."""
    n = 3 * 7
    mass = np.tile([0.0, 0, 0, 1, 0], (METHODS, n, 1)) + np.linspace(0, 1e-3, n)[None, :, None]
    saliency = changed(
        labels=np.repeat(np.arange(7), 3),
        region_mass=mass,
        region_area=np.full((n, 5), 0.2),
        ginis=np.random.default_rng(0).random((METHODS, n)),
    )
    answers = {answer.id: answer for answer in claims.answers(saliency)}
    assert list(answers) == ["A8", "A9", "B6", "C3"]
    assert answers["B6"].verdict == "partly"
    assert answers["A9"].verdict == "partly"
    assert answers["C3"].verdict == "holds"
    assert "mouth of happy faces 5.00" in answers["B6"].finding.en
    assert "高興的嘴巴 5.00" in answers["B6"].finding.zh


@pytest.mark.parametrize(
    ("difference", "verdict"), [(0.1, "holds"), (-0.1, "fails"), (0.0, "open"), (np.nan, "open")]
)
def test_clearer_is_more_concentrated(changed, difference, verdict) -> None:
    n = 20
    ginis = np.full((METHODS, n), 0.5) + np.random.default_rng(1).normal(0, 0.01, (METHODS, n))
    ginis[GUIDED] += difference
    answer = claims.a8(changed(ginis=ginis))
    assert answer.verdict == verdict
    assert ("Only 0 of the images" in answer.finding.en) == bool(np.isnan(difference))
    assert_same_numbers([answer.finding])


def test_a_method_that_is_not_defined_is_not_judged(without_relu) -> None:
    answer = claims.a8(without_relu)
    assert answer.verdict == "open"
    assert "not defined" in answer.finding.en


@pytest.mark.parametrize(("neutral", "verdict"), [(-0.2, "holds"), (0.2, "partly"), (0.0, "partly")])
def test_maps_of_neutral_faces_are_to_be_even(changed, neutral, verdict) -> None:
    """Every region that report A names is dense; only the evenness of neutral faces differs."""
    n, labels = 6 * 7, np.repeat(np.arange(7), 6)
    ginis = 0.5 + np.random.default_rng(2).normal(0, 0.01, (METHODS, n))
    ginis[:, labels == CLASS_NAMES.index("neutral")] += neutral
    mass = np.tile([0.3, 0.3, 0.1, 0.3, 0.0], (METHODS, n, 1))
    saliency = changed(labels=labels, region_mass=mass, region_area=np.full((n, 5), 0.2), ginis=ginis)
    answer = claims.a9(saliency)
    assert answer.verdict == verdict
    assert "the Gini coefficient of neutral faces" in answer.finding.en
    assert_same_numbers([answer.finding])


def test_too_few_neutral_faces_leave_the_evenness_open(saliency) -> None:
    """There are two of them."""
    answer = claims.a9(saliency)
    assert "Gini" not in answer.finding.en
    assert answer.verdict != "holds"
