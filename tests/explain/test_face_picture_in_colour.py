"""A picture of one's own for networks that take other images than faces: colours, other sides, other classes."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fer_lib.cli import main
from fer_lib.commands.explain import describe_steps
from fer_lib.commands.explain.plate import MOST_CLASSES, PicturePlate
from fer_lib.data.dataset import DataShape
from fer_lib.data.shapes import generate
from fer_lib.explain.face_picture import PictureStep, read_face_picture
from fer_lib.language import LANGUAGES, Text
from fer_lib.plots.style import figure_style
from tests.explain.untrained_runs import make_run

SHAPES = generate(20, seed=0).dataset
COLOURS = np.kron(np.array([[[250, 0, 0], [0, 250, 0]]], np.uint8), np.ones((40, 60, 1), np.uint8))  # 40×120


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "mine.png"
    Image.fromarray(COLOURS).save(path)
    return path


def test_colours_stay_colours_for_a_network_that_takes_them(picture: Path) -> None:
    found = read_face_picture(picture, shape=DataShape(10, 3, 20, 40))
    assert found.box == (20, 0, 80, 40)  # the largest in the middle that is twice as wide as high
    assert found.face.shape == (20, 40, 3)
    assert found.face[10, 5].tolist() == [250, 0, 0]
    assert found.face[10, 35].tolist() == [0, 250, 0]
    assert found.steps == (PictureStep.CUT_TO_CENTRED_SQUARE, PictureStep.RESIZED)
    assert "the centred area of 80×40 pixels" in describe_steps(found).en
    assert describe_steps(found).zh.endswith("縮放為 40×20。")


def test_a_box_of_other_proportions_is_stretched(picture: Path) -> None:
    found = read_face_picture(picture, (0, 0, 40, 40), DataShape(10, 3, 20, 40))
    assert found.steps[-1] is PictureStep.STRETCHED


def test_a_grey_picture_for_a_network_that_takes_colours(tmp_path: Path) -> None:
    path = tmp_path / "grey.png"
    Image.fromarray(np.full((32, 32), 77, np.uint8)).save(path)
    found = read_face_picture(path, shape=DataShape(10, 3, 32, 32))
    assert (found.face == 77).all()
    assert found.face.shape == (32, 32, 3)
    assert "its grey levels taken for each colour" in describe_steps(found).en


@pytest.mark.parametrize("model", [":SmallResNet", ":RowLSTM"])
def test_the_plate_of_a_network_of_ones_own(
    tmp_path: Path, picture: Path, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = make_run(tmp_path / "own", SHAPES, model=model)
    plate = tmp_path / "plate.png"
    assert main(["explain", str(run.path), "--image", str(picture), "-o", str(plate)]) == 0
    said = capsys.readouterr().out
    assert any(name in said for name in SHAPES.class_names)
    assert "resized to 32×32" in said
    assert ("Not defined for this network: guided backprop and Grad-CAM." in said) == (model == ":RowLSTM")
    assert plate.stat().st_size > 10_000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_many_classes_the_most_probable_are_drawn(lang) -> None:
    probabilities = np.arange(40) / np.arange(40).sum()
    names = [Text(f"class {k}", f"類別 {k}") for k in range(40)]
    face = np.zeros((32, 32, 3), np.uint8)
    plate = PicturePlate(
        face, (0, 0, 32, 32), face, probabilities, names, np.ones((2, 32, 32)), names[:2], []
    )
    assert plate.shown_classes == list(range(39, 39 - MOST_CLASSES, -1))
    with figure_style(lang):
        labels = [text.get_text() for ax in plate.plot(lang).axes for text in ax.get_yticklabels()]
    assert names[39][lang] in labels
    assert names[0][lang] not in labels
