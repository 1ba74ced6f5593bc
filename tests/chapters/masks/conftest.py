"""Every method on made-up answers, judged."""

import pytest

from fer_lib.chapters.masks.analysis import JudgedRuns, MaskAnalysis
from fer_lib.chapters.masks.claim_runs import AskedMasks
from fer_lib.chapters.masks.claims import MaskClaims
from fer_lib.chapters.masks.long_names import try_long_names
from tests.chapters.masks.made_up_runs import all_methods, made_up_runs

FOLD_METHODS = ("fixed", "decay", "balanced")


@pytest.fixture(scope="session")
def masks() -> MaskAnalysis:
    return MaskAnalysis(JudgedRuns(all_methods()))


@pytest.fixture(scope="session")
def folds() -> JudgedRuns:
    return JudgedRuns(made_up_runs(0.5, seeds=1, n=900, methods=FOLD_METHODS))


@pytest.fixture(scope="session")
def claims(masks) -> MaskClaims:
    return MaskClaims(masks, try_long_names(), AskedMasks({}, {}))
