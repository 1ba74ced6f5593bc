"""A folder of archives as a table."""

import csv
import shutil
import zipfile

import pytest
import torch
from safetensors.torch import load_file, save_file

from fer_lib.adoption.adopt import Elsewhere, adopt
from fer_lib.cli import main
from fer_lib.config import RunConfig
from fer_lib.data.prepared import write_prepared
from fer_lib.data.splits import assign_split
from fer_lib.errors import UserError
from fer_lib.handed_in.collection import collect
from fer_lib.models import MODELS, create_model
from fer_lib.runs import RunFolder
from fer_lib.runs.predictions import figures_of, write_predictions
from tests.adoption.elsewhere import food, network, write_network
from tests.handed_in.student_run import change_weights, forge, hand_in, student_run
from tests.runs.archives import contents, write
from tests.runs.finished_run import change_json


@pytest.fixture(scope="module")
def runs(prepared, tmp_path_factory):
    """Four runs, whose weights give their figures."""
    folder = tmp_path_factory.mktemp("runs")
    return [student_run(folder / f"run-{seed}", prepared[0], seed) for seed in range(4)]


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def copied(run, target):
    shutil.copytree(run.path, target)
    return RunFolder(target)


def read(table):
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def by_file(rows):
    return {row.file: row for row in rows}


def test_thirty_archives_two_copies_and_one_with_scores_that_its_weights_do_not_give(
    prepared, inbox, tmp_path, capsys
):
    """The end of issue 13's list: what an assistant does with a class."""
    faces, data = prepared
    for number in range(30):
        run = student_run(
            tmp_path / "students" / f"{number}" / "final", faces, seed=number if number != 7 else 5
        )
        if number == 7:  # somebody else's weights under a configuration of her own
            values = (run.path / "config.yaml").read_text("utf8").replace("seed: 5", "seed: 7")
            (run.path / "config.yaml").write_text(values, "utf8")
        if number == 11:
            forge(run)
        hand_in(run, inbox / f"hw3_{number:02}.zip", f"學生{number}", f"B{number:08}")
    table = tmp_path / "table.csv"
    assert main(["runs", "collect", str(inbox), "-o", str(table), "--data", str(data)]) == 0
    said = capsys.readouterr().out
    rows = {row["file"]: row for row in read(table)}
    assert len(rows) == 30
    assert {row["name"] for row in rows.values()} == {"final"}
    assert [row["student_id"] for row in rows.values()] == [f"B{n:08}" for n in range(30)]
    assert rows["hw3_03.zip"]["author"] == "學生3"
    flagged = {file for file, row in rows.items() if row["same_as"] or row["status"] != "verified"}
    assert flagged == {"hw3_05.zip", "hw3_07.zip", "hw3_11.zip"}
    assert rows["hw3_05.zip"]["same_as"] == "hw3_07.zip"
    assert rows["hw3_07.zip"]["remarks"] == "the same weights as hw3_05.zip"
    forged = rows["hw3_11.zip"]
    assert forged["status"] == "contradicted"
    assert forged["test_accuracy"] == "1.0000"
    assert "test: the weights give other logits than are recorded (" in forged["remarks"]
    assert sorted(line.split(":")[0] for line in said.splitlines()[1:]) == sorted(flagged)
    honest = rows["hw3_00.zip"]
    predicted = RunFolder(tmp_path / "students" / "0" / "final").accuracy("test")
    assert honest["test_n"] == str(predicted.n)
    assert float(honest["test_accuracy"]) == pytest.approx(predicted.share, abs=1e-4)
    assert float(honest["test_low"]) < float(honest["test_accuracy"]) < float(honest["test_high"])
    assert honest["network"] == "report-b-dnn"
    assert honest["parameters"] == str(sum(p.numel() for p in create_model("report-b-dnn").parameters()))
    assert honest["epochs"] == "2"


def test_without_data_nothing_is_computed_and_contradictions_in_the_archive_are_found(runs, inbox, tmp_path):
    hand_in(runs[0], inbox / "a.zip")
    boasting = copied(runs[1], tmp_path / "run-1")
    entries = contents(hand_in(boasting, tmp_path / "b.zip"))
    honest = boasting.accuracy("validation")
    splits = boasting.metrics()["splits"]
    splits["validation"]["correct"] += 1
    change_json(boasting.path / "metrics.json", splits=splits)
    changed = (boasting.path / "metrics.json").read_bytes()
    write(
        inbox / "b.zip",
        [(n, changed if n == "metrics.json" else c) for n, c in entries.items() if n != "manifest.json"],
        name="run-1",
    )
    rows = by_file(collect(inbox))
    assert rows["a.zip"].status == "read"
    assert rows["a.zip"].remarks == ()
    assert rows["b.zip"].status == "contradicted"
    assert "validation images right, but predictions.npz has" in rows["b.zip"].remarks[0]
    assert rows["b.zip"].accuracies["validation"] == honest
    assert rows["b.zip"].parameters is not None


