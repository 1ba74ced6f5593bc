"""Whether weights give the predictions that a run records."""

import numpy as np
import pytest

from fer_lib.cli import main
from fer_lib.errors import UserError
from fer_lib.handed_in.data_of_runs import DataOfRuns
from fer_lib.handed_in.verification import TOLERANCES, verify_run
from fer_lib.runs.predictions import read_predictions
from tests.handed_in.student_run import change_weights, forge, hand_in, student_run
from tests.runs.finished_run import change_json, change_predictions


@pytest.fixture
def run(tmp_path, prepared):
    return student_run(tmp_path / "mine", prepared[0], seed=1)


@pytest.fixture
def data(prepared):
    return DataOfRuns(str(prepared[1]))


def verify(capsys, *arguments):
    status = main(["runs", "verify", *map(str, arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return status, captured.out, captured.err


def test_an_honest_run(run, data):
    checks = verify_run(run, data.of(run))
    assert [check.split for check in checks] == ["train", "validation", "test"]
    for check in checks:
        assert check.problem == ""
        assert check.same == check.n
        assert check.recorded == check.recomputed
        assert check.difference < 1e-4 < check.tolerance


def test_the_rounding_of_another_machine_is_no_contradiction(run, data):
    logits = read_predictions(run.path, "validation").logits
    rounded = (logits.view(np.uint32) & 0xFFFF0000).view(np.float32)  # as bfloat16 has it
    change_predictions(run.path, validation_logits=rounded)
    (check,) = [c for c in verify_run(run, data.of(run)) if c.split == "validation"]
    assert check.problem == ""
    assert check.difference > 0


@pytest.mark.parametrize("share", [0.5, 2.0])
def test_the_tolerance_is_a_share_of_the_largest_logit(run, data, share):
    found = read_predictions(run.path, "test").logits.copy()
    largest = max(1.0, float(abs(found).max()))
    at = np.unravel_index(abs(found).argmin(), found.shape)
    found[at] += share * TOLERANCES["float32"] * largest
    change_predictions(run.path, test_logits=found)
    (check,) = [c for c in verify_run(run, data.of(run)) if c.split == "test"]
    assert bool(check.problem) == (share > 1)


def test_other_weights(run, data, capsys, prepared):
    change_weights(run, 0.5)
    checks = verify_run(run, data.of(run))
    assert {check.problem for check in checks} == {"the weights give other logits than are recorded"}
    status, out, _ = verify(capsys, run.path, "--data", prepared[1])
    assert status == 1
    assert out.count("the weights give other logits than are recorded") == 3


def test_forged_scores(run, tmp_path, prepared, capsys):
    forge(run)
    assert run.accuracy("test").share == 1
    file = hand_in(run, tmp_path / "a.zip")
    status, out, _ = verify(capsys, file, "--data", prepared[1])
    assert status == 1
    recorded = len(prepared[0].labelled_indices("test"))
    assert f"of {recorded} right, {recorded} recorded" in out


def test_images_that_were_left_out(run, data):
    found = read_predictions(run.path, "test")
    right = found.predicted == found.labels
    for part in ("indices", "labels", "logits"):
        change_predictions(
            run.path, **{f"test_{part}": getattr(found, part)[right | (np.arange(len(right)) < 3)]}
        )
    (check,) = [c for c in verify_run(run, data.of(run)) if c.split == "test"]
    assert "which are not the 32 test images of the data" in check.problem


def test_labels_that_are_not_those_of_the_data(run, data):
    found = read_predictions(run.path, "validation")
    change_predictions(run.path, validation_labels=found.predicted.astype(np.int64))
    (check,) = [c for c in verify_run(run, data.of(run)) if c.split == "validation"]
    assert "of the recorded labels are not those of the data" in check.problem


def test_an_archive_and_a_run_give_the_same(run, tmp_path, prepared, capsys):
    of_run = verify(capsys, run.path, "--data", prepared[1])
    assert of_run[0] == 0
    assert verify(capsys, hand_in(run, tmp_path / "a.zip"), "--data", prepared[1]) == of_run


def test_figures_that_contradict_the_predictions(run, prepared, capsys):
    splits = run.metrics()["splits"]
    splits["test"]["correct"] += 1
    change_json(run.path / "metrics.json", splits=splits)
    status, out, _ = verify(capsys, run.path, "--data", prepared[1])
    assert status == 1
    assert "test images right, but predictions.npz has" in out


def test_other_data(run, tmp_path, prepared):
    change_json(run.path / "provenance.json", data={**run.provenance()["data"], "sha256": "0" * 64})
    with pytest.raises(UserError, match=r"not the data of mine: SHA-256 .* and the run says 000000000000"):
        DataOfRuns(str(prepared[1])).of(run)
    change_json(run.path / "provenance.json", data={**run.provenance()["data"], "class_names": ["a", "b"]})
    with pytest.raises(UserError, match="7 classes"):
        DataOfRuns(str(prepared[1])).of(run)
    described = {**prepared[0].described(), "image_shape": [32, 32, 1]}
    change_json(run.path / "provenance.json", data=described)
    with pytest.raises(UserError, match=r"images of 1×48×48, and mine is of 1×32×32"):
        DataOfRuns(str(prepared[1])).of(run)


def test_what_cannot_be_verified(run, tmp_path, prepared, capsys):
    for arguments, said in (
        ((tmp_path / "none", "--data", prepared[1]), "there is no such run folder"),
        ((run.path, "--data", tmp_path / "none"), "there is no such file or folder"),
    ):
        status, out, err = verify(capsys, *arguments)
        assert (status, out) == (2, "")
        assert said in err
    (tmp_path / "bad.zip").write_bytes(b"PK")
    assert verify(capsys, tmp_path / "bad.zip", "--data", prepared[1])[0] == 2
