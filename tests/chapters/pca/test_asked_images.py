"""Images rebuilt from any number of components: which ones, from how many, and how far they are off."""

import numpy as np
import pytest

from fer_lib.chapters.pca import asked_images as asked
from fer_lib.chapters.pca.image_analysis import COMPONENTS_KEPT, ImageAnalysis, analyse_images
from fer_lib.data import ImageDataset


def analysis(
    number: int, side: tuple[int, ...], classes: int, labels: np.ndarray | None = None
) -> ImageAnalysis:
    images = np.random.default_rng(1).integers(0, 256, (2 * number, *side), dtype=np.uint8)
    split = np.repeat(np.array([0, 1], dtype=np.uint8), number)
    given = np.arange(2 * number) % classes if labels is None else labels
    names = tuple(f"class {k}" for k in range(classes))
    return analyse_images(ImageDataset(images, given.astype(np.int64), split, names))


@pytest.mark.parametrize(
    ("number", "side", "classes"), [(20, (5, 4), 3), (9, (6, 6, 3), 2), (300, (6, 5), 100), (4, (3, 3), 2)]
)
def test_errors_are_those_that_are_measured(number, side, classes):
    images = analysis(number, side, classes)
    found = asked.asked_images(images)
    numbers = found.data["numbers"]
    validation, chosen = images.validation.images, asked.chosen_images(images)
    assert numbers[0] == 0
    assert set(images.kept) <= set(numbers)
    for place, k in enumerate(numbers):
        every = images.components.measured_error(validation, k)
        assert found.data["all"][place] == pytest.approx(every, abs=6e-4)
        for row, image in enumerate(chosen):
            own = images.components.measured_error(validation[[image]], k)
            assert found.data["errors"][row][place] == pytest.approx(own, abs=6e-4)
    assert found.data["count"] == number


def test_the_sheet_holds_each_image_with_each_number():
    images = analysis(20, (5, 4), 3)
    found = asked.asked_images(images)
    numbers, chosen = found.data["numbers"], asked.chosen_images(images)
    sheet = found.sheets["rebuilt"].images.reshape(len(chosen), len(numbers), 5, 4)
    np.testing.assert_array_equal(found.sheets["original"].images, images.validation.images[chosen])
    np.testing.assert_array_equal(sheet[1, 0], np.rint(images.components.mean.reshape(5, 4)))
    exact = images.components.reconstruct(images.validation.images[chosen], numbers[-1])
    assert exact.min() < 0 or exact.max() > 255  # so that cutting off is seen
    np.testing.assert_allclose(sheet[:, -1], np.clip(exact, 0, 255), atol=0.5)


def test_the_figures_images_come_first_and_have_names_of_their_own():
    images = analysis(20, (5, 4), 3)
    chosen = asked.chosen_images(images)
    np.testing.assert_array_equal(images.validation.images[chosen[:3]], images.examples)
    called = asked.asked_images(images).words["images"]
    assert [name.en[-2:] for name in called] == [" 1"] * 3 + [" 2"] * 3 + [" 3"] * 3
    assert len({name.en for name in called}) == len(called) == 9


def test_images_without_a_label_and_classes_of_one_image_do_not_stop_it():
    labels = np.array([0, 1, 0, 1, -1, 0, 1, -1, -1, -1])
    images = analysis(5, (4, 4), 2, labels)
    assert len(asked.chosen_images(images)) == 2
    assert len(asked.asked_images(images).words["images"]) == 2


def test_large_images_are_fewer():
    large = analysis(40, (160, 160), 4)
    found = asked.asked_images(large)
    total = found.sheets["rebuilt"].images.size
    assert 0 < len(found.words["images"]) < len(asked.chosen_images(large))
    assert total <= asked.MOST_PIXELS


def test_the_numbers_have_those_of_the_figure():
    assert set(COMPONENTS_KEPT) <= set(asked.NUMBERS)
