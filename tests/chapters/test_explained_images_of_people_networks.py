"""Chapters 7, 8 and 9 of runs on coloured shapes, of networks as people write them: texts, figures, tables, notes."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from fer_lib.chapters.activation_maximization import figures as figures8
from fer_lib.chapters.activation_maximization import sentences as sentences8
from fer_lib.chapters.activation_maximization import tables as tables8
from fer_lib.chapters.activation_maximization.analysis import MaximizationAnalysis
from fer_lib.chapters.activation_maximization.findings import read_findings
from fer_lib.chapters.feature_maps import figures as figures9
from fer_lib.chapters.feature_maps import sentences as sentences9
from fer_lib.chapters.feature_maps.explained_run import ExplainedRun
from fer_lib.chapters.feature_maps.face_maps import FaceMaps
from fer_lib.chapters.feature_maps.linear_readout import read_layers
from fer_lib.chapters.feature_maps.report_c_filters import ReportCFilters
from fer_lib.chapters.saliency import figures as figures7
from fer_lib.chapters.saliency import sentences as sentences7
from fer_lib.chapters.saliency import tables as tables7
from fer_lib.chapters.saliency.analysis import SaliencyAnalysis, analyse_saliency
from fer_lib.data.shapes import generate
from fer_lib.explain.maximization.run import explain_maximization
from fer_lib.explain.saliency.run import explain_saliency
from fer_lib.language import LANGUAGES
from fer_lib.plots.style import figure_style
from fer_lib.publish import BookFigure
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table
from tests.explain.maximization.small_plan import PLAN
from tests.explain.saliency.small_run import SETTINGS
from tests.explain.untrained_runs import add_predictions, make_run

SHAPES = generate(90, seed=0).dataset


@dataclass(frozen=True)
class Explained:
    name: str
    saliency: SaliencyAnalysis
    ascents: MaximizationAnalysis
    network: ExplainedRun


@pytest.fixture(scope="module", params=["SmallResNet", "ViT", "RowLSTM"])
def explained(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Explained:
    folder: Path = tmp_path_factory.mktemp("runs") / "plain"
    run = make_run(folder, SHAPES, model=f":{request.param}")
    add_predictions(run, SHAPES)
    explain_maximization(run, SHAPES, folder / "explain", PLAN)
    explain_saliency(run, SHAPES, folder / "explain", SETTINGS)
    main = read_findings(run)
    book = SimpleNamespace(
        configs={"plain": run.config()}, main_configs={"plain": run.config()}, main_run="plain",
        run=lambda _name=None: run, data=lambda _name=None: SHAPES, adopted={}, reference_reports=True,
    )  # fmt: skip
    ascents = MaximizationAnalysis(book, SHAPES, main, main, main)  # type: ignore[arg-type]
    return Explained(request.param, analyse_saliency(run, SHAPES), ascents, ExplainedRun(run, SHAPES))


def look_at(figure: BookFigure) -> None:
    assert_same_numbers(texts_of_figure(figure))
    for lang in LANGUAGES:
        with figure_style(lang):
            figure.draw(lang).canvas.draw()


def test_saliency_without_faces(explained: Explained) -> None:
    saliency = explained.saliency
    for make in (figures7.plate, figures7.forgetting, figures7.randomization, figures7.deletion):
        look_at(make(saliency))
    for table in (tables7.sanity(saliency), tables7.deletion(saliency), tables7.evenness(saliency)):
        assert_same_numbers(texts_of_table(table))
    assert not saliency.has_regions
    assert "are not faces" in sentences7.regions(saliency).en
    assert sentences7.pointing_game(saliency) == []
    assert_same_numbers([sentences7.method_settings(saliency)])
    assert "square covers 5×5 of the 32×32 pixels" in sentences7.method_settings(saliency).en
    missing = [text.en for text in sentences7.remarks(saliency) if "is missing below" in text.en]
    assert len(missing) == (0 if explained.name == "SmallResNet" else 2)
    # A network that is built again has new values for every parameter, those of no layer too.
    assert not any("cannot be drawn anew" in text.en for text in sentences7.remarks(saliency))
    assert "Images in rows" in figures7.plate(saliency).alt.en


def test_maximization_in_colour(explained: Explained) -> None:
    ascents = explained.ascents
    look_at(figures8.class_images(ascents))
    assert "Colours are drawn as they are." in figures8.class_images(ascents).caption.en
    assert len(tables8.class_probability(ascents).rows) == 10
    notes = sentences8.limits(ascents)
    assert_same_numbers([*notes, *sentences8.classes(ascents), *sentences8.silence_by_place(ascents)])
    if explained.name == "RowLSTM":
        assert "The filters of `plain` cannot be shown; the images of the classes can." in notes[0].en
        assert not ascents.silences
        return
    for make in (figures8.random_filters, figures8.not_activated, figures8.robust_patterns):
        look_at(make(ascents))
    for table in (
        tables8.noisy_patterns(ascents),
        tables8.silent_filters(ascents),
        tables8.transfer(ascents),
    ):
        assert_same_numbers(texts_of_table(table))
    if explained.name == "SmallResNet":
        assert (
            "Off the main path: conv 5 is `block2.shortcut`. The last one here is conv 6, `block2.conv2`."
            in notes[0].en
        )
        assert "conv 3, conv 5 and conv 6 goes into a sum with another branch" in notes[1].en
        assert notes[1].en.endswith("with its normalization where it has one.")
        assert sentences8.silence_and_batchnorm(ascents) == []
        assert "one of conv 4 on" in sentences8.silence_by_place(ascents)[0].en
        assert "No activation directly follows conv 3, conv 5 and conv 6" in sentences8.activation(ascents).en
        assert len(sentences8.silence_by_place(ascents)) == 1
    else:  # one convolution, which makes the patches
        assert sentences8.silence_by_place(ascents) == []


def test_feature_maps_of_other_images(explained: Explained) -> None:
    network = explained.network
    maps, filters = FaceMaps(network, [3]), ReportCFilters(network)
    notes = sentences9.limits(network)
    assert_same_numbers([*notes, sentences9.no_regions()])
    assert not filters.has_regions
    assert [face.class_name for face in FaceMaps(network).chosen] == list(SHAPES.class_names[:2])
    assert_same_numbers([*sentences9.chosen_images(maps), *sentences9.chosen_images(FaceMaps(network))])
    readout = read_layers(network)
    if explained.name == "RowLSTM":
        assert notes == []
        assert_same_numbers([sentences9.no_maps(network)])
        assert sentences9.no_maps(network).en.startswith(
            "The network of this run has no feature maps to show."
        )
        assert figures9.face_maps(maps) == []
        assert "has no convolution" in sentences9.no_filters(filters).en
        assert readout is None
        assert sentences9.nothing_read(network).en == "There is no convolution to read from."
        return
    for figure in (
        *figures9.face_maps(maps),
        figures9.layer_probe(readout),
        figures9.reconstructions(readout),
    ):
        look_at(figure)
    assert readout.probe.reconstructions.shape[2:] == (32, 32, 3)
    if explained.name == "SmallResNet":
        assert "Off the main path: conv 5 is `block2.shortcut`." in notes[0].en
        assert "values below 0" in notes[-1].en
        assert "are black, like 0" in notes[-1].en
        probed = figures9.layer_probe(readout).caption
        assert (
            "output of each convolution, after its own normalization and activation if it has them:"
            in probed.en
        )
        assert "編號 3 的影像" in figures9.face_maps(maps)[0].caption.zh
        look_at(figures9.strongest_images(filters))
        assert "24 pixels a side" in figures9.strongest_images(filters).caption.en
        assert sentences9.no_frames(filters) == []
    else:
        assert "6×6" in sentences9.no_filters(filters).en
