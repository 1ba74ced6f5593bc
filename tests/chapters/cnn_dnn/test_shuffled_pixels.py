"""What shuffled pixels take away: the order and nothing else, from a convolution and not from a DNN."""

import numpy as np
import pytest
import torch
from torch import nn

from fer_lib.chapters.cnn_dnn import shuffled_pixels
from fer_lib.chapters.cnn_dnn.shuffled_pixels import (
    ShuffledImage,
    neighbour_correlation,
    source_positions,
    twin_difference,
    validation_images,
    with_permuted_inputs,
)
from fer_lib.models import create_model
from fer_lib.training.data import shuffle_pixels


@pytest.fixture(scope="module")
def images():
    smooth = np.random.default_rng(0).normal(size=(30, 48, 48)).cumsum(axis=1).cumsum(axis=2)
    low, high = smooth.min(axis=(1, 2), keepdims=True), smooth.max(axis=(1, 2), keepdims=True)
    return (255 * (smooth - low) / (high - low)).astype(np.uint8)


def test_every_pixel_is_still_there_and_its_source_is_known(images):
    face = images[0]
    assert ShuffledImage.of(face).corner == (30, 22)  # about the mouth
    example = ShuffledImage.of(face, corner=(5, 7))
    rows, columns = np.moveaxis(source_positions(48, 48), -1, 0)
    assert np.array_equal(example.shuffled, face[rows, columns])
    assert len(set(zip(rows.ravel().tolist(), columns.ravel().tolist(), strict=True))) == 48 * 48
    window = example.shuffled[5:8, 7:10].ravel()
    assert [face[r, c] for r, c in example.window_sources] == window.tolist()


def test_neighbours_are_alike_before_and_strangers_after(images):
    assert neighbour_correlation(images) > 0.9
    assert abs(neighbour_correlation(shuffle_pixels(images))) < 0.05
    brighter = (images // 4 + 6 * np.arange(30, dtype=np.uint8)[:, None, None]).astype(np.uint8)
    # That images differ in brightness does not count as likeness of neighbours.
    assert abs(neighbour_correlation(shuffle_pixels(brighter))) < 0.05


def test_correlation_by_hand():
    assert neighbour_correlation(np.array([[[0, 10], [10, 0]]], np.uint8)) == pytest.approx(-1)
    # Seven pairs with covariance 324/49 and variances 486/49 and 972/49.
    assert neighbour_correlation(np.array([[[0, 0, 9], [0, 0, 9]]], np.uint8)) == pytest.approx(2**0.5 / 3)


@pytest.mark.parametrize("name", ["report-b-dnn", "report-d-dnn"])
def test_a_dnn_has_a_twin_that_says_the_same_of_shuffled_images(images, name):
    torch.manual_seed(0)
    network = create_model(name).eval()
    before = {key: value.clone() for key, value in network.state_dict().items()}
    assert twin_difference(network, images) < 1e-12
    assert all(torch.equal(before[key], value) for key, value in network.state_dict().items())
    # Without the reordering the two would differ by far more than rounding.
    exact = network.double()
    plain, shuffled = (torch.from_numpy(x / 255.0)[:, None] for x in (images, shuffle_pixels(images)))
    with torch.no_grad():
        assert (exact(plain) - exact(shuffled)).abs().max() > 1e-4


def test_training_moves_a_dnn_and_its_twin_alike(images):
    torch.manual_seed(0)
    network = nn.Sequential(nn.Flatten(), nn.Linear(2304, 16), nn.ReLU(), nn.Linear(16, 7)).double()
    twin = with_permuted_inputs(network)
    labels = torch.arange(len(images)) % 7
    for model, faces in ((network, images), (twin, shuffle_pixels(images))):
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        for _ in range(8):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(torch.from_numpy(faces / 255.0)), labels).backward()
            optimizer.step()
    with torch.no_grad():
        one = network(torch.from_numpy(images / 255.0))
        other = twin(torch.from_numpy(shuffle_pixels(images) / 255.0))
    assert torch.allclose(one, other, atol=1e-9)


