import json
import subprocess
import zipfile

import numpy as np
import pytest
from sklearn import metrics

from fer_lib.cli import main
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.runs.find import find_run
from fer_lib.runs.predictions import read_predictions
from tests.commands.toy_run import write_run


def evaluate(capsys, *arguments):
    status = main(["evaluate", *map(str, arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return status, captured.out, captured.err


def error(capsys, *arguments):
    status, out, err = evaluate(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    return err


def test_json_has_the_figures(run_path, capsys):
    status, out, err = evaluate(capsys, run_path, "--json")
    figures = json.loads(out)
    assert (status, err) == (0, "")
    assert list(figures) == ["n", "accuracy", "interval", "macro_f1", "ece", "per_class", "confusion"]
    predictions = read_predictions(run_path, "validation")
    assert figures["n"] == 40
    assert figures["accuracy"] == predictions.correct / 40
    assert figures["interval"][0] < figures["accuracy"] < figures["interval"][1]
    assert figures["macro_f1"] == pytest.approx(
        metrics.f1_score(predictions.labels, predictions.predicted, average="macro")
    )
    expected = metrics.confusion_matrix(predictions.labels, predictions.predicted)
    assert figures["confusion"] == expected.tolist()
    assert [row["class"] for row in figures["per_class"]] == list(CLASS_NAMES)
    assert sum(row["n"] for row in figures["per_class"]) == 40
    recalls = metrics.recall_score(predictions.labels, predictions.predicted, average=None)
    assert [row["recall"] for row in figures["per_class"]] == pytest.approx(list(recalls))
    for row in figures["per_class"]:
        assert row["f1_interval"][0] <= row["f1"] <= row["f1_interval"][1]
    assert 0 < figures["ece"] < 1


def test_a_class_that_never_occurs_is_null(run_path, capsys):
    labels, logits = np.array([0, 0, 3]), np.eye(7, dtype=np.float32)[[0, 3, 3]]
    np.savez(
        run_path / "predictions.npz",
        validation_indices=np.arange(3),
        validation_labels=labels,
        validation_logits=logits,
    )
    figures = json.loads(evaluate(capsys, run_path, "--json")[1])
    disgust = figures["per_class"][1]
    assert disgust == {
        "class": "disgust", "n": 0, "recall": None, "recall_interval": None, "precision": None,
        "precision_interval": None, "f1": None, "f1_interval": None,
    }  # fmt: skip
    assert "disgust         0  –" in evaluate(capsys, run_path)[1]


def test_text_is_for_people(run_path, capsys):
    status, out, _ = evaluate(capsys, run_path, "--split", "train")
    predictions = read_predictions(run_path, "train")
    assert status == 0
    assert out.startswith(f"{run_path}, train images\n")
    assert f"accuracy   {100 * predictions.correct / 60:.1f}%  (95% interval " in out
    assert "n = 60)" in out
    matrix = out.split("columns: prediction\n")[1].splitlines()
    assert matrix[0].split() == list(CLASS_NAMES)
    assert sum(int(n) for line in matrix[1:] for n in line.split()[1:]) == 60


def test_a_run_is_found_by_its_name(project, capsys):
    by_path = evaluate(capsys, "runs/toy/small")
    assert by_path[0] == 0
    assert evaluate(capsys, "toy/small") == by_path
    assert evaluate(capsys, "small") == by_path
    assert find_run("small").as_posix() == "runs/toy/small"


def test_a_name_in_two_editions(project, capsys):
    write_run(project / "runs" / "other" / "small")
    assert "small: which one? runs/other/small or runs/toy/small" in error(capsys, "small")


def test_from_a_folder_inside_the_project(project, monkeypatch):
    monkeypatch.chdir(project / "editions")
    assert find_run("toy/small").samefile(project / "runs" / "toy" / "small")


def test_a_missing_run_lists_those_that_are_there(project, capsys):
    assert "nothing: there is no such run folder. There are: toy/small" in error(capsys, "nothing")


@pytest.mark.parametrize("name", ["../elsewhere", "/nowhere/run"])
def test_no_name_leads_out_of_the_runs(project, capsys, name):
    write_run(project / "elsewhere")
    assert "there is no such run folder" in error(capsys, name)


def test_an_empty_name_is_the_working_directory(project, capsys):
    assert "this is no run folder" in error(capsys, "")


def test_outside_a_project(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert "Give the path of a folder that a training made" in error(capsys, "report-a")


def test_folders_that_are_no_run(project, run_path, capsys):
    assert "It holds the runs runs/toy/small: give one of them" in error(capsys, "runs/toy")
    assert "this is no run folder (it has no config.yaml)" in error(capsys, "editions")
    assert "this is a file; give the run's folder" in error(capsys, run_path / "config.yaml")


def test_a_split_without_labels(run_path, capsys):
    message = error(capsys, run_path, "--split", "test")
    assert f"{run_path}/predictions.npz: the data of this run have no labelled test images" in message
    assert "it has train, validation" in message


def test_an_unfinished_run(run_path, capsys):
    (run_path / "predictions.npz").unlink()
    assert f"{run_path}/predictions.npz: not there; the run is not finished" in error(capsys, run_path)


@pytest.mark.parametrize("damage", ["cut", "text", "pickle", "shape", "nan", "part", "array"])
def test_damaged_predictions(run_path, capsys, damage):
    path = run_path / "predictions.npz"
    with np.load(path) as arrays:
        content = dict(arrays)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:300])
    elif damage == "array":
        with path.open("wb") as file:
            np.save(file, content["validation_logits"])
    elif damage == "text":
        path.write_text("no archive")
    elif damage == "pickle":
        np.savez(path, **{**content, "validation_labels": np.array([{"a": 1}] * 40, dtype=object)})
    elif damage == "shape":
        np.savez(path, **{**content, "validation_logits": content["validation_logits"][:, :3]})
    elif damage == "nan":
        content["validation_logits"][0, 0] = np.nan
        np.savez(path, **content)
    else:
        del content["validation_labels"]
        np.savez(path, **content)
    message = error(capsys, run_path)
    assert f"{path}: " in message
    assert "delete the run's folder and run it again" in message


def test_a_damaged_member_of_the_archive(run_path, capsys):
    path = run_path / "predictions.npz"
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("validation_logits.npy")
    content = bytearray(path.read_bytes())
    content[info.header_offset + 120] ^= 0xFF
    path.write_bytes(content)
    assert "damaged" in error(capsys, run_path)


def test_torch_is_not_needed(run_path, python):
    program = (
        "import sys; from fer_lib.cli import main; "
        f"status = main(['evaluate', {str(run_path)!r}]); sys.exit(status or 'torch' in sys.modules)"
    )
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_two_files_need_no_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "l.csv").write_text("id,label\n1,cat\n2,dog\n3,dog\n")
    (tmp_path / "p.csv").write_text("id,label\n3,dog\n2,cat\n1,cat\n")
    status, out, err = evaluate(capsys, "--predictions", "p.csv", "--labels", "l.csv", "--json")
    figures = json.loads(out)
    assert (status, err) == (0, "")
    assert (figures["n"], figures["accuracy"], figures["ece"]) == (3, 2 / 3, None)
    assert figures["confusion"] == [[1, 0], [1, 1]]
    assert figures["matched"] == "id"
    status, out, _ = evaluate(capsys, "--predictions", "p.csv", "--labels", "l.csv")
    assert out.startswith("p.csv against l.csv, matched by id\n\naccuracy   66.7%")
    assert "ECE        –  (the predictions have no probabilities)" in out


def test_files_give_the_figures_of_the_run(run_path, tmp_path, capsys):
    predictions = read_predictions(run_path, "validation")
    rows = zip(predictions.probabilities, predictions.labels, strict=True)
    table = [
        ["id", *CLASS_NAMES],
        *([n, *map(repr, map(float, shares))] for n, (shares, _) in enumerate(rows)),
    ]
    (tmp_path / "p.csv").write_text("\n".join(",".join(map(str, row)) for row in table))
    (tmp_path / "l.csv").write_text(
        "id,label\n" + "".join(f"{n},{k}\n" for n, k in enumerate(predictions.labels))
    )
    of_files = json.loads(
        evaluate(capsys, "--predictions", tmp_path / "p.csv", "--labels", tmp_path / "l.csv", "--json")[1]
    )
    of_run = json.loads(evaluate(capsys, run_path, "--json")[1])
    assert of_files.pop("ece") == pytest.approx(of_run.pop("ece"), abs=1e-6)
    assert of_files.pop("matched") == "id"
    assert of_files == of_run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Give a RUN, or --predictions FILE --labels FILE"),
        (["--predictions", "p.csv"], "belong together; give both"),
        (["small", "--predictions", "p.csv"], "a run has its own predictions"),
        (["--predictions", "p.csv", "--labels", "l.csv", "--split", "test"], "--split is of a run's images"),
        (["--predictions", "p.csv", "--labels", "l.csv"], "p.csv: there is no such file"),
    ],
)
def test_what_cannot_be_evaluated(project, capsys, arguments, said):
    assert said in error(capsys, *arguments)


def test_long_names_of_classes_stand_in_their_columns(tmp_path, capsys):
    for name in ("p.csv", "l.csv"):
        (tmp_path / name).write_text("id,label\n1,vegetables and fruit\n2,egg\n")
    _, out, _ = evaluate(capsys, "--predictions", tmp_path / "p.csv", "--labels", tmp_path / "l.csv")
    head, *rows = out.split("\n\n")[2].splitlines()
    assert len(rows) == 2
    assert {row.index("1  100.0%") for row in rows} == {head.index("images") + 5}


def test_classes_of_another_number_than_the_scores(run_path, capsys):
    (run_path / "provenance.json").write_text('{"data": {"class_names": ["a", "b"]}}')
    assert "scores of 7 classes, and provenance.json names 2" in error(capsys, run_path)
