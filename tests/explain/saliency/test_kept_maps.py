"""What is kept so that a reader can follow an image: true to the checks that it was taken from, and never too much."""

import numpy as np
import pytest
import torch

from fer_lib.explain.saliency import kept_maps
from fer_lib.explain.saliency.deletion import deletion_curves
from fer_lib.explain.saliency.kept_maps import (
    images_kept,
    multiples_of_mean,
    step_of_deletion,
    steps_kept,
)
from fer_lib.explain.saliency.map_statistics import rank_correlation
from fer_lib.explain.saliency.run import explain_saliency
from fer_lib.models.inputs import to_input
from tests.explain.saliency.small_run import FACES, SETTINGS, run_on_faces


@pytest.mark.parametrize("layers", [1, 2, 12, 13, 54])
def test_steps_go_from_none_to_all(layers) -> None:
    steps = steps_kept(layers)
    assert steps[:2].tolist() == [0, 1]
    assert steps[-1] == layers
    assert (np.diff(steps) > 0).all()
    assert len(steps) == min(layers, kept_maps.MOST_STEPS) + 1


def test_as_many_images_as_there_is_room_for_and_one_at_least(monkeypatch) -> None:
    stages = np.zeros((2, 3, 20, 4, 5))
    assert images_kept(stages) == kept_maps.MOST_IMAGES
    monkeypatch.setattr(kept_maps, "MOST_VALUES", 2 * 3 * 4 * 5 * 7)
    assert images_kept(stages) == 7
    assert images_kept(stages[:, :, :2]) == 2
    monkeypatch.setattr(kept_maps, "MOST_VALUES", 1)
    assert images_kept(stages) == 1


def test_multiples_have_mean_1_and_an_empty_map_stays_empty() -> None:
    maps = np.random.default_rng(0).random((2, 3, 6, 7)) * 1e-9
    maps[1, 2] = 0
    found = multiples_of_mean(maps)
    means = found.astype(float).mean(axis=(-2, -1))
    assert means[1, 2] == 0
    assert np.delete(means.ravel(), 5) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("steps", [3, 4, 16])
def test_pixels_are_gone_when_the_network_no_longer_sees_them(steps) -> None:
    """A network that counts what differs from the mean sees as many pixels as are not yet gone."""
    random = np.random.default_rng(0)
    sizes = random.integers(0, 4, (2, 5, 6)).astype(float)
    inputs = torch.from_numpy(random.random((2, 1, 5, 6)).astype(np.float32))
    seen = []

    class Watches(torch.nn.Module):
        def forward(self, images):
            seen.append(images.clone())
            return torch.zeros(len(images), 2)

    deletion_curves(Watches().eval(), inputs, torch.tensor([0, 1]), sizes, steps, seed=3)
    images = torch.cat(seen)[: 2 * (steps + 1)].view(2, steps + 1, 5, 6).numpy()
    gone = step_of_deletion(sizes, steps, seed=3)
    assert gone.min() >= 1
    assert gone.max() == steps
    for step in range(steps + 1):
        assert np.array_equal(images[:, step] != inputs[:, 0].numpy(), gone <= step)


def test_kept_maps_are_those_of_the_checks(tmp_path) -> None:
    arrays = explain_saliency(run_on_faces(tmp_path / "run"), FACES.dataset, tmp_path, SETTINGS).arrays
    kept = arrays.kept_maps.astype(np.float64)
    known = arrays.randomized_maps.sum(axis=(-2, -1)) > 0
    first = arrays.randomized_maps / np.maximum(
        arrays.randomized_maps.mean(axis=(-2, -1), keepdims=True), 1e-30
    )
    np.testing.assert_allclose(kept[:, :, 0][known], first[known], rtol=2e-3, atol=1e-3)
    gradient = kept[0]
    told = np.array([rank_correlation(step, gradient[0]) for step in gradient[1:]])
    assert told == pytest.approx(arrays.randomized[0], abs=0.02)
    images = to_input(torch.from_numpy(np.array(FACES.dataset.images[arrays.indices[arrays.checked]])))
    model = run_on_faces(tmp_path / "again").model()
    gone, step = arrays.gone_at[2], 2
    grey = images.mean(dim=(2, 3), keepdim=True)
    left = torch.where(torch.from_numpy(gone <= step)[:, None], grey, images)
    with torch.no_grad():
        probability = model(left).double().softmax(1).numpy()
    labels = arrays.labels[arrays.checked]
    assert probability[np.arange(len(labels)), labels] == pytest.approx(
        arrays.deletion[2, arrays.checked, step], abs=1e-6
    )
