"""The figures and the table of chapter 9, from an untrained network: every text in both languages, every picture."""

from types import SimpleNamespace

import numpy as np
import pytest

from fer_lib.chapters.feature_maps import figures, sentences, tables
from fer_lib.chapters.feature_maps.explained_run import ExplainedRun, run_of_report_c
from fer_lib.chapters.feature_maps.face_maps import FaceMaps
from fer_lib.chapters.feature_maps.linear_readout import read_layers
from fer_lib.chapters.feature_maps.report_c_filters import ReportCFilters, region_layer
from fer_lib.config import RunConfig
from fer_lib.errors import UserError
from fer_lib.explain.filter_layers import find_filter_layers
from fer_lib.language import LANGUAGES
from fer_lib.models import create_model
from fer_lib.plots.style import figure_style
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table
from tests.conftest import toy_faces
from tests.explain.untrained_runs import add_predictions, make_run


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> ExplainedRun:
    run, faces = make_run(tmp_path_factory.mktemp("runs") / "report-c", model="report-c"), toy_faces()
    add_predictions(run, faces, faces.indices("validation"))
    return ExplainedRun(run, faces)


@pytest.fixture(scope="module")
def filters(network) -> ReportCFilters:
    return ReportCFilters(network)


def test_the_layer_for_regions() -> None:
    layers = find_filter_layers(create_model("report-a").eval())
    assert region_layer(layers).number == 4
    with pytest.raises(UserError, match="6×6"):
        region_layer(layers[-2:])


def test_strongest_images_are_training_images_and_labels_are_counted(filters) -> None:
    faces = filters.network.dataset
    assert set(filters.pool) == set(faces.indices("train"))
    assert filters.strongest.images.shape == (10, 5)
    labels = faces.labels[filters.pool[filters.strongest.images]]
    assert filters.same_labels.tolist() == [max((row == k).sum() for k in range(7)) for row in labels]


def test_the_probe_is_judged_on_images_that_it_was_not_fitted_on(network) -> None:
    readout = read_layers(network)
    assert len(readout.fitted) == 2 * len(readout.judged) + len(network.validation) % 3
    assert sorted([*readout.fitted, *readout.judged]) == sorted(network.validation)
    assert readout.probe.reconstructions.shape[1] == len(readout.shown) == 6
    assert [p.n for p in readout.probe.accuracies] == [len(readout.judged)] * 5


def test_too_few_images_for_a_probe(tmp_path) -> None:
    run, faces = make_run(tmp_path / "few", model="report-c"), toy_faces()
    add_predictions(run, faces, np.arange(5))
    network = ExplainedRun(run, faces)
    assert read_layers(network) is None
    said = sentences.nothing_read(network)
    assert said.en.startswith("There are too few validation images (n\u00a0=\u00a05)")
    assert_same_numbers([said])


def test_figures_and_table_say_the_same_in_both_languages(network, filters) -> None:
    readout, maps = read_layers(network), FaceMaps(network, [3, 9])
    shown = [
        *figures.face_maps(maps),
        figures.strongest_images(filters),
        figures.layer_probe(readout),
        figures.reconstructions(readout),
    ]
    assert len(shown) == 5
    assert "Image 9, labelled fear" in shown[1].caption.en
    names = [text.get_text() for text in shown[0].draw("en").axes[0].texts]
    assert names[0] == "image", "it has a row of its own"
    for figure in shown:
        assert_same_numbers(texts_of_figure(figure))
        for lang in LANGUAGES:
            with figure_style(lang):
                figure.draw(lang).canvas.draw()
    table = tables.regions(filters)
    assert len(table.rows) == 5
    assert_same_numbers(texts_of_table(table))


def test_the_examples_are_named_by_their_classes(network) -> None:
    (rule,) = sentences.chosen_images(FaceMaps(network))
    assert rule.en.startswith("The examples show happy and surprise: ")
    assert rule.zh.startswith("這裡以高興與驚訝為例")
    assert (
        sentences.chosen_images(FaceMaps(network, [3]))[0].en
        == "The images are those that the user has named."
    )


def test_without_the_reports_filters_are_of_the_main_run(network) -> None:
    shown = []
    for reports in (True, False):
        book = SimpleNamespace(
            main_configs={"main": RunConfig(model="report-a"), "c": RunConfig(model="report-c")},
            reference_reports=reports,
            run=lambda name: SimpleNamespace(name=name or "main"),
            data=lambda name: name,
        )
        shown.append(run_of_report_c(book).name)
    assert shown == ["c", "main"]
