"""Whatever lies in a source is read, refused or named: files, rows, columns and arrays of generated sources."""

import bz2
import gzip
import io
import lzma
import re
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from PIL import Image

from fer_lib.data import SPLITS, load, make_card
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError
from tests.data.face_files import pixels, random_images

QUICK = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
IMAGE_ENDINGS = (".png", ".jpg", ".tif", ".webp", ".bmp")
IMAGES = ("0.png", "1.PNG", "2.jpg", "3.tif", "4.webp", "00012.bmp")
OTHERS = (
    "a.heic",
    "notes.txt",
    "Thumbs.db",
    ".DS_Store",
    "train.zip",
    "x.xcf",
    "noending",
    "list.csv",
    "._0.png",
)
TRAIN = ("train", "Training", "訓練集", "1_train")
VALIDATION = ("val", "valid", "dev", "val_set", "PublicTest", "驗證")
TEST = ("test", "Test", "eval", "測試", "testing_set")
NO_SPLIT = ("val_old", "train2", "extra")
CLASS_SETS = (("happy", "sad"), ("快樂", "0_angry", "Fear"), ("cat", "dog"), ("1", "2", "10"))
INSIDE = ("batch2", "a/b", ".cache", "empty", "images")


@st.composite
def trees(draw):
    """Class folders with one split or more or none, and files of all kinds strewn in."""
    classes = draw(st.sampled_from(CLASS_SETS))
    tops = [""]
    if draw(st.booleans()):
        further = [draw(st.sampled_from((None, *names))) for names in (VALIDATION, TEST, NO_SPLIT)]
        tops = [draw(st.sampled_from(TRAIN)), *(name for name in further if name)]
    tree = {
        "/".join(part for part in (top, name, draw(st.sampled_from(IMAGES))) if part)
        for top in tops
        for name in classes
    }
    places = st.tuples(
        st.sampled_from(["", *tops]), st.sampled_from(["", "", *classes]), st.sampled_from(["", *INSIDE])
    )
    strewn = draw(st.lists(st.tuples(places, st.sampled_from((*OTHERS, *OTHERS, *IMAGES))), max_size=12))
    for place, name in strewn:
        alone = name in IMAGES and not place[1] and not place[2]  # would be refused, as most of such sources
        tree.add("/".join(part for part in (*place, "x.txt" if alone else name) if part))
    return {place: draw(st.integers(0, 2**16)) for place in sorted(tree)}


def make(root: Path, tree: Mapping[str, int]) -> list[str]:
    """The files of a tree, those that are called like images being some; no file where a folder is."""
    made = []
    for place, seed in sorted(tree.items()):
        path = root / place
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            continue
        if path.suffix.lower() in IMAGE_ENDINGS:
            Image.fromarray(random_images(1, seed)[0]).save(path)
        else:
            path.write_bytes(b"x" * (seed % 7))
        made.append(place)
    return made


def is_named(place: str, entries: list[str]) -> bool:
    """Whether an entry of the card names a file: itself, a folder it lies in, or its ending in its folder."""
    parts = place.split("/")
    if any(part.startswith(".") or part in ("Thumbs.db", "__MACOSX") for part in parts):
        return any("hidden" in entry or _whole(entry, place) for entry in entries)
    ending = re.search(r"\.\w+$", parts[-1])
    folder = "/".join(parts[:-1])
    lump = rf"{re.escape(folder)}{'/ ' if folder else ''}[\d,]+ {ending[0].lower() if ending else 'files without'}"
    return any(entry == place or _whole(entry, place) or re.match(lump, entry) for entry in entries)


def _whole(entry: str, place: str) -> bool:
    return "/ (" in entry and place.startswith(entry.split("/ (")[0] + "/")


@QUICK
@given(trees())
def test_every_file_of_a_folder_is_read_or_named(tree):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        root.mkdir()
        files = make(root, tree)
        try:
            dataset = load(root, options=DataOptions(channels=1), cache=False)
        except UserError:
            event("refused")
            return
    event("read")
    card = make_card(dataset)
    read = set(dataset.names.tolist())
    left = [place for place in files if place not in read]
    assert read <= set(files)
    assert len(read) + card.files_not_read == len(files)
    assert [place for place in left if not is_named(place, list(card.not_read))] == []
    assert f"not read    {card.files_not_read:,} file" in card.to_text()


