import errno
import json
import os
from pathlib import Path

import pytest

from fer_lib.errors import UserError
from fer_lib.files import atomic_file, write_json, write_text


def test_text_and_json_round_trip(tmp_path):
    write_text(tmp_path / "a" / "x.txt", "臉\n")
    assert (tmp_path / "a" / "x.txt").read_text("utf8") == "臉\n"
    write_json(tmp_path / "x.json", {"b": 1, "a": [1.5]})
    assert json.loads((tmp_path / "x.json").read_text("utf8")) == {"b": 1, "a": [1.5]}


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "x.txt"
    write_text(path, "old")

    def interrupted():
        with atomic_file(path) as file:
            file.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [p.name for p in tmp_path.iterdir()] == ["x.txt"]
    assert path.read_text("utf8") == "old"


def test_an_interrupt_right_after_the_file_was_made_leaves_nothing(tmp_path, monkeypatch):
    opened = Path.open

    def open_and_interrupt(path, *arguments):
        opened(path, *arguments).close()
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "open", open_and_interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_text(tmp_path / "x.txt", "new")
    assert not list(tmp_path.iterdir())


def test_a_file_in_the_way_of_a_folder_is_one_clear_error(tmp_path):
    (tmp_path / "runs").write_text("not a folder")
    with pytest.raises(UserError, match="cannot be written"):
        write_text(tmp_path / "runs" / "x.txt", "text")


def test_a_full_disk_is_one_clear_error_and_the_old_file_stays(tmp_path, monkeypatch):
    path = tmp_path / "x.txt"
    write_text(path, "old")

    def no_space(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(UserError, match="No space left on device"):
        write_text(path, "new")
    assert path.read_text("utf8") == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_not_a_number_is_never_written_as_json(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "x.json", {"loss": float("nan")})
    assert not list(tmp_path.iterdir())
