import errno
import json
import os

import numpy as np
import pytest

from fer_lib.data import array_folder, load
from fer_lib.data.prepared import read_extra, read_prepared, write_prepared
from fer_lib.errors import UserError
from tests.data.face_files import write_class_folders


@pytest.fixture
def dataset(folder):
    write_class_folders(folder)
    return load(folder, cache=False)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "prepared"


def test_round_trip(dataset, target):
    write_prepared(target, dataset, {"flipped": np.arange(28) % 2 == 0})
    back = load(target)
    assert np.array_equal(back.images, dataset.images)
    assert np.array_equal(back.labels, dataset.labels)
    assert np.array_equal(back.split, dataset.split)
    assert back.names.tolist() == dataset.names.tolist()
    assert dict(back.provenance) == dict(dataset.provenance)
    assert back.class_names == dataset.class_names
    assert not back.images.flags.writeable
    assert read_extra(target, "flipped").tolist() == [True, False] * 14
    with pytest.raises(UserError, match="no array expression"):
        read_extra(target, "expression")
    assert sorted(path.name for path in target.iterdir()) == [
        "arrays.safetensors",
        "card.json",
        "provenance.json",
    ]
    assert json.loads((target / "card.json").read_text("utf8"))["images"] == 28


def test_prepared_data_are_replaced_by_new_ones(dataset, target):
    write_prepared(target, dataset, {"flipped": np.zeros(28, bool)})
    write_prepared(target, load(target).subset(slice(0, 5)))
    assert len(load(target)) == 5
    with pytest.raises(UserError, match="no array flipped"):
        read_extra(target, "flipped")
    assert [path.name for path in target.parent.iterdir() if "prepared" in path.name] == ["prepared"]


def test_an_empty_folder_and_the_leftovers_of_a_killed_run_are_used(dataset, target):
    target.mkdir()
    partial = target.with_name("prepared.partial")
    partial.mkdir()
    (partial / "arrays.safetensors").write_bytes(b"half")
    write_prepared(target, dataset)
    assert len(load(target)) == 28
    assert not partial.exists()


@pytest.mark.parametrize("moment", ["rename", "replace", "rmtree"])
def test_prepared_data_survive_a_kill_while_they_are_replaced(dataset, target, monkeypatch, moment):
    """``BaseException`` stands for the kill: what follows it, the clean-up too, does not happen."""
    write_prepared(target, dataset)

    class Killed(BaseException):
        pass

    def kill(path, *_arguments, **_options):
        if moment == "rmtree":  # it had begun
            (path / "provenance.json").unlink(missing_ok=True)
        monkeypatch.setattr(array_folder, "_put_back", lambda *_: None)
        raise Killed

    module = array_folder.shutil if moment == "rmtree" else array_folder.Path
    with monkeypatch.context() as patch:
        patch.setattr(module, moment, kill)
        with pytest.raises(Killed):
            write_prepared(target, dataset.subset(slice(0, 5)))
    monkeypatch.undo()
    write_prepared(target, dataset.subset(slice(0, 5)))
    assert len(load(target)) == 5
    assert [path.name for path in target.parent.iterdir() if "prepared" in path.name] == ["prepared"]


@pytest.mark.parametrize(
    "name", ["prepared/notes.txt", "prepared/arrays.safetensors", "prepared", "prepared.partial/a.txt"]
)
def test_what_is_the_users_own_is_left_alone(dataset, target, name):
    own = target.parent / name
    own.parent.mkdir(exist_ok=True)
    own.write_text("mine")
    with pytest.raises(
        UserError, match=r"exists already and is no folder of prepared data\. Choose another name"
    ):
        write_prepared(target, dataset)
    assert own.read_text() == "mine"


def test_a_file_of_the_users_in_a_prepared_folder_is_left_alone(dataset, target):
    write_prepared(target, dataset)
    (target / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match="exists already"):
        write_prepared(target, dataset)
    assert (target / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("existing", [False, True])
def test_a_full_disk_leaves_nothing_half_written(dataset, target, monkeypatch, existing):
    if existing:
        write_prepared(target, dataset)
    before = sorted(target.parent.iterdir())

    def full(path, arrays):
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(array_folder, "save_arrays", full)
    with pytest.raises(UserError, match="prepared: cannot be written: No space left"):
        write_prepared(target, dataset.subset(slice(0, 5)))
    assert sorted(target.parent.iterdir()) == before
    if existing:
        assert len(load(target)) == 28


@pytest.mark.parametrize("name", ["x" * 300, ".", ".."])
def test_impossible_names(dataset, target, name):
    with pytest.raises(UserError, match=r"longer than the system allows|no name for a new folder"):
        write_prepared(target / name if len(name) > 2 else type(target)(name), dataset)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("arrays.safetensors", b"", r"arrays\.safetensors is not what was written"),
        ("arrays.safetensors", None, r"arrays\.safetensors is not what was written"),
        ("arrays.safetensors", b"\x02\0\0\0\0\0\0\0{}", "images"),
        (
            "arrays.safetensors",
            b"\x93NUMPY\x01\x00\x04\x00{}\n ",
            r"arrays\.safetensors is not what was written",
        ),
        ("provenance.json", b'{\n  "format": "fer_lib data 3", "arr', r"provenance\.json cannot be read"),
        ("provenance.json", b'{\n  "format": "fer_lib data 3", "names": null}', "class_names"),
        ("provenance.json", b'{\n  "format": "fer_lib data 1", "provenance": {}}', '"fer_lib data 1"'),
    ],
)
def test_damage_is_told(dataset, target, name, content, message):
    write_prepared(target, dataset)
    (target / name).unlink()
    if content is not None:
        (target / name).write_bytes(content)
    with pytest.raises(UserError, match="prepared: these prepared data are damaged: .*" + message):
        load(target)


def test_verify_sees_a_changed_pixel(dataset, target):
    write_prepared(target, dataset)
    path = target / "arrays.safetensors"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    read_prepared(target)
    with pytest.raises(UserError, match=r"arrays\.safetensors is not what was written \(another SHA-256"):
        read_prepared(target, verify=True)
