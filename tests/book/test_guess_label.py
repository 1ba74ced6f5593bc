"""Labelling images by use: with mouse and keys, few classes and many, and what is said at the end."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from fer_lib.chapters.label_noise import figures
from fer_lib.chapters.label_noise.guessing import FEW, WORDS, guessing
from fer_lib.language import LANGUAGES, Language
from fer_lib.proportion import Proportion
from fer_lib.wording import percent
from tests.book.interactive_bench import PANEL, Bench, bench
from tests.chapters.label_noise.test_guessing import analysis_of, other_images
from tests.label_noise.made_up_labels import crowd_of, noisy_predictions, voted_faces

PREDICTIONS = noisy_predictions(sharpness=2.0)[0]
DATASET = voted_faces(PREDICTIONS.labels)
ANALYSIS = analysis_of(DATASET, PREDICTIONS, crowd_of(DATASET))
MADE = guessing(ANALYSIS)
# Keys come out of a notebook sorted.
ASKED = dataclasses.replace(MADE, data=json.loads(json.dumps(MADE.data, sort_keys=True)))
FIGURE = figures.candidates(ANALYSIS)
IMAGES: dict[str, list[dict[str, Any]]] = ASKED.data["sets"]
STATUS = ".interactive-status"


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(browser, tmp_path_factory.mktemp("guess"), "guess", FIGURE, ASKED) as made:
        yield made


def cells(page: Page) -> list[list[str]]:
    rows = page.locator(".guess-agreement tbody tr")
    return [rows.nth(k).locator("td").all_inner_texts() for k in range(rows.count())]


def agreement(found: list[Proportion]) -> list[str]:
    """What the table says, in the words of Python."""
    shown = []
    for part in found:
        low, high = (f"{100 * end:.0f}" for end in part.wilson_interval)
        shown.append(f"{percent(part.share, 0)} ({low}–{high}%), {part.successes}/{part.n}")
    return shown


def test_what_the_reader_labels_is_held_against_all_that_is_known(opened: Bench) -> None:
    page = opened.open()
    images = IMAGES["random"][:20]
    assert page.inner_text(STATUS) == "Image 1 of 20"
    assert page.locator(".interactive-tiles").is_hidden()  # no answer before the reader's
    given = [image["label"] if k % 3 else (image["label"] + 1) % 7 for k, image in enumerate(images)]
    for k, label in enumerate(given):
        button = page.get_by_role("group", name=WORDS["classes"].en).get_by_role("button").nth(label)
        if k % 2:
            button.click()
        else:
            page.locator(".interactive-panel button").first.focus()
            page.keyboard.press(str(label + 1))
    known = [k for k in range(20) if images[k]["crowd"] >= 0]
    answers = [image["answers"][0][0] for image in images]
    labels, crowd = [image["label"] for image in images], [image["crowd"] for image in images]

    def same(one: list[int], other: list[int], places: Any = range(20)) -> Proportion:
        return Proportion(sum(one[k] == other[k] for k in places), len(places))

    assert same(given, labels).successes == 13
    assert page.inner_text(STATUS) == "You agree with the given label on 13 of 20."
    assert cells(page) == [
        agreement([same(given, labels), same(given, crowd, known)]),
        agreement([same(answers, labels), same(answers, crowd, known)]),
        ["–", *agreement([same(labels, crowd, known)])],
    ]
    assert page.locator(".guess-agreement thead th").all_inner_texts() == [
        WORDS[key].en for key in ("who", "label", "crowd")
    ]
    assert str(ASKED.words["overall"].en) in page.inner_text(".guess-result")  # type: ignore[union-attr]
    names = [name.en for name in ASKED.words["names"]]  # type: ignore[union-attr]
    for k, text in enumerate(page.locator(".interactive-tiles > li").all_inner_texts()):
        lines = text.split("\n")
        assert lines[0] == f"label: {names[labels[k]]}"
        assert lines[1] == f"{'≠ ' if given[k] != labels[k] else ''}you: {names[given[k]]}"
        first, share = images[k]["answers"][0]
        assert lines[2].startswith(f"{'≠ ' if first != labels[k] else ''}network: {names[first]} {share}, ")
        assert lines[3].removeprefix("≠ ").startswith("crowd: ")
    assert page.evaluate("document.activeElement.matches('.interactive-status')")  # the buttons are gone
    assert opened.violations() == []
    assert opened.complaints == []


def test_the_address_keeps_what_was_labelled(opened: Bench) -> None:
    page = opened.open("zh-TW", "?guess.labels=0.6")
    assert page.inner_text(STATUS) == "第 3 張，共 20 張"
    page.get_by_role("button", name=WORDS["back"].zh).click()
    assert page.inner_text(STATUS) == "第 2 張，共 20 張"
    assert "guess.labels=0&" in page.url
    page.get_by_role("button", name=WORDS["show"].zh).click()
    agrees = IMAGES["random"][0]["label"] == 0
    assert page.inner_text(STATUS) == WORDS["result" if agrees else "result_none"].format(k=1, n=1).zh
    tiles = page.locator(".interactive-tiles > li").all_inner_texts()
    assert ["你：" in text for text in tiles] == [True, *[False] * 19]
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector(PANEL)
    assert page.locator(".interactive-tiles > li").all_inner_texts() == tiles


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("n", [1, FEW - 1, FEW])
def test_few_images_are_counted_without_percentages(opened: Bench, lang: Language, n: int) -> None:
    wrong = [str((image["label"] + 1) % 7) for image in IMAGES["random"][:n]]
    page = opened.open(lang, f"?guess.labels={'.'.join(wrong)}&guess.shown=yes")
    assert page.inner_text(STATUS) == WORDS["result_none"].format(n=n)[lang]
    caption, first = page.inner_text(".guess-agreement caption"), cells(page)[0][0]
    if n < FEW:
        assert first == f"0/{n}"
        assert "%" not in page.inner_text(".guess-agreement")
        assert caption == WORDS["agreement_few"].format(n=n)[lang]
    else:
        assert first.startswith("0%")
        assert caption == WORDS["agreement"].format(n=n)[lang]


def test_keys_are_spoken_of_where_there_are_any(browser: Browser, opened: Bench, tmp_path: Path) -> None:
    page = opened.open()
    hint = WORDS["keys"].en.strip()
    assert hint in page.inner_text(PANEL)
    page.keyboard.press("1")  # the focus is not in the panel, which is why the hint begins with Tab
    assert page.inner_text(STATUS) == "Image 1 of 20"
    options = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 800}}
    with bench(browser, tmp_path, "guess", FIGURE, ASKED, **options) as telephone:
        touched = telephone.open()
        assert touched.evaluate("matchMedia('(hover: none)').matches")
        assert hint not in touched.inner_text(PANEL)
        assert touched.locator(".guess-key:visible").count() == 0


def test_without_a_label_there_is_no_agreement(opened: Bench) -> None:
    page = opened.open()
    page.get_by_role("button", name=WORDS["show"].en).click()
    assert page.inner_text(STATUS) == WORDS["none"].en
    assert page.locator(".guess-agreement").count() == 0
    assert page.locator(".interactive-tiles > li").count() == 20
    page.get_by_role("button", name=WORDS["others"].en).click()
    assert page.inner_text(STATUS) == "Image 1 of 20"
    assert "guess.round=1" in page.url
    label = page.evaluate("document.activeElement.textContent")
    assert label == "1angry"  # the next image can be labelled at once


def test_doubtful_labels_say_that_they_were_chosen(opened: Bench) -> None:
    page = opened.open(query="?guess.shown=yes")
    page.get_by_label(WORDS["set"].en, exact=True).select_option("doubtful")
    assert page.inner_text(STATUS) == "Image 1 of 20"
    for _ in range(20):
        page.keyboard.press("3")
    result = page.inner_text(".guess-result")
    assert WORDS["chosen"].en in result
    assert "On all labelled training images" not in result
    first = page.locator(".interactive-tiles > li").first
    assert first.locator("[role=img]").get_attribute("aria-label") == f"Image {IMAGES['doubtful'][0]['id']}"
    assert page.get_by_role("button", name=WORDS["others"].en).is_hidden()  # there is one round of them


@pytest.mark.parametrize(
    "query",
    ["guess.labels=9.x.1", "guess.round=77", "guess.set=gone&guess.round=-1", "guess.labels=0" + ".0" * 30],
)
def test_a_wrong_address_is_a_fresh_start(opened: Bench, query: str) -> None:
    page = opened.open(query=f"?{query}")
    assert page.inner_text(STATUS) == "Image 1 of 20"
    assert opened.complaints == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_a_telephone(browser: Browser, tmp_path: Path, lang: Language) -> None:
    with bench(browser, tmp_path, "guess", FIGURE, ASKED, viewport={"width": 390, "height": 800}) as narrow:
        for query in ("", "?guess.shown=yes&guess.labels=1.2.3"):
            narrow.open(lang, query)
            assert narrow.overflow() <= 0
            assert narrow.violations() == []
        assert narrow.complaints == []


def test_many_classes_are_a_list(browser: Browser, tmp_path: Path) -> None:
    analysis = other_images(25, 100, (32, 32, 3))
    asked = guessing(analysis)
    with bench(browser, tmp_path, "guess", figures.candidates(analysis), asked) as many:
        page = many.open()
        assert WORDS["keys"].en.strip() not in page.inner_text(PANEL)
        page.get_by_label(WORDS["classes"].en).select_option("57")
        page.keyboard.press("5")  # types into the list, and labels nothing
        assert page.inner_text(STATUS) == "Image 1 of 20"
        page.get_by_label(WORDS["classes"].en).select_option("57")
        page.get_by_role("button", name=WORDS["take"].en).click()
        assert page.inner_text(STATUS) == "Image 2 of 20"
        page.get_by_role("button", name=WORDS["show"].en).click()
        assert "you: class 57" in page.locator(".interactive-tiles > li").first.inner_text()
        assert page.locator(".guess-agreement tbody tr").count() == 2  # nothing is known beside the labels
        assert many.violations() == []
        assert many.complaints == []


def test_one_image_of_two_classes(browser: Browser, tmp_path: Path) -> None:
    analysis = other_images(1, 2, (8, 8))
    with bench(browser, tmp_path, "guess", figures.candidates(analysis), guessing(analysis)) as one:
        page = one.open()
        assert page.inner_text(STATUS) == "Image 1 of 1"
        assert page.inner_text(f"{PANEL} > p").startswith(WORDS["start_one"].en)
        page.get_by_role("button", name="class 0").click()
        assert page.inner_text(STATUS) == "You agree with the given label on 1 of 1."
        assert cells(page)[0] == ["1/1"]
        assert page.locator(f"{PANEL} select").count() == 0


def test_the_interval_is_that_of_the_library(opened: Bench) -> None:
    page = opened.open()
    cases = [(k, n) for n in (1, 2, 7, 20, 200) for k in range(n + 1)]
    found = page.evaluate(
        """async (cases) => {
          const { wilson } = await import("../_static/interactive/proportion.mjs");
          return cases.map(([k, n]) => wilson(k, n));
        }""",
        cases,
    )
    wanted = [Proportion(k, n).wilson_interval for k, n in cases]
    assert np.allclose(found, wanted, rtol=0, atol=1e-13)
    assert len(found) == 235
