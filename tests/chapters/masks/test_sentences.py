"""What is said of the images and of the methods."""

from dataclasses import replace

from fer_lib.chapters.masks import sentences
from fer_lib.chapters.masks.analysis import MaskAnalysis
from fer_lib.chapters.masks.comparison import compare_methods
from tests.chapters.masks.made_up_runs import all_methods, config_of, made_up_runs, toy_masks
from tests.chapters.numbers import assert_same_numbers


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
            sentences.majority(toy_masks()),
            sentences.budget(masks.given.runs),
            sentences.parameters(toy_masks()),
            sentences.answer(compared),
            sentences.answer_against_plain(compared),
            sentences.resolution(compared),
            sentences.cross_validation(MaskAnalysis(masks.given, folds), folds),
            sentences.report_matrices(),
        ]
    )
    assert "13 resamplings" in sentences.report_matrices().en
    assert "2,803 parameters" in sentences.parameters(toy_masks()).en


def test_rows_that_were_left_out_are_counted():
    dataset = toy_masks()
    assert sentences.left_out(dataset).en == ""
    more = {
        "unreadable": ["train.csv, line 7 (the header is line 1): b.png: there is no such file."] * 3,
        "converted": {"turned_upright": 2, "squashed": 90},
    }
    noted = replace(dataset, provenance={**dataset.provenance, **more})
    text = sentences.left_out(noted)
    assert "3 rows of the CSVs cannot be used" in text.en
    assert "the first is `train.csv, line 7" in text.en
    assert "2 times a photo was turned upright" in text.en
    assert_same_numbers([text, sentences.majority(noted)])


def test_the_budget_is_that_of_the_runs():
    runs = all_methods()
    text = sentences.budget(runs)
    assert "between 580 and 600 steps of Adam with 32 images each" in text.en
    assert "20 epochs of the 900 training images" in text.en
    assert "The report’s own learning rates are 0.001, fixed, and 0.0005, decaying." in text.en
    by_method = {
        **runs.by_method,
        "fixed": replace(runs.by_method["fixed"], config=config_of("fixed", learning_rate=1e-3)),
        "decay": replace(runs.by_method["decay"], config=config_of("decay", learning_rate=5e-4)),
    }
    assert "own learning rates" not in sentences.budget(replace(runs, by_method=by_method)).en
