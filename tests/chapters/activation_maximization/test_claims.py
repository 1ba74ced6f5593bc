"""Verdicts on A10, A11 and B7 to B11 from patterns that are made up."""

import numpy as np
import pytest

from fer_lib.chapters.activation_maximization import claims
from fer_lib.language import Text
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
from tests.chapters.numbers import assert_same_numbers


def depth(found):
    """A10 and B10 have one judgement."""
    a10, b10 = claims.complexity(found)
    assert (a10.id, b10.id) == ("A10", "B10")
    assert (a10.finding, a10.verdict) == (b10.finding, b10.verdict)
    return a10


def test_many_filters_that_cannot_be_activated_and_those_that_the_relu_holds_back():
    found = claims.a11_activation(
        findings(layer(1, STRIPES), layer(2, NOISE, active=first(8), reachable=first(15)))
    )
    assert found.verdict == "holds"
    assert (
        "Of these 8, the ascent on the value before the activation function activates 7." in found.finding.en
    )
    assert claims.a11_activation(findings(layer(1, NOISE, active=first(12)))).verdict == "open"
    assert claims.a11_activation(findings(layer(1, STRIPES))).verdict == "fails"


def test_depth():
    assert depth(findings(layer(1, NOISE), layer(2, NOISE, RINGS))).verdict == "holds"
    assert depth(findings(layer(1, NOISE, RINGS), layer(2, NOISE))).verdict == "fails"
    assert depth(findings(layer(1, NOISE), layer(2, NOISE))).verdict == "open"
    mixed = np.concatenate([RINGS[:8], STRIPES[:8]])
    assert depth(findings(layer(1, NOISE, mixed), layer(2, NOISE, mixed))).verdict == "open"


@pytest.mark.parametrize(
    ("plain", "small", "verdict"),
    [
        (NOISE, 1.0, "holds"),
        (NOISE, 0.1, "fails"),
        (STRIPES, 1.0, "open"),
        (STRIPES, 0.1, "open"),
    ],
)
def test_step_size(plain, small, verdict):
    answer = claims.b8(findings(layer(1, plain, spread=np.full(K, small))))
    assert answer.verdict == verdict
    assert "(0.1)" in answer.finding.en
    assert "(0.05)" in answer.finding.en


def test_step_sizes_are_compared_filter_by_filter():
    """Six of sixteen filters lose their noise, none gains it: the two intervals meet, the paired test tells."""
    small = np.where(np.arange(K) < 6, 0.1, 1.0)
    found = claims.b8(findings(layer(1, NOISE, spread=small)))
    assert found.verdict == "fails"
    assert "6 lose their noise and 0 gain it (exact McNemar test, p = 0.031)" in found.finding.en
    five = np.where(np.arange(K) < 5, 0.1, 1.0)
    assert claims.b8(findings(layer(1, NOISE, spread=five))).verdict == "holds"


def test_a_network_in_which_nothing_is_activated_has_no_patterns():
    silent = findings(layer(2, NOISE, active=first(0)))
    assert claims.b8(silent).verdict == "open"
    assert claims.b9(silent).verdict == "open"
    assert silent.noisy == [None]


def test_output_and_noise():
    growing = np.stack([(k * NOISE[0] + (K - k) * STRIPES[0] * 3) for k in range(K)])
    assert claims.b9(findings(layer(1, growing))).verdict == "fails"
    assert claims.b9(findings(layer(1, NOISE), layer(2, growing), layer(3, NOISE[::-1]))).verdict == "partly"
    assert claims.b9(findings(layer(1, NOISE))).verdict == "holds"
    assert claims.b9(findings(layer(1, NOISE, active=first(2)))).verdict == "open"


def test_shares_of_report_b():
    def with_noise(number, share):
        plain = STRIPES.copy()
        plain[: round(share * K)] = NOISE[: round(share * K)]
        return layer(number, plain)

    alike = findings(with_noise(2, 0.375), with_noise(3, 0.75), with_noise(4, 0.3125))
    assert claims.b7(alike).verdict == "holds"
    assert claims.b7(findings(with_noise(2, 0.375), with_noise(3, 0.0))).verdict == "partly"
    assert claims.b7(findings(with_noise(2, 1.0), with_noise(3, 0.0))).verdict == "fails"


@pytest.mark.parametrize(
    ("classes", "verdict"),
    [([0, 5, 6], "holds"), ([0, 6], "partly"), (range(7), "fails"), ([3], "fails"), ([], "fails")],
)
def test_classes(classes, verdict):
    names = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
    reached = np.full((7, 4), 0.5)
    reached[list(classes), :3] = 0.995
    answer = claims.b11(findings(layer(1, STRIPES), reached=reached), names, [Text(n, n) for n in names])
    assert answer.verdict == verdict


@pytest.mark.parametrize(
    ("having", "lacking", "verdict"), [(300, 10, "holds"), (0, 300, "fails"), (10, 12, "open")]
)
def test_causes(having, lacking, verdict):
    answer = claims.a11_cause("weight_decay", [(last_layer(having), last_layer(lacking))])
    assert answer.verdict == verdict
    assert "1 pair of runs" in answer.finding.en
    assert_same_numbers([answer.finding])
    assert claims.a11_cause("weight_decay", []) is None


@pytest.mark.parametrize(
    ("active", "normalization", "decay", "verdict"),
    [
        (4, (300, 10), (300, 10), "holds"),
        (4, (300, 10), (0, 300), "partly"),
        (4, (300, 10), None, "partly"),
        (4, None, None, "partly"),
        (K, (0, 300), (0, 300), "fails"),
        (K, None, None, "fails"),
        (12, (10, 12), None, "open"),
    ],
)
def test_filters_cannot_be_activated_and_for_the_reason_that_is_conjectured(
    active, normalization, decay, verdict
):
    dead = {"normalization": normalization, "weight_decay": decay}
    network = findings(layer(1, STRIPES), layer(2, NOISE, active=first(active)))
    answer = claims.a11(
        made_up_analysis(network, dead={key: [numbers] for key, numbers in dead.items() if numbers})
    )
    assert answer.id == "A11"
    assert answer.verdict == verdict
    assert ("With batch normalization" in answer.finding.en) == (normalization is not None)
    assert ("no runs that differ" in answer.finding.en) == (normalization is None and decay is None)
    assert_same_numbers([answer.finding])


def test_every_claim_is_answered_once_and_says_the_same_numbers_in_both_languages():
    found = findings(layer(2, STRIPES), layer(3, NOISE, RINGS, active=first(9)))
    answers = claims.answers(made_up_analysis(found))
    assert [answer.id for answer in answers] == ["A11", "B7", "B8", "B9", "A10", "B10", "B11"]
    assert_same_numbers(answer.outcome for answer in answers)
