"""A small source of every form that is read, whole and right, and the command that reads it."""

import gzip
import importlib
import importlib.util
import io
import json
import random
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fer_lib.data.dataset import ImageDataset
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.ferplus import VOTE_NAMES
from fer_lib.data.prepared import write_prepared

WORDS = CLASS_NAMES[:3]
OPTIONS: tuple[tuple[str, ...], ...] = (
    (),
    (),
    ("--size", "8", "8"),
    ("--skip-unreadable",),
    ("--channels", "3", "--resize", "crop", "--size", "9", "6"),
    ("--classes", *WORDS),
)


@dataclass(frozen=True)
class Form:
    """A form of input.

    Attributes:
        make: writes one into an empty folder.
        command: ``data``, ``predict``, ``evaluate``, ``history``, ``preset`` or ``edition``.
        file: the file that may be given in the folder's place; some commands take nothing else.
        options: of ``data``, beside those that all have.
    """

    make: Callable[[Path], None]
    command: str = "data"
    file: str | None = None
    options: tuple[str, ...] = ()

    def words(self, rng: random.Random, folder: Path, output: Path) -> list[str]:
        """The command line."""
        given = folder / self.file if self.file and (self.command != "data" or rng.random() < 0.5) else folder
        path = given if given.exists() else next(iter(sorted(folder.rglob("*"))), folder)
        if self.command == "data":
            options = [*self.options, *rng.choice(OPTIONS)]
            action = ["data", "check"] if rng.random() < 0.5 else ["data", "prepare", "-o", str(output)]
            return [*action, str(path if self.file else folder), *options]
        if self.command == "evaluate":
            return ["evaluate", "--predictions", str(path), "--labels", str(folder / "labels.csv")]
        return [self.command, str(path if self.file else folder)]


def _faces(n: int, side: int = 48) -> NDArray[np.uint8]:
    return np.random.default_rng(n + side).integers(0, 256, (n, side, side), dtype=np.uint8)