def test_copies_are_found_under_other_names_and_in_another_file(runs, inbox, tmp_path):
    hand_in(runs[0], inbox / "a.zip")
    renamed = copied(runs[0], tmp_path / "renamed")
    weights = load_file(renamed.path / "best.safetensors")
    save_file(dict(reversed(weights.items())), renamed.path / "best.safetensors", metadata={"by": "me"})
    hand_in(renamed, inbox / "b.zip")
    hand_in(runs[1], inbox / "c.zip")
    rows = by_file(collect(inbox))
    assert rows["a.zip"].same_as == ("b.zip",)
    assert rows["b.zip"].same_as == ("a.zip",)
    assert rows["c.zip"].same_as == ()
    assert any("the same configuration and seed as b.zip" in remark for remark in rows["a.zip"].remarks)


def test_changed_weights_with_copied_predictions(runs, inbox, tmp_path, prepared):
    hand_in(runs[0], inbox / "a.zip")
    copy = copied(runs[0], tmp_path / "copy")
    change_weights(copy, 1e-6)
    hand_in(copy, inbox / "b.zip")
    rows = by_file(collect(inbox, str(prepared[1])))
    assert rows["b.zip"].status == "verified"
    assert rows["b.zip"].same_as == ("a.zip",)
    assert "other weights, and the same predictions of all images as a.zip" in rows["b.zip"].remarks


def test_runs_that_are_right_about_everything_are_not_alike_for_it(runs, inbox, tmp_path):
    for run in runs[:2]:
        perfect = copied(run, tmp_path / run.name)
        forge(perfect)
        hand_in(perfect, inbox / f"{run.name}.zip")
    assert all(row.same_as == () for row in collect(inbox))


def test_archives_of_one_name_lie_in_folders(runs, inbox):
    for number in range(3):
        (inbox / f"student {number}").mkdir()
        hand_in(runs[number], inbox / f"student {number}" / "final.zip")
    (inbox / "__MACOSX").mkdir()
    (inbox / "__MACOSX" / "final.zip").write_bytes(b"x")
    (inbox / "._final.zip").write_bytes(b"x")
    assert [row.file for row in collect(inbox)] == [f"student {n}/final.zip" for n in range(3)]


