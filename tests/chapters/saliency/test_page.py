"""The figures and tables of chapter 7, from numbers that are made up."""

import numpy as np
import pytest

from fer_lib.chapters.saliency import figures, tables
from fer_lib.chapters.saliency.method_curves_figure import STYLES, ProbabilityCurves, RandomizationCurves
from fer_lib.chapters.saliency.region_density_figure import RegionDensities
from fer_lib.language import LANGUAGES
from fer_lib.names import METHOD_NAMES
from fer_lib.plots.style import figure_style
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table


@pytest.mark.parametrize("name", ["plate", "forgetting", "randomization", "deletion", "regions"])
def test_figures_say_the_same_in_both_languages(saliency, without_relu, name) -> None:
    for analysis in (saliency, without_relu):
        figure = getattr(figures, name)(analysis)
        assert_same_numbers(texts_of_figure(figure))
        for lang in LANGUAGES:
            with figure_style(lang):
                figure.draw(lang).canvas.draw()


@pytest.mark.parametrize("name", ["sanity", "deletion", "evenness", "regions_of_report_a"])
def test_tables_have_a_row_for_each_method_or_class(saliency, without_relu, name) -> None:
    for analysis in (saliency, without_relu):
        table = getattr(tables, name)(analysis)
        methods = len(analysis.results.methods)
        rows = {"evenness": 7, "deletion": methods + 1, "regions_of_report_a": methods + 1}.get(name, methods)
        assert len(table.rows) == rows
        assert_same_numbers(texts_of_table(table))


def test_hits_of_the_pointing_game_stand_beside_chance(changed) -> None:
    hits = np.zeros((7, 10))
    hits[0, :4] = 1
    played = changed(pointing_rows=np.arange(10), pointing_hits=hits, pointing_area=np.full(10, 0.25))
    column = [row[-1] for row in tables.deletion(played).rows]
    assert column[0] == "40% (17–69%)"
    assert column[1].startswith("0% (0–")
    assert column[-1] == "25.0%"
    photographs = changed(
        pointing_rows=np.arange(0), pointing_hits=np.zeros((7, 0)), pointing_area=np.zeros(0)
    )
    assert len(tables.deletion(photographs).columns) == 3


def test_maps_that_point_nowhere_have_no_part_in_the_pointing_game(changed) -> None:
    hits = np.zeros((7, 10))
    hits[0, :4], hits[0, 6:] = 1, np.nan
    hits[1] = np.nan
    played = changed(pointing_rows=np.arange(10), pointing_hits=hits, pointing_area=np.full(10, 0.25))
    column = [row[-1] for row in tables.deletion(played).rows]
    assert column[:2] == ["67% (30–90%, n = 6)", "–"]


def test_the_plate_names_the_ends_of_the_scale(changed, saliency) -> None:
    ginis = np.full_like(saliency.arrays.ginis, 0.5)
    ginis[2], ginis[3], ginis[4] = 0.9, 0.1, np.nan
    alt = figures.plate(changed(ginis=ginis)).alt
    assert "SmoothGrad is most concentrated (mean Gini 0.90), integrated gradients least (0.10)" in alt.en


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_method_has_its_line_and_every_region_its_panel(saliency, lang) -> None:
    arrays, methods, names = saliency.arrays, saliency.results.methods, saliency.methods
    forgotten = RandomizationCurves(arrays.randomized, methods, names).plot(lang=lang)
    assert len(forgotten.legends[0].get_texts()) == 7
    orders = saliency.ordered
    curves = ProbabilityCurves(arrays.deletion, arrays.insertion, orders, [METHOD_NAMES[m] for m in orders])
    assert [len(ax.lines) for ax in curves.plot(lang).axes] == [8, 8]
    values = np.ones((2, 7, 5))
    regions = RegionDensities(values, values - 0.1, values + 0.1, names[:2], saliency.classes, names[:5])
    assert len(regions.plot(lang).axes) == 5
    assert set(STYLES) == set(METHOD_NAMES)


def test_intervals_are_in_the_picture_however_wide_they_are(saliency) -> None:
    correlations = np.where(np.arange(2) == 0, -0.9, 0.9) * np.ones((2, 3, 1))
    curves = RandomizationCurves(correlations, saliency.results.methods[:2], saliency.methods[:2])
    (ax,) = curves.plot().axes
    ends = np.concatenate([line.get_segments() for line in ax.collections]).reshape(-1, 2)[:, 1]
    assert ax.get_ylim()[0] < ends.min() < -1


def test_captions_speak_of_empty_maps_and_rows_only_where_there_are_any(changed, saliency) -> None:
    assert "0 everywhere" not in tables.sanity(saliency).caption.en
    assert "empty" not in figures.regions(saliency).caption.en
    edges = saliency.arrays.edge_correlations.copy()
    edges[0, 0] = np.nan
    told = tables.sanity(changed(edge_correlations=edges)).caption
    assert "0 everywhere" in told.en
    assert "處處為 0" in told.zh
    lacking = figures.regions(changed(labels=saliency.arrays.labels % 6)).caption
    name = saliency.classes[6]
    assert f"Of {name.en} there are none, so that row is empty." in lacking.en
    assert f"{name.zh}沒有這樣的影像，該列空白。" in lacking.zh
    assert not any(number in lacking.en for number in (" 0 to ", " 0 images"))
