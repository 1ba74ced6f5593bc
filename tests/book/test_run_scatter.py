"""The figure of costs by use: point, choose, filter, with mouse and keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from fer_lib.chapters.comparison import figures
from fer_lib.chapters.comparison.costs import TIME, accuracy_cost
from fer_lib.chapters.comparison.run_marks import WORDS, run_marks
from fer_lib.language import LANGUAGES, Language
from tests.book.interactive_bench import PANEL, Bench, bench
from tests.chapters.compared_runs import mixed_runs
from tests.chapters.comparison.test_run_marks import history

RUNS = mixed_runs()
VALUES = accuracy_cost(RUNS, TIME)
assert VALUES is not None
FIGURE = figures.accuracy_cost(VALUES)
ASKED = run_marks(VALUES, RUNS, {"big": history(2.0, 1.0, 0.5, 0.4), "small-s1": history(3.0)})
NAMES = [point["name"] for point in ASKED.data["points"]]


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(browser, tmp_path_factory.mktemp("runs"), "costs", FIGURE, ASKED) as made:
        yield made


def at(page: Page, name: str) -> tuple[float, float]:
    """Where a run's mark is on the screen."""
    box = page.locator(f".point-mark[aria-label^='{name}']").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_pointer_says_what_a_run_is_and_a_click_draws_its_curves(opened: Bench) -> None:
    page = opened.open()
    about = page.locator(".run-about")
    assert about.inner_text() == WORDS["hint"].en
    x, y = at(page, "big")
    page.mouse.move(x + 6, y - 5)  # beside the point
    assert about.inner_text().startswith("big\nnetwork report-c; validation accuracy 95.0%")
    assert page.locator(".point-tip").inner_text() == "big: 95.0%, 15.0 minutes"
    page.mouse.move(x - 150, y + 150)
    assert about.inner_text() == WORDS["hint"].en
    assert page.locator(".point-tip").is_hidden()
    page.mouse.click(x, y)
    charts = page.locator(".line-chart")
    charts.nth(1).wait_for()
    assert charts.first.get_attribute("aria-label") == (
        "Accuracy of big, 4 epochs; training set from 11% to 44%; validation set from 9% to 36%"
    )
    assert "Loss of big, 4 epochs; training set from 2.00 to 0.40" in str(
        charts.nth(1).get_attribute("aria-label")
    )
    said = page.get_by_role("status").inner_text()
    assert said.startswith("big\nnetwork report-c; validation accuracy 95.0%")
    assert said.endswith(f"epoch 3 of 4. {WORDS['kept'].format(epoch=3).en}")
    assert about.inner_text() == WORDS["hint"].en  # not the same twice
    assert "costs.run=big" in page.url
    assert opened.violations() == []
    assert opened.complaints == []


def test_marks_lie_on_the_points_of_the_picture(opened: Bench) -> None:
    page = opened.open()
    for theme in ("light", "dark"):  # there, pictures have a border
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
        seen = page.evaluate(
            """() => {
              const image = document.querySelector(".interactive-frame img");
              const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext("2d");
              canvas.drawImage(image, 0, 0);
              const style = getComputedStyle(image);
              const box = image.getBoundingClientRect(), border = parseFloat(style.paddingLeft);
              return [...document.querySelectorAll(".point-mark")].map((mark) => {
                const at = mark.getBoundingClientRect();
                const part = (value, from, size, whole) =>
                  Math.round((value - from - border) / (size - 2 * border) * whole);
                const x = part(at.x + at.width / 2, box.x, box.width, image.naturalWidth);
                const y = part(at.y + at.height / 2, box.y, box.height, image.naturalHeight);
                return [mark.style.getPropertyValue("--color"), [...canvas.getImageData(x, y, 1, 1).data]];
              });
            }"""
        )
        assert len(seen) == len(NAMES)
        for wanted, found in seen:  # drawn a little transparent
            color = [int(wanted[k : k + 2], 16) for k in (1, 3, 5)]
            assert all(abs(a - b) <= 40 for a, b in zip(color, found[:3], strict=True)), (
                theme,
                wanted,
                found,
            )


def test_keys_go_from_run_to_run(opened: Bench) -> None:
    page = opened.open()
    page.locator(".point-mark").first.focus()
    for name in NAMES:
        assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(f"{name}:")
        assert page.locator(".run-about strong").inner_text() == name
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert f"costs.run={NAMES[-1]}" in page.url
    assert page.locator(".point-mark[aria-pressed=true]").count() == 1
    # The choice has not taken the focus away.
    assert page.evaluate("document.activeElement.className").startswith("point-mark")
    page.keyboard.press("Escape")
    assert page.locator(".point-tip").is_hidden()


