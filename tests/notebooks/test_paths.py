"""The pipeline in a folder, and with data, whose names have everything that a name may have."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import copy_project
from tests.data.face_files import write_class_folders

STRANGE = 'it\'s {1} $x 50% "臉" #'
EDITION = {
    "title": {"en": "Test", "zh-TW": "測試"},
    "data": {"source": None},
    "main_run": "a",
    "chapters": ["cover"],
    "runs": {"a": {"preset": "smoke"}},
}


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """A copy of the project, reached through a link, with an edition ``mine``."""
    copy = copy_project(root, tmp_path / STRANGE)
    (copy / "editions" / "mine.yaml").write_text(yaml.safe_dump(EDITION), "utf8")
    link = tmp_path / "link {to} it"
    link.symlink_to(copy)
    return link


def test_data_and_project_may_have_any_name(project: Path, tmp_path: Path) -> None:
    source = tmp_path / f"data {STRANGE}"
    write_class_folders(source)

    def prepared() -> str:
        environment = {**os.environ, "DATA": str(source), "PYTHONPATH": "", "PYTHONIOENCODING": "ascii"}
        command = [
            sys.executable,
            "-m",
            "snakemake",
            "--nolock",
            "--cores",
            "1",
            "--quiet",
            "rules",
            "--config",
            "edition=mine",
        ]
        done = subprocess.run(
            [*command, "--", "runs/mine/data"], cwd=project, env=environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    assert "preparing data" in prepared()
    assert (project / "runs" / "mine" / "data" / "card.json").is_file()
    assert "Nothing to be done" in prepared()
    shutil.rmtree(source / "train" / "fear")
    os.utime(source)
    assert "preparing data" in prepared()
