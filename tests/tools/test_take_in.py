"""A run that was trained elsewhere in an edition: named, taken in, never trained."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml

from fer_lib.adoption.adopt import Elsewhere, adopt
from fer_lib.cli import main as fer_lib
from fer_lib.config import RunConfig
from fer_lib.data.prepared import write_prepared
from fer_lib.data.splits import assign_split
from fer_lib.editions import read_edition
from fer_lib.editions.status import edition_status
from fer_lib.errors import UserError
from fer_lib.runs import RunFolder
from tests.adoption.elsewhere import food, network, write_network
from tools.take_in import main

WRITE = Callable[..., Path]


@pytest.fixture
def project(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WRITE:
    """An edition, ``book``, whose main run was trained elsewhere; its data are prepared."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(root / "presets", "presets")
    Path("editions").mkdir()
    Path("_toc.yml").touch()
    torch.save(network().state_dict(), "m.pt")
    file = write_network(tmp_path / "code")
    config = RunConfig(name="mine", model=f"{file}:Net")
    adopt(
        Elsewhere(config, Path("m.pt"), trust=True),
        assign_split(food(), "source"),
        RunFolder(tmp_path / "hers"),
    )
    write_prepared(tmp_path / "runs" / "book" / "data", food())

    def write(**changes: Any) -> Path:
        edition = {
            "title": {"en": "Test", "zh-TW": "測試"},
            "data": {"source": None},
            "main_run": "colab",
            "runs": {"colab": {"adopted": "hers"}, "own": {"preset": "report-a", "model": "vgg-fer-small"}},
            **changes,
        }
        Path("editions/book.yaml").write_text(yaml.safe_dump(edition, sort_keys=False), "utf8")
        return tmp_path

    return write


def test_it_is_taken_in_and_not_trained(project: WRITE, capsys: pytest.CaptureFixture[str]) -> None:
    project()
    edition = read_edition("book")
    assert list(edition.trained_configs) == ["own"]
    assert [job.state for job in edition_status(edition)] == ["to come", "to come"]
    edition.run("colab").path.mkdir(parents=True)  # as Snakemake does
    main("book", "colab")
    assert [job.state for job in edition_status(edition)] == ["done", "to come"]
    assert edition.run().model() is not None
    shutil.rmtree("hers")  # the edition's own copy is enough
    main("book", "colab")
    assert read_edition("book").configs["colab"].model == "net.py:Net"
    capsys.readouterr()
    assert fer_lib(["status", "book"]) == 0
    assert "1 done, 1 to come" in capsys.readouterr().out


def test_data_of_other_classes_are_refused(project: WRITE) -> None:
    folder = project()
    shutil.rmtree(folder / "runs" / "book" / "data")
    whole = food()
    write_prepared(folder / "runs" / "book" / "data", whole.subset(whole.labels >= 0))
    main("book", "colab")
    shutil.rmtree(folder / "runs" / "book" / "data")
    other = food(66)
    renamed = type(other)(other.images, other.labels, other.split, tuple(f"dish {k}" for k in range(11)))
    write_prepared(folder / "runs" / "book" / "data", renamed)
    with pytest.raises(UserError, match=r"classes"):
        main("book", "colab")


def test_an_edition_of_such_runs_alone_has_nothing_to_train(
    project: WRITE, capsys: pytest.CaptureFixture[str]
) -> None:
    project(runs={"colab": {"adopted": "hers"}})
    assert fer_lib(["edition", "check", "book"]) == 0
    assert "1 runs, none of which is trained here" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"runs": {"colab": {"adopted": "nowhere"}}},
            "runs: colab: adopted: .*nowhere: there is no such run",
        ),
        (
            {"runs": {"colab": {"adopted": "hers", "epochs": 3}}},
            "runs: colab: epochs: a run that was trained else",
        ),
        (
            {"runs": {"colab": {"adopted": "hers", "seeds": [0]}}},
            "runs: colab: seeds: a run that was trained else",
        ),
        (
            {"roles": {"regularization": {"none": "colab", "dropout": "own"}}},
            "'colab' was trained elsewhere, and here",
        ),
    ],
)
def test_mistakes_are_one_clear_error(project: WRITE, changes: dict[str, Any], words: str) -> None:
    project(**changes)
    with pytest.raises(UserError, match=words):
        read_edition("book")


def test_the_pipeline_prepares_the_data_before_it_takes_the_run_in(
    project: WRITE, root: Path, python: str
) -> None:
    """What is taken in is held against the data, which on a fresh clone are not there yet."""
    folder = project(data={"source": "synthetic", "count": 200})
    shutil.rmtree(folder / "runs" / "book" / "data")
    for name in ("fer_lib", "tools", "notebooks"):
        (folder / name).symlink_to(root / name)
    shutil.copy(root / "Snakefile", folder)
    shutil.copy(root / "_toc.yml", folder)
    command = [python, "-m", "snakemake", "--dry-run", "--cores", "1", "--config", "edition=book"]
    done = subprocess.run(
        [*command, "--", "runs/book/colab/metrics.json"], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(folder)},
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert set(re.findall(r"^rule (\w+):", said, re.MULTILINE)) == {"data", "adopt"}
