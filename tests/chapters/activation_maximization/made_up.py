"""Ascents whose patterns are made up, so that the answers are known."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from scipy import stats

from fer_lib.chapters.activation_maximization.analysis import CONJECTURED_CAUSES, MaximizationAnalysis
from fer_lib.chapters.activation_maximization.correlation import RankCorrelation
from fer_lib.chapters.activation_maximization.findings import MaximizationFindings
from fer_lib.chapters.activation_maximization.silent import SilentFilters
from fer_lib.chapters.activation_maximization.transfer import STARTS, Transfer
from fer_lib.explain.filter_layers import FilterLayer
from fer_lib.explain.maximization.classes import ClassPatterns
from fer_lib.explain.maximization.filters import LayerPatterns
from fer_lib.explain.maximization.run import MaximizationPlan, RunMaximization
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder
from tests.conftest import toy_faces

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


def findings(*layers, reached=None, run=None):
    reached = np.ones((7, 4)) if reached is None else reached
    flat = np.zeros((7, 48, 48), np.float32)
    classes = ClassPatterns(
        noise=flat[:, None], noise_probability=reached, start_probability=reached * 0, mean=flat,
        mean_probability=np.ones(7), image=flat, image_probability=np.ones(7), robust=flat,
        robust_probability=np.ones(7), given=flat[0], mean_face=flat[0],
    )  # fmt: skip
    return MaximizationFindings(
        run or RunFolder(Path("made-up")), RunMaximization(MaximizationPlan(), layers, classes, 0)
    )


def first(number):
    return np.arange(K) < number


def last_layer(dead: int, run: str = "made-up") -> SilentFilters:
    """The last convolution of a run with so many dead filters of 512."""
    half = RankCorrelation(0.5, 512)
    return SilentFilters(run, 0.0, 0.25, Proportion(dead, 512), True, half, half)


def made_up_analysis(
    main: MaximizationFindings,
    report_a: MaximizationFindings | None = None,
    report_b: MaximizationFindings | None = None,
    dead: Mapping[str, Sequence[tuple[int, int]]] | None = None,
    hits: Mapping[str, int] | None = None,
    reference_reports: bool = True,
    same_start: Sequence[str] = (),
) -> MaximizationAnalysis:
    """An analysis whose runs are not there: what it would compute from them is filled in.

    Args:
        main: of the main run.
        report_a: of report A's variant; by default the main run.
        report_b: of report B's network; by default the main run.
        dead: for each conjectured cause the dead filters with it and without it, pair by pair.
        hits: other networks, with the images of 7 that each takes for the class meant, whatever the start.
        same_start: which of the other networks began with the main run's weights.
        reference_reports: whether the edition judges the five reports' claims.
    """
    book = SimpleNamespace(reference_reports=reference_reports)
    analysis = MaximizationAnalysis(book, toy_faces(), main, report_a or main, report_b or main)
    pairs = {
        key: [(f"{key}-{k}-with", f"{key}-{k}-without") for k in range(len((dead or {}).get(key, ())))]
        for key in CONJECTURED_CAUSES
    }
    names = {main.name: last_layer(9, main.name)}
    for key, numbers in (dead or {}).items():
        for pair, both in zip(pairs[key], numbers, strict=True):
            names |= {name: last_layer(number, name) for name, number in zip(pair, both, strict=True)}
    others = {
        name: Transfer({start: Proportion(number, 7) for start in STARTS}, 3)
        for name, number in (hits or {}).items()
    }
    own = Transfer({start: Proportion(7, 7) for start in STARTS}, 7)
    vars(analysis).update(
        beside=frozenset(),
        pairs=pairs,
        silences=names,
        other_networks=list(others),
        same_start=[name for name in others if name in same_start],
        transfers={main.name: own, **others},
    )
    return analysis


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    """Newcombe's method 10, written out."""
    (p, p_low, p_high), (q, q_low, q_high) = (
        (k / n, *stats.binomtest(k, n).proportion_ci(method="wilson")) for k, n in (first, second)
    )
    return p - q - np.hypot(p - p_low, q_high - q), p - q + np.hypot(p_high - p, q - q_low)
