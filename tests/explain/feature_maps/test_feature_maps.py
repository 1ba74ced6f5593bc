import numpy as np
import pytest
import torch
from torch import nn

from fer_lib.errors import UserError
from fer_lib.explain.feature_maps.maps import (
    brightness,
    feature_maps,
    mass_in_regions,
    strongest_filters,
    strongest_images,
)
from fer_lib.explain.feature_maps.probe import DualRidge, probe_layers, r_squared
from fer_lib.explain.feature_maps.receptive_field import receptive_field
from fer_lib.explain.feature_maps.region_shares import region_shares_of_filters
from fer_lib.explain.filter_layers import find_filter_layers
from fer_lib.explain.maximization.ascent import noise_start
from fer_lib.models import create_model
from fer_lib.models.recording import record


@pytest.fixture(scope="module")
def report_a():
    torch.manual_seed(0)
    return create_model("report-a").eval()


def test_maps_are_what_the_network_computes_in_batches_as_in_one_go(report_a):
    images = noise_start(70, 0)
    layers = find_filter_layers(report_a)
    maps = feature_maps(report_a, [layers[1], layers[0]], images)
    assert {key: tuple(value.shape) for key, value in maps.items()} == {
        1: (70, 16, 48, 48),
        2: (70, 32, 24, 24),
    }
    with torch.no_grad():
        torch.testing.assert_close(maps[1], report_a.features[0][:3](images), atol=1e-5, rtol=1e-5)
    with pytest.raises(UserError, match="training mode"):
        feature_maps(create_model("report-a"), layers[:1], images)


def test_brightness_has_one_white_for_all_filters_and_black_for_nothing():
    maps = np.zeros((2, 10, 10))
    maps[0], maps[1, 0, 0] = 4.0, 2.0
    levels = brightness(maps)
    assert levels[0].min() == levels.max() == 1
    assert levels[1, 0, 0] == 0.5
    assert brightness(-maps).max() == 0


def test_the_filter_that_stands_out_is_first_and_constant_ones_are_left_out():
    reference = torch.zeros(10, 3, 2, 2)
    reference[:, 0] = torch.arange(10.0)[:, None, None] * 10  # always on, and varying
    reference[:, 1] = torch.arange(10.0)[:, None, None] * 0.1
    image = torch.zeros(3, 2, 2)
    image[0], image[1], image[2] = 60.0, 5.0, 9.0
    filters, scores = strongest_filters(image, reference, 3)
    assert filters.tolist() == [1, 0]
    assert scores[1] == pytest.approx((60 - 45) / np.sqrt(825))


def corner_network():
    """Filter 0 answers to a bright 2×2 block, filter 1 to a dark one."""
    model = nn.Sequential(nn.Conv2d(1, 2, 2, bias=False), nn.ReLU()).eval()
    with torch.no_grad():
        model[0].weight[0] = 1.0
        model[0].weight[1] = -1.0
    return model


def test_a_planted_block_is_found_at_its_place():
    model = corner_network()
    images = torch.zeros(70, 1, 8, 8)
    images[3, 0, 2:4, 5:7] = 1.0
    images[66, 0, 6:8, 0:2] = 2.0
    images[9, 0, 4:6, 4:6] = -1.0
    layer = find_filter_layers(model, (1, 8, 8))[0]
    found = strongest_images(model, layer, [0, 1], images, 2)
    assert found.images[0].tolist() == [66, 3]
    assert found.images[1, 0] == 9
    assert found.values[0].tolist() == [8, 4]
    assert found.places[0].tolist() == [[6, 0], [2, 5]]
    field = receptive_field(record(model, images[:1]), layer)
    rows, columns = field.window(found.places[0, 1], 8)
    assert images[3, 0, rows, columns].tolist() == [[1, 1], [1, 1]]
    with pytest.raises(UserError, match="2 is not among the 2 filters"):
        strongest_images(model, layer, [2], images, 1)
    with pytest.raises(UserError, match="71 images are asked for"):
        strongest_images(model, layer, [0], images, 71)


def test_mass_is_counted_where_it_lies():
    maps = np.zeros((1, 2, 2, 2))
    maps[0, 0] = [[3.0, 1.0], [-5.0, 0.0]]
    left = np.zeros((1, 8, 8), bool)
    left[:, :, :4] = True
    half = np.zeros((1, 8, 8), bool)
    half[:, :2, :] = True
    shares = mass_in_regions(maps, {"left": left, "half": half})
    assert shares["left"][0, 0] == 0.75
    assert shares["half"][0, 0] == 0.5
    assert np.isnan(shares["left"][0, 1])  # a silent filter has no mass


