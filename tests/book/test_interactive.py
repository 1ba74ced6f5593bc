"""Interactive figures by use: the way from the notebook to the page, and the confusion matrix."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from interactive_figures import write_files
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image
from playwright.sync_api import Browser

from fer_lib.chapters.errors.confusion_cells import WORDS
from fer_lib.language import LANGUAGES, Language, Text
from fer_lib.plots import figure_style
from fer_lib.publish import BookFigure, Interactive, Sheet
from fer_lib.publish.figures import PNG_DPI
from tests.book.interactive_bench import PANEL, Bench, bench, outputs_of

CLASSES = [Text("cat", "貓"), Text("dog", "狗"), Text("owl", "貓頭鷹")]
IMAGES = np.arange(8, dtype=np.uint8)[:, None, None] * np.full((1, 6, 6), 30, dtype=np.uint8)
ONE = {
    "validation": {
        "indices": [0, 2, 3, 5],
        "labels": [0, 0, 1, 2],
        "predicted": [0, 1, 1, 2],
        "percent": [90, 55, 70, 99],
    }
}
OTHER = {
    "validation": {**ONE["validation"], "predicted": [0, 0, 2, 2], "percent": [80, 60, 50, 98]},
    "train": {"indices": [1, 4], "labels": [1, 2], "predicted": [1, 2], "percent": [88, 77]},
}  # fmt: skip
THIRD = {
    "validation": {"indices": [0, 3], "labels": [0, 1], "predicted": [0, 1], "percent": [80, 60]},
    "train": {"indices": [2], "labels": [0], "predicted": [0], "percent": [99]},
}


def drawn(lang: Language = "en") -> Figure:
    figure, ax = plt.subplots(figsize=(5, 3))
    ax.plot([1, 10], [0, 4])
    ax.set_xscale("log")
    return figure


FIGURE = BookFigure(drawn, Text("Caption.", "圖說。"), Text("A line.", "一條線。"))


def asked() -> Interactive:
    return Interactive(
        "confusion_matrix",
        {**WORDS, "classes": CLASSES},
        {
            "runs": ["one", "other", "third"],
            "splits": {
                "one": ["validation"],
                "other": ["validation", "train"],
                "third": ["validation", "train"],
            },
            "shown": [0, 1, 2, 3, 5],
            "a_sheet": 3,
        },
        {"one": ONE, "other": OTHER, "third": THIRD},
        {"images-0": Sheet(IMAGES[[0, 1, 2]]), "images-1": Sheet(IMAGES[[3, 5]])},
    )


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(browser, tmp_path_factory.mktemp("confusion"), "confusion", FIGURE, asked()) as made:
        yield made


def test_files_are_written_once_for_all_languages_and_old_ones_go(tmp_path: Path) -> None:
    first, *figures = outputs_of("confusion", FIGURE, asked())
    assert first.metadata["fer"] == {"lang": None, "kind": "interactive", "name": "confusion"}
    assert [
        one.metadata["fer"]["lang"] for one in figures if one.metadata["fer"]["kind"] == "figure"
    ] == list(LANGUAGES)
    folder = tmp_path / "_build/interactive/chapters/page"
    write_files(new_notebook(cells=[new_code_cell(outputs=[first])]), "chapters/page", tmp_path)
    names = {
        "confusion.json",
        "confusion.one.json",
        "confusion.other.json",
        "confusion.third.json",
        "confusion.images-0.webp",
        "confusion.images-1.webp",
    }
    assert {path.name for path in folder.iterdir()} == names
    sheets = json.loads((folder / "confusion.json").read_text("utf8"))["sheets"]
    assert sheets["images-0"] == {"height": 6, "width": 6, "columns": 2, "count": 3}
    write_files(new_notebook(cells=[new_code_cell(outputs=[])]), "chapters/page", tmp_path)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("shape", [(5, 7, 9), (5, 7, 9, 3), (1, 1, 1), (300, 4, 4)])
def test_an_exact_sheet_keeps_every_pixel(tmp_path: Path, shape: tuple[int, ...]) -> None:
    images = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    folder = tmp_path / "_build/interactive/chapters/page"
    made = Interactive("confusion_matrix", {"panel": CLASSES[0]}, sheets={"maps": Sheet(images, exact=True)})
    write_files(
        new_notebook(cells=[new_code_cell(outputs=outputs_of("x", FIGURE, made))]), "chapters/page", tmp_path
    )
    about = json.loads((folder / "x.json").read_text("utf8"))["sheets"]["maps"]
    with Image.open(folder / "x.maps.webp") as opened_sheet:
        sheet = np.asarray(opened_sheet.convert("RGB"))
    for place, image in enumerate(images):
        top, left = place // about["columns"] * shape[1], place % about["columns"] * shape[2]
        tile = sheet[top : top + shape[1], left : left + shape[2]]
        np.testing.assert_array_equal(
            tile, image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2)
        )


def test_large_images_become_smaller_and_too_many_are_refused() -> None:
    assert Sheet(np.zeros((2, 200, 400), np.uint8)).tile == (48, 96)
    with pytest.raises(ValueError, match="show fewer"):
        Sheet(np.broadcast_to(np.uint8(0), (20_000, 64, 64)))


def test_numbers_that_no_browser_reads_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        outputs_of("x", FIGURE, Interactive("confusion_matrix", {}, {"value": float("nan")}))


def test_both_languages_leave_places_for_the_same_values() -> None:
    words = {"panel": CLASSES[0], "more": {"said": [Text("{n} of {of}", "{of} 張中的 {m} 張")]}}
    with pytest.raises(ValueError, match="different values"):
        outputs_of("x", FIGURE, Interactive("confusion_matrix", words))


def test_the_page_knows_where_a_point_of_the_data_is(opened: Bench) -> None:
    page = opened.open()
    axes = page.evaluate("JSON.parse(document.querySelector('script.interactive').textContent).axes")
    with figure_style("en"):
        figure = drawn()
        figure.savefig(io.BytesIO(), dpi=PNG_DPI)
    ax, (width, height) = figure.axes[0], figure.canvas.get_width_height()
    for x, y in [(1.0, 0.0), (10.0, 4.0), (3.0, 2.5)]:
        left, bottom = ax.transData.transform((x, y))
        found = page.evaluate(
            "async ([axes, x, y]) => { const { Figure } = await import('../_static/interactive/figure.mjs');"
            " return Object.assign(new Figure(), { axes }).position(0, x, y); }",
            [axes, x, y],
        )
        assert found == pytest.approx([100 * left / width, 100 - 100 * bottom / height], abs=0.01)
    plt.close(figure)


def test_a_field_leads_to_its_images(opened: Bench) -> None:
    page = opened.open()
    assert page.inner_text(".interactive-status") == WORDS["choose"].en
    page.click("[aria-label='label cat, answer dog: 1 of 2']")
    assert page.inner_text(".interactive-status") == "one: of 2 labelled cat, 1 got the answer dog."
    tiles = page.locator(".interactive-tiles > li")
    assert tiles.all_inner_texts() == ["#2\ndog 55%"]
    assert (
        page.get_attribute(".interactive-tile", "aria-label")
        == "Image 2, label cat, answer dog with probability 55%"
    )
    assert "confusion.field=0-1" in page.url
    assert opened.complaints == []


def test_the_keyboard_moves_between_fields(opened: Bench) -> None:
    page = opened.open()
    page.focus(".interactive-matrix button")
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert page.inner_text(".interactive-status") == "one: of 1 labelled dog, 1 got the answer dog."
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"


def test_two_runs_stand_side_by_side(opened: Bench) -> None:
    page = opened.open()
    page.get_by_label(WORDS["other"].en).select_option("other")
    page.wait_for_function("document.querySelectorAll('.interactive-matrix').length === 2")
    page.click("[aria-label='label cat, answer dog: 1 of 2']")
    said = page.inner_text(".interactive-status")
    assert said.endswith("other answers differently on 1 of them, rightly on 1.")
    assert page.locator(".interactive-tiles > li").all_inner_texts() == ["#2\ndog 55%\n↔ cat"]
    page.click("table:first-child [aria-label='label cat, answer cat: 1 of 2']")
    page.get_by_label(WORDS["only"].en).check()
    assert page.locator(".interactive-tiles > li").count() == 0


def test_what_the_other_run_learned_or_never_saw_is_said(opened: Bench) -> None:
    page = opened.open(query="?confusion.other=third&confusion.field=0-1")
    page.wait_for_selector(".interactive-tiles > li")
    assert page.inner_text(".interactive-status").endswith(
        "third answers differently on 1 of them, rightly on 1. third was trained on 1 of them."
    )
    page.click("table:first-child [aria-label='label owl, answer owl: 1 of 1']")
    assert page.inner_text(".interactive-status").endswith("third was never asked about 1 of them.")
    page.click("table:first-child [aria-label='label owl, answer cat: 0 of 1']")
    assert page.inner_text(".interactive-status") == "one: of 1 labelled owl, none got the answer cat."
    assert not page.locator(".interactive-tiles").is_visible()


def test_another_run_keeps_the_field_and_is_not_offered_beside_itself(opened: Bench) -> None:
    page = opened.open(query="?confusion.field=1-2&confusion.other=other")
    page.get_by_label(WORDS["run"].en, exact=True).select_option("other")
    page.wait_for_function("document.querySelectorAll('.interactive-matrix').length === 1")
    assert page.inner_text(".interactive-status") == "other: of 1 labelled dog, 1 got the answer owl."
    offered = page.get_by_label(WORDS["other"].en).locator("option").all_inner_texts()
    assert offered == [WORDS["none"].en, "one", "third"]
    page.wait_for_function("!location.search.includes('confusion.other=')")


def test_what_was_chosen_is_all_in_the_address(opened: Bench) -> None:
    page = opened.open(query="?confusion.other=other")
    page.wait_for_function("document.querySelectorAll('.interactive-matrix').length === 2")
    page.click("table:last-child [aria-label='label dog, answer owl: 1 of 1']")
    page.get_by_label(WORDS["only"].en).check()
    said, query = page.inner_text(".interactive-status"), page.evaluate("location.search")
    page = opened.open(query=query)
    page.wait_for_selector(".interactive-tiles > li")
    assert page.inner_text(".interactive-status") == said
    assert page.get_by_label(WORDS["only"].en).is_checked()


def test_a_click_on_the_picture_does_not_leave_a_page_with_marks(browser: Browser, tmp_path: Path) -> None:
    words = {"panel": CLASSES[0], "hint": CLASSES[1], "about": CLASSES[:2]}
    points = Interactive("named_points", words, {"points": [[2, 1], [5, 3]]})
    with bench(browser, tmp_path, "own", FIGURE, points) as made:
        page = made.open()
        address = page.url
        page.click("figure img", position={"x": 5, "y": 5}, force=True)
        page.focus("figure .interactive-overlay button")
        page.keyboard.press("Enter")
        assert page.url.partition("?")[0].partition("#")[0] == address


def test_a_link_to_a_later_figure_leads_to_it(browser: Browser, tmp_path: Path) -> None:
    """A panel that opens above it comes later and moves it away."""
    with bench(browser, tmp_path, "confusion", FIGURE, asked()) as made:
        path = tmp_path / "site" / "chapters" / "en.html"
        path.write_text(
            path.read_text("utf8").replace(
                "</main>", '<p id="fig-later">L</p><p style="height: 3000px"></p></main>'
            ),
            "utf8",
        )
        page = made.open(query="#fig-later")
        page.wait_for_function(
            "Math.abs(document.getElementById('fig-later').getBoundingClientRect().top) < 200"
        )


def test_numbers_and_splits_can_be_chosen(opened: Bench) -> None:
    page = opened.open()
    assert page.inner_text(".interactive-matrix tbody tr:first-child button") == "0.50"
    page.get_by_label(WORDS["numbers"].en).select_option("counts")
    page.wait_for_function("document.querySelector('.interactive-matrix button').textContent === '1'")
    page.get_by_label(WORDS["run"].en, exact=True).select_option("other")
    page.get_by_label(WORDS["split"].en, exact=True).select_option("train")
    page.wait_for_function(
        "document.querySelector('.interactive-matrix caption').textContent.includes('n = 2')"
    )
    assert "other, training set (n = 2)" in page.inner_text(".interactive-matrix caption")


def test_an_address_leads_to_what_somebody_saw(opened: Bench) -> None:
    page = opened.open("zh-TW", "?confusion.run=other&confusion.field=1-2#fig-confusion")
    page.wait_for_selector(".interactive-tiles > li")
    assert page.inner_text(".interactive-status") == "other：標籤為狗的 1 張影像中，答案是貓頭鷹的有 1 張。"
    opened.open("en", "?confusion.run=gone&confusion.split=nowhere&confusion.field=x")
    assert opened.complaints == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_panel_is_accessible(opened: Bench, lang: Language) -> None:
    page = opened.open(lang, "?confusion.other=other&confusion.field=0-1")
    page.wait_for_selector(".interactive-tiles > li")
    assert opened.violations() == []
    assert page.get_attribute(PANEL, "aria-label") == WORDS["panel"][lang]


def test_a_telephone_shows_all_of_it(browser: Browser, tmp_path: Path) -> None:
    with bench(
        browser, tmp_path, "confusion", FIGURE, asked(), viewport={"width": 390, "height": 800}
    ) as made:
        page = made.open(query="?confusion.other=other&confusion.field=0-1")
        page.wait_for_selector(".interactive-tiles > li")
        assert made.overflow() <= 0


def test_without_javascript_the_figure_is_as_it_is(browser: Browser, tmp_path: Path) -> None:
    with bench(browser, tmp_path, "confusion", FIGURE, asked(), java_script_enabled=False) as made:
        made.page.goto(f"{made.address}en.html")
        assert made.page.locator("figure img").is_visible()
        assert made.page.locator("figure").inner_text() == "Caption"
