"""Every way in which a row or its photo can be unusable is told with file and line; the others are loaded."""

import zipfile

import numpy as np
import pytest
from PIL import Image

from fer_lib.data import ImageDataset, load
from fer_lib.data.card import make_card
from fer_lib.data.mask_classes import CLASS_NAMES, CLASS_TITLES
from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError
from tests.data.boxes.box_files import SIZE, image_bytes, photo, write_archive, write_rows, write_source

SKIP = DataOptions(skip_unreadable=True)
WIDE, HIGH = SIZE
PNG = image_bytes(photo())
LONG = "n" * 300 + ".png"

BAD_ROWS = {
    "outside, right": (("a.png", *SIZE, "good", 5, 5, WIDE + 1, 35), "reaches out of the image: xmax is 61"),
    "outside, below": (("a.png", *SIZE, "good", 5, 5, 20, 99), "reaches out of the image: ymax is 99"),
    "outside, left": (("a.png", *SIZE, "good", -1, 5, 20, 35), "reaches out of the image: xmin is -1"),
    "empty": (("a.png", *SIZE, "good", 7, 5, 7, 35), "the box is empty: xmin and xmax are both 7"),
    "inverted": (("a.png", *SIZE, "good", 5, 35, 20, 5), "the box is inverted: ymin is 35, ymax 5"),
    "no number": (("a.png", *SIZE, "good", 5, 5, "x", 35), 'xmax is "x", expected a whole number'),
    "unlabelled": (("a.png", *SIZE, "", 5, 5, 20, 35), "the label is missing"),
    "missing": (("b.png", *SIZE, "good", 5, 5, 20, 35), "there is no such file"),
    "nameless": (("", *SIZE, "good", 5, 5, 20, 35), "the filename is missing"),
    "too long": ((LONG, *SIZE, "good", 5, 5, 20, 35), "the name has 304 bytes, and file systems allow 255"),
    "upwards": (("../a.png", *SIZE, "good", 5, 5, 20, 35), "leads out of the folder"),
    "absolute": (("/etc/passwd", *SIZE, "good", 5, 5, 20, 35), "leads out of the folder"),
    "size": (("a.png", 50, 40, "good", 5, 5, 20, 35), "the row says 50×40, the image is 60×40"),
    "fields": (("a.png", *SIZE, "good", 5, 5, 20), "the row has 7 fields, the header 8"),
    "no image": (("text.png", *SIZE, "good", 5, 5, 20, 35), "is no image of a kind that can be read"),
    "empty file": (("empty.png", *SIZE, "good", 5, 5, 20, 35), "the file is empty"),
    "cut off": (("cut.jpg", *SIZE, "good", 5, 5, 20, 35), "cut off or damaged"),
    "floats": (("floats.tif", *SIZE, "good", 5, 5, 20, 35), "of which white is not known"),
    "ambiguous": (("twice.png", *SIZE, "good", 5, 5, 20, 35), "there are 2 files of this name"),
}
FILES = {
    "text.png": b"no image at all",
    "empty.png": b"",
    "cut.jpg": image_bytes(photo(), "JPEG")[:400],
    "floats.tif": image_bytes(Image.fromarray(np.zeros((HIGH, WIDE), np.float32)), "TIFF"),
    "one/twice.png": PNG,
    "two/twice.png": PNG,
}


def left_out(dataset: ImageDataset) -> list[str]:
    return list(dataset.provenance.get("unreadable", []))


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_a_bad_row_is_told_with_file_and_line(source, kind):
    row, message = BAD_ROWS[kind]
    write_source(source, [row], FILES)
    with pytest.raises(UserError, match=r"train\.csv, line 5 \(the header is line 1\)") as refused:
        load(source)
    assert message in str(refused.value)
    assert "--skip-unreadable" in str(refused.value)
    assert "more row" not in str(refused.value)
    dataset = load(source, options=SKIP)
    assert len(dataset) == 6
    (told,) = left_out(dataset)
    assert told.startswith("train.csv, line 5 (the header is line 1): ")
    assert message in told
    assert make_card(dataset).unreadable == (told,)


