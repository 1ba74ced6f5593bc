"""What panels of figures show can be read: controls in both modes, labels of drawings at any width and state."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from fer_lib.chapters.batchnorm.asked_numbers import asked_numbers
from fer_lib.chapters.batchnorm.six_numbers_figure import six_numbers
from fer_lib.chapters.pca import asked_points
from fer_lib.chapters.pca import figures as pca_figures
from fer_lib.chapters.pca.points_analysis import PointsAnalysis
from tests.book.interactive_bench import PANEL, Bench, bench
from tests.book.test_batchnorm_numbers import NUMBERS
from tests.book.test_convolution_calculator import opened as calculator
from tests.book.test_run_scatter import ASKED, FIGURE

__all__ = ["calculator"]

SCREENS = [390, 1200]
EQUAL = "-2_-2_-2_1_1_4.5"
VIEWS = [(-39, 25), (0, 0), (90, 0), (180, 90), (-120, -40), (60, 15)]


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest) -> dict[str, int]:
    return {"width": request.param, "height": 900}


@pytest.fixture
def numbers(browser: Browser, tmp_path: Path, screen: dict[str, int]) -> Iterator[Bench]:
    with bench(
        browser, tmp_path, "six", six_numbers(NUMBERS), asked_numbers(NUMBERS), viewport=screen
    ) as made:
        yield made


@pytest.fixture
def space(browser: Browser, tmp_path: Path, screen: dict[str, int]) -> Iterator[Bench]:
    points = PointsAnalysis()
    figure, asked = pca_figures.space(points), asked_points.asked_points(points)
    with bench(browser, tmp_path, "space", figure, asked, viewport=screen) as made:
        yield made


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_controls_stand_out(browser: Browser, tmp_path: Path, calculator: Bench, mode: str) -> None:
    with bench(browser, tmp_path, "costs", FIGURE, ASKED) as runs:
        for made in (calculator, runs):
            made.open().evaluate("(mode) => { document.documentElement.dataset.theme = mode; }", mode)
            assert made.faint() == []


def test_numbers_on_their_way_keep_their_names(numbers: Bench) -> None:
    for query in ("", f"?six.x={EQUAL}", "?six.x=0_0_0_0_0_0", "?six.x=-5_5_-5_5_-5_5"):
        page = numbers.open(query=query)
        page.wait_for_timeout(100)  # the labels are placed when the panel has its width
        assert numbers.clashes() == [], query
        assert page.locator(f"{PANEL} svg text").count() == 3 + 6 + 6 + 2


def test_points_keep_their_names_from_every_side(space: Bench) -> None:
    for turn, tilt in VIEWS:
        page = space.open(query=f"?space.turn={turn}&space.tilt={tilt}")
        page.wait_for_timeout(100)
        assert space.clashes() == [], (turn, tilt)
        assert page.locator(f"{PANEL} svg text").count() == 13


def test_turning_the_points_marks_no_text(space: Bench) -> None:
    page = space.open()
    space.drag(".interactive-space", (5, 5), (400, 250))
    assert "space.turn=" in page.url
    assert page.evaluate("getSelection().toString()") == ""