COLUMNS = {"emotion": "label", "標籤": "label", "pixels": "pixels", "Usage": "split"}
SURPLUS = st.lists(
    st.sampled_from(["", "Unnamed: 0", "note", "emotion_name", "confidence", "備註"]), max_size=3, unique=True
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp950"])
COMPRESSIONS = {
    "": lambda content: content,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zip": lambda content: zipped({"fer2013.csv": content}),
}
LABELS = {"numbers": "0123456", "decimals": [f"{k}.0" for k in range(7)], "words": list(CLASS_NAMES),
          "chinese": ["生氣", "厭惡", "恐懼", "高興", "難過", "驚訝", "中性"]}  # fmt: skip


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@st.composite
def tables(draw):
    """The text of a CSV of pixels, what it holds, and how it is stored."""
    label = draw(st.sampled_from(["emotion", "標籤", "Label"]))
    surplus = draw(SURPLUS)
    header = draw(st.permutations([label, "pixels", *draw(st.sampled_from([["Usage"], []])), *surplus]))
    kinds = LABELS[draw(st.sampled_from(sorted(LABELS)))]
    rows = draw(st.lists(st.sampled_from(["row", "row", "row", "empty", "blank"]), min_size=1, max_size=6))
    labels = [draw(st.integers(0, 6)) for row in rows if row == "row"]
    split = draw(
        st.lists(
            st.sampled_from(["Training", "val", "PrivateTest"]), min_size=len(labels), max_size=len(labels)
        )
    )
    return {
        "label": label, "surplus": surplus, "header": header, "kinds": kinds, "rows": rows, "labels": labels,
        "split": split, "separator": draw(st.sampled_from(",;\t|")), "encoding": draw(ENCODINGS),
        "compression": draw(st.sampled_from(sorted(COMPRESSIONS))), "end": draw(st.sampled_from(["\n", "\r\n"])),
    }  # fmt: skip


def as_text(table: Mapping[str, object], images: np.ndarray) -> str:
    lines, number = [table["separator"].join(table["header"])], 0
    for row in table["rows"]:
        if row == "row":
            cells = {
                table["label"]: table["kinds"][table["labels"][number]],
                "pixels": pixels(images[number]),
                "Usage": table["split"][number],
                **dict.fromkeys(table["surplus"], "x"),
            }
            lines.append(table["separator"].join(cells[name] for name in table["header"]))
            number += 1
        else:
            lines.append("" if row == "blank" else table["separator"] * (len(table["header"]) - 1))
    return table["end"].join([*lines, ""])


@QUICK
@given(tables())
def test_every_row_and_column_of_a_csv_is_read_or_named(table):
    images = random_images(max(1, len(table["labels"])))
    content = COMPRESSIONS[table["compression"]](as_text(table, images).encode(table["encoding"]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"fer2013.csv{table['compression']}"
        path.write_bytes(content)
        if not table["labels"]:
            with pytest.raises(UserError, match="there is no row after the header"):
                load(path, cache=False)
            return
        dataset = load(path, cache=False)
    card = make_card(dataset)
    assert np.array_equal(dataset.images, images)
    assert [dataset.class_names[k] for k in dataset.labels] == [CLASS_NAMES[k] for k in table["labels"]]
    splits = {"Training": "train", "val": "validation", "PrivateTest": "test"}
    expected = [splits[word] if "Usage" in table["header"] else "train" for word in table["split"]]
    assert [SPLITS[k] for k in dataset.split] == expected
    told = " ".join(card.not_read)
    empty = table["rows"].count("empty")
    assert (f"{empty} empty row" in told) == bool(empty)
    assert all((name.lower() or "without a name") in told for name in table["surplus"])
    assert told in card.to_text() or ", ".join(card.not_read) in card.to_text()
    spelled = table["kinds"] in (LABELS["decimals"], LABELS["chinese"])
    assert sum(card.converted.values()) == (len(images) if spelled else 0)
    assert bool(card.encodings) == (table["encoding"] == "cp950" and not as_text(table, images).isascii())


@QUICK
@given(
    st.sets(st.sampled_from(["weights", "data", "idx", "meta"])),
    st.booleans(),
    st.sampled_from(["x", "images", "Image"]),
)
def test_every_array_of_an_npz_is_read_or_named(surplus, floats, name):
    arrays = {name: random_images(4), "labels": np.arange(4.0) if floats else np.arange(4)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "faces.npz"
        np.savez(path, **arrays, **dict.fromkeys(surplus, np.zeros(3)))
        (Path(folder) / "notes.txt").write_text("x")
        dataset = load(folder, cache=False)
    told = make_card(dataset).not_read
    assert sorted(told) == sorted(["notes.txt", *(f"faces.npz: array {name}" for name in surplus)])
    assert dataset.labels.tolist() == [0, 1, 2, 3]


IDX = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte")


@QUICK
@given(st.sets(st.sampled_from(["README", "t10k.zip", "mapping.txt", "train-images-idx3-ubyte.gz", ".x"])))
def test_every_file_beside_idx_is_named(beside):
    images, labels = random_images(3), np.arange(3, dtype=np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        for name, array in zip(IDX, (images, labels), strict=True):
            head = bytes([0, 0, 8, array.ndim]) + b"".join(side.to_bytes(4, "big") for side in array.shape)
            (Path(folder) / name).write_bytes(head + array.tobytes())
        for name in beside:
            (Path(folder) / name).write_bytes(b"x")
        card = make_card(load(folder, cache=False))
    assert card.files_not_read == len(beside)
    assert sorted(card.not_read) == sorted("1 hidden" if name == ".x" else name for name in beside)
