"""Wherever a user's file is opened, one of another kind is named as what it is; what is no file is refused at once."""

import os
import shutil
import signal
import socket
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from fer_lib.adoption.evaluation import judge
from fer_lib.adoption.history.reading import read_history
from fer_lib.adoption.scores import read_array
from fer_lib.adoption.weights import read_weights
from fer_lib.commands.data.options import read_options
from fer_lib.data import load
from fer_lib.data.content import content_of
from fer_lib.data.options import DataOptions
from fer_lib.data.to_label import read_to_label
from fer_lib.editions.file import read_edition_file
from fer_lib.errors import UserError
from fer_lib.explain.own_picture import read_own_picture
from fer_lib.network_code.code import read_network
from fer_lib.presets import read_preset
from fer_lib.runs.archive import import_run
from tests.data.face_files import pixels, random_images, write_csv, write_image
from tests.data.test_content import KINDS

FACES = [f"{label},{pixels(image)},Training" for label, image in enumerate(random_images(3))]
PACKED = {"gz", "zip"}
"""Tables are read through these."""
LABEL = DataOptions(size=(8, 8))
SCORES = ["0,angry", "1,happy", "2,angry"]
PICTURES = {"png", "jpeg", "gif", "bmp", "webp", "tiff"}
ZIPS = {"zip", "npz", "torch", "xlsx", "docx"}
UNLESS = {"empty", "blank"}


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("FER_LIB_CACHE", str(tmp_path_factory.mktemp("cache")))


def faces_csv(folder):
    return write_csv(folder / "fer2013.csv", "emotion,pixels,Usage", FACES)


def with_votes(folder):
    load(faces_csv(folder), cache=False)


def numbered(folder):
    for i, image in enumerate(random_images(2)):
        write_image(folder / "train" / f"{i}.png", image)
    load(folder, cache=False)


def class_folders(folder):
    for name in ("cat", "dog"):
        write_image(folder / name / "1.png", random_images(1)[0])
    load(folder, cache=False)


def boxes(folder):
    header = "filename,width,height,label,xmin,ymin,xmax,ymax"
    write_csv(folder / "train.csv", header, ["a.png,48,48,good,1,1,9,9"])
    load(folder, cache=False)


def idx(folder):
    (folder / "train-labels-idx1-ubyte").write_bytes(b"\0\0\x08\x01\0\0\0\2\0\1")
    load(folder, cache=False)


def scores(folder):
    write_csv(folder / "p.csv", "id,label", SCORES)
    judge(folder / "p.csv", folder / "l.csv")


def predictions(folder):
    write_csv(folder / "l.csv", "id,label", SCORES)
    judge(folder / "p.csv", folder / "l.csv")


def classes(folder):
    given = dict.fromkeys(["leave_out", "size", "channels", "resize", "labels", "skip_unreadable"])
    read_options(SimpleNamespace(classes=[str(folder / "c.yaml")], **given))


