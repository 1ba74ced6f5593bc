"""The six numbers of chapter 11: what the script computes is what torch does, and what a reader moves changes it."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import torch
from playwright.sync_api import Browser
from torch.nn import functional as F

from fer_lib.chapters.batchnorm.asked_numbers import EPSILONS, WORDS, asked_numbers
from fer_lib.chapters.batchnorm.six_numbers import SixNumbers
from fer_lib.chapters.batchnorm.six_numbers_figure import six_numbers
from fer_lib.language import LANGUAGES, Language
from tests.book.interactive_bench import PANEL, Bench, bench

NUMBERS = SixNumbers()
NAME = "batchnorm-six"
STATUS = ".interactive-status"


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("six-numbers")
    with bench(browser, folder, NAME, six_numbers(NUMBERS), asked_numbers(NUMBERS)) as made:
        yield made


def cells(opened: Bench, row: int) -> list[str]:
    found = opened.page.locator(f".interactive-numbers tbody tr:nth-child({row}) td").all_inner_texts()
    return [text.replace("−", "-") for text in found]


def test_the_script_computes_what_torch_does(opened: Bench) -> None:
    numbers = random.Random(0)
    cases = [
        {
            "x": [numbers.uniform(-5, 5) for _ in range(m)],
            "g": [numbers.uniform(-3, 3) for _ in range(m)],
            "gamma": numbers.uniform(-3, 3),
            "beta": numbers.uniform(-3, 3),
            "epsilon": numbers.choice(EPSILONS),
        }
        for m in (2, 3, 6, 6, 6, 20)
        for _ in range(20)
    ]
    page = opened.open()
    found = page.evaluate(
        "async (cases) => { const { layer } = await import('../_static/interactive/batchnorm_layer.mjs');"
        " return cases.map(layer); }",
        cases,
    )
    for case, computed in zip(cases, found, strict=True):
        x, gamma, beta = (
            torch.tensor(case[key], dtype=torch.float64).reshape(-1, *more).requires_grad_()
            for key, more in (("x", (1,)), ("gamma", ()), ("beta", ()))
        )
        y = F.batch_norm(x, None, None, gamma, beta, training=True, eps=case["epsilon"])
        y.backward(torch.tensor(case["g"], dtype=torch.float64)[:, None])
        assert computed["outputs"] == pytest.approx(y[:, 0].tolist(), abs=1e-10)
        assert computed["gradient"] == pytest.approx(x.grad[:, 0].tolist(), abs=1e-8)
        assert computed["scale"] == pytest.approx(gamma.grad.item(), abs=1e-10)
        assert computed["shift"] == pytest.approx(beta.grad.item(), abs=1e-10)
        assert computed["total"] == pytest.approx(0, abs=1e-9)
        along = sum(a * b for a, b in zip(computed["gradient"], computed["normalized"], strict=True))
        assert computed["along"] == pytest.approx(along, abs=1e-9)


def test_the_reader_begins_with_the_figures_numbers(opened: Bench) -> None:
    opened.open()
    for row, values in enumerate(
        (NUMBERS.x, NUMBERS.normalized, NUMBERS.outputs, NUMBERS.g, NUMBERS.gradient), 1
    ):
        assert [float(text) for text in cells(opened, row)] == pytest.approx(
            [*values, sum(values)], abs=0.0051
        )
    assert opened.complaints == []


def test_a_moved_number_moves_all_others(opened: Bench) -> None:
    page = opened.open()
    before = cells(opened, 2)
    page.get_by_label("x₆").press("Home")
    assert page.get_by_label("x₆").input_value() == "-5"
    after = cells(opened, 2)
    assert all(old != new for old, new in zip(before[:-1], after[:-1], strict=True))
    assert after[-1] == "0.00"
    assert cells(opened, 5)[-1] == "0.00"
    page.goto(page.url)
    page.wait_for_selector(PANEL)
    assert cells(opened, 2) == after
    page.get_by_role("button", name=WORDS["reset"].en).click()
    assert cells(opened, 2) == before


def test_two_gradients_leave_no_trace(opened: Bench) -> None:
    page = opened.open()
    page.get_by_label(WORDS["arriving"].en).select_option("equal")
    assert cells(opened, 5) == ["0.00"] * 7
    assert page.get_by_label("g₁").is_hidden()
    page.get_by_label(WORDS["arriving"].en).select_option("along")
    assert cells(opened, 5) == ["0.00"] * 7
    back = replace(NUMBERS, g=tuple(NUMBERS.normalized.tolist())).gradient
    said = page.inner_text(STATUS).replace(" × 10⁻⁵", "e-5")
    assert said.endswith(f"to almost 0 ({back @ NUMBERS.normalized:.1e}), because of ε.".replace("e-0", "e-"))
    page.get_by_label(WORDS["epsilon"].en, exact=True).select_option("1")
    assert "almost" not in page.inner_text(STATUS)
    assert cells(opened, 5)[0] != "0.00"
    assert cells(opened, 5)[-1] == "0.00"


def test_equal_numbers_are_no_division_by_zero(opened: Bench) -> None:
    opened.open(query=f"?{NAME}.x=1_1_1_1_1_1")
    assert cells(opened, 2) == ["0.00"] * 7
    assert opened.page.inner_text(STATUS).endswith(" its x̂, to 0.000.")
    opened.open(query=f"?{NAME}.x=1_9_1_1_1_1&{NAME}.g=&{NAME}.epsilon=0&{NAME}.gamma=a")
    assert [float(text) for text in cells(opened, 1)[:-1]] == list(NUMBERS.x)
    assert opened.complaints == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_panel_is_accessible(opened: Bench, lang: Language) -> None:
    page = opened.open(lang)
    assert page.get_attribute(PANEL, "aria-label") == WORDS["panel"][lang]
    assert opened.violations() == []
    assert opened.heard(WORDS["caption"][lang]) == 1


def test_a_telephone_shows_all_of_it_and_the_sums(browser: Browser, tmp_path: Any) -> None:
    screen = {"width": 390, "height": 800}
    with bench(
        browser, tmp_path, NAME, six_numbers(NUMBERS), asked_numbers(NUMBERS), viewport=screen
    ) as made:
        for lang in LANGUAGES:
            made.open(lang)
            assert made.overflow() <= 0
            assert made.sticking_out() == []
