"""Sentences, tables and figures of chapter 6 on labels."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from fer_lib.chapters.label_noise import figures, sentences, tables
from fer_lib.chapters.label_noise.analysis import LabelNoiseAnalysis
from fer_lib.chapters.label_noise.crowd_analysis import analyse_crowd
from fer_lib.chapters.label_noise.detection_analysis import analyse_detection
from fer_lib.chapters.label_noise.exclusion_analysis import analyse_exclusion
from fer_lib.config import RunConfig
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.label_noise.crowd import FER2013_CEILING
from fer_lib.language import LANGUAGES
from fer_lib.plots import figure_style
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder
from fer_lib.wording import proportion_text
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table
from tests.label_noise.made_up_labels import FLIPS, N


@pytest.fixture(params=["truth", "crowd", None])
def reference(request):
    """What is known of the labels: everything, most, nothing."""
    return request.getfixturevalue(request.param) if request.param else None


@pytest.fixture
def noise(dataset, predictions, reference):
    """An analysis whose predictions are given."""
    analysis = LabelNoiseAnalysis(dataset, [], RunConfig(), reference)
    analysis.__dict__["predictions"] = predictions
    return analysis


def test_both_languages_have_the_same_numbers(noise):
    texts = [
        sentences.folds(noise),
        sentences.untested_ranking(noise.reference),
        sentences.exclusion(noise.exclusion),
        *texts_of_table(tables.exclusion(noise.exclusion)),
        *texts_of_figure(figures.exclusion(noise.exclusion)),
    ]
    if noise.detection:
        texts += sentences.detection(noise.detection)
        texts += texts_of_table(tables.scores(noise.detection))
        texts += texts_of_figure(figures.found_labels(noise.detection))
    if noise.crowd:
        texts += [*sentences.crowd(noise.crowd), *texts_of_table(tables.crowd(noise.crowd))]
    assert_same_numbers(texts)


def test_the_third_line_is_explained_where_there_is_one(noise):
    figure = figures.candidates(noise)
    third = {"truth": "third line: the truth", "crowd": "most of ten people's votes"}
    for kind, words in third.items():
        assert (words in figure.caption.en) == (noise.reference is not None and noise.reference.kind == kind)
    assert figure.caption.en.startswith("The 18 most doubtful of 700 labels")
    assert figure.caption.zh.startswith("700 個標籤中最可疑的 18 個")
    assert ("第三行" in figure.caption.zh) == (noise.reference is not None)


def test_the_sentence_on_training_says_only_what_the_configuration_does():
    accuracy = Proportion(3, 4)
    plain = sentences.how_trained(RunConfig(), accuracy)
    careful = sentences.how_trained(RunConfig(best_metric="epoch", drop_leaked=True), accuracy)
    assert "75.0%" in plain.en
    assert "75.0%" in plain.zh
    assert "last epoch" not in plain.en
    assert "exact copy" not in plain.en
    assert careful.en.startswith(plain.en)
    assert careful.zh.startswith(plain.zh)
    assert "last epoch" in careful.en
    assert "exact copy" in careful.en


def test_the_table_of_folds_reads_the_runs(tmp_path):
    def run(fold: int) -> RunFolder:
        folder = tmp_path / str(fold)
        folder.mkdir()
        (folder / "config.yaml").write_text(f"split: fold\nfolds: 2\nfold: {fold}\n")
        splits = {"train": {"n": 6, "correct": 6}, "validation": {"n": 2, "correct": 1}}
        (folder / "metrics.json").write_text(json.dumps({"splits": splits}))
        (folder / "provenance.json").write_text("{}")
        return RunFolder(folder)

    table = tables.folds(
        SimpleNamespace(runs=[run(0), run(1)], accuracy=Proportion(2, 4), config=RunConfig(epochs=3))
    )
    assert [row[:4] for row in table.rows] == [[1, "6", "2", "50.0%"], [2, "6", "2", "50.0%"]]
    assert "n = 4 labelled" in table.caption.en
    assert table.caption.en.endswith("trained for 3 epochs.")


def test_what_the_ranking_finds(predictions, truth, crowd):
    analysis = analyse_detection(predictions, truth)
    table = tables.scores(analysis)
    assert [row[0] if isinstance(row[0], str) else row[0].en for row in table.rows] == [
        "AUROC",
        "first 40",
        "first 50",
        "first 100",
    ]
    assert table.rows[0][1].en.startswith(f"{analysis.main.auroc:.3f} (")
    assert table.rows[1][1].zh.startswith(f"{100 * analysis.main.precision(FLIPS).share:.0f}%（")
    found, marked = sentences.detection(analysis)
    assert "There are 40 flipped labels among 700 (5.7%). A flipped label is ranked" in found.en
    assert "does not say how many labels are wrong. The ranking is better than chance." in marked.en
    assert "the crowd does not share" in sentences.detection(analyse_detection(predictions, crowd))[0].en


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_drawing_of_found_labels(predictions, truth, lang):
    analysis = analyse_detection(predictions, truth)
    with figure_style(lang):
        left, right = figures.found_labels(analysis).draw(lang).axes
    best, ranking, chance = (line.get_ydata()[-1] for line in left.lines)
    assert chance < ranking <= best == FLIPS
    assert right.lines[0].get_ydata()[-1] == pytest.approx(100 * ranking / (3 * FLIPS))


def test_exclusion_in_words(predictions, truth, crowd):
    by_truth = analyse_exclusion(predictions, truth)
    table = tables.exclusion(by_truth)
    assert [len(row) for row in table.rows] == [4] * 5
    left = int((predictions.predicted == np.arange(N) % 7)[FLIPS:].sum())
    share = f"{100 * left / (N - FLIPS):.1f}%"
    assert table.rows[3][2].en.startswith(share)
    assert table.rows[3][3].en.startswith(share)
    assert "of which none is wrong" in sentences.exclusion(by_truth).en
    by_crowd = analyse_exclusion(predictions, crowd)
    assert len(tables.exclusion(by_crowd).rows) == 3
    assert "judged by the crowd" in sentences.exclusion(by_crowd).en
    assert "of which none is wrong" not in sentences.exclusion(by_crowd).en
    alone = analyse_exclusion(predictions, None)
    assert [len(row) for row in tables.exclusion(alone).rows] == [3] * 3
    assert sentences.exclusion(alone).en.endswith("So a rise says nothing about the labels.")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_exclusion_curves(noise, lang):
    analysis, names = noise.exclusion, figures.curve_names(noise.exclusion)
    with figure_style(lang):
        (ax,) = figures.exclusion(analysis).draw(lang).axes
    assert len(ax.lines) == len(names)
    for line, curve in zip(ax.lines, analysis.curves, strict=True):
        assert line.get_ydata()[0] == pytest.approx(100 * curve.without(0).share)
    assert [text.get_text() for text in ax.get_legend().get_texts()][1:] == [name[lang] for name in names]


def test_the_crowd_in_words(dataset, predictions, crowd):
    analysis = analyse_crowd(dataset, predictions, crowd)
    rows = tables.crowd(analysis).rows
    assert len(rows) == len(CLASS_NAMES) + 1
    assert rows[-1][1] == "600"
    agreement, _, ceiling = sentences.crowd(analysis)
    assert proportion_text(analysis.agreement.total).en in agreement.en
    assert proportion_text(analysis.ceiling).zh in ceiling.zh


def test_the_known_ceiling_names_its_source():
    text = sentences.ceiling_on_fer2013()
    assert_same_numbers([text])
    for lang in LANGUAGES:
        assert "barsoum2016ferplus" in text[lang]
        assert f"{100 * FER2013_CEILING.share:.1f}%" in text[lang]
        assert "35,887" in text[lang]
