"""Every way in which a row or its photo can be unusable is told with file and line; the others are loaded."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from fer_lib.data.masks import load_masks
from fer_lib.data.masks.dataset import CLASS_NAMES
from fer_lib.errors import UserError
from tests.data.masks.mask_files import SIZE, image_bytes, photo, write_archive, write_rows, write_source

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
    "label": (("a.png", *SIZE, "mask", 5, 5, 20, 35), 'the label is "mask", expected bad, good, none'),
    "missing": (("b.png", *SIZE, "good", 5, 5, 20, 35), "there is no such file"),
    "nameless": (("", *SIZE, "good", 5, 5, 20, 35), "the filename is missing"),
    "too long": ((LONG, *SIZE, "good", 5, 5, 20, 35), "the name has 304 bytes, and file systems allow 255"),
    "upwards": (("../a.png", *SIZE, "good", 5, 5, 20, 35), "leads out of the folder"),
    "absolute": (("/etc/passwd", *SIZE, "good", 5, 5, 20, 35), "leads out of the folder"),
    "size": (("a.png", 50, 40, "good", 5, 5, 20, 35), "the row says 50×40, the image is 60×40"),
    "fields": (("a.png", *SIZE, "good", 5, 5, 20), "the row has 7 fields, the header 8"),
    "no image": (("text.png", *SIZE, "good", 5, 5, 20, 35), "is no JPEG or PNG image"),
    "empty file": (("empty.png", *SIZE, "good", 5, 5, 20, 35), "the file is empty"),
    "cut off": (("cut.jpg", *SIZE, "good", 5, 5, 20, 35), "cut off or damaged"),
    "sixteen bits": (("deep.png", *SIZE, "good", 5, 5, 20, 35), "Save it with 8 bits a channel"),
    "ambiguous": (("twice.png", *SIZE, "good", 5, 5, 20, 35), "there are 2 files of this name"),
}
FILES = {
    "text.png": b"no image at all",
    "empty.png": b"",
    "cut.jpg": image_bytes(photo(), "JPEG")[:400],
    "deep.png": image_bytes(Image.fromarray(np.zeros((HIGH, WIDE), np.uint16))),
    "one/twice.png": PNG,
    "two/twice.png": PNG,
}


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_a_bad_row_is_told_with_file_and_line(source, kind):
    row, message = BAD_ROWS[kind]
    write_source(source, [row], FILES)
    with pytest.raises(UserError, match=r"train\.csv, line 5 \(the header is line 1\)") as refused:
        load_masks(source)
    assert message in str(refused.value)
    assert "--skip-bad-rows" in str(refused.value)
    assert "more row" not in str(refused.value)
    dataset = load_masks(source, skip_bad_rows=True)
    assert len(dataset) == 6
    assert [(r.file, r.line) for r in dataset.left_out] == [("train.csv", 5)]
    assert message in dataset.left_out[0].text


def test_all_bad_rows_at_once(source):
    write_source(source, [row for row, _ in BAD_ROWS.values()], FILES)
    with pytest.raises(UserError, match=rf"line 5 .*\({len(BAD_ROWS) - 1} more rows cannot be used\.\)"):
        load_masks(source)
    left_out = load_masks(source, skip_bad_rows=True).left_out
    assert [r.line for r in left_out] == list(range(5, 5 + len(BAD_ROWS)))


def test_bad_rows_are_remembered_by_the_cache(source, cache):
    write_source(source, [BAD_ROWS["empty"][0]])
    first = load_masks(source, skip_bad_rows=True)
    (source / "a.png").chmod(0)  # the second time nothing but the cache is read; size and time are the same
    second = load_masks(source, skip_bad_rows=True)
    assert np.array_equal(first.images, second.images)
    assert first.left_out == second.left_out
    with pytest.raises(UserError, match="the box is empty"):
        load_masks(source)


def test_a_changed_file_is_read_again(source):
    write_source(source)
    before = load_masks(source)
    (source / "a.png").write_bytes(image_bytes(photo(1)) + b"\0")
    assert not np.array_equal(before.images, load_masks(source).images)


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
    dataset = load_masks(write_source(source, rows, files))
    crops = dict(zip(files, dataset.images[3:8], strict=True))
    assert np.array_equal(crops["turned.png"], crops["upright.png"])
    assert (crops["clear.png"] == 255).all()  # transparent is white, as on a page
    assert np.abs(crops["palette.png"].astype(int) - crops["upright.png"]).mean() < 6
    assert np.ptp(crops["grey.png"].astype(int), axis=2).max() == 0
    told = {r.image: r.text for r in dataset.converted}
    assert set(told) == {"turned.png", "clear.png", "palette.png", "grey.png"}
    assert "orientation 6" in told["turned.png"]
    assert "RGBA" in told["clear.png"]


def test_a_box_that_refers_to_the_stored_orientation_is_refused(source):
    exif = Image.Exif()
    exif[0x0112] = 6
    files = {"turned.png": image_bytes(photo(3), exif=exif)}
    write_source(source, [("turned.png", *SIZE, "good", 2, 3, 33, 37)], files)
    with pytest.raises(
        UserError, match="60×40, which is how the file is stored; EXIF has it displayed as 40×60"
    ):
        load_masks(source)


def test_the_crop_is_bicubic(source):
    dataset = load_masks(write_source(source))
    expected = photo().crop((5, 5, 35, 35)).resize((28, 28), Image.Resampling.BICUBIC)
    assert np.array_equal(dataset.images[0], np.asarray(expected))
    assert [CLASS_NAMES[k] for k in dataset.labels[:3]] == ["good", "none", "bad"]
    assert dataset.shared_photos() == 1


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda s: (s / "test.csv").unlink(), "test.csv: there is no such file"),
        (lambda s: (s / "test.csv").write_text("filename,label\n"), "the column width is missing"),
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
        load_masks(source, skip_bad_rows=False)
    assert message in str(refused.value)


def test_a_missing_source_and_a_missing_class(source):
    with pytest.raises(UserError, match="there is no such file or folder"):
        load_masks(source)
    write_source(source)
    (source / "test.csv").write_text((source / "test.csv").read_text().replace("none", "good"))
    with pytest.raises(UserError, match=r"test\.csv: there is no usable row with the label none"):
        load_masks(source)


def test_archive(source):
    long = ("n" * 300 + ".png", *SIZE, "good", 5, 5, 20, 35)
    write_archive(source, {f"images/{long[0]}": PNG, "__MACOSX/images/._a.png": b"x"}, [long])
    dataset = load_masks(source)
    assert (len(dataset), dataset.left_out) == (7, ())
    assert np.array_equal(load_masks(source / "images.zip").images, dataset.images)


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
    dataset = load_masks(source, skip_bad_rows=True, cache=False)
    assert sorted(tmp_path.rglob("*")) == before  # nothing is unpacked
    reasons = {r.image: r.text for r in dataset.left_out}
    assert "leads out" in reasons["../../out.png"]
    assert "damaged in the archive" in reasons["bad.png"]
    assert "more than 64 MiB" in reasons["huge.png"]
    assert len(dataset) == 7  # the file of the odd path is only read, under its own name


def test_an_encrypted_member(source):
    write_archive(source, {"images/locked.png": PNG}, [("locked.png", *SIZE, "good", 5, 5, 20, 35)])
    data = bytearray((source / "images.zip").read_bytes())
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"images/locked.png"))
    data[entry + 8] |= 1  # the flag that says so, in the archive's directory
    (source / "images.zip").write_bytes(bytes(data))
    assert "is encrypted" in load_masks(source, skip_bad_rows=True).left_out[0].text


def test_a_decompression_bomb_is_refused(source, monkeypatch):
    monkeypatch.setattr("fer_lib.data.masks.crops.LARGEST_IMAGE", 100)
    write_source(source)
    with pytest.raises(UserError, match="has more than 100 pixels"):
        load_masks(source)
    buffer = io.BytesIO()
    Image.new("L", (10, 10)).save(buffer, "GIF")
    (source / "a.png").write_bytes(buffer.getvalue())
    with pytest.raises(UserError, match="is no JPEG or PNG"):
        load_masks(source)
