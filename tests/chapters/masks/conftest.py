"""The ablation on a toy problem, judged."""

import pytest

from fer_lib.chapters.masks.analysis import JudgedRuns, MaskAnalysis
from fer_lib.chapters.masks.claims import MaskClaims
from fer_lib.chapters.masks.long_names import try_long_names
from fer_lib.imbalance.ablation import run_folds
from fer_lib.imbalance.methods import METHODS
from tests.imbalance.toy_runs import BUDGET, toy_data, toy_runs

FOLD_METHODS = ("fixed", "decay", "balanced")


@pytest.fixture(scope="session")
def masks() -> MaskAnalysis:
    return MaskAnalysis(JudgedRuns(toy_runs()))


@pytest.fixture(scope="session")
def folds() -> JudgedRuns:
    chosen = [method for method in METHODS if method.name in FOLD_METHODS]
    return JudgedRuns(run_folds(toy_data(), BUDGET, chosen))


@pytest.fixture(scope="session")
def claims(masks) -> MaskClaims:
    return MaskClaims(masks, try_long_names())
