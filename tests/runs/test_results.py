import json
import re
import shutil
from dataclasses import replace

import pytest

from fer_lib.chapters.training.kept_runs import kept_run_row
from fer_lib.cli import main
from fer_lib.config import RunConfig
from fer_lib.errors import UserError
from fer_lib.runs import RunFolder
from fer_lib.runs.results import FILES, keep, read_results
from fer_lib.training.loop import train
from tests.conftest import toy_faces


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    config = RunConfig(name="toy", model="report-b-dnn", epochs=2, batch_size=32, device="cpu")
    faces = toy_faces()
    fer2013 = {**faces.provenance, "form": "fer2013-csv", "synthetic": False, "split": {"method": "source"}}
    faces = replace(faces, provenance=fer2013)
    return train(config, faces, RunFolder(tmp_path_factory.mktemp("runs") / "toy"))


def test_kept_figures_are_those_of_the_run(run, tmp_path):
    target = keep(run, tmp_path)
    assert {p.name for p in target.iterdir()} == set(FILES)
    (result,) = read_results(tmp_path)
    assert result.accuracy("validation") == run.accuracy("validation")
    name, copies, epochs, public, private, _ = kept_run_row(result)
    assert (name, copies.en, epochs.split("/")[-1]) == ("toy", "kept", "2")
    assert re.fullmatch(r"\d+\.\d% \(\d+\.\d–\d+\.\d\)", public)
    assert private != "–"
    with pytest.raises(UserError, match="is there already"):
        keep(run, tmp_path)


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("provenance.json", lambda p: "{", "not the figures of a run"),
        ("provenance.json", lambda p: {**p, "config": {}}, "not the figures of a run"),
        ("provenance.json", lambda p: {**p, "device": {}}, "not the figures of a run"),
        ("provenance.json", lambda p: {**p, "data": {}}, "not the figures of a run"),
        ("metrics.json", lambda m: {**m, "seconds": "x"}, "not the figures of a run"),
        ("history.csv", lambda _: "epoch\n1\n", "not the figures of a run"),
        (
            "provenance.json",
            lambda p: {**p, "data": {**p["data"], "synthetic": True}},
            "this run has synthetic data of",
        ),
        (
            "provenance.json",
            lambda p: {**p, "data": {**p["data"], "form": "train-csv"}},
            "of the form train-csv",
        ),
        (
            "provenance.json",
            lambda p: {**p, "data": {**p["data"], "split": {"method": "last"}}},
            "with split: last",
        ),
    ],
)
def test_damaged_figures_and_those_of_other_data_are_not_kept(run, tmp_path, file, change, words):
    copy = tmp_path / "toy"
    shutil.copytree(run.path, copy)
    text = (copy / file).read_text("utf8")
    changed = change(json.loads(text) if file.endswith("json") else text)
    (copy / file).write_text(changed if isinstance(changed, str) else json.dumps(changed), "utf8")
    with pytest.raises(UserError, match=words):
        keep(RunFolder(copy), tmp_path / "results")
    assert not (tmp_path / "results").exists()


def test_without_results_the_list_says_how_to_make_some(tmp_path, monkeypatch, capsys):
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "editions").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["results", "list"]) == 2
    assert "results: there is no such folder; `python -m fer_lib results keep" in capsys.readouterr().err


def test_an_unfinished_run_is_not_kept(tmp_path):
    with pytest.raises(UserError, match="missing or not finished"):
        keep(RunFolder(tmp_path / "none"), tmp_path / "results")
    assert not (tmp_path / "results").exists()


def test_a_damaged_folder_is_named(tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "metrics.json").write_text("{")
    with pytest.raises(UserError, match="broken: not the figures of a run"):
        read_results(tmp_path)


def test_the_repository_s_results_are_whole_and_name_no_place(root, capsys):
    results = read_results(root / "results")
    for result in results:
        text = json.dumps(result.provenance)
        assert not re.search(r"(?<![\w.])/(?:home|tmp|root|work)/", text), result.name
        history = (root / "results" / result.name / "history.csv").read_text("utf8").splitlines()
        assert len(history) == 1 + result.metrics["selected"]["of"]
    assert main(["results", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(results)
