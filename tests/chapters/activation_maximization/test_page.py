"""The sentences, figures and tables of chapter 8, from ascents that are made up."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.activation_maximization import figures, sentences, statements, tables
from fer_lib.chapters.activation_maximization.analysis import MaximizationAnalysis
from fer_lib.language import LANGUAGES
from fer_lib.plots.style import figure_style
from fer_lib.runs import RunFolder
from tests.chapters.activation_maximization.made_up import (
    NOISE,
    RINGS,
    STRIPES,
    findings,
    first,
    last_layer,
    layer,
    made_up_analysis,
)
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table

SENTENCES = (
    "network_of_report_a",
    "activation",
    "silence_by_place",
    "silence_and_batchnorm",
    "causes",
    "noise",
    "directions",
    "classes",
    "other_networks",
)


def run_with_accuracy(path, right: int) -> RunFolder:
    path.mkdir()
    splits = {"validation": {"n": 40, "correct": right}}
    (path / "metrics.json").write_text(json.dumps({"splits": splits}))
    return RunFolder(path)


@pytest.fixture
def rich(tmp_path) -> MaximizationAnalysis:
    """Networks of both reports, pairs of runs and other networks."""
    main = findings(layer(1, STRIPES), layer(2, NOISE, RINGS, active=first(9)), layer(3, NOISE))
    report_a = findings(layer(1, STRIPES), layer(2, NOISE, active=first(3)))
    b_run = run_with_accuracy(tmp_path / "report-b-cnn", 29)
    report_b = findings(layer(2, NOISE, active=first(5)), layer(3, STRIPES), run=b_run)
    dead = {"normalization": [(100, 3), (80, 2)], "weight_decay": [(5, 6)]}
    return made_up_analysis(main, report_a, report_b, dead, {"leaky": 2, "report-b-dnn": 1})


@pytest.fixture
def poor(tmp_path) -> MaximizationAnalysis:
    """One run whose last layer is silent, and nothing beside it."""
    run = run_with_accuracy(tmp_path / "report-a", 6)
    main = findings(layer(1, NOISE, active=first(0)), layer(2, NOISE, active=first(0)), run=run)
    return made_up_analysis(main)


@pytest.mark.parametrize("name", SENTENCES)
def test_sentences_have_the_same_numbers_in_both_languages(rich, poor, name) -> None:
    for analysis in (rich, poor):
        if (name == "other_networks" and not analysis.other_networks) or (name, analysis) == ("causes", poor):
            continue
        texts = getattr(sentences, name)(analysis)
        assert_same_numbers(texts if isinstance(texts, list) else [texts])


def test_without_pairs_of_runs_nothing_is_said_of_causes(rich, poor) -> None:
    assert sentences.causes(poor) == []
    normalization, decay = sentences.causes(rich)
    assert normalization.en.startswith("With batch normalization (`normalization-0-with`) ")
    assert normalization.en.count("95% interval") == 2
    assert normalization.en.endswith("So with it, clearly more filters are dead in each pair of runs.")
    assert decay.en.endswith("These runs cannot tell whether it makes filters dead.")


def test_other_networks_are_counted_together(rich) -> None:
    """3 of 14 images, whatever the start."""
    assert "21.4% of the plain images from noise (n = 14)" in sentences.other_networks(rich).en


@pytest.mark.parametrize(
    "name", ["random_filters", "not_activated", "step_size", "robust_patterns", "class_images"]
)
def test_figures_say_the_same_in_both_languages(rich, poor, name) -> None:
    for analysis in (rich, poor):
        if name == "step_size" and not analysis.report_b.layers_with_patterns:
            continue
        figure = getattr(figures, name)(analysis)
        assert_same_numbers(texts_of_figure(figure))
        for lang in LANGUAGES:
            with figure_style(lang):
                figure.draw(lang).canvas.draw()


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("silent_filters", (7, 1)),
        ("noisy_patterns", (5, 2)),
        ("class_probability", (14, 7)),
        ("transfer", (3, 1)),
    ],
)
def test_tables_have_a_row_for_each_run_layer_or_class(rich, poor, name, rows) -> None:
    for analysis, number in zip((rich, poor), rows, strict=True):
        table = getattr(tables, name)(analysis)
        assert len(table.rows) == number
        assert_same_numbers(texts_of_table(table))


def test_layers_without_patterns_have_dashes(poor) -> None:
    assert [(row[2], row[3], row[5]) for row in tables.noisy_patterns(poor).rows] == [("–", "–", "–")] * 2


def test_filters_that_stay_silent_are_marked(rich) -> None:
    figure = figures.random_filters(rich)
    assert "Filters silent at the end: conv 1, none; conv 2, 13 of 16." in figure.alt.en
    sheet = figure.draw.__self__
    assert np.sum([tile.marked for row in sheet.rows for tile in row]) == 13
    assert [name.en for name in sheet.row_names] == ["conv 1", "", "conv 2", ""]


@pytest.fixture
def stranger() -> MaximizationAnalysis:
    """A main run and others, in an edition that shows nothing of the reports."""
    main = findings(layer(1, STRIPES), layer(2, NOISE, RINGS, active=first(9), reachable=first(12)))
    dead = {"normalization": [(100, 3)], "weight_decay": [(5, 6)]}
    return made_up_analysis(main, None, None, dead, {"leaky": 2}, reference_reports=False)


@pytest.mark.parametrize("name", [name for name in SENTENCES if name != "network_of_report_a"])
def test_without_the_reports_the_same_is_measured_and_nothing_judged(stranger, name) -> None:
    texts = getattr(sentences, name)(stranger)
    told = texts if isinstance(texts, list) else [texts]
    assert_same_numbers(told)
    assert not [text for text in told if re.search(r"[Rr]eport|[Cc]laim|報告|說法", text.en + text.zh)]


def test_without_the_reports_it_is_said_what_was_found(stranger) -> None:
    (filters, *_) = [sentences.activation(stranger)]
    assert filters.en.startswith(
        "Of the filters that were tried, the plain ascent does not activate 7 of 16 in conv 2"
    )
    assert filters.en.endswith(
        "The ascent on the value before the activation function activates 3 of these 7."
    )
    reached, changed = sentences.classes(stranger)
    assert reached.en.startswith("From noise, every class reached a probability of 0.99")
    assert "有過半的起點達到 0.99 的機率" in reached.zh
    assert "每個像素平均變動 0.0 階（全距 255）" in changed.zh
    assert "編號 0 的影像" in figures.class_images(stranger).caption.zh
    assert "as in report A" not in figures.random_filters(stranger).caption.en


def test_a_layer_whose_filters_are_all_activated() -> None:
    told = sentences.activation(made_up_analysis(findings(layer(1, STRIPES)), reference_reports=False))
    assert told.en == ("The plain ascent activates every filter that was tried in conv 1 (n\u00a0=\u00a016).")
    assert_same_numbers([told])


def test_of_many_classes_it_is_counted_how_many_are_reached(stranger, monkeypatch) -> None:
    monkeypatch.setattr(statements, "MOST_CLASSES_NAMED", 6)
    probabilities = np.array([[1.0] * 3] * 2 + [[0.1] * 3] * 5)
    for numbers, said in (
        (probabilities, "2 of the 7 classes"), (probabilities * 0, "no class"), (probabilities * 0 + 1, "every class"),
    ):  # fmt: skip
        told = statements.reached_classes(findings(layer(1, STRIPES), reached=numbers), stranger.names)
        assert (
            f"{said} reached a probability of 0.99 in more than half of the starts (n\u00a0=\u00a03 for each class)"
            in told.en
        )
        assert_same_numbers([told])


def test_unknown_weight_decay_is_a_dash(stranger) -> None:
    vars(stranger)["silences"] = {"made-up": replace(last_layer(9), weight_decay=None)}
    assert tables.silent_filters(stranger).rows[0][2] == "–"


def test_filters_that_are_dead_are_counted_and_none_is_said_to_be_none(stranger) -> None:
    (told,) = sentences.silence_by_place(stranger)
    last = stranger.main.layers[-1]
    alive = replace(last, silent_images=np.zeros_like(last.silent_images))
    some = alive.silent_images.copy()
    some[:1] = 1
    for layer_, en, zh in (
        (alive, f"No filter of the last layer, which has {len(some)}, is dead", "都沒有失效"),
        (
            replace(last, silent_images=some),
            f"Of the {len(some)} filters of the last layer, 1 is dead",
            "有 1 個失效",
        ),
    ):
        found = replace(
            stranger.main, result=replace(stranger.main.result, layers=(*stranger.main.layers[:-1], layer_))
        )
        (told,) = sentences.silence_by_place(replace(stranger, main=found))
        assert en in told.en
        assert zh in told.zh
        assert "0.0% of the last" not in told.en


def test_the_caption_says_how_many_of_a_layers_filters_are_shown(stranger) -> None:
    caption = figures.random_filters(stranger).caption
    assert " and 16 filters" not in caption.en
    assert "filters of conv " in caption.en
    assert "的全部" in caption.zh or "個濾波器中的" in caption.zh


def test_orange_and_chance_are_said_where_there_are_some() -> None:
    def caption(*layers):
        return figures.random_filters(made_up_analysis(findings(*layers), reference_reports=False)).caption

    every, some = layer(1, STRIPES), layer(2, NOISE, active=first(9))
    assert "orange" not in caption(every).en
    assert "drawn at random" not in caption(every).en
    assert "橘色表示到最後仍然沒有反應" in caption(some).zh
    of_more = replace(every, layer=replace(every.layer, number=3, filters=64))
    both = caption(of_more, some)
    drawn = "16 of the 64 filters of conv 3 (drawn at random, seed 0)"
    assert f"{drawn} and all 16 filters of conv 2. Numbers" in both.en
    assert f"steps: {drawn}. Numbers" in caption(of_more).en
    two = caption(of_more, replace(some, layer=replace(some.layer, filters=32))).en
    assert (
        "of the 64 filters of conv 3 and 16 of the 32 filters of conv 2 (both drawn at random, seed 0)" in two
    )
    assert "卷積 3 的 64 個濾波器中的 16 個（隨機抽出，隨機種子 0）與卷積 2 的全部 16 個濾波器。" in both.zh
    assert_same_numbers([both])


def without_own_activation(patterns):
    return replace(patterns, layer=replace(patterns.layer, after=patterns.layer.before, followed_by="add"))


def test_no_relu_is_blamed_where_there_is_none() -> None:
    joined = without_own_activation(layer(2, NOISE, active=first(9), reachable=first(12)))
    told = sentences.activation(made_up_analysis(findings(layer(1, STRIPES), joined)))
    assert "Of these" not in told.en
    assert "No activation directly follows conv 2" in told.en
    assert "卷積 2 之後沒有直接接活化函數" in told.zh
    assert "No activation" not in sentences.activation(made_up_analysis(findings(layer(1, STRIPES)))).en


def test_the_last_layer_is_compared_on_its_own_path() -> None:
    """Conv 2 is a shortcut's: it stands before conv 3 in number alone."""
    layers = [layer(number, STRIPES) for number in (1, 2, 3)]
    layers = [replace(p, layer=replace(p.layer, convolution=f"c{p.layer.number}")) for p in layers]
    analysis = made_up_analysis(findings(*layers))
    assert "one of conv 2 on" in sentences.silence_by_place(analysis)[0].en
    vars(analysis)["beside"] = frozenset({"c2"})
    (told,) = sentences.silence_by_place(analysis)
    assert "a filter of the last layer of `made-up`, conv 3, is silent" in told.en
    assert "one of conv 1 on" in told.en
    assert "conv 2" not in told.en
    assert "卷積 1 的濾波器則是" in told.zh
    vars(analysis)["beside"] = frozenset({"c1", "c2"})
    assert sentences.silence_by_place(analysis) == []
    assert "Off the main path: conv 1 is `c1` and conv 2 is `c2`." in sentences.limits(analysis)[0].en


def test_the_table_of_noise_says_its_step(rich) -> None:
    step = f"{rich.main.plan.plain.step_size:g}"
    caption = tables.noisy_patterns(rich).caption
    assert f"with step {step}, by layer" in caption.en
    assert f"更新幅度 {step}）" in caption.zh
