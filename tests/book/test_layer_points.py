"""The points of pictures of layers by use: pointing, choosing, colouring, with mouse and keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from fer_lib.chapters.feature_maps import figures, layer_pictures
from fer_lib.chapters.feature_maps.layer_pictures import PicturedLayers
from fer_lib.chapters.feature_maps.layer_points import COUNTED, WORDS, picture_points
from fer_lib.explain.embedding import tsne
from fer_lib.language import LANGUAGES
from fer_lib.metrics.neighbours import nearest_neighbours
from tests.book.interactive_bench import Bench, bench
from tests.chapters.feature_maps.test_layer_pictures import pictured
from tests.conftest import toy_faces

STATUS = ".interactive-status"


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> PicturedLayers:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tsne, "ITERATIONS", 260)
        patch.setattr(layer_pictures, "SEEDS", (0,))
        found = pictured(tmp_path_factory.mktemp("runs"), toy_faces(), np.arange(40), model="report-b-dnn")
        assert found.layers
        return found


@pytest.fixture(scope="module")
def opened(
    browser: Browser, layers: PicturedLayers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    figure, asked = figures.layer_pictures(layers), picture_points(layers)
    with bench(browser, tmp_path_factory.mktemp("points"), "layer-pictures", figure, asked) as made:
        yield made


def place_of(page: Page, layers: PicturedLayers, axes: int, point: int) -> tuple[float, float]:
    """Where a point is drawn, in pixels of the page, by the figure's own axes."""
    drawn = page.evaluate("JSON.parse(document.querySelector('script.interactive').textContent).axes")[axes]
    pictures = [picture for layer in layers.layers for picture in layer.pictures]
    x, y = pictures[axes].starts[0][point]
    left, top, width, height = drawn["box"]
    (x0, x1), (y0, y1) = drawn["x"], drawn["y"]
    shares = (left + width * (x - x0) / (x1 - x0), top + height * (y1 - y) / (y1 - y0))
    box = page.locator("figure img").bounding_box()
    assert box is not None
    left, top = (float(share) / 100 for share in shares)
    return box["x"] + box["width"] * left, box["y"] + box["height"] * top


def lonely(layers: PicturedLayers, axes: int) -> int:
    """The point that is farthest from its nearest neighbour, so that no other is meant."""
    points = [picture for layer in layers.layers for picture in layer.pictures][axes].starts[0]
    distances = np.linalg.norm(points[:, None] - points[None], axis=2) + np.diag(np.full(len(points), np.inf))
    return int(distances.min(axis=1).argmax())


def chosen(layers: PicturedLayers, point: int) -> str:
    found, names = layers.network.predictions, layers.network.classes
    row = found.indices.tolist().index(layers.sample[point])
    return WORDS["chosen"].en.format(
        id=layers.sample[point],
        label=names[layers.labels[point]].en,
        answer=names[found.predicted[row]].en,
        share=f"{np.rint(100 * found.probabilities[row].max()):.0f}%",
    )


def counted(name: str, n: int, total: int) -> str:
    form = "none" if n == 0 else "all" if n == total else "one" if n == 1 else "some"
    return COUNTED[name][form].en.format(n=n, all=total)


def test_a_point_shows_its_image_and_a_click_chooses_it(opened: Bench, layers: PicturedLayers) -> None:
    page = opened.open()
    axes = len(layers.layers[0].pictures)  # the first of the last row
    point = lonely(layers, axes)
    x, y = place_of(page, layers, axes, point)
    assert page.locator(".interactive-card").is_hidden()
    page.mouse.move(x, y)
    card = page.locator(".interactive-card")
    card.wait_for(state="visible")
    assert card.locator(".interactive-tile").get_attribute("aria-label") == chosen(layers, point)
    page.mouse.click(x, y)
    said = page.inner_text(STATUS)
    assert said.startswith(chosen(layers, point))
    picture = layers.layers[-1].pictures[0]
    near = nearest_neighbours(picture.starts[0], layers.neighbours)[point]
    kept = len(set(near) & set(layers.layers[-1].nearest[point]))
    same = int((layers.labels[near] == layers.labels[point]).sum())
    assert said.endswith(
        WORDS["among"].en.format(
            k=layers.neighbours,
            picture=f"Top layer, perplexity {picture.perplexity}",
            same=counted("same", same, layers.neighbours),
            kept=counted("kept", kept, layers.neighbours),
        )
    )
    ids = [text.split("\n")[0] for text in page.locator(".interactive-tiles > li").all_inner_texts()]
    assert ids == [f"#{layers.sample[one]}" for one in near]
    assert page.locator(".interactive-ring").count() == sum(len(layer.pictures) for layer in layers.layers)
    ring = page.locator(".interactive-ring").nth(axes).bounding_box()
    assert ring is not None
    assert (ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2) == pytest.approx((x, y), abs=1.5)
    assert f"layer-pictures.image={layers.sample[point]}" in page.url
    page.mouse.move(1, 1)
    assert card.is_hidden()
    assert opened.complaints == []


