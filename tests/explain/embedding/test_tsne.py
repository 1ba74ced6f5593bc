import numpy as np
import pytest
from scipy.spatial.distance import pdist
from threadpoolctl import threadpool_limits

from fer_lib.explain.embedding import tsne as module
from fer_lib.explain.embedding.tsne import LEAST_POINTS, principal_components, tsne, usable_perplexities
from fer_lib.metrics.neighbours import neighbour_accuracy, trustworthiness


def groups(n=60, d=80, apart=8.0):
    generator = np.random.default_rng(0)
    labels = np.arange(n) % 3
    return generator.normal(size=(n, d)) + apart * generator.normal(size=(3, d))[labels], labels


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(module, "ITERATIONS", 260)


def test_components_keep_distances_but_for_their_unit() -> None:
    points, _ = groups()
    components = principal_components(points)
    assert components.coordinates.shape == (60, 60)
    ratio = pdist(components.coordinates) / pdist(points)
    assert ratio == pytest.approx(np.full(len(ratio), ratio[0]))
    assert np.square(components.coordinates).sum(1).mean() == pytest.approx(1)
    assert components.shares.sum() == pytest.approx(1)
    assert 0.5 < components.kept < 1
    assert principal_components(points[:, :7]).kept == pytest.approx(1)


@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_tiny_and_huge_features_give_the_same_components(scale) -> None:
    points, _ = groups(20)
    assert np.abs(principal_components(scale * points).coordinates) == pytest.approx(
        np.abs(principal_components(points).coordinates), abs=1e-6
    )


@pytest.mark.parametrize(
    ("n", "perplexities"),
    [(LEAST_POINTS, [3]), (16, [5]), (46, [5, 15]), (150, [5, 15]), (151, [5, 15, 50]), (500, [5, 15, 50])],
)
def test_perplexities_that_so_many_points_allow(n, perplexities) -> None:
    assert usable_perplexities(n) == perplexities
    assert 3 * max(perplexities) < n


def test_groups_that_lie_apart_lie_apart_in_the_picture() -> None:
    points, labels = groups()
    components = principal_components(points)
    for seed in (None, 0):
        picture = tsne(components, 10, seed)
        assert picture.shape == (60, 2)
        assert neighbour_accuracy(picture, labels, 5) == 1
        assert trustworthiness(points, picture, 5) > 0.8


def test_the_same_seed_gives_the_same_picture_on_one_thread_and_on_many(short) -> None:
    components = principal_components(groups()[0])
    first = tsne(components, 10, 3)
    with threadpool_limits(1):
        assert np.array_equal(first, tsne(components, 10, 3))
    assert not np.array_equal(first, tsne(components, 10, 4))
    assert np.array_equal(tsne(components, 10), tsne(components, 10))


@pytest.mark.parametrize(
    "points",
    [
        np.repeat(np.eye(12)[:4], 3, axis=0),
        np.arange(12.0)[:, None],
        np.eye(12)[:, :1],
        np.arange(24.0).reshape(12, 2),
    ],
    ids=["every image three times", "one feature", "all but one the same", "on a line"],
)
def test_points_of_few_dimensions_and_copies_have_pictures(points, short) -> None:
    components = principal_components(points)
    for seed in (None, 0):
        assert np.isfinite(tsne(components, 3, seed)).all()
