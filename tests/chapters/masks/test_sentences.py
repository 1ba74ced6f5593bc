"""What is said of the images and of the methods."""

from dataclasses import replace

import pytest

from fer_lib.chapters.masks import findings, sentences
from fer_lib.chapters.masks.analysis import MaskAnalysis
from tests.chapters.masks.made_up_runs import all_methods, config_of, toy_masks
from tests.chapters.numbers import assert_same_numbers


def test_all_sentences_have_the_same_numbers(masks, folds):
    compared = masks.given.comparisons
    assert_same_numbers(
        [
            sentences.majority(toy_masks()),
            sentences.budget(masks.given.runs),
            sentences.network(masks.given.runs, toy_masks()),
            findings.answer(compared),
            findings.answer_against_plain(compared),
            findings.resolution(compared),
            sentences.cross_validation(MaskAnalysis(masks.given, folds), folds),
            sentences.report_matrices(),
        ]
    )
    assert "13 resamplings" in sentences.report_matrices().en


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
    files = sentences.left_out(replace(noted, provenance={**noted.provenance, "form": "class-folders"}))
    assert files.en.startswith("3 files cannot be used")


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
    assert "own learning rates" not in sentences.budget(runs, reports=False).en


def test_trainings_of_unequal_length_are_not_said_to_be_alike():
    runs = all_methods()
    by_method = {**runs.by_method, "fixed": replace(runs.by_method["fixed"], steps=6000)}
    text = sentences.budget(replace(runs, by_method=by_method))
    assert "between 580 and 6,000 steps" in text.en
    assert "as many images as" not in text.en
    assert_same_numbers([text])


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("epoch", "The weights of the last epoch count"),
        ("validation_loss", "best on the validation images count"),
    ],
)
def test_which_weights_count_is_that_of_the_runs(metric, said):
    runs = all_methods()
    by_method = {
        name: replace(of_method, config=config_of(name, best_metric=metric))
        for name, of_method in runs.by_method.items()
    }
    assert said in sentences.budget(replace(runs, by_method=by_method)).en
    mixed = {**runs.by_method, "fixed": by_method["fixed"]}
    if metric != "epoch":
        assert "The weights of" not in sentences.budget(replace(runs, by_method=mixed)).en


def test_the_network_is_that_of_the_runs():
    runs, dataset = all_methods(), toy_masks()
    of_report, small = sentences.network(runs, dataset), sentences.network(runs, dataset, reports=False)
    assert of_report.en.startswith("The network is report E’s: a convolution of 16 filters 3 × 3")
    assert small.en.startswith("The network is small: a convolution")
    assert "from 16·7·7 to 3. It has 2,803 parameters." in small.en
    own = sentences.network(replace(runs, networks={"my.py:Net": 12_345}), dataset)
    assert own.en == "The network is `my.py:Net`, with 12,345 parameters."
    two = sentences.network(replace(runs, networks={"a": 1, "b": 2}), dataset)
    assert "`a` and `b`" in two.en
    assert_same_numbers([of_report, small, own, two])
