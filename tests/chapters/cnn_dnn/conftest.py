"""Pairs of networks whose runs have chosen results."""

import pytest

from fer_lib.chapters.cnn_dnn.pair_experiment import read_pairs
from tests.chapters.conftest import make_edition
from tests.chapters.run_folders import history
from tests.chapters.training.conftest import edition_of

__all__ = ["make_edition"]

RUNS = {
    "main": {"preset": "report-a"},
    "cnn": {"preset": "report-b-cnn"},
    "dnn": {"preset": "report-b-dnn"},
    "cnn-shuffled": {"preset": "report-b-cnn", "shuffle_pixels": True},
    "dnn-shuffled": {"preset": "report-b-dnn", "shuffle_pixels": True},
    **{f"{kind}-{n}": {"preset": f"report-b-{kind}", "seed": n} for kind in ("cnn", "dnn") for n in (1, 2)},
    "d-cnn": {"preset": "report-d-cnn"},
    "d-dnn": {"preset": "report-d-dnn"},
    "own-cnn": {"preset": "report-a"},
}
PAIR_B = {"cnn": "cnn", "dnn": "dnn", "cnn_shuffled": "cnn-shuffled", "dnn_shuffled": "dnn-shuffled"}
PAIR_D = {"cnn": "d-cnn", "dnn": "d-dnn"}
PAIR_OWN = {"cnn": "own-cnn", "dnn": "dnn"}
GOOD = {"right": range(32), "curve": history(0.3, 0.5, 0.65, 0.75, 0.79, 0.8), "seconds": 6.0}
BAD = {"right": range(16), "curve": history(0.2, 0.35, 0.2, 0.35, 0.25, 0.4), "seconds": 1.5}
"""As the reports describe a CNN and a DNN: the second is less accurate, restless, slower in epochs, faster in each."""


@pytest.fixture
def edition(make_edition):
    """A function that makes an edition with pairs of networks and finished runs."""
    return lambda pairs, **results: edition_of(make_edition, RUNS, {"cnn_against_dnn": pairs}, results)


@pytest.fixture
def read(edition):
    """A function that reads an edition's pairs."""
    return lambda pairs, **results: read_pairs(edition(pairs, **results))


@pytest.fixture
def as_reported(read):
    """A pair of report B of which everything holds that the report says."""
    (pair,) = read([PAIR_B], cnn=GOOD, dnn=BAD)
    return pair


@pytest.fixture
def contrary(read):
    """A pair of report B of which nothing holds."""
    (pair,) = read([{"cnn": "cnn-1", "dnn": "dnn-1"}], **{"cnn-1": BAD, "dnn-1": GOOD})
    return pair


@pytest.fixture
def short(read):
    """A pair of report B that is equally good after two epochs."""
    (pair,) = read([{"cnn": "cnn-2", "dnn": "dnn-2"}], **{"cnn-2": range(20), "dnn-2": range(20)})
    return pair
