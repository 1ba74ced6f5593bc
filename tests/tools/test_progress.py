"""What is left of a batch: the plan, what has ended, what is running."""

import json
from pathlib import Path

import pytest

from tools import progress

JOBS = [
    ("data", {"data": "masks"}),
    ("train", {"run": "small"}),
    ("train", {"run": "large"}),
    ("explain", {"run": "large", "part": "saliency"}),
    ("chapter", {"chapter": "01_data"}),
    ("runs", {}),
]
KNOWN = {"small": 10.0, "large": 100.0}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / ".jobs"
    progress.plan(folder, JOBS, KNOWN, at_a_time=2, afterwards=30)
    return folder


def noted(folder: Path) -> dict:
    return json.loads((folder / progress.PLAN).read_text("utf8"))


def test_the_plan_has_each_job_under_the_name_of_its_notes(folder: Path) -> None:
    names = {name: seconds for name, (_, seconds) in noted(folder)["jobs"].items()}
    assert names == {
        "masks": 5.0, "train-small": 10.0, "train-large": 100.0, "explain-large-saliency": 20.0, "chapter-01_data": 9.0,
    }  # fmt: skip


def test_before_anything_has_ended_the_expected_seconds_count(folder: Path) -> None:
    assert progress.seconds_left(noted(folder), {}, {}) == pytest.approx(100 + 30), (
        "the longest cannot be halved"
    )
    one = {**noted(folder), "at_a_time": 1}
    assert progress.seconds_left(one, {}, {}) == pytest.approx(144 + 30)


def test_a_slow_machine_is_noticed_for_jobs_of_a_kind(folder: Path) -> None:
    one = {**noted(folder), "at_a_time": 1, "afterwards": 0}
    left = progress.seconds_left(one, {"train-small": 70.0}, {})
    factor = (70 + 20) / (10 + 20)
    assert left == pytest.approx(factor * 100 + 5 + 20 + 9)


def test_what_runs_has_less_to_go_but_never_less_than_nothing(folder: Path) -> None:
    one = {**noted(folder), "at_a_time": 1, "afterwards": 0}
    assert progress.seconds_left(one, {}, {"train-large": 40.0, "masks": 500.0}) == pytest.approx(
        60 + 10 + 20 + 9
    )


def test_jobs_end_one_after_the_other(folder: Path) -> None:
    said = []
    for name, (_, seconds) in noted(folder)["jobs"].items():
        progress.begin(folder / name)
        said.append(progress.end(folder / name, seconds))
    assert [text.split(",")[0] for text in said] == [f"{k} of 5 jobs" for k in range(1, 6)]
    assert said[-1] == "5 of 5 jobs, about 0:30 left", "what follows"
    progress.plan(folder, JOBS[:1], {}, at_a_time=2)
    assert progress.end(folder / "masks", 5.0) == "1 of 1 job"


def test_jobs_of_no_plan_say_nothing(folder: Path, tmp_path: Path) -> None:
    progress.begin(folder / "other")
    assert progress.end(folder / "other", 1.0) == ""
    progress.begin(tmp_path / "nowhere" / "a")
    assert progress.end(tmp_path / "nowhere" / "a", 1.0) == ""


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"jobs": 3}', "null"])
def test_a_damaged_plan_is_none(folder: Path, text: str) -> None:
    (folder / progress.PLAN).write_text(text)
    assert progress.end(folder / "masks", 1.0) == ""


def test_a_folder_that_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    progress.plan(tmp_path / "file" / ".jobs", JOBS, KNOWN, at_a_time=2)
    progress.begin(tmp_path / "file" / ".jobs" / "masks")
