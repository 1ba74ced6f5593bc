"""What is said of the images and of the methods."""

from dataclasses import replace

import pytest

from fer_lib.chapters.masks import sentences
from fer_lib.chapters.masks.analysis import MaskAnalysis
from fer_lib.chapters.masks.comparison import compare_methods
from fer_lib.data.masks.dataset import RowRemark
from tests.chapters.masks.made_up_runs import made_up_runs
from tests.chapters.numbers import assert_same_numbers
from tests.imbalance.toy_runs import toy_data


def test_a_method_that_helps_is_named_and_one_that_does_not_is_not():
    helped, same = (compare_methods(made_up_runs(better), draws=500) for better in (2.5, 0.0))
    assert "**focal loss** (" in sentences.answer(helped).en
    assert "None of the 1 changes helps" in sentences.answer(same).en
    assert "Nothing is shown for focal loss." in sentences.answer(same).en
    assert_same_numbers([sentences.answer(helped), sentences.answer(same), sentences.resolution(same)])
    # The plain method is not among these runs.
    assert sentences.answer_against_plain(same).en == ""


def test_all_sentences_have_the_same_numbers(masks, folds):
    compared = masks.given.comparisons
    assert_same_numbers(
        [
            sentences.majority(toy_data()),
            sentences.budget(masks.given.runs, 60),
            sentences.parameters(),
            sentences.answer(compared),
            sentences.answer_against_plain(compared),
            sentences.resolution(compared),
            sentences.cross_validation(MaskAnalysis(masks.given, folds), folds),
            sentences.report_matrices(),
        ]
    )
    assert "13 resamplings" in sentences.report_matrices().en
    assert "2,803 parameters" in sentences.parameters().en


def test_rows_that_were_left_out_are_counted():
    assert sentences.left_out(toy_data()).en == ""
    rows = (RowRemark("train.csv", 7, "b.png", "there is no such file"),) * 3
    text = sentences.left_out(replace(toy_data(), left_out=rows, converted=rows[:2]))
    assert "3 rows of the CSVs cannot be used" in text.en
    assert "`train.csv, 7: there is no such file`" in text.en
    assert "photos of 2 rows were turned" in text.en
    assert_same_numbers([text, sentences.majority(replace(toy_data(), left_out=rows))])


@pytest.mark.parametrize(("factor", "told"), [(1.0, False), (4.0, True)])
def test_a_rate_that_is_not_the_reports_is_told(masks, factor, told):
    runs = replace(masks.given.runs, budget=replace(masks.given.runs.budget, rate_factor=factor))
    assert ("multiplied by" in sentences.budget(runs, 60).en) == told
