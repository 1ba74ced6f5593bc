"""The site as its readers see it. ``FER_BOOK_HTML`` points these tests to an existing site."""

import json
import re
from pathlib import Path
from urllib.parse import quote, urljoin

import pytest
from playwright.sync_api import Browser

from tests.book.reading import SITE, Visit, chapters_of, pages_of, watch

HAN = re.compile(r"[\u4e00-\u9fff]")
PROBES = [
    ("zh-TW/", "混淆矩陣"),
    ("zh-TW/", "準確率"),
    ("zh-TW/", "批次正規化"),
    ("zh-TW/", "卷積"),
    ("", "confusion matrix"),
    ("", "accuracy"),
    ("", "convolution"),
]


def language_of(page: str) -> str:
    return "zh-TW" if page.startswith("zh-TW/") else "en"


def test_both_languages_have_the_same_pages(site: Path) -> None:
    pages = pages_of(site)
    chinese = {page.removeprefix("zh-TW/") for page in pages if language_of(page) == "zh-TW"}
    assert chinese == {page for page in pages if language_of(page) == "en"}
    assert {"404.html", "search.html"} < chinese


def test_switch_leads_to_the_same_page_in_the_other_language(visits: list[Visit], site: Path) -> None:
    for visit in visits:
        plain = visit.page.removeprefix("zh-TW/")
        other = {"en": ("zh-TW", f"zh-TW/{plain}"), "zh-TW": ("en", plain)}[language_of(visit.page)]
        assert [tuple(link) for link in visit.switches] == [(other[0], SITE + other[1])]
        assert (site / other[1]).exists()


def test_every_page_names_its_language_and_its_alternates(visits: list[Visit]) -> None:
    for visit in visits:
        plain = visit.page.removeprefix("zh-TW/")
        assert visit.lang == language_of(visit.page)
        assert {tuple(link) for link in visit.alternates} == {
            ("en", SITE + plain),
            ("zh-TW", SITE + f"zh-TW/{plain}"),
        }


def test_no_page_complains(visits: list[Visit]) -> None:
    assert {visit.page: visit.complaints for visit in visits if visit.complaints} == {}


def test_no_request_leaves_the_site(visits: list[Visit]) -> None:
    allowed = (SITE, "data:", "blob:")
    assert [url for visit in visits for url in visit.requests if not url.startswith(allowed)] == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_accessible(visits: list[Visit], mode: str) -> None:
    assert {v.page: v.violations for v in visits if v.mode == mode and v.violations} == {}


def test_every_figure_loads_and_is_described_in_the_pages_language(visits: list[Visit]) -> None:
    figures = [(visit.page, *figure) for visit in visits for figure in visit.figures]
    assert figures
    for page, alt, width in figures:
        assert width > 0, f"{page}: {alt}: the image is missing"
        assert len(alt) >= 8, f"{page}: no description: {alt!r}"
        assert bool(HAN.search(alt)) == (language_of(page) == "zh-TW"), f"{page}: wrong language: {alt}"


def test_interface_speaks_the_pages_language(visits: list[Visit]) -> None:
    for visit in visits:
        chinese = language_of(visit.page) == "zh-TW"
        words = [name for name in visit.names if re.search(r"[A-Za-z]{3}", name) or HAN.search(name)]
        wrong = [name for name in words if bool(HAN.search(name)) != chinese]
        assert wrong == [], visit.page
        # The mainland's words and characters, which the theme falls back to.
        assert not re.search("[搜显页码关后]", " ".join(visit.names).replace("搜尋", "")), visit.page


def test_no_markup_is_left_in_the_text(visits: list[Visit]) -> None:
    for visit in visits:
        prose = re.sub(r"(?m)^.*(?:\*\*\s*\d|\w\*\*\w).*$", "", visit.text)
        assert not re.search(r"\*\*|\{\{|\{numref\}|\[\?\?\]", prose), visit.page