PLACES = {
    "a CSV": ("faces.csv", lambda f: load(f / "faces.csv"), PACKED),
    "a CSV in a folder": ("train.csv", load, PACKED),
    "a file of any name": ("faces.bin", lambda f: load(f / "faces.bin"), PACKED),
    "a folder with one file": ("faces.bin", load, set()),
    "a CSV of labels": ("train/label.csv", numbered, set()),
    "the votes of FER+": ("fer2013new.csv", with_votes, PACKED),
    "an npz file": ("a.npz", lambda f: load(f / "a.npz"), {"npz", "zip"}),
    "an IDX file": ("train-images-idx3-ubyte", idx, {"idx", "gz", "tar.gz"}),
    "a Parquet table": ("a.parquet", lambda f: load(f / "a.parquet"), {"parquet"}),
    "a packed set of photos": ("images.zip", boxes, ZIPS - {"npz", "torch", "xlsx", "docx"}),
    "an image": ("cat/2.jpg", class_folders, PICTURES),
    "test.csv for predict": ("test.csv", lambda f: read_to_label(f / "test.csv", LABEL), PACKED | PICTURES),
    "a picture for explain": ("a.jpg", lambda f: read_own_picture(f / "a.jpg", DataOptions(size=(4, 4))), PICTURES),
    "predictions": ("p.csv", predictions, set()),
    "labels": ("l.csv", scores, set()),
    "weights": ("w.pt", lambda f: read_weights(f / "w.pt"), {"torch", "pickle", "safetensors"}),
    "scores": ("s.npy", lambda f: read_array(f / "s.npy", 3, 2, "images", []), {"npy", "npz"}),
    "a history": ("history.csv", lambda f: read_history(f / "history.csv"), {"json"}),
    "an event file": ("events.out.tfevents.1", lambda f: read_history(f / "events.out.tfevents.1"), {"json"}),
    "a preset": ("p.yaml", lambda f: read_preset(f / "p.yaml"), {"json", *UNLESS}),
    "an edition": ("e.yaml", lambda f: read_edition_file(f / "e.yaml", "e.yaml"), {"json", *UNLESS}),
    "titles of classes": ("c.yaml", classes, {"json", *UNLESS}),
    "a network": ("net.py", lambda f: read_network(f"{f}/net.py:Net"), {"json", *UNLESS}),
    "a packed run": ("r.zip", lambda f: import_run(f / "r.zip", f / "runs"), {"zip", "npz", "torch"}),
}  # fmt: skip
"""What is opened: its name, what opens it, and the kinds that may be it."""


@contextmanager
def at_once(seconds=20):
    """A test that waits for ever fails instead."""

    def stop(*_):
        raise AssertionError("it waited")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def refusal(call, folder) -> str:
    with at_once(), pytest.raises(UserError) as caught:
        call(folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("place", PLACES)
def test_a_file_of_another_kind_is_named_as_what_it_is(tmp_path, place):
    name, call, natural = PLACES[place]
    for number, (kind, content) in enumerate(KINDS.items()):
        what = content_of(content)
        if what.name in natural or (place == "titles of classes" and what.name in UNLESS):
            continue
        folder = tmp_path / str(number)
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(content)
        message = refusal(call, folder)
        assert what.described in message, (place, kind, message)
        assert Path(name).name in message, (place, kind, message)
        assert message.endswith((".", "?")) or "{" in message, message
        shutil.rmtree(folder)


@contextmanager
def special(path: Path, kind: str):
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
        yield
    elif kind == "device":
        path.symlink_to("/dev/zero")
        yield
    elif kind == "loop":
        path.symlink_to(path.name)
        yield
    else:
        before = Path.cwd()
        with socket.socket(socket.AF_UNIX) as bound:
            os.chdir(path.parent)  # a socket's path may have about 100 bytes
            try:
                bound.bind(path.name)
            finally:
                os.chdir(before)
            yield


@pytest.mark.parametrize("kind", ["pipe", "device", "loop", "socket"])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_file_is_neither_waited_for_nor_read_for_ever(tmp_path, place, kind):
    name, call, _ = PLACES[place]
    with special(tmp_path / name, kind):
        if place in ("the votes of FER+", "an image"):  # what lies in a folder and is no file is not read
            with at_once():
                call(tmp_path)
        else:
            assert refusal(call, tmp_path)


@pytest.mark.parametrize(
    "place", ["a CSV", "weights", "scores", "a history", "a preset", "labels", "an npz file"]
)
def test_what_a_pipe_is_called(tmp_path, place):
    name, call, _ = PLACES[place]
    with special(tmp_path / name, "pipe"):
        assert "this is a named pipe (FIFO), not a file" in refusal(call, tmp_path)


def test_weights_are_read_by_what_they_are_and_not_by_their_names(tmp_path):
    for number, kind in enumerate(["safetensors", "torch", "pickle of PyTorch before 1.6"]):
        for ending in ("pt", "safetensors", "bin"):
            path = tmp_path / f"{number}.{ending}"
            path.write_bytes(KINDS[kind])
            assert set(read_weights(path).tensors) == {"a"}


def test_scores_are_read_from_a_file_that_is_one(tmp_path):
    np.save(tmp_path / "s.npy", np.eye(3, 2, dtype=np.float32))
    assert read_array(tmp_path / "s.npy", 3, 2, "images", []).shape == (3, 2)
