"""What the tests of the commands share."""

from pathlib import Path

import pytest

from tests.commands.toy_run import write_run
from tests.data.conftest import cache, folder
from tests.runs.conftest import archive, finished_run

__all__ = ["archive", "cache", "finished_run", "folder"]  # fixtures that are made elsewhere


@pytest.fixture
def run_path(tmp_path: Path) -> Path:
    """A run's folder."""
    return write_run(tmp_path / "runs" / "toy" / "small")


@pytest.fixture
def project(tmp_path: Path, run_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory is a project's folder, whose edition ``toy`` has the run."""
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "editions").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path
