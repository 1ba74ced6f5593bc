"""The site as its readers see it. ``FER_BOOK_HTML`` points these tests to an existing site."""

import gzip
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote, urljoin

import pytest
from playwright.sync_api import Browser, Page

from tests.book.names import HAN, Name, names_now
from tests.book.reading import (
    COLORS,
    Visit,
    digest_of,
    load_axe,
    open_page,
    reader,
    settle,
    violations,
    watch,
)
from tests.book.serving import chapters_of, pages_of

PROBES = [
    ("zh-TW/", "混淆矩陣"),
    ("zh-TW/", "準確率"),
    ("zh-TW/", "批次正規化"),
    ("zh-TW/", "卷積"),
    ("", "confusion matrix"),
    ("", "accuracy"),
    ("", "convolution"),
]


HINTS = {
    "en": ({"Show code", "Click to show"}, {"Hide code", "Click to hide"}),
    "zh-TW": ({"顯示程式碼", "點一下展開"}, {"隱藏程式碼", "點一下收合"}),
}


def language_of(page: str) -> str:
    return "zh-TW" if page.startswith("zh-TW/") else "en"


def test_every_page_of_this_site_was_visited_once(visits: list[Visit], site: Path) -> None:
    assert [(visit.page, visit.digest) for visit in visits] == [
        (page, digest_of(site, page)) for page in pages_of(site)
    ]


def test_both_languages_have_the_same_pages(site: Path) -> None:
    pages = pages_of(site)
    chinese = {page.removeprefix("zh-TW/") for page in pages if language_of(page) == "zh-TW"}
    assert chinese == {page for page in pages if language_of(page) == "en"}
    assert {"404.html", "search.html"} < chinese


def test_switch_leads_to_the_same_page_in_the_other_language(
    visits: list[Visit], site: Path, address: str
) -> None:
    for visit in visits:
        plain = visit.page.removeprefix("zh-TW/")
        other = {"en": ("zh-TW", f"zh-TW/{plain}"), "zh-TW": ("en", plain)}[language_of(visit.page)]
        assert [tuple(link) for link in visit.switches] == [(other[0], address + other[1])]
        assert (site / other[1]).exists()


def test_every_page_names_its_language_and_its_alternates(visits: list[Visit], address: str) -> None:
    for visit in visits:
        plain = visit.page.removeprefix("zh-TW/")
        assert visit.lang == language_of(visit.page)
        assert {tuple(link) for link in visit.alternates} == {
            ("en", address + plain),
            ("zh-TW", address + f"zh-TW/{plain}"),
        }


def test_no_page_complains(visits: list[Visit]) -> None:
    assert {visit.page: visit.complaints for visit in visits if visit.complaints} == {}


def test_no_request_leaves_the_site(visits: list[Visit], address: str) -> None:
    allowed = (address, "data:", "blob:")
    assert [url for visit in visits for url in visit.requests if not url.startswith(allowed)] == []


def test_every_page_loads_each_script_and_sheet_once_and_is_light(site: Path) -> None:
    """Without images, as servers send it: compressed."""
    loaded = re.compile(r'<(?:script[^>]* src|link rel="stylesheet"[^>]* href)="([^"?]+)')

    @cache
    def sent(file: Path) -> int:
        return len(gzip.compress(file.read_bytes(), 6))

    for page in pages_of(site):
        names = loaded.findall((site / page).read_text("utf8"))
        assert names
        assert [name for name, count in Counter(names).items() if count > 1] == [], page
        files = {site / page, *((site / page).parent.joinpath(unquote(name)).resolve() for name in names)}
        assert sum(map(sent, files)) < 2**20, page


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_accessible(visits: list[Visit], mode: str) -> None:
    assert {visit.page: visit.violations[mode] for visit in visits if visit.violations[mode]} == {}


@pytest.mark.parametrize("folder", ["", "zh-TW/"])
def test_dark_from_the_start_where_the_system_is(browser: Browser, address: str, folder: str) -> None:
    with reader(browser, color_scheme="dark") as context:
        page = context.new_page()
        complaints: list[str] = []
        watch(page, [], complaints)
        open_page(page, f"{address}{folder}chapters/cover.html")
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        load_axe(page)
        assert violations(page, COLORS) == []
        assert complaints == []


def test_every_figure_loads_and_is_described_in_the_pages_language(visits: list[Visit]) -> None:
    figures = [(visit.page, *figure) for visit in visits for figure in visit.figures]
    assert figures
    for page, alt, width in figures:
        assert width > 0, f"{page}: {alt}: the image is missing"
        assert len(alt) >= 8, f"{page}: no description: {alt!r}"
        assert bool(HAN.search(alt)) == (language_of(page) == "zh-TW"), f"{page}: wrong language: {alt}"


def test_every_name_is_in_the_language_that_it_is_read_in(visits: list[Visit]) -> None:
    assert {visit.page: wrong for visit in visits if (wrong := wrong_names(visit.names))} == {}
    assert all(visit.names for visit in visits)


def wrong_names(names: set[Name]) -> list[Name]:
    return sorted((name for name in names if name.wrong), key=str)


def names_on(page: Page) -> set[Name]:
    return names_now(page.context.new_cdp_session(page), "", page.evaluate("document.documentElement.lang"))


@pytest.mark.parametrize("folder", ["", "zh-TW/"])
def test_tooltips_speak_the_pages_language(browser: Browser, address: str, folder: str) -> None:
    with reader(browser) as context:
        page = context.new_page()
        open_page(page, f"{address}{folder}chapters/cover.html")
        controls = page.locator("[data-bs-toggle=tooltip]").locator("visible=true")
        assert controls.count() >= 3
        for control in controls.all():
            control.hover()
            tooltip = page.wait_for_selector("[role=tooltip].show")
            assert tooltip is not None
            assert bool(HAN.search(tooltip.inner_text())) == (folder == "zh-TW/")
            assert wrong_names(names_on(page)) == []
            page.mouse.move(0, 0)
            page.wait_for_selector("[role=tooltip]", state="detached")


