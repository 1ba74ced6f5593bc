"""The example chapter of a new report shows what the book asks of every chapter."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.language import LANGUAGES, Text
from tests.chapters.numbers import assert_well_put, texts_of_figure, texts_of_table

TEMPLATE = Path(__file__).parents[2] / "tools" / "new_report"


@pytest.fixture(scope="module")
def brightness() -> ModuleType:
    spec = importlib.util.spec_from_file_location("brightness", TEMPLATE / "brightness.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(st.integers(0, 2**32 - 1), st.integers(2, 60), st.sampled_from([0.0, 0.5, 1.0]))
def test_its_sentences_hold(brightness: ModuleType, seed: int, n: int, share: float) -> None:
    random = np.random.default_rng(seed)
    bright = np.arange(n) >= n // 2
    right = random.random(n) < np.where(bright, share, 0.5)
    halves = brightness.Halves(right, bright, random.integers(0, 2, n), [Text("a", "甲"), Text("b", "乙")])
    figure, table, found = halves.figure(), halves.table(), halves.findings()
    assert_well_put([*found, *texts_of_figure(figure), *texts_of_table(table)])
    dark, light = halves.both
    low, high = brightness.difference_interval(light, dark)
    assert ("better at the bright half" in found[1].en) is (low > 0)
    assert ("better at the dark half" in found[1].en) is (high < 0)
    assert figure.caption != table.caption


def test_its_figure_has_intervals_numbers_and_a_label(brightness: ModuleType) -> None:
    bright = np.arange(40) >= 20
    halves = brightness.Halves(bright, bright, np.zeros(40, dtype=int), [Text("a", "甲")])
    for lang in LANGUAGES:
        (ax,) = halves.figure().draw(lang).axes
        assert ax.get_ylabel()
        assert [label.get_text().rpartition("n = ")[2] for label in ax.get_xticklabels()] == ["20", "20"]
        assert ax.containers[0].has_yerr or len(ax.containers) == 2
    assert "95%" in halves.figure().caption.en


def test_it_says_what_it_found_in_short_and_points_to_what_it_shows() -> None:
    cells = json.loads((TEMPLATE / "bright_and_dark.ipynb").read_text("utf8"))["cells"]
    code = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    assert "publish.in_short(" in code
    for kind, word in (("fig", "figure"), ("tab", "table")):
        assert f'publish.{word}("brightness"' in code
        assert sum(f"{{numref}}`{kind}-brightness`" in text for text in prose) == 2
    assert sum("question" in cell["metadata"]["tags"] for cell in cells) == 2
