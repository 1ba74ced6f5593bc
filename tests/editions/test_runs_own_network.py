"""Editions whose runs have a network of one's own."""

import json

import pytest
import yaml

from fer_lib.cli import main
from fer_lib.editions import read_edition
from fer_lib.editions.status import edition_status
from fer_lib.network_code import read_network

NET = """from torch import nn


class Net(nn.Module):
    def __init__(self, num_classes, depth=1):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(48 * 48, depth), nn.ReLU(), nn.Linear(depth, num_classes))

    def forward(self, x):
        return self.layers(x)
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """``project(text of the network, keys of the run)`` writes a project with one edition."""
    for name in ("presets", "editions", "nets", "notebooks"):
        (tmp_path / name).mkdir()
    (tmp_path / "_toc.yml").touch()
    monkeypatch.chdir(tmp_path)

    def write(text=NET, **keys):
        (tmp_path / "nets" / "net.py").write_text(text, "utf8")
        (tmp_path / "presets" / "mine.yaml").write_text("model: nets/net.py:Net\nepochs: 1\n", "utf8")
        edition = {
            "title": {"en": "T", "zh-TW": "測"},
            "data": {"source": "synthetic", "count": 200},
            "main_run": "a",
            "runs": {"a": {"preset": "mine"}, "b": {"preset": "mine", **keys}},
        }
        (tmp_path / "editions" / "test.yaml").write_text(yaml.safe_dump(edition), "utf8")
        return tmp_path

    return write


@pytest.mark.parametrize("place", [".", "notebooks"])
def test_an_edition_is_checked_with_the_network(project, capsys, monkeypatch, place):
    monkeypatch.chdir(project(model_options={"depth": 3}) / place)
    assert main(["edition", "check", "test", "--json"]) == 0
    a, b = json.loads(capsys.readouterr().out)
    assert (a["parameters"], b["parameters"]) == (2304 + 1 + 14, 3 * 2305 + 28)


@pytest.mark.parametrize("options", [[], ["--brief"]])
def test_a_network_that_does_not_fit_is_found_before_anything_runs(project, capsys, options):
    project(NET.replace("(depth, num_classes)", "(depth, 1000)"))
    assert main(["edition", "check", "test", *options]) == 2
    said = capsys.readouterr().err
    assert said.startswith(
        "error: editions/test.yaml: runs: a: model: nets/net.py:Net: gives [2, 1000] for images"
    )


def test_wrong_options_are_found_before_anything_runs(project, capsys):
    project(model_options={"dept": 3})
    assert main(["edition", "check", "test"]) == 2
    assert (
        "runs: b: model_options: nets/net.py:Net: takes no 'dept'; did you mean 'depth'?"
        in capsys.readouterr().err
    )


def test_a_grid_of_options(project):
    project(grid={"model_options": [{"depth": 2}, {"depth": 3}]})
    edition = read_edition("test")
    assert [name for name in edition.configs if name != "a"] == [
        "b-model-options-depth-2",
        "b-model-options-depth-3",
    ]


def test_a_path_counts_from_the_projects_folder_even_where_the_same_lies_here(project, monkeypatch):
    folder = project()
    (folder / "notebooks" / "nets").mkdir()
    (folder / "notebooks" / "nets" / "net.py").write_text("raise SystemExit\nclass Net: pass\n")
    monkeypatch.chdir(folder / "notebooks")
    config = read_edition("test").configs["a"]
    assert read_network(config.model).folder == folder / "nets"
    monkeypatch.chdir(folder)
    assert read_edition("test").configs["a"].hash() == config.hash()


def test_a_run_whose_network_has_changed_is_to_be_trained_again(project):
    folder = project()
    config = read_edition("test").configs["a"]
    run = folder / "runs" / "test" / "a"
    run.mkdir(parents=True)
    figures = {"selected": {"by": "validation_accuracy", "epoch": 1, "of": 1}, "seconds": 1.0}
    (run / "metrics.json").write_text(json.dumps(figures), "utf8")
    made = {"config_sha256": config.hash(), "network": read_network(config.model).described()}
    (run / "provenance.json").write_text(json.dumps(made), "utf8")

    def state():
        return edition_status(read_edition("test"))[0].state

    assert state() == "done"
    (folder / "nets" / "net.py").write_text(f"# A remark.\n{NET}", "utf8")
    assert state() == "done"
    (folder / "nets" / "net.py").write_text(NET.replace("ReLU", "Tanh"), "utf8")
    assert state() == "changed"
    (folder / "nets" / "net.py").unlink()  # it came from elsewhere
    assert state() == "done"