@pytest.mark.parametrize(
    ("limit", "value", "count"), [("MOST_IMAGES", 3, 3), ("MOST_VALUES", 4 * 2304, 4), ("MOST_VALUES", 5, 1)]
)
def test_the_images_are_the_first_of_the_validation_images(faces, monkeypatch, limit, value, count):
    monkeypatch.setattr(shuffled_pixels, limit, value)
    chosen = faces.indices("validation")[:count]
    assert np.array_equal(validation_images(faces), faces.images[chosen])


def test_a_dnn_on_colour_images_that_are_not_square_has_a_twin():
    images = np.random.default_rng(0).integers(0, 256, (5, 6, 4, 3), dtype=np.uint8)
    torch.manual_seed(0)
    network = nn.Sequential(nn.Flatten(), nn.Linear(72, 8), nn.ReLU(), nn.Linear(8, 3)).eval()
    assert twin_difference(network, images) < 1e-12
    assert abs(neighbour_correlation(shuffle_pixels(images))) <= 1


def test_a_network_that_asks_for_places_elsewhere_has_no_twin(images):
    torch.manual_seed(0)
    normalized = nn.Sequential(nn.Flatten(), nn.BatchNorm1d(2304), nn.Linear(2304, 7)).eval()
    with torch.no_grad():
        normalized[1].running_mean.uniform_(-1, 1)
    assert twin_difference(normalized, images) is None
    assert twin_difference(create_model("report-b-cnn"), images) is None
    assert twin_difference(nn.Sequential(nn.Flatten(), nn.Flatten()), images) is None


def test_a_convolution_has_no_twin():
    with pytest.raises(ValueError, match="not fully connected"):
        with_permuted_inputs(create_model("report-b-cnn"))


def stripes(n: int, seed: int) -> tuple[np.ndarray, torch.Tensor]:
    """A small patch of stripes anywhere in noise: upright or level is the class."""
    generator = np.random.default_rng(seed)
    images = generator.integers(0, 60, (n, 48, 48)).astype(np.uint8)
    labels = np.arange(n) % 2
    patch = np.tile(np.array([0, 0, 250, 250], np.uint8), (16, 4))
    for image, label in zip(images, labels, strict=True):
        row, column = generator.integers(0, 32, 2)
        image[row : row + 16, column : column + 16] = patch if label else patch.T
    return images, torch.from_numpy(labels)


def test_shuffling_takes_from_a_cnn_what_it_had_over_a_dnn():
    """The chapter's experiment in small, where only the neighbourhood of pixels tells the classes apart."""
    (train, labels), (check, truth) = stripes(192, 1), stripes(192, 2)

    def accuracy(kind: str, shuffled: bool) -> float:
        torch.manual_seed(0)
        if kind == "cnn":
            layers = [nn.Conv2d(1, 8, 5), nn.ReLU(), nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(8, 2)]
        else:
            layers = [nn.Flatten(), nn.Linear(2304, 32), nn.ReLU(), nn.Linear(32, 2)]
        model = nn.Sequential(*layers)
        seen, judged = (
            torch.from_numpy((shuffle_pixels(x) if shuffled else x) / 127.5 - 1).float()[:, None]
            for x in (train, check)
        )
        optimizer = torch.optim.Adam(model.parameters(), lr=0.015)
        for _ in range(40):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(seen), labels).backward()
            optimizer.step()
        with torch.no_grad():
            return float((model(judged).argmax(1) == truth).double().mean())

    cnn, cnn_shuffled, dnn, dnn_shuffled = (accuracy(k, s) for k in ("cnn", "dnn") for s in (False, True))
    assert cnn > 0.9
    assert cnn_shuffled < 0.7
    assert cnn - dnn > 0.25
    assert abs(dnn - dnn_shuffled) < 0.1
    assert cnn_shuffled - dnn_shuffled < (cnn - dnn) / 2
