"""Which networks the chapter takes apart."""

from dataclasses import replace

import yaml

from fer_lib.chapters.models.shown_networks import shown_networks
from fer_lib.models import MODELS
from tests.chapters.run_folders import make_run
from tests.runs.finished_run import change_json

SMALL = {"preset": "report-a", "model": "vgg-fer-small"}


def made(edition, names, shapes=()):
    """The edition with runs that look finished; ``shapes`` are those of their images, where they are not FER2013's."""
    for name in names:
        config = edition.configs[name]
        run = make_run(edition.folder / name, range(30), model=config.model, dropout=config.dropout)
        if name in shapes:
            change_json(
                run.path / "provenance.json",
                data={"image_shape": shapes[name], "class_names": ["a", "b", "c"]},
            )
        assert yaml.safe_load((run.path / "config.yaml").read_text())["model"] == config.model
    return replace(edition, reference_reports=False)


def test_with_reports_every_network_is_shown(make_edition):
    edition = make_edition({"main": SMALL, "other": {**SMALL, "seed": 1}})
    shown = shown_networks(edition)
    assert shown.main.name == "vgg-fer-small"
    assert shown.main.with_report
    assert sorted(network.name for network in shown.all) == sorted(MODELS)


def test_without_reports_only_the_edition_s_networks_are_shown(make_edition):
    runs = {
        "a": {"preset": "report-c"},
        "dropped": {**SMALL, "dropout": 0.1},
        "main": SMALL,
        "not-made": {"preset": "report-b-cnn"},
    }
    shown = shown_networks(made(make_edition(runs), ("a", "dropped", "main")))
    assert [(network.name, network.runs) for network in shown.all] == [
        ("vgg-fer-small", ("main", "dropped")),
        ("report-c", ("a",)),
    ]
    assert not any(network.with_report for network in shown.all)


def test_one_network_on_two_kinds_of_images_is_shown_twice(make_edition):
    edition = made(make_edition({"main": SMALL, "small": SMALL}), ("main", "small"), {"small": [32, 32, 3]})
    shown = shown_networks(edition)
    assert [network.shown_name for network in shown.all] == ["vgg-fer-small", "vgg-fer-small (small)"]
    assert shown.others[0].shape.image == (3, 32, 32)
    assert len({network.label for network in shown.all}) == 2


def test_before_any_run_is_made_the_main_run_s_network_is_there(make_edition):
    shown = shown_networks(replace(make_edition({"main": SMALL}), reference_reports=False))
    assert [network.name for network in shown.all] == ["vgg-fer-small"]
