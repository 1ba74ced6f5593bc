"""``runs export`` and ``import``: what comes out goes in again."""

import getpass
import hashlib
import json
import os
import shutil
import socket
import zipfile
from pathlib import Path

import pytest

from fer_lib.cli import main
from fer_lib.errors import UserError
from fer_lib.runs.archive import LARGEST, MANIFEST, export_run, import_run
from fer_lib.runs.private_words import without_private_words
from fer_lib.runs.state import read_state
from tests.runs.archives import FILES, contents, good_entries, refused
from tests.runs.finished_run import SOMEONES_FILE, unfinish, write_finished_run


def test_what_is_exported_is_imported(finished_run, archive, tmp_path):
    target = import_run(archive, tmp_path / "new" / "runs")
    assert target == tmp_path / "new" / "runs" / "good"
    assert sorted(path.name for path in target.iterdir()) == FILES
    assert [path.name for path in target.parent.iterdir()] == ["good"]
    for name in FILES[:-1]:
        assert (target / name).read_bytes() == (finished_run / name).read_bytes()
    assert read_state(target).state == "complete"
    again = tmp_path / "again.zip"
    export_run(target, again)
    assert again.read_bytes() == archive.read_bytes()


def test_the_bytes_do_not_depend_on_when_and_where(finished_run, archive, tmp_path):
    copy = tmp_path / "elsewhere"
    copy.mkdir()
    for name in reversed(
        FILES
    ):  # another order in the folder, other times, and files that do not belong to it
        (copy / name).write_bytes((finished_run / name).read_bytes())
        os.utime(copy / name, (0, 0))
    (copy / "train.log.txt").write_text("log")
    (copy / "explain").mkdir()
    export_run(copy, tmp_path / "copy.zip")
    assert (tmp_path / "copy.zip").read_bytes() == archive.read_bytes()
    with zipfile.ZipFile(archive) as opened:
        infos = opened.infolist()
        manifest = json.loads(opened.read(MANIFEST))
    assert [info.filename for info in infos] == sorted([*FILES, MANIFEST])
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
    assert manifest["name"] == "good"
    for name, content in good_entries(archive):
        entry = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        assert manifest["files"][name] == entry


def test_nothing_tells_whose_it_is(archive):
    found = contents(archive)
    assert SOMEONES_FILE.encode() not in archive.read_bytes()
    notebook = json.loads(found["train.ipynb"])
    said, picture = notebook["cells"][0]["outputs"]
    assert "".join(notebook["cells"][0]["source"]) == 'data = "fer2013.csv"'
    assert "".join(said["text"]) == "read fer2013.csv\n"
    assert "".join(picture["data"]["image/png"]) == "iVBORw0KGgo/home/someone/x/=="  # no path, but a picture
    assert "papermill" not in found["train.ipynb"].decode()


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ('data = "/home/someone/faces/x.csv"', 'data = "x.csv"'),
        ("runs_dir: /home/someone", "runs_dir: ~"),
        ("file:///home/someone/a/b.py, line 3", "b.py, line 3"),
        ("C:\\Users\\ada\\b.csv", "~\\b.csv"),
        ('"D:\\\\faces\\\\b.csv"', '"b.csv"'),
        ("~/faces/x.csv", "x.csv"),
        ("/usr/lib/python3/x.py:12", "x.py:12"),
        ("1/2 and 3 / 4, and/or, runs/quick/data", "1/2 and 3 / 4, and/or, runs/quick/data"),
        ("https://example.org/a/b.html", "https://example.org/a/b.html"),
    ],
)
def test_private_words(text, cleaned):
    assert without_private_words(text) == cleaned


def test_names_of_host_and_user(monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "gpu-node-7.lab")
    monkeypatch.setattr(getpass, "getuser", lambda: "b01234567")
    from fer_lib.runs import private_words

    private_words._names.cache_clear()
    try:
        assert without_private_words("on gpu-node-7 by b01234567, gpu-node-70") == "on … by …, gpu-node-70"
        monkeypatch.setattr(getpass, "getuser", lambda: "epoch")
        monkeypatch.setattr(socket, "gethostname", lambda: "training")
        private_words._names.cache_clear()
        assert without_private_words("training epoch 1") == "training epoch 1"
    finally:
        monkeypatch.undo()
        private_words._names.cache_clear()


