"""Altered inputs end in a result or one clear error; what is neither is found, and work goes on where it stopped."""

import json
import os
import shutil
import time

import pytest

from benchmarks import fuzz_inputs
from benchmarks.fuzzing import examine
from benchmarks.fuzzing.forms import FORMS
from fer_lib.data import sources
from fer_lib.errors import UserError

SOME = 60
ONE = ["class folders"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    base = tmp_path_factory.mktemp("sources") / "base"
    examine.make_sources(base, list(FORMS))
    return base


def test_some_inputs_of_every_form(whole, tmp_path):
    found = []
    for number in range(SOME):
        found.append(examine.examine(number, 20, list(FORMS), whole, tmp_path / "room"))
        shutil.rmtree(tmp_path / "room")
    assert [one for one in found if one.outcome not in examine.GOOD] == []
    assert {one.outcome for one in found} == set(examine.GOOD)
    assert len({one.form for one in found}) > len(FORMS) * 0.8
    assert all(one.said.startswith("error: ") for one in found if one.outcome == "refused")


def test_an_input_is_the_same_each_time(whole, tmp_path):
    twice = [examine.examine(5, 3, list(FORMS), whole, tmp_path / f"{i}") for i in range(2)]
    assert twice[0].changes == twice[1].changes
    names = [
        {path.relative_to(room / "input") for path in (room / "input").rglob("*")}
        for room in (tmp_path / "0", tmp_path / "1")
    ]
    assert names[0] == names[1]


def outcome_of(monkeypatch, whole, tmp_path, faulty):
    monkeypatch.setattr(sources, "finish", faulty)
    numbers = iter(range(100))
    while True:  # until one gets as far as that
        number = next(numbers)
        one = examine.examine(number, 0, ONE, whole, tmp_path / str(number))
        if one.outcome != "refused" or "no reader" in one.said:
            return one


def fails(raw, options):
    raise IndexError("list index out of range")


def says_more(raw, options):
    print("a warning", file=__import__("sys").stderr)
    raise UserError("x: no reader. Write one.")


def leaves_something(raw, options):
    with open(f"{os.environ['TMPDIR']}/rest", "w"):  # noqa: PTH123
        raise UserError("x: no reader. Write one.")


def changes_the_input(raw, options):
    path = raw.images.root / raw.images.names[0]
    path.write_bytes(path.read_bytes() + b"x")
    raise UserError("x: no reader. Write one.")


@pytest.mark.parametrize(
    ("faulty", "outcome"),
    [
        (fails, "traceback"),
        (says_more, "said more"),
        (leaves_something, "left behind"),
        (changes_the_input, "input changed"),
    ],
)
def test_every_fault_is_seen(monkeypatch, whole, tmp_path, faulty, outcome):
    one = outcome_of(monkeypatch, whole, tmp_path, faulty)
    assert one.outcome == outcome
    if outcome == "traceback":
        assert "IndexError" in one.said


def test_too_much_memory_is_seen(monkeypatch, whole, tmp_path):
    monkeypatch.setattr(examine, "ROOM_FOR_ALL", -1 << 40)
    assert examine.examine(0, 0, ONE, whole, tmp_path / "room").outcome == "memory"


def waits(raw, options):
    time.sleep(60)


def ends(raw, options):
    os._exit(9)


@pytest.mark.parametrize(("faulty", "outcome", "limit"), [(waits, "hang", 0.5), (ends, "crash", 5.0)])
def test_processes_are_watched(monkeypatch, tmp_path, faulty, outcome, limit):
    finish = sources.finish
    made = fuzz_inputs.make_sources

    def make(base, names):
        monkeypatch.setattr(sources, "finish", finish)
        made(base, names)
        monkeypatch.setattr(sources, "finish", faulty)

    monkeypatch.setattr(fuzz_inputs, "make_sources", make)
    found = list(fuzz_inputs.watch(list(range(6)), 0, ONE, tmp_path, 6, limit=limit))
    assert sorted(one.number for one in found) == list(range(6))
    assert outcome in {one.outcome for one in found}
    assert {one.outcome for one in found} <= {outcome, "refused"}
    assert [path.name for path in tmp_path.iterdir()] == ["sources"]


def test_it_goes_on_where_it_stopped(monkeypatch, tmp_path, capsys):
    results = tmp_path / "r.jsonl"
    words = ["fuzz_inputs.py", "--only", "history, JSON", "--jobs", "1", "--results", str(results)]
    monkeypatch.setattr("sys.argv", [*words, "--inputs", "3"])
    assert fuzz_inputs.main() == 0
    lines = results.read_text("utf8").splitlines(keepends=True)
    results.write_text("".join(lines[:2]) + lines[2][:20], "utf8")  # as if it had been killed
    monkeypatch.setattr("sys.argv", [*words, "--inputs", "4"])
    assert fuzz_inputs.main() == 0
    numbers = [json.loads(line)["number"] for line in results.read_text("utf8").splitlines()]
    assert sorted(numbers) == [0, 1, 2, 3]
    assert "4 inputs, 0 faults" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", [*words, "--seed", "1"])
    with pytest.raises(SystemExit, match="of another --seed"):
        fuzz_inputs.main()
