"""Runs of a network of one's own: read, packed, taken in, deleted."""

import json
import shutil
import zipfile

import pytest
import yaml

from fer_lib.cli import main
from fer_lib.errors import UserError
from fer_lib.network_code import read_network
from fer_lib.runs import RunFolder
from fer_lib.runs.archive import export_run, import_run
from fer_lib.runs.removal import remove_run
from fer_lib.runs.state import read_state
from tests.runs.archives import contents, good_entries, refused, write
from tests.runs.own_network_run import HEAD, NET, write_own_network_run


@pytest.fixture
def run(tmp_path):
    folder = write_own_network_run(tmp_path / "runs" / "good", tmp_path / "source")
    shutil.rmtree(tmp_path / "source")
    return folder


@pytest.fixture
def packed(run, tmp_path):
    export_run(run, tmp_path / "good.zip")
    return tmp_path / "good.zip"


def test_a_run_is_complete_with_its_code(run):
    assert read_state(run).shown == "complete"
    assert len(RunFolder(run).model().body) == 2


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("my_net.py", None, "network/my_net.py: there is no such file"),
        ("parts/head.py", None, "network: not the code that was trained"),
        ("parts/head.py", HEAD.replace("48", "47"), "network: not the code that was trained"),
        ("my_net.py", "class Net(:", "network/my_net.py:1: not Python"),
        ("my_net.py", "class Other: pass", "network/my_net.py: has no Net"),
    ],
)
def test_a_run_without_its_code_is_broken(run, file, text, words):
    if text is None:
        (run / "network" / file).unlink()
    else:
        (run / "network" / file).write_text(text, "utf8")
    state = read_state(run)
    assert state.state == "broken"
    assert words in state.reason
    assert str(run.parent) not in state.reason
    with pytest.raises(UserError):
        RunFolder(run).model()


def test_a_remark_in_the_copy_breaks_nothing(run):
    (run / "network" / "parts" / "head.py").write_text(f"# Mine.\n{HEAD}", "utf8")
    assert read_state(run).state == "complete"


def test_the_code_is_packed_as_it_is_and_taken_in_with_trust(run, packed, tmp_path):
    entries = contents(packed)
    assert entries["network/my_net.py"].decode() == NET
    assert entries["network/parts/head.py"].decode() == HEAD
    target = import_run(packed, tmp_path / "new", trust=True)
    assert read_state(target).state == "complete"
    assert (target / "network" / "parts" / "head.py").read_text("utf8") == HEAD
    export_run(target, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_without_trust_no_code_of_somebody_s_is_taken_in_or_even_read(packed, tmp_path):
    message = refused(packed, tmp_path / "new")
    assert (
        "has a network of somebody's own (network/my_net.py, network/parts/head.py), Python code" in message
    )
    assert "--trust" in message
    hostile = [(name, b"\0" if name == "network/my_net.py" else old) for name, old in good_entries(packed)]
    assert "--trust" in refused(write(tmp_path / "hostile.zip", hostile), tmp_path / "new")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("network/../evil.py", b"", "holds 'network/../evil.py', which is no file of a run"),
        ("network/.hidden.py", b"", "which is no file of a run"),
        ("network/a\\b.py", b"", "which is no file of a run"),
        ("network/data.bin", b"", "which is no file of a run"),
        ("network//x.py", b"", "which is no file of a run"),
        ("network/big.py", b"#" * (2**20 + 1), "network/big.py: 1,048,577 bytes; at most 1,048,576 are read"),
        ("network/unused.py", b"", "network/unused.py: is no part of the run's network (my_net.py:Net)"),
    ],
)
def test_only_what_the_network_imports_is_taken_in(packed, tmp_path, name, content, words):
    file = write(tmp_path / "more.zip", [*good_entries(packed), (name, content)])
    assert words in refused(file, tmp_path / "new", trust=True)


def test_code_in_the_archive_of_a_network_of_the_project_is_refused(archive, tmp_path):
    file = write(tmp_path / "more.zip", [*good_entries(archive), ("network/x.py", b"print()")])
    message = refused(file, tmp_path / "runs", trust=True)
    assert "network/x.py: is no part of the run's network (report-b-dnn)" in message


@pytest.mark.parametrize("missing", ["network/my_net.py", "network/parts/head.py"])
def test_an_archive_without_all_of_the_code_is_refused(packed, tmp_path, missing):
    entries = [entry for entry in good_entries(packed) if entry[0] != missing]
    assert "does not hold a complete run: broken: " in refused(
        write(tmp_path / "less.zip", entries), tmp_path / "new", trust=True
    )


