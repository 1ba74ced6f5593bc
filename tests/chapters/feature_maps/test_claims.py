"""Verdicts on B12 and C4 from numbers that are made up."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.feature_maps import claims as claims_module
from fer_lib.chapters.feature_maps.claims import (
    REGIONS_OF_REPORT_C,
    FeatureMapClaims,
    b12,
    c4,
    r_squared_interval,
)
from fer_lib.chapters.feature_maps.sentences import where_output_falls
from fer_lib.chapters.report_runs import ReportRuns
from fer_lib.explain.face_regions import REGIONS
from fer_lib.explain.feature_maps.probe import LinearProbe
from fer_lib.explain.feature_maps.region_shares import RegionShare
from fer_lib.language import Text
from tests.chapters.less_data import assert_open_at_most
from tests.chapters.numbers import assert_same_numbers

REASON = Text("There is none.", "沒有。")
NONE = ReportRuns("report-c", reason=REASON)
ONE = ReportRuns("report-c", (SimpleNamespace(name="report-c"),))


def with_intervals(**intervals):
    """Shares whose ratio is 1.4, in these intervals; 1.2 to 1.6 where none is given."""
    shares = [RegionShare(name, 0.28, 0.2, 1.4, intervals.get(name, (1.2, 1.6)), 9) for name in REGIONS]
    network = SimpleNamespace(name="report-c")
    return SimpleNamespace(region_shares=shares, network=network, refused="", has_regions=True)


@pytest.mark.parametrize(
    ("intervals", "verdict"),
    [
        ({}, "holds"),
        ({"nose": (0.5, 0.9)}, "partly"),
        (dict.fromkeys(REGIONS_OF_REPORT_C, (0.5, 0.9)), "fails"),
        (dict.fromkeys(REGIONS_OF_REPORT_C, (0.95, 1.9)), "open"),
        ({"nose": (0.95, 1.9)}, "open"),
        ({"brows": (0.5, 0.9)}, "holds"),
        (dict.fromkeys(REGIONS_OF_REPORT_C, (np.nan, np.nan)), "open"),
    ],
)
def test_verdict_on_regions(intervals, verdict) -> None:
    answer = c4(ONE, with_intervals(**intervals))
    assert answer.verdict == verdict
    assert "`report-c`" in answer.finding.zh
    assert_same_numbers([answer.finding])


@pytest.mark.parametrize(
    ("intervals", "said"),
    [
        ({}, "falls on the brows, the eyes, the nose, the mouth and the rest of the image than"),
        (dict.fromkeys(REGIONS, (0.95, 1.9)), "no region clearly gets more"),
        ({name: (0.9, 1.5) for name in REGIONS if name != "brows"}, "falls on the brows than"),
    ],
)
def test_what_is_said_of_regions_without_a_claim(intervals, said) -> None:
    assert said in where_output_falls(with_intervals(**intervals)).en


def probe(pixels, right, n=120):
    """Conv 1 to 4 with these R² of the pixels and shares of rightly read classes."""
    noise = np.random.default_rng(0).uniform(0.9, 1.1, (5, n))
    errors = (1 - np.array([1, *pixels]))[:, None] * noise
    hits = np.array([np.arange(n) < round(share * n) for share in (0.5, *right)])
    layers = tuple(SimpleNamespace(number=number) for number in range(1, 5))
    made = LinearProbe(layers, (1,) * 5, errors, np.ones(n), hits, np.zeros((5, 1, 4, 4), np.float32))
    return SimpleNamespace(probe=made)


@pytest.mark.parametrize(
    ("pixels", "right", "verdict"),
    [
        ((0.95, 0.9, 0.6, 0.2), (0.4, 0.4, 0.5, 0.8), "holds"),
        ((0.95, 0.9, 0.8, 0.7), (0.4, 0.4, 0.5, 0.8), "partly"),  # the face is never lost
        ((0.95, 0.7, 0.6, 0.2), (0.4, 0.4, 0.5, 0.8), "partly"),  # nor kept
        ((0.95, 0.9, 0.6, 0.2), (0.8, 0.8, 0.5, 0.4), "partly"),
        ((0.95, 0.7, 0.6, 0.6), (0.8, 0.8, 0.5, 0.4), "fails"),
        ((0.95, 0.9, 0.6, 0.2), (0.5, 0.5, 0.5, 0.5), "open"),
        ((0.95, 0.9, 0.6, 0.5), (0.4, 0.4, 0.5, 0.8), "open"),
    ],
)
def test_verdict_on_fusion(pixels, right, verdict) -> None:
    answer = b12(ONE, probe(pixels, right))
    assert answer.verdict == verdict
    assert f"goes from {pixels[1]:.2f} (" in answer.finding.en
    assert_same_numbers([answer.finding])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-0.2, 1), min_size=4, max_size=4), st.lists(st.floats(0, 1), min_size=4, max_size=4)
)
def test_less_data_never_decide(pixels, right) -> None:
    """The same images once and four times."""
    once = probe(pixels, right, 40).probe
    four = replace(
        once,
        errors=np.tile(once.errors, 4),
        deviations=np.tile(once.deviations, 4),
        hits=np.tile(once.hits, 4),
    )
    few, many = (b12(ONE, SimpleNamespace(probe=made)) for made in (once, four))
    assert_open_at_most(few, many)


def test_the_interval_holds_r_squared_and_narrows_with_the_images() -> None:
    ends = []
    for n in (20, 2000):
        made = probe((0.9, 0.8, 0.6, 0.4), (0.5,) * 4, n).probe
        low, high = r_squared_interval(made, 4)
        assert low < made.pixels[4] < high
        ends.append((low, high))
    assert ends[1][1] - ends[1][0] < 0.2 * (ends[0][1] - ends[0][0])


def test_claims_are_not_asked_where_no_run_answers_or_images_have_no_regions() -> None:
    for answer in (b12(NONE, None), c4(NONE, None)):
        assert (answer.verdict, answer.finding) == ("unasked", REASON)
    bare = with_intervals()
    bare.has_regions = False
    assert "no facial regions" in c4(ONE, bare).finding.en


def test_too_few_images_or_layers_leave_b12_open() -> None:
    shallow = probe((0.9,) * 4, (0.5,) * 4)
    shallow.probe = replace(shallow.probe, layers=shallow.probe.layers[:1])
    for readout in (None, shallow):
        answer = b12(ONE, readout)
        assert answer.verdict == "open"
        assert "too few validation images" in answer.finding.en


def test_each_claim_is_asked_of_the_network_of_its_report(monkeypatch) -> None:
    monkeypatch.setattr(
        claims_module, "report_runs", lambda book, preset: ReportRuns(preset, reason=Text(preset, preset))
    )
    claims = FeatureMapClaims(SimpleNamespace(), SimpleNamespace())
    assert [claims.b12().finding.en, claims.c4().finding.en] == ["report-b-cnn", "report-c"]
