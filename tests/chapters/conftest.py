"""What the tests of chapters share."""

import gc
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from fer_lib.editions import Edition, read_edition


@pytest.fixture(autouse=True)
def no_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    """statsmodels collects all garbage before each adjustment by Holm; tests that draw results ask for hundreds."""
    monkeypatch.setattr(gc, "collect", lambda *_: 0)


@pytest.fixture
def make_edition(root: Path, tmp_path: Path) -> Callable[..., Edition]:
    """A function that makes an edition of the given ``runs`` and ``roles``; its main run is ``main``."""
    shutil.copytree(root / "presets", tmp_path / "presets")
    (tmp_path / "editions").mkdir()

    def make(runs: dict[str, Any], roles: dict[str, Any] | None = None) -> Edition:
        values = {
            "title": {"en": "Test", "zh-TW": "測試"}, "data": {"source": "synthetic"}, "main_run": "main",
            "runs": runs, "roles": roles or {},
        }  # fmt: skip
        (tmp_path / "editions" / "test.yaml").write_text(yaml.safe_dump(values, allow_unicode=True), "utf8")
        return read_edition("test", tmp_path)

    return make
