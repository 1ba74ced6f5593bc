"""What the tests of run folders share."""

from pathlib import Path

import pytest

from fer_lib.runs.archive import export_run
from tests.runs.finished_run import write_finished_run


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete run's folder; tests that change it take a copy."""
    return write_finished_run(tmp_path_factory.mktemp("made") / "good")


@pytest.fixture(scope="session")
def archive(finished_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of that run."""
    file = tmp_path_factory.mktemp("archives") / "good.zip"
    export_run(finished_run, file)
    return file
