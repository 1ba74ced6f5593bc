"""Shares, correlations and verdicts from patterns that are made up, so that the answers are known."""

import dataclasses

import numpy as np
import pytest

from fer_lib.chapters.activation_maximization.claims import (
    answer_activation,
    answer_cause,
    answer_classes,
    answer_depth,
    answer_noisy_shares,
    answer_output,
    answer_step_size,
)
from fer_lib.chapters.activation_maximization.correlation import RankCorrelation, rank_correlation
from fer_lib.chapters.activation_maximization.findings import MaximizationFindings
from fer_lib.chapters.activation_maximization.silent import SilentFilters
from fer_lib.config import RunConfig
from fer_lib.explain.filter_layers import FilterLayer
from fer_lib.explain.maximization.classes import ClassPatterns
from fer_lib.explain.maximization.filters import LayerPatterns
from fer_lib.explain.maximization.run import MaximizationPlan, RunMaximization
from fer_lib.language import Text
from fer_lib.proportion import Proportion

K = 16
X = np.mgrid[:48, :48][1].astype(np.float32)
STRIPES = np.stack([np.sin(X / 3)] * K)
NOISE = np.random.default_rng(0).normal(size=(K, 48, 48)).astype(np.float32)
RINGS = np.stack([np.cos(np.hypot(X - 24, X.T - 24 - k / 9) / 2) for k in range(K)]).astype(np.float32)


def layer(number, plain, robust=STRIPES, active=None, reachable=None, values=None, spread=None):
    active = np.ones(K, bool) if active is None else active
    return LayerPatterns(
        layer=FilterLayer(number, "c", "b", "a", "p", K, 6),
        filters=np.arange(K),
        plain=plain,
        values=np.arange(K, dtype=float) if values is None else values,
        active=active,
        reachable=active if reachable is None else reachable,
        silent_noise=np.zeros(K),
        silent_places=np.zeros(K),
        silent_images=np.zeros(K),
        scale=np.ones(K),
        shift=np.zeros(K),
        robust=robust,
        robust_values=np.arange(K, dtype=float),
        step_sizes=np.array([0.05]),
        step_spread=np.zeros((1, K)) if spread is None else spread[None],
    )


def findings(*layers, reached=None):
    reached = np.ones((7, 4)) if reached is None else reached
    flat = np.zeros((7, 48, 48), np.float32)
    classes = ClassPatterns(
        noise=flat[:, None], noise_probability=reached, start_probability=reached * 0, mean=flat,
        mean_probability=np.ones(7), image=flat, image_probability=np.ones(7), robust=flat,
        robust_probability=np.ones(7), given=flat[0], mean_face=flat[0],
    )  # fmt: skip
    return MaximizationFindings(RunMaximization(MaximizationPlan(), layers, classes, 0))


def first(number):
    return np.arange(K) < number


def test_shares_by_layer():
    found = findings(
        layer(1, STRIPES),
        layer(2, NOISE, active=first(12), reachable=first(14)),
        layer(3, NOISE, active=first(0)),
    )
    assert [p.successes for p in found.not_activated] == [0, 4, 16]
    assert [p.successes for p in found.unreachable] == [0, 2, 16]
    assert [(p.successes, p.n) if p else None for p in found.noisy] == [(0, 16), (12, 12), None]
    assert [p.successes for p in found.without_pattern] == [0, 16, 16]


def test_many_filters_that_cannot_be_activated_and_those_that_the_relu_holds_back():
    found = answer_activation(
        findings(layer(1, STRIPES), layer(2, NOISE, active=first(8), reachable=first(15)))
    )
    assert found.verdict == "holds"
    assert "Of these 8, the ascent on the value before the ReLU activates 7." in found.reason.en
    assert answer_activation(findings(layer(1, NOISE, active=first(12)))).verdict == "open"
    assert answer_activation(findings(layer(1, STRIPES))).verdict == "fails"


def test_depth():
    assert answer_depth(findings(layer(1, NOISE), layer(2, NOISE, RINGS))).verdict == "holds"
    assert answer_depth(findings(layer(1, NOISE, RINGS), layer(2, NOISE))).verdict == "fails"
    assert answer_depth(findings(layer(1, NOISE), layer(2, NOISE))).verdict == "open"
    mixed = np.concatenate([RINGS[:8], STRIPES[:8]])
    assert answer_depth(findings(layer(1, NOISE, mixed), layer(2, NOISE, mixed))).verdict == "open"


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
    answer = answer_step_size(findings(layer(1, plain, spread=np.full(K, small))))
    assert answer.verdict == verdict
    assert "(0.1)" in answer.reason.en
    assert "(0.05)" in answer.reason.en


