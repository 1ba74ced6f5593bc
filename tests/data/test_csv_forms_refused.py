"""Every mistake in a CSV ends in one sentence that names the file, the line and the remedy."""

import errno
import os

import numpy as np
import pytest

from fer_lib.data import load
from fer_lib.errors import UserError
from tests.data.face_files import pixels, random_images, write_csv

GOOD = pixels(random_images(1)[0])
HEADER = "emotion,pixels,Usage"
GOOD_ROW = f"3,{GOOD},Training"
LINE_3 = "line 3 (the header is line 1)"
USUAL = "Mend or delete the line."


def with_line_3(row, header=HEADER, good=GOOD_ROW):
    """A file whose third line is ``row``, between good ones."""
    return "\n".join([header, good, row, good, ""]).encode()


def pixel(value, position=100):
    tokens = GOOD.split()
    tokens[position - 1] = value
    return f"3,{' '.join(tokens)},Training"


def cut(text, n):
    return " ".join(text.split()[:n])


COURSE = {"header": "label,feature", "good": f"3,{GOOD}"}
TEST = {"header": "id,feature", "good": f"0,{GOOD}"}
BAD_FILES = {
    "empty": (b"", ["is empty", "Get it again"]),
    "only blank lines": (b"\r\n \n", ["is empty"]),
    "header only": (b"emotion,pixels,Usage\n", ["no row after the header", "Get the file again"]),
    "wrong header": (b"a,b,c\n1,2,3\n", ["line 1", '"a,b,c"', "emotion,pixels,Usage", "label,feature"]),
    "no header": ((GOOD_ROW + "\n").encode(), ["line 1", "the header is", "emotion,pixels,Usage"]),
    "a column twice": (b"emotion,emotion,pixels\n", ["line 1", "emotion,emotion,pixels"]),
    "a list of labels": (b"id,label\n0,1\n", ["list of labels", "give the folder that holds the images"]),
    "2303 pixels": (with_line_3(f"3,{cut(GOOD, 2303)},Training"), [LINE_3, "2303 pixels", "2304", USUAL]),
    "2305 pixels": (with_line_3(f"3,{GOOD} 7,Training"), [LINE_3, "2305 pixels", "2304", USUAL]),
    "no pixels": (with_line_3("3,,Training"), [LINE_3, "0 pixels instead of 2304"]),
    "pixel 256": (with_line_3(pixel("256")), [LINE_3, 'pixel 100 is "256"', "0 to 255", USUAL]),
    "pixel abc": (with_line_3(pixel("abc")), [LINE_3, 'pixel 100 is "abc"', "0 to 255", USUAL]),
    "pixel -1": (with_line_3(pixel("-1", 1)), [LINE_3, 'pixel 1 is "-1"']),
    "pixel 1.5": (with_line_3(pixel("1.5", 2304)), [LINE_3, 'pixel 2304 is "1.5"']),
    "pixel of 30 digits": (with_line_3(pixel("1" * 30)), [LINE_3, 'pixel 100 is "1111']),
    "NUL byte": (with_line_3(pixel("1\0002")), [LINE_3, r'pixel 100 is "1\x002"']),
    "not UTF-8": (with_line_3(pixel("@")).replace(b"@", b"\xe9\xff"), [LINE_3, "pixel 100 is", "0 to 255"]),
    "label 7": (with_line_3(f"7,{GOOD},Training"), [LINE_3, 'label is "7"', "0 to 6", USUAL]),
    "label x": (with_line_3(f"x,{GOOD},Training"), [LINE_3, 'label is "x"', "0 to 6"]),
    "label -1": (with_line_3(f"-1,{GOOD},Training"), [LINE_3, 'label is "-1"']),
    "missing label": (with_line_3(f",{GOOD},Training"), [LINE_3, "the label is missing"]),
    "missing label, course": (with_line_3(f",{GOOD}", **COURSE), [LINE_3, "the label is missing"]),
    "unknown Usage": (with_line_3(f"3,{GOOD},Extra"), [LINE_3, 'Usage is "Extra"', "PublicTest"]),
    "too few columns": (with_line_3(f"3,{GOOD}"), [LINE_3, "2 columns instead of 3"]),
    "too many columns": (with_line_3(GOOD_ROW + ",1"), [LINE_3, "4 columns instead of 3"]),
    "commas between pixels": (with_line_3(GOOD_ROW.replace(" ", ",")), [LINE_3, "columns instead of 3"]),
    "quote left open": (
        ("\n".join([HEADER, GOOD_ROW, f'3,"{GOOD},Training', *[GOOD_ROW] * 20])).encode(),
        [LINE_3, "quote"],
    ),
    "duplicate id": (with_line_3(f"0,{GOOD}", **TEST), [LINE_3, "id 0 stands already in line 2"]),
    "id x": (with_line_3(f"x,{GOOD}", **TEST), [LINE_3, 'the id is "x"']),
    "cut off": (
        "\n".join([HEADER, GOOD_ROW, f"3,{cut(GOOD, 900)}"]).encode(),
        [LINE_3, "2 columns instead of 3", "ends within this line, so it is probably cut off: get it again"],
    ),
    "cut off, course": (
        "\n".join(["label,feature", f"3,{GOOD}", f"3,{cut(GOOD, 900)}"]).encode(),
        [LINE_3, "900 pixels", "probably cut off"],
    ),
    "header only in UTF-16": ((HEADER + "\n").encode("utf-16"), ["no row after the header"]),
    "npz": (b"PK\x03\x04" + bytes(100), ["a ZIP archive", "damaged or cut off", "unpack"]),
    "gzip": (b"\x1f\x8b\x08" + bytes(100), ["compressed with gzip", "damaged or cut off", "unpack"]),
    "binary": (bytes(range(256)) * 4, ["line 1", "not UTF-8"]),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_message(folder, name):
    content, words = BAD_FILES[name]
    path = folder / "faces.csv"
    path.write_bytes(content)
    with pytest.raises(UserError) as error:
        load(path)
    message = str(error.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    assert [word for word in words if word not in message] == [], message


def test_other_bad_lines_are_counted(folder):
    path = write_csv(
        folder / "faces.csv", HEADER, [GOOD_ROW, pixel("x"), GOOD_ROW, pixel("y"), pixel("z"), GOOD_ROW]
    )
    with pytest.raises(UserError, match=r'line 3 .*"x".*\(2 more lines like this\.\)'):
        load(path)


def test_a_number_of_pixels_that_only_adds_up_over_two_rows_is_refused(folder):
    rows = [f"3,{cut(GOOD, 2303)},Training", f"3,{GOOD} 9,Training"]
    with pytest.raises(UserError, match=r"line 2 .*2303 pixels.*1 more line"):
        load(write_csv(folder / "faces.csv", HEADER, rows))


def test_what_should_be_train_csv_is_refused_by_its_header(folder):
    write_csv(folder / "train.csv", "id,label", ["1,1"])
    with pytest.raises(UserError, match=r'train\.csv, line 1: the header is "id,label", .* list of labels'):
        load(folder)


BAD_PATHS = {
    "does not exist": ("none.csv", ["none.csv", "no such file or folder", "Check the spelling"]),
    "name too long": ("x" * 300 + ".csv", ["bytes) is longer than the system allows", "shorter name"]),
    "path too long": ("/".join(["x" * 200] * 30), ["longer than the system allows"]),
    "NUL in the name": ("a\0b", ["NUL"]),
    "a file as a folder": ("faces.csv/train.csv", ["cannot be read", "Not a directory"]),
    "an empty folder": (".", ["this folder is empty", "Expected fer2013.csv"]),
}


@pytest.mark.parametrize("name", BAD_PATHS)
def test_path(folder, name):
    relative, words = BAD_PATHS[name]
    if "faces.csv" in relative:
        write_csv(folder / "faces.csv", HEADER, [GOOD_ROW])
    with pytest.raises(UserError) as error:
        load(f"{folder}/{relative}")
    assert [word for word in words if word not in str(error.value)] == [], str(error.value)


def test_a_folder_with_other_things_is_described(folder):
    (folder / "notes.txt").write_text("x")
    (folder / "photos").mkdir()
    with pytest.raises(UserError, match=r"only notes\.txt, photos/\. Expected fer2013\.csv"):
        load(folder)


@pytest.mark.parametrize("what", ["scandir", "open"])
def test_no_permission(folder, monkeypatch, what):
    # The tests may run as root, to whom nothing is forbidden: so the system's answer is imitated.
    write_csv(folder / "fer2013.csv", HEADER, [GOOD_ROW])

    def refuse(path, *arguments, **options):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(os, what, refuse)
    with pytest.raises(UserError, match=r"faces.*: no permission to read it\. Change its permissions or use"):
        load(folder)


def test_a_pipe_is_refused_instead_of_waited_for(folder):
    os.mkfifo(folder / "faces.csv")
    with pytest.raises(
        UserError, match=r"faces\.csv: this is a named pipe \(FIFO\), not a file\. Give a file\."
    ):
        load(folder / "faces.csv")


def test_size_belongs_to_synthetic_faces_only(folder):
    path = write_csv(folder / "faces.csv", HEADER, [GOOD_ROW])
    with pytest.raises(UserError, match="count and seed belong to the sources synthetic"):
        load(path, count=10)
    assert np.array_equal(load(path).labels, [3])


def test_a_whole_last_line_is_not_called_cut_off(folder):
    path = write_csv(folder / "faces.csv", HEADER, [GOOD_ROW, pixel("256")])
    with pytest.raises(UserError, match=r"line 3 .*Mend or delete the line\.$"):
        load(path)
