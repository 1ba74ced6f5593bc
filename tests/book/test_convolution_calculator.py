"""The calculator of chapter 10: its numbers are those of fer_lib's formulas, and what a reader does changes them."""

import math
import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from fer_lib.chapters.convolution import figures
from fer_lib.chapters.convolution.calculator import LIMITS, WORDS, calculator
from fer_lib.chapters.convolution.own_convolutions import convolutions_of
from fer_lib.chapters.convolution.window_figure import WindowRow
from fer_lib.chapters.feature_maps.exercises import receptive_field
from fer_lib.chapters.models.network import take_apart
from fer_lib.language import LANGUAGES, Language
from fer_lib.proofs.operation_counts import ConvolutionLayer
from fer_lib.proofs.windows import output_size, window_positions
from tests.book.interactive_bench import PANEL, Bench, bench

ROW = WindowRow(width=10, kernel=4, stride=3, padding=1)
NAME = "conv-windows"
STATUS = ".interactive-status"
OWN = "30x3_c3.2.2.2.4.0_p2.2.0.1.1.0"
"""A dilated convolution without bias on 30 × 30 pixels of three channels, and a pooling after it."""


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    asked = calculator(ROW, take_apart("report-a"))
    with bench(browser, tmp_path_factory.mktemp("calculator"), NAME, figures.windows(ROW), asked) as made:
        yield made


def computed(opened: Bench, function: str, *cases: Any) -> list[Any]:
    """What a function of the script gives for each case, a list of its arguments."""
    found: list[Any] = opened.open().evaluate(
        "async ([name, cases]) => { const all = await import('../_static/interactive/convolution_sizes.mjs');"
        " return cases.map((case_) => all[name](...case_)); }",
        [function, list(cases)],
    )
    return found


def drawn_layer(numbers: random.Random) -> dict[str, Any]:
    layer: dict[str, Any] = {
        key: numbers.randint(*LIMITS[key]) for key in ("kernel", "stride", "padding", "dilation")
    }
    kind = numbers.choice(["convolution", "convolution", "pooling"])
    return {**layer, "kind": kind, "filters": numbers.randint(1, 64), "bias": numbers.random() < 0.5}


def size_of(layer: dict[str, Any], width: int) -> int:
    return output_size(width, layer["kernel"], layer["stride"], layer["padding"], layer["dilation"])


def test_places_are_where_the_window_fits(opened: Bench) -> None:
    numbers = random.Random(0)
    cases = [(drawn_layer(numbers), numbers.randint(1, 60)) for _ in range(400)]
    sizes = set()
    for (layer, width), found in zip(cases, computed(opened, "places", *cases), strict=True):
        fits = window_positions(width, layer["kernel"], layer["stride"], layer["padding"], layer["dilation"])
        assert found["starts"][: found["size"]] == fits
        assert found["size"] == len(fits) == size_of(layer, width)
        sizes.add(len(fits))
        if fits:
            assert found["room"] == found["quotient"] * layer["stride"] + found["remainder"]
            assert 0 <= found["remainder"] < layer["stride"]
            assert found["ceiling"] == math.ceil(found["room"] / layer["stride"]) + 1
    assert {0, 1, 2} < sizes


def test_costs_are_those_of_the_formulas(opened: Bench) -> None:
    numbers = random.Random(1)
    cases = [(drawn_layer(numbers), numbers.randint(1, 512), numbers.randint(1, 256)) for _ in range(300)]
    for (layer, channels, size), found in zip(cases, computed(opened, "costs", *cases), strict=True):
        if layer["kind"] == "pooling":
            assert set(found.values()) == {0}
            continue
        sizes = ConvolutionLayer(channels, layer["filters"], (layer["kernel"],) * 2, (size, size))
        without = sizes.weights_per_filter * sizes.filters
        assert found == {
            "parameters": sizes.parameters if layer["bias"] else without,
            "multiplications": sizes.multiplications,
            "additions": sizes.additions if layer["bias"] else sizes.additions_without_bias,
        }


def test_a_chain_hands_on_its_size_and_adds_up(opened: Bench) -> None:
    numbers = random.Random(2)
    chains = [
        {"side": numbers.randint(1, 256), "channels": 3, "layers": [drawn_layer(numbers) for _ in range(6)]}
        for _ in range(120)
    ]
    ended = 0
    for chain, found in zip(chains, computed(opened, "run", *([one] for one in chains)), strict=True):
        width, channels, passed, cost = chain["side"], 3, [], 0
        for layer, row in zip(chain["layers"], found["rows"], strict=True):
            size = size_of(layer, width) if width else 0
            channels_out = channels if layer["kind"] == "pooling" else layer["filters"]
            taken = (row["width"], row["channels"], row["size"], row["filters"])
            assert taken == (width, channels, size, channels_out)
            width, channels = size, channels_out
            if size:
                passed.append((layer["dilation"] * (layer["kernel"] - 1) + 1, layer["stride"]))
                assert row["field"] == receptive_field(passed)
                cost += row["multiplications"]
        ended += not width
        assert found["sums"]["multiplications"] == cost
    assert 0 < ended < len(chains)


