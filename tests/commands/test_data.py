import json

import numpy as np
import pytest

from fer_lib.cli import main
from fer_lib.data import load
from fer_lib.data.prepared import read_extra
from fer_lib.data.synthetic import generate
from tests.data.face_files import USAGES, random_images, write_class_folders, write_fer2013, write_image


def run(capsys, *arguments):
    status = main(["data", *map(str, arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return status, captured.out, captured.err


def test_check_prints_the_card(folder, capsys):
    images = random_images(3).copy()
    images[2] = images[0]
    path = write_fer2013(folder / "fer2013.csv", images, [0, 1, 2], list(USAGES))
    status, out, err = run(capsys, "check", path)
    assert (status, err) == (0, "")
    assert "1 groups of equal images, 1 of them with conflicting labels" in out
    assert "1 test images are equal to a training image" in out
    status, out, _ = run(capsys, "check", path, "--json")
    assert status == 0
    assert json.loads(out)["distinct_images"] == 2


def test_check_of_a_missing_file(folder, capsys):
    status, out, err = run(capsys, "check", folder / "none.csv")
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert "none.csv: there is no such file or folder" in err
    assert err.count("\n") == 1


def test_check_lists_unreadable_files_and_fails(folder, capsys):
    write_class_folders(folder)
    for name in ("fear", "sad"):
        (folder / "train" / name / "train_1.png").write_bytes(b"no image")
    status, out, err = run(capsys, "check", folder)
    assert status == 2
    assert "unreadable  2 image files, train/fear/train_1.png: is no image" in out
    assert f"error: {folder}/train/fear/train_1.png: is no image" in err
    assert "(1 more image cannot be read.)" in err


def test_check_of_images_that_are_not_alike(folder, capsys):
    write_class_folders(folder)
    write_image(folder / "train" / "happy" / "a.png", np.zeros((60, 60), np.uint8), mode="RGB")
    assert run(capsys, "check", folder)[0] == 2
    status, out, _ = run(capsys, "check", folder, "--size", 48, 48, "--channels", 1)
    assert status == 0
    assert "converted   1 turned grey; 1 resized\n" in out


def test_prepare(folder, tmp_path, capsys):
    write_class_folders(folder)
    target = tmp_path / "made" / "data"
    status, out, _ = run(capsys, "prepare", folder, "-o", target)
    assert status == 0
    assert out == f"{target}: 28 images\n"
    assert load(target).labels.tolist() == load(folder).labels.tolist()
    assert run(capsys, "check", target)[0] == 0
    for path in target.iterdir():
        assert str(tmp_path).encode() not in path.read_bytes()


def test_prepare_does_not_overwrite(folder, capsys):
    write_class_folders(folder)
    status, _, err = run(capsys, "prepare", folder, "-o", folder)
    assert status == 2
    assert "exists already and is no folder of prepared data" in err
    assert len(load(folder)) == 28


def test_check_notices_a_changed_pixel_in_prepared_data(folder, tmp_path, capsys):
    write_class_folders(folder)
    run(capsys, "prepare", folder, "-o", tmp_path / "data")
    path = tmp_path / "data" / "arrays.safetensors"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    status, out, err = run(capsys, "check", tmp_path / "data")
    assert (status, out) == (2, "")
    assert "arrays.safetensors is not what was written" in err


def test_synthetic_faces(tmp_path, capsys):
    target = tmp_path / "data"
    assert run(capsys, "prepare", "synthetic", "-o", target, "--count", 20, "--seed", 5)[0] == 0
    faces = generate(20, 5)
    assert np.array_equal(load(target).images, faces.dataset.images)
    assert np.array_equal(load("synthetic", count=20, seed=5).images, faces.dataset.images)
    assert np.array_equal(read_extra(target, "expression"), faces.expression)
    assert np.array_equal(read_extra(target, "flipped"), faces.flipped)
    assert "SYNTHETIC" in run(capsys, "check", target)[1]


@pytest.mark.parametrize("action", [["check", "{}"], ["prepare", "{}", "-o", "{}/out"]])
def test_size_for_other_data(folder, capsys, action):
    write_class_folders(folder)
    status, _, err = run(capsys, *[word.format(folder) for word in action], "--count", 10)
    assert status == 2
    assert "count and seed belong to the sources synthetic" in err


def test_a_missing_argument_shows_the_usage(capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["data", "check"])
    assert exit_.value.code == 2
    assert "usage: " in capsys.readouterr().err
