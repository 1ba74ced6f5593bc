"""Which edition an opened notebook shows: the one given to make, unless papermill gives another."""

import json
from pathlib import Path
from typing import Any

import pytest
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from fer_lib.errors import UserError
from tests.texts import notebooks

WITHOUT_EDITION = {"train.ipynb"}


def parameters(notebook: dict[str, Any]) -> list[str]:
    """The code of the cells that papermill knows as parameters."""
    kinds = {"parameters", "injected-parameters"}
    return ["".join(c["source"]) for c in notebook["cells"] if kinds & set(c["metadata"].get("tags", []))]


def edition_of(cells: list[str]) -> object:
    values: dict[str, object] = {}
    for cell in cells:
        exec(cell, values)
    return values["edition"]


def test_opened_notebooks_show_the_edition_that_make_was_given(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {name: parameters(notebook) for name, notebook in notebooks(root).items()}
    assert set(found) > WITHOUT_EDITION
    for name in set(found) - WITHOUT_EDITION:
        monkeypatch.delenv("EDITION", raising=False)
        assert edition_of(found[name]) == "quick", name
        monkeypatch.setenv("EDITION", "fer2013")
        assert edition_of(found[name]) == "fer2013", name


def test_what_papermill_is_given_comes_first(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITION", "fer2013")
    for name in notebooks(root):
        if name not in WITHOUT_EDITION:
            notebook = load_notebook_node(str(root / "notebooks" / name))
            given = parameterize_notebook(notebook, {"edition": "reports"})
            assert edition_of(parameters(given)) == "reports", name


def test_without_data_a_notebook_says_which_command_makes_them(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("assignments", "editions", "presets", "_toc.yml"):
        (tmp_path / name).symlink_to(root / name)
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.setenv("EDITION", "fer2013")
    cells = json.loads((root / "notebooks" / "01_data.ipynb").read_text("utf8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    with pytest.raises(
        UserError, match=r"runs/fer2013/data: not there; `make runs EDITION=fer2013` makes it"
    ):
        exec(code, {})


def test_without_a_run_the_error_names_its_edition(tmp_path: Path) -> None:
    from fer_lib.runs import RunFolder

    with pytest.raises(UserError, match=r"not finished. `make runs EDITION=mine` \(or"):
        RunFolder(tmp_path / "runs" / "mine" / "a").metrics()
    with pytest.raises(UserError, match=r"not finished. `make runs` \(or"):
        RunFolder(tmp_path / "runs" / "a").metrics()
