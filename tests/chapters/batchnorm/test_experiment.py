"""The experiment on batch normalization: found by name, absent without failing."""

from functools import partial

import pytest

from fer_lib.chapters.batchnorm.experiment import LABELS, read_experiment, spread_of_logits
from fer_lib.config import RunConfig
from fer_lib.data.prepared import write_prepared
from fer_lib.data.shapes import generate
from fer_lib.errors import UserError
from fer_lib.language import LANGUAGES, Text
from fer_lib.models import network_of
from fer_lib.plots.convergence import Convergence
from fer_lib.plots.style import figure_style
from fer_lib.training.loop import train
from tests.chapters.batchnorm.made_up import FAST, SLOW, group, history
from tests.chapters.run_folders import make_run
from tests.conftest import toy_faces


def test_means_and_epochs_to_reach():
    assert FAST.mean("validation_accuracy") == pytest.approx([0.5, 0.75])
    assert FAST.epochs_to_reach(0.5) == 1
    assert FAST.epochs_to_reach(0.51) == 2
    assert FAST.epochs_to_reach(0.9) is None
    assert SLOW.epochs_at_most(0.17) == 2
    assert SLOW.epochs_at_most(0.1) == 0
    assert SLOW.epochs_at_most(0.9) == 3
    assert [FAST.shown_accuracy(n) for n in (1, 2, 3)] == ["50.0%", "75.0%", "–"]


def test_a_group_of_unequal_lengths_is_refused():
    with pytest.raises(ValueError, match="number of epochs"):
        group(history(0.1), history(0.1, 0.2))
    with pytest.raises(ValueError, match="number of epochs"):
        group()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_curves_show_mean_and_every_seed(lang):
    with figure_style(lang):
        figure = Convergence((FAST, SLOW)).plot(lang=lang)
    for ax in figure.axes:
        assert len(ax.lines) == 2 * (2 + 1)
        assert ax.get_xlabel()
    assert [t.get_text() for t in figure.axes[0].get_legend().get_texts()] == [Text("a", "甲")[lang]] * 2


RUNS = {
    "main": {"preset": "report-a"},
    "batchnorm-on-s0": {"preset": "report-a", "epochs": 2},
    "batchnorm-off-s0": {"preset": "report-a-no-batchnorm", "epochs": 3},
}


def test_an_edition_without_the_runs_has_no_experiment(make_edition):
    assert read_experiment(make_edition({"main": RUNS["main"]})) is None


def test_runs_are_found_by_name_and_told_apart_by_their_configuration(make_edition):
    book = make_edition(RUNS)
    with pytest.raises(UserError, match="batchnorm-on-s0"):
        read_experiment(book)
    for name, found in (("batchnorm-on-s0", history(0.5, 0.6)), ("batchnorm-off-s0", history(0.2, 0.2, 0.3))):
        make_run(book.folder / name, range(20), found)
    faces = toy_faces()
    write_prepared(book.folder / "data", faces)
    experiment = read_experiment(book)
    assert experiment is not None
    assert experiment.config.name.startswith("batchnorm-")
    assert experiment.with_norm.label == LABELS["batch"]
    assert experiment.with_norm.mean("validation_accuracy") == pytest.approx([0.5, 0.6])
    assert experiment.without_norm.mean("validation_accuracy") == pytest.approx([0.2, 0.2, 0.3])
    assert experiment.epochs == 3
    # ``make_run`` writes the same settings for both; what counts is what the edition asks for.
    assert experiment.settings.asked == ("normalization",)
    assert experiment.settings.others == {"epochs": (2, 3)}
    counts = faces.counts()["validation"]
    assert experiment.largest_class_share == max(counts) / sum(counts)


def test_without_normalization_faces_look_alike_to_the_untrained_network():
    faces = toy_faces()
    spread = {
        kind: spread_of_logits(faces, partial(network_of, RunConfig(normalization=kind))) for kind in LABELS
    }
    assert spread["batch"] > 100 * spread["none"] > 0
    assert spread_of_logits(faces, partial(network_of, RunConfig())) == spread["batch"]


NETWORK = """
from torch import nn

class Net(nn.Sequential):
    def __init__(self, num_classes, in_channels, norm=True):
        layers = [nn.Conv2d(in_channels, 4, 3), *([nn.BatchNorm2d(4)] if norm else []), nn.ReLU(), nn.Dropout(0.5)]
        super().__init__(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, num_classes))
"""


def test_networks_of_ones_own_are_told_apart_by_their_modules(make_edition, tmp_path):
    (tmp_path / "mine.py").write_text(NETWORK)
    model = f"{tmp_path}/mine.py:Net"
    own = {"preset": "smoke", "model": model, "epochs": 1, "batch_size": 16, "split": "source"}
    book = make_edition(
        {
            "main": {"preset": "report-a"},
            "batchnorm-on": own,
            "batchnorm-off": {**own, "model_options": {"norm": False}},
        }
    )
    shapes = generate(60, seed=0).dataset
    book.folder.mkdir(parents=True)
    write_prepared(book.folder / "data", shapes)
    for name in ("batchnorm-on", "batchnorm-off"):
        train(book.configs[name], book.data(name), book.run(name))
    found = read_experiment(book)
    assert found is not None
    assert (len(found.with_norm.histories), len(found.without_norm.histories)) == (1, 1)
    assert found.logit_spread["batch"] > found.logit_spread["none"] > 0
    assert found.logit_spread == {kind: spread_of_logits(shapes, found.makers[kind]) for kind in LABELS}
