"""The robust ascent by use: steps, regularizers and patches, with mouse and keyboard."""

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser

from fer_lib.chapters.activation_maximization import figures
from fer_lib.chapters.activation_maximization.analysis import MaximizationAnalysis
from fer_lib.chapters.activation_maximization.followed_filters import COUNTED, WORDS, ascent_steps
from fer_lib.explain.maximization.run import explain_maximization
from fer_lib.language import LANGUAGES
from tests.book.interactive_bench import Bench, bench
from tests.chapters.activation_maximization.test_followed_filters import analysis_of
from tests.conftest import toy_faces
from tests.explain.maximization.small_plan import PLAN
from tests.explain.untrained_runs import make_run

STATUS = ".interactive-status"
IMAGES = ".interactive-maps:not(.interactive-patches) > li"
PATCHES = ".interactive-patches > li"


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> MaximizationAnalysis:
    run = make_run(tmp_path_factory.mktemp("runs") / "main")
    return analysis_of(run, explain_maximization(run, toy_faces(), run.path / "explain", PLAN), toy_faces())


@pytest.fixture(scope="module")
def opened(
    browser: Browser, analysis: MaximizationAnalysis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    asked = ascent_steps(analysis, analysis.main.result.followed)
    figure = figures.robust_patterns(analysis)
    with bench(browser, tmp_path_factory.mktemp("ascent"), "ascent", figure, asked) as made:
        yield made


def value_of(analysis: MaximizationAnalysis, choice: int, step: int, unit: int) -> str:
    value = round(float(analysis.main.result.followed.values[choice, step, unit]), 3)
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def test_steps_and_switches_show_what_was_kept(opened: Bench, analysis: MaximizationAnalysis) -> None:
    page, kept = opened.open(), analysis.main.result.followed
    assert page.inner_text(STATUS).startswith(f"conv 1, filter {kept.filters[0]} after all 2 steps:")
    page.get_by_label(WORDS["steps"].en, exact=True).focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_label(WORDS["moves"].en).focus()
    page.keyboard.press("Space")
    page.get_by_label(WORDS["filter"].en, exact=True).select_option("3")
    fourier_and_smooth = 0b101
    step = len(kept.steps) - 2
    values = [value_of(analysis, choice, step, 3) for choice in (fourier_and_smooth, 0, 7)]
    assert page.locator(IMAGES).all_inner_texts() == [
        WORDS[name].en.format(value=value)
        for name, value in zip(("chosen", "none", "all"), values, strict=True)
    ]
    position = page.locator(f"{IMAGES} .interactive-tile").first.evaluate(
        "(one) => one.style.backgroundPosition"
    )
    place = fourier_and_smooth * len(kept.steps) + step
    sheet = ascent_steps(analysis, kept).sheets["steps-3"]
    assert position == f"{-(place % sheet.columns) * 144}px {-(place // sheet.columns) * 144}px"
    assert f"ascent.filter={kept.layers[3]}-{kept.filters[3]}" in page.url
    assert f"ascent.on={fourier_and_smooth}" in page.url
    assert opened.complaints == []


def test_each_patch_is_framed_and_shown_alone(opened: Bench, analysis: MaximizationAnalysis) -> None:
    kept = analysis.main.result.followed
    page = opened.open(query=f"?ascent.filter={kept.layers[0]}-{kept.filters[0]}")
    assert page.locator(PATCHES).count() == kept.patch_images.shape[1]
    first = page.locator(PATCHES).first
    whole = first.locator(".interactive-tile").first.bounding_box()
    frame = first.locator(".interactive-window").bounding_box()
    assert whole is not None
    assert frame is not None
    top, bottom, left, right = kept.patch_windows[0, 0]
    scale = whole["width"] / 48
    assert (frame["x"] - whole["x"], frame["y"] - whole["y"]) == pytest.approx(
        (left * scale, top * scale), abs=0.6
    )
    assert (frame["width"], frame["height"]) == pytest.approx(
        ((right - left) * scale, (bottom - top) * scale), abs=0.6
    )
    seen = first.locator(".interactive-tile").nth(1)
    box = seen.bounding_box()
    assert box is not None
    assert max(box["width"], box["height"]) == pytest.approx(96, abs=1)
    # The middle of the patch has the grey of the image there.
    shot = page.evaluate(
        "async ([files, place, columns]) => { const image = new Image(); image.src = `${files}.images.webp`;"
        " await image.decode(); const canvas = document.createElement('canvas'); canvas.width = canvas.height = 48;"
        " canvas.getContext('2d').drawImage(image, -(place % columns) * 48, -Math.floor(place / columns) * 48);"
        " return [...canvas.getContext('2d').getImageData(0, 0, 48, 48).data]; }",
        [
            page.evaluate("`../${document.querySelector('script.interactive').dataset.files}`"),
            int(np.searchsorted(np.unique(kept.patch_images), kept.patch_images[0, 0])),
            ascent_steps(analysis, kept).sheets["images"].columns,
        ],
    )
    image = analysis.dataset.images[kept.patch_images[0, 0]].astype(float)
    assert np.abs(np.array(shot).reshape(48, 48, 4)[..., 0] - image).mean() < 12  # of lossy WebP


def test_an_address_leads_to_what_somebody_saw(opened: Bench, analysis: MaximizationAnalysis) -> None:
    kept = analysis.main.result.followed
    page = opened.open(
        "zh-TW", f"?ascent.filter={kept.layers[2]}-{kept.filters[2]}&ascent.steps=0&ascent.on=0"
    )
    assert page.inner_text(STATUS).startswith(
        f"卷積 {kept.layers[2]} 的濾波器 {kept.filters[2]}，起點（0／2 步）："
    )
    assert (
        page.get_by_label(WORDS["steps"].zh, exact=True).get_attribute("aria-valuetext") == "起點（0／2 步）"
    )
    assert f"使卷積 {kept.layers[2]} 的濾波器 {kept.filters[2]} 活化" in page.inner_text(".interactive-panel")
    assert page.locator("input:checked").count() == 0
    opened.open("en", "?ascent.filter=x&ascent.steps=77&ascent.on=9.5")
    assert page.locator("input:checked").count() == 3
    assert opened.complaints == []


@pytest.mark.parametrize("on", range(8))
@pytest.mark.parametrize("step", [0, 1, 2])
def test_no_value_is_said_twice(opened: Bench, analysis: MaximizationAnalysis, on: int, step: int) -> None:
    kept = analysis.main.result.followed
    place = kept.steps.tolist().index(step)
    values = dict(
        zip(
            ("value", "plain", "full"), (value_of(analysis, one, place, 0) for one in (on, 0, 7)), strict=True
        )
    )
    name = (
        "told_equal"
        if len(set(values.values())) == 1
        else "told_all"
        if values["value"] == values["full"]
        else "told_none"
        if values["value"] == values["plain"]
        else "told"
    )
    page = opened.open(query=f"?ascent.on={on}&ascent.steps={step}")
    when = COUNTED["when"][("none", "one", "all")[step]].en.format(n=step, all=2)
    filter_name = f"conv {kept.layers[0]}, filter {kept.filters[0]}"
    assert page.inner_text(STATUS) == WORDS[name].en.format(filter=filter_name, when=when, **values)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_panel_is_accessible(opened: Bench, lang) -> None:
    opened.open(lang)
    assert opened.violations() == []


def test_a_telephone_shows_all_of_it(browser: Browser, analysis: MaximizationAnalysis, tmp_path) -> None:
    asked = ascent_steps(analysis, analysis.main.result.followed)
    figure = figures.robust_patterns(analysis)
    with bench(browser, tmp_path, "ascent", figure, asked, viewport={"width": 390, "height": 800}) as made:
        made.open()
        assert made.overflow() <= 0
