"""Archives of runs, good ones and bad ones."""

import hashlib
import json
import warnings
import zipfile

import pytest

from fer_lib.errors import UserError
from fer_lib.runs.archive import MANIFEST, import_run

FILES = [
    "best.safetensors", "config.yaml", "history.csv", "metrics.json", "predictions.npz", "provenance.json",
    "train.ipynb",
]  # fmt: skip


def contents(archive):
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def write(file, entries, told=None, **changed):
    """An archive of these entries with a manifest that fits them, but for the keys that are changed.

    Args:
        file: to write.
        entries: name or ``ZipInfo``, and content, of each.
        told: entries of the manifest that take the place of the right ones.
        changed: keys of the manifest.
    """
    listed = {
        getattr(name, "filename", name): {
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        for name, content in entries
        if name != MANIFEST
    }
    manifest = {
        "format": "fer-lib run", "version": 1, "name": "good", "files": {**listed, **(told or {})}, **changed,
    }  # fmt: skip
    with zipfile.ZipFile(file, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names that stand twice
        for name, content in entries:
            archive.writestr(name, content)
        archive.writestr(MANIFEST, json.dumps(manifest))
    return file


def good_entries(archive):
    return [(name, content) for name, content in contents(archive).items() if name != MANIFEST]


def without_notebook(archive):
    return [entry for entry in good_entries(archive) if entry[0] != "train.ipynb"]


def with_file(archive, changed, content):
    return [(name, content if name == changed else old) for name, old in good_entries(archive)]


def refused(file, folder, **options):
    """The message with which an archive is refused; nothing may be left behind."""
    before = {path: path.read_bytes() if path.is_file() else b"" for path in folder.parent.rglob("*")}
    with pytest.raises(UserError) as caught:
        import_run(file, folder, **options)
    after = {path: path.read_bytes() if path.is_file() else b"" for path in folder.parent.rglob("*")}
    assert after == before
    message = str(caught.value)
    assert str(file) in message
    assert "\n" not in message
    return message
