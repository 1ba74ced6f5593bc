"""CSVs of faces as people save them: whatever has one meaning is read, and gives the same images and labels."""

import csv
import gzip
import io
import lzma
import tarfile
import zipfile

import numpy as np
import pytest

from fer_lib.data import load, make_card
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.errors import UserError
from tests.data.face_files import pixels, random_images

N = 7
IMAGES = random_images(N, seed=3)
USAGES = ["Training"] * 4 + ["PublicTest"] + ["PrivateTest"] * 2
SPLIT = [0, 0, 0, 0, 1, 2, 2]
CHINESE = ["生氣", "厭惡", "恐懼", "高興", "難過", "驚訝", "中性"]
SIMPLIFIED = ["愤怒", "厌恶", "害怕", "开心", "悲伤", "惊讶", "中立"]
TEXTS = [pixels(image) for image in IMAGES]


def table(header, *columns, separator=",", end="\n"):
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator=end)
    writer.writerow(header)
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue()


def usual(labels=range(N), texts=TEXTS, usages=USAGES, header=("emotion", "pixels", "Usage"), **options):
    return table(header, labels, texts, usages, **options)


def wide(names, images=IMAGES, order=None):
    flat = images.reshape(len(images), -1)
    columns = range(len(names)) if order is None else order
    return table(["emotion", *(names[i] for i in columns)], range(N), *(flat[:, i].tolist() for i in columns))


def zipped(name, content, **others):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        for other, text in others.items():
            archive.writestr(other.replace("__", "/"), text)
    return buffer.getvalue()


def tarred(name, content):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content.encode()))
    return buffer.getvalue()


SHUFFLED = sorted(range(2304), key=str)
WITH_SPLIT = {
    "semicolons": usual(separator=";"),
    "tabs": usual(separator="\t"),
    "bars": usual(separator="|"),
    "Excel says its separator": "sep=;\r\n" + usual(separator=";", end="\r\n"),
    "old Mac ends of lines": usual(end="\r"),
    "blank lines above the header": "\n\n" + usual(),
    "UTF-8 with BOM": usual().encode("utf-8-sig"),
    "UTF-16 with BOM": usual().encode("utf-16"),
    "UTF-16 big endian without BOM": usual(CHINESE).encode("utf-16-be"),
    "UTF-32": usual().encode("utf-32"),
    "Big5": usual(CHINESE).encode("cp950"),
    "GB 18030": usual(SIMPLIFIED).encode("gb18030"),
    "Chinese header in Big5": usual(CHINESE, header=("表情", "像素", "用途")).encode("cp950"),
    "Chinese splits": usual(CHINESE, usages=["訓練集"] * 4 + ["驗證集"] + ["測試集"] * 2),
    "simplified": usual(SIMPLIFIED, usages=["训练"] * 4 + ["验证"] + ["测试"] * 2),
    "an index": table(["", "emotion", "pixels", "Usage"], range(N), range(N), TEXTS, USAGES),
    "an unnamed index": table(["Unnamed: 0", "emotion", "pixels", "Usage"], range(N), range(N), TEXTS, USAGES),
    "a comment at the end": table(["emotion", "pixels", "Usage", "note"], range(N), TEXTS, USAGES, [""] * N),
    "names of the labels too": table(
        ["emotion", "emotion_name", "pixels", "Usage"], range(N), CLASS_NAMES, TEXTS, USAGES
    ),
    "two columns without a name": usual().replace("Usage", "Usage,,"),
    "commas at the end of rows": usual().replace("Test\n", "Test,,\n").replace("Training\n", "Training,,\n"),
    "labels as decimals": usual([f"{k}.0" for k in range(N)]),
    "labels with a decimal comma": usual([f"{k},0" for k in range(N)], separator=";"),
    "labels in full width": usual(list("０１２３４５６")),
    "labels with zeros in front": usual([f"0{k}" for k in range(N)]),
    "words": usual(CLASS_NAMES),
    "other words": usual(["anger", "Disgusted", "FEAR", "happiness", "sadness ", "Surprised", "neutral"]),
    "words with numbers": usual([f"{k}={name}" for k, name in enumerate(CLASS_NAMES)]),
    "words in quotes": usual([f"'{name}'" for name in CLASS_NAMES]),
    "codes of JAFFE": usual(["AN", "DI", "FE", "HA", "SA", "SU", "NE"]),
    "typing errors that everybody makes": usual([*CLASS_NAMES[:5], "suprise", "neutral"]),
    "lists in brackets": usual(texts=[f"[{', '.join(text.split())}]" for text in TEXTS]),
    "NumPy's brackets": usual(texts=[f"[[{text}]]" for text in TEXTS]),
    "NumPy's repr": usual(texts=[f"array([{', '.join(text.split())}], dtype=uint8)" for text in TEXTS]),
    "lists over several lines": usual(texts=[f"[{text}]".replace(" ", "\n ", 1) for text in TEXTS]),
    "commas between pixels in quotes": usual(texts=[text.replace(" ", ",") for text in TEXTS]),
    "semicolons between pixels": usual(texts=[text.replace(" ", ";") for text in TEXTS]),
    "pixels as decimals": usual(texts=[" ".join(f"{v}.0" for v in text.split()) for text in TEXTS]),
    "pixels as shares": usual(texts=[" ".join(f"{int(v) / 255:.4f}" for v in text.split()) for text in TEXTS]),
    "pixels in e-notation": usual(texts=[" ".join(f"{int(v):.3e}" for v in text.split()) for text in TEXTS]),
    "train, val, test": usual(usages=["train"] * 4 + ["val"] + ["test"] * 2, header=("label", "pixels", "split")),
    "eval beside test": usual(usages=["Train"] * 4 + ["dev"] + ["TEST"] * 2, header=("class", "pixel", "set")),
    "gzip": gzip.compress(usual().encode()),
    "xz of UTF-16": lzma.compress(usual().encode("utf-16")),
    "a ZIP archive": zipped("fer2013/fer2013.csv", usual()),
    "a ZIP archive from a Mac": zipped("fer.csv", usual(), __MACOSX__="", **{"__MACOSX____._fer.csv": "x"}),
}  # fmt: skip


