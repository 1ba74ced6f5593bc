"""Verdicts on A10, A11 and B7 to B11 from patterns that are made up."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.activation_maximization import claim_ascents, claims
from fer_lib.chapters.activation_maximization.claim_ascents import AskedAscents, ask_ascents
from fer_lib.chapters.activation_maximization.claims import MaximizationClaims
from fer_lib.chapters.activation_maximization.statements import more_dead
from fer_lib.chapters.report_runs import ReportRuns
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.proportion import Proportion
from tests.chapters.activation_maximization.made_up import (
    NOISE,
    RINGS,
    STRIPES,
    K,
    findings,
    first,
    last_layer,
    layer,
    made_up_analysis,
)
from tests.chapters.less_data import assert_open_at_most
from tests.chapters.numbers import assert_same_numbers

REASON = Text("There is none.", "沒有。")


def asked(found):
    if found is None:
        return AskedAscents(ReportRuns("report-b-cnn", reason=REASON), None)
    return AskedAscents(ReportRuns("report-b-cnn", (SimpleNamespace(name="b"),)), found)


def wide(patterns, times=4):
    """The same patterns so many times."""
    return np.concatenate([patterns] * times)


def layer_of(number, plain, **more):
    """A layer of as many filters as there are patterns."""
    n = len(plain)
    own = layer(number, plain, **more)
    filled = {"filters": np.arange(n), "values": np.arange(n, dtype=float), "active": np.ones(n, bool)}
    given = {key: value for key, value in more.items() if key in filled}
    return replace(own, **{**filled, **given})


@pytest.mark.parametrize(
    ("shallow", "deep", "verdict"),
    [(STRIPES, RINGS, "holds"), (RINGS, STRIPES, "fails"), (STRIPES, STRIPES, "open")],
)
@pytest.mark.parametrize("claim", ["A10", "B10"])
def test_depth(claim, shallow, deep, verdict):
    answer = claims.complexity(claim, asked(findings(layer(1, NOISE, shallow), layer(2, NOISE, deep))))
    assert (answer.id, answer.verdict) == (claim, verdict)
    assert_same_numbers([answer.finding])


def test_white_noise_is_no_complex_pattern():
    """It has 7.9 of 8 directions, and is left out."""
    stripes = np.concatenate([STRIPES[:8], RINGS[:8]])
    deeper_is_noise = claims.complexity(
        "A10", asked(findings(layer(1, NOISE, stripes), layer(2, NOISE, NOISE)))
    )
    assert deeper_is_noise.verdict == "open"
    half = np.concatenate([STRIPES[:8], NOISE[:8]])
    mixed = claims.complexity("A10", asked(findings(layer(1, NOISE, RINGS), layer(2, NOISE, half))))
    assert mixed.verdict == "fails"
    assert "Noisy patterns are left out (8 of 32)." in mixed.finding.en
    assert_same_numbers([mixed.finding])


def test_without_robust_patterns_nothing_is_told_of_depth():
    none = layer(1, NOISE, NOISE[:0])
    assert claims.complexity("A10", asked(findings(none))).verdict == "open"


def test_what_no_network_answers_is_not_asked():
    nothing, analysis = asked(None), made_up_analysis(findings(layer(1, STRIPES)))
    for answer in (
        claims.complexity("A10", nothing), claims.a11(nothing, analysis), claims.b11(nothing, CLASS_NAMES, []),
    ):  # fmt: skip
        assert (answer.verdict, answer.finding) == ("unasked", REASON)
    other = MaximizationClaims(analysis)
    vars(other).update(report_a=nothing, report_b=nothing)
    every = [*other.of_silence(), *other.of_noise(), *other.of_complexity(), *other.of_classes()]
    assert [answer.id for answer in every] == ["A11", "B7", "B8", "B9", "A10", "B10", "B11"]
    assert {answer.verdict for answer in every} == {"unasked"}


def noisy(number, share, n=64):
    plain = wide(STRIPES, n // K)
    plain[: round(share * n)] = wide(NOISE, n // K)[: round(share * n)]
    return layer_of(number, plain)


@pytest.mark.parametrize(
    ("shares", "n", "verdict"),
    [
        ((0.375, 0.75, 0.3125), 128, "holds"),
        ((0.375, 0.75, 0.3125), 16, "open"),
        ((1.0, 0.75, 0.3125), 128, "partly"),
        ((1.0, 0.0, 1.0), 64, "fails"),
        ((0.375, 0.75), 128, "open"),
    ],
)
def test_shares_of_report_b(shares, n, verdict):
    answer = claims.b7(asked(findings(*(noisy(k, share, n) for k, share in enumerate(shares, 2)))))
    assert answer.verdict == verdict
    assert len(answer.parts) == 3
    assert_same_numbers([answer.finding])


def test_silent_filters_are_not_noisy_ones():
    """Five silent filters and no noisy one are not 31.25% of noise."""
    silent = layer_of(4, wide(STRIPES), active=np.arange(64) >= 20)
    answer = claims.b7(asked(findings(silent)))
    assert answer.parts == (None, None, None)
    assert "0 / 44, 0.0% (report: 31.25%" in answer.finding.en
    assert "silent filters: 20" in answer.finding.en
    all_silent = claims.b7(asked(findings(layer_of(4, wide(NOISE), active=np.zeros(64, bool)))))
    assert all_silent.parts == (None, None, None)


def test_a_network_without_the_layers_is_not_asked_of_their_shares():
    assert claims.b7(asked(findings(layer(1, NOISE)))).verdict == "unasked"
    assert claims.b7(asked(findings())).verdict == "unasked"


@pytest.mark.parametrize(
    ("plain", "small", "verdict"),
    [(NOISE, 1.0, "holds"), (NOISE, 0.1, "fails"), (STRIPES, 1.0, "open"), (STRIPES, 0.1, "open")],
)
def test_step_size(plain, small, verdict):
    answer = claims.b8(asked(findings(layer_of(2, wide(plain), spread=np.full(64, small)))))
    assert answer.verdict == verdict
    assert "(0.1)" in answer.finding.en
    assert "(0.05)" in answer.finding.en
    assert_same_numbers([answer.finding])


def test_a_small_loss_of_noise_in_few_filters_leaves_it_open():
    small = np.where(np.arange(K) < 3, 0.1, 1.0)
    answer = claims.b8(asked(findings(layer(2, NOISE, spread=small))))
    assert answer.verdict == "open"
    assert "With the smaller step, 3 filters lose the noise and no filter gains it." in answer.finding.en


def test_a_network_in_which_nothing_is_activated_has_no_patterns():
    silent = asked(findings(layer(2, NOISE, active=first(0))))
    assert claims.b8(silent).verdict == "open"
    assert claims.b9(silent).verdict == "open"


def test_output_and_noise():
    growing = np.stack([(k * NOISE[0] + (64 - k) * STRIPES[0] * 3) for k in range(64)])
    shuffled = growing[np.argsort(np.sin(np.arange(64) * 7.3))]
    unrelated, related = (layer_of(k, patterns) for k, patterns in ((2, shuffled), (3, growing)))
    assert abs(findings(unrelated).output_and_spread[0].rho) < 0.04
    assert claims.b9(asked(findings(unrelated))).verdict == "holds"
    assert claims.b9(asked(findings(related))).verdict == "fails"
    assert claims.b9(asked(findings(unrelated, related))).verdict == "partly"
    few = layer(2, NOISE, active=first(2))
    assert claims.b9(asked(findings(few, related))).verdict == "open"
    assert claims.b9(asked(findings(layer(2, NOISE)))).verdict == "open"  # sixteen filters show no equality
    assert_same_numbers([claims.b9(asked(findings(few, unrelated, related))).finding])


@pytest.mark.parametrize(
    ("reached", "verdict"),
    [
        (("angry", "surprise", "neutral"), "holds"),
        (("angry", "neutral"), "partly"),
        (CLASS_NAMES, "partly"),
        (("disgust", "fear", "happy", "sad"), "fails"),
        ((), "partly"),
    ],
)
def test_classes(reached, verdict):
    probabilities = np.full((7, 16), 0.5)
    probabilities[[CLASS_NAMES.index(name) for name in reached], :15] = 0.995
    answer = claims.b11(
        asked(findings(layer(1, STRIPES), reached=probabilities)), CLASS_NAMES, class_texts(CLASS_NAMES)
    )
    assert answer.verdict == verdict
    assert_same_numbers([answer.finding])


def test_classes_that_half_of_the_starts_reach_are_open():
    probabilities = np.full((7, 16), 0.5)
    probabilities[[0, 5, 6], :15], probabilities[3, :8] = 0.995, 0.995
    found = findings(layer(1, STRIPES), reached=probabilities)
    answer = claims.b11(asked(found), CLASS_NAMES, class_texts(CLASS_NAMES))
    assert answer.verdict == "open"
    lacking = claims.b11(asked(found), ("anger", *CLASS_NAMES[1:]), class_texts(CLASS_NAMES))
    assert lacking.parts[0] is None


@pytest.mark.parametrize(
    ("pairs", "truth"),
    [
        ([(300, 10)], True),
        ([(0, 300)], False),
        ([(10, 12)], None),
        ([(300, 10), (200, 10)], True),
        ([(300, 10), (10, 12)], None),
        ([(300, 10), (0, 300)], False),
        ([], None),
    ],
)
def test_causes_hold_in_every_pair_or_are_open(pairs, truth):
    assert more_dead([(last_layer(a), last_layer(b)) for a, b in pairs]) is truth


@pytest.mark.parametrize(
    ("active", "normalization", "decay", "verdict"),
    [
        (4, (300, 10), (300, 10), "holds"),
        (4, (300, 10), (0, 300), "partly"),
        (4, (300, 10), (10, 12), "open"),
        (4, (300, 10), None, "open"),
        (4, None, None, "open"),
        (K, (0, 300), (0, 300), "fails"),
        (12, (300, 10), (300, 10), "open"),
    ],
)
def test_filters_cannot_be_activated_and_for_the_reason_that_is_conjectured(
    active, normalization, decay, verdict
):
    dead = {"normalization": normalization, "weight_decay": decay}
    network = findings(layer(1, STRIPES), layer(2, NOISE, active=first(active)))
    analysis = made_up_analysis(network, dead={key: [numbers] for key, numbers in dead.items() if numbers})
    answer = claims.a11(asked(network), analysis)
    assert answer.verdict == verdict
    assert ("With batch normalization (" in answer.finding.en) == (normalization is not None)
    assert ("differ in weight decay alone" in answer.finding.en) == (decay is None)
    assert_same_numbers([answer.finding])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 16), min_size=7, max_size=7), st.integers(0, 16), st.integers(0, 16))
def test_less_data_never_decide(counts, having, lacking):
    """The same shares of a quarter of the starts, filters and dead filters."""

    def of(times):
        n = 16 * times
        probabilities = np.array([[0.995] * (c * times) + [0.1] * (n - c * times) for c in counts])
        found = findings(
            *(layer_of(k, wide(STRIPES, times), spread=np.resize(np.where(np.arange(K) < c, 0.1, 1.0), n))
              for k, c in ((2, counts[0]), (3, counts[1]), (4, counts[2]))),
            reached=probabilities,
        )  # fmt: skip
        pair = tuple(replace(last_layer(0), dead=Proportion(d * times, n)) for d in (having, lacking))
        analysis = made_up_analysis(found)
        vars(analysis)["pairs"] = {"normalization": [("x", "y")], "weight_decay": []}
        analysis.silences.update(zip("xy", pair, strict=True))
        return [
            claims.b7(asked(found)), claims.b8(asked(found)), claims.a11(asked(found), analysis),
            claims.b11(asked(found), CLASS_NAMES, class_texts(CLASS_NAMES)),
        ]  # fmt: skip

    for less, more in zip(of(1), of(4), strict=True):
        assert_open_at_most(less, more)


def test_the_network_that_answers_is_one_that_was_explained(explained, tmp_path, monkeypatch):
    run, _ = explained
    away = SimpleNamespace(name="away", path=tmp_path)
    for runs, name in (((away, run), "first"), ((away,), None)):
        monkeypatch.setattr(
            claim_ascents, "report_runs", lambda book, preset, runs=runs: ReportRuns(preset, runs)
        )
        found = ask_ascents(SimpleNamespace(), "report-a-deep5")
        assert (found.findings.name if found.findings else None) == name
        assert [one.name for one in found.runs.runs] == ([name] if name else [])
    (answer,) = found.unasked("A10")
    assert answer.finding.en == "No ascents were computed for `away`."
