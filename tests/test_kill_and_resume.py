"""benchmarks/kill_and_resume.py: it finds what a kill changes, and a preparation stands one."""

import importlib.util
import json
import sys
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest


@pytest.fixture
def program(root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "kill_and_resume", root / "benchmarks" / "kill_and_resume.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "kill_and_resume", module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("kills", [1, 2])
@pytest.mark.parametrize(
    ("script", "different"),
    [
        ("sleep 0.6; echo done >kept.csv", 0),
        ("echo begun >>kept.csv; sleep 0.6", 1),  # each time a line more
        ("touch half.$$; sleep 0.6; rm half.$$", 1),  # what a kill leaves behind
    ],
)
def test_what_a_kill_changes_is_found(
    program: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    different: int,
    kills: int,
) -> None:
    def case(folder: Path, _number: int) -> object:
        return program.Case(folder, (("bash", "-c", script),))

    monkeypatch.setitem(program.WHAT, "train", case)
    monkeypatch.setattr(program.random.Random, "uniform", lambda *_: 0.3)
    assert program.measure("train", kills, kills, 0, tmp_path) == kills * different


def test_a_killed_preparation_ends_with_the_same_bits(
    program: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(program.WHAT, "prepare", partial(program.preparing, images=70))
    assert program.measure("prepare", 1, 1, 0, tmp_path) == 0


def test_arrays_are_compared_to_the_bit_and_times_are_not(program: ModuleType, tmp_path: Path) -> None:
    found = []
    for folder, value, seconds in ((tmp_path / "a", 1.0, 3), (tmp_path / "b", np.nextafter(1.0, 2), 4)):
        folder.mkdir()
        np.savez(folder / "predictions.npz", logits=np.array([value]), labels=np.array([1]))
        (folder / "history.csv").write_text(f"epoch,loss,seconds\n1,0.5,{seconds}\n", "utf8")
        told = [{"outputs": [{"text": f"trained for 6 epochs in {seconds} seconds, 花了 {seconds} 秒"}]}]
        (folder / "cover.ipynb").write_text(json.dumps({"cells": told}), "utf8")
        found.append(program.content(folder))
    assert program.differences(*found) == {"predictions.npz logits"}
