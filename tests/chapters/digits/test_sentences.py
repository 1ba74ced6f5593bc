"""What is said of the digits and of the plan."""

import numpy as np
import pytest

from fer_lib.chapters.digits import sentences
from fer_lib.chapters.digits.experiments import Plan
from fer_lib.data import ImageDataset
from fer_lib.data.digits import CLASS_NAMES
from fer_lib.language import Text
from tests.chapters.numbers import assert_same_numbers


@pytest.fixture
def course_digits():
    n = 40
    split = np.repeat(np.array([0, 1, 2], np.uint8), [25, 5, 10])
    provenance = {"form": "npz", "source": "train.npz, test.npz", "sha256": "x"}
    return ImageDataset(
        np.zeros((n, 28, 28), np.uint8), np.arange(n) % 10, split, CLASS_NAMES, provenance=provenance
    )


def test_digits_are_described_with_what_is_set_aside(dataset, course_digits):
    text = sentences.data_set(course_digits)
    assert "(`train.npz, test.npz`): 25 to train on and 10 to test on; 5 are set aside" in text.en
    built_in = sentences.data_set(dataset)
    assert "1,797 real ones of 8×8 pixels, 1,347 to train on and 450 to test on." in built_in.en
    assert_same_numbers([text, built_in])


def test_only_other_digits_than_the_reports_are_said_to_be_others(dataset, course_digits):
    title = Text("Title", "標題")
    others, same = (sentences.edition(title, digits, True, True) for digits in (dataset, course_digits))
    general = sentences.edition(title, dataset, False, True)
    assert others.en.startswith("**Title.** The digits are")
    assert others.en.endswith("of its own digits is not asked of them.")
    assert others.zh.endswith("在這裡不檢驗。")
    assert "report" not in same.en + general.en
    assert "報告" not in same.zh + general.zh
    unused = sentences.edition(title, course_digits, False, False)
    assert unused.en.endswith("the 5 that are meant for validation are not used.")
    assert_same_numbers([others, same, general, unused])


def test_what_is_missing_is_said_with_its_remedy():
    text = sentences.missing("editions/food.yaml")
    for said in (text.en, text.zh):
        assert "`other_data: {digits: {source: …}}`" in said
        assert "`editions/food.yaml`" in said


def test_the_plan_tells_seeds_and_rate(dataset):
    plan, general = (sentences.plan(Plan.for_data(dataset), reports) for reports in (True, False))
    assert "The report names no learning rate" in plan.en
    assert "report" not in general.en
    assert "報告" not in general.zh
    assert_same_numbers([plan, general])
    for text in (plan.en, plan.zh):
        assert "**5" in text
        assert "**0.1**" in text


def test_the_code_is_shown_without_its_docstring():
    code = sentences.training_code()
    assert code.en == code.zh
    assert '"""' not in code.en
    lines = code.en.splitlines()
    assert lines[1].startswith("def train_epoch(")
    assert lines[2].startswith("    order = random.permutation")
    assert lines[-1] == "```"


def test_which_activation_is_open_for_other_digits(other_digits):
    assert "other digits" in sentences.which_activation(other_digits).en


def test_the_printed_matrices():
    text = sentences.printed_matrices()
    assert "7 is recognised in 23.6%" in text.en
    assert_same_numbers([text])
