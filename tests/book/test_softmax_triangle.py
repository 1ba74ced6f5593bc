"""The triangle of chapter 12: the script computes what torch does, and the point follows what a reader moves."""

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser
from torch.nn import functional as F

from fer_lib.chapters.softmax import figures
from fer_lib.chapters.softmax.asked_triangle import FARTHEST, WORDS, asked_triangle
from fer_lib.chapters.softmax.triangle_figure import CORNERS, STARTS, STEPS, Triangle
from fer_lib.language import LANGUAGES, Language
from tests.book.interactive_bench import PANEL, Bench, bench

NAME = "softmax-triangle"
STATUS = ".interactive-status"


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("triangle")
    with bench(browser, folder, NAME, figures.triangle(), asked_triangle()) as made:
        yield made


def computed(opened: Bench, function: str, cases: list[Any]) -> list[Any]:
    found: list[Any] = opened.open().evaluate(
        "async ([name, cases]) => { const all = await import('../_static/interactive/softmax_loss.mjs');"
        " return cases.map((case_) => all[name](...case_)); }",
        [function, cases],
    )
    return found


def column(opened: Bench, number: int) -> list[float]:
    cells = opened.page.locator(f".interactive-numbers tbody td:nth-child({number + 1})").all_inner_texts()
    return [float(text.replace("−", "-")) for text in cells]


def place(opened: Bench) -> tuple[float, float]:
    """Where the point is in the page."""
    box = opened.page.locator(".interactive-layer > circle.is-point").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_script_computes_what_torch_does(opened: Bench) -> None:
    numbers = random.Random(0)
    cases = [
        {"z": [numbers.uniform(-reach, reach) for _ in range(k)], "temperature": 2.0**power, "label": k - 2}
        for k in (2, 3, 7)
        for reach in (1, 6, 900)
        for power in (-3, 0, 1.25, 3)
    ]
    for case, found in zip(cases, computed(opened, "crossEntropy", [[case] for case in cases]), strict=True):
        z = torch.tensor(case["z"], dtype=torch.float64, requires_grad=True)
        scores = z / case["temperature"]
        loss = F.cross_entropy(scores[None], torch.tensor([case["label"]]))
        loss.backward()
        outputs = scores.softmax(0).detach()
        assert found["loss"] == pytest.approx(loss.item(), rel=1e-9, abs=1e-12)
        assert found["outputs"] == pytest.approx(outputs.tolist(), abs=1e-12)
        assert found["gradient"] == pytest.approx(z.grad.tolist(), abs=1e-12)
        label = F.one_hot(torch.tensor(case["label"]), len(z))
        assert found["difference"] == pytest.approx((outputs - label).tolist(), abs=1e-12)


def test_a_point_and_its_scores_are_one(opened: Bench) -> None:
    drawn = np.random.default_rng(0).dirichlet([1, 1, 1], 40)
    corners = asked_triangle().data["corners"]
    points = computed(opened, "inPlane", [[outputs, corners] for outputs in drawn.tolist()])
    np.testing.assert_allclose(points, drawn @ CORNERS, atol=1e-5)
    np.testing.assert_allclose(
        computed(opened, "fromPlane", [[point, corners, 0] for point in points]), drawn, atol=1e-9
    )
    scores = torch.tensor(computed(opened, "scoresOf", [[outputs, 0.5] for outputs in drawn.tolist()]))
    np.testing.assert_allclose((scores / 0.5).softmax(dim=1).numpy(), drawn, atol=1e-6)
    np.testing.assert_allclose(scores.sum(dim=1).numpy(), 0, atol=1e-6)


@pytest.mark.parametrize("start", range(len(STARTS)))
def test_steps_go_the_figures_way(opened: Bench, start: int) -> None:
    page = opened.open()
    page.get_by_label(WORDS["start"].en).select_option(str(start))
    path = Triangle.compute().outputs[start]
    assert column(opened, 2) == pytest.approx(path[0], abs=6e-4)
    for _ in range(STEPS):
        page.get_by_role("button", name=WORDS["step"].en).click()
    assert column(opened, 2) == pytest.approx(path[-1], abs=6e-4)
    assert page.locator(".interactive-layer g circle").count() == STEPS
    assert opened.complaints == []