def test_a_run_without_a_notebook(tmp_path):
    run = write_finished_run(tmp_path / "bare", notebook=False)
    assert export_run(run, tmp_path / "bare.zip") == FILES[:-1]
    assert read_state(import_run(tmp_path / "bare.zip", tmp_path / "runs")).state == "complete"


def test_export_refuses(finished_run, archive, tmp_path):
    half = unfinish(shutil.copytree(finished_run, tmp_path / "half"))
    with pytest.raises(
        UserError, match="only a complete run can be packed; this one is unfinished: epoch 1 of 2"
    ):
        export_run(half, tmp_path / "half.zip")
    there = tmp_path / "there.zip"
    there.write_text("mine")
    with pytest.raises(UserError, match=r"there\.zip: is there already; --overwrite replaces it"):
        export_run(finished_run, there)
    assert there.read_text() == "mine"
    with pytest.raises(UserError, match="this is a folder"):
        export_run(finished_run, tmp_path, overwrite=True)
    export_run(finished_run, there, overwrite=True)
    assert there.read_bytes() == archive.read_bytes()
    broken = shutil.copytree(finished_run, tmp_path / "broken")
    (broken / "train.ipynb").write_text("[]")
    with pytest.raises(UserError, match=r"train\.ipynb: not a notebook"):
        export_run(broken, tmp_path / "broken.zip")
    assert not (tmp_path / "broken.zip").exists()


def test_export_packs_nothing_that_import_would_refuse(finished_run, tmp_path, monkeypatch):
    monkeypatch.setitem(LARGEST, "history.csv", 10)
    with pytest.raises(UserError, match=r"history\.csv: [\d,]+ bytes; at most 10 are packed"):
        export_run(finished_run, tmp_path / "good.zip")
    assert not (tmp_path / "good.zip").exists()


def test_import_overwrites_only_runs_and_only_if_told_to(archive, tmp_path):
    target = import_run(archive, tmp_path / "runs")
    (target / "train.ipynb").unlink()
    assert "is there already; --overwrite replaces it" in str(refuse_there(archive, target))
    import_run(archive, tmp_path / "runs", overwrite=True)
    assert (target / "train.ipynb").is_file()
    (target / "notes.md").write_text("mine")
    with pytest.raises(UserError, match=r"holds notes\.md"):
        import_run(archive, tmp_path / "runs", overwrite=True)
    assert (target / "notes.md").read_text() == "mine"
    shutil.rmtree(target)
    target.symlink_to(tmp_path)
    with pytest.raises(UserError, match="this is a link"):
        import_run(archive, tmp_path / "runs", overwrite=True)
    assert target.is_symlink()


def refuse_there(archive, target):
    with pytest.raises(UserError) as caught:
        import_run(archive, target.parent)
    return caught.value


def test_a_failed_move_leaves_the_old_run(archive, tmp_path, monkeypatch):
    target = import_run(archive, tmp_path / "runs")
    (target / "train.ipynb").unlink()
    rename = Path.rename

    def fail(path, where):
        if path.name == "new":
            raise OSError(28, "No space left on device")
        return rename(path, where)

    monkeypatch.setattr(Path, "rename", fail)
    message = refused(archive, tmp_path / "runs", overwrite=True)
    assert "cannot be unpacked: No space left on device" in message
    assert not (target / "train.ipynb").exists()


def test_commands(finished_run, tmp_path, monkeypatch, capsys):
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "editions").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["runs", "export", str(finished_run)]) == 0
    assert capsys.readouterr().out == f"good.fer-run.zip: {', '.join(FILES)}\n"
    assert main(["runs", "import", "good.fer-run.zip"]) == 0
    assert capsys.readouterr().out == "runs/good\n"
    assert main(["runs", "import", "good.fer-run.zip"]) == 2
    assert capsys.readouterr().err.startswith("error: runs/good: is there already; --overwrite replaces it")
    assert main(["runs", "import", "good.fer-run.zip", "--to", "runs/others"]) == 0
    assert capsys.readouterr().out == "runs/others/good\n"
