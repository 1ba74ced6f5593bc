"""The pictures of layers: of which images, what is said of them whatever the numbers are, and what is drawn."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.feature_maps import figures, layer_pictures, layer_sentences, tables
from fer_lib.chapters.feature_maps.explained_run import ExplainedRun
from fer_lib.chapters.feature_maps.layer_pictures import LayerPictures, Picture, PicturedLayers, Spread
from fer_lib.chapters.feature_maps.layer_plate_figure import MOST_CLASSES, SYMBOLS, LayerPlate
from fer_lib.data.shapes import generate
from fer_lib.explain.embedding import tsne
from fer_lib.explain.embedding.layers import ChosenLayer
from fer_lib.explain.embedding.reading import Place
from fer_lib.language import LANGUAGES, Text
from fer_lib.plots.style import figure_style
from tests.chapters.numbers import (
    assert_same_numbers,
    assert_well_put,
    numbers,
    texts_of_figure,
    texts_of_table,
)
from tests.conftest import toy_faces
from tests.explain.untrained_runs import add_predictions, make_run

SHAPES = generate(90, seed=0).dataset
MIDDLE = ChosenLayer(Place("middle", "body.3"), 1, 2, (4, 6, 6), 0)
TOP = ChosenLayer(Place("top", "fc"), 2, 2, (16,), 0)
LOGITS = ChosenLayer(Place("logits"), 1, 1, (3,), 0)


@pytest.fixture(autouse=True)
def short(monkeypatch) -> None:
    monkeypatch.setattr(tsne, "ITERATIONS", 260)
    monkeypatch.setattr(layer_pictures, "SEEDS", (0, 1))


def pictured(tmp_path, data, positions=None, **settings: object) -> PicturedLayers:
    run = make_run(tmp_path / "plain", data, **settings)
    add_predictions(run, data, positions)
    return PicturedLayers(ExplainedRun(run, data))


def look_at(figure) -> None:
    assert_same_numbers(texts_of_figure(figure))
    for lang in LANGUAGES:
        with figure_style(lang):
            figure.draw(lang).canvas.draw()


@pytest.mark.parametrize("name", ["SmallResNet", "ViT", "RowLSTM"])
def test_networks_as_people_write_them(tmp_path, name) -> None:
    layers = pictured(tmp_path, SHAPES, np.arange(60), model=f":{name}")
    roles = [layer.layer.place.role for layer in layers.layers]
    assert roles == (["top"] if name == "RowLSTM" else ["middle", "top"])
    assert layer_sentences.no_pictures(layers) == []
    for figure in (figures.layer_pictures(layers), figures.layer_starts(layers)):
        look_at(figure)
    table = tables.layer_pictures(layers)
    assert len(table.rows) == 3 * len(roles)  # each layer itself; of 60 images, perplexities 5 and 15
    assert [row[1] for row in table.rows] == ["–", "5", "15"] * len(roles)
    assert not [cell for row in table.rows for cell in row[1:] if " " in str(cell)]  # no line breaks a range
    assert_same_numbers(texts_of_table(table))
    first, *rest = [*layer_sentences.pictured_layers(layers), *layer_sentences.what_pictures_keep(layers)]
    assert_same_numbers([first, *rest])
    assert ("There is no middle layer to show" in first.en) == (name == "RowLSTM")
    path = {"SmallResNet": "`block1`", "ViT": "`blocks.0`", "RowLSTM": "`fc`"}[name]
    assert path in first.en
    assert path in first.zh


def test_the_same_run_gives_the_same_pictures(tmp_path) -> None:
    data = toy_faces()
    once, again = (pictured(tmp_path / key, data, np.arange(40), model="report-b-dnn").layers for key in "ab")
    for one, other in zip(once, again, strict=True):
        assert (one.kept, one.accuracy) == (other.kept, other.accuracy)
        for left, right in zip(one.pictures, other.pictures, strict=True):
            assert np.array_equal(left.starts, right.starts)
            assert left.shared == right.shared
            assert left.trustworthiness == right.trustworthiness


def test_of_many_images_some_are_drawn_each_class_in_proportion(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(layer_pictures, "LARGEST_SAMPLE", 35)
    data = toy_faces()
    layers = pictured(tmp_path, data)
    assert len(layers.sample) == 35
    assert set(layers.sample) <= set(layers.network.validation)
    counts = np.bincount(data.labels[layers.network.validation])
    assert np.bincount(layers.labels) == pytest.approx(counts * 35 / counts.sum(), abs=1)
    assert layers.most_frequent == np.bincount(layers.labels).max() / 35


def test_few_images(tmp_path) -> None:
    few = pictured(tmp_path / "few", toy_faces(), np.arange(11))
    assert few.layers == []
    (said,) = layer_sentences.no_pictures(few)
    assert "the validation set has 11" in said.en
    assert_same_numbers([said])
    least = pictured(tmp_path / "least", toy_faces(), np.arange(12))
    assert least.neighbours == 2
    assert [[picture.perplexity for picture in layer.pictures] for layer in least.layers] == [[3], [3]]
    assert layer_sentences.no_pictures(least) == []
    said = layer_sentences.what_pictures_keep(least)
    assert_same_numbers(said)
    assert "at perplexity 3;" in said[0].en
    look_at(figures.layer_pictures(least))
    look_at(figures.layer_starts(least))


def test_a_network_that_learned_from_shuffled_pixels_is_not_pictured(tmp_path) -> None:
    layers = pictured(tmp_path, toy_faces(), np.arange(30), shuffle_pixels=True)
    assert layers.layers == []
    (said,) = layer_sentences.no_pictures(layers)
    assert "There are no pictures of layers." in said.en
    assert "shuffled pixels" in said.zh


def test_a_layer_that_says_the_same_of_every_image_has_no_picture(tmp_path, monkeypatch) -> None:
    read = layer_pictures.layer_features

    def with_silent_middle(model, layers, images):
        middle, top = read(model, layers, images)
        return [np.zeros_like(middle), top]

    monkeypatch.setattr(layer_pictures, "layer_features", with_silent_middle)
    layers = pictured(tmp_path, toy_faces(), np.arange(20))
    assert [layer.layer.place.role for layer in layers.layers] == ["top"]
    (said,) = layer_sentences.no_pictures(layers)
    assert said.en.startswith("There is no picture of the middle layer.")
    assert "the same values for every image" in said.en
    assert "no middle layer to show" not in layer_sentences.pictured_layers(layers)[0].en


share = st.integers(0, 40).map(lambda hits: hits / 40)


@st.composite
def results(draw):
    """Layers with any numbers: what ``PicturedLayers`` has, without a network."""

    def spread():
        return Spread(draw(share), (draw(share), draw(share)))

    def layer(place):
        drawn = tuple(
            Picture(
                p,
                np.zeros((3, 40, 2), np.float32),
                spread(),
                spread(),
                spread(),
                (draw(share), draw(share), draw(share)),
            )
            for p in perplexities
        )
        return LayerPictures(place, 16, draw(share), draw(share), drawn, np.zeros((40, 10), int))

    perplexities = draw(st.sampled_from([[3], [5, 15], [5, 15, 50]]))
    places = draw(st.sampled_from([[MIDDLE, TOP], [TOP], [LOGITS], [replace(MIDDLE, depth=3, of=5), LOGITS]]))
    return SimpleNamespace(
        sample=np.arange(40),
        neighbours=10,
        layers=[layer(place) for place in places],
        refused={},
        most_frequent=draw(share),
    )


@given(results())
@settings(max_examples=200, deadline=None)
def test_sentences_are_true_whatever_the_numbers_are(found) -> None:
    said = [*layer_sentences.pictured_layers(found), *layer_sentences.what_pictures_keep(found)]
    assert_well_put(said)
    kept, starts, classes = (text.en for text in said[1:])
    for layer, sentence in zip(
        found.layers, classes.split(". In the ") if len(found.layers) > 1 else [classes], strict=True
    ):
        drawn = [value for picture in layer.pictures for value in picture.accuracy.all]
        assert ("better than the layer does" in sentence) == all(one > layer.accuracy for one in drawn)
        own, equal = layer.accuracy, all(one == layer.accuracy for one in drawn)
        assert ("no picture separates the classes as well as" in sentence) == all(one < own for one in drawn)
        assert ("exactly as well as the layer does" in sentence) == equal
        assert ("no picture is worse than the layer" in sentence) == (min(drawn) == own < max(drawn))
        assert ("no picture is better than the layer" in sentence) == (min(drawn) < own == max(drawn))
        assert ("neither all better nor all worse" in sentence) == (min(drawn) < own < max(drawn))
        low, high = f"{100 * min(drawn):.1f}", f"{100 * max(drawn):.1f}"
        assert f"in its pictures for {low if low == high else f'{low}–{high}'}%" in sentence
    for layer in found.layers:
        name = layer_sentences.name_of(layer.layer).en
        sentence = kept[kept.index(f"In the {name} ") :].split(". In the ")[0]
        for measure in ("trustworthiness", "continuity"):
            values = {p.perplexity: getattr(p, measure).value for p in layer.pictures}
            high, low = max(values.values()), min(values.values())
            if len(values) == 1:
                assert f"{measure} is {high:.3f} at perplexity 3" in sentence
                continue
            if high == low:
                assert f"{measure} is {high:.3f} at every perplexity shown" in sentence
                continue
            moved = max(max(getattr(p, measure).all) - min(getattr(p, measure).all) for p in layer.pictures)
            if f"{high - low:.3f}" <= f"{moved:.3f}":
                assert (
                    f"{measure} is {low:.3f} to {high:.3f} over the perplexities shown, no more" in sentence
                )
                continue
            told = sentence[sentence.index(f"{measure} is highest at perplexity ") :].split(";")[0]
            best, worst = told.split(" and lowest at ")
            assert numbers(best) == sorted(
                [*(str(p) for p, value in values.items() if value == high), f"{high:.3f}"]
            )
            assert f"({low:.3f})" in worst
    largest = max(
        max(p.trustworthiness.all) - min(p.trustworthiness.all) for one in found.layers for p in one.pictures
    )
    assert f"trustworthiness differs by {largest:.3f} at most" in starts


def test_what_is_said_of_the_place_of_layers() -> None:
    def said(*layers: ChosenLayer) -> str:
        drawn = [LayerPictures(layer, 16, 0.9, 0.5, (), np.zeros((40, 10), int)) for layer in layers]
        found = SimpleNamespace(layers=drawn, sample=np.arange(40), refused={})
        (text,) = layer_sentences.pictured_layers(found)
        assert_same_numbers([text])
        return text.en

    told = said(MIDDLE, TOP)
    assert (
        "output of `body.3`, 16 values for each image. 1 layer with weights comes before it, and 1 more"
        in told
    )
    assert "each the mean over its places" in said(replace(MIDDLE, shape=(16, 200, 200)), TOP)
    assert "The **logits**, 16 values for each image, stand in for the top layer" in said(LOGITS)


class TestPlate:
    @staticmethod
    def plate(classes: int, per_class: int = 2) -> LayerPlate:
        labels = np.repeat(np.arange(classes), per_class)
        points = np.random.default_rng(0).normal(size=(len(labels), 2))
        names = [Text(f"class {k}", f"類別 {k}") for k in range(classes)]
        return LayerPlate([Text("row", "列")], [Text("one", "一")], [[points]], labels, names)

    @pytest.mark.parametrize("classes", [2, 7, 10, 20, 30])
    @pytest.mark.parametrize(("panels", "lang"), [(1, "en"), (2, "en"), (2, "zh-TW"), (4, "zh-TW")])
    def test_every_class_has_a_symbol_of_its_own_and_a_name_that_fits(self, classes, panels, lang) -> None:
        plate = self.plate(classes)
        plate = replace(
            plate, column_names=[Text("a", "一")] * panels, pictures=[[*plate.pictures[0]] * panels]
        )
        with figure_style(lang):
            figure = plate.plot(lang)
            figure.canvas.draw()
        (legend,) = figure.legends
        shown = min(classes, MOST_CLASSES)
        assert len(legend.get_texts()) == shown + (classes > MOST_CLASSES)
        drawn = figure.axes[0].collections[:shown]
        looks = {
            (
                len(dots.get_paths()[0].vertices),
                dots.get_paths()[0].vertices.tobytes(),
                len(dots.get_facecolors()),
            )
            for dots in drawn
        }
        assert len(looks) == shown
        assert len({tuple(dots.get_edgecolors()[0]) for dots in drawn[10:]}) == max(shown - 10, 0)
        assert len({tuple(dots.get_facecolors()[0]) for dots in drawn[:10]}) == min(shown, 10)
        assert plate.has_others == (classes > MOST_CLASSES)
        assert legend.get_window_extent().x1 <= figure.bbox.x1
        assert legend.get_window_extent().x0 >= figure.bbox.x0

    def test_of_too_many_classes_the_most_frequent_are_named(self) -> None:
        plate = self.plate(25)
        labels = np.concatenate([plate.labels, np.full(5, 24)])
        points = np.zeros((len(labels), 2))
        crowded = replace(plate, labels=labels, pictures=[[points]])
        assert 24 in crowded.named
        assert len(crowded.named) == MOST_CLASSES == 2 * len(set(SYMBOLS))
        with figure_style("en"):
            crowded.plot().canvas.draw()  # points at one place

    def test_classes_without_images_are_not_named(self) -> None:
        plate = self.plate(5)
        assert replace(plate, labels=np.where(plate.labels == 2, 3, plate.labels)).named == [0, 1, 3, 4]

    def test_the_unit_is_the_same_in_both_directions(self) -> None:
        with figure_style("en"):
            (ax,) = self.plate(4).plot().axes
        assert np.ptp(ax.get_xlim()) == pytest.approx(np.ptp(ax.get_ylim()))
        assert ax.get_xticks().size == ax.get_yticks().size == 0
