"""What would fill the memory or never end, vanishes or changes: one clear error or the right result, soon."""

import gzip
import os
import shutil
import socket
import zipfile
import zlib

import numpy as np
import pytest

from benchmarks.fuzzing.forms import FORMS
from fer_lib.data import csv_rows, listing, load, opening, sources
from fer_lib.data.boxes import photos
from fer_lib.data.options import DataOptions
from fer_lib.data.picture import quiet_pillow, read_picture
from fer_lib.data.picture_kinds import UnreadableError
from fer_lib.errors import Problems, UserError
from fer_lib.explain.own_picture import read_own_picture
from tests.data.face_files import pixels, random_images, write_class_folders, write_csv, write_image
from tests.data.test_image_folder_refused import huge_png

READ = [name for name, form in FORMS.items() if form.command == "data" and name != "prepared folder"]
"""Forms that are parsed; a prepared folder has its own SHA-256."""
HEADER = "emotion,pixels,Usage"
ROW = f"3,{pixels(random_images(1)[0])},Training"


def refused(path, options=None):
    with pytest.raises(UserError) as caught:
        load(path, options=options or DataOptions(), cache=False)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_line_of_two_gigabytes(folder):
    path = write_csv(folder / "faces.csv", HEADER, [ROW])
    with path.open("ab") as file:
        file.write(b"3,")
        file.truncate(2 << 30)  # of zeros that take no room
    assert "line 3: it is longer than 16,777,216 characters" in refused(path)


def test_a_header_of_two_gigabytes(folder):
    path = folder / "faces.csv"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    assert "all zero bytes, as an unfinished download is" in refused(path)


def test_a_line_may_be_as_long_as_the_longest(folder, monkeypatch):
    path = write_csv(folder / "faces.csv", HEADER, [ROW])
    monkeypatch.setattr(opening, "LONGEST_LINE", len(ROW) + 1)
    assert len(load(path, cache=False)) == 1
    monkeypatch.setattr(opening, "LONGEST_LINE", len(ROW))
    assert f"faces.csv, line 2: it is longer than {len(ROW):,} characters" in refused(path)


def test_lines_without_anything(folder, monkeypatch):
    monkeypatch.setattr(opening, "MOST_BLANK", 50)
    path = write_csv(folder / "faces.csv", HEADER, [ROW, *[""] * 50, ROW])
    assert len(load(path, cache=False)) == 2
    write_csv(path, HEADER, [ROW, *[" "] * 51, ROW])
    assert "more than 50 lines before it are empty" in refused(path)


def test_of_millions_of_wrong_rows_only_some_are_looked_at(folder):
    path = write_csv(folder / "faces.csv", HEADER, ["x"] * 20_000)
    assert refused(path).endswith("(9999 more lines like this, and that is not all.)")
    problems = Problems("line")
    problems.add("a.")
    with pytest.raises(UserError, match=r"^a\.$"):
        problems.raise_if_any()


