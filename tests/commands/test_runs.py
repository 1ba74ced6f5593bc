"""``runs list``, ``show``, ``compare`` and ``rm``, of complete, unfinished and broken runs."""

import fcntl
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fer_lib.cli import main
from fer_lib.runs.predictions import read_predictions
from fer_lib.runs.state import read_state
from tests.runs.finished_run import change_json, change_predictions, unfinish


@pytest.fixture
def runs(tmp_path, finished_run, monkeypatch):
    """``runs`` of a project that is the working directory; the edition ``toy`` has a complete run."""
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "editions").mkdir()
    monkeypatch.chdir(tmp_path)
    shutil.copytree(finished_run, tmp_path / "runs" / "toy" / "good")
    return Path("runs")


def copied(run, name):
    target = run.with_name(name)
    shutil.copytree(run, target)
    config = target / "config.yaml"
    config.write_text(config.read_text("utf8").replace(f"name: {run.name}\n", f"name: {name}\n"), "utf8")
    return target


def call(capsys, *arguments):
    status = main(["runs", *map(str, arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return status, captured.out, captured.err


def error(capsys, *arguments):
    status, _, err = call(capsys, *arguments)
    assert status == 2
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    return err


def test_list_says_the_state_of_each_run(runs, capsys):
    unfinish(copied(runs / "toy" / "good", "half"))
    (copied(runs / "toy" / "good", "torn") / "best.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}")
    (runs / "toy" / "data").mkdir()
    (runs / "toy" / "data" / "provenance.json").write_text("{}")
    status, out, _ = call(capsys, "list")
    lines = out.splitlines()
    assert status == 0
    assert [line.split()[:2] for line in lines[1:4]] == [
        ["runs/toy/good", "complete"], ["runs/toy/half", "unfinished"], ["runs/toy/torn", "broken"],
    ]  # fmt: skip
    correct = read_predictions(runs / "toy" / "good", "validation").correct
    assert f"{100 * correct / 40:.1f}% (" in lines[1]
    assert "3 runs, 2 not complete" in out
    assert "runs/toy/half: unfinished: epoch 1 of 2" in lines
    assert next(line for line in lines if line.startswith("runs/toy/torn: ")).startswith(
        "runs/toy/torn: broken: best.safetensors: damaged ("
    )
    assert "toy/data" not in out


def test_list_of_places_as_json(runs, capsys):
    write = unfinish(copied(runs / "toy" / "good", "half"), epochs=0)
    by_edition = json.loads(call(capsys, "list", "runs/toy", "--json")[1])
    assert by_edition == json.loads(call(capsys, "list", "runs/toy/good", write, "--json")[1])
    good, half = by_edition
    assert (good["state"], good["n"], good["epochs"], good["model"]) == ("complete", 40, 2, "report-b-dnn")
    assert good["interval"][0] < good["accuracy"] < good["interval"][1]
    assert (half["state"], half["reason"], half["accuracy"]) == ("unfinished", "epoch 0 of 2", None)


def test_list_of_what_is_no_run(runs, capsys):
    assert "editions: there is no run in it" in error(capsys, "list", "editions")
    assert "nowhere: there is no such folder" in error(capsys, "list", "nowhere")


def damage(run, what):
    text = {name: run / name for name in ("config.yaml", "history.csv", "metrics.json", "provenance.json")}
    match what:
        case "config":
            text["config.yaml"].write_text("epohs: 3")
        case "no config":
            text["config.yaml"].unlink()
        case "history":
            text["history.csv"].write_text("epoch,train_loss\n1,x\n")
        case "short history":
            lines = text["history.csv"].read_text().splitlines(keepends=True)
            text["history.csv"].write_text("".join(lines[:2]))
        case "metrics":
            text["metrics.json"].write_text(text["metrics.json"].read_text()[:50])
        case "figures":
            change_json(text["metrics.json"], splits={"validation": {"n": 40, "correct": 41}})
        case "other figures":
            change_json(text["metrics.json"], splits={"validation": {"n": 40, "correct": 1}})
        case "no provenance":
            text["provenance.json"].unlink()
        case "provenance":
            change_json(text["provenance.json"], data=["a"])
        case "predictions":
            (run / "predictions.npz").write_bytes(b"PK")
        case "no predictions":
            (run / "predictions.npz").unlink()
        case "no weights":
            (run / "best.safetensors").unlink()
        case "cut weights":
            weights = (run / "best.safetensors").read_bytes()
            (run / "best.safetensors").write_bytes(weights[: len(weights) // 2])


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("config", "config.yaml: unknown key 'epohs': did you mean 'epochs'?"),
        ("no config", "config.yaml: not there, and best.safetensors is"),
        ("history", "history.csv: damaged (ValueError"),
        ("short history", "history.csv: ends with epoch 1, and epoch 2 was kept"),
        ("metrics", "metrics.json: damaged ("),
        ("figures", "metrics.json: damaged (splits.validation: Value error, 41 right of 40)"),
        ("other figures", "metrics.json: 1 of 40 validation images right, but predictions.npz has "),
        ("no provenance", "provenance.json: not there"),
        ("provenance", "provenance.json: damaged (data, device, code and network are objects)"),
        ("predictions", "predictions.npz: damaged ("),
        ("no predictions", "predictions.npz: not there"),
        ("no weights", "best.safetensors: not there"),
        ("cut weights", "best.safetensors: damaged ("),
    ],
)
def test_a_broken_run_names_the_file_that_is_at_fault(runs, what, said):
    damage(runs / "toy" / "good", what)
    state = read_state(runs / "toy" / "good")
    assert state.state == "broken"
    assert state.reason.startswith(said)
    assert "runs/" not in state.reason


def test_a_run_that_never_began(runs):
    folder = runs / "toy" / "failed"
    folder.mkdir()
    (folder / "train.log.ipynb").write_text("{}")
    assert read_state(folder).shown == "unfinished: stopped before its first epoch; its log says why"


def test_show(runs, capsys):
    status, out, _ = call(capsys, "show", "good")
    assert (status, out.splitlines()[0]) == (0, "runs/toy/good: complete")
    for part in (
        "n = 40)",
        "best epoch            2 of 2",
        "300,000",
        "faces.csv, SHA-256 abc",
        "a processor",
    ):
        assert part in out
    assert "epochs                  2" in out.splitlines()
    figures = json.loads(call(capsys, "show", "runs/toy/good", "--json")[1])
    assert figures["config"]["model"] == "report-b-dnn"
    assert figures["metrics"]["macs"] == 400_000
    unfinish(runs / "toy" / "good")
    assert call(capsys, "show", "good")[1].startswith("runs/toy/good: unfinished: epoch 1 of 2\n")
    assert "nothing: there is no such run folder" in error(capsys, "show", "nothing")


def test_show_a_run_without_a_configuration(runs, capsys):
    damage(runs / "toy" / "good", "no config")
    assert "broken: config.yaml: not there" in call(capsys, "show", "toy/good")[1]


def test_compare(runs, capsys):
    other = copied(runs / "toy" / "good", "other")
    config = (other / "config.yaml").read_text("utf8")
    (other / "config.yaml").write_text(config.replace("seed: 0", "seed: 5"), "utf8")
    predictions = read_predictions(other, "validation")
    logits = predictions.logits.copy()
    right = np.flatnonzero(predictions.predicted == predictions.labels)[:9]
    logits[right] = np.eye(7, dtype=np.float32)[(predictions.labels[right] + 1) % 7]
    change_predictions(other, validation_logits=logits)
    correct = predictions.correct - 9
    splits = {"train": {"n": 60, "correct": 1}, "validation": {"n": 40, "correct": correct}}
    change_json(other / "metrics.json", splits=splits)
    status, out, _ = call(capsys, "compare", "good", "other", "--json")
    found = json.loads(out)
    assert (status, found["only_first"], found["only_second"]) == (0, 9, 0)
    assert found["difference"] == pytest.approx(9 / 40)
    assert found["p_value"] == pytest.approx(2 / 2**9)
    assert found["interval"][0] < 9 / 40 < found["interval"][1]
    assert (found["verdict"], found["differing_keys"]) == ("first", {"seed": [0, 5]})
    text = call(capsys, "compare", "good", "other")[1]
    assert "good is right more often than other; what another seed moves, the test does not know." in text
    assert ["seed", "0", "5"] in [line.split() for line in text.splitlines()]
    same = call(capsys, "compare", "good", "good")[1]
    assert "The configurations are the same." in same


def test_compare_refuses_other_images(runs, capsys):
    for name, change in (
        ("indices", {"validation_indices": np.arange(40) + 1}),
        ("labels", {"validation_labels": np.zeros(40, np.int64)}),
    ):
        other = copied(runs / "toy" / "good", name)
        change_predictions(other, **change)
        n = read_predictions(other, "validation").correct
        change_json(other / "metrics.json", splits={"validation": {"n": 40, "correct": n}})
        assert "their predictions are for different images" in error(capsys, "compare", "good", name)
    other = copied(runs / "toy" / "good", "other-data")
    change_json(other / "provenance.json", data={"sha256": "xyz"})
    assert "they were trained on different data (SHA-256 abc and xyz)" in error(
        capsys, "compare", "good", "other-data"
    )
    assert "no labelled test images" in error(capsys, "compare", "good", "good", "--split", "test")


def test_compare_refuses_unfinished_runs(runs, capsys):
    unfinish(copied(runs / "toy" / "good", "half"))
    message = error(capsys, "compare", "good", "half")
    assert "only complete runs can be compared; this one is unfinished: epoch 1 of 2" in message


def test_rm_asks(runs, capsys, monkeypatch):
    good = runs / "toy" / "good"
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert "nobody is there to ask" in error(capsys, "rm", "good")

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    monkeypatch.setattr("builtins.input", lambda asked: "n" if "this run" in asked else "")
    assert call(capsys, "rm", "good")[0] == 1
    assert good.is_dir()
    monkeypatch.setattr("builtins.input", lambda asked: "y")
    assert call(capsys, "rm", "good")[:1] == (0,)
    assert sorted(path.name for path in (runs / "toy").iterdir()) == []


def test_rm_deletes_broken_and_unfinished_runs(runs, capsys):
    unfinish(copied(runs / "toy" / "good", "half"))
    damage(copied(runs / "toy" / "good", "torn"), "no config")
    (runs / "toy" / "half" / "explain").mkdir()
    (runs / "toy" / "half" / "explain" / "saliency.npz").touch()
    assert call(capsys, "rm", "--yes", "half", "runs/toy/torn", "half")[0] == 0
    assert [path.name for path in (runs / "toy").iterdir()] == ["good"]


def test_rm_waits_for_a_training_and_forgets_its_failure(runs, capsys):
    jobs = runs / "toy" / ".jobs"
    jobs.mkdir()
    (jobs / "train-good.failed").write_text("FAILED")
    (jobs / "train-other.failed").write_text("FAILED")
    with (jobs / "train-good.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "runs/toy/good: this run is in training" in error(capsys, "rm", "-y", "good")
    assert (runs / "toy" / "good" / "metrics.json").is_file()
    assert call(capsys, "rm", "-y", "good")[0] == 0
    assert sorted(path.name for path in jobs.iterdir()) == ["train-good.lock", "train-other.failed"]


def test_rm_leaves_everything_else_alone(runs, capsys, tmp_path):
    good = runs / "toy" / "good"
    (copied(good, "with-notes") / "notes.md").write_text("mine")
    elsewhere = shutil.move(copied(good, "elsewhere"), tmp_path / "elsewhere")
    (runs / "toy" / "link").symlink_to(elsewhere)
    kept = tmp_path / "kept"
    kept.mkdir()
    for name in ("metrics.json", "history.csv", "provenance.json"):
        shutil.copy(good / name, kept)
    assert "this is a link to a folder elsewhere" in error(capsys, "rm", "-y", "good", "link")
    assert "holds notes.md, which no training writes" in error(capsys, "rm", "-y", "good", "with-notes")
    for folder in ("editions", "runs/toy", "runs", ".", str(kept)):
        assert "no run folder" in error(capsys, "rm", "-y", "good", folder)
    assert len(list(elsewhere.iterdir())) == len(list(good.iterdir())) == 7
    assert len(list(kept.iterdir())) == 3


def test_rm_follows_no_link_inside_a_run(runs, capsys, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious.txt").write_text("mine")
    (runs / "toy" / "good" / "explain").symlink_to(outside)
    (runs / "toy" / "good" / "train.ipynb").unlink()
    (runs / "toy" / "good" / "train.ipynb").symlink_to(outside / "precious.txt")
    assert call(capsys, "rm", "-y", "good")[0] == 0
    assert (outside / "precious.txt").read_text() == "mine"
    assert not (runs / "toy" / "good").exists()


def test_torch_is_not_needed(runs, python):
    program = (
        "import sys; from fer_lib.cli import main; "
        "runs = lambda *words: main(['runs', *words]); "
        "status = runs('list') or runs('show', 'good') or runs('compare', 'good', 'good'); "
        "sys.exit(status or 'torch' in sys.modules)"
    )
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
