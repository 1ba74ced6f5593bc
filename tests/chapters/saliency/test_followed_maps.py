"""What a reader gets of chapter 7's checks: maps, correlations and curves of the analysis, for any data and network."""

import json
from dataclasses import replace

import numpy as np
import pytest
from matplotlib import colormaps

from fer_lib.chapters.saliency import followed_maps
from fer_lib.chapters.saliency.analysis import SaliencyAnalysis
from fer_lib.chapters.saliency.followed_maps import (
    DELETION_WORDS,
    FORGETTING_COUNTED,
    FORGETTING_WORDS,
    can_be_followed,
    deletion_steps,
    followed,
    forgetting_maps,
)
from fer_lib.data import ImageDataset
from fer_lib.explain.saliency.run import explain_saliency
from fer_lib.plots.saliency_plate import COLORMAP, STRONGEST
from fer_lib.publish.interactive import LARGEST_TILE
from tests.chapters.numbers import assert_same_numbers
from tests.explain.saliency.small_run import FACES, SETTINGS, run_on_faces
from tests.explain.untrained_runs import add_predictions, make_run

THREE = replace(SETTINGS, images_per_class=4, checked_per_class=3)
"""An untrained network knows one class: three of its images are followed."""


@pytest.fixture(scope="module")
def saliency(tmp_path_factory) -> SaliencyAnalysis:
    folder = tmp_path_factory.mktemp("saliency")
    results = explain_saliency(run_on_faces(folder / "run"), FACES.dataset, folder / "explain", THREE)
    return SaliencyAnalysis(results, FACES.dataset)


def of_colour(folder, side: int) -> SaliencyAnalysis:
    """Of two classes of coloured images, a few of each."""
    random = np.random.default_rng(0)
    data = ImageDataset(
        images=random.integers(0, 256, (9, side, side + 2, 3), dtype=np.uint8),
        labels=np.arange(9) % 2,
        split=np.ones(9, np.uint8),
        class_names=("left", "right"),
        provenance={},
    )
    run = make_run(folder / "run", data, model=":SmallResNet")
    add_predictions(run, data)
    return SaliencyAnalysis(explain_saliency(run, data, folder / "explain", SETTINGS), data)


def test_maps_and_correlations_are_those_of_the_analysis(saliency) -> None:
    asked, arrays = forgetting_maps(saliency), saliency.arrays
    data = json.loads(json.dumps(asked.data, allow_nan=False))
    c = len(arrays.checked)
    assert data["ids"] == followed(saliency).tolist() == arrays.indices[arrays.checked].tolist()
    assert data["labels"] == arrays.labels[arrays.checked].tolist()
    told = np.array(data["correlations"], float)
    np.testing.assert_allclose(told, arrays.randomized[:, arrays.kept_steps[1:] - 1], atol=0.005)
    steps = len(data["steps"])
    for place in range(c):
        sheet = asked.sheets[f"maps-{place}"].images.reshape(len(saliency.methods), steps, 48, 48, 3)
        kept = arrays.kept_maps[:, :, place].astype(np.float32)
        expected = colormaps[COLORMAP](np.clip(kept / STRONGEST, 0, 1), bytes=True)[..., :3]
        assert np.array_equal(sheet, expected)
    assert np.array_equal(asked.sheets["images"].images, FACES.dataset.images[data["ids"]])
    assert np.array_equal(np.array(data["empty"]) == 1, (arrays.kept_maps == 0).all(axis=(-2, -1)))
    assert data["layers"] == len(saliency.results.layers) == arrays.kept_steps[-1]


def test_curves_and_gone_pixels_are_those_of_the_analysis(saliency) -> None:
    asked, arrays = deletion_steps(saliency), saliency.arrays
    data = json.loads(json.dumps(asked.data, allow_nan=False))
    assert len(asked.words["orders"]) == len(saliency.methods) + 1
    np.testing.assert_allclose(data["curves"], arrays.deletion[:, arrays.checked], atol=5e-5)
    gone = asked.sheets["gone"].images.reshape(arrays.gone_at.shape)
    assert np.array_equal(gone, arrays.gone_at)
    images = FACES.dataset.images[data["ids"]]
    assert data["means"] == [[round(float(image.mean()))] for image in images]