@pytest.mark.parametrize("inside", [b"a" * (1 << 20), b"\n" * (1 << 20), b"3,1\n" * (1 << 18)])
def test_a_compressed_csv_that_becomes_huge(folder, monkeypatch, inside):
    monkeypatch.setattr(opening, "LARGEST_UNPACKED", 1 << 18)
    monkeypatch.setattr(opening, "MOST_TIMES", 2)
    monkeypatch.setattr(opening, "MOST_BLANK", 1 << 40)
    monkeypatch.setattr(Problems, "add", lambda *_: None)
    path = folder / "faces.csv.gz"
    start = gzip.compress(f"{HEADER}\n{ROW}\n".encode())
    path.write_bytes(start + 64 * gzip.compress(inside))
    assert "or more, as no images do" in refused(path)
    with zipfile.ZipFile(folder / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("faces.csv", f"{HEADER}\n{ROW}\n".encode() + 8 * inside)
    assert "or more, as no images do" in refused(folder / "packed.zip")


def test_arrays_that_become_huge(folder, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_UNPACKED", 1 << 18)
    np.savez_compressed(
        folder / "a.npz", images=np.zeros((2000, 48, 48), np.uint8), labels=np.arange(2000) % 2
    )
    assert "would become 4,608" in refused(folder / "a.npz")
    np.savez(folder / "a.npz", images=np.zeros((200, 48, 48), np.uint8), labels=np.arange(200) % 2)
    assert len(load(folder / "a.npz", cache=False)) == 200


def test_idx_files_that_become_huge(folder, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_UNPACKED", 1 << 18)
    head = b"\0\0\x08\x03" + np.array([2000, 28, 28], ">u4").tobytes()
    (folder / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(head + bytes(2000 * 28 * 28)))
    labels = b"\0\0\x08\x01" + np.array([2000], ">u4").tobytes() + bytes(2000)
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels))
    assert "would become 1,568,000" in refused(folder)


def test_a_photo_in_an_archive_that_becomes_huge_or_lies_about_it(folder, monkeypatch):
    monkeypatch.setattr(photos, "LARGEST_FILE", 1 << 16)
    row = "a.png,48,48,good,1,1,9,9"
    write_csv(folder / "train.csv", "filename,width,height,label,xmin,ymin,xmax,ymax", [row, row])
    with zipfile.ZipFile(folder / "images.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", bytes(1 << 20))
    assert "has more than 0 MiB" in refused(folder)
    content = bytearray((folder / "images.zip").read_bytes())
    listed = content.rindex(b"PK\x01\x02")
    content[listed + 24 : listed + 28] = (100).to_bytes(4, "little")  # says 100 bytes
    (folder / "images.zip").write_bytes(content)
    assert "is damaged in the archive" in refused(folder)


def test_a_picture_of_60_000_pixels_a_side(folder):
    path = folder / "a.png"
    path.write_bytes(huge_png(60_000))
    with quiet_pillow(), pytest.raises(UnreadableError, match="has more than 25,000,000 pixels"):
        read_picture(path)
    with pytest.raises(UserError, match=r"a\.png: has more than 89,478,485 pixels\. Make it smaller\."):
        read_own_picture(path, DataOptions(size=(48, 48)))


def test_more_files_than_any_data_set_has(folder, monkeypatch):
    write_class_folders(folder)
    monkeypatch.setattr(listing, "MOST_ENTRIES", 40)
    assert "more than 40 files and folders lie below it" in refused(folder)


def test_thousands_of_files_beside_the_data(folder):
    write_class_folders(folder)
    for i in range(500):
        (folder / f"{i}.txt").touch()
    assert load(folder, cache=False).provenance["not_read"]["files"] == 500


def test_folders_inside_of_each_other(folder):
    deep = folder
    for _ in range(listing.DEEPEST + 5):
        deep = deep / "d"
    deep.mkdir(parents=True)
    assert "more than 100 folders inside of each other" in refused(folder)


def test_links_that_lead_in_circles(folder):
    write_class_folders(folder)
    whole = load(folder, cache=False)
    (folder / "train" / "angry" / "up").symlink_to(folder)
    (folder / "train" / "self").symlink_to("self")
    (folder / "one").symlink_to("other")
    (folder / "other").symlink_to("one")
    assert np.array_equal(load(folder, cache=False).images, whole.images)


def test_folders_with_links_to_each_other(folder, monkeypatch):
    monkeypatch.setattr(listing, "MOST_LINKS", 500)
    for i in range(9):  # 9! ways through them
        (folder / str(i)).mkdir()
        for j in range(9):
            (folder / str(i) / f"to {j}").symlink_to(folder / str(j))
    assert "links lead from folder to folder more than 500 times" in refused(folder)


def test_what_is_no_file_in_a_folder_is_named_and_not_read(folder):
    write_class_folders(folder)
    whole = load(folder, cache=False)
    os.mkfifo(folder / "train" / "angry" / "pipe.png")
    os.mkfifo(folder / "provenance.json")
    os.mkfifo(folder / "images.zip")
    (folder / "zero.csv").symlink_to("/dev/zero")
    here = os.getcwd()  # noqa: PTH109
    with socket.socket(socket.AF_UNIX) as bound:
        os.chdir(folder)
        try:
            bound.bind("socket.npz")
        finally:
            os.chdir(here)
        read = load(folder, cache=False)
    assert np.array_equal(read.images, whole.images)
    said = " ".join(read.provenance["not_read"]["entries"])
    assert all(
        name in said for name in ("pipe.png", "provenance.json", "images.zip", "zero.csv", "socket.npz")
    )


def test_a_prepared_folder_with_a_pipe_for_its_arrays(folder):
    for name in ("provenance.json", "arrays.safetensors"):
        place = folder / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        FORMS["prepared folder"].make(place)
        (place / name).unlink()
        os.mkfifo(place / name)
        assert refused(place)


def test_a_file_that_grows_is_read_as_far_as_it_went(folder):
    path = write_csv(folder / "faces.csv", HEADER, [ROW])
    with opening.open_file(path) as file:
        first = file.read(10)
        with path.open("ab") as other:
            other.write(b"9" * 1_000_000)
        assert first + file.read() == f"{HEADER}\n{ROW}\n".encode()
        file.seek(3)
        assert len(file.read(100)) == 100


@pytest.mark.parametrize("change", ["grows", "goes"])
@pytest.mark.parametrize("form", READ)
def test_what_changes_while_it_is_read_is_refused(folder, monkeypatch, form, change):
    FORMS[form].make(folder)
    finish = sources.finish

    def slow(raw, options):
        dataset = finish(raw, options)
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                path.unlink() if change == "goes" else path.write_bytes(path.read_bytes() + b"\n")
        return dataset

    monkeypatch.setattr(sources, "finish", slow)
    said = "taken away" if change == "goes" else "changed"
    assert f"was {said} while it was read" in refused(folder)


@pytest.mark.parametrize("form", READ)
def test_what_is_gone_between_looking_and_reading_is_named(folder, monkeypatch, form):
    FORMS[form].make(folder)

    def gone(source, options, read):
        shutil.rmtree(folder)
        return read()

    monkeypatch.setattr(sources, "read_cached", gone)
    with pytest.raises(UserError) as caught:
        load(folder)
    assert "no such file" in str(caught.value)


def test_an_image_that_must_not_be_read(folder, monkeypatch):
    write_image(folder / "cat" / "1.png", random_images(1)[0])
    write_image(folder / "dog" / "1.png", random_images(1)[0])
    stat = os.stat

    def refuse(path, *arguments, **options):
        if str(path).endswith("dog/1.png"):
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, *arguments, **options)

    whole = load(folder, cache=False)
    with monkeypatch.context() as patched:
        patched.setattr("fer_lib.data.picture.os.stat", refuse)
        assert "no permission to read it. Change its permissions" in refused(folder)
    assert len(whole) == 2


def test_what_is_announced_is_not_believed():
    packed = zlib.compress(bytes(1000))
    with pytest.raises(UserError, match=r"^x: 17 bytes would become"):
        opening.check_unpacked("x", len(packed), 1 << 40)
    opening.check_unpacked("x", len(packed), opening.LARGEST_UNPACKED)
    assert csv_rows.LONGEST_LINE == opening.LONGEST_LINE
