"""What holds for the files of the repository: where they lie, how long they are, what may not be in them."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.texts import notebooks, tracked_files

ROOT_FILES = {
    ".gitignore", ".pre-commit-config.yaml", "CITATION.cff", "CONTRIBUTING.md", "HANDBOOK.md", "LICENSE", "Makefile",
    "README.md", "Snakefile", "_config.yml", "_toc.yml", "environment.yml", "pyproject.toml",
    "requirements.lock",
}  # fmt: skip
ROOT_FOLDERS = {
    ".ci", ".devcontainer", ".github", "assignments", "benchmarks", "book", "editions", "fer_lib", "notebooks",
    "presets", "profiles", "results", "tests", "tools",
}  # fmt: skip
LONGEST = 350
MACHINE_PATH = re.compile(r"(?<![\w.\-~/])/(?:home/(?!someone)|root/|Users/|work/|tmp/|opt/|mnt/)\w[\w./-]*")
UNFINISHED = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error"]))
PLACED_BY_CODE = re.compile(r"```\{[\w-]+\}\n```|\{\{.*?\}\}|[#\s]")
TEXT_SUFFIXES = {
    "", ".cff", ".css", ".html", ".ipynb", ".js", ".lock", ".md", ".py", ".sh", ".sty", ".svg", ".toml",
    ".txt", ".yaml", ".yml", ".bib",
}  # fmt: skip


@pytest.fixture(scope="module")
def tracked(root: Path) -> list[Path]:
    return tracked_files(root)


@pytest.fixture(scope="module")
def texts(root: Path, tracked: list[Path]) -> dict[str, str]:
    """Name -> content of every text file."""
    files = [path for path in tracked if path.suffix in TEXT_SUFFIXES and (root / path).is_file()]
    assert len(files) > 50
    return {path.as_posix(): (root / path).read_text("utf8") for path in files}


def test_root_is_nearly_empty(tracked: list[Path]) -> None:
    assert {path.name for path in tracked if len(path.parts) == 1} <= ROOT_FILES
    assert {path.parts[0] for path in tracked if len(path.parts) > 1} <= ROOT_FOLDERS


def test_files_are_short(texts: dict[str, str]) -> None:
    lengths = {
        name: text.count("\n") for name, text in texts.items() if name.endswith((".py", ".sh", "Makefile"))
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_nothing_is_left_unfinished(texts: dict[str, str]) -> None:
    assert [name for name, text in texts.items() if UNFINISHED.search(text)] == []


def test_no_path_of_a_machine(texts: dict[str, str]) -> None:
    assert {name: found for name, text in texts.items() if (found := MACHINE_PATH.findall(text))} == {}


@pytest.mark.parametrize("folder", ["home/ada/", "root/", "work/", "tmp/", "Users/ada/"])
def test_paths_of_a_machine_are_recognised(folder: str) -> None:
    assert MACHINE_PATH.search(f'open("/{folder}fer2013.csv")')
    assert not MACHINE_PATH.search(f'open("book/{folder}fer2013.csv")')


def test_book_links_to_the_settings_at_the_root(root: Path) -> None:
    for name in ("_config.yml", "_toc.yml"):
        link = root / "book" / name
        assert link.is_symlink()
        assert link.readlink() == Path("..", name)
        assert link.samefile(root / name)


def test_notebook_sources_have_no_outputs(root: Path) -> None:
    for name, notebook in notebooks(root).items():
        for cell in notebook["cells"]:
            assert cell.get("outputs", []) == [], name
            assert cell.get("execution_count") is None, name


def test_prose_comes_in_pairs(root: Path) -> None:
    """Every English cell is followed by the Chinese one, and no prose is in neither language."""
    for name, notebook in notebooks(root).items():
        markdown = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
        prose = [cell for cell in markdown if PLACED_BY_CODE.sub("", "".join(cell["source"]))]
        tags = [
            [tag for tag in cell["metadata"].get("tags", []) if tag.startswith("lang-")] for cell in prose
        ]
        assert tags == [["lang-en"], ["lang-zh-TW"]] * (len(prose) // 2), name
        kinds = [cell["cell_type"] for cell in notebook["cells"]]
        firsts = [
            n for n, cell in enumerate(notebook["cells"]) if "lang-en" in cell["metadata"].get("tags", [])
        ]
        assert all(kinds[n + 1] == "markdown" for n in firsts), name


def test_notebooks_name_no_environment_of_their_author(root: Path) -> None:
    for name, notebook in notebooks(root).items():
        assert notebook["metadata"].get("kernelspec", {}).get("name", "python3") == "python3", name


def test_workflows_and_ci_call_the_targets_of_make(root: Path) -> None:
    makefile = (root / "Makefile").read_text("utf8")
    callers = [root / ".ci" / "run", *(root / ".github" / "workflows").glob("*.yml")]
    called = {
        target for path in callers for target in re.findall(r"\bmake ([a-z-]+)", path.read_text("utf8"))
    }
    assert called == {"test"}
    assert all(f"\n{target}:" in makefile for target in called)


def test_dev_container_is_json_and_calls_what_is_there(root: Path) -> None:
    container = json.loads((root / ".devcontainer" / "devcontainer.json").read_text("utf8"))
    makefile = (root / "Makefile").read_text("utf8")
    commands = " || ".join(value for key, value in container.items() if key.endswith("Command")).split(" || ")
    assert commands == ["tools/system_packages.sh report", "make setup TORCH=cpu", "make setup"]
    for command in commands:
        program, argument, *_ = command.split()
        if program == "make":
            assert f"\n{argument}:" in makefile
        else:
            assert os.access(root / program, os.X_OK)
            assert f"\n  {argument})" in (root / program).read_text("utf8")
    # Its Python has wheels for all pins, and its system is one that tools/system_packages.sh knows.
    assert container["image"] == "python:3.11-bookworm"
    assert {str(port) for port in container["forwardPorts"]} == set(container["portsAttributes"])


def test_built_files_are_ignored(root: Path) -> None:
    made = ["runs/quick/report-a/metrics.json", "book/chapters/01_data.ipynb", "book/_build/html/index.html"]
    made += [".venv/bin/python", ".snakemake/log/x"]
    ignored = subprocess.run(
        ["git", "check-ignore", *made], cwd=root, capture_output=True, text=True, check=False
    )
    assert ignored.stdout.split() == made


def test_notebooks_are_valid_json_with_ids(root: Path) -> None:
    for name, notebook in notebooks(root).items():
        ids = [cell["id"] for cell in notebook["cells"]]
        assert len(set(ids)) == len(ids), name
        assert json.dumps(notebook), name
