"""Runs on small coloured images, of networks as people write them: everything that is kept of them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from fer_lib.data.shapes import generate
from fer_lib.data.synthetic import generate as generate_faces
from fer_lib.explain.attribution import METHODS
from fer_lib.explain.face_regions import has_face_regions
from fer_lib.explain.filter_layers import find_filter_layers
from fer_lib.explain.maximization.pictures import as_images, as_pictures
from fer_lib.explain.maximization.run import explain_maximization, read_maximization
from fer_lib.explain.run_network import network_to_explain
from fer_lib.explain.saliency.map_statistics import edges
from fer_lib.explain.saliency.results import SaliencyResults
from fer_lib.explain.saliency.run import explain_saliency
from fer_lib.explain.synthetic_truth import synthetic_truth
from fer_lib.runs import RunFolder
from tests.conftest import toy_faces
from tests.explain.maximization.small_plan import PLAN
from tests.explain.saliency.small_run import SETTINGS
from tests.explain.untrained_runs import add_predictions, make_run

SHAPES = generate(60, seed=0).dataset


def run_of(folder: Path, model: str) -> RunFolder:
    run = make_run(folder, SHAPES, model=model)
    add_predictions(run, SHAPES)
    return run


def test_the_network_of_a_run_has_a_module_for_each_activation(tmp_path: Path) -> None:
    run = run_of(tmp_path / "own", ":SmallResNet")
    model = network_to_explain(run)
    assert sum(isinstance(module, nn.ReLU) for module in model.modules()) == 5
    assert not any(layer.called for layer in find_filter_layers(model, SHAPES.shape.image))
    images = torch.randn(2, 3, 32, 32)
    torch.testing.assert_close(model(images), run.model()(images))


@pytest.mark.parametrize(
    ("model", "refused"),
    [
        (":SmallResNet", set()),
        (":MobileNet", set()),
        (":ViT", {"guided_backpropagation", "grad_cam"}),
        (":RowLSTM", {"guided_backpropagation", "grad_cam"}),
    ],
)
def test_saliency_of_coloured_images(tmp_path: Path, model: str, refused: set[str]) -> None:
    run = run_of(tmp_path / "run", model)
    results = explain_saliency(run, SHAPES, tmp_path / "explain", SETTINGS)
    arrays, methods = results.arrays, len(METHODS) - len(refused)
    assert set(results.refused) == refused
    assert arrays.shown_images.shape[1:] == (32, 32, 3)
    assert arrays.shown_maps.shape[0] == methods
    assert arrays.shown_maps.shape[2:] == (32, 32)
    assert arrays.region_mass.shape == (methods, len(arrays.labels), 0)
    assert arrays.randomized.shape[:2] == (methods, len(results.layers))
    assert results.regions == "none"
    assert not len(arrays.pointing_rows)
    assert results.shuffled == ()
    assert SaliencyResults.read(tmp_path / "explain").shuffled == results.shuffled
    assert np.isfinite(arrays.deletion).all()


def test_patterns_and_class_images_in_colour(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", ":SmallResNet")
    result = explain_maximization(run, SHAPES, tmp_path / "explain", PLAN)
    assert [patterns.layer.convolution for patterns in result.layers][-1] == "block2.conv2"
    assert result.layers[-1].layer.followed_by == "add"
    assert all(patterns.plain.shape[1:] == (32, 32, 3) for patterns in result.layers)
    assert all(np.ptp(patterns.plain, axis=3).any() for patterns in result.layers)  # coloured, not grey
    assert result.classes.noise.shape == (10, 2, 32, 32, 3)
    assert result.classes.mean_face.shape == (32, 32, 3)
    assert (result.convolutions, dict(result.refused)) == (6, {})
    again = read_maximization(tmp_path / "explain")
    assert np.array_equal(again.layers[0].plain, result.layers[0].plain)
    assert again.layers[-1].layer == result.layers[-1].layer


def test_a_network_without_filters_keeps_its_classes_and_the_reason(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", ":RowLSTM")
    explain_maximization(run, SHAPES, tmp_path / "explain", PLAN)
    result = read_maximization(tmp_path / "explain")
    assert not result.layers
    assert "has no convolution" in result.refused[""]
    assert (result.classes.noise_probability > result.classes.start_probability).mean() > 0.5


def test_of_many_convolutions_some_are_looked_at_from_the_first_to_the_last(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", ":MobileNet")
    result = explain_maximization(run, SHAPES, tmp_path / "explain", replace(PLAN, layers=4, step_factors=()))
    assert [patterns.layer.number for patterns in result.layers] == [1, 4, 8, 11]
    assert result.convolutions == 11


def test_only_faces_of_expressions_have_the_regions_of_a_face() -> None:
    assert has_face_regions(toy_faces())
    assert not has_face_regions(SHAPES)
    digits = toy_faces()
    assert not has_face_regions(replace(digits, class_names=tuple("0123456")))
    assert synthetic_truth(SHAPES) is None  # drawn as well, but no faces
    assert synthetic_truth(generate_faces(20, seed=0).dataset) is not None


def test_edges_of_colours_are_of_all_channels() -> None:
    grey = np.zeros((1, 8, 8), np.uint8)
    grey[:, :, 4:] = 90
    for share in ([1, 0, 0], [0, 0, 1]):
        coloured = grey[..., None] * np.array(share, np.uint8)
        assert np.array_equal(edges(coloured), edges(grey))
    assert edges(np.repeat(grey[..., None], 3, axis=3)) == pytest.approx(np.sqrt(3) * edges(grey))


def test_pictures_are_images_again() -> None:
    random = np.random.default_rng(0)
    for channels in (1, 3):
        images = random.normal(size=(4, channels, 5, 6)).astype(np.float32)
        assert as_pictures(images).shape == ((4, 5, 6) if channels == 1 else (4, 5, 6, 3))
        assert np.array_equal(as_images(as_pictures(images)), images)
