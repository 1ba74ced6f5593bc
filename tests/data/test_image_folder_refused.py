"""Every mistake in a folder of images ends in one sentence that names the file and the remedy."""

import errno
import io
import os
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from fer_lib.data import load, picture
from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError
from tests.data.face_files import (
    course_rows,
    random_images,
    write_class_folders,
    write_course_images,
    write_csv,
    write_image,
)


def jpeg(image=None):
    file = io.BytesIO()
    Image.fromarray(random_images(1)[0] if image is None else image).save(file, "JPEG", quality=95)
    return file.getvalue()


def huge_png(side):
    """A small file whose header promises ``side`` × ``side`` pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def image_in(mode, size=(48, 48), kind="PNG"):
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind)
    return file.getvalue()


BAD_IMAGES = {
    "no JPEG": (
        b"hello, I am no image",
        ["is no image of a kind that can be read (JPEG, PNG", "Get it again"],
    ),
    "half a GIF": (b"GIF89a" + bytes(50), ["Get it again or move it away"]),
    "empty": (b"", ["the file is empty", "Get it again"]),
    "truncated JPEG": (jpeg()[:900], ["cut off or damaged", "Get it again"]),
    "JPEG without its last bytes": (jpeg()[:-3], ["cut off or damaged"]),
    "truncated JPEG header": (jpeg()[:30], ["Get it again"]),
    "truncated PNG": (image_in("L")[:-25], ["cut off or damaged"]),
    "32 bits": (image_in("I", kind="TIFF"), ["of the kind I, of which white is not known", "8 or 16 bits"]),
    "floats": (image_in("F", kind="TIFF"), ["of the kind F"]),
    "gigantic": (huge_png(6000), ["more than 25,000,000 pixels", "Make it smaller"]),
    "decompression bomb": (huge_png(60_000), ["more than 25,000,000 pixels"]),
}


@pytest.mark.parametrize("options", [DataOptions(), DataOptions(size=(48, 48), channels=1)])
@pytest.mark.parametrize("name", BAD_IMAGES)
def test_image(folder, name, options):
    content, words = BAD_IMAGES[name]
    write_class_folders(folder)
    path = folder / "train" / "fear" / "train_1.jpg"
    path.write_bytes(content)
    with pytest.raises(UserError) as error:
        load(folder, options=options)
    message = str(error.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert [word for word in words if word not in message] == [], message


UNLIKE = {
    "another size": (
        jpeg(np.zeros((48, 47), np.uint8)),
        ["2 sizes: 28 48×48, 1 47×48 (train/fear/train_1.jpg)", "--size 48 48", "`size: [48, 48]`"],
    ),
    "colour": (
        image_in("RGB"),
        ["grey and colour: 28 grey, 1 colour (train/fear/train_1.jpg)", "--channels 1", "`channels: 1`"],
    ),
    "both": (
        image_in("RGB", (20, 30)),
        ["2 sizes: 28 48×48, 1 20×30", "28 grey, 1 colour", "size: [48, 48], channels"],
    ),
}


@pytest.mark.parametrize("name", UNLIKE)
def test_images_that_are_not_alike_are_counted_and_can_be_made_alike(folder, name):
    content, words = UNLIKE[name]
    write_class_folders(folder)
    (folder / "train" / "fear" / "train_1.jpg").write_bytes(content)
    with pytest.raises(UserError) as error:
        load(folder)
    message = str(error.value)
    assert message.startswith(f"{folder}: the images are not alike: ")
    assert [word for word in words if word not in message] == [], message
    assert "data prepare" in message
    assert len(load(folder, options=DataOptions(size=(48, 48), channels=1))) == 29


def test_other_bad_images_are_counted(folder):
    write_class_folders(folder)
    for name in ("disgust", "happy", "sad"):
        (folder / "test" / name / "test_0.png").write_bytes(b"x")
    with pytest.raises(UserError, match=r"disgust/test_0\.png: is no image.*\(2 more images like this\.\)"):
        load(folder)


def test_if_no_image_can_be_read_nothing_is_left_to_skip(folder):
    (folder / "train" / "happy").mkdir(parents=True)
    (folder / "train" / "happy" / "a.jpg").write_bytes(b"x")
    with pytest.raises(UserError, match=r"a\.jpg: is no image"):
        load(folder, options=DataOptions(skip_unreadable=True))


def test_an_image_without_permission(folder, monkeypatch):
    write_class_folders(folder)

    def refuse(path, **_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    monkeypatch.setattr(picture.Image, "open", refuse)
    with pytest.raises(UserError, match=r"train_0\.png: no permission to read it\. Change.*27 more images"):
        load(folder)


def test_a_folder_without_permission(folder, monkeypatch):
    write_class_folders(folder)
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("fear"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(UserError, match=r"test/fear: no permission to read it"):
        load(folder)


LINE_4 = "line 4 (the header is line 1)"
BAD_ROWS = {
    "image without row": (
        ["0,0", "1,1", "3,3"],
        ["train/00002.png", "label is missing", "no row with the id 2"],
    ),
    "row without image": ([*course_rows(4), "9,0"], ["line 6", "no image with the id 9", "Mend or delete"]),
    "missing label": (["0,0", "1,1", "2,", "3,3"], [LINE_4, "the label is missing"]),
    "label 7": (["0,0", "1,1", "2,7", "3,3"], [LINE_4, 'the label is "7"', "0 to 6"]),
    "label happy": (["0,0", "1,1", "2,happy", "3,3"], [LINE_4, 'the label is "happy"']),
    "duplicate id": (["0,0", "1,1", "1,2", "3,3"], [LINE_4, "the id 1 stands already in line 3"]),
    "the same id, padded": (["0,0", "1,1", "00001,1", "3,3"], [LINE_4, "the id 1 stands already in line 3"]),
    "id x": (["0,0", "1,1", "x,2", "3,3"], [LINE_4, 'the id is "x"']),
    "three columns": (["0,0", "1,1", "2,2,2", "3,3"], [LINE_4, "3 columns instead of 2"]),
    "no rows": ([], ["train/00000.png", "label is missing", "3 more images"]),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_labels_of_the_course_form(folder, name):
    rows, words = BAD_ROWS[name]
    write_course_images(folder, n=4)
    write_csv(folder / "train" / "label.csv", "id,label", rows)
    with pytest.raises(UserError) as error:
        load(folder)
    message = str(error.value)
    assert str(folder / "train" / "label.csv") in message
    assert [word for word in words if word not in message] == [], message


def test_two_images_with_the_same_id(folder):
    write_course_images(folder, n=2)
    write_image(folder / "train" / "0001.png", random_images(1)[0])
    write_csv(folder / "label.csv", "id,label", ["0,0", "1,1"])
    with pytest.raises(UserError, match=r"0001\.png: has the same id as 0+1\.png"):
        load(folder)


def test_an_image_that_is_not_numbered(folder):
    write_course_images(folder, n=2)
    write_image(folder / "train" / "cat.png", random_images(1)[0])
    write_csv(folder / "label.csv", "id,label", ["0,0", "1,1"])
    with pytest.raises(UserError, match=r"cat\.png: expected a number as its name"):
        load(folder)


def test_no_labels_at_all(folder):
    write_course_images(folder)
    with pytest.raises(
        UserError,
        match=r'train: the labels are missing: no CSV .* "id,label" or "filename,label".*\. Put a CSV there',
    ):
        load(folder)


def test_labels_with_a_wrong_header(folder):
    write_course_images(folder)
    write_csv(folder / "train" / "label.csv", "idx,class", course_rows())
    with pytest.raises(UserError, match=r'labels are missing.*\(label\.csv has "idx,class"\)'):
        load(folder)


def test_two_lists_of_labels(folder):
    write_course_images(folder)
    write_csv(folder / "train" / "a.csv", "id,label", course_rows())
    write_csv(folder / "train" / "b.csv", "id,label", course_rows())
    with pytest.raises(UserError, match=r'a\.csv and b\.csv have the header "id,label"\. Keep the one'):
        load(folder)


def test_one_class_alone(folder):
    write_image(folder / "train" / "7" / "a.png", random_images(1)[0])
    with pytest.raises(UserError, match=r"train/7: 7 is the only class; a network tells two or more apart"):
        load(folder)


def test_an_image_outside_the_class_folders(folder):
    write_class_folders(folder)
    write_image(folder / "train" / "a.png", random_images(1)[0])
    with pytest.raises(UserError, match=r"train/a\.png: is in no class folder"):
        load(folder)


def test_class_folders_without_images(folder):
    (folder / "train" / "happy").mkdir(parents=True)
    with pytest.raises(UserError, match="hold no image"):
        load(folder)


@pytest.mark.parametrize("name", [b"\xa4\xc0\xff", b"dog\xff"])
def test_a_class_whose_name_is_no_text(folder, name):
    write_image(folder / "cat" / "1.png", random_images(1)[0])
    write_image(folder / os.fsdecode(name) / "1.png", random_images(1)[0])
    with pytest.raises(UserError, match=r"the name of the class is not UTF-8 text .*Rename the folder"):
        load(folder)


def test_an_image_whose_name_is_no_text_is_read(folder):
    write_image(folder / "cat" / os.fsdecode(b"\xff.png"), random_images(1)[0])
    write_image(folder / "dog" / "1.png", random_images(1)[0])
    assert load(folder).names.tolist() == ["cat/\ufffd.png", "dog/1.png"]
