"""The graph from data to chapters, run for real in a copy of the project with a tiny edition."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

HEAVY = {"train", "explain"}
"""Notebooks that are no chapters, but what chapters read."""
QUICKEST = "cover"
"""The chapter that takes the least time to run."""


def chapters(workspace: Path) -> list[Path]:
    return sorted((workspace / "book" / "chapters").glob("*.ipynb"))


def times(workspace: Path) -> dict[str, int]:
    files = [
        *(workspace / "runs").rglob("*.ipynb"),
        *(workspace / "runs").rglob("*.json"),
        *chapters(workspace),
    ]
    results = [p for p in files if ".log." not in p.name and ".jobs" not in p.parts]
    return {str(p.relative_to(workspace)): p.stat().st_mtime_ns for p in results}


def edit(notebook: Path) -> None:
    """Change the file's content (Snakemake looks beyond the time of a file), not what it does."""
    notebook.write_text(notebook.read_text("utf8") + "\n", "utf8")


@pytest.fixture(scope="module")
def made(workspace, pipeline):
    result = pipeline("chapters")
    assert result.returncode == 0, result.stdout + result.stderr
    return workspace


def test_every_notebook_of_the_repository_runs_through_papermill(made, root):
    sources = {p.stem for p in (root / "notebooks").glob("*.ipynb")}
    assert sources - HEAVY == {p.stem for p in chapters(made)}
    for path in [*chapters(made), made / "runs" / "quick" / "report-a" / "train.ipynb"]:
        cells = json.loads(path.read_text("utf8"))["cells"]
        code = [c for c in cells if c["cell_type"] == "code"]
        assert all(c["execution_count"] for c in code), path
        outputs = [o for c in code for o in c["outputs"]]
        assert not [o for o in outputs if o["output_type"] == "error"], path
        assert not [o for o in outputs if o.get("name") == "stderr"], path  # a warning is a mistake


def test_every_published_output_exists_in_both_languages(made):
    for path in chapters(made):
        cells = json.loads(path.read_text("utf8"))["cells"]
        published = [
            o["metadata"]["fer"]
            for c in cells
            for o in c.get("outputs", [])
            if "fer" in o.get("metadata", {})
        ]
        for kind in ("text", "note", "table", "figure"):
            names = {
                lang: [p.get("name") for p in published if p["lang"] == lang and p["kind"] == kind]
                for lang in ("en", "zh-TW")
            }
            assert names["en"] == names["zh-TW"], (path, kind)
        for figure in (p for p in published if p["kind"] == "figure"):
            assert len(figure["alt"]) > 20, figure["name"]
            assert figure["alt"] != figure["caption"]
            assert any("\u4e00" <= c <= "\u9fff" for c in figure["alt"]) == (figure["lang"] == "zh-TW"), (
                figure["name"]
            )


def test_again_does_nothing(made, pipeline):
    before = times(made)
    result = pipeline("chapters")
    assert result.returncode == 0
    assert "Nothing to be done" in result.stdout + result.stderr
    assert times(made) == before


def test_editing_a_chapter_runs_that_chapter_alone(made, pipeline):
    before = times(made)
    edit(made / "notebooks" / f"{QUICKEST}.ipynb")
    assert pipeline("chapters").returncode == 0
    after = times(made)
    assert {name for name in after if after[name] != before[name]} == {f"book/chapters/{QUICKEST}.ipynb"}


def test_a_failed_chapter_leaves_its_notebook_and_says_where(made, pipeline):
    notebook = made / "notebooks" / f"{QUICKEST}.ipynb"
    original = notebook.read_text("utf8")
    broken = json.loads(original)
    first = next(cell for cell in broken["cells"] if cell["cell_type"] == "code")
    first["source"] = ["edition = 'quick'\n", "raise ValueError('on purpose')"]
    notebook.write_text(json.dumps(broken), "utf8")
    result = pipeline("chapters")
    log = f"runs/quick/chapters/{QUICKEST}.log.ipynb"
    assert result.returncode != 0
    lines = [line for line in (result.stdout + result.stderr).splitlines() if "FAILED in cell" in line]
    assert len(lines) == 1
    assert "ValueError: on purpose" in lines[0]
    assert log in lines[0]
    assert "on purpose" in (made / log).read_text("utf8")
    notebook.write_text(original, "utf8")
    assert pipeline("chapters").returncode == 0


def test_missing_chapters_are_made_from_old_runs_without_training(made, pipeline):
    before = times(made)
    module = made / "fer_lib" / "training" / "augmentation.py"
    original = module.read_text("utf8")
    module.write_text(original + "\nCHANGED = 1\n", "utf8")
    missing = f"book/chapters/{QUICKEST}.ipynb"
    (made / missing).unlink()
    arguments = ["--rerun-triggers", "mtime"]
    result = pipeline(missing, *arguments, config=["keep_runs=true"])
    assert result.returncode == 0, result.stderr
    after = times(made)
    assert {name for name in before if after[name] != before[name]} == {missing}
    module.write_text(original, "utf8")  # or the next test would train again


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (["edition=nope"], "error: editions/nope.yaml: there is no such edition"),
        (["edition=fer2013"], "needs your data: make report EDITION=fer2013 DATA=path"),
        (["edition=fer2013", "data=no/such/file.csv"], "there is no such file or folder"),
    ],
)
def test_mistakes_are_one_line_without_a_traceback(workspace, pipeline, config, words):
    result = pipeline("chapters", config=config)
    assert result.returncode != 0
    assert words in result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_papermill_by_hand_refuses_a_misspelt_parameter(workspace, python):
    command = [python, "-m", "papermill", "notebooks/train.ipynb", "out.ipynb", "-f", "presets/smoke.yaml"]
    result = subprocess.run(
        [*command, "-p", "epoch", "3"], cwd=workspace, capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    assert "unknown key 'epoch': did you mean 'epochs'" in result.stderr
    assert not (workspace / "runs" / "smoke").exists()


def test_a_chapter_of_ones_own_needs_a_notebook_and_a_line(made, pipeline):
    shutil.copy2(made / "notebooks" / f"{QUICKEST}.ipynb", made / "notebooks" / "99_own.ipynb")
    toc = made / "_toc.yml"
    original = toc.read_text("utf8")
    toc.write_text(
        original.replace("chapters/02_models", "chapters/02_models\n      - file: chapters/99_own"), "utf8"
    )
    before = times(made)
    assert pipeline("chapters").returncode == 0
    after = times(made)
    assert {name for name in after if after[name] != before.get(name)} == {"book/chapters/99_own.ipynb"}
    toc.write_text(original, "utf8")
    for folder in ("notebooks", "book/chapters"):
        (made / folder / "99_own.ipynb").unlink()


def test_a_notebook_opened_in_its_folder_runs_with_its_defaults(made, python):
    """As JupyterLab runs it: the working directory is the notebook's."""
    command = [python, "-m", "papermill", f"{QUICKEST}.ipynb", "-", "--no-progress-bar"]
    environment = {**os.environ, "PYTHONPATH": str(made)}
    result = subprocess.run(
        command, cwd=made / "notebooks", env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