def test_a_bad_archive_is_a_row_and_no_end(runs, inbox, tmp_path, capsys):
    good = hand_in(runs[0], inbox / "good.zip")
    whole = good.read_bytes()
    (inbox / "cut.zip").write_bytes(whole[: len(whole) // 2])
    (inbox / "empty.zip").write_bytes(b"")
    (inbox / "text.zip").write_text("not a zip")
    with zipfile.ZipFile(inbox / "other.zip", "w") as archive:
        archive.writestr("homework.docx", "x")
    entries = [(n, c) for n, c in contents(good).items() if n != "manifest.json"]
    write(inbox / "author.zip", entries, name="run-0", author="a\nb")
    write(inbox / "nameless.zip", entries, name="run-0", author=7)
    write(
        inbox / "config.zip", [(n, b"a: [[[" if n == "config.yaml" else c) for n, c in entries], name="run-0"
    )
    write(
        inbox / "yaml.zip",
        [(n, b"epochs: many" if n == "config.yaml" else c) for n, c in entries],
        name="run-0",
    )
    write(
        inbox / "weights.zip",
        [(n, b"\xff" * 99 if n == "best.safetensors" else c) for n, c in entries],
        name="run-0",
    )
    rows = by_file(collect(inbox))
    assert rows.pop("good.zip").status == "read"
    assert len(rows) == 9
    for row in rows.values():
        assert row.status == "unreadable"
        assert len(row.remarks) == 1
        assert str(tmp_path) not in row.remarks[0]
    assert rows["other.zip"].remarks[0].startswith("holds 'homework.docx', which is no file of a run")
    assert (
        "manifest.json: author: 'a\\nb': one line of at most 100 characters" in rows["author.zip"].remarks[0]
    )
    assert rows["weights.zip"].remarks[0].startswith("not a complete run: broken: best.safetensors: damaged")
    assert rows["weights.zip"].name == "run-0"
    table = tmp_path / "t.csv"
    assert main(["runs", "collect", str(inbox), "-o", str(table)]) == 0
    assert "10 archives, 9 unreadable, 1 read" in capsys.readouterr().out
    assert len(read(table)) == 10


def test_weights_of_another_network_are_a_row(runs, inbox, tmp_path):
    other = copied(runs[0], tmp_path / "other")
    config = other.path / "config.yaml"
    config.write_text(config.read_text("utf8").replace("report-b-dnn", "report-a"), "utf8")
    hand_in(other, inbox / "a.zip")
    (row,) = collect(inbox)
    assert row.status == "unreadable"
    assert "best.safetensors: not the weights of report-a" in row.remarks[0]


def test_somebodys_network_is_read_without_running_it(inbox, tmp_path):
    file = write_network(tmp_path / "code")
    torch.save(network().state_dict(), tmp_path / "m.pt")
    dataset = assign_split(food(), "source")
    run = RunFolder(tmp_path / "own")
    adopt(Elsewhere(RunConfig(name="own", model=f"{file}:Net"), tmp_path / "m.pt", trust=True), dataset, run)
    hand_in(run, inbox / "own.zip")
    entries = contents(inbox / "own.zip")
    marker = tmp_path / "executed"
    entries["network/net.py"] += f"\nopen({str(marker)!r}, 'w')\n".encode()
    provenance = entries["provenance.json"].replace(run.network_code().sha256.encode(), b"")
    files = [
        (n, provenance if n == "provenance.json" else c) for n, c in entries.items() if n != "manifest.json"
    ]
    write(inbox / "own.zip", files, name="own")
    (row,) = collect(inbox)
    assert row.status == "read"
    assert row.network == "net.py:Net"
    assert row.parameters == sum(p.numel() for p in network().parameters())
    assert row.epochs is None
    assert row.remarks == ("trained elsewhere", "not run: its own code; --trust runs it, with --data")
    assert not marker.exists()


def test_somebodys_network_is_run_if_it_is_trusted(inbox, tmp_path):
    file = write_network(tmp_path / "code")
    torch.save(network().state_dict(), tmp_path / "m.pt")
    write_prepared(tmp_path / "food", food())
    for name in ("honest", "forged"):
        run = RunFolder(tmp_path / name)
        elsewhere = Elsewhere(RunConfig(name=name, model=f"{file}:Net"), tmp_path / "m.pt", trust=True)
        adopt(elsewhere, assign_split(food(), "source"), run)
        if name == "forged":
            forge(run)
        hand_in(run, inbox / f"{name}.zip")
    rows = by_file(collect(inbox, str(tmp_path / "food"), trust=True))
    assert rows["honest.zip"].status == "verified"
    assert rows["forged.zip"].status == "contradicted"
    untrusted = by_file(collect(inbox, str(tmp_path / "food")))
    assert {row.status for row in untrusted.values()} == {"read"}


def test_cells_are_no_formulas(runs, inbox, tmp_path):
    hand_in(runs[0], inbox / "=cmd.zip", "=HYPERLINK(1)", "+886")
    main(["runs", "collect", str(inbox), "-o", str(tmp_path / "t.csv")])
    (row,) = read(tmp_path / "t.csv")
    assert (row["file"], row["author"], row["student_id"]) == ("'=cmd.zip", "'=HYPERLINK(1)", "'+886")


def test_other_data_are_said_and_nothing_is_computed(runs, inbox, tmp_path, prepared):
    other = copied(runs[0], tmp_path / "other")
    change_json(other.path / "provenance.json", data={**other.provenance()["data"], "sha256": "0" * 64})
    hand_in(other, inbox / "a.zip")
    (row,) = collect(inbox, str(prepared[1]))
    assert row.status == "read"
    assert row.remarks[0].startswith("not computed again: ")
    assert "not the data of" in row.remarks[0]


def test_what_cannot_be_collected(inbox, tmp_path, runs, capsys):
    with pytest.raises(UserError, match="there is no archive"):
        collect(inbox)
    with pytest.raises(UserError, match="there is no such folder"):
        collect(inbox / "none")
    hand_in(runs[0], inbox / "a.zip")
    with pytest.raises(UserError, match="there is no such file or folder"):
        collect(inbox, str(tmp_path / "none"))
    (tmp_path / "t.csv").write_text("mine")
    assert main(["runs", "collect", str(inbox), "-o", str(tmp_path / "t.csv")]) == 2
    assert "--overwrite replaces" in capsys.readouterr().err
    assert (tmp_path / "t.csv").read_text() == "mine"


@pytest.mark.parametrize("name", MODELS)
def test_every_network_of_the_project_is_counted_without_being_filled(name):
    with torch.device("meta"):
        counted = create_model(name)
    assert {k: v.shape for k, v in counted.state_dict().items()} == {
        k: v.shape for k, v in create_model(name).state_dict().items()
    }
    assert all(parameter.is_meta for parameter in counted.parameters())


def test_networks_that_say_one_class_of_every_image_are_not_alike_for_it(runs, inbox, tmp_path):
    for run in runs[:2]:
        collapsed = copied(run, tmp_path / run.name)
        predictions = {}
        for split in ("train", "validation", "test"):
            found = collapsed.predictions(split)
            found.logits[:, 3] = 99
            predictions[split] = found
        write_predictions(collapsed.path, predictions)
        splits = {split: figures_of(found) for split, found in predictions.items()}
        change_json(collapsed.path / "metrics.json", splits=splits)
        hand_in(collapsed, inbox / f"{run.name}.zip")
    assert all(row.same_as == () for row in collect(inbox))
