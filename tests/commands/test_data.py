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
    assert out.startswith("form        one folder of images a class\nsource      train/, test/\n")
    assert out.endswith(f"not read    0 files\n\n{target}: 28 images\n")
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


def food(folder):
    """Three kinds in colour, of two sizes, as food-11 has them."""
    for split, count in (("training", 4), ("validation", 2), ("evaluation", 2)):
        for kind in range(3):
            for i in range(count):
                image = random_images(1, seed=10 * kind + i)[0][:, : 40 + 8 * (i % 2)]
                write_image(folder / split / f"{kind}_{i}.png", image, mode="RGB")
    return folder


def test_prepare_food(folder, tmp_path, capsys):
    target = tmp_path / "data"
    words = [
        "--classes",
        "bread=麵包",
        "dairy",
        "dessert=Dessert|甜點",
        "--leave-out",
        "dairy",
        "--size",
        32,
        24,
    ]
    words += ["--channels", 3, "--resize", "crop", "--labels", "hard"]
    status, out, err = run(capsys, "prepare", food(folder), "-o", target, *words)
    assert (status, err) == (0, "")
    assert out.endswith(f"\n{target}: 16 images\n")
    dataset = load(target)
    assert dataset.shape == (2, 3, 32, 24)
    assert dataset.class_names == ("bread", "dessert")
    assert dataset.class_titles == {"bread": {"zh-TW": "麵包"}, "dessert": {"en": "Dessert", "zh-TW": "甜點"}}
    assert dataset.counts() == {"train": [4, 4], "validation": [2, 2], "test": [2, 2]}
    assert dataset.provenance["options"] == {
        "classes": {"bread": {"zh-TW": "麵包"}, "dairy": {}, "dessert": {"en": "Dessert", "zh-TW": "甜點"}},
        "leave_out": ["dairy"], "size": [32, 24], "channels": 3, "resize": "crop",
    }  # fmt: skip
    card = json.loads((target / "card.json").read_text("utf8"))
    assert card["left_out"] == {"dairy": 8}
    assert card["image_size"] == [32, 24, 3]
    status, out, _ = run(capsys, "card", target)
    assert status == 0
    assert "left out    8 images: dairy 8\n" in out


@pytest.mark.parametrize(
    "text", ["[bread, dairy, dessert]", "{bread: 麵包, dairy: {en: Dairy, zh-TW: 乳製品}, dessert: }"]
)
def test_classes_in_a_file(folder, tmp_path, capsys, text):
    path = tmp_path / "classes.yaml"
    path.write_text(text, "utf8")
    words = ["--classes", path, "--size", 48, 48]
    status, out, _ = run(capsys, "check", food(folder), *words, "--json")
    assert status == 0
    assert json.loads(out)["class_names"] == ["bread", "dairy", "dessert"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--classes", "a", "b"], 'the label is "2" (8 images), but the classes are a, b'),
        (["--classes", "a"], "--classes: one class alone cannot be told from anything"),
        (["--classes", "a", "b", "a"], "--classes: a stands twice"),
        (["--classes", "none.yaml"], "none.yaml: there is no such file or folder"),
        (["--leave-out", "9"], "leave_out: 9: there is no such class; there are 0, 1, 2"),
        (["--size", "0", "48"], "--size: Input should be greater than or equal to 1"),
        (["--labels", "plurality"], "labels: plurality needs the votes of FER+"),
        (
            [],
            "the images are not alike: 2 sizes: 12 40×48, 12 48×48. Make them alike with `data prepare … --size H W",
        ),
    ],
)
def test_options_that_cannot_be(folder, capsys, words, message):
    status, _, err = run(capsys, "check", food(folder), *words)
    assert status == 2
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert message in err


def test_faces_without_a_class_keep_their_truth(tmp_path, capsys):
    target = tmp_path / "data"
    words = ["--count", 100, "--seed", 5, "--leave-out", "disgust", "--size", 24, 24]
    assert run(capsys, "prepare", "synthetic", "-o", target, *words)[0] == 0
    faces, dataset = generate(100, 5), load(target)
    names = np.array([*dataset.class_names, "disgust"])
    kept = faces.dataset.labels != 1
    assert np.array_equal(
        names[dataset.labels], np.array(faces.dataset.class_names)[faces.dataset.labels[kept]]
    )
    truth = np.array(faces.dataset.class_names)[faces.expression[kept]]
    assert np.array_equal(names[read_extra(target, "expression")], truth)
    assert dataset.images.shape[1:] == (24, 24)
    assert dataset.provenance["synthetic"] is True


def test_a_prepared_folder_can_be_prepared_once_more(folder, tmp_path, capsys):
    run(capsys, "prepare", food(folder), "-o", tmp_path / "a", "--size", 32, 32)
    assert (
        run(capsys, "prepare", tmp_path / "a", "-o", tmp_path / "b", "--channels", 1, "--leave-out", "0")[0]
        == 0
    )
    first, second = load(tmp_path / "a"), load(tmp_path / "b")
    assert second.shape == (2, 1, 32, 32)
    assert second.provenance["converted"] == {"squashed": 12, "resized": 12, "made_grey": 16}
    assert np.array_equal(second.names, first.names[first.labels > 0])
    assert second.provenance["options"] == {"size": [32, 32], "channels": 1, "leave_out": ["0"]}
    assert second.provenance["sha256"] != first.provenance["sha256"]


def test_shapes_are_built_in(tmp_path, capsys):
    assert run(capsys, "prepare", "shapes", "-o", tmp_path / "data", "--count", 50, "--seed", 1)[0] == 0
    assert load(tmp_path / "data").shape == (10, 3, 32, 32)
