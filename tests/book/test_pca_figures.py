"""The figures of chapter 14 by use: the ten points in space, and images rebuilt from any number of components."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser

from fer_lib.chapters.pca import asked_images, asked_points, figures
from fer_lib.chapters.pca.image_analysis import ImageAnalysis, analyse_images
from fer_lib.chapters.pca.points_analysis import PointsAnalysis
from fer_lib.data import ImageDataset
from fer_lib.language import LANGUAGES, Language
from fer_lib.proofs.pca import ten_points
from tests.book.interactive_bench import PANEL, Bench, bench

POINTS = PointsAnalysis()
STATUS = ".interactive-status"
OF_POINTS, OF_IMAGES = asked_points.WORDS, asked_images.WORDS


def drawn_images() -> ImageAnalysis:
    numbers = np.random.default_rng(0)
    images = numbers.integers(0, 256, (60, 8, 6, 3), dtype=np.uint8)
    images[::2] //= 3
    split = np.repeat(np.array([0, 1], dtype=np.uint8), 30)
    return analyse_images(ImageDataset(images, np.arange(60) % 3, split, ("cat", "dog", "owl")))


@pytest.fixture(scope="module")
def space(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("space")
    asked = asked_points.asked_points(POINTS)
    with bench(browser, folder, "pca-space", figures.space(POINTS), asked) as made:
        yield made


@pytest.fixture(scope="module")
def images() -> ImageAnalysis:
    return drawn_images()


@pytest.fixture(scope="module")
def rebuilt(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, images: ImageAnalysis
) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("rebuilt")
    asked = asked_images.asked_images(images)
    with bench(browser, folder, "pca-reconstruction", figures.reconstruction(images), asked) as made:
        yield made


def computed(opened: Bench, function: str, cases: list[Any]) -> list[Any]:
    found: list[Any] = opened.open().evaluate(
        "async ([name, cases]) => { const all = await import('../_static/interactive/pca_geometry.mjs');"
        " return cases.map((case_) => all[name](...case_)); }",
        [function, cases],
    )
    return found


def test_errors_are_those_of_the_chapter(space: Bench) -> None:
    data = asked_points.asked_points(POINTS).data
    np.testing.assert_allclose(data["points"], ten_points.POINTS, atol=1e-8)
    cases = [[data["points"], way, kept] for way in data["ways"] for kept in (1, 2, 3)]
    errors = [found["error"] for found in computed(space, "keep", cases)]
    through_mean, through_zero, best = errors[:3], errors[3:6], errors[6:]
    assert through_mean[1] == pytest.approx(POINTS.error_through_mean, abs=1e-6)
    assert through_zero[1] == pytest.approx(POINTS.error_through_zero, abs=1e-6)
    assert best[1] == pytest.approx(POINTS.best_error_through_zero, abs=1e-6)
    left = (POINTS.centred**2).sum(axis=0)
    assert through_mean == pytest.approx([left[1:].sum(), left[2], 0], abs=1e-6)
    from_zero = (POINTS.uncentred**2).sum(axis=0)
    assert through_zero == pytest.approx([from_zero[1:].sum(), from_zero[2], 0], abs=1e-6)


def test_feet_are_the_nearest_points(space: Bench) -> None:
    data = asked_points.asked_points(POINTS).data
    points = np.array(data["points"])
    for kept in (1, 2, 3):
        for way in data["ways"]:
            (found,) = computed(space, "keep", [[data["points"], way, kept]])
            plane = np.array(way["axes"])[:kept]
            from_origin = points - way["origin"]
            np.testing.assert_allclose(
                found["feet"], way["origin"] + from_origin @ plane.T @ plane, atol=1e-6
            )
            assert found["error"] == pytest.approx(((points - found["feet"]) ** 2).sum(), abs=1e-6)


def test_points_are_seen_from_where_the_figure_sees_them(space: Bench) -> None:
    for turn, tilt in [(0, 0), (-39, 25), (170, -80), (90, 90)]:
        look = np.array(computed(space, "seen", [[axis, turn, tilt] for axis in np.eye(3).tolist()])).T
        np.testing.assert_allclose(look @ look.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(look) == pytest.approx(1)
        a, e = np.radians((turn, tilt))
        eye = [np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)]  # as matplotlib's view_init has it
        np.testing.assert_allclose(look @ eye, [0, 0, 1], atol=1e-12)
        assert look[0, 2] == pytest.approx(0)  # the third axis stands upright
    (ax,) = figures.space(POINTS).draw("en").axes
    data = asked_points.asked_points(POINTS).data
    assert (data["turn"], data["tilt"]) == (round(ax.azim), round(ax.elev))


def test_directions_and_origin_are_chosen_and_points_turned(space: Bench) -> None:
    page = space.open()
    assert page.inner_text(STATUS) == f"With k = 2 the squared error is {POINTS.error_through_mean:.4f}."
    page.get_by_label(OF_POINTS["way"].en).select_option("1")
    assert page.inner_text(STATUS).endswith(f"{POINTS.error_through_zero:.4f}.")
    page.get_by_label(OF_POINTS["way"].en).select_option("2")
    assert page.inner_text(STATUS).endswith(f"{POINTS.best_error_through_zero:.4f}.")
    page.get_by_label(OF_POINTS["kept"].en).press("ArrowRight")
    assert page.inner_text(STATUS) == OF_POINTS["no_error"].en
    point = page.locator(".interactive-space circle").first
    was = point.get_attribute("cx")
    page.get_by_label(OF_POINTS["turn"].en, exact=True).press("End")
    turned = point.get_attribute("cx")
    assert turned != was
    page.goto(page.url)
    page.wait_for_selector(PANEL)
    assert point.get_attribute("cx") == turned
    assert page.inner_text(STATUS) == OF_POINTS["no_error"].en
    assert space.complaints == []


def test_the_drawing_is_turned_by_dragging(space: Bench) -> None:
    page = space.open()
    space.drag(".interactive-space", (60, 60), (100, 80))
    data = asked_points.asked_points(POINTS).data
    assert int(page.get_by_label(OF_POINTS["turn"].en, exact=True).input_value()) == data["turn"] - 20
    assert int(page.get_by_label(OF_POINTS["tilt"].en).input_value()) == data["tilt"] + 10


def test_any_number_of_components_can_be_chosen(rebuilt: Bench, images: ImageAnalysis) -> None:
    page = rebuilt.open()
    asked = asked_images.asked_images(images)
    numbers = asked.data["numbers"]
    kept = page.get_by_label(OF_IMAGES["kept"].en)
    assert numbers[int(kept.input_value())] == 15
    for key, place in (("Home", 0), ("ArrowRight", 1), ("End", -1)):
        kept.press(key)
        k = numbers[place]
        own = images.components.measured_error(images.validation.images[:1], k)
        every = images.components.measured_error(images.validation.images, k)
        said = page.inner_text(STATUS)
        assert f"{own:.2f} for this image, {every:.2f} for all 30 validation images." in said
        assert (OF_IMAGES["mean"].en in said) == (k == 0)
        share = f"{k}, {100 * images.components.cumulative[k - 1]:.1f}% of the variance"
        assert kept.get_attribute("aria-valuetext") == (share if k else OF_IMAGES["held_none"].en)
        assert page.locator(".interactive-tile").first.get_attribute("aria-label") == (
            f"cat 1, rebuilt with k = {k}"
        )
    page.get_by_label(OF_IMAGES["image"].en, exact=True).select_option(label="owl 2")
    assert page.locator(".interactive-tile").last.get_attribute("aria-label") == "owl 2, original"
    page.goto(page.url)
    page.wait_for_selector(PANEL)
    assert page.locator(".interactive-tile").first.get_attribute("aria-label") == (
        f"owl 2, rebuilt with k = {numbers[-1]}"
    )
    assert rebuilt.complaints == []


def test_what_no_address_can_mean_is_passed_over(space: Bench, rebuilt: Bench) -> None:
    page = space.open(query="?pca-space.k=9&pca-space.way=x&pca-space.turn=1.5&pca-space.tilt=999")
    assert page.inner_text(STATUS).startswith("With k = 2 ")
    page = rebuilt.open(query="?pca-reconstruction.image=99&pca-reconstruction.k=-1")
    assert page.locator(".interactive-tile").last.get_attribute("aria-label") == "cat 1, original"
    assert space.complaints == rebuilt.complaints == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_panels_are_accessible(space: Bench, rebuilt: Bench, lang: Language) -> None:
    for opened, words in ((space, OF_POINTS), (rebuilt, OF_IMAGES)):
        page = opened.open(lang)
        assert page.get_attribute(PANEL, "aria-label") == words["panel"][lang]
        assert opened.violations() == []


def test_a_telephone_shows_all_of_it(browser: Browser, tmp_path: Any, images: ImageAnalysis) -> None:
    screen = {"width": 390, "height": 800}
    for name, figure, asked in (
        ("pca-space", figures.space(POINTS), asked_points.asked_points(POINTS)),
        ("pca-reconstruction", figures.reconstruction(images), asked_images.asked_images(images)),
    ):
        with bench(browser, tmp_path / name, name, figure, asked, viewport=screen) as made:
            for lang in LANGUAGES:
                made.open(lang)
                assert made.overflow() <= 0
                assert made.sticking_out() == []
                if name == "pca-reconstruction":  # held against each other, so side by side
                    wider = made.page.locator(".interactive-pictures > div").evaluate_all(
                        "(all) => all.filter((one) => one.offsetWidth > one.firstChild.offsetWidth + 1).length"
                    )
                    assert wider == 0  # two would not fit
