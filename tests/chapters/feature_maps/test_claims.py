"""Verdicts on B12 and C4 from numbers that are made up."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from fer_lib.chapters.feature_maps.claims import REGIONS_OF_REPORT_C, b12, c4
from fer_lib.explain.face_regions import REGIONS
from fer_lib.explain.feature_maps.probe import LinearProbe
from fer_lib.explain.feature_maps.region_shares import RegionShare
from tests.chapters.numbers import assert_same_numbers

SHARES = [
    RegionShare(name, 0.3, 0.2, 1.5, (1.2 if name in REGIONS_OF_REPORT_C else 0.5, 1.8), 9)
    for name in REGIONS
]


def answer_to_c4(shares):
    network = SimpleNamespace(name="report-c")
    return c4(SimpleNamespace(region_shares=shares, network=network, refused="", has_regions=True))


def with_interval(shares, regions, low):
    return [replace(s, interval=(low, 1.8)) if s.region in regions else s for s in shares]


@pytest.mark.parametrize(
    ("shares", "verdict", "words"),
    [
        (SHARES, "holds", "falls on eyes, nose and mouth."),
        (with_interval(SHARES, ["nose"], 0.9), "partly", "falls on eyes and mouth."),
        (with_interval(SHARES, REGIONS, 0.9), "fails", "no region gets more"),
        (with_interval(with_interval(SHARES, REGIONS, 0.9), ["brows"], 1.1), "fails", "falls on brows."),
    ],
)
def test_verdict_on_regions(shares, verdict, words) -> None:
    answer = answer_to_c4(shares)
    assert answer.verdict == verdict
    assert words in answer.finding.en
    assert "`report-c`" in answer.finding.zh


@pytest.mark.parametrize(
    ("pixels", "right", "verdict"),
    [
        ((1, 0.9, 0.2), (50, 50, 90), "holds"),
        ((1, 0.9, 0.2), (50, 50, 52), "partly"),
        ((1, 0.2, 0.9), (50, 50, 52), "fails"),
    ],
)
def test_verdict_on_fusion(pixels, right, verdict) -> None:
    hits = np.array([np.arange(100) < r for r in right])
    probe = LinearProbe((), (1, 1, 1), pixels, hits, np.zeros((3, 1, 4, 4), np.float32))
    assert [p.successes for p in probe.accuracies] == list(right)
    answer = b12(SimpleNamespace(probe=probe))
    assert answer.verdict == verdict
    assert_same_numbers([answer.finding])


def test_regions_are_not_asked_of_images_that_are_no_faces_or_without_filters() -> None:
    assert c4(SimpleNamespace(refused="", has_regions=False)) is None
    assert c4(SimpleNamespace(refused="it has no convolution", has_regions=True)) is None


def test_one_layer_is_not_held_against_itself() -> None:
    probe = LinearProbe((), (1, 1), (1, 0.4), np.ones((2, 9), bool), np.zeros((2, 1, 4, 4), np.float32))
    assert b12(SimpleNamespace(probe=probe)).verdict == "open"


def test_without_a_probe_nothing_is_judged() -> None:
    answer = b12(None)
    assert answer.verdict == "open"
    assert "too few" in answer.finding.en