def test_places_that_divide_no_pixels_take_their_shares_of_them():
    """Of three places over eight pixels the middle one begins at 2⅔ and ends at 5⅓."""
    left = np.zeros((1, 8, 8), bool)
    left[:, :, :4] = True
    maps = np.zeros((1, 3, 3, 3))
    for column in range(3):
        maps[0, column, :, column] = 1.0
    assert mass_in_regions(maps, {"left": left})["left"][0] == pytest.approx([1, 0.5, 0])
    everywhere = np.random.default_rng(0).random((1, 4, 7, 5))
    assert mass_in_regions(everywhere, {"all": np.ones((1, 48, 48), bool)})["all"] == pytest.approx(1)


def test_ridge_is_least_squares_with_a_penalty():
    generator = np.random.default_rng(0)
    x, w = generator.normal(size=(30, 5)), generator.normal(size=(5, 2))
    y = x @ w + 3
    centred = x - x.mean(0)
    regression = DualRidge(centred @ centred.T, centred @ centred.T, y)
    np.testing.assert_allclose(regression.predict(1e-10), y, atol=1e-6)
    weight = 0.5 * np.trace(centred @ centred.T) / 30
    primal = np.linalg.solve(centred.T @ centred + weight * np.eye(5), centred.T @ (y - y.mean(0)))
    np.testing.assert_allclose(regression.predict(0.5), centred @ primal + y.mean(0))
    assert r_squared(y, y, y.mean(0)) == 1
    assert r_squared(y, np.tile(y.mean(0), (30, 1)), y.mean(0)) == 0


def test_a_layer_that_keeps_everything_is_read_completely_and_one_that_keeps_nothing_not_at_all():
    torch.manual_seed(0)
    keeps, loses = nn.Conv2d(1, 1, 1), nn.Conv2d(1, 3, 8)
    with torch.no_grad():
        loses.weight.zero_()
    model = nn.Sequential(keeps, nn.Flatten()).eval()
    generator = torch.Generator().manual_seed(0)
    basis = torch.randn(5, 64, generator=generator)
    labels = torch.arange(200) % 2
    mixed = torch.randn(200, 5, generator=generator)
    mixed[:, 0] += 6 * labels
    images = (mixed @ basis).reshape(200, 1, 8, 8)
    layers = find_filter_layers(model, (1, 8, 8))
    probe = probe_layers(model, layers, images, labels.numpy(), 50, 2)
    assert min(probe.pixels) > 0.999
    assert probe.hits.mean(1).min() > 0.95
    assert probe.sizes == (64, 64)
    np.testing.assert_allclose(probe.reconstructions[1], images[150:154, 0].numpy(), atol=0.2)
    nothing = nn.Sequential(loses, nn.Flatten()).eval()
    empty = probe_layers(nothing, find_filter_layers(nothing, (1, 8, 8)), images, labels.numpy(), 50, 2)
    assert abs(empty.pixels[1]) < 0.05
    assert empty.hits[1].mean() < 0.7 < empty.hits[0].mean()


def region_masks_of(left):
    """Five regions: the left part, four empty corners that share the rest evenly."""
    masks = np.zeros((len(left), 5, 48, 48), bool)
    for i, width in enumerate(left):
        masks[i, 0, :, :width] = True
        for k, rows in enumerate(np.array_split(np.arange(48), 4)):
            masks[i, k + 1, rows[0] : rows[-1] + 1, width:] = True
    return masks


def test_output_by_region_against_area():
    generator = np.random.default_rng(0)
    masks = region_masks_of([24] * 40)
    even = region_shares_of_filters(np.ones((40, 3, 6, 6)), masks)
    assert all(s.ratio == pytest.approx(1) for s in even)
    maps = generator.random((40, 3, 6, 6))
    maps[:, :, :, 3:] *= 0.2  # the left half, "brows", gets five sixths
    brows = region_shares_of_filters(maps, masks)[0]
    assert brows.ratio == pytest.approx(2 * 5 / 6, abs=0.05)
    assert brows.interval[0] < brows.ratio < brows.interval[1]
    maps[0] = 0  # a silent image is left out
    assert region_shares_of_filters(maps, masks)[0].n == 39