def test_all_bad_rows_at_once(source):
    write_source(source, [row for row, _ in BAD_ROWS.values()], FILES)
    with pytest.raises(UserError, match=rf"line 5 .*\({len(BAD_ROWS) - 1} more rows cannot be used\.\)"):
        load(source)
    lines = [told.split(" ")[2] for told in left_out(load(source, options=SKIP))]
    assert lines == [str(line) for line in range(5, 5 + len(BAD_ROWS))]


def test_crops_are_read_from_the_cache_and_a_changed_photo_anew(source):
    write_source(source)
    first = load(source)
    inside = (source / "a.png").stat()
    (source / "a.png").chmod(0)  # nothing but the cache is read
    assert np.array_equal(load(source).images, first.images)
    (source / "a.png").chmod(inside.st_mode)
    (source / "a.png").write_bytes(image_bytes(photo(1)) + b"\0")
    assert not np.array_equal(load(source).images, first.images)


def test_colours_and_orientation_are_converted_and_told(source):
    upright = photo(3)
    turned = upright.transpose(Image.Transpose.ROTATE_90)  # EXIF's orientation 6 turns it back
    exif = Image.Exif()
    exif[0x0112] = 6
    clear = Image.new("RGBA", SIZE, (200, 10, 10, 0))
    files = {
        "turned.png": image_bytes(turned, exif=exif),
        "upright.png": image_bytes(upright),
        "clear.png": image_bytes(clear),
        "palette.png": image_bytes(upright.quantize(256)),
        "grey.png": image_bytes(upright.convert("L")),
    }
    rows = [(name, *SIZE, "good", 2, 3, 33, 37) for name in files]
    dataset = load(write_source(source, rows, files))
    crops = dict(zip(files, dataset.images[3:8], strict=True))
    assert np.array_equal(crops["turned.png"], crops["upright.png"])
    assert (crops["clear.png"] == 128).all()  # transparent is mid-grey
    assert np.abs(crops["palette.png"].astype(int) - crops["upright.png"]).mean() < 6
    assert np.ptp(crops["grey.png"].astype(int), axis=2).max() == 0
    told = dataset.provenance["converted"]
    assert (told["turned_upright"], told["put_on_mid_grey"], told["made_colour"]) == (1, 1, 1)


def test_a_box_that_refers_to_the_stored_orientation_is_refused(source):
    exif = Image.Exif()
    exif[0x0112] = 6
    files = {"turned.png": image_bytes(photo(3), exif=exif)}
    write_source(source, [("turned.png", *SIZE, "good", 2, 3, 33, 37)], files)
    with pytest.raises(
        UserError, match="60×40, which is how the file is stored; EXIF has it displayed as 40×60"
    ):
        load(source)


def test_the_crop_is_bicubic_and_crops_of_a_photo_are_a_group(source):
    dataset = load(write_source(source))
    expected = photo().crop((5, 5, 35, 35)).resize((28, 28), Image.Resampling.BICUBIC)
    assert np.array_equal(dataset.images[0], np.asarray(expected))
    assert dataset.class_names == CLASS_NAMES
    assert dataset.class_titles == CLASS_TITLES
    assert [CLASS_NAMES[k] for k in dataset.labels[:3]] == ["good", "none", "bad"]
    assert dataset.counts() == {"train": [1, 1, 1], "validation": [0, 0, 0], "test": [1, 1, 1]}
    assert dataset.groups.tolist() == [0] * 6
    assert dataset.names.tolist() == ["a.png"] * 6


def test_size_and_colour_are_as_the_options_say(source):
    write_source(source)
    options = DataOptions(size=(10, 20), channels=1, resize="pad")
    assert load(source, options=options).images.shape == (6, 10, 20)


