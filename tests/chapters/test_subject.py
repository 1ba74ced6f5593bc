"""What an edition's images are."""

import numpy as np
import pytest

from fer_lib.chapters.subject import colour_text, shows_expressions, shows_faces, size_text
from fer_lib.data import DataShape, ImageDataset


def dataset(names: tuple[str, ...], form: str) -> ImageDataset:
    images = np.zeros((2, 48, 48), np.uint8)
    return ImageDataset(images, np.array([0, 1]), np.zeros(2, np.uint8), names, {"form": form})


@pytest.mark.parametrize(
    ("names", "form", "expressions", "faces"),
    [
        (("angry", "happy"), "class-folders", True, True),
        (("with_mask", "without_mask"), "masks", False, True),
        (("bread", "egg"), "class-folders", False, False),
        (("circle", "ring"), "shapes", False, False),
    ],
)
def test_faces_are_told_by_form_or_classes(names, form, expressions, faces):
    images = dataset(names, form)
    assert (shows_expressions(images), shows_faces(images)) == (expressions, faces)


def test_which_side_is_which_is_said_where_they_differ():
    assert size_text(DataShape(2, 1, 48, 48)).en == "48 × 48 pixels"
    assert size_text(DataShape(2, 1, 20, 28)).zh == "20 × 28 像素（高 × 寬）"
    assert [colour_text(DataShape(2, channels, 8, 8)).en for channels in (1, 3)] == ["grey", "colour"]
