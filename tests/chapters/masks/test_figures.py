"""The chapter's figures: every drawing, and texts that say the same in both languages."""

import numpy as np
import pytest

from fer_lib.chapters.masks import figures
from fer_lib.chapters.masks.analysis import JudgedRuns
from fer_lib.chapters.masks.precision_recall_figure import precision_at_hits
from fer_lib.data.mask_classes import RARE
from fer_lib.language import LANGUAGES, Text
from fer_lib.metrics.average_precision import average_precision
from fer_lib.plots.style import figure_style
from tests.chapters.masks.made_up_runs import made_up_runs, toy_masks
from tests.chapters.numbers import assert_same_numbers, texts_of_figure


def test_every_figure_is_drawn_and_described(masks, folds):
    for figure in (
        figures.crops(toy_masks()),
        figures.recalls(masks.given),
        figures.differences(masks.given),
        figures.fold_differences(folds),
        figures.precision_recall(masks.given),
        figures.report_matrices(),
    ):
        texts = texts_of_figure(figure)
        # The shape of report E’s matrices is written 3 × 3 in Chinese alone.
        assert_same_numbers(Text(text.en, text.zh.replace(" 3 × 3 ", "")) for text in texts)
        for lang in LANGUAGES:
            with figure_style(lang):
                assert figure.draw(lang).get_size_inches()[0] == pytest.approx(7.2)


def test_crops_are_as_many_as_the_rarest_class_has():
    labels = toy_masks().labels[toy_masks().indices("train")]
    rows = figures.crop_rows(toy_masks()).rows
    assert {len(row) for row in rows} == {min(figures.CROPS_SHOWN, int((labels == RARE).sum()))}
    # A toy image's colour is its class.
    assert [int(row.mean(axis=(0, 1, 2)).argmax()) for row in rows] == [0, 1, 2]


def test_differences_beyond_noise_are_counted():
    helped, same = (figures.differences(JudgedRuns(made_up_runs(better))).alt.en for better in (2.5, 0.0))
    assert "None of the 4 differences" in same
    assert "Of 4 differences" in helped


def test_mean_precision_at_the_hits_is_the_average_precision():
    rng = np.random.default_rng(0)
    scores, positive = rng.random(90).astype(np.float32), np.arange(90) % 3 == 0
    assert precision_at_hits(scores, positive).mean() == pytest.approx(average_precision(scores, positive)[0])
