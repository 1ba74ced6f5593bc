import os
import sys
from pathlib import Path

import pytest

from tools.unless_made import MADE, SOURCES, main

COMMAND = [
    sys.executable,
    "-c",
    "import pathlib; p = pathlib.Path('book/_build/html'); p.mkdir(parents=True, exist_ok=True);"
    "(p / 'index.html').write_text('page'); (p / 'log').open('a').write('made\\n')",
]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("book/chapters", "fer_lib/plots", "results", "book/_build/pdf"):
        (tmp_path / name).mkdir(parents=True)
    for name in (
        "_config.yml",
        "book/chapters/01_data.ipynb",
        "book/chapters/.edition",
        "fer_lib/plots/style.py",
    ):
        (tmp_path / name).write_text("first", "utf8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def times(project: Path) -> int:
    return len((project / "book/_build/html/log").read_text("utf8").splitlines())


def test_nothing_is_made_twice(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["site", *COMMAND]) == 0
    file = project / "_config.yml"
    os.utime(file, (1, 1))  # newer or older, it says the same
    assert main(["site", *COMMAND]) == 0
    assert times(project) == 1
    assert "nothing has changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "change",
    [
        "_config.yml", "book/chapters/01_data.ipynb", "book/chapters/.edition", "fer_lib/plots/style.py",
        "book/chapters/02_models.md", "results/new/metrics.json", "book/_build/pdf/book-en.pdf",
        "book/_build/html/index.html", "requirements.lock",
    ],
)  # fmt: skip
def test_whatever_changes_it_is_made_again(project: Path, change: str) -> None:
    main(["site", *COMMAND])
    file = project / change
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("second", "utf8")
    main(["site", *COMMAND])
    assert times(project) == 2
    file.unlink()
    main(["site", *COMMAND])
    assert times(project) == 3


def test_images_beside_a_report_are_not_read_and_links_not_followed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.unless_made.LARGEST_READ", 10)
    (project / "reports/mine").mkdir(parents=True)
    (project / "reports/mine/back").symlink_to(project)
    large = project / "reports/mine/images.npz"
    large.write_bytes(b"x" * 20)
    main(["site", *COMMAND])
    main(["site", *COMMAND])
    assert times(project) == 1
    os.utime(large, (1, 1))
    main(["site", *COMMAND])
    assert times(project) == 2


def test_what_failed_is_tried_again(project: Path) -> None:
    main(["site", *COMMAND])
    (project / "_config.yml").write_text("second", "utf8")
    assert main(["site", sys.executable, "-c", "raise SystemExit(3)"]) == 3
    assert main(["site", *COMMAND]) == 0
    assert times(project) == 2


def test_a_program_that_was_installed_since_counts(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    main(["site", *COMMAND])
    (project / "bin").mkdir()
    (project / "bin" / "xelatex").write_text("#!/bin/sh\n", "utf8")
    (project / "bin" / "xelatex").chmod(0o755)
    monkeypatch.setenv("PATH", str(project / "bin"))
    main(["site", *COMMAND])
    assert times(project) == 2


def test_every_source_is_one_of_the_project(root: Path) -> None:
    optional = {"reports"}
    assert {name for name in SOURCES if not (root / name).exists()} <= optional
    assert set(MADE) == {"PDFs", "site"}
