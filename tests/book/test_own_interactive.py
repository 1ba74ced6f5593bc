"""The handbook's example of a figure that answers, as a student would use it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from playwright.sync_api import Browser

from fer_lib.language import LANGUAGES, Language, Text
from fer_lib.publish import BookFigure, Interactive
from tests.book.interactive_bench import PANEL, Bench, bench

GREY = np.array([20.04, 130.0, 240.0])
PROBABILITY = np.array([0.1234, 0.9, 0.5])
IMAGES = np.arange(3, dtype=np.uint8)[:, None, None] * np.full((1, 16, 16), 100, dtype=np.uint8)


def draw(lang: Language) -> Figure:
    figure, ax = plt.subplots(figsize=(5, 3))
    ax.plot(GREY, PROBABILITY, "o")
    return figure


FIGURE = BookFigure(draw, Text("Caption.", "圖說。"), Text("Three points.", "三個點。"))


@pytest.fixture(scope="module")
def example() -> Interactive:
    handbook = (Path(__file__).parents[2] / "HANDBOOK.md").read_text("utf8")
    section = handbook.partition("### A figure that answers")[2].partition("\n## ")[0]
    (code,) = re.findall(r"^```python\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert len(code.partition("def ")[2].splitlines()) <= 10
    names: dict[str, Any] = {}
    exec(code, names)
    made = names["asked"](GREY, PROBABILITY, IMAGES)
    assert isinstance(made, Interactive)
    return made


@pytest.fixture(scope="module")
def opened(
    browser: Browser, example: Interactive, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    with bench(browser, tmp_path_factory.mktemp("own"), "own", FIGURE, example) as made:
        yield made


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_point_says_what_it_is(opened: Bench, lang: Language) -> None:
    page = opened.open(lang)
    about = Text("Grey level {}, probability {}", "灰階 {}，機率 {}")
    told = [about[lang].format(*values) for values in [(20.0, 0.123), (130.0, 0.9), (240.0, 0.5)]]
    marks = page.locator(".point-mark")
    for number, text in enumerate(told):
        box = marks.nth(number).bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2 + 5, box["y"] + box["height"] / 2)
        assert page.locator(f"{PANEL} p").inner_text() == text
        assert page.locator(".point-tip").inner_text() == text
        tile = page.locator(".named-point [role=img]")
        assert tile.get_attribute("aria-label") == text
        page.mouse.down()
        page.mouse.up()
    page.mouse.move(1, 1)
    assert page.locator(f"{PANEL} p").inner_text() == told[2]  # the chosen one stays
    assert "own.point=2" in page.url
    assert opened.violations() == []
    assert opened.complaints == []


def test_keys_and_the_address(opened: Bench) -> None:
    page = opened.open(query="?own.point=1")
    assert page.locator(f"{PANEL} p").inner_text().startswith("Grey level 130.0")
    page.locator(".point-mark").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator(f"{PANEL} p").inner_text().startswith("Grey level 240.0")
    page.keyboard.press("Enter")
    assert "own.point=2" in page.url
    page = opened.open(query="?own.point=9")
    assert page.locator(f"{PANEL} p").inner_text().startswith("Point at a mark")
    assert opened.complaints == []


def test_points_without_images_on_a_telephone(browser: Browser, tmp_path: Path, example: Interactive) -> None:
    alone = Interactive(example.module, example.words, example.data)
    with bench(browser, tmp_path, "own", FIGURE, alone, viewport={"width": 390, "height": 800}) as narrow:
        page = narrow.open(query="?own.point=0")
        assert page.locator(f"{PANEL} p").inner_text().startswith("Grey level 20.0")
        assert page.locator(".named-point [role=img]").count() == 0
        assert narrow.overflow() <= 0
        assert narrow.violations() == []
        assert narrow.complaints == []
