"""What chapter 14 says of the ten points and of faces."""

import re
from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.pca import claims, figures, sentences, tables
from fer_lib.chapters.pca.image_analysis import analyse_images
from fer_lib.chapters.pca.points_analysis import PointsAnalysis
from fer_lib.data import ImageDataset
from fer_lib.data.eigenfaces import Eigenfaces
from fer_lib.language import LANGUAGES
from fer_lib.plots import figure_style
from fer_lib.proofs import run_chapter
from fer_lib.proofs.pca import CLAIMS, ten_points
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table
from tests.conftest import toy_faces


@pytest.fixture(scope="module")
def results():
    return run_chapter("pca")


@pytest.fixture(scope="module")
def points():
    return PointsAnalysis()


def by_svd(images) -> Eigenfaces:
    """``Eigenfaces.fit`` for few images: their singular values, where it decomposes a matrix of 2304 × 2304."""
    pixels = images.reshape(len(images), -1).astype(float)
    mean = pixels.mean(axis=0)
    _, singular, axes = np.linalg.svd(pixels - mean, full_matrices=False)
    return Eigenfaces(mean, axes, singular**2 / len(images), len(images), images.shape[1:])


@pytest.fixture(scope="module", autouse=True)
def quick_fit():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Eigenfaces, "fit", by_svd)
        yield


@pytest.fixture(scope="module")
def faces():
    return analyse_images(toy_faces())


def test_both_origins_differ_by_the_mean_and_its_distance_from_the_plane(points):
    assert points.uncentred - points.centred == pytest.approx(np.tile(points.offset, (10, 1)))
    assert points.centred.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert points.error_through_mean == pytest.approx(54.7203, abs=5e-5)
    assert points.error_through_zero == pytest.approx(points.error_through_mean + 10 * points.offset[2] ** 2)
    assert points.error_through_mean < points.best_error_through_zero < points.error_through_zero


def test_proofs_decide_report_d(results, points):
    answers = [claims.d8(results), claims.d9(results), claims.d10(results, points)]
    assert [(answer.id, answer.verdict) for answer in answers] == [
        ("D8", "holds"),
        ("D9", "fails"),
        ("D10", "fails"),
    ]
    assert "54.7203" in answers[2].finding.en
    assert_same_numbers(answer.finding for answer in answers)


def test_every_claim_of_the_proofs_has_its_row(results):
    rows = [tables.general_claims(results), tables.axes_claims(results), tables.error_claims(results)]
    assert [result.claim for _, chosen in rows for result in chosen] == list(CLAIMS)


def test_the_printed_numbers_stand_beside_the_right_ones(results, points):
    rows = tables.components(points).rows
    assert rows[0][4:] == ["−3.362", "0.709", "−1.481"]
    assert "-" not in "".join(str(cell) for row in rows for cell in row)
    note = sentences.uncentred_components(points, results)
    (_, true), (_, printed) = results["pca.components_digits"].finding.counterexample
    assert f"{true}$, printed {printed}" in note.en
    assert f"prints {ten_points.PRINTED_ERROR}" in sentences.uncentred_error(points).en


