import json
import re

import pytest

from fer_lib.cli import main
from fer_lib.config import RunConfig
from fer_lib.errors import UserError
from fer_lib.results import FILES, keep, read_results
from fer_lib.runs import RunFolder
from fer_lib.training.loop import train
from tests.conftest import toy_faces


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    config = RunConfig(name="toy", model="report-b-dnn", epochs=2, batch_size=32, device="cpu")
    return train(config, toy_faces(), RunFolder(tmp_path_factory.mktemp("runs") / "toy"))


def test_kept_figures_are_those_of_the_run(run, tmp_path):
    target = keep(run, tmp_path)
    assert {p.name for p in target.iterdir()} == set(FILES)
    (result,) = read_results(tmp_path)
    assert result.accuracy("validation") == run.accuracy("validation")
    name, copies, epochs, public, private, _ = result.row()
    assert (name, copies.en, epochs.en.split()[-1]) == ("toy", "kept", "2")
    assert re.fullmatch(r"\d+\.\d% \(\d+\.\d–\d+\.\d\)", public)
    assert private != "–"
    with pytest.raises(UserError, match="is there already"):
        keep(run, tmp_path)


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