@pytest.mark.parametrize("name", ["report-a", "report-d-cnn", "vgg-fer-small", "report-e-masks"])
def test_a_networks_chain_costs_what_its_convolutions_cost(opened: Bench, name: str) -> None:
    network = take_apart(name)
    _, chain = calculator(ROW, network).data["chains"]
    (found,) = computed(opened, "run", [chain])
    true = convolutions_of(network)
    assert true is not None
    assert found["sums"] == {
        "parameters": true.parameters,
        "multiplications": true.multiplications,
        "additions": true.additions,
    }


def test_addresses_are_read_as_they_were_written(opened: Bench) -> None:
    numbers = random.Random(3)
    asked = calculator(ROW, take_apart("report-a"))
    limits, most = asked.data["limits"], asked.data["most_layers"]
    chains = [
        *asked.data["chains"],
        *({"side": 7, "channels": 2, "layers": [drawn_layer(numbers)] * n} for n in (1, 4, 40)),
    ]
    packed = computed(opened, "pack", *([one] for one in chains))
    assert computed(opened, "unpack", *([text, limits, most] for text in packed)) == chains
    wrong = [
        "",
        "10x1",
        "10x1_c3",
        "0x1_c3.1.1.1.8.1",
        "10x1_c3.0.1.1.8.1",
        f"{packed[0]}_x",
        "9x9" + "_p2.2.0.1.1.0" * 41,
    ]
    assert computed(opened, "unpack", *([text, limits, most] for text in wrong)) == [None] * len(wrong)


def test_the_reader_begins_with_the_figures_row(opened: Bench) -> None:
    page = opened.open()
    said = page.inner_text(STATUS)
    assert f"so N = ⌊8/3⌋ + 1 = {len(ROW.positions)}" in said
    assert f"{ROW.remainder} cells are left over" in said
    assert page.locator(".interactive-windows .is-window.is-frame").count() == len(ROW.positions)
    assert page.locator(".interactive-windows .is-outside").count() == 1
    assert page.locator(".interactive-windows .is-unread").count() == ROW.remainder
    assert opened.complaints == []


def test_keys_change_the_layer_and_the_address_keeps_it(opened: Bench) -> None:
    page = opened.open()
    page.get_by_label(WORDS["padding"].en).focus()
    page.keyboard.press("ArrowLeft")
    assert "so N = ⌊6/3⌋ + 1 = 3. No cell is left over" in page.inner_text(STATUS)
    page.get_by_label(WORDS["stride"].en).press("Home")
    assert "= 6 = 6 × 1 + 0" in page.inner_text(STATUS)
    page.get_by_label(WORDS["kernel"].en).press("End")
    assert page.inner_text(STATUS).startswith("The window covers 11 cells")
    assert page.get_by_label(WORDS["start"].en).input_value() == "own"
    page.goto(page.url)
    page.wait_for_selector(PANEL)
    assert page.inner_text(STATUS).startswith("The window covers 11 cells")
    assert opened.complaints == []


def test_a_layer_without_an_output_has_no_costs_and_one_without_an_input_no_drawing(opened: Bench) -> None:
    page = opened.open(query=f"?{NAME}.chain=2x1_c5.1.0.1.8.1_c3.1.1.1.4.1_p2.2.0.1.1.0")
    costs, legend = page.get_by_text(WORDS["parameters"].en + ": "), page.get_by_text(WORDS["legend"].en)
    assert page.inner_text(STATUS).startswith("The window covers 5 cells")
    assert costs.is_hidden()
    assert legend.is_visible()  # its window is drawn, where it does not fit
    for place, free in (("2", 0), ("3", 1)):
        page.get_by_role("button", name=f"Choose layer {place}").click()
        assert page.inner_text(STATUS) == WORDS["no_input"].en
        assert page.get_by_text(WORDS["free"].en).count() == free
        assert costs.or_(page.get_by_text(WORDS["free"].en)).is_hidden()
        assert legend.is_hidden()
        assert page.locator(".interactive-windows").count() == 0
    page.get_by_label(WORDS["side"].en).fill("9")
    assert page.get_by_text(WORDS["free"].en).is_visible()
    assert legend.is_visible()
    assert page.locator(".interactive-windows").is_visible()


@pytest.mark.parametrize(
    ("typed", "last"), [("0", "12"), ("5000", "500"), ("2.5", "2"), ("", "12"), ("-", "12")]
)
@pytest.mark.parametrize("key", ["channels", "filters"])
def test_what_is_no_usable_number_goes_back_to_the_last(
    opened: Bench, key: str, typed: str, last: str
) -> None:
    page = opened.open()
    box = page.get_by_label(WORDS[key].en, exact=True)
    box.fill("12")
    box.press("Control+a")
    box.press("Delete")
    page.keyboard.type(typed)
    box.blur()
    assert box.input_value() == last  # that was taken on the way
    through = page.locator(".interactive-layers tbody td").nth(2)
    assert through.inner_text().split(" → ")[key == "filters"] == last
    hint = WORDS["range"].en.format(low=1, high="2,048")
    assert page.get_by_text(hint).count() == bool(typed)
    box.fill("7")
    assert page.get_by_text(hint).count() == 0
    assert through.inner_text().split(" → ")[key == "filters"] == "7"
    assert opened.complaints == []