def test_scores_label_and_temperature_move_loss_and_gradient(opened: Bench) -> None:
    page = opened.open()
    assert page.inner_text(STATUS).startswith(f"L = −log ŷ₁ = {np.log(3):.3f}.")
    page.get_by_label("Score z₂").press("End")
    page.get_by_label(WORDS["label"].en, exact=True).select_option(label="class 3")
    page.get_by_label(WORDS["temperature"].en).press("End")
    assert column(opened, 1) == [0, FARTHEST, 0]
    outputs = torch.tensor([0, FARTHEST / 8, 0]).softmax(0)
    assert column(opened, 2) == pytest.approx(outputs.tolist(), abs=6e-4)
    assert column(opened, 4) == pytest.approx((outputs - torch.tensor([0, 0, 1])).tolist(), abs=6e-4)
    assert column(opened, 5) == pytest.approx([value / 8 for value in column(opened, 4)], abs=6e-4)
    assert page.inner_text(STATUS).startswith(f"L = −log ŷ₃ = {-outputs[2].log():.3f}.")
    was = place(opened)
    page.goto(page.url)
    page.wait_for_selector(PANEL)
    assert place(opened) == pytest.approx(was, abs=0.6)
    assert page.get_by_label(WORDS["start"].en).input_value() == "own"
    assert opened.complaints == []


def test_what_is_not_zero_is_not_called_zero(opened: Bench) -> None:
    page = opened.open(query=f"?{NAME}.z=6_-6_-6&{NAME}.warmth=0")
    assert 0 < np.log1p(2 * np.exp(-12)) < 0.001
    assert page.inner_text(STATUS) == "L = −log ŷ₁ is below 0.001. The gradient’s length is below 0.001."
    page = opened.open("zh-TW", query=f"?{NAME}.z=6_-6_-6&{NAME}.warmth=-12")
    assert page.inner_text(STATUS) == "L = −log ŷ₁ 小於 0.001。梯度長度小於 0.001。"
    page = opened.open(query=f"?{NAME}.z=6_-6_-6&{NAME}.label=2")
    gradient = torch.tensor([6.0, -6, -6]).softmax(0) - torch.tensor([0, 1, 0])
    assert page.inner_text(STATUS).endswith(f" The gradient has length {gradient.norm():.3f}.")


def test_scores_of_ones_own_can_be_chosen_only_where_they_are(opened: Bench) -> None:
    page = opened.open()
    own = page.get_by_label(WORDS["start"].en).locator("[value=own]")
    assert own.is_disabled()
    page.get_by_label("Score z₂").press("End")
    assert own.is_enabled()
    page.get_by_label(WORDS["start"].en).select_option("0")
    assert own.is_disabled()


def test_the_point_can_be_dragged(opened: Bench) -> None:
    page = opened.open()
    x, y = place(opened)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 20, steps=3)
    page.mouse.up()
    assert place(opened) == pytest.approx((x + 30, y + 20), abs=1)
    assert column(opened, 2)[1] > 1 / 3
    page.mouse.move(x + 30, y + 20)
    page.mouse.down()
    page.mouse.move(x + 400, y + 500, steps=3)  # far outside: the nearest point that has scores
    page.mouse.up()
    assert sum(column(opened, 2)) == pytest.approx(1, abs=2e-3)
    assert opened.complaints == []


def test_what_no_address_can_mean_is_passed_over(opened: Bench) -> None:
    for query in ("z=1_2", "z=99_0_0", "z=a_b_c", "label=7", "label=1.5", "warmth=400", "warmth="):
        opened.open(query=f"?{NAME}.{query}")
        assert column(opened, 1) == list(STARTS[0])
        assert column(opened, 3) == [1, 0, 0]
    assert opened.complaints == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_panel_is_accessible(opened: Bench, lang: Language) -> None:
    page = opened.open(lang)
    assert page.get_attribute(PANEL, "aria-label") == WORDS["panel"][lang]
    assert opened.violations() == []
    region = page.get_by_role("region", name=WORDS["table"][lang])
    region.focus()
    assert region.evaluate("(one) => one === document.activeElement")
    assert opened.heard(WORDS["caption"][lang]) == 1


def test_a_telephone_shows_all_of_it_and_the_dark_page_the_same_place(
    browser: Browser, tmp_path: Any
) -> None:
    screen = {"width": 390, "height": 800}
    with bench(browser, tmp_path, NAME, figures.triangle(), asked_triangle(), viewport=screen) as made:
        for lang in LANGUAGES:
            page = made.open(lang)
            assert made.overflow() <= 0
            assert made.sticking_out() == []
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        found = page.evaluate(
            "() => { const all = ['figure img', '.interactive-layer'];"
            " const [image, marks] = all.map((one) => document.querySelector(one));"
            " const [outer, inner] = [image, marks].map((one) => one.getBoundingClientRect());"
            " const border = parseFloat(getComputedStyle(image).paddingLeft);"
            " return [border, outer.left + border - inner.left, outer.top + border - inner.top,"
            " outer.right - border - inner.right, outer.bottom - border - inner.bottom]; }"
        )
        assert found[0] > 0  # the border that the dark page gives a picture
        assert found[1:] == pytest.approx([0] * 4, abs=0.6)