def test_coloured_images_of_two_classes(tmp_path) -> None:
    found = of_colour(tmp_path, 20)
    data, maps = deletion_steps(found), forgetting_maps(found)
    images = found.dataset.images[data.data["ids"]]
    assert data.data["means"] == np.rint(images.mean(axis=(1, 2))).astype(int).tolist()
    assert data.sheets["gone"].tile == data.sheets["images"].tile == (20, 22)
    assert maps.sheets["outlines"].images.shape == images.shape[:3]


def test_large_images_go_where_their_small_tiles_are(saliency) -> None:
    arrays = saliency.arrays

    def large(maps):
        return np.repeat(np.repeat(maps, 5, axis=-2), 5, axis=-1)

    images = np.repeat(np.repeat(FACES.dataset.images, 5, axis=1), 5, axis=2)
    made = replace(arrays, gone_at=large(arrays.gone_at), kept_maps=large(arrays.kept_maps))
    found = SaliencyAnalysis(
        replace(saliency.results, arrays=made), replace(FACES.dataset, images=images, targets=None)
    )
    asked = deletion_steps(found)
    assert asked.sheets["gone"].tile == asked.sheets["images"].tile == (LARGEST_TILE, LARGEST_TILE)
    gone = asked.sheets["gone"].images.reshape(*arrays.gone_at.shape[:2], LARGEST_TILE, LARGEST_TILE)
    assert np.array_equal(gone[:, :, ::2, ::2], arrays.gone_at)


def test_maps_that_are_0_or_even_have_no_correlation(saliency) -> None:
    arrays = saliency.arrays
    correlations, maps = arrays.randomized.copy(), arrays.kept_maps.copy()
    correlations[0, :, 0], maps[0, 2, 0] = np.nan, 0
    made = replace(arrays, randomized=correlations, kept_maps=maps)
    data = forgetting_maps(replace(saliency, results=replace(saliency.results, arrays=made))).data
    assert {step[0] for step in data["correlations"][0]} == {None}
    assert data["empty"][0][2][0] == 1
    json.dumps(data, allow_nan=False)
    maps[0, 0, 0] = 0
    empty = deletion_steps(replace(saliency, results=replace(saliency.results, arrays=made))).data["empty"]
    assert np.array_equal(np.array(empty) == 1, (maps[:, 0] == 0).all(axis=(-2, -1)))
    assert empty[0][0] == 1


def test_results_without_kept_maps_cannot_be_followed(saliency) -> None:
    assert can_be_followed(saliency)
    older = replace(saliency.arrays, kept_maps=np.zeros((0, 0, 0, 0, 0), np.float16))
    assert not can_be_followed(replace(saliency, results=replace(saliency.results, arrays=older)))
    finer = replace(saliency.arrays, deletion=np.zeros((*saliency.arrays.deletion.shape[:2], 302)))
    assert not can_be_followed(replace(saliency, results=replace(saliency.results, arrays=finer)))


@pytest.mark.parametrize("words", [FORGETTING_WORDS, DELETION_WORDS, *FORGETTING_COUNTED.values()])
def test_words_have_the_same_fields_in_both_languages(words) -> None:
    assert_same_numbers(list(words.values()))
    for text in words.values():
        en, zh = ({part.split("}")[0] for part in lang.split("{")[1:]} for lang in (text.en, text.zh))
        assert en == zh


@pytest.mark.parametrize("kept", [True, False])
def test_what_cannot_be_followed_is_a_plain_figure(saliency, kept, monkeypatch) -> None:
    said = []
    monkeypatch.setattr(
        followed_maps.publish, "interactive", lambda name, figure, asked: said.append((name, asked.module))
    )
    monkeypatch.setattr(
        followed_maps.publish, "figure", lambda name, draw, caption, alt: said.append((name, None))
    )
    monkeypatch.setattr(followed_maps, "of_run", lambda run, shown: shown)
    if not kept:
        older = replace(saliency.arrays, kept_maps=np.zeros((0, 0, 0, 0, 0), np.float16))
        saliency = replace(saliency, results=replace(saliency.results, arrays=older))
    followed_maps.publish_forgetting(None, saliency)
    followed_maps.publish_deletion(None, saliency)
    modules = ("forgetting", "deletion") if kept else (None, None)
    assert said == list(zip(("saliency-forgetting", "saliency-deletion"), modules, strict=True))
