"""``models check``: what it says of a network before any training."""

import json

import pytest

from fer_lib.cli import main
from fer_lib.data.prepared import write_prepared
from fer_lib.models import MODELS
from tests.conftest import toy_faces

FILE = "tests/networks_people_write.py"


@pytest.fixture(autouse=True)
def here(root, monkeypatch):
    monkeypatch.chdir(root)


def report(capsys, *words):
    assert main(["models", "check", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def error(capsys, *words):
    assert main(["models", "check", *words]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    return said


def test_all_is_said_that_is_known(capsys):
    assert main(["models", "check", f"{FILE}:ResNet18", "--options", "{planes: 4}"]) == 0
    said = capsys.readouterr().out
    for words in (
        f"{FILE}:ResNet18: can be trained on 1×48×48 images of 7 classes",
        "planes=4",
        "[2, 1, 48, 48] → [2, 7], each image for itself",
        "reaches every parameter",
        "multiply-accumulates for one image",
        "chapter 7, where the network looks:",
    ):
        assert words in said


def test_what_does_not_apply_is_said_with_its_reason(capsys):
    found = report(capsys, f"{FILE}:RowLSTM", "--size", "20", "30", "--channels", "3", "--classes", "11")
    assert found["shape"] == {"num_classes": 11, "channels": 3, "height": 20, "width": 30}
    assert found["macs"] == 20 * 4 * 24 * (3 * 30 + 24) + 24 * 11
    assert found["methods"]["gradient"] == ""
    assert found["methods"]["guided_backpropagation"]
    assert found["methods"]["grad_cam"]
    assert found["filters"] == []
    assert "has no convolution" in found["no_filters"]


def test_activations_that_are_called_as_functions_are_told_apart(capsys):
    found = report(capsys, f"{FILE}:SmallResNet")
    assert set(found["methods"].values()) == {""}
    assert (len(found["filters"]), len(found["joined"]), found["not_followed"]) == (6, 3, "")


def test_a_network_of_the_project(capsys):
    found = report(capsys, "report-a")
    assert (found["parameters"], found["files"]) == (2_109_031, [])
    assert all(reason == "" for reason in found["methods"].values())
    assert len(found["filters"]) == 6


def test_the_data_say_the_shape(capsys, tmp_path):
    write_prepared(tmp_path, toy_faces())
    found = report(capsys, f"{FILE}:ViT", "--data", str(tmp_path), "--options", "{patch_size: 16}")
    assert found["shape"] == {"num_classes": 7, "channels": 1, "height": 48, "width": 48}
    assert "leave one of them out" in error(capsys, f"{FILE}:ViT", "--data", str(tmp_path), "--classes", "3")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([f"{FILE}:ResNet81"], f"error: {FILE}: has no ResNet81; did you mean ResNet18?"),
        (
            [f"{FILE}:ViT", "--options", "{deep: 3}"],
            f"error: --options: {FILE}:ViT: takes no 'deep'; did you mean",
        ),
        ([f"{FILE}:ViT", "--options", "{depth: x}"], "fails: TypeError"),
        ([f"{FILE}:ViT", "--options", "depth"], "model_options: 'depth': names and values"),
        (["gone.py:Net"], "error: gone.py: there is no such file"),
        (["report-z"], "error: there is no network 'report-z'; did you mean"),
        (["report-a", "--channels", "3"], "report-a takes 1×48×48 images"),
        (
            ["report-a", "--options", "{depth: 3}"],
            "error: --options: report-a takes no 'depth'; it takes no options",
        ),
        (["report-a", "--classes", "1"], "--classes: a number from 2"),
        ([f"{FILE}:BasicBlock", "--options", "{inplanes: 1, planes: 7}"], "gives [2, 7, 48, 48] for images"),
    ],
)
def test_mistakes(capsys, words, said):
    assert said in error(capsys, *words)


def test_without_an_action_the_networks_are_listed(capsys):
    assert main(["models", "--json"]) == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == list(MODELS)