def test_a_network_alone_and_seeds_joined(opened: Bench) -> None:
    page = opened.open()
    assert page.locator(".run-lines polyline").count() == 1
    page.get_by_label(WORDS["join"].en).uncheck()
    assert page.locator(".run-lines polyline").count() == 0
    page.get_by_label(WORDS["network"].en).select_option("report-b-cnn")
    assert page.locator(".point-mark").count() == 2
    assert page.locator(".run-veil").is_visible()
    x, y = at(page, "small-s1")
    page.mouse.click(x, y)
    page.locator(".dot-0").first.wait_for()  # one epoch alone is a dot
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector(PANEL)
    page.locator(".line-chart").first.wait_for()
    assert page.get_by_label(WORDS["run"].en, exact=True).input_value() == "small-s1"
    assert not page.get_by_label(WORDS["join"].en).is_checked()
    page.get_by_label(WORDS["network"].en).select_option("report-c")  # the chosen run is not of this one
    assert page.locator(".line-chart").count() == 0


def test_a_run_without_history_says_so(opened: Bench) -> None:
    page = opened.open("zh-TW", "?costs.run=poor")
    page.wait_for_function("document.querySelector('[role=status]').textContent")
    said = page.get_by_role("status").inner_text()
    assert said.startswith("poor\n模型 report-b-dnn；驗證準確率 37.5%")
    assert said.endswith(WORDS["unknown"].zh)
    assert page.locator(".line-chart").count() == 0


def test_a_run_from_the_list_is_said_once_and_whole(opened: Bench) -> None:
    page = opened.open()
    page.evaluate(
        """() => {
          window.said = [];
          const live = document.querySelector("[role=status]");
          new MutationObserver(() => said.push(live.textContent)).observe(live, { childList: true, subtree: true });
        }"""
    )
    runs = page.get_by_label(WORDS["run"].en, exact=True)
    for name in ("big", "small-s1"):
        runs.select_option(name)
        page.locator(f".line-chart[aria-label*=' of {name},']").first.wait_for()
    page.get_by_label(WORDS["join"].en).uncheck()  # the run is the same: nothing to say
    assert page.evaluate("said") == [
        f"{name} {about.en} {WORDS['kept'].format(epoch=point['kept']).en}"  # type: ignore[union-attr]
        for name in ("big", "small-s1")
        for point, about in zip(ASKED.data["points"], ASKED.words["about"], strict=True)  # type: ignore[arg-type]
        if point["name"] == name
    ]
    runs.select_option("")
    assert page.get_by_role("status").inner_text() == ""


@pytest.mark.parametrize(("lang", "label"), [
    ("en", "Accuracy of small-s1, one epoch; training set 11%; validation set 9%"),
    ("zh-TW", "small-s1 的準確率，只有一個 epoch；訓練集 11%；驗證集 9%"),
])  # fmt: skip
def test_one_epoch_goes_from_nowhere_to_nowhere(opened: Bench, lang: Language, label: str) -> None:
    page = opened.open(lang, "?costs.run=small-s1")
    page.locator(".line-chart").first.wait_for()
    assert page.locator(".line-chart").first.get_attribute("aria-label") == label


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_a_telephone(browser: Browser, tmp_path: Path, lang: Language) -> None:
    with bench(browser, tmp_path, "costs", FIGURE, ASKED, viewport={"width": 390, "height": 800}) as narrow:
        page = narrow.open(lang, "?costs.run=big&costs.network=report-c")
        page.locator(".line-chart").first.wait_for()
        assert narrow.overflow() <= 0
        assert narrow.violations() == []
        assert narrow.complaints == []


def test_the_address_names_no_run_that_the_filter_hides(opened: Bench) -> None:
    page = opened.open(query="?costs.run=big")
    page.get_by_label(WORDS["run"].en, exact=True).select_option("big")
    other = next(
        point["network"] for point in ASKED.data["points"] if point["network"] not in network_of("big")
    )
    page.get_by_label(WORDS["network"].en, exact=True).select_option(other)
    assert page.get_by_label(WORDS["run"].en, exact=True).input_value() == ""
    assert "costs.run=" not in page.url


def network_of(run: str) -> set[str]:
    return {point["network"] for point in ASKED.data["points"] if point["name"] == run}


def test_unknown_names_in_the_address_are_nothing(opened: Bench) -> None:
    page = opened.open(query="?costs.run=gone&costs.network=none")
    assert page.locator(".point-mark").count() == len(NAMES)
    assert page.locator(".run-about").inner_text() == WORDS["hint"].en


def test_ticks_of_the_curves(opened: Bench) -> None:
    page = opened.open()
    ticks = "async ([low, high]) => (await import('../_static/interactive/line_chart.mjs')).ticks(low, high)"
    assert page.evaluate(ticks, [0.1, 0.93]) == [0, 0.5, 1]
    assert page.evaluate(ticks, [0.2, 0.9]) == [0.2, 0.4, 0.6, 0.8, 1]
    assert page.evaluate(ticks, [5, 5]) == [4, 6]
