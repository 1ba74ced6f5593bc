"""Which runs of an edition chapter 8 goes through."""

from pathlib import Path
from types import SimpleNamespace

from fer_lib.chapters.activation_maximization.analysis import MaximizationAnalysis
from fer_lib.config import RunConfig
from tests.chapters.activation_maximization.made_up import STRIPES, findings, layer
from tests.conftest import toy_faces

CONFIGS = {
    "made-up": RunConfig(name="made-up", model="report-a"),
    "same-start": RunConfig(name="same-start", model="report-a"),
    "other-start": RunConfig(name="other-start", model="report-a", seed=1),
    "report-c": RunConfig(name="report-c", model="report-c"),
    "unfinished": RunConfig(name="unfinished", model="report-b-cnn"),
    "shuffled": RunConfig(name="shuffled", model="report-b-dnn", shuffle_pixels=True),
}


def test_other_networks_are_one_of_each_architecture_with_other_weights_first() -> None:
    book = SimpleNamespace(
        configs=CONFIGS,
        main_configs=CONFIGS,
        run=lambda name: SimpleNamespace(is_complete=name != "unfinished"),
    )
    main = findings(layer(1, STRIPES))
    analysis = MaximizationAnalysis(book, toy_faces(), main, main, main)
    assert analysis.other_networks == ["other-start", "report-c"]
    assert "shuffled" not in analysis.runs_on_images


def test_the_main_run_is_tested_once() -> None:
    main, other = findings(layer(1, STRIPES)), findings(layer(2, STRIPES))
    assert MaximizationAnalysis(None, toy_faces(), main, main, main).tested == [main]
    assert MaximizationAnalysis(None, toy_faces(), main, main, other).tested == [main, other]


def test_trainings_from_elsewhere_are_in_no_pair() -> None:
    """Nobody knows in what else they differ."""
    decay = CONFIGS["made-up"].model_copy(update={"name": "decay", "weight_decay": 0.1})
    main = findings(layer(1, STRIPES))
    for adopted, pairs in ({}, [("decay", "made-up")]), ({"decay": Path("away")}, []):
        book = SimpleNamespace(main_configs={"made-up": CONFIGS["made-up"], "decay": decay}, adopted=adopted)
        analysis = MaximizationAnalysis(book, toy_faces(), main, main, main)
        assert analysis.pairs == {"normalization": [], "weight_decay": pairs}