def test_step_sizes_are_compared_filter_by_filter():
    """Six of sixteen filters lose their noise, none gains it: the two intervals meet, the paired test tells."""
    small = np.where(np.arange(K) < 6, 0.1, 1.0)
    found = answer_step_size(findings(layer(1, NOISE, spread=small)))
    assert found.verdict == "fails"
    assert "6 lose their noise and 0 gain it (exact McNemar test, p = 0.031)" in found.reason.en
    five = np.where(np.arange(K) < 5, 0.1, 1.0)
    assert answer_step_size(findings(layer(1, NOISE, spread=five))).verdict == "holds"


def test_a_network_in_which_nothing_is_activated_has_no_patterns():
    silent = findings(layer(2, NOISE, active=first(0)))
    assert answer_step_size(silent).verdict == "open"
    assert answer_output(silent).verdict == "open"
    assert silent.noisy == [None]


def test_output_and_noise():
    growing = np.stack([(k * NOISE[0] + (K - k) * STRIPES[0] * 3) for k in range(K)])
    assert answer_output(findings(layer(1, growing))).verdict == "fails"
    assert (
        answer_output(findings(layer(1, NOISE), layer(2, growing), layer(3, NOISE[::-1]))).verdict == "partly"
    )
    assert answer_output(findings(layer(1, NOISE))).verdict == "holds"
    assert answer_output(findings(layer(1, NOISE, active=first(2)))).verdict == "open"


def test_shares_of_report_b():
    def with_noise(number, share):
        plain = STRIPES.copy()
        plain[: round(share * K)] = NOISE[: round(share * K)]
        return layer(number, plain)

    alike = findings(with_noise(2, 0.375), with_noise(3, 0.75), with_noise(4, 0.3125))
    assert answer_noisy_shares(alike).verdict == "holds"
    assert answer_noisy_shares(findings(with_noise(2, 0.375), with_noise(3, 0.0))).verdict == "partly"
    assert answer_noisy_shares(findings(with_noise(2, 1.0), with_noise(3, 0.0))).verdict == "fails"


@pytest.mark.parametrize(
    ("classes", "verdict"),
    [([0, 5, 6], "holds"), ([0, 6], "partly"), (range(7), "fails"), ([3], "fails"), ([], "fails")],
)
def test_classes(classes, verdict):
    names = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
    reached = np.full((7, 4), 0.5)
    reached[list(classes), :3] = 0.995
    answer = answer_classes(findings(layer(1, STRIPES), reached=reached), names, [Text(n, n) for n in names])
    assert answer.verdict == verdict


@pytest.mark.parametrize(
    ("having", "lacking", "verdict"), [(300, 10, "holds"), (0, 300, "fails"), (10, 12, "open")]
)
def test_causes(having, lacking, verdict):
    def silent(dead):
        return SilentFilters("r", RunConfig(), 0.25, Proportion(dead, 512), True, None, None)

    answer = answer_cause(Text("weight decay", "權重衰減"), [(silent(having), silent(lacking))])
    assert answer.verdict == verdict
    assert "1 pair of runs" in answer.reason.en
    assert answer_cause(Text("weight decay", "權重衰減"), []) is None


def test_answers_say_the_same_numbers_in_both_languages():
    found = findings(layer(2, STRIPES), layer(3, NOISE, RINGS, active=first(9)))
    for answer in (
        answer_depth(found),
        answer_activation(found),
        answer_step_size(found),
        answer_noisy_shares(found),
    ):
        said = answer.describe()
        numbers = [[c for c in text if c.isdigit()] for text in (said.en, said.zh)]
        assert sorted(numbers[0]) == sorted(numbers[1])


def test_rank_correlation_and_its_interval():
    generator = np.random.default_rng(0)
    x = generator.normal(size=200)
    assert rank_correlation(x, np.exp(x)).rho == pytest.approx(1)
    assert rank_correlation(x, np.ones(200)) is None
    assert rank_correlation(x[:2], x[:2]) is None
    weak = rank_correlation(x, generator.normal(size=200))
    assert not weak.is_clear
    # (tanh(artanh 0.5 ± 1.96 · √(1.125/97)))
    low, high = RankCorrelation(0.5, 100).interval
    assert (low, high) == (pytest.approx(0.3259, abs=1e-4), pytest.approx(0.6413, abs=1e-4))
    assert RankCorrelation(0.9, 4).interval == (-1, 1)
    assert RankCorrelation(-0.001, 100).describe().en.startswith("ρ = 0.00 (")
    assert (
        "ρ = −0.50 (95% interval −0.64 to −0.33"
        in dataclasses.replace(RankCorrelation(0.5, 100), rho=-0.5).describe().en
    )