def test_code_that_is_not_what_was_trained_is_refused(packed, tmp_path):
    other = [
        (name, NET.replace("depth=1", "depth=3").encode() if name == "network/my_net.py" else old)
        for name, old in good_entries(packed)
    ]
    message = refused(write(tmp_path / "other.zip", other), tmp_path / "new", trust=True)
    assert "network: not the code that was trained" in message


def test_a_network_from_outside_of_the_run_is_not_read(packed, tmp_path):
    (tmp_path / "evil.py").write_text("raise SystemExit('it ran')\nclass Net: pass\n")
    changed = [
        (name, old.replace(b"model: my_net.py:Net", f"model: {tmp_path}/evil.py:Net".encode()))
        for name, old in good_entries(packed)
    ]
    assert changed != good_entries(packed)
    assert "network/evil.py: there is no such file" in refused(
        write(tmp_path / "outside.zip", changed), tmp_path / "new", trust=True
    )


@pytest.mark.parametrize("network", ["x", ["x"], {"sha256": ["x"]}, 3])
def test_odd_notes_on_the_network(packed, tmp_path, network):
    changed = [
        (
            name,
            json.dumps({**json.loads(old), "network": network}).encode()
            if name == "provenance.json"
            else old,
        )
        for name, old in good_entries(packed)
    ]
    file = write(tmp_path / "odd.zip", changed)
    message = refused(file, tmp_path / "new", trust=True)
    assert (
        "not the code that was trained" in message or "data, device, code and network are objects" in message
    )


def test_options_may_hold_lists(packed, tmp_path):
    changed = []
    for name, old in good_entries(packed):
        if name == "config.yaml":
            old = yaml.safe_dump({**yaml.safe_load(old), "model_options": {"depth": [[1]]}}).encode()
        changed.append((name, old))
    # It is read, and then does not fit the network.
    assert "fails: TypeError" in refused(write(tmp_path / "lists.zip", changed), tmp_path / "new", trust=True)


def test_the_commands(run, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (run / "network" / "my_net.py").write_text(f"DATA = '/home/someone/faces'\n{NET}", "utf8")
    provenance = json.loads((run / "provenance.json").read_text("utf8"))
    provenance["network"]["sha256"] = ""
    (run / "provenance.json").write_text(json.dumps(provenance), "utf8")
    assert main(["runs", "list", "runs"]) == 0
    assert "my_net.py:Net" in capsys.readouterr().out
    assert main(["runs", "export", "runs/good", "-o", "out.zip"]) == 0
    said = capsys.readouterr().out
    assert (
        "network/my_net.py names a folder of this machine, its host or its user; it is packed as it is"
        in said
    )
    assert "network/parts/head.py names" not in said
    with zipfile.ZipFile("out.zip") as opened:
        assert b"/home/someone" in opened.read("network/my_net.py")
    assert main(["runs", "import", "out.zip", "--to", "taken"]) == 2
    assert "give --trust if you trust whom it is from" in capsys.readouterr().err
    assert main(["runs", "import", "out.zip", "--to", "taken", "--trust"]) == 0
    assert main(["evaluate", "taken/good", "--json"]) == 0


def test_runs_whose_networks_differ_in_their_code_alone_are_told_apart(run, tmp_path, capsys):
    other = tmp_path / "runs" / "other"
    shutil.copytree(run, other)
    (other / "network" / "parts" / "head.py").write_text(f"{HEAD}\n\nMORE = 1\n", "utf8")
    provenance = json.loads((other / "provenance.json").read_text("utf8"))
    code = read_network(f"{other}/network/my_net.py:Net")
    (other / "provenance.json").write_text(json.dumps({**provenance, "network": code.described()}), "utf8")
    assert main(["runs", "compare", str(run), str(other), "--json"]) == 0
    keys = json.loads(capsys.readouterr().out)["differing_keys"]
    assert keys == {"network code": [RunFolder(run).network_code().sha256[:12], code.sha256[:12]]}
    assert main(["runs", "show", str(other)]) == 0
    assert f"my_net.py:Net, SHA-256 {code.sha256[:12]}" in capsys.readouterr().out


def test_the_code_is_deleted_with_the_run(run):
    remove_run(run)
    assert not run.exists()
