"""Which faces are shown, and against which others."""

from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.feature_maps.explained_run import ExplainedRun
from fer_lib.chapters.feature_maps.face_maps import ChosenFace, FaceMaps, faces_to_show
from fer_lib.chapters.feature_maps.linear_readout import read_layers
from fer_lib.chapters.feature_maps.sentences import faces_not_as_wanted
from tests.conftest import toy_faces
from tests.explain.untrained_runs import add_predictions, make_run

ROWS = np.array([5, 12, 19, 3])  # classes 5, 5, 5, 3


@pytest.mark.parametrize(
    ("predicted", "name", "face"),
    [
        ([0, 5, 5, 3], "surprise", ChosenFace(12, "surprise", "recognised")),
        ([0, 0, 0, 0], "happy", ChosenFace(3, "happy", "labelled")),
        ([4, 5, 5, 3], "sad", ChosenFace(5, "sad", "other")),
    ],
)
def test_the_first_recognised_image_of_a_class(predicted, name, face) -> None:
    assert faces_to_show(toy_faces(), np.array(predicted), ROWS, (name,)) == [face]


def test_a_face_is_not_shown_twice_while_there_are_others() -> None:
    surprised = np.full(4, 5)
    chosen = faces_to_show(toy_faces(), surprised, ROWS, ("surprise", "sad", "fear"))
    assert [face.position for face in chosen] == [5, 12, 19]
    (only,) = {face.position for face in faces_to_show(toy_faces(), surprised[:1], ROWS[:1], ("sad", "fear"))}
    assert only == 5


def test_what_is_said_of_faces_that_are_not_as_wanted() -> None:
    recognised, labelled = ChosenFace(1, "happy", "recognised"), ChosenFace(2, "fear", "labelled")
    assert faces_not_as_wanted([recognised, recognised]) == []
    (paragraph,) = faces_not_as_wanted([recognised, labelled, ChosenFace(3, "sad", "other")])
    assert paragraph.en == (
        "The network recognises no validation image as fear; the first one with this label is shown. "
        "No validation image is labelled sad; another one takes its place."
    )
    assert "任何一張恐懼的驗證影像" in paragraph.zh
    assert "標籤為難過的影像" in paragraph.zh


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> ExplainedRun:
    run, faces = make_run(tmp_path_factory.mktemp("runs") / "report-a"), toy_faces()
    add_predictions(run, faces, faces.indices("validation")[:2])
    return ExplainedRun(run, faces)


def test_faces_are_held_against_other_images(network) -> None:
    first, second = network.validation
    assert FaceMaps(network, [int(first)]).reference.tolist() == [second]
    maps = FaceMaps(network, [int(second), int(first), int(second)])
    assert maps.positions == [second, first]
    assert maps.chosen == []
    assert maps.reference.tolist() == network.dataset.indices("train").tolist()[:100]


def test_only_layers_with_several_places_have_maps(network) -> None:
    maps = FaceMaps(network, [0])
    assert [layer.side for layer in maps.layers] == [48, 24, 12, 6, 3]
    strongest = maps.strongest(0, maps.layers[1], 4)
    assert len({number for number, _ in strongest}) == 4
    assert {levels.shape for _, levels in strongest} == {(24, 24)}


def test_samples_hold_every_class_of_data_that_lie_class_by_class(tmp_path) -> None:
    faces = toy_faces(700)
    order = np.lexsort((faces.labels, faces.split))
    ordered = replace(faces, images=faces.images[order], labels=faces.labels[order], split=faces.split[order])
    run = make_run(tmp_path / "report-a")
    add_predictions(run, ordered, ordered.indices("validation"))
    network = ExplainedRun(run, ordered)
    classes = set(range(len(ordered.class_names)))
    assert len(network.validation) > 100
    assert set(ordered.labels[FaceMaps(network).reference].tolist()) == classes
    readout = read_layers(network)
    assert readout is not None
    assert set(ordered.labels[readout.judged].tolist()) == classes
    assert not set(readout.judged.tolist()) & set(readout.fitted.tolist())
