"""The roles of runs on masks and digits."""

import shutil
from pathlib import Path

import pytest
import yaml

from fer_lib.editions import Edition, read_edition
from fer_lib.editions.imbalance_roles import COMPARED_WITH, METHODS
from fer_lib.errors import UserError
from tests.chapters.masks.made_up_runs import CHANGES

MASKS = {"preset": "report-e-masks", "data": "masks", "seeds": [0, 1]}
DIGITS = {"preset": "report-e-digits", "data": "digits", "seeds": [0, 1]}
FOLD = {"preset": "report-e-masks", "data": "masks", "split": "fold", "folds": 2, "grid": {"fold": [1, 0]}}
RUNS = {
    "main": {"preset": "report-a"},
    **{m.replace("_", "-"): {**MASKS, **CHANGES[m]} for m in METHODS},
    "fixed-folds": {**FOLD, **CHANGES["fixed"]},
    "decay-folds": {**FOLD, **CHANGES["decay"]},
    "sixty": DIGITS,
    "two": {**DIGITS, "model_options": {"hidden": 2}},
    "alone": {**MASKS, **CHANGES["decay"], "seeds": [1]},
    "others": {**MASKS, **CHANGES["decay"], "seeds": [0, 2]},
    "main-masks": {**MASKS, **CHANGES["focal"], "data": "data"},
    "adam": {**DIGITS, "optimizer": "adam"},
}
PAIR = {"fixed": "fixed", "decay": "decay"}


@pytest.fixture
def edition(root: Path, tmp_path: Path):
    """A function that reads an edition with these roles."""
    shutil.copytree(root / "presets", tmp_path / "presets")
    (tmp_path / "editions").mkdir()

    def read(roles: dict[str, object]) -> Edition:
        values = {
            "title": {"en": "Test", "zh-TW": "測試"}, "data": {"source": "synthetic"}, "main_run": "main",
            "other_data": {"masks": {"source": "masks"}, "digits": {"source": "digits"}}, "runs": RUNS, "roles": roles,
        }  # fmt: skip
        (tmp_path / "editions" / "test.yaml").write_text(yaml.safe_dump(values, allow_unicode=True), "utf8")
        return read_edition("test", tmp_path)

    return read


def test_a_name_stands_for_all_its_seeds_or_folds(edition):
    methods = {m: m.replace("_", "-") for m in METHODS}
    roles = edition(
        {
            "imbalance": dict(reversed(methods.items())),
            "imbalance_folds": {"decay": "decay-folds", "fixed": "fixed-folds"},
            "digits": {"two": "two", "sixty": "sixty"},
        }
    ).roles
    assert list(roles.imbalance) == list(METHODS)
    assert roles.imbalance["resampled_50"] == ("resampled-50-s0", "resampled-50-s1")
    assert list(roles.imbalance_folds.items()) == [
        ("fixed", ("fixed-folds-fold0", "fixed-folds-fold1")),
        ("decay", ("decay-folds-fold0", "decay-folds-fold1")),
    ]
    assert roles.digits == {"sixty": ("sixty-s0", "sixty-s1"), "two": ("two-s0", "two-s1")}


def test_every_method_but_the_first_is_compared_with_one():
    assert {m: COMPARED_WITH[m] for m in ("decay", "resampled_13", "focal")} == {
        "decay": "fixed", "resampled_13": "fixed", "focal": "decay",
    }  # fmt: skip
    assert set(COMPARED_WITH) == set(METHODS)


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ({"imbalance": {"decay": "decay"}}, "roles: imbalance: needs `fixed`, which others are compared to"),
        ({"imbalance_folds": {"fixed": "fixed-folds"}}, "roles: imbalance_folds: needs `decay`"),
        (
            {"imbalance": {**PAIR, "focal": "weights"}},
            "imbalance: focal: 'weights-s0' does not have focal_gamma",
        ),
        ({"imbalance": {**PAIR, "resampled_13": "resampled-50"}}, "does not have resampling_rounds: 13"),
        ({"imbalance": {**PAIR, "fokal": "focal"}}, r"roles\.imbalance\.fokal: .*did you mean 'focal'"),
        ({"imbalance": {**PAIR, "focal": "fokal"}}, "there is no run 'fokal'; did you mean 'focal'"),
        (
            {"imbalance": {**PAIR, "focal": "main-masks"}},
            "roles: imbalance: 'main-masks-s0' sees the main data and",
        ),
        ({"imbalance": {"fixed": "fixed", "decay": "alone"}}, "decay: one seed; how much a training varies"),
        (
            {"imbalance": {"fixed": "fixed", "decay": "others"}},
            "fixed has the seeds 0, 1 and decay 0, 2; give both",
        ),
        (
            {"imbalance_folds": {"fixed": "fixed", "decay": "decay-folds"}},
            "'fixed-s0' does not have split: fold",
        ),
        (
            {"imbalance": {"fixed": "fixed", "decay": "decay-folds"}},
            "the runs of 'decay-folds' differ in fold",
        ),
        (
            {"digits": {"two": "sixty"}},
            "digits: two: 'sixty-s0' does not have model: report-e-digits with 2 hidden",
        ),
        (
            {"digits": {"sixty": "adam"}},
            "'adam-s0' has optimizer: adam; what is written by hand has optimizer: sgd",
        ),
        (
            {"regularization": {"none": "main", "all": "decay"}},
            "regularization: all: 'decay-s0' sees masks, not the main data",
        ),
    ],
)
def test_mistakes_are_one_clear_error(edition, roles, words):
    with pytest.raises(UserError, match=words) as caught:
        edition(roles)
    assert str(caught.value).startswith("editions/test.yaml: ")
    assert "\n" not in str(caught.value)