def test_no_markup_is_left_in_the_text(visits: list[Visit]) -> None:
    for visit in visits:
        prose = re.sub(r"(?m)^.*(?:\*\*\s*\d|\w\*\*\w).*$", "", visit.text)
        assert not re.search(r"\*\*|\{\{|\{numref\}|\[\?\?\]", prose), visit.page


@pytest.mark.parametrize(("folder", "query"), PROBES)
def test_search_finds_chapters(browser: Browser, address: str, folder: str, query: str) -> None:
    with reader(browser) as context:
        page = context.new_page()
        page.goto(f"{address}{folder}search.html?q={quote(query)}")
        # It says so when it has found all.
        page.wait_for_function(
            "!/^(Searching|搜尋中)/.test(document.querySelector('#search-results h2').innerText)"
        )
        found = page.locator("#search-results ul.search li a")
        links = found.evaluate_all("links => links.map(link => link.href)")
        assert any("/chapters/" in link for link in links), links
        assert wrong_names(names_on(page)) == []
        found.first.click()
        settle(page)
        page.wait_for_selector(".highlight-link a")
        assert wrong_names(names_on(page)) == []


@pytest.mark.parametrize("folder", ["", "zh-TW/"])
def test_search_lists_each_page_once_also_from_the_disk(browser: Browser, site: Path, folder: str) -> None:
    """Scripts that are modules do not load where a book is opened without a server."""
    with reader(browser) as context:
        page = context.new_page()
        page.goto(f"{(site / folder / 'search.html').resolve().as_uri()}?q=convolution")
        page.wait_for_selector("#search-results ul.search li a")
        links = page.locator("#search-results ul.search li > a").evaluate_all(
            "all => all.map((a) => a.pathname)"
        )
        assert links
        assert len(links) == len(set(links))


def test_search_finds_nothing_that_is_not_there(browser: Browser, address: str) -> None:
    with reader(browser) as context:
        page = context.new_page()
        page.goto(f"{address}zh-TW/search.html?q={quote('黑洞輻射')}")
        page.wait_for_selector("text=找不到符合的頁面")
        assert wrong_names(names_on(page)) == []


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("nothing.html", "Page not found"),
        ("chapters/deeper/nothing.html", "Page not found"),
        ("zh-TW/chapters/nothing.html", "找不到網頁"),
    ],
)
def test_missing_pages_below_a_folder(browser: Browser, address: str, missing: str, expected: str) -> None:
    with reader(browser) as context:
        page = context.new_page()
        requests: list[str] = []
        watch(page, requests, [])
        # Some lead on to the other language's page at once, before they are complete.
        page.goto(address + missing, wait_until="commit")
        page.wait_for_selector(f"h1:text-is('{expected}')")
        settle(page)
        home = page.get_attribute("a.navbar-brand", "href")
        assert home is not None
        assert page.request.get(urljoin(page.evaluate("document.baseURI"), home)).ok
        assert page.evaluate("getComputedStyle(document.querySelector('.bd-main')).display") == "flex"
        assert [url for url in requests if not url.startswith(address)] == []


def test_downloads(visits: list[Visit], browser: Browser, site: Path) -> None:
    seen = {visit.page: visit.downloads for visit in visits}
    with reader(browser) as context:
        fetched = {link: context.request.get(link) for links in seen.values() for link in links}
        for name in chapters_of(site):
            notebooks = [link for link in seen[name] if link.endswith(".ipynb")]
            assert len(notebooks) == ("chapters/" in name), name
            for link in seen[name]:
                answer = fetched[link]
                assert answer.ok, link
                if link in notebooks:
                    cells = json.loads(answer.text())["cells"]
                    tags = {tag for cell in cells for tag in cell["metadata"].get("tags", [])}
                    other = {"en": "lang-zh-TW", "zh-TW": "lang-en"}[language_of(name)]
                    assert not {other, "injected-parameters"} & tags
                else:
                    assert answer.body().startswith(b"%PDF")


def test_code_and_boxes_can_be_unfolded_and_code_copied(visits: list[Visit]) -> None:
    unfolded = {"en": 0, "zh-TW": 0}
    for visit in visits:
        lang = language_of(visit.page)
        show, hide = HINTS[lang]
        closed, opened, closed_again = visit.folds
        for folds, hints, shown in ((closed, show, False), (opened, hide, True), (closed_again, show, False)):
            assert len(folds) == len(closed)
            for hint, inside in folds:
                assert hint in hints, visit.page
                assert inside == shown, visit.page
        if any(hint in {"Show code", "顯示程式碼"} for hint, _ in closed):
            assert visit.copied == {"en": "Copied!", "zh-TW": "已複製"}[lang], visit.page
        unfolded[lang] += len(closed)
    assert unfolded["en"] == unfolded["zh-TW"] > 0


def test_numbers_are_the_same_in_both_languages(visits: list[Visit]) -> None:
    text = {visit.page: visit.text for visit in visits}
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


@pytest.mark.parametrize("folder", ["", "zh-TW/"])
def test_entrance_leads_to_the_cover(browser: Browser, address: str, folder: str) -> None:
    with reader(browser) as context:
        page = context.new_page()
        page.goto(f"{address}{folder}index.html", wait_until="commit")
        page.wait_for_url(f"{address}{folder}chapters/cover.html")
        assert page.locator(".report-fields dt").count() >= 1
