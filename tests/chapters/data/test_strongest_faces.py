import numpy as np
import pytest

from fer_lib.chapters.data.strongest_faces import regenerate, strongest_of_each_class, with_and_without
from fer_lib.data.synthetic import generate


@pytest.fixture(scope="module")
def faces():
    return generate(150, 5)


def test_the_strongest_of_each_class_are_by_their_true_class(faces):
    chosen = strongest_of_each_class(faces)
    assert faces.expression[chosen].tolist() == list(range(7))
    for k, position in enumerate(chosen):
        assert faces.intensity[position] == faces.intensity[faces.expression == k].max()


def test_the_faces_come_from_the_data_themselves(faces):
    again = regenerate(faces.dataset)
    assert (again.dataset.images == faces.dataset.images).all()
    assert (again.flipped == faces.flipped).all()


def test_only_what_no_action_unit_touches_is_faded(faces):
    without, shown, faded = with_and_without(faces.dataset, faces)
    chosen = strongest_of_each_class(faces)
    assert (shown == faces.dataset.images[chosen]).all()
    assert (without[:6] != shown[:6]).any(axis=(1, 2)).all()
    touched = faces.action_unit_masks(chosen).any(axis=1)
    assert (faded[touched] == shown[touched]).all()
    # A neutral face has no action unit of its own: all or nearly all of it is faded, to the light quarter.
    assert faded[~touched].min() >= 255 - 255 // 4
    assert np.mean(touched[6]) < np.mean(touched[:6])
