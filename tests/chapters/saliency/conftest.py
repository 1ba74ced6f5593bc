"""What the tests of chapter 7 share: a saliency that is made up, and its numbers replaced by chosen ones."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.saliency.analysis import DRAWN_METHODS, SaliencyAnalysis
from fer_lib.explain.saliency.results import SaliencyArrays, SaliencyResults
from fer_lib.names import METHOD_NAMES
from tests.conftest import toy_faces

Changes = Callable[..., SaliencyAnalysis]
LAYERS = tuple(f"layer {k}" for k in range(8))


def made_up(methods: tuple[str, ...], refused: dict[str, str]) -> SaliencyAnalysis:
    """Two measured faces of each class, the first three of them checked; six have a known place of expression."""
    faces, random = toy_faces(), np.random.default_rng(0)
    m, n, checked, pointed = len(methods), 14, 3, 6
    regions = random.random((m, n, 5))
    arrays = SaliencyArrays(
        shown_indices=np.arange(7), shown_labels=np.arange(7), shown_probabilities=np.full(7, 0.9),
        shown_images=faces.images[:7], shown_maps=random.normal(size=(m, 7, 48, 48)).astype(np.float32),
        indices=np.arange(n), labels=np.arange(n) % 7,
        region_mass=regions / regions.sum(axis=2, keepdims=True), region_area=np.full((n, 5), 0.2),
        entropies=random.random((m, n)), ginis=random.random((m, n)), edge_correlations=random.random((m, n)),
        checked=np.arange(checked), randomized=random.uniform(-1, 1, (m, len(LAYERS), checked)),
        randomized_maps=random.random((m, 1 + len(LAYERS), 48, 48)).astype(np.float32),
        sensitivities=random.random((m, checked)),
        deletion=random.random((m + 1, n, 5)), insertion=random.random((m + 1, n, 5)),
        pointing_rows=np.arange(pointed), pointing_hits=np.eye(m, pointed),
        pointing_area=np.full(pointed, 0.25), completeness=random.random(n),
        reseeded=_reseeded(methods, checked), surrogate_fits=random.random((2, checked)),
    )  # fmt: skip
    results = SaliencyResults(arrays, methods, refused, LAYERS, "layer 4", "validation", (), "truth", {})
    return SaliencyAnalysis(results, faces)


def _reseeded(methods: tuple[str, ...], checked: int) -> np.ndarray:
    values = np.random.default_rng(1).uniform(-1, 1, (len(methods), checked))
    return np.where(np.isin(methods, DRAWN_METHODS)[:, None], values, np.nan)


@pytest.fixture
def saliency() -> SaliencyAnalysis:
    """Maps by all seven methods."""
    return made_up(tuple(name for name in METHOD_NAMES if name != "random"), {})


@pytest.fixture
def without_relu() -> SaliencyAnalysis:
    """Maps of a network for which guided backpropagation is not defined."""
    methods = tuple(name for name in METHOD_NAMES if name not in ("random", "guided_backpropagation"))
    return made_up(methods, {"guided_backpropagation": "its activation is LeakyReLU"})


@pytest.fixture
def changed(saliency: SaliencyAnalysis) -> Changes:
    """Makes the same analysis with other arrays: ``changed(ginis=…)``."""

    def make(**arrays: object) -> SaliencyAnalysis:
        results = saliency.results
        return replace(saliency, results=replace(results, arrays=replace(results.arrays, **arrays)))

    return make