def test_layers_of_ones_own_can_be_chosen_only_where_they_are(opened: Bench) -> None:
    page = opened.open()
    own = page.get_by_label(WORDS["start"].en).locator("[value=own]")
    assert own.is_disabled()
    page.get_by_label(WORDS["stride"].en).press("Home")
    assert own.is_enabled()
    page.get_by_label(WORDS["start"].en).select_option("0")
    assert own.is_disabled()


def test_layers_are_added_chosen_and_removed(opened: Bench) -> None:
    page = opened.open()
    rows = page.locator(".interactive-layers tbody tr")
    page.get_by_role("button", name=WORDS["add"].en).click()
    assert rows.count() == 2
    page.get_by_label(WORDS["kind"].en).select_option("pooling")
    assert page.get_by_label(WORDS["filters"].en).is_hidden()
    page.get_by_label(WORDS["kernel"].en).fill("2")
    assert rows.nth(1).locator("td").all_inner_texts()[1:3] == ["3 → 4", "8 → 8"]
    page.get_by_role("button", name="Choose layer 1, 4×4 convolution").press("Enter")
    page.get_by_label(WORDS["filters"].en).fill("16")
    assert rows.nth(1).locator("td").all_inner_texts()[2] == "16 → 16"
    page.get_by_label(WORDS["filters"].en).fill("0")  # no layer has none
    assert rows.nth(1).locator("td").all_inner_texts()[2] == "16 → 16"
    page.get_by_role("button", name=WORDS["remove"].en.format(n=2)).click()
    assert rows.count() == 1
    assert page.get_by_role("button", name=WORDS["remove"].en.format(n=1)).is_disabled()
    assert opened.complaints == []


def test_a_network_is_there_to_begin_with(opened: Bench) -> None:
    page = opened.open()
    page.get_by_label(WORDS["start"].en).select_option(label="the convolutions and poolings of report-a")
    sides = page.locator(".interactive-layers tbody tr td:nth-child(3)").all_inner_texts()
    assert [side.split(" → ")[1] for side in sides if side] == [
        "48",
        "24",
        "24",
        "12",
        "12",
        "6",
        "6",
        "3",
        "3",
        "1",
    ]
    assert page.locator(".interactive-windows .is-window.is-frame").count() == 48


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_panel_is_accessible(opened: Bench, lang: Language) -> None:
    page = opened.open(lang, f"?{NAME}.chain={OWN}")
    assert page.get_attribute(PANEL, "aria-label") == WORDS["panel"][lang]
    assert opened.violations() == []
    assert opened.heard(page.inner_text(STATUS)) == 1
    assert page.get_by_role("img", name=WORDS["drawing"][lang]).count() == 1
    region = page.get_by_role("region", name=WORDS["table"][lang])
    region.focus()
    assert region.evaluate("(one) => one === document.activeElement")


def test_layers_are_removed_without_scrolling(browser: Browser, tmp_path: Any) -> None:
    asked = calculator(ROW, take_apart("report-d-cnn"))
    for width in (390, 1200):
        screen = {"width": width, "height": 800}
        with bench(
            browser, tmp_path / str(width), NAME, figures.windows(ROW), asked, viewport=screen
        ) as made:
            for lang in LANGUAGES:
                page = made.open(lang)
                page.evaluate(
                    "document.querySelector('.bd-article').style.maxWidth = '624px'"
                )  # as in the book
                if width == 1200:
                    assert made.sticking_out() == []
                page.get_by_label(WORDS["start"][lang]).select_option("1")
                inside = page.locator(".interactive-wide").bounding_box()
                last = page.locator(".interactive-layers button").last.bounding_box()
                assert inside is not None
                assert last is not None
                assert last["x"] + last["width"] <= inside["x"] + inside["width"]
                lines = page.locator(".interactive-layers thead th").evaluate_all(
                    "(heads) => heads.map((one) => one.getBoundingClientRect().height)"
                )
                assert max(lines) < 60, lang  # no word is written from top to bottom


def test_a_telephone_shows_all_of_it(browser: Browser, tmp_path: Any) -> None:
    asked = calculator(ROW, take_apart("report-d-cnn"))
    screen = {"width": 390, "height": 800}
    with bench(browser, tmp_path, NAME, figures.windows(ROW), asked, viewport=screen) as made:
        page = made.open("zh-TW")
        page.get_by_label(WORDS["start"].zh).select_option("1")
        assert made.overflow() <= 0
