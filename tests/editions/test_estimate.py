"""Time and memory of an edition's runs, before anything starts."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml

import fer_lib.editions.estimate as module
from fer_lib.cli import main
from fer_lib.config import RunConfig
from fer_lib.data.fer2013 import SHAPE
from fer_lib.data.synthetic import generate
from fer_lib.editions import expected_work, read_edition
from fer_lib.editions.estimate import edition_data, estimate, images_an_epoch, memory
from fer_lib.errors import UserError
from fer_lib.models import Totals
from fer_lib.training.batches import TrainingBatches
from fer_lib.training.data import divide, training_indices
from tests.conftest import toy_faces

RUNS = {"short": {"preset": "dense", "epochs": 2}, "long": {"preset": "dense", "epochs": 20}}
TOTALS = Totals(trainable=1000, total=1000, weights_only=1000, macs=10_000, activations=500)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    for name in ("presets", "editions"):
        (tmp_path / name).mkdir()
    (tmp_path / "presets" / "dense.yaml").write_text("model: report-b-dnn\n", "utf8")
    (tmp_path / "presets" / "convolutional.yaml").write_text("model: report-c\n", "utf8")
    (tmp_path / "_toc.yml").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "measure", lambda config, shape: 1e-3)

    def write(**changes: Any) -> Path:
        edition = {
            "title": {"en": "T", "zh-TW": "測"},
            "data": {"source": "synthetic", "count": 300},
            "main_run": "short",
            "runs": RUNS,
            **changes,
        }
        (tmp_path / "editions" / "test.yaml").write_text(yaml.safe_dump(edition, sort_keys=False), "utf8")
        return tmp_path

    return write


def finish(folder: Path, config: RunConfig, device: dict[str, str], images_per_second: float) -> None:
    """What a finished run leaves of its time."""
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(
        yaml.safe_dump(config.model_dump(exclude={"runs_dir", "overwrite"})), "utf8"
    )
    metrics = {
        "selected": {"epoch": 1, "of": config.epochs}, "seconds": 12.5, "images_per_second": images_per_second,
    }  # fmt: skip
    (folder / "metrics.json").write_text(json.dumps(metrics), "utf8")
    (folder / "provenance.json").write_text(
        json.dumps({"config_sha256": config.hash(), "device": device}), "utf8"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"training_size": 50}, {"split": "stratified", "validation_size": 0.25}, {"split": "fold", "folds": 4},
        {"split": "last", "validation_size": 30}, {"resampling_rounds": 2},
    ],
)  # fmt: skip
def test_images_of_an_epoch_are_those_of_the_training(changes: dict[str, Any]) -> None:
    config, faces = RunConfig(**changes), toy_faces(210)
    divided = divide(faces, config)
    batches = TrainingBatches(divided, training_indices(divided, config), config, torch.device("cpu"))
    assert images_an_epoch(config, faces) == (batches.size, len(divided.labelled_indices("validation")))


def test_the_outline_of_synthetic_faces_has_their_splits(project: Callable[..., Path]) -> None:
    outline = edition_data(read_edition("test", project(data={"source": "synthetic", "count": 100})))["data"]
    drawn = generate(size=100, seed=0).dataset
    for split in ("train", "validation", "test"):
        assert abs(len(outline.indices(split)) - len(drawn.indices(split))) <= 1


def test_time_grows_with_epochs_and_is_that_of_a_finished_run_on_this_device(
    project: Callable[..., Path],
) -> None:
    folder = project()
    edition = read_edition("test", folder)
    data = edition_data(edition)
    assert data is not None
    short, long = estimate(edition, data, threads=1)
    assert (short.basis, short.images, short.state) == ("a few steps here", 240, "to come")
    start = module.START_SECONDS
    assert short.seconds - start == pytest.approx(2 * (240 + 30 / 3) * 1e-3)
    assert long.seconds - start == pytest.approx(10 * (short.seconds - start))
    here = {"type": "cpu", "name": module.device_name(torch.device("cpu"))}
    finish(edition.folder / "short", edition.configs["short"], {**here, "name": "another"}, 100.0)
    assert [run.basis for run in estimate(edition, data, 1)] == ["done", "a few steps here"]
    shutil.rmtree(edition.folder / "short")
    finish(edition.folder / "short", edition.configs["short"], here, 100.0)
    short, long = estimate(edition, data, 1)
    assert (short.basis, short.seconds, long.basis) == ("done", 12.5, "finished run short")
    assert long.seconds - start == pytest.approx(20 * (240 + 30 / 3) / 100.0)


def test_after_a_while_networks_are_scaled_by_their_operations(
    project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CALIBRATION_SECONDS", -1.0)
    runs = {"short": RUNS["short"], "other": {"preset": "convolutional", "epochs": 2}}
    edition = read_edition("test", project(runs=runs))
    data = edition_data(edition)
    assert data is not None
    measured, scaled = estimate(edition, data, 1)
    assert (measured.basis, scaled.basis) == ("a few steps here", "multiply-accumulates")
    assert scaled.seconds > measured.seconds  # report C's convolutions do far more work


def test_rough_seconds_grow_with_epochs_images_and_operations(project: Callable[..., Path]) -> None:
    runs = {**RUNS, "other": {"preset": "convolutional", "epochs": 2}}
    edition = read_edition("test", project(runs=runs))
    data = edition_data(edition)
    images = dict.fromkeys(runs, (240, 30))
    start, rough = module.START_SECONDS, module.rough_seconds(edition, data, images)
    assert rough["long"] - start == pytest.approx(10 * (rough["short"] - start))
    assert rough["other"] > rough["short"] > start
    twice = module.rough_seconds(edition, data, dict.fromkeys(runs, (480, 60)))
    assert twice["short"] - start == pytest.approx(2 * (rough["short"] - start))


@pytest.mark.parametrize("options", [["--brief"], []])
def test_edition_check_leaves_what_the_pipeline_expects(
    project: Callable[..., Path], options: list[str]
) -> None:
    folder = project()
    assert main(["edition", "check", "test", *options]) == 0
    expected = expected_work.kept(folder / "runs" / "test")
    assert expected.keys() == RUNS.keys()
    assert expected["long"] > expected["short"] >= module.START_SECONDS


@pytest.mark.parametrize("text", [None, "", "[]", '{"a": []}', '{"a": "b"}'])
def test_what_cannot_be_used_is_not_expected(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / ".jobs").mkdir()
        (tmp_path / ".jobs" / "expected.json").write_text(text)
    assert expected_work.kept(tmp_path) == {}
    (tmp_path / "file").write_text("in the way")
    expected_work.keep(tmp_path / "file", {"a": 1.0})


def test_memory_counts_what_a_training_keeps() -> None:
    config = RunConfig(optimizer="sgd", batch_size=10)
    base = memory(config, TOTALS, 100)
    assert base == 4 * 1000 * 3 + 4 * 500 * 10 + 100 * 48 * 48 + module.WORKSPACE
    assert memory(config.model_copy(update={"optimizer": "adam"}), TOTALS, 100) - base == 4 * 1000
    assert memory(config.model_copy(update={"ema": 0.9}), TOTALS, 100) - base == 4 * 1000
    assert memory(config.model_copy(update={"batch_size": 20}), TOTALS, 100) - base == 4 * 500 * 10


def test_measuring_takes_the_runs_own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 < module.measure(RunConfig(model="report-b-dnn", batch_size=16, flip=True), SHAPE) < 10
    with pytest.raises(UserError, match="no network 'report-z'"):
        module.measure(RunConfig(model="report-z"), SHAPE)


def test_edition_check_lists_the_runs_and_says_what_the_estimate_rests_on(
    project: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    project()
    assert main(["edition", "check", "test", "--jobs", "2"]) == 0
    said = capsys.readouterr().out
    assert "edition test: 2 runs, every configuration is valid" in said
    assert "310,807" in said  # parameters of report B's fully connected network
    assert said.count("a few steps here") == 2
    assert "2 to do, 2 at a time: about 0:" in said
    assert main(["edition", "check", "test", "--json"]) == 0
    assert [run["epochs"] for run in json.loads(capsys.readouterr().out)] == [2, 20]
    assert main(["edition", "check", "test", "--jobs", "0"]) == 2
    assert "--jobs 0: a whole number from 1 is expected" in capsys.readouterr().err


def test_no_more_trainings_at_a_time_than_gpus(
    project: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    project()
    for gpus, at_a_time in (("1", 1), ("0", 2), ("3", 2)):
        assert main(["edition", "check", "test", "--jobs", "4", "--gpus", gpus]) == 0
        assert f"2 to do, {at_a_time} at a time" in capsys.readouterr().out
    assert main(["edition", "check", "test", "--gpus", "-1"]) == 2
    assert "--gpus -1: a whole number from 0 is expected" in capsys.readouterr().err


def test_json_is_json_also_without_an_estimate(
    project: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    project()
    assert main(["edition", "check", "test", "--brief", "--json"]) == 0
    brief = json.loads(capsys.readouterr().out)
    project(data={"source": None})
    assert main(["edition", "check", "test", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == brief
    assert [(run["name"], run["epochs"], run["seconds"]) for run in brief] == [
        ("short", 2, None),
        ("long", 20, None),
    ]


def test_edition_check_refuses_an_unknown_network_and_data_that_cannot_be_divided(
    project: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    for change, words in (
        ({"model": "report-z"}, "there is no network 'report-z'"),
        ({"training_size": 5000}, "training_size: 5000 images are asked for and there are 240"),
    ):
        project(runs={"short": {**RUNS["short"], **change}})
        assert main(["edition", "check", "test"]) == 2
        error = capsys.readouterr().err
        assert words in error
        assert error.startswith("error: editions/test.yaml: runs: short: ")


def test_without_data_the_runs_are_listed_without_an_estimate(
    project: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    project(data={"source": None})
    assert main(["edition", "check", "test"]) == 0
    assert "name them with --data PATH" in capsys.readouterr().out
    assert main(["edition", "check", "test", "--data", "no/such.csv"]) == 2
    assert "no/such.csv: there is no such file" in capsys.readouterr().err


def test_the_users_data_are_counted(project: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    from fer_lib.data.prepared import write_prepared

    folder = project(data={"source": None})
    faces = replace(toy_faces(100), labels=np.arange(100, dtype=np.int64) % 7)
    write_prepared(folder / "mine", faces, {})
    assert main(["edition", "check", "test", "--data", "mine", "--json"]) == 0
    assert {run["images"] for run in json.loads(capsys.readouterr().out)} == {60}
