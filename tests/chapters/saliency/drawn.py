"""Saliency at random, for the sentences of chapter 7: also all alike, absent, of one class, and the wrong way round."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from fer_lib.chapters.saliency.analysis import DRAWN_METHODS, SaliencyAnalysis
from fer_lib.data.dataset import ImageDataset
from fer_lib.explain.saliency.results import SaliencyArrays, SaliencyResults
from fer_lib.names import METHOD_NAMES
from tests.conftest import toy_faces

KINDS = ("spread", "equal", "close", "apart", "gaps", "none", "ends")
FACES = toy_faces()
GUIDED = "guided_backpropagation"


class Drawn(SaliencyAnalysis):
    """An analysis that a failing test can print."""

    def __repr__(self) -> str:
        return f"Drawn({self.results.methods}, {self.class_sizes}, {len(self.results.layers)} layers)"


def values(
    random: np.random.Generator, kind: str, shape: tuple[int, ...], low: float, high: float
) -> NDArray:
    """Numbers from low to high whose first axis is the methods, of a kind."""
    middle, width = random.uniform(low, high), high - low
    each = random.uniform(low, high, (shape[0], *[1] * (len(shape) - 1)))
    drawn = {
        "spread": lambda: random.uniform(low, high, shape),
        "equal": lambda: np.full(shape, middle),
        "close": lambda: middle + random.uniform(-1e-3, 1e-3, shape) * width,
        "apart": lambda: each + random.uniform(-0.02, 0.02, shape) * width,
        "gaps": lambda: np.where(random.random(shape) < 0.4, np.nan, each + random.uniform(-0.1, 0.1, shape)),
        "none": lambda: np.full(shape, np.nan),
        "ends": lambda: random.choice([float(low), float(high)], shape),
    }[kind]()
    return np.clip(drawn, low, high)


def without_class(dataset: ImageDataset, label: int) -> ImageDataset:
    """The same with all images of a class in the training set."""
    split = dataset.split.copy()
    split[dataset.labels == label] = 0
    return replace(dataset, split=split)


@st.composite
def analyses(draw: st.DrawFn, faces: bool = True) -> SaliencyAnalysis:
    """What a run's saliency can be: which methods, how many images, and every array of some kind."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kind = st.sampled_from(KINDS)
    known = st.sampled_from([k for k in KINDS if k not in ("gaps", "none")])  # of what no map can lack
    optional = [m for m in METHOD_NAMES if m not in ("gradient", "occlusion", "random")]
    chosen = draw(st.sets(st.sampled_from(optional))) | {"gradient", "occlusion"}
    methods = tuple(m for m in METHOD_NAMES if m in chosen)
    counts = draw(st.lists(st.sampled_from([0, 0, 1, 2, 5, 9]), min_size=7, max_size=7).filter(any))
    labels = np.repeat(np.arange(7), counts)
    m, n, layers = len(methods), len(labels), draw(st.integers(1, 6))
    checked = np.concatenate(
        [np.flatnonzero(labels == k)[: draw(st.integers(1, 3))] for k in np.unique(labels)]
    )
    shown = np.flatnonzero(counts) if draw(st.booleans()) else np.flatnonzero(np.array(counts) > 1)
    shown = shown if len(shown) else np.flatnonzero(counts)
    pointed = draw(st.integers(0, n)) if faces else 0
    empty = draw(st.sampled_from([0.0, 0.3, 1.0]))
    is_empty = random.random((m, n)) < empty
    mass = values(random, draw(known), (m, n, 5), 0.01, 1.0)
    mass /= mass.sum(axis=2, keepdims=True)
    area = np.full((n, 5), 0.2) if draw(st.booleans()) else mass[0].copy()

    def of_maps(kind: str) -> NDArray:
        return np.where(is_empty, np.nan, values(random, kind, (m, n), 0.0, 1.0))

    mass[is_empty] = np.nan
    hits = (random.random((m, pointed)) < draw(st.sampled_from([0, 0.3, 1]))).astype(float)
    hits[is_empty[:, :pointed]] = np.nan
    reseeded = values(random, draw(kind), (m, len(checked)), -1, 1)
    reseeded[~np.isin(methods, DRAWN_METHODS)] = np.nan
    fits = values(random, draw(kind), (2, len(checked) if "lime" in methods else 0), -1, 1)
    maps = random.normal(size=(m, len(shown), 2, 2)) * (random.random((m, len(shown), 1, 1)) < 0.8)
    maps[maps > draw(st.sampled_from([-5.0, 0.0, 5.0]))] *= -1
    arrays = SaliencyArrays(
        shown_indices=np.arange(len(shown)), shown_labels=shown, shown_probabilities=np.full(len(shown), 0.9),
        shown_images=FACES.images[: len(shown)], shown_maps=maps.astype(np.float32),
        indices=np.arange(n), labels=labels, region_mass=mass if faces else mass[:, :, :0],
        region_area=area if faces else area[:, :0], entropies=of_maps(draw(known)), ginis=of_maps(draw(known)),
        edge_correlations=of_maps(draw(known)), checked=checked,
        randomized=values(random, draw(kind), (m, layers, len(checked)), -1, 1),
        randomized_maps=np.ones((m, 1 + layers, 2, 2), np.float32),
        sensitivities=values(random, draw(kind), (m, len(checked)), 0, 2),
        deletion=values(random, draw(known), (m + 1, n, 3), 0, 1),
        insertion=values(random, draw(known), (m + 1, n, 3), 0, 1),
        pointing_rows=np.arange(pointed), pointing_hits=hits, pointing_area=np.full(pointed, 0.25),
        completeness=random.random(n if "integrated_gradients" in methods else 0),
        reseeded=reseeded, surrogate_fits=fits,
    )  # fmt: skip
    named = tuple(range(draw(st.integers(0, len(shown)))))
    refused = {} if GUIDED in methods else {GUIDED: "its activation is LeakyReLU"}
    results = SaliencyResults(
        arrays, methods, refused, tuple(f"layer {k}" for k in range(layers)),
        "layer 4" if "grad_cam" in methods else None, "validation", named,
        draw(st.sampled_from(["truth", "template"])) if faces else "none", {},
        shuffled=("a", "b", "c")[: draw(st.integers(0, 3))],
        grad_cam_after=draw(st.sampled_from([(), ("b.bn2",), ("b.bn2", "b.shortcut")])),
    )  # fmt: skip
    absent = draw(st.sampled_from([None, *range(7)]))
    is_told = absent is not None and not counts[absent] and absent not in shown
    return Drawn(results, without_class(FACES, absent) if is_told else FACES)


def interval(values: NDArray) -> tuple[float, float]:
    """95 % interval of the mean by scipy; without bounds for fewer than two values."""
    known = values[np.isfinite(values)]
    if len(known) < 2 or np.ptp(known) == 0:
        return (-np.inf, np.inf) if len(known) < 2 else (known[0], known[0])
    low, high = stats.t.interval(0.95, len(known) - 1, known.mean(), stats.sem(known))
    return float(low), float(high)


def side(values: NDArray, level: float) -> str:
    """On which side of a level the interval lies: above, below, or neither."""
    low, high = interval(values)
    return "above" if low > level else "below" if high < level else "neither"
