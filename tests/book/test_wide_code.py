"""Paths and dotted names in a text on a narrow screen, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from fer_lib.language import LANGUAGES, Language
from tests.book.reading import open_page, reader
from tests.book.serving import serve

CODE = '<code class="docutils literal notranslate"><span class="pre">{}</span></code>'
NAMES = (
    "fer_lib/explain/attribution/integrated_gradients.py",
    "fer_lib.metrics.calibration.fit_temperature_of",
)
PLACES = ("<p>{}</p>", "<ul><li><p>{}</p></li></ul>", "<figure><figcaption><p>{}</p></figcaption></figure>")
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
WIDE = """
() => [...document.querySelectorAll("#added *")].filter((part) => part.getBoundingClientRect().right > innerWidth)
  .map((part) => part.outerHTML)
"""
LINES = """
(place) => [...document.querySelectorAll(`article ${place} code`)].filter((code) => code.id === "")
  .map((code) => new Set([...code.getClientRects()].map((box) => Math.round(box.top))).size)
"""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_long_name_is_broken_in_a_text_and_whole_in_a_table(
    sample: Path, browser: Browser, lang: Language
) -> None:
    folder = "" if lang == "en" else f"{lang}/"
    with serve(sample / "book" / "_build" / "html", "/project/") as address, reader(browser) as context:
        page = context.new_page()
        page.set_viewport_size({"width": 390, "height": 800})
        open_page(page, f"{address}{folder}chapters/01_data.html")
        assert page.evaluate(OVERFLOW) <= 0
        words = "".join(place.format("影像 " + CODE.format(name)) for place in PLACES for name in NAMES)
        page.evaluate(
            """([words, cell]) => {
              const added = document.createElement("div");
              added.id = "added";
              added.innerHTML = words;
              document.querySelector("article section").append(added);
              document.querySelector("article table td").innerHTML = cell;
            }""",
            [words, f"<p>{CODE.format(NAMES[0])}</p>"],
        )
        assert page.evaluate(WIDE) == []
        assert page.evaluate(OVERFLOW) <= 0
        assert all(lines >= 2 for lines in page.evaluate(LINES, "#added"))
        assert page.evaluate(LINES, "td") == [1]