def test_components_come_from_training_images_alone(faces):
    assert len(faces.training) == faces.components.count == 96
    assert faces.kept == [1, 5, 15, 50]
    assert faces.rebuilt.shape == (4, 4, 48, 48)
    errors = [row.training for row in faces.errors]
    assert errors == sorted(errors, reverse=True)
    assert [row.predicted for row in faces.errors] == pytest.approx(errors)
    assert faces.example_classes == [0, 2, 4, 6]
    # The bright bar of class k begins in row 6 k + 2.
    assert [int(image.mean(axis=1).argmax()) // 6 for image in faces.examples] == faces.example_classes


def test_brightness_and_labels_are_said_to_matter_where_they_do(faces, monkeypatch):
    # The class of a toy face is the place of a bright bar, so some component follows it.
    assert "yet here a direction of great variance follows it: number " in sentences.axes_as_images(faces).en
    assert "mostly brightness" not in sentences.axes_as_images(faces).en
    noise = np.random.default_rng(0).permutation(faces.training.labels)
    shuffled = replace(faces, training=replace(faces.training, labels=noise))
    assert "PCA never sees a label." in sentences.axes_as_images(shuffled).en
    levels = np.random.default_rng(0).integers(0, 200, (96, 1, 1)).astype(np.uint8)
    images = np.resize(levels, (160, 1, 1)) + toy_faces().images // 8
    flat = analyse_images(replace(toy_faces(), images=images))
    assert "mostly brightness" in sentences.axes_as_images(flat).en
    # A component of little variance is no direction of great variance, however well it follows the labels.
    monkeypatch.setattr(sentences, "GREAT_VARIANCE", 0.99)
    minor = sentences.axes_as_images(faces)
    assert "great variance" not in minor.en
    assert "holds only" in minor.en
    assert "只占" in minor.zh
    assert_same_numbers([minor])


def test_unseen_faces_are_rebuilt_worse_or_nothing_is_said(faces):
    assert "were not seen it is larger" in sentences.reconstruction(faces).en
    same = replace(faces, validation=faces.training)
    assert "not seen" not in sentences.reconstruction(same).en


def test_the_caption_says_which_images_are_rebuilt_and_how_many(faces):
    caption = figures.reconstruction(faces).caption
    assert "the first of each of 4 classes, spread evenly over the list of 7 (n = 4)" in caption.en
    assert "從 7 個類別中等距選出 4 個，各取第一張（n = 4）" in caption.zh


def test_everything_says_the_same_in_both_languages(results, points, faces):
    for table in (
        tables.signs(), tables.axes(), tables.components(points), tables.errors(points),
        tables.reconstruction_errors(faces),
    ):  # fmt: skip
        assert_same_numbers(texts_of_table(table))
    for figure in (
        figures.space(points), figures.planes(points), figures.explained_variance(faces), figures.axes_as_images(faces),
        figures.reconstruction(faces),
    ):  # fmt: skip
        assert_same_numbers(texts_of_figure(figure))
        for lang in LANGUAGES:
            with figure_style(lang):
                figure.draw(lang).canvas.draw()
    assert_same_numbers(
        [
            sentences.uncentred_components(points, results),
            sentences.uncentred_error(points),
            sentences.images_as_points(faces),
            sentences.explained_variance(faces),
            sentences.axes_as_images(faces),
            sentences.reconstruction(faces),
        ]
    )


OF_REPORTS = re.compile(r"[Rr]eport|報告|print|face|臉|expression|表情")


def coloured(count: int = 40) -> ImageDataset:
    """Squares of 12 × 10 pixels in colour, two classes."""
    random = np.random.default_rng(0)
    labels = np.arange(count) % 2
    images = random.integers(0, 120, (count, 12, 10, 3)).astype(np.uint8)
    images[labels == 1, 3:8, 3:8, 0] += 100
    splits = (np.arange(count) % 4 == 0).astype(np.uint8)
    return ImageDataset(images, labels, splits, ("curry", "salad"), {"form": "class-folders"})


def test_images_in_colour_of_another_subject_are_called_so():
    images = analyse_images(coloured())
    assert (images.of_faces, images.in_colour, images.dimensions) == (False, True, 360)
    shown = [
        figures.explained_variance(images),
        figures.axes_as_images(images),
        figures.reconstruction(images),
    ]
    texts = [
        *(text for figure in shown for text in texts_of_figure(figure)),
        *texts_of_table(tables.reconstruction_errors(images)),
        sentences.images_as_points(images), sentences.explained_variance(images),
        sentences.axes_as_images(images), sentences.reconstruction(images),
    ]  # fmt: skip
    assert_same_numbers(texts)
    for text in texts:
        assert not OF_REPORTS.search(text.en + text.zh), text
        assert "grey level" not in text.en
        assert "2304" not in text.en
    assert (
        "12 × 10 pixels, each with a value for red, green and blue," in sentences.images_as_points(images).en
    )
    assert "\\lambda_i/360}$" in sentences.reconstruction(images).zh
    for lang in LANGUAGES:
        with figure_style(lang):
            for figure in shown:
                figure.draw(lang).canvas.draw()


def test_grey_images_of_another_subject_have_grey_levels_and_classes():
    images = analyse_images(replace(toy_faces(), class_names=tuple("abcdefg")))
    assert "mean grey level" in sentences.axes_as_images(images).en
    assert "The class explains" in sentences.axes_as_images(images).en
    assert "principal axes as images" in figures.axes_as_images(images).caption.en
    assert "平均臉" not in figures.axes_as_images(images).caption.zh
    assert "2,304 dimensions" in sentences.images_as_points(images).en


def test_without_the_reports_the_ten_points_are_an_example(results, points):
    texts = [
        *texts_of_table(tables.components(points, reports=False)),
        *texts_of_table(tables.errors(points, reports=False)),
        *texts_of_figure(figures.space(points)),
        *texts_of_figure(figures.planes(points, reports=False)),
        sentences.uncentred_components(points, results, reports=False),
        sentences.uncentred_error(points, reports=False),
    ]
    assert_same_numbers(texts)
    for text in texts:
        assert not OF_REPORTS.search(text.en + text.zh), text
    assert tables.components(points, reports=False).rows[1][4:] == ["−9.790", "3.026", "0.039"]
    assert "About 0 the error is 60.6438" in sentences.uncentred_error(points, reports=False).en


def test_it_is_said_of_how_many_training_images_the_components_are(faces):
    assert "training images, drawn at random" not in sentences.images_as_points(faces).en
    some = replace(faces, available=faces.available + 21)
    n = len(faces.training)
    told = sentences.images_as_points(some)
    assert f"{n:,} of the {n + 21:,} training images, drawn at random." in told.en
    assert f"{n + 21:,} 張訓練影像中隨機抽出的 {n:,} 張" in told.zh