def test_other_labels_are_classes_of_their_own_and_a_misspelt_one_of_report_e_s_is_refused(source):
    write_source(source, [("a.png", *SIZE, "godo", 5, 5, 35, 35)])
    with pytest.raises(UserError, match=r'train\.csv, line 5 .*the label is "godo"'):
        load(source)
    for name in ("train.csv", "test.csv"):
        text = (source / name).read_text()
        (source / name).write_text(text.replace("good", "cat").replace("godo", "cat").replace("none", "dog"))
    dataset = load(source)
    assert dataset.class_names == ("bad", "cat", "dog")
    assert dict(dataset.class_titles) == {}


def test_a_csv_for_the_validation_and_photos_that_no_row_names(source):
    write_source(source, files={"b.png": PNG})
    write_rows(source, name="val.csv")
    dataset = load(source)
    assert dataset.counts()["validation"] == [1, 1, 1]
    assert dataset.provenance["source"] == "train.csv, val.csv, test.csv"
    assert dataset.provenance["not_read"]["entries"] == ["b.png"]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda s: (s / "test.csv").write_text("filename,label,xmin\n"), "the column width is missing"),
        (lambda s: (s / "test.csv").write_text(""), "the file is empty"),
        (lambda s: (s / "test.csv").write_bytes(PNG), "this is a PNG image, not a CSV"),
        (lambda s: (s / "a.png").unlink(), "there are no images"),
        (lambda s: (s / "images.zip").write_bytes(b"PK"), "is no ZIP archive"),
        (lambda s: write_rows(s, [("a.png", *SIZE, '"good', 1, 1, 9, 9)]), "train.csv"),
    ],
)
def test_what_cannot_be_told_row_by_row(source, damage, message):
    write_source(source)
    damage(source)
    with pytest.raises(UserError) as refused:
        load(source)
    assert message in str(refused.value)


def test_archive(source):
    long = ("n" * 300 + ".png", *SIZE, "good", 5, 5, 20, 35)
    write_archive(source, {f"images/{long[0]}": PNG, "__MACOSX/images/._a.png": b"x"}, [long])
    dataset = load(source)
    assert (len(dataset), left_out(dataset)) == (7, [])


def test_archive_with_paths_that_lead_out_and_damaged_members(source, tmp_path):
    rows = [
        (name, *SIZE, "good", 5, 5, 20, 35) for name in ("../../out.png", "evil.png", "bad.png", "huge.png")
    ]
    write_archive(source, {"../../evil.png": PNG, "images/bad.png": PNG}, rows)
    with zipfile.ZipFile(source / "images.zip", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images/huge.png", b"\0" * (64 * 2**20 + 1))
    data = (source / "images.zip").read_bytes()
    place = data.index(PNG, data.index(b"images/bad.png")) + 30
    (source / "images.zip").write_bytes(data[:place] + b"\xff\xff" + data[place + 2 :])
    before = sorted(tmp_path.rglob("*"))
    dataset = load(source, options=SKIP, cache=False)
    assert sorted(tmp_path.rglob("*")) == before  # nothing is unpacked
    reasons = left_out(dataset)
    for name, reason in (
        ("../../out", "leads out"),
        ("bad", "damaged in the archive"),
        ("huge", "more than 64 MiB"),
    ):
        assert any(f": {name}.png: " in told and reason in told for told in reasons), reasons
    assert len(dataset) == 7  # the file of the odd path is only read, under its own name


def test_an_encrypted_member(source):
    write_archive(source, {"images/locked.png": PNG}, [("locked.png", *SIZE, "good", 5, 5, 20, 35)])
    data = bytearray((source / "images.zip").read_bytes())
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"images/locked.png"))
    data[entry + 8] |= 1  # the flag that says so, in the archive's directory
    (source / "images.zip").write_bytes(bytes(data))
    assert "is encrypted" in left_out(load(source, options=SKIP))[0]


def test_a_decompression_bomb_is_refused(source, monkeypatch):
    monkeypatch.setattr("fer_lib.data.boxes.form.LARGEST_IMAGE", 100)
    write_source(source)
    with pytest.raises(UserError, match="has more than 100 pixels"):
        load(source)
