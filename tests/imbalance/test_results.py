"""The ablation's runs on the disk."""

import json

import numpy as np
import pytest

from fer_lib.errors import UserError
from fer_lib.imbalance.results import MaskRuns, read_results, write_results
from tests.data.masks.mask_files import toy_masks
from tests.imbalance.toy_runs import BUDGET, toy_data, toy_runs


def test_results_survive_the_disk(tmp_path):
    toy, runs = toy_data(), toy_runs()
    write_results(tmp_path, toy, MaskRuns(runs, runs))
    read = read_results(tmp_path, toy)
    assert read.given.budget == BUDGET
    for name, of_method in runs.by_method.items():
        assert np.array_equal(read.folds.by_method[name].errors, of_method.errors)
    with pytest.raises(UserError, match="from other images"):
        read_results(tmp_path, toy_masks(seed=1))
    described = json.loads((tmp_path / "results.json").read_text())
    (tmp_path / "results.json").write_text(json.dumps({**described, "format": "other"}))
    with pytest.raises(UserError, match="are damaged"):
        read_results(tmp_path, toy)
    with pytest.raises(UserError, match=r"masks\.ipynb makes them"):
        read_results(tmp_path / "none", toy)
