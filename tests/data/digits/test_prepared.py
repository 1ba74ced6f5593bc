"""The prepared folder: it loads as it was, says so if it does not, and leaves alone what is not its own."""

import json

import numpy as np
import pytest

from fer_lib.cli import main
from fer_lib.data.digits import load, prepare
from fer_lib.data.digits.prepared import read_prepared
from fer_lib.errors import UserError


@pytest.fixture
def folder(tmp_path):
    prepare("built-in", tmp_path / "digits")
    return tmp_path / "digits"


def files(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_prepared_digits_are_the_same(folder):
    before, after = load("built-in"), load(folder)
    assert after.content_hash == before.content_hash
    assert (after.form, after.brightest, after.files) == ("built-in", 16, ())


def test_the_folder_names_no_place(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    np.savez(source / "train.npz", image=np.zeros((3, 5, 4), np.uint8), label=np.arange(3))
    np.savez(source / "test.npz", image=np.zeros((2, 5, 4), np.uint8), label=np.arange(2))
    prepare(source, tmp_path / "out")
    assert load(tmp_path / "out").files == ("train.npz", "test.npz")
    for content in files(tmp_path / "out").values():
        assert str(tmp_path).encode() not in content
    prepare(tmp_path / "out", tmp_path / "again")
    assert files(tmp_path / "again") == files(tmp_path / "out")


def test_preparing_again_gives_the_same_bytes(folder):
    before = files(folder)
    prepare("built-in", folder)
    assert files(folder) == before


def test_nothing_of_the_users_is_overwritten(tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "arrays.safetensors").write_bytes(b"mine")
    other = tmp_path / "file"
    other.write_text("mine")
    (tmp_path / "digits.partial").mkdir()
    (tmp_path / "digits.partial" / "thesis.txt").write_text("mine")
    for target in (mine, other, tmp_path / "digits"):
        before = files(tmp_path)
        with pytest.raises(UserError, match="no folder of prepared digits"):
            prepare("built-in", target)
        assert files(tmp_path) == before
    with pytest.raises(UserError, match="no name for a new folder"):
        prepare("built-in", tmp_path / "..")


def test_a_source_that_cannot_be_read_leaves_no_folder(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        prepare(tmp_path / "nowhere", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_preparation_is_taken_up(tmp_path, folder):
    folder.rename(tmp_path / "digits.partial")
    prepare("built-in", folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["digits"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": "fer_lib digits 1"}, 'expected "fer_lib digits 2"'),
        ({"brightest": 0}, "was changed"),
        ({"brightest": True}, "was changed"),
        ({"form": "jpeg"}, "was changed"),
        ({"files": [1]}, "was changed"),
        ({"arrays_sha256": "0"}, "is not what was written"),
    ],
)
def test_a_changed_folder_is_refused(folder, change, words):
    path = folder / "provenance.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(UserError, match=words):
        load(folder)


def test_a_damaged_folder_is_refused(folder):
    path = folder / "provenance.json"
    text = path.read_text()
    for content in (text[:60], text.replace('"arrays_sha256"', '"sha"'), "[1]"):
        path.write_text(content)
        with pytest.raises(UserError, match="damaged"):
            load(folder)


def test_a_folder_that_is_not_there_says_how_to_make_it(tmp_path):
    with pytest.raises(UserError, match="prepare-digits built-in"):
        read_prepared(tmp_path / "digits")


def test_command_prepares(tmp_path, capsys):
    assert main(["data", "prepare-digits", "built-in", "-o", str(tmp_path / "digits")]) == 0
    assert "1,347 training and 450 test images, 8×8 pixels" in capsys.readouterr().out
    assert load(tmp_path / "digits").form == "built-in"


def test_command_takes_a_test_file(tmp_path):
    np.savez(tmp_path / "a.npz", image=np.zeros((3, 5, 4), np.uint8), label=np.arange(3))
    np.savez(tmp_path / "b.npz", image=np.zeros((2, 5, 4), np.uint8), label=np.arange(2))
    options = ["--test", str(tmp_path / "b.npz"), "-o", str(tmp_path / "digits")]
    assert main(["data", "prepare-digits", str(tmp_path / "a.npz"), *options]) == 0
    assert load(tmp_path / "digits").files == ("a.npz", "b.npz")
    with pytest.raises(UserError, match="no such file"):
        load("built-in", tmp_path / "b.npz")  # a test file makes the word a path


def test_command_says_what_is_wrong_in_one_line(tmp_path, capsys):
    assert main(["data", "prepare-digits", str(tmp_path), "-o", str(tmp_path / "digits")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
