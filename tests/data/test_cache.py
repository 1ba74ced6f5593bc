import errno
import os

import numpy as np
import pytest

from fer_lib.data import array_folder, built_in, csv_forms, load, picture, sources
from fer_lib.data import cache as cache_module
from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError
from tests.data.face_files import USAGES, random_images, write_class_folders, write_fer2013


@pytest.fixture
def path(folder):
    return write_fer2013(folder / "fer2013.csv", random_images(6), [0, 1, 2, 3, 4, 5], list(USAGES) * 2)


@pytest.fixture
def parsed(monkeypatch):
    """The files that are parsed, in order: a load from the cache adds none."""
    files = []
    read = csv_forms._read_rows

    def noting(path, *arguments):
        files.append(path.name)
        return read(path, *arguments)

    monkeypatch.setattr(csv_forms, "_read_rows", noting)
    return files


def same(a, b):
    equal = [
        np.array_equal(x, y) for x, y in ((a.images, b.images), (a.labels, b.labels), (a.split, b.split))
    ]
    return all(equal) and dict(a.provenance) == dict(b.provenance) and a.class_names == b.class_names


def entries(cache):
    return sorted((cache / "data").iterdir())


def test_the_second_load_does_not_parse(path, parsed, cache):
    first, second = load(path), load(path.parent)
    assert parsed == ["fer2013.csv"]
    assert same(first, second)
    assert same(first, load(path, cache=False))
    assert len(entries(cache)) == 1


def test_images_are_cached_too(folder, monkeypatch):
    write_class_folders(folder)
    first = load(folder)
    monkeypatch.setattr(picture.Image, "open", lambda *_, **__: pytest.fail("an image was opened"))
    second = load(folder)
    assert same(first, second)
    assert second.names.tolist() == first.names.tolist()


def test_without_cache_nothing_is_written(path, parsed, cache):
    load(path, cache=False)
    load(path, cache=False)
    assert parsed == ["fer2013.csv"] * 2
    assert list(cache.iterdir()) == []


def test_a_changed_file_is_read_anew_and_its_old_entry_goes(path, cache):
    load(path)
    write_fer2013(path, random_images(3, seed=9), [6, 6, 6], list(USAGES))
    assert load(path).labels.tolist() == [6, 6, 6]
    assert len(entries(cache)) == 1


def test_the_time_alone_makes_a_file_new(path, parsed):
    load(path)
    time = path.stat().st_mtime_ns + 1_000_000
    os.utime(path, ns=(time, time))
    load(path)
    assert len(parsed) == 2


def test_options_have_an_entry_of_their_own(folder, cache):
    write_class_folders(folder)
    load(folder)
    options = DataOptions(size=(24, 24))
    for _ in range(2):
        assert load(folder, options=options).provenance["converted"] == {"resized": 28}
        assert "converted" not in load(folder).provenance
    assert len(entries(cache)) == 2


@pytest.mark.parametrize("name", ["arrays.safetensors", "provenance.json"])
@pytest.mark.parametrize("damage", ["cut", "flip", "delete", "empty"])
def test_a_damaged_entry_is_made_again(path, parsed, cache, name, damage):
    good = load(path)
    file = entries(cache)[0] / name
    content = bytearray(file.read_bytes())
    file.unlink()
    if damage == "cut":
        file.write_bytes(content[:-5])
    elif damage == "flip":
        content[-20 if name != "provenance.json" else 10] ^= 0x55
        file.write_bytes(content)
    elif damage == "empty":
        file.write_bytes(b"")
    assert same(load(path), good)
    assert len(parsed) == 2
    assert same(load(path), good)
    assert len(parsed) == 2


def test_a_full_disk_costs_only_the_cache(path, monkeypatch, cache):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(array_folder, "save_arrays", full)
    assert len(load(path)) == 6
    assert entries(cache) == []


def test_an_impossible_cache_folder_costs_only_the_cache(path, monkeypatch):
    monkeypatch.setenv("FER_LIB_CACHE", str(path / "below-a-file"))
    assert len(load(path)) == 6


def test_what_a_killed_process_left_is_removed_and_what_another_fills_is_not(path, cache):
    left, filled = cache / "data" / ".new-left", cache / "data" / ".new-filled"
    for folder in (left, filled):
        folder.mkdir(parents=True)
    with cache_module._held(filled):
        load(path)
    assert not left.exists()
    assert filled.exists()


def test_without_locks_age_decides(path, cache, monkeypatch):
    def no_locks(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(cache_module.fcntl, "flock", no_locks)
    old, new = cache / "data" / ".new-old", cache / "data" / ".new-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    load(path)
    assert not old.exists()
    assert new.exists()


def test_skipped_images_are_not_cached(folder, cache):
    write_class_folders(folder)
    (folder / "train" / "fear" / "train_1.png").write_bytes(b"no image")
    load(folder, options=DataOptions(skip_unreadable=True))
    with pytest.raises(UserError, match="is no image"):
        load(folder)
    assert not (cache / "data").exists()


def test_nothing_in_the_cache_names_a_folder(path, cache):
    load(path)
    for file in entries(cache)[0].iterdir():
        assert str(path.parent).encode() not in file.read_bytes()


@pytest.fixture
def drawn(monkeypatch):
    """A built-in set that notes when it is made."""
    made = []

    def make():
        made.append(None)
        return built_in.built_in_set("digits")()

    monkeypatch.setattr(sources, "built_in_set", lambda name: make)
    return made


def test_a_built_in_set_is_made_once(drawn, cache):
    first, second = load("digits"), load("digits")
    assert len(drawn) == 1
    assert same(first, second)
    assert len(entries(cache)) == 1
    assert same(first, load("digits", cache=False))
    assert len(drawn) == 2


def test_a_built_in_set_is_made_again_by_other_code(drawn, cache, monkeypatch):
    load("digits")
    monkeypatch.setattr(sources, "code_state", lambda: ["other"])
    load("digits")
    assert len(drawn) == 2
    assert len(entries(cache)) == 1


def test_sets_of_any_number_are_not_kept(cache):
    load("synthetic", count=100)
    assert not (cache / "data").exists()


def test_the_state_of_the_code_is_that_of_its_files(tmp_path, monkeypatch):
    copied = tmp_path / "data"
    copied.mkdir()
    (copied / "built_in.py").write_text("a = 1")
    monkeypatch.setattr(built_in, "__file__", str(copied / "built_in.py"))
    before = built_in.code_state()
    assert before == built_in.code_state()
    (copied / "built_in.py").write_text("a = 12")
    assert before != built_in.code_state()
