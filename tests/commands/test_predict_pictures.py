"""``predict`` on what people have: photos of any names, in any folders, labelled or not."""

import csv
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from fer_lib.cli import main
from fer_lib.commands.predict.table import write_table
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.options import DataOptions
from fer_lib.data.to_label import read_to_label
from tests.data.face_files import random_images, write_csv, write_image

IMAGES = random_images(9, seed=3)
OPTIONS = DataOptions(classes=list(CLASS_NAMES), size=(48, 48), channels=1, resize="crop")


def predict(capsys, *arguments):
    status = main(["predict", *map(str, arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return status, captured.out, captured.err


def rows(path):
    with path.open(newline="", encoding="utf8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def output(tmp_path):
    return tmp_path / "out.csv"


@pytest.fixture
def ask(run_path, output, capsys):
    """Predict, and give back what was printed, what was refused, and the rows."""

    def asked(path, *options):
        output.unlink(missing_ok=True)
        status, out, err = predict(capsys, run_path, path, "-o", output, *options)
        assert (status == 0) == (err == "") == output.exists()
        assert status in (0, 2)
        assert err.count("\n") <= 1
        return out, err, rows(output) if output.exists() else []

    return asked


def photos(folder, *names):
    for k, name in enumerate(names):
        write_image(folder / name, IMAGES[k % 9])
    return folder


def test_one_picture(ask, tmp_path):
    photos(tmp_path / "mine", "me.png")
    out, _, (row,) = ask(tmp_path / "mine" / "me.png")
    assert list(row) == ["file", "label", *CLASS_NAMES]
    assert row["file"] == "me.png"
    shares = {name: float(row[name]) for name in CLASS_NAMES}
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert row["label"] == max(shares, key=shares.get)
    assert f"{row['label']} {shares[row['label']]:.3f}" in out


def test_a_folder_of_photos_of_any_names_and_depth(ask, tmp_path):
    names = [
        "me.png",
        "2024/IMG_0012.PNG",
        "2024/summer/照片 1.png",
        "2024/summer/😀.png",
        "a,b.png",
        'q"u.png',
    ]
    folder = photos(tmp_path / "photos", *names)
    (folder / "notes.txt").touch()
    (folder / "2024" / "film.mp4").touch()
    out, _, found = ask(folder)
    assert sorted(row["file"] for row in found) == sorted(names)
    alone = {name: ask(folder / name)[2][0] for name in names}
    for row in found:
        assert {**row, "file": ""} == {**alone[row["file"]], "file": ""}
    assert "not read: notes.txt, 2024/film.mp4" in out
    assert "no labels: no class of the run is called as a folder here (2024)" in out


def test_labelled_folders_are_judged(ask, tmp_path):
    folder = photos(
        tmp_path / "set", *(f"{name}/{k}.png" for name in ("happy", "SAD", "fear") for k in range(3))
    )
    out, _, found = ask(folder)
    assert [row["true_label"] for row in found] == ["sad"] * 3 + ["fear"] * 3 + ["happy"] * 3
    right = sum(row["label"] == row["true_label"] for row in found)
    assert f"accuracy   {100 * right / 9:.1f}%  (95% interval " in out
    assert "macro F1" in out
    assert "labels: folders named SAD (sad), fear, happy" in out
    out, _, unlabelled = ask(folder, "--unlabelled")
    assert "accuracy" not in out
    assert [{**row, "true_label": ""} for row in found] == [{**row, "true_label": ""} for row in unlabelled]


def test_the_accuracy_is_that_of_the_network(ask, tmp_path):
    """Labels that are the network's own answers, but for one."""
    folder = photos(tmp_path / "plain", *(f"{k}x.png" for k in range(9)))
    answers = {row["file"]: row["label"] for row in ask(folder)[2]}
    for k, (name, label) in enumerate(answers.items()):
        wrong = "fear" if label != "fear" else "happy"
        place = tmp_path / "right" / (wrong if k == 0 else label) / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / name, place)
    out, _, found = ask(tmp_path / "right")
    assert len(found) == 9
    assert "accuracy   88.9%  (95% interval 56.5–98.0%, n = 9)" in out


def test_splits_are_judged_one_by_one(ask, tmp_path):
    folder = photos(
        tmp_path / "set",
        "train/happy/1.png",
        "train/sad/2.png",
        "val/sad/1.png",
        "test/sad/1.png",
        "test/loose.png",
    )
    out, _, found = ask(folder)
    assert len(found) == 5
    assert [title in out for title in ("labelled train", "labelled validation", "labelled test")] == [
        True
    ] * 3
    assert out.count("n = 1)") == 2
    assert "without a label, not counted below: 1" in out
    assert [row["file"] for row in found if not row["true_label"]] == ["test/loose.png"]
    only_test = photos(tmp_path / "kaggle", "test/happy/1.png", "test/sad/1.png")
    assert "labelled images" in ask(only_test)[0]


def test_folders_of_which_only_some_are_classes_are_asked_about(ask, tmp_path):
    folder = photos(tmp_path / "set", "happy/1.png", "holiday/1.png")
    _, err, _ = ask(folder)
    assert "some folders are classes of the run (happy), others are not (holiday)" in err
    assert len(ask(folder, "--unlabelled")[2]) == 2
    nested = photos(tmp_path / "nested", "happy/sad/1.png", "sad/1.png")
    assert "a folder of the class happy with the name of another class" in ask(nested)[1]


@pytest.mark.parametrize("names", [("0/a.png", "6/b.png"), ("0_a.png", "6_b.png")])
def test_numbers_are_no_labels_unless_they_are_said_to_be(ask, tmp_path, names):
    folder = photos(tmp_path / "set", *names)
    out, _, found = ask(folder)
    assert "true_label" not in found[0]
    assert (
        "if the numbers are classes, --numbers 0 counts the classes of the run from 0 (0 angry, 1 disgust"
        in out
    )
    out, _, found = ask(folder, "--numbers", 0)
    assert [row["true_label"] for row in found] == ["angry", "neutral"]
    assert "0 (angry), 6 (neutral)" in out
    other = photos(tmp_path / "other", *(name.replace("0", "1", 1) for name in names))
    assert [row["true_label"] for row in ask(other, "--numbers", 1)[2]] == ["angry", "surprise"]


def test_a_table_of_labels(ask, tmp_path):
    folder = photos(tmp_path / "set", "a.png", "b.png", "c.png")
    table = write_csv(folder / "labels.csv", "filename,label", ["a.png,happy", "b.png,sad"])
    out, _, found = ask(folder)
    assert [row["true_label"] for row in found] == ["happy", "sad", ""]
    assert "labels: labels.csv with happy, sad" in out
    out, _, found = ask(table)
    assert [row["file"] for row in found] == ["a.png", "b.png"]
    assert "n = 2" in out
    assert "true_label" not in ask(table, "--unlabelled")[2][0]
    write_csv(table, "filename,label,age", ["a.png,happy,7", "b.png,sad,8"])
    for path in (folder, table):
        assert "not read: labels.csv: the column age" in ask(path)[0]
    write_csv(table, "filename,label", ["a.png,joyx", "b.png,sad", "c.png,griefx"])
    _, err, _ = ask(folder)
    assert f"{table}, line 2 (the header is line 1): joyx, griefx are no class of the run (angry, " in err
    write_csv(table, "filename,label", ["a.png,1", "b.png,2"])
    assert "--numbers 0 counts the classes" in ask(folder)[1]
    assert [row["true_label"] for row in ask(table, "--numbers", 0)[2]] == ["disgust", "fear"]


def test_its_own_answers_are_never_taken_for_labels(ask, tmp_path, output):
    for names in (("a.png", "b.png"), ("happy/a.png", "sad/b.png")):
        folder = photos(tmp_path / names[0][:3], *names)
        first = ask(folder)[2]
        shutil.copy(output, folder / "answers.csv")
        out, _, again = ask(folder)
        assert again == first
        assert "not read: answers.csv" in out


def test_a_picture_that_cannot_be_read_is_named_or_left_out(ask, tmp_path):
    folder = photos(tmp_path / "set", "a.png")
    (folder / "b\nc.jpg").write_bytes((folder / "a.png").read_bytes()[:500])
    (folder / "d.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(40))
    _, err, _ = ask(folder)
    assert r"b\nc.jpg: the image is cut off or damaged" in err
    assert "(1 more image like this.)" in err
    out, _, found = ask(folder, "--skip-unreadable")
    assert [row["file"] for row in found] == ["a.png"]
    assert "left out, cannot be read: d.heic: is a photo in HEIC" in out
    assert "Save it as JPEG or PNG" in ask(folder / "d.heic")[1]


@pytest.mark.parametrize(
    "path", ["-", "https://example.org/me.jpg", "none.jpg", "page.pdf", "pipe.jpg", "empty.png"]
)
def test_what_is_no_picture(ask, tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    Path("page.pdf").write_bytes(b"%PDF-1.4")
    Path("empty.png").touch()
    os.mkfifo("pipe.jpg")
    _, err, _ = ask(path)
    assert err.startswith(f"error: {path.replace('//', '/')}: ")


def test_a_picture_is_never_replaced(run_path, tmp_path, capsys):
    folder = photos(tmp_path / "set", "a.png", "b.png")
    before = (folder / "b.png").read_bytes()
    for path in (folder, folder / "b.png"):
        status, _, err = predict(capsys, run_path, path, "-o", folder / "b.png", "--overwrite")
        assert status == 2
        assert "to read; give the CSV another name" in err
    assert (folder / "b.png").read_bytes() == before
    assert len(list(folder.iterdir())) == 2


def test_numbered_images_beside_others_are_named_by_their_files(ask, tmp_path):
    folder = photos(tmp_path / "set", "1.png", "2.png")
    assert list(ask(folder)[2][0]) == ["id", "label"]
    photos(folder, "portrait.png")
    out, _, found = ask(folder)
    assert [row["file"] for row in found] == ["1.png", "2.png", "portrait.png"]
    assert "file, not id: not every picture is named by a number of its own (as portrait.png)" in out
    twice = photos(tmp_path / "twice", "1.png", "01.png")
    assert sorted(row["file"] for row in ask(twice)[2]) == ["01.png", "1.png"]


def test_evaluate_reads_what_predict_writes(ask, tmp_path, output, capsys):
    folder = photos(tmp_path / "set", "happy/a.png", "sad/b, c.png", "sad/d\ne.png", "f.png")
    _, _, found = ask(folder)
    right = sum(row["label"] == row["true_label"] for row in found)
    labels = write_csv(
        tmp_path / "l.csv", "file,label", ["happy/a.png,happy", '"sad/b, c.png",sad', '"sad/d\ne.png",sad']
    )
    assert main(["evaluate", "--predictions", str(output), "--labels", str(output)]) == 0
    said = capsys.readouterr()
    assert f"accuracy   {100 * right / 3:.1f}%" in said.out
    assert "images without a label, which do not count: 1" in said.err
    ask(folder, "--unlabelled")
    (folder / "f.png").unlink()
    ask(folder, "--unlabelled")
    assert main(["evaluate", "--predictions", str(output), "--labels", str(labels)]) == 0
    assert f"accuracy   {100 * right / 3:.1f}%" in capsys.readouterr().out
    assert main(["evaluate", "--predictions", str(output), "--labels", str(output)]) == 2
    assert "would be held against itself" in capsys.readouterr().err


def test_classes_that_are_called_as_other_columns(tmp_path):
    folder = photos(tmp_path / "set", "a.png")
    names = ("label", "id", "x")
    found = read_to_label(folder, DataOptions(classes=list(names), size=(4, 4), channels=1))
    write_table(tmp_path / "o.csv", found, np.zeros((1, 3), np.float32), names, probabilities=True)
    header = (tmp_path / "o.csv").read_text().splitlines()[0]
    assert header == "file,label,probability_label,probability_id,probability_x"


FILE_NAMES = st.one_of(
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12),
    st.binary(min_size=1, max_size=8).map(lambda b: os.fsdecode(b.replace(b"/", b"_").replace(b"\0", b"_"))),
).filter(lambda name: not name.startswith("."))
ENDINGS = st.sampled_from([".png", ".PNG", ".jpg", ".gif", ".txt", ".csv", "", ".heic"])


@settings(deadline=None, max_examples=60)
@given(
    st.sets(st.tuples(st.sampled_from(["", "a/", "a/b/", "happy/", "1/"]), FILE_NAMES, ENDINGS), max_size=8)
)
@example({("", "\udcff", ".png"), ("", "\udcfe", ".png"), ("a/", "\n\r", ".png")})
def test_every_file_is_labelled_left_out_or_named_as_not_read(files):
    with tempfile.TemporaryDirectory() as place:
        root = Path(place, "root")
        (root / "a" / "b").mkdir(parents=True)
        (root / "happy").mkdir()
        (root / "1").mkdir()
        Image.new("L", (5, 4), 7).save(root / "certain.png")
        for folder, stem, ending in files:
            path = root / folder / (stem + ending)
            if path.exists():
                continue
            if ending in (".png", ".PNG", ".jpg", ".gif"):
                with path.open("wb") as file:
                    Image.new("L", (3, 5), 9).save(file, format="PNG")
            else:
                path.write_bytes(b"something")
        everything = [path for path in root.rglob("*") if path.is_file()]
        options = OPTIONS.model_copy(update={"skip_unreadable": True})
        found = read_to_label(root, options, unlabelled=True)
        write_table(
            Path(place, "o.csv"),
            found,
            np.zeros((len(found.ids), 7), np.float32),
            CLASS_NAMES,
            probabilities=True,
        )
        written = [row[found.column] for row in rows(Path(place, "o.csv"))]
        relative = [
            os.fsencode(path.relative_to(root)).decode("utf8", "backslashreplace") for path in everything
        ]
    noted = found.dataset.provenance
    assert len(written) == len(set(written)) == len(found.dataset)
    if found.column == "file":
        assert set(written) <= set(relative)
    left = len(noted.get("unreadable", ()))
    assert len(written) + left + noted["not_read"]["files"] == len(everything)


def test_folders_in_other_words(ask, tmp_path):
    """As data sets are read; but two short words that are names of people are no classes."""
    folder = photos(tmp_path / "set", "0_angry/1.png", "快樂/1.png", "Sadness/1.png")
    out, _, found = ask(folder)
    assert {row["file"]: row["true_label"] for row in found} == {
        "0_angry/1.png": "angry", "快樂/1.png": "happy", "Sadness/1.png": "sad",
    }  # fmt: skip
    assert "labels: folders named 0_angry (angry), Sadness (sad), 快樂 (happy)" in out
    out, _, found = ask(photos(tmp_path / "people", "An/1.png", "Su/1.png"))
    assert "true_label" not in found[0]
    assert "(An, Su)" in out


def test_numbers_in_the_order_of_a_data_set(ask, tmp_path):
    folder = photos(tmp_path / "set", "1/a.png", "7/b.png")
    assert [row["true_label"] for row in ask(folder, "--numbers", "RAF_DB")[2]] == ["surprise", "neutral"]
    assert "--numbers 2: expected 0, 1, fer2013, raf-db" in ask(folder, "--numbers", 2)[1]
