"""A run from elsewhere as a run of an edition."""

import subprocess

import numpy as np
import pytest
import torch

from fer_lib.adoption.adopt import Elsewhere, adopt
from fer_lib.adoption.for_edition import adopted_config, check_adopted, take_in
from fer_lib.config import RunConfig
from fer_lib.data.splits import assign_split
from fer_lib.errors import UserError
from fer_lib.runs import RunFolder
from fer_lib.runs.archive import export_run
from fer_lib.runs.state import read_state
from tests.adoption.elsewhere import food, network, write_network
from tests.runs.finished_run import change_json, unfinish, write_finished_run


@pytest.fixture
def own(tmp_path):
    """An adopted run with a network of somebody's own."""
    file = write_network(tmp_path / "code")
    torch.save(network().state_dict(), tmp_path / "m.pt")
    run = RunFolder(tmp_path / "elsewhere" / "mine")
    config = RunConfig(name="mine", model=f"{file}:Net")
    adopt(Elsewhere(config, tmp_path / "m.pt", trust=True), assign_split(food(), "source"), run)
    return run


@pytest.fixture
def target(tmp_path):
    return RunFolder(tmp_path / "runs" / "book" / "colab")


def test_its_configuration_has_the_editions_name(own, finished_run, archive):
    for source, model in (
        (own.path, "net.py:Net"),
        (finished_run, "report-b-dnn"),
        (archive, "report-b-dnn"),
    ):
        config = adopted_config(source, "colab", "book")
        assert (config.name, config.runs_dir, config.model) == ("colab", "runs/book", model)


def test_its_configuration_is_read_without_torch(finished_run, archive, python):
    program = (
        "import sys; from pathlib import Path; from fer_lib.adoption.for_edition import adopted_config; "
        f"[adopted_config(Path(p), 'a', 'b') for p in ({str(finished_run)!r}, {str(archive)!r})]; "
        "sys.exit('torch' in sys.modules)"
    )
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_folder_is_taken_in_under_the_editions_name(own, target):
    assert take_in(own.path, target)
    assert read_state(target.path).state == "complete"
    assert target.config().name == "colab"
    assert target.adopted == own.adopted
    assert np.array_equal(target.predictions("test").logits, own.predictions("test").logits)
    assert target.model() is not None
    (target.path / "explain").mkdir()
    assert not take_in(own.path, target)
    assert (target.path / "explain").is_dir()


def test_an_archive_is_taken_in(finished_run, archive, target):
    assert take_in(archive, target)
    assert not take_in(archive, target)
    assert target.config().name == "colab"
    assert (target.path / "best.safetensors").read_bytes() == (finished_run / "best.safetensors").read_bytes()


def test_a_changed_source_takes_the_place_of_the_copy(own, target):
    take_in(own.path, target)
    change_json(own.path / "provenance.json", packages={})
    assert take_in(own.path, target)
    assert target.provenance()["packages"] == {}
    (target.path / "notes.txt").write_text("mine")
    change_json(own.path / "provenance.json", packages={"torch": "2"})
    with pytest.raises(UserError, match=r"holds notes\.txt"):
        take_in(own.path, target)


def test_somebodys_code_comes_only_from_a_folder_that_was_trusted(own, target, tmp_path):
    export_run(own.path, tmp_path / "mine.zip")
    file = tmp_path / "mine.zip"
    for call in (lambda: adopted_config(file, "a", "b"), lambda: take_in(file, target)):
        with pytest.raises(
            UserError, match=r"mine\.zip: has a network of somebody's own, net\.py:Net.*--trust"
        ):
            call()
    assert not target.path.exists()


def test_what_is_no_complete_run(tmp_path, target):
    half = unfinish(write_finished_run(tmp_path / "half"))
    (tmp_path / "bad.zip").write_bytes(b"PK")
    for source, said in (
        (half, "only a complete run can stand in an edition; this one is unfinished: epoch 1 of 2"),
        (tmp_path / "none", "there is no such run; `runs adopt` makes one"),
        (tmp_path / "bad.zip", "this is no archive"),
    ):
        for call in (lambda s=source: adopted_config(s, "a", "b"), lambda s=source: take_in(s, target)):
            with pytest.raises(UserError, match=said):
                call()
    assert not target.path.exists()


def test_the_same_data(own):
    assert check_adopted(own, assign_split(food(), "source"), "editions/book.yaml") == []


def test_the_same_labels_of_other_images_are_said(own):
    dataset = food(seed=1)
    (said,) = check_adopted(own, assign_split(dataset, "source"), "editions/book.yaml")
    assert said.startswith("mine is of data with another SHA-256 (")
    assert "the labels of its validation and test images are the same" in said


@pytest.mark.parametrize("change", ["labels", "fewer", "split"])
def test_other_labels_are_refused(own, change):
    dataset = food(seed=1)
    if change == "fewer":
        dataset = food(88)
    elif change == "labels":
        labels = dataset.labels.copy()
        labels[-1] = (labels[-1] + 1) % 11
        dataset = type(dataset)(
            dataset.images, labels, dataset.split, dataset.class_names, provenance={"sha256": "x"}
        )
    else:
        dataset = assign_split(dataset, "first", 10)
    with pytest.raises(UserError, match=r"editions/book\.yaml: not the data of mine: another SHA-256"):
        check_adopted(own, dataset, "editions/book.yaml")


def test_other_classes_and_images_are_refused(own, faces):
    with pytest.raises(UserError, match=r"7 classes \(angry, .*\), and mine is of 11 \(food-0"):
        check_adopted(own, faces, "editions/book.yaml")
    dataset = food()
    small = type(dataset)(
        dataset.images[:, :8],
        dataset.labels,
        dataset.split,
        dataset.class_names,
        provenance=dataset.provenance,
    )
    with pytest.raises(UserError, match="images of 3×8×12, and mine is of 3×16×12"):
        check_adopted(own, small, "editions/book.yaml")
