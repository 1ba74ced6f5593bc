"""``runs import`` of archives that are damaged or made to do harm: refused with one sentence, and nothing is left."""

import io
import json
import pickle
import shutil
import stat
import struct
import zipfile

import numpy as np
import pytest

from fer_lib.errors import UserError
from fer_lib.runs import archive as run_archive
from fer_lib.runs.archive import LARGEST, MANIFEST, import_run
from tests.runs.archives import FILES, contents, good_entries, refused, with_file, without_notebook, write


@pytest.mark.parametrize(
    "name",
    [
        "../escape.txt", "/etc/passwd", "..", "runs/../../x", "C:\\x", "a\\b", "sub/config.yaml", "checkpoint.pt",
        "x.pkl", "\u202e",
    ],
)  # fmt: skip
def test_no_other_names(archive, tmp_path, name):
    file = write(tmp_path / "bad.zip", [*without_notebook(archive), (name, b"x")])
    assert "which is no file of a run" in refused(file, tmp_path / "runs")


@pytest.mark.parametrize("name", ["../escape", "..", "", "/abs", "a/b", ".hidden", 7, None, "x" * 65, "a\nb"])
def test_no_other_names_of_runs(archive, tmp_path, name):
    file = write(tmp_path / "bad.zip", good_entries(archive), name=name)
    assert "is no name of a run" in refused(file, tmp_path / "runs")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFDIR])
def test_no_links_and_no_devices(archive, tmp_path, kind):
    info = zipfile.ZipInfo("train.ipynb")
    info.create_system, info.external_attr = 3, (kind | 0o777) << 16
    file = write(tmp_path / "bad.zip", [*without_notebook(archive), (info, b"/etc/passwd")])
    assert "train.ipynb: is a link or a device" in refused(file, tmp_path / "runs")


def test_no_name_twice(archive, tmp_path):
    file = write(tmp_path / "bad.zip", [*without_notebook(archive), ("config.yaml", b"epochs: 1")])
    assert "holds config.yaml twice" in refused(file, tmp_path / "runs")


def test_nothing_compressed(archive, tmp_path):
    info = zipfile.ZipInfo("history.csv")
    info.compress_type = zipfile.ZIP_DEFLATED
    entries = [entry for entry in good_entries(archive) if entry[0] != "history.csv"]
    file = write(tmp_path / "bomb.zip", [*entries, (info, b"0" * 2**22)])
    assert file.stat().st_size < 2**21
    assert "history.csv: is compressed or encrypted" in refused(file, tmp_path / "runs")


def test_nothing_too_large(archive, tmp_path, monkeypatch):
    file = write(tmp_path / "large.zip", with_file(archive, "config.yaml", b"#" * (2**16 + 1)))
    assert "config.yaml: 65,537 bytes; at most 65,536 are read" in refused(file, tmp_path / "runs")
    monkeypatch.setattr(run_archive, "LARGEST", dict.fromkeys(LARGEST, 10))
    monkeypatch.setattr(run_archive, "MOST_BYTES", 10)
    assert "bytes are more than a run has" in refused(archive, tmp_path / "runs")


def test_no_long_list_of_files(archive, tmp_path):
    entries = [(f"file-{n}", b"") for n in range(100)]
    file = write(tmp_path / "many.zip", entries)
    assert "lists 101 files in" in refused(file, tmp_path / "runs")


@pytest.mark.parametrize("length", [0, 10, 0.5, 0.999, -1])
def test_nothing_cut_off(archive, tmp_path, length):
    content = archive.read_bytes()
    file = tmp_path / "cut.zip"
    file.write_bytes(content[: round(length * len(content)) if 0 < length < 1 else length])
    said = refused(file, tmp_path / "runs")
    assert ("only a part of one" if file.stat().st_size else "the file is empty") in said


def test_no_other_kinds_of_files(tmp_path):
    file = tmp_path / "text.zip"
    for content in (b"hello" * 100, pickle.dumps({"a": 1}), b"PK\5\6" + b"\0" * 18):
        file.write_bytes(content)
        refused(file, tmp_path / "runs")
    assert "no such file" in refused(tmp_path / "nothing.zip", tmp_path / "runs")
    refused(tmp_path, tmp_path / "runs")


def test_every_byte_counts(archive, tmp_path):
    content = archive.read_bytes()
    file = tmp_path / "changed.zip"
    with zipfile.ZipFile(archive) as opened:
        places = [info.header_offset + 60 for info in opened.infolist()]
        places += [opened.infolist()[0].header_offset + 4]
    for place in [*places, len(content) - 300, len(content) - 6]:
        changed = bytearray(content)
        changed[place] ^= 0x55
        file.write_bytes(changed)
        try:
            target = import_run(file, tmp_path / "runs")
        except UserError:
            assert not (tmp_path / "runs").exists()
        else:  # a byte of the zip that says nothing of the files
            assert (target / "best.safetensors").read_bytes() == contents(archive)["best.safetensors"]
            shutil.rmtree(tmp_path / "runs")


