"""Files are told by what is in them, made here by the programs that write them."""

import gzip
import io
import json
import pickle
import sqlite3
import tarfile
import zipfile

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from safetensors.numpy import save

from fer_lib.data.content import START_BYTES, Family, content_of


def saved(write):
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def tar(form, name="train.csv", mode="w"):
    def write(file):
        with tarfile.open(fileobj=file, mode=mode, format=form) as archive:
            info = tarfile.TarInfo(name)
            info.size = 4
            archive.addfile(info, io.BytesIO(b"a,b\n"))

    return saved(write)


def zipped(*names):
    def write(file):
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(name, "x" * 50)

    return saved(write)


def database(folder):
    with sqlite3.connect(folder / "d") as connection:
        connection.execute("create table faces (label int)")
    connection.close()
    return (folder / "d").read_bytes()


IMAGE = Image.new("L", (8, 8))
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4" * 64 + b"\nsize 301072766\n"
KINDS = {
    "tar": tar(tarfile.USTAR_FORMAT),
    "tar of pax": tar(tarfile.PAX_FORMAT, "表情" * 60),
    "tar of GNU": tar(tarfile.GNU_FORMAT, "a" * 200),
    "tar.gz": tar(tarfile.USTAR_FORMAT, mode="w:gz"),
    "gz": gzip.compress(b"emotion,pixels\n"),
    "zip": zipped("train.csv"),
    "zip, empty": zipped(),
    "xlsx": zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"),
    "xlsx of openpyxl": zipped("docProps/app.xml", "docProps/core.xml", "xl/theme/theme1.xml"),
    "docx": zipped("[Content_Types].xml", "word/document.xml"),
    "xls": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    "npy": saved(lambda file: np.save(file, np.arange(3))),
    "npz": saved(lambda file: np.savez(file, images=np.zeros((2, 3, 3)))),
    "npz, compressed": saved(lambda file: np.savez_compressed(file, images=np.zeros((2, 3, 3)))),
    "torch": saved(lambda file: torch.save({"a": torch.ones(2)}, file)),
    "pickle": pickle.dumps({"a": 1}),
    "pickle of Python 2": pickle.dumps([1], protocol=0),
    "pickle of PyTorch before 1.6": saved(
        lambda file: torch.save({"a": torch.ones(2)}, file, _use_new_zipfile_serialization=False)
    ),
    "safetensors": save({"a": np.zeros(3)}),
    "safetensors with a head of 640 bytes": (0x0280).to_bytes(8, "little") + b'{"a":' + b" " * 640,
    "hdf5": b"\x89HDF\r\n\x1a\n" + bytes(500),
    "parquet": b"PAR1" + bytes(100) + b"PAR1",
    "7z": b"7z\xbc\xaf\x27\x1c\0\4" + bytes(60),
    "rar": b"Rar!\x1a\x07\x01\0" + bytes(60),
    "html": b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>",
    "html, with a BOM": b"\xef\xbb\xbf\r\n<HTML lang='en'><body>404</body></HTML>",
    "html of XML": b'<?xml version="1.0"?>\n<!DOCTYPE html>\n<html xmlns="x"></html>',
    "xml": b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    "lfs": LFS,
    "pdf": b"%PDF-1.7\n%\xe2\xe3",
    "json": json.dumps({"label": [1, 2]}, indent=1).encode(),
    "json, a list": json.dumps([{"label": 1}]).encode(),
    "png": saved(lambda file: IMAGE.save(file, "PNG")),
    "jpeg": saved(lambda file: IMAGE.save(file, "JPEG")),
    "gif": saved(lambda file: IMAGE.save(file, "GIF")),
    "bmp": saved(lambda file: IMAGE.save(file, "BMP")),
    "webp": saved(lambda file: IMAGE.save(file, "WEBP")),
    "tiff": saved(lambda file: IMAGE.save(file, "TIFF")),
    "empty": b"",
    "blank": b"\xef\xbb\xbf \r\n",
    "zeros": bytes(4096),
    "idx": b"\0\0\x08\x03" + bytes(12),
}
"""What a file is called, and files of that name."""


@pytest.mark.parametrize("name", KINDS)
def test_what_a_file_is(name):
    content = content_of(KINDS[name][:START_BYTES])
    assert content is not None
    expected = name.split(" ")[0].rstrip(",")
    assert content.name == expected
    assert content.described


def test_a_database(tmp_path):
    assert content_of(database(tmp_path)).name == "sqlite"


@pytest.mark.parametrize(
    "text",
    [
        "emotion,pixels,Usage\n0,1 2 3,Training\n",
        '"emotion","pixels"\n',
        "label;feature\n",
        "id\tlabel\n",
        "[1] label,x\n"[4:],
        "name: mine\nmodel: report-a\n",
        "{epochs: 3}\n",
        "# a remark\na: 1\n",
        "version,label\n1,2\n",
        "class Net(nn.Module):\n    pass\n",
        "(a)\n1\n",
        "BMI,height\n1,2\n",
        "angry, 0\n",
        "Rar,label\n",
        "PKI,label\n",
        "MM,II\n",
        "<unk>,label\n",
    ],
)
def test_text_that_may_be_what_is_wanted(text):
    assert content_of(text.encode()) is None
    assert content_of(text.encode("utf-8-sig")) is None


@given(st.binary(max_size=600))
def test_any_bytes_are_something_or_nothing_known(start):
    content = content_of(start)
    assert content is None or content.described


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_a_file_that_is_cut_off_later_is_told_as_well(name, data):
    whole = KINDS[name][:START_BYTES]
    least = min(len(whole), 700)  # the head of an archive, and the names of the first files in it
    cut = data.draw(st.integers(least, len(whole)))
    assert content_of(whole[:cut]) == content_of(whole)


def test_a_pointer_says_how_large_its_file_is():
    content = content_of(LFS)
    assert (content.family, content.described) == (
        Family.POINTER,
        "a Git LFS pointer for a file of 301,072,766 bytes",
    )


def test_a_file_that_would_become_huge_is_not_unpacked_to_tell_what_it_is():
    assert content_of(gzip.compress(bytes(50_000_000))).name == "gz"
