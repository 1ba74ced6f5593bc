"""Chapter 7's figures by use: a network forgets, pixels are deleted, with mouse and keyboard."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from fer_lib.chapters.saliency import figures
from fer_lib.chapters.saliency.analysis import SaliencyAnalysis
from fer_lib.chapters.saliency.followed_maps import (
    DELETION_WORDS,
    FORGETTING_COUNTED,
    FORGETTING_WORDS,
    deletion_steps,
    forgetting_maps,
)
from fer_lib.explain.saliency.run import explain_saliency
from fer_lib.language import LANGUAGES, Language
from fer_lib.names import METHOD_NAMES
from tests.book.interactive_bench import Bench, bench
from tests.explain.saliency.small_run import FACES, SETTINGS, run_on_faces

THREE = replace(SETTINGS, images_per_class=4, checked_per_class=3)
"""An untrained network knows one class: three of its images are followed."""
STATUS = ".interactive-status"
TILES = ".interactive-tiles > li"


@pytest.fixture(scope="module")
def saliency(tmp_path_factory: pytest.TempPathFactory) -> SaliencyAnalysis:
    folder = tmp_path_factory.mktemp("saliency")
    results = explain_saliency(run_on_faces(folder / "run"), FACES.dataset, folder / "explain", THREE)
    return SaliencyAnalysis(results, FACES.dataset)


@pytest.fixture(scope="module")
def forgetting(
    browser: Browser, saliency: SaliencyAnalysis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    figure, asked = figures.forgetting(saliency), forgetting_maps(saliency)
    with bench(browser, tmp_path_factory.mktemp("forgetting"), "forgetting", figure, asked) as made:
        yield made


@pytest.fixture(scope="module")
def deletion(
    browser: Browser, saliency: SaliencyAnalysis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    figure, asked = figures.deletion(saliency), deletion_steps(saliency)
    with bench(browser, tmp_path_factory.mktemp("deletion"), "deletion", figure, asked) as made:
        yield made


def signed(value: float) -> str:
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def test_the_slider_lets_the_network_forget(forgetting: Bench, saliency: SaliencyAnalysis) -> None:
    page, arrays = forgetting.open(), saliency.arrays
    assert page.inner_text(STATUS) == FORGETTING_WORDS["trained"].en
    assert page.locator(TILES).count() == len(saliency.methods) + 1
    page.get_by_label(FORGETTING_WORDS["layers"].en, exact=True).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.inner_text(STATUS).startswith("3 of 8 layers are forgotten, from the output layer on. Below")
    page.get_by_label(FORGETTING_WORDS["image"].en, exact=True).select_option("1")
    told = [text.split("\n") for text in page.locator(TILES).all_inner_texts()]
    for method, (name, value) in zip(saliency.results.methods, told[1:], strict=True):
        correlation = arrays.randomized[saliency.results.position(method), 2, 1]
        assert name == METHOD_NAMES[method].en
        empty = (arrays.kept_maps[saliency.results.position(method), 3, 1] == 0).all()
        without = FORGETTING_WORDS["empty" if empty else "even"].en
        # Rounded twice, a half may fall to either side.
        assert (
            value == without
            if np.isnan(correlation)
            else value in {signed(correlation), signed(round(correlation, 2))}
        )
    assert f"forgetting.image={arrays.indices[arrays.checked[1]]}" in page.url
    assert "forgetting.layers=3" in page.url
    assert forgetting.complaints == []


def test_edges_can_be_laid_over_the_maps(forgetting: Bench, saliency: SaliencyAnalysis) -> None:
    page = forgetting.open()
    assert page.locator(".interactive-outline").count() == 0
    page.get_by_label(FORGETTING_WORDS["outline"].en).check()
    empty = page.locator(".is-empty").count()
    assert page.locator(".interactive-outline").count() == len(saliency.methods) - empty
    assert (
        page.locator(".interactive-outline").first.evaluate("(one) => getComputedStyle(one).mixBlendMode")
        == "screen"
    )
    assert "forgetting.outline=1" in page.url


def test_an_address_leads_to_a_network_that_has_forgotten(
    forgetting: Bench, saliency: SaliencyAnalysis
) -> None:
    image = saliency.arrays.indices[saliency.arrays.checked[2]]
    page = forgetting.open("zh-TW", f"?forgetting.image={image}&forgetting.layers=8&forgetting.outline=1")
    assert page.inner_text(STATUS).startswith("8 層全部遺忘。各圖")
    assert page.get_by_label(FORGETTING_WORDS["image"].zh, exact=True).input_value() == "2"
    page = forgetting.open("en", "?forgetting.image=x&forgetting.layers=99")
    assert page.inner_text(STATUS) == FORGETTING_WORDS["trained"].en
    assert forgetting.complaints == []


def near(p: float) -> str:
    """A probability, of which rounding makes neither 0 nor 1."""
    return "<0.1%" if p < 0.0005 else ">99.9%" if p >= 0.9995 else f"{100 * p:.1f}%"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_probability_is_rounded_to_none_or_all(
    browser: Browser, saliency: SaliencyAnalysis, tmp_path: Path, lang: Language
) -> None:
    figure, asked = figures.deletion(saliency), deletion_steps(saliency)
    steps = np.shape(asked.data["curves"])[-1]
    curves = np.full(np.shape(asked.data["curves"]), 0.0003)
    curves[-1] = 0.9997
    changed = replace(asked, data={**asked.data, "curves": curves.tolist()})
    with bench(browser, tmp_path, "deletion", figure, changed) as made:
        said = made.open(lang, f"?deletion.step={steps // 2}").inner_text(STATUS)
    assert "<0.1%" in said
    assert ">99.9%" in said
    assert " 0.0%" not in said
    assert "100.0%" not in said


def test_pixels_go_and_the_probability_is_that_of_the_curve(
    deletion: Bench, saliency: SaliencyAnalysis
) -> None:
    page, arrays = deletion.open(query="?deletion.step=0"), saliency.arrays
    page.get_by_label(DELETION_WORDS["image"].en, exact=True).select_option("1")
    page.get_by_label(DELETION_WORDS["order"].en, exact=True).select_option(label="occlusion")
    page.get_by_label(DELETION_WORDS["deleted"].en, exact=True).focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    method, row = saliency.results.position("occlusion"), arrays.checked[1]
    p, q = (near(arrays.deletion[order, row, 2]) for order in (method, -1))
    page.wait_for_function(
        "(text) => [...document.querySelectorAll('.interactive-tiles > li')]"
        ".some((one) => one.innerText.includes(text))",
        arg=f"occlusion: {p}",
    )
    label = saliency.classes[arrays.labels[row]].en
    said = page.inner_text(STATUS)
    assert said.startswith(
        f"With 50% of the pixels deleted, the probability of {label} is {p}"
        + (", both by the occlusion map and in" if p == q else f" by the occlusion map, and {q} in")
        + " random order."
    )
    for place, order in enumerate((method, -1)):
        shown = page.evaluate(
            "(place) => { const canvas = document.querySelectorAll('canvas.interactive-pixels')[place];"
            " return [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]; }",
            place,
        )
        image = FACES.dataset.images[arrays.indices[row]].astype(int)
        expected = np.where(arrays.gone_at[order, 1] <= 2, round(float(image.mean())), image)
        assert np.array_equal(np.array(shown).reshape(48, 48, 4)[..., 0], expected)
    assert deletion.complaints == []


def test_the_curve_lies_where_the_picture_has_it(deletion: Bench, saliency: SaliencyAnalysis) -> None:
    page = deletion.open(query="?deletion.step=4&deletion.order=0")
    axes = page.evaluate("JSON.parse(document.querySelector('script.interactive').textContent).axes")[0]
    box = page.locator("figure img").bounding_box()
    dot = page.locator(".interactive-dot").bounding_box()
    assert box is not None
    assert dot is not None
    p = saliency.arrays.deletion[0, saliency.arrays.checked[0], 4]
    left, top, width, height = axes["box"]
    x = left + width * (1 - axes["x"][0]) / (axes["x"][1] - axes["x"][0])
    y = top + height * (axes["y"][1] - p) / (axes["y"][1] - axes["y"][0])
    middle = (dot["x"] + dot["width"] / 2 - box["x"], dot["y"] + dot["height"] / 2 - box["y"])
    assert middle == pytest.approx((box["width"] * x / 100, box["height"] * y / 100), abs=1.5)


@pytest.mark.parametrize("step", [0, 1, 8])
def test_the_number_of_layers_decides_the_words(
    forgetting: Bench, saliency: SaliencyAnalysis, step: int
) -> None:
    page = forgetting.open(query=f"?forgetting.layers={step}")
    said, form = page.inner_text(STATUS), {0: "none", 1: "one", 8: "all"}[step]
    begun = (
        FORGETTING_COUNTED["forgotten"][form].en.format(n=step, all=8) if step else "No layer is forgotten"
    )
    assert said.startswith(begun)
    assert not any(layer in said for layer in saliency.results.layers)  # names of the code
    slider = page.get_by_label(FORGETTING_WORDS["layers"].en, exact=True)
    assert slider.get_attribute("aria-valuetext") == FORGETTING_COUNTED["step"][form].en.format(n=step, all=8)


def test_a_name_in_letters_has_its_spaces_in_chinese(forgetting: Bench, deletion: Bench) -> None:
    for page in (
        forgetting.open("zh-TW", "?forgetting.layers=1"),
        deletion.open("zh-TW", "?deletion.order=2&deletion.step=1"),
    ):
        page.wait_for_selector(TILES)
        labels = page.locator(".interactive-panel [role=img]").evaluate_all(
            "(all) => all.map((one) => one.getAttribute('aria-label'))"
        )
        said = [page.inner_text(STATUS), *labels]
        assert any("SmoothGrad" in text for text in said)
        assert not [
            text for text in said if re.search(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", text)
        ]


@pytest.mark.parametrize("step", [0, 4])
def test_before_the_first_pixel_and_after_the_last_the_orders_are_one(
    deletion: Bench, saliency: SaliencyAnalysis, step: int
) -> None:
    page, arrays = deletion.open(query=f"?deletion.step={step}"), saliency.arrays
    row = arrays.checked[0]
    words = DELETION_WORDS["none_gone" if step == 0 else "all_gone"]
    label = saliency.classes[arrays.labels[row]].en
    assert page.inner_text(STATUS).startswith(
        words.en.format(label=label, p=near(arrays.deletion[0, row, step]))
    )


def test_a_map_that_is_0_everywhere_is_said_to_give_no_order(
    browser: Browser, saliency: SaliencyAnalysis, tmp_path
) -> None:
    maps = saliency.arrays.kept_maps.copy()
    maps[0, 0], maps[1, 0] = 0, 1
    made = replace(saliency.results, arrays=replace(saliency.arrays, kept_maps=maps))
    figure, asked = figures.deletion(saliency), deletion_steps(replace(saliency, results=made))
    with bench(browser, tmp_path, "deletion", figure, asked) as opened:
        for order, empty in enumerate((True, False)):
            page = opened.open(query=f"?deletion.order={order}")
            page.wait_for_selector(TILES)
            assert (DELETION_WORDS["empty"].en in page.inner_text(STATUS)) == empty
            assert page.locator(f"{TILES} .is-empty").count() == empty
            assert page.inner_text(STATUS).endswith(DELETION_WORDS["curves"].en)


def test_an_address_that_says_nothing_known(deletion: Bench) -> None:
    deletion.open("zh-TW", "?deletion.image=x&deletion.order=99&deletion.step=-3")
    assert deletion.complaints == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_panels_are_accessible(forgetting: Bench, deletion: Bench, lang) -> None:
    for opened, query in ((forgetting, "?forgetting.layers=2&forgetting.outline=1"), (deletion, "")):
        page = opened.open(lang, query)
        page.wait_for_selector(TILES)
        assert opened.violations() == []


def test_a_telephone_shows_all_of_it(browser: Browser, saliency: SaliencyAnalysis, tmp_path) -> None:
    shown = {
        "forgetting": (figures.forgetting(saliency), forgetting_maps(saliency)),
        "deletion": (figures.deletion(saliency), deletion_steps(saliency)),
    }
    for name, (figure, asked) in shown.items():
        with bench(
            browser, tmp_path / name, name, figure, asked, viewport={"width": 390, "height": 800}
        ) as made:
            made.open().wait_for_selector(TILES)
            assert made.overflow() <= 0