def _image(path: Path, number: int, kind: str = "PNG", colour: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(number).integers(0, 256, (16, 12, 3), dtype=np.uint8)
    Image.fromarray(pixels if colour else pixels[..., 0]).save(path, kind)


def _csv(path: Path, header: str, rows: list[str]) -> None:
    path.write_text("\n".join([header, *rows]) + "\n", "utf8")


def _text(face: NDArray[np.uint8]) -> str:
    return " ".join(map(str, face.ravel().tolist()))


def _class_folders(folder: Path) -> None:
    for split, count in (("train", 3), ("test", 2)):
        for label, name in enumerate(WORDS):
            for i in range(count):
                _image(folder / split / name / f"{i}.jpg", 10 * label + i, "JPEG")
    (folder / "notes.txt").write_text("made for a test\n", "utf8")


def _undivided(folder: Path) -> None:
    kinds = ("PNG", "BMP", "GIF", "TIFF", "WEBP", "PPM")
    for label, name in enumerate(("cat", "dog")):
        for i, kind in enumerate(kinds):
            _image(folder / name / f"{i}.{kind.lower()}", label + i, kind, colour=True)


def _numbered(folder: Path) -> None:
    for split, count in (("train", 6), ("test", 3)):
        for i in range(count):
            _image(folder / split / f"{i:05d}.png", i)
    _csv(folder / "train.csv", "id,label", [f"{i},{i % 7}" for i in range(6)])


def _prefixed(folder: Path) -> None:
    for split, count in (("training", 8), ("validation", 4)):
        for i in range(count):
            _image(folder / split / f"{i % 4}_{i}.jpg", i, "JPEG", colour=True)


def _fer2013(folder: Path) -> None:
    usages = ("Training", "Training", "Training", "PublicTest", "PrivateTest")
    rows = [f"{i % 7},{_text(face)},{usages[i % 5]}" for i, face in enumerate(_faces(10))]
    _csv(folder / "fer2013.csv", "emotion,pixels,Usage", rows)


def _with_votes(folder: Path) -> None:
    _fer2013(folder)
    usages = ("Training", "Training", "Training", "PublicTest", "PrivateTest")
    votes = [",".join("10" if k == i % 8 else "0" for k in range(10)) for i in range(10)]
    rows = [f"{usages[i % 5]},fer{i:07d}.png,{votes[i]}" for i in range(10)]
    _csv(folder / "fer2013new.csv", f"Usage,Image name,{','.join(VOTE_NAMES)}", rows)


def _course_csv(folder: Path) -> None:
    _csv(
        folder / "train.csv", "label,feature", [f"{i % 7},{_text(face)}" for i, face in enumerate(_faces(8))]
    )
    _csv(folder / "test.csv", "id,feature", [f"{i},{_text(face)}" for i, face in enumerate(_faces(4))])


def _image_table(folder: Path) -> None:
    for i in range(8):
        _image(folder / "images" / f"face {i}.png", i)
    rows = [
        f"face {i}.png,{WORDS[i % 3]},{'train' if i < 4 else 'val' if i < 6 else 'test'}" for i in range(8)
    ]
    _csv(folder / "labels.csv", "filename,label,split", rows)


def _table_a_split(folder: Path) -> None:
    for i in range(8):
        _image(folder / "images" / f"{i}.jpg", i, "JPEG")
    for split, part in (("train", range(5)), ("test", range(5, 8))):
        _csv(folder / f"{split}.csv", "image,emotion", [f"images/{i}.jpg,{WORDS[i % 3]}" for i in part])


def _npz(folder: Path) -> None:
    words = np.array(["train"] * 8 + ["test"] * 4)
    np.savez_compressed(
        folder / "data.npz", images=_faces(12, 10), labels=np.arange(12) % 3, split=words, class_names=np.array(WORDS)
    )  # fmt: skip


def _npz_of_keras(folder: Path) -> None:
    np.savez(folder / "data.npz", x_train=_faces(9, 10) / np.float32(255), y_train=np.eye(3)[np.arange(9) % 3],
             x_test=_faces(3, 10) / np.float32(255), y_test=np.eye(3)[np.arange(3) % 3])  # fmt: skip


def _idx(folder: Path) -> None:
    for part, count in (("train", 10), ("t10k", 4)):
        for role, array in (
            ("images-idx3", _faces(count, 9)),
            ("labels-idx1", np.arange(count, dtype=np.uint8) % 4),
        ):
            head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
            content = head + array.astype(np.uint8).tobytes()
            name = f"{part}-{role}-ubyte"
            if part == "train":
                (folder / name).write_bytes(content)
            else:
                (folder / f"{name}.gz").write_bytes(gzip.compress(content))


def _encoded(number: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(_faces(number + 1, 12)[number]).save(file, "PNG")
    return file.getvalue()


def _parquet(folder: Path) -> None:
    pyarrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    for split, count in (("train", 8), ("test", 4)):
        images = [{"bytes": _encoded(i), "path": f"{i}.png"} for i in range(count)]
        table = pyarrow.table({"image": images, "label": [i % 3 for i in range(count)]})
        parquet.write_table(table, folder / f"{split}-00000-of-00001.parquet")


_BOX_COLUMNS = "filename,width,height,label,xmin,ymin,xmax,ymax"


def _boxes(folder: Path) -> None:
    for i in range(4):
        _image(folder / f"photo {i}.png", i, colour=True)
    for split, part in (("train", range(3)), ("test", range(3, 4))):
        rows = [
            f"photo {i}.png,12,16,{('good', 'none', 'bad')[i % 3]},1,2,9,12" for i in part for _ in range(2)
        ]
        _csv(folder / f"{split}.csv", _BOX_COLUMNS, rows)


def _packed_boxes(folder: Path) -> None:
    _boxes(folder)
    with zipfile.ZipFile(folder / "images.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for photo in sorted(folder.glob("*.png")):
            archive.write(photo, photo.name)
            photo.unlink()


def _prepared(folder: Path) -> None:
    split = np.repeat(np.array([0, 1, 2], np.uint8), 4)
    data = ImageDataset(
        _faces(12, 10), np.arange(12) % 3, split, WORDS, {"form": "npz", "source": "x", "synthetic": False}
    )
    folder.rmdir()
    write_prepared(folder, data)


def _test_csv(folder: Path) -> None:
    _csv(folder / "test.csv", "id,feature", [f"{i},{_text(face)}" for i, face in enumerate(_faces(5))])


def _test_images(folder: Path) -> None:
    for i in range(6):
        _image(folder / f"{i:05d}.jpg", i, "JPEG")


def _scores(folder: Path) -> None:
    shares = np.random.default_rng(0).dirichlet(np.ones(3), 12)
    rows = [f"{i}.jpg,{','.join(f'{share:.4f}' for share in row)}" for i, row in enumerate(shares)]
    _csv(folder / "predictions.csv", f"filename,{','.join(WORDS)}", rows)
    _csv(folder / "labels.csv", "filename,label", [f"{i}.jpg,{WORDS[i % 3]}" for i in range(12)])


def _curves(folder: Path) -> None:
    rows = [
        f"{i},{1 / (i + 1):.4f},{0.5 + i / 40:.3f},{1 / (i + 1) + 0.1:.4f},{0.4 + i / 40:.3f}"
        for i in range(12)
    ]
    _csv(folder / "history.csv", "epoch,loss,accuracy,val_loss,val_accuracy", rows)


def _curves_json(folder: Path) -> None:
    curves = {
        "loss": [1.0, 0.5, 0.25],
        "accuracy": [0.3, 0.5, 0.6],
        "val_loss": [1.1, 0.7, 0.6],
        "lr": [0.1] * 3,
    }
    (folder / "history.json").write_text(json.dumps(curves, indent=1), "utf8")


def _preset(folder: Path) -> None:
    text = "name: mine\nmodel: report-a\ndata: synthetic\nepochs: 3\nmodel_options: {}\nlearning_rate: 1e-3\n"
    (folder / "mine.yaml").write_text(text, "utf8")


def _edition(folder: Path) -> None:
    text = (
        "title: {en: Mine, zh-TW: 我的}\ndata: {source: synthetic, count: 700}\nmain_run: a\n"
        "runs:\n  a: &a {preset: report-a, epochs: 2}\n  b:\n    <<: *a\n    dropout: 0.5\n"
    )
    (folder / "mine.yaml").write_text(text, "utf8")


FORMS: dict[str, Form] = {
    "class folders": Form(_class_folders),
    "folders without splits": Form(_undivided),
    "numbered images": Form(_numbered),
    "prefixed images": Form(_prefixed),
    "fer2013.csv": Form(_fer2013, file="fer2013.csv"),
    "votes of FER+": Form(_with_votes, file="fer2013.csv", options=("--labels", "plurality")),
    "CSVs of the course": Form(_course_csv, file="train.csv"),
    "CSV of file names": Form(_image_table, file="labels.csv"),
    "CSV a split": Form(_table_a_split),
    "npz": Form(_npz, file="data.npz"),
    "npz of Keras": Form(_npz_of_keras, file="data.npz"),
    "IDX": Form(_idx, file="train-images-idx3-ubyte"),
    "boxes": Form(_boxes),
    "boxes in a ZIP": Form(_packed_boxes),
    "prepared folder": Form(_prepared),
    "test.csv for predict": Form(_test_csv, "predict", "test.csv"),
    "images for predict": Form(_test_images, "predict"),
    "CSVs for evaluate": Form(_scores, "evaluate", "predictions.csv"),
    "history, CSV": Form(_curves, "history", "history.csv"),
    "history, JSON": Form(_curves_json, "history", "history.json"),
    "preset": Form(_preset, "preset", "mine.yaml"),
    "edition": Form(_edition, "edition", "mine.yaml"),
    **(
        {"Parquet": Form(_parquet, file="train-00000-of-00001.parquet")}
        if importlib.util.find_spec("pyarrow")
        else {}
    ),
}