@pytest.mark.parametrize(
    "told",
    [
        {"metrics.json": {"bytes": 1, "sha256": "0" * 64}},
        {"metrics.json": {"bytes": None, "sha256": None}},
        {"metrics.json": {"bytes": 1}},
        {"metrics.json": "x"},
        {"../x": {"bytes": 1, "sha256": "0" * 64}},
    ],
)
def test_the_manifest_fits_the_files(archive, tmp_path, told):
    file = write(tmp_path / "bad.zip", good_entries(archive), told)
    assert any(
        part in refused(file, tmp_path / "runs")
        for part in ("another size or SHA-256", "manifest.json: damaged", "the archive has other files")
    )


def test_a_wrong_hash(archive, tmp_path):
    right = json.loads(contents(archive)[MANIFEST])["files"]["history.csv"]
    file = write(tmp_path / "bad.zip", good_entries(archive), {"history.csv": {**right, "sha256": "0" * 64}})
    assert "history.csv: is not the file of the manifest" in refused(file, tmp_path / "runs")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"[" * 30_000, b'{"files": 3}', b"\xff"])
def test_a_wrong_manifest(archive, tmp_path, content):
    file = tmp_path / "bad.zip"
    with zipfile.ZipFile(file, "w") as made:
        for name, old in good_entries(archive):
            made.writestr(name, old)
        made.writestr(MANIFEST, content)
    assert "manifest.json: " in refused(file, tmp_path / "runs")
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("config.yaml", b"")
    assert "manifest.json" in refused(file, tmp_path / "runs")


def test_another_version(archive, tmp_path):
    file = write(tmp_path / "new.zip", good_entries(archive), version=2)
    assert "another version of fer-lib may read it" in refused(file, tmp_path / "runs")


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def npz_member(name, content, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as made:
        made.writestr(name, content)
    return buffer.getvalue()


def array_that_claims(shape):
    """A file of NumPy's format that announces far more numbers than it has."""
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + b"\0" * 64


PICKLE = pickle.dumps({"a": 1})
BILLION = "a: &a [x, x]\n" + "".join(f"k{n}: &k{n} [*{p}, *{p}]\n" for n, p in enumerate(["a", "k0", "k1"]))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("best.safetensors", PICKLE, "best.safetensors: damaged"),
        ("best.safetensors", struct.pack("<Q", 2**60) + b"{}", "best.safetensors: damaged"),
        ("best.safetensors", b"\2\0\0\0\0\0\0\0{}", "best.safetensors: damaged (no weights in it)"),
        ("predictions.npz", PICKLE, "predictions.npz: this is no archive"),
        ("predictions.npz", npz(validation_labels=np.array([{}], dtype=object)), "is no array of numbers"),
        ("predictions.npz", npz_member("archive/data.pkl", PICKLE), "holds 'archive/data.pkl'"),
        ("predictions.npz", npz_member("../validation_labels.npy", b""), "holds '../validation_labels.npy'"),
        ("predictions.npz", npz_member("validation_logits.npy", array_that_claims((2**40, 7))), "is no array"),
        ("predictions.npz", npz_member("validation_logits.npy", PICKLE), "predictions.npz: "),
        ("predictions.npz", npz(validation_labels=np.arange(3)), "predictions.npz: "),
        ("train.ipynb", PICKLE, "train.ipynb: not a notebook"),
        ("train.ipynb", b'{"cells": 3, "nbformat": 4}', "train.ipynb: not a notebook"),
        ("train.ipynb", b"[" * 60_000, "train.ipynb: not a notebook"),
        ("metrics.json", b"{}", "metrics.json: damaged"),
        ("metrics.json", b"[" * 60_000, "metrics.json: damaged"),
        ("provenance.json", b"3", "provenance.json: damaged"),
        ("history.csv", b"epoch\n" + b"1" * 200_000, "history.csv: damaged"),
        ("config.yaml", BILLION.encode(), "config.yaml: not a flat list"),
        ("config.yaml", b"a: " + b"[" * 20_000, "config.yaml: not a flat list"),
        ("config.yaml", b"!!python/object/apply:os.system [id]", "does not hold a complete run: broken: config.yaml"),
        ("config.yaml", b"name: good\nmodel: nothing", "model: there is no network 'nothing'"),
        ("config.yaml", b"name: good\nmodel: report-a", "best.safetensors: not the weights of report-a"),
        ("config.yaml", b"name: other\nmodel: report-b-dnn", "'other' is not the manifest's 'good'"),
        ("config.yaml", b"\xff\xfe", "config.yaml: not readable"),
    ],
)  # fmt: skip
def test_every_file_is_checked(archive, tmp_path, name, content, said):
    file = write(tmp_path / "bad.zip", with_file(archive, name, content))
    message = refused(file, tmp_path / "runs")
    assert said in message
    assert ".import." not in message


@pytest.mark.parametrize("name", [name for name in FILES if name != "train.ipynb"])
def test_no_file_is_missing(archive, tmp_path, name):
    file = write(tmp_path / "bad.zip", [entry for entry in good_entries(archive) if entry[0] != name])
    assert name in refused(file, tmp_path / "runs")
