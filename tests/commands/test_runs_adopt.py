"""``runs adopt``, ``export --author``, and what the other actions say of a training from elsewhere."""

import json
import zipfile

import pytest
import torch

from fer_lib.cli import main
from fer_lib.data.prepared import write_prepared
from fer_lib.runs import RunFolder
from tests.adoption.elsewhere import food, network, write_network


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with data, somebody's network and its weights."""
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "editions").mkdir()
    monkeypatch.chdir(tmp_path)
    write_prepared(tmp_path / "food", food())
    write_network(tmp_path)
    torch.save(network().state_dict(), "m.pt")
    (tmp_path / "h.csv").write_text("epoch,loss,val_acc\n0,2,0.1\n1,1,0.2\n")
    return tmp_path


ADOPT = ["--model", "net.py:Net", "--weights", "m.pt", "--data", "food", "--trust"]


def call(capsys, *arguments):
    status = main(["runs", *map(str, arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return status, captured.out, captured.err


def error(capsys, *arguments):
    status, out, err = call(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    return err


def test_adopt_says_what_became_of_it(project, capsys):
    known = ["--mean", 0.5, 0.5, 0.5, "--std", 0.25, "--history", "h.csv", "-p", "epochs", 40]
    status, out, _ = call(capsys, "adopt", "colab", *ADOPT, *known)
    run = RunFolder(project / "runs" / "colab")
    assert status == 0
    lines = out.splitlines()
    assert lines[0] == "runs/colab"
    accuracy = run.accuracy("test")
    assert f"test: {100 * accuracy.share:.1f}% (" in out
    assert "n = 22), predictions from weights" in out
    assert "which images it was trained on is not known" in out
    assert run.known("epochs") == 40
    assert run.adopted["input"] == {"mean": [0.5, 0.5, 0.5], "std": [0.25], "scale": 1}
    assert len(run.history(gaps=True).records) == 2


def test_list_and_show_have_a_dash_for_what_is_not_known(project, capsys):
    call(capsys, "adopt", "colab", *ADOPT)
    call(capsys, "adopt", "told", *ADOPT, "--history", "h.csv", "-p", "seed", 3)
    _, out, _ = call(capsys, "list")
    lines = [line.split() for line in out.splitlines()]
    assert lines[1][:5] == ["runs/colab", "complete", "net.py:Net", "–", "–/–"]
    assert lines[2][:5] == ["runs/told", "complete", "net.py:Net", "3", "2/–"]
    assert "runs/colab: adopted; predictions: computed from the weights" in out
    _, out, _ = call(capsys, "show", "colab")
    shown = dict(line.split("  ", 1) for line in out.splitlines() if "  " in line)
    for key in ("optimizer", "batch_size", "seconds", "seed", "learning_rate"):
        assert shown[key].strip() == "–"
    assert shown["best epoch"].strip() == "– of –"
    assert shown["split"].strip() == "source"
    values = json.loads(call(capsys, "show", "told", "--json")[1])
    assert (values["seed"], values["epochs"], values["of_epochs"]) == (3, 2, None)
    assert values["config"]["optimizer"] is None
    assert values["config"]["seed"] == 3
    assert values["predictions_from"] == {"train": "weights", "validation": "weights", "test": "weights"}


def test_compare_does_not_list_what_neither_run_knows(project, capsys):
    call(capsys, "adopt", "colab", *ADOPT)
    call(capsys, "adopt", "told", *ADOPT, "-p", "seed", 3)
    found = json.loads(call(capsys, "compare", "colab", "told", "--json")[1])
    assert found["differing_keys"] == {"seed": [None, 3]}
    assert "seed  –      3" in call(capsys, "compare", "colab", "told")[1]


def test_evaluate_has_the_runs_own_classes(project, capsys):
    call(capsys, "adopt", "colab", *ADOPT)
    assert main(["evaluate", "colab", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert [row["class"] for row in figures["per_class"]] == [f"food-{n}" for n in range(11)]


def test_a_person_is_named_only_if_asked_for(project, capsys):
    call(capsys, "adopt", "colab", *ADOPT)
    call(capsys, "export", "colab", "-o", "a.zip")
    call(capsys, "export", "colab", "-o", "b.zip", "--author", " 學生甲 ", "--student-id", "B1")
    assert b'"author"' not in (project / "a.zip").read_bytes()
    with zipfile.ZipFile(project / "b.zip") as opened:
        manifest = json.loads(opened.read("manifest.json"))
    assert (manifest["author"], manifest["student_id"]) == ("學生甲", "B1")
    assert "--author: 'a\\nb': one line of at most 100 characters" in error(
        capsys, "export", "colab", "-o", "c.zip", "--author", "a\nb"
    )
    assert not (project / "c.zip").exists()
    status, out, _ = call(capsys, "import", "b.zip", "--to", "others", "--trust")
    assert (status, out) == (0, "others/colab\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--mean", "0.5"], "--mean and --std belong together"),
        (["--scale", "255"], "--scale says what --mean and --std are of"),
        (["--mean", "0.5", "--std", "0"], "a standard deviation is above 0"),
        (["--mean", "0.1", "0.2", "--std", "1"], "mean: 2 numbers, and the images have 3 channels"),
        (["-p", "epoch", "3"], "unknown key 'epoch'"),
        (["-p", "name", "x"], "-p name: has an option of its own"),
        (["-p", "epochs", "[3"], "-p epochs [3: not readable as a YAML value"),
        (["--model-options", "{depth: 3}"], "takes no 'depth'"),
        (["--history", "none.csv"], "none.csv: there is no such file or folder"),
        (["--logits", "none.npy"], "none.npy: there is no such file"),
        (["--predictions", "h.csv"], "no score for each class"),
    ],
)
def test_one_error_and_no_folder(project, capsys, arguments, said):
    assert said in error(capsys, "adopt", "colab", *ADOPT, *arguments)
    assert not (project / "runs").exists()


def test_names_that_are_none(project, capsys):
    assert "name: '../x'" in error(capsys, "adopt", "../x", *ADOPT)
    assert "there is no network 'resnet'" in error(
        capsys, "adopt", "a", "--model", "resnet", "--weights", "m.pt", "--data", "food"
    )
    assert "report-a takes 1×48×48 images, and these are 3×16×12" in error(
        capsys, "adopt", "a", "--model", "report-a", "--weights", "m.pt", "--data", "food"
    )
    assert "give --trust if you trust whom it is from" in error(capsys, "adopt", "a", *ADOPT[:-1])
