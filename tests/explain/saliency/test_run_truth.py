"""Where a face's parts are, which images are chosen, and the truth about synthetic faces."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.synthetic import generate
from fer_lib.errors import UserError
from fer_lib.explain.attribution import Gradient, Occlusion, SmoothGrad, magnitude
from fer_lib.explain.face_regions import REGIONS, region_masks, region_shares, template_masks
from fer_lib.explain.saliency.pointing import expression_masks, hits
from fer_lib.explain.saliency.selection import confident_rows, measured_rows, shown_rows
from fer_lib.explain.synthetic_truth import synthetic_truth
from fer_lib.metrics.predictions import Predictions
from fer_lib.models.inputs import to_input
from tests.conftest import toy_faces

FACES = generate(60, seed=3)


def test_the_truth_is_found_again_from_the_provenance_alone() -> None:
    truth = synthetic_truth(FACES.dataset)
    assert truth is not None
    assert np.array_equal(truth.expression, FACES.expression)
    assert np.array_equal(truth.action_units, FACES.action_units)
    assert np.array_equal(truth.flipped, FACES.flipped)


def test_other_images_have_no_truth() -> None:
    assert synthetic_truth(toy_faces()) is None
    assert synthetic_truth(FACES.dataset.subset(np.arange(30))) is None
    mirrored = replace(FACES.dataset, images=np.ascontiguousarray(FACES.dataset.images[::-1]))
    assert synthetic_truth(mirrored) is None


@pytest.mark.parametrize("truth", [None, FACES])
def test_each_pixel_is_in_one_region(truth) -> None:
    masks = region_masks(truth, np.arange(5))
    assert masks.shape == (5, len(REGIONS), 48, 48)
    assert (masks.sum(axis=1) == 1).all()
    assert masks.any(axis=(2, 3)).all()


def test_the_template_meets_the_regions_of_upright_faces() -> None:
    """Each box of the template covers more of its own region, averaged over faces, than of any other feature."""
    mean = region_masks(FACES, np.arange(60)).mean(axis=0)
    overlap = np.einsum("ahw,bhw->ab", template_masks().astype(float), mean)[:4, :4]
    assert (overlap.argmax(axis=1) == np.arange(4)).all()


def test_an_even_map_has_density_one_everywhere() -> None:
    masks = region_masks(FACES, np.arange(4))
    mass, area = region_shares(np.full((4, 48, 48), 1 / 2304), masks)
    assert mass == pytest.approx(area)
    in_mouth = masks[:, REGIONS.index("mouth")] / masks[:, REGIONS.index("mouth")].sum(
        axis=(1, 2), keepdims=True
    )
    assert region_shares(in_mouth, masks)[0] == pytest.approx(np.tile([0, 0, 0, 1, 0], (4, 1)))


def test_a_map_of_what_the_expression_changes_wins_the_pointing_game_by_a_wide_margin() -> None:
    masks = expression_masks(FACES, np.arange(60))
    neutral = FACES.expression == 6
    assert not masks[neutral].any()
    assert masks[~neutral].any(axis=(1, 2)).mean() > 0.95
    known = np.flatnonzero(masks.any(axis=(1, 2)))
    resting = FACES.clean(known).astype(float)
    change = np.abs(FACES.with_action_units(known, FACES.action_units[known]) - resting)
    score, chance = hits(change, masks[known]).mean(), masks[known].mean()
    assert score > 0.9
    assert chance < 0.35


def test_maps_of_a_network_that_has_learned_find_the_expression() -> None:
    """A small network learns to tell happy from neutral faces; chance is the area that the smile changes."""
    made = generate(900, seed=1)
    happy = made.expression == CLASS_NAMES.index("happy")
    rows = np.flatnonzero(happy | (made.expression == CLASS_NAMES.index("neutral")))
    inputs = to_input(torch.from_numpy(made.dataset.images[rows].copy()))
    labels = torch.from_numpy(happy[rows].astype(np.int64))
    generator = torch.Generator().manual_seed(0)
    with torch.random.fork_rng([]):
        torch.manual_seed(0)
        network = nn.Sequential(
            nn.AvgPool2d(2), nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(576, 2),
        )  # fmt: skip
    optimizer = torch.optim.Adam(network.parameters(), 3e-3)
    for _ in range(40):
        for batch in torch.randperm(len(rows), generator=generator).split(32):
            optimizer.zero_grad()
            nn.functional.cross_entropy(network(inputs[batch]), labels[batch]).backward()
            optimizer.step()
    network.eval()
    shown = np.flatnonzero(happy)[:60]
    masks = expression_masks(made, shown)
    faces = to_input(torch.from_numpy(made.dataset.images[shown].copy()))
    for method in (Gradient(), SmoothGrad(), Occlusion()):
        maps = method.attribute(network, faces, torch.ones(len(shown), dtype=torch.int64))
        assert hits(magnitude(maps).numpy(), masks).mean() > 2 * masks.mean(), method.name


def test_an_even_map_scores_what_chance_gives() -> None:
    mask = np.zeros((1, 4, 4), bool)
    mask[0, :, :1] = True
    assert hits(np.ones((1, 4, 4)), mask).tolist() == [0.25]
    assert np.isnan(hits(np.zeros((1, 4, 4)), mask)).all()  # it points nowhere
    pointed = np.zeros((1, 4, 4))
    pointed[0, 2, 0] = 1
    assert hits(pointed, mask).tolist() == [1]
    assert hits(pointed, ~mask).tolist() == [0]


def predictions() -> Predictions:
    """Class 0: six images, five right, with rising probabilities; class 1: two right; class 2: none right."""
    labels = np.array([0, 0, 0, 0, 0, 0, 1, 1, 2])
    margins = [1, 2, 3, 4, 5, -1, 1, 2, -1]
    logits = np.zeros((9, 3), np.float32)
    logits[np.arange(9), labels] = margins
    return Predictions(np.arange(100, 109), labels, logits)


def test_the_shown_image_is_right_confident_and_of_median_energy() -> None:
    assert confident_rows(predictions(), 0).tolist() == [2, 3, 4]
    energies = np.array([0, 0, 7.0, 1.0, 9.0, 0, 0, 0, 0])
    shown = shown_rows(predictions(), lambda rows: energies[rows])
    assert shown == {0: 2, 1: 7}  # 7 of 1, 7, 9; class 2 has no right image


def test_named_images_take_the_place_of_their_class() -> None:
    def energy(rows):
        return np.ones(len(rows))

    assert shown_rows(predictions(), energy, [105, 108]) == {0: 5, 1: 7, 2: 8}
    with pytest.raises(UserError, match="image 7 is not among the 9 images"):
        shown_rows(predictions(), energy, [7])
    with pytest.raises(UserError, match="two images have the label 0"):
        shown_rows(predictions(), energy, [100, 101])


def test_measured_images_are_right_and_drawn_by_the_seed() -> None:
    rows = measured_rows(predictions(), 3, seed=0)
    assert sorted(predictions().labels[rows]) == [0, 0, 0, 1, 1]
    assert set(rows) <= {0, 1, 2, 3, 4, 6, 7}
    assert np.array_equal(rows, measured_rows(predictions(), 3, seed=0))
    wrong = Predictions(np.arange(2), np.array([0, 0]), np.array([[0, 1], [0, 1]], np.float32))
    with pytest.raises(UserError, match="no image rightly"):
        measured_rows(wrong, 3, seed=0)