@pytest.mark.parametrize(("folder", "query"), PROBES)
def test_search_finds_chapters(browser: Browser, address: str, folder: str, query: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}{folder}search.html?q={quote(query)}")
    page.wait_for_selector("#search-results ul.search li a")
    links = page.eval_on_selector_all("#search-results ul.search li a", "links => links.map(a => a.href)")
    page.close()
    assert any("/chapters/" in link for link in links), links


def test_search_finds_nothing_that_is_not_there(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}zh-TW/search.html?q={quote('黑洞輻射')}")
    page.wait_for_selector("text=找不到符合的頁面")
    page.close()


def test_missing_pages_below_a_folder(browser: Browser, address: str) -> None:
    cases = {
        "nothing.html": "Page not found",
        "chapters/deeper/nothing.html": "Page not found",
        "zh-TW/chapters/nothing.html": "找不到網頁",
    }
    for missing, expected in cases.items():
        page = browser.new_page()
        requests: list[str] = []
        watch(page, requests, [])
        page.goto(address + missing, wait_until="networkidle")
        assert page.inner_text("h1") == expected
        home = page.get_attribute("a.navbar-brand", "href")
        assert home is not None
        assert page.request.get(urljoin(page.evaluate("document.baseURI"), home)).ok
        assert page.evaluate("getComputedStyle(document.querySelector('.bd-main')).display") == "flex"
        assert [url for url in requests if not url.startswith(address)] == []
        page.close()


def test_downloads(browser: Browser, address: str, site: Path) -> None:
    page = browser.new_page()
    for name in chapters_of(site):
        page.goto(address + name)
        links = page.eval_on_selector_all(".dropdown-download-buttons a", "links => links.map(a => a.href)")
        notebooks = [link for link in links if link.endswith(".ipynb")]
        assert len(notebooks) == ("chapters/" in name), name
        for link in links:
            answer = page.request.get(link)
            assert answer.ok, link
            if link in notebooks:
                cells = json.loads(answer.text())["cells"]
                tags = {tag for cell in cells for tag in cell["metadata"].get("tags", [])}
                other = {"en": "lang-zh-TW", "zh-TW": "lang-en"}[language_of(name)]
                assert not {other, "injected-parameters"} & tags
            else:
                assert answer.body().startswith(b"%PDF")
    page.close()


def test_code_can_be_unfolded_and_copied(browser: Browser, address: str, site: Path) -> None:
    hints = {"en": "Show code", "zh-TW": "顯示程式碼"}
    shown = {"en": 0, "zh-TW": 0}
    page = browser.new_page()
    for name in chapters_of(site):
        page.goto(address + name)
        hidden = page.locator("details.hide").first
        if hidden.count():
            code = hidden.locator("pre").first
            assert not code.is_visible()
            hidden.get_by_text(hints[language_of(name)]).click()
            assert code.is_visible()
            page.wait_for_selector("button.copybtn", state="attached")
            shown[language_of(name)] += 1
    page.close()
    assert shown["en"] == shown["zh-TW"] > 0


def test_numbers_are_the_same_in_both_languages(visits: list[Visit]) -> None:
    text = {visit.page: visit.text for visit in visits if visit.mode == "light"}
    patterns = {"en": r"(Fig\.|Table) (\d+(?:\.\d+)?)", "zh-TW": r"(?<![代列])(圖|表) ?(\d+(?:\.\d+)?)"}
    found = 0
    for page in text:
        if "chapters/" in page and language_of(page) == "en":
            numbers = [
                {number for _, number in re.findall(patterns[language_of(name)], text[name])}
                for name in (page, f"zh-TW/{page}")
            ]
            assert numbers[0] == numbers[1], page
            found += len(numbers[0])
    assert found >= 2


def test_entrance_leads_to_the_cover(browser: Browser, address: str) -> None:
    page = browser.new_page()
    for folder in ("", "zh-TW/"):
        page.goto(f"{address}{folder}index.html", wait_until="networkidle")
        assert page.url == f"{address}{folder}chapters/cover.html"
        assert page.locator(".report-fields dt").count() >= 1
    page.close()
