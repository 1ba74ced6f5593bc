"""What a reader gets of the pictures of layers: the points, neighbours and answers of the analysis, for any data."""

import json

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from fer_lib.chapters.feature_maps import layer_pictures
from fer_lib.chapters.feature_maps.layer_plate_figure import OTHER_MARK, SYMBOLS, LayerPlate
from fer_lib.chapters.feature_maps.layer_plates import picture_of_starts
from fer_lib.chapters.feature_maps.layer_points import (
    COUNTED,
    WORDS,
    _svg_path,
    picture_points,
    start_points,
)
from fer_lib.data.shapes import generate
from fer_lib.explain.embedding import tsne
from fer_lib.language import Text
from fer_lib.metrics.neighbours import neighbour_accuracy, shared_neighbours
from tests.chapters.feature_maps.test_layer_pictures import pictured
from tests.chapters.numbers import assert_same_numbers
from tests.conftest import toy_faces


@pytest.fixture(scope="module", params=["faces", "shapes"])
def layers(request, tmp_path_factory):
    grey = request.param == "faces"
    data = toy_faces() if grey else generate(60, seed=0).dataset
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tsne, "ITERATIONS", 260)
        patch.setattr(layer_pictures, "SEEDS", (0, 1))
        found = pictured(
            tmp_path_factory.mktemp(request.param),
            data,
            np.arange(3, 43)[::-1],
            model="report-b-dnn" if grey else ":SmallResNet",
        )
        assert found.layers
        return found


def test_points_and_answers_are_those_of_the_analysis(layers) -> None:
    asked = picture_points(layers)
    data = json.loads(json.dumps(asked.data, allow_nan=False))
    assert data["ids"] == layers.sample.tolist()
    assert data["labels"] == layers.network.dataset.labels[layers.sample].tolist()
    found = layers.network.predictions
    rows = [found.indices.tolist().index(index) for index in data["ids"]]
    assert data["answers"] == found.predicted[rows].tolist()
    assert data["percent"] == np.rint(100 * found.probabilities[rows].max(axis=1)).tolist()
    drawn = [picture for layer in layers.layers for picture in layer.pictures]
    assert len(data["pictures"]) == len(asked.words["pictures"]) == len(drawn)
    for shown, picture in zip(data["pictures"], drawn, strict=True):
        size = np.abs(picture.starts[0]).max()
        np.testing.assert_allclose(shown["points"], picture.starts[0], atol=size / 1000)
    assert np.array_equal(asked.sheets["images"].images, layers.network.dataset.images[layers.sample])


def test_neighbours_are_those_that_the_measures_count(layers) -> None:
    data, labels = picture_points(layers).data, layers.labels
    for shown in data["pictures"]:
        near, layer = np.array(shown["near"]), layers.layers[shown["layer"]]
        assert near.shape == layer.nearest.shape == (len(labels), layers.neighbours)
        nearest = np.array(data["nearest"][shown["layer"]])
        assert np.array_equal(nearest, layer.nearest)
    starts = start_points(layers).data
    first, second = (np.array(one["near"]) for one in starts["pictures"][:2])
    both = np.mean([len(set(a) & set(b)) / len(a) for a, b in zip(first, second, strict=True)])
    picture = picture_of_starts(layers)
    assert both == pytest.approx(picture.shared[0])
    assert both == pytest.approx(shared_neighbours(*picture.starts[:2], layers.neighbours))
    assert starts["nearest"] == [layers.layers[-1].nearest.tolist()]


def test_the_layers_own_neighbours_give_its_accuracy(layers) -> None:
    for layer in layers.layers:
        votes = layers.labels[layer.nearest]
        counts = (votes[:, :, None] == votes[:, None, :]).sum(2)
        chosen = votes[np.arange(len(votes)), counts.argmax(1)]
        assert (chosen == layers.labels).mean() == pytest.approx(layer.accuracy)
        picture = layer.pictures[0]
        assert (
            neighbour_accuracy(picture.starts[0], layers.labels, layers.neighbours) == picture.accuracy.value
        )


def test_each_name_is_where_its_picture_is(layers) -> None:
    asked = start_points(layers)
    names = [name.en for name in asked.words["pictures"]]
    assert names[0].endswith(", from PCA")
    assert [name.rsplit(" ", 1)[1] for name in names[1:]] == ["1", "2"]


def test_a_mark_is_what_matplotlib_draws() -> None:
    for symbol in SYMBOLS:
        style = mpl.markers.MarkerStyle(symbol)
        assert _svg_path(style).startswith("M")
        numbers = np.array(
            [float(n) for n in _svg_path(style).translate(str.maketrans("MLCQZ", "     ")).split()]
        ).reshape(-1, 2)
        box = style.get_path().transformed(style.get_transform()).get_extents()
        if symbol != "o":  # whose curves have their handles outside
            assert [*numbers.min(0), *numbers.max(0)] == pytest.approx(
                [box.x0, -box.y1, box.x1, -box.y0], abs=1e-3
            )


@pytest.mark.parametrize("classes", [2, 12, 30])
def test_marks_of_any_number_of_classes(classes) -> None:
    labels = np.arange(60) % classes
    names = [Text(f"c{k}", f"類{k}") for k in range(classes)]
    points = np.random.default_rng(0).random((60, 2))
    plate = LayerPlate([Text("row", "列")], [Text("one", "一")], [[points]], labels, names)
    marks = [plate.mark(label) for label in range(classes)]
    assert len({(mark.symbol, mark.filled) for mark in marks if mark != OTHER_MARK}) == min(classes, 20)
    assert marks.count(OTHER_MARK) == max(0, classes - 20)
    drawn = plate.plot()
    assert drawn.get_size_inches()[0] == pytest.approx(plate.width)
    assert [one.get_sizes()[0] for one in drawn.axes[0].collections][: min(classes, 20)] == [
        mark.size for mark in marks if mark != OTHER_MARK
    ]
    plt.close(drawn)


def test_words_have_the_same_fields_in_both_languages() -> None:
    texts = [*WORDS.values(), *(text for forms in COUNTED.values() for text in forms.values())]
    assert_same_numbers(texts)
    for text in texts:
        en, zh = ({part.split("}")[0] for part in lang.split("{")[1:]} for lang in (text.en, text.zh))
        assert en == zh