@pytest.mark.parametrize("name", WITH_SPLIT)
def test_it_is_read(folder, name):
    content = WITH_SPLIT[name]
    path = folder / "fer2013.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    for given in (path, folder):
        dataset = load(given, cache=False)
        assert np.array_equal(dataset.images, IMAGES)
        assert dataset.class_names == CLASS_NAMES
        assert dataset.labels.tolist() == list(range(N))
        assert dataset.split.tolist() == SPLIT


NAMES = {
    "pixel0": [f"pixel{i}" for i in range(2304)],
    "pixel_1": [f"pixel_{i + 1}" for i in range(2304)],
    "Pixel 0001": [f"Pixel {i + 1:04d}" for i in range(2304)],
    "0": list(map(str, range(2304))),
    "1x1": [f"{i // 48 + 1}x{i % 48 + 1}" for i in range(2304)],
    "p0_0": [f"p{i // 48}_{i % 48}" for i in range(2304)],
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("order", [None, SHUFFLED], ids=["in order", "sorted as words"])
def test_a_column_for_each_pixel_is_read_by_its_number(folder, name, order):
    path = folder / "faces.csv"
    path.write_text(wide(NAMES[name], order=order))
    assert np.array_equal(load(path, cache=False).images, IMAGES)


@pytest.mark.parametrize("side", [8, 28, 64])
def test_square_images_of_another_size(folder, side):
    images = np.random.default_rng(0).integers(0, 256, (N, side, side), dtype=np.uint8)
    (folder / "a.csv").write_text(wide([f"pixel{i}" for i in range(side * side)], images))
    (folder / "b.csv").write_text(usual(texts=[pixels(image) for image in images]))
    for name in ("a.csv", "b.csv"):
        dataset = load(folder / name, cache=False)
        assert np.array_equal(dataset.images, images)
        assert dataset.class_names == tuple(map(str, range(N)))  # whose numbers they are, nothing says


FILES = {
    "val.csv and labelled test.csv": {"train.csv": 0, "val.csv": 1, "test.csv": 2},
    "other names": {"Training_data.csv": 0, "valid_set.csv": 1, "fer2013_test.csv": 2},
    "tsv and compressed": {"train.tsv": 0, "val.csv.gz": 1, "test.csv.zip": 2},
    "Chinese": {"訓練集.csv": 0, "驗證集.csv": 1, "測試集.csv": 2},
    "PublicTest": {"Training.csv": 0, "PublicTest.csv": 1, "PrivateTest.csv": 2},
    "eval beside test": {"train.csv": 0, "eval.csv": 1, "test.csv": 2},
    "a folder each": {"train/data.csv": 0, "valid/data.csv": 1, "test/data.csv": 2},
    "a folder too high": {"archive/data/train.csv": 0, "archive/data/val.csv": 1, "archive/data/test.csv": 2},
}


@pytest.mark.parametrize("name", FILES)
def test_one_file_a_split(folder, name):
    for file, split in FILES[name].items():
        rows = [i for i in range(N) if SPLIT[i] == split]
        separator = "\t" if ".tsv" in file else ","
        text = table(["emotion", "pixels"], rows, [TEXTS[i] for i in rows], separator=separator)
        content = text.encode()
        content = gzip.compress(content) if file.endswith(".gz") else content
        content = zipped("test.csv", content) if file.endswith(".zip") else content
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(content)
    dataset = load(folder, cache=False)
    assert np.array_equal(dataset.images, IMAGES)
    assert dataset.labels.tolist() == list(range(N))
    assert dataset.split.tolist() == SPLIT
    assert make_card(dataset).files_not_read == 0


def test_what_lies_beside_is_named(folder):
    (folder / "fer2013.csv").write_text(usual())
    (folder / "fer2013.csv.gz").write_bytes(gzip.compress(usual().encode()))
    (folder / "old.csv").write_text(usual())
    (folder / "more.zip").write_bytes(zipped("a.csv", usual()))
    card = make_card(load(folder, cache=False))
    assert card.files_not_read == 3
    assert sorted(card.not_read) == ["fer2013.csv.gz", "more.zip", "old.csv"]
    (folder / "one.zip").write_bytes(zipped("fer2013.csv", usual(), **{"readme.txt": "x"}))
    assert make_card(load(folder / "one.zip", cache=False)).not_read == (
        "one.zip: readme.txt in the archive",
    )


REFUSED = {
    "two labels": (
        table(["emotion", "label", "pixels"], range(N), range(N), TEXTS),
        ['"emotion" and "label"', "Delete or rename"],
    ),
    "no header": (usual().split("\n", 1)[1], ["The first line is a row already: put a header above it"]),
    "NumPy shortened it": (usual(texts=["[ 70  80 ... 106 109]"] * N), ['shortened to "..."', "Write all of them"]),
    "a pixel column is missing": (
        wide([f"pixel{i}" for i in range(2304)], order=[i for i in range(2304) if i != 17]),
        ["2,303 columns of pixels are no square image: pixel17 is missing"],
    ),
    "colour": (usual(texts=[" ".join([text] * 3) for text in TEXTS]), ["6912 pixels, those of a picture in colour"]),
    "black and white": (usual(texts=[" ".join("01" * 1152)] * N), ["all pixels are 0 or 1", "Multiply them by 255"]),
    "shares that are no levels": (usual(texts=[" ".join(["0.4567"] * 2304)] * N), ['pixel 1 is "0.4567"']),
    "numbers from 1": (usual(range(1, 8)), ["They count from 1", "--numbers fer2013|raf-db|affectnet"]),
    "eight numbers": (usual([*range(6), 7]), ['the label is "7"', "If it is a slip", "--numbers", "--classes"]),
    "numbers and words": (usual([*range(6), "neutral"]), ['the label is "neutral"', "expected a whole number 0 to 6"]),
    "a split unknown": (usual(usages=[*USAGES[:6], "Extra"]), ['Usage is "Extra"']),
    "a tar in a gz": (tarred("fer2013.csv", usual()), ["a compressed tar archive (.tar.gz), not a CSV", "Unpack it"]),
    "two tables in a ZIP": (
        zipped("a.csv", usual(), **{"b.csv": usual()}),
        ["2 CSVs in it (a.csv, b.csv)", "Unpack it"],
    ),
    "no table in a ZIP": (zipped("a.txt", usual()), ["no CSVs in it (a.txt)", "Unpack it"]),
    "a cut gz": (gzip.compress(usual().encode())[:-2000], ["compressed with gzip", "damaged or cut off"]),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_the_cause(folder, name):
    content, words = REFUSED[name]
    path = folder / "faces.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UserError) as caught:
        load(path, cache=False)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert [word for word in words if word not in message] == [], message


def test_two_tables_for_one_split_are_asked_for(folder):
    for name in ("train.csv", "training.csv"):
        (folder / name).write_text(usual())
    with pytest.raises(UserError, match=r"both train\.csv and training\.csv would be train images"):
        load(folder)
    for name in ("train.csv", "training.csv"):
        (folder / name).rename(folder / f"a_{name[:5]}_{len(name)}.csv")
    with pytest.raises(UserError, match=r"all hold images\. Give the one that is meant"):
        load(folder)