def test_without_a_mouse(opened: Bench, layers: PicturedLayers) -> None:
    page = opened.open()
    slider = page.get_by_label(WORDS["image"].en, exact=True)
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.inner_text(STATUS).startswith(chosen(layers, 2))
    assert slider.get_attribute("aria-valuetext") == WORDS["place"].en.format(
        n=3, all=40, id=layers.sample[2]
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    nearest = layers.layers[0].pictures[0].starts[0]
    away = np.linalg.norm(nearest - nearest[2], axis=1)
    away[2] = np.inf
    assert page.inner_text(STATUS).startswith(chosen(layers, int(away.argmin())))
    assert page.evaluate("document.activeElement.className") == "interactive-point"


def test_points_can_be_coloured_by_answer_and_by_error(opened: Bench, layers: PicturedLayers) -> None:
    page = opened.open()
    marks = page.locator(".interactive-board path")
    assert marks.count() == 0  # the picture's own
    pictures = sum(len(layer.pictures) for layer in layers.layers)
    page.get_by_label(WORDS["colour"].en).select_option("error")
    found = layers.network.predictions
    rows = [found.indices.tolist().index(index) for index in layers.sample]
    wrong = int((found.predicted[rows] != layers.labels).sum())
    assert 0 < wrong < 40
    assert marks.count() == 40 * pictures
    assert page.locator(".interactive-board path[fill='#D55E00']").count() == wrong * pictures
    assert f"{wrong} of 40 images" in page.inner_text(".interactive-panel")
    page.get_by_label(WORDS["colour"].en).select_option("answer")
    forms = {path.get_attribute("d") for path in marks.all()[:40]}
    assert len(forms) == len(set(found.predicted[rows]) & set(layers.labels)) + (
        not set(found.predicted[rows]) <= set(layers.labels)
    )


def test_an_address_leads_to_what_somebody_saw(opened: Bench, layers: PicturedLayers) -> None:
    query = f"?layer-pictures.image={layers.sample[7]}&layer-pictures.colour=error&layer-pictures.picture=1"
    page = opened.open("zh-TW", query)
    assert f"影像 {layers.sample[7]}，" in page.inner_text(STATUS)
    assert page.get_by_label(WORDS["picture"].zh).input_value() == "1"
    assert page.get_by_label(WORDS["colour"].zh).input_value() == "error"
    opened.open("en", "?layer-pictures.image=x&layer-pictures.colour=blue&layer-pictures.picture=99")
    assert page.inner_text(STATUS).startswith(chosen(layers, 0))
    assert opened.complaints == []


@pytest.mark.parametrize("n", range(4))
def test_a_number_decides_the_words(browser: Browser, layers: PicturedLayers, tmp_path: Path, n: int) -> None:
    """``n`` of three neighbours have the label and are near in the layer, and ``n`` images are answered wrongly."""
    asked = picture_points(layers)
    data = dict(asked.data)
    labels = [0] * len(data["labels"])
    first = {**data["pictures"][0], "near": [[1, 2, 3]] * len(labels)}
    data["nearest"] = [[list(range(1, n + 1))] * len(labels)] * len(data["nearest"])
    data["pictures"] = [first, *data["pictures"][1:]]
    labels[n + 1 : 4] = [1] * (3 - n)
    data["labels"], data["answers"] = (
        labels,
        [1 - label if k < n else label for k, label in enumerate(labels)],
    )
    with bench(
        browser, tmp_path, "points", figures.layer_pictures(layers), replace(asked, data=data)
    ) as made:
        page = made.open(query="?points.colour=error")
        same, kept = (counted(name, n, 3) for name in ("same", "kept"))
        assert f"{same} its label, and {kept} among its 3 nearest" in page.inner_text(STATUS)
        assert f"answered wrongly ({counted('wrong', n, len(labels))})" in page.inner_text(
            ".interactive-panel"
        )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_panel_is_accessible(opened: Bench, lang) -> None:
    opened.open(lang, "?layer-pictures.colour=error")
    assert opened.violations() == []


def test_a_telephone_shows_all_of_it(browser: Browser, layers: PicturedLayers, tmp_path) -> None:
    figure, asked = figures.layer_pictures(layers), picture_points(layers)
    with bench(browser, tmp_path, "points", figure, asked, viewport={"width": 390, "height": 800}) as made:
        page = made.open()
        assert made.overflow() <= 0
        near = page.locator(".interactive-neighbours")
        near.evaluate(
            "(one) => one.append(...[...one.children, ...one.children].map((each) => each.cloneNode(true)))"
        )
        assert near.evaluate("(one) => one.scrollHeight - one.clientHeight") <= 1  # none is out of sight
