"""Seeds and grids of an edition, and what is refused of them."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from fer_lib.cli import main
from fer_lib.config import RunConfig
from fer_lib.editions import read_edition
from fer_lib.editions.runs import value_in_name
from fer_lib.errors import UserError

WRITE = Callable[..., Path]
GRID = {
    "preset": "report-a", "epochs": 2, "seeds": [0, 3],
    "grid": {"learning_rate": [1.0e-3, 2.0e-3], "dropout": ["network", 0.5]},
}  # fmt: skip


@pytest.fixture
def project(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WRITE:
    """A project with one edition; ``project(runs={…}, main_run=…)`` writes it."""
    shutil.copytree(root / "presets", tmp_path / "presets")
    (tmp_path / "editions").mkdir()
    (tmp_path / "_toc.yml").touch()
    monkeypatch.chdir(tmp_path)

    def write(**changes: Any) -> Path:
        edition = {
            "title": {"en": "Test", "zh-TW": "測試"},
            "data": {"source": "synthetic", "count": 300},
            "main_run": "a",
            "runs": {"a": {"preset": "report-a"}},
            **changes,
        }
        (tmp_path / "editions" / "test.yaml").write_text(yaml.safe_dump(edition, sort_keys=False), "utf8")
        return tmp_path

    return write


def test_a_grid_makes_the_product_of_its_lists_and_the_seeds(project: WRITE) -> None:
    edition = read_edition("test", project(runs={"a": {"preset": "report-a"}, "g": GRID}))
    assert list(edition.configs) == [
        "a",
        "g-lr0.001-dropout-network-s0", "g-lr0.001-dropout-network-s3",
        "g-lr0.001-dropout0.5-s0", "g-lr0.001-dropout0.5-s3",
        "g-lr0.002-dropout-network-s0", "g-lr0.002-dropout-network-s3",
        "g-lr0.002-dropout0.5-s0", "g-lr0.002-dropout0.5-s3",
    ]  # fmt: skip
    run = edition.configs["g-lr0.002-dropout0.5-s3"]
    assert (run.name, run.runs_dir) == ("g-lr0.002-dropout0.5-s3", "runs/test")
    assert (run.learning_rate, run.dropout, run.seed, run.epochs) == (2.0e-3, 0.5, 3, 2)
    assert edition.presets["g-lr0.002-dropout0.5-s3"] == "report-a"


def test_names_depend_on_the_entry_alone(project: WRITE) -> None:
    """Another value in a list, or another entry, renames no run: what is done stays done."""
    before = set(read_edition("test", project(runs={"g": GRID}, main_run="g-lr0.001-dropout0.5-s0")).configs)
    more = {**GRID, "seeds": [3, 7, 0], "grid": {**GRID["grid"], "learning_rate": [5.0e-3, 2.0e-3, 1.0e-3]}}  # type: ignore[dict-item]
    after = set(
        read_edition("test", project(runs={"a": {"preset": "report-c"}, "g": more}, main_run="a")).configs
    )
    assert before < after


def test_groups_stand_for_their_runs(project: WRITE) -> None:
    edition = read_edition("test", project(runs={"a": {"preset": "report-a"}, "g": GRID}))
    assert edition.groups["a"] == ("a",)
    assert edition.groups["g"] == tuple(edition.configs)[1:]
    seeds = ("g-lr0.001-dropout0.5-s0", "g-lr0.001-dropout0.5-s3")
    assert edition.groups["g-lr0.001-dropout0.5"] == seeds
    assert edition.seed_groups["g-lr0.001-dropout0.5"] == seeds
    assert sorted(sum(edition.seed_groups.values(), ())) == sorted(edition.configs)
    for runs in edition.seed_groups.values():
        alike = [edition.configs[run].model_copy(update={"seed": 0, "name": "x"}) for run in runs]
        assert alike == alike[:1] * len(runs)


def test_a_grid_may_vary_the_preset(project: WRITE) -> None:
    both = {"grid": {"preset": ["report-a", "report-b-dnn"]}, "seeds": [1], "epochs": 4}
    edition = read_edition("test", project(runs={"n": both}, main_run="n-report-a"))
    assert edition.presets == {"n-report-a-s1": "report-a", "n-report-b-dnn-s1": "report-b-dnn"}
    assert edition.configs["n-report-b-dnn-s1"].model == "report-b-dnn"
    assert edition.main_run == "n-report-a-s1"


def test_parts_may_name_a_group_or_one_run(project: WRITE) -> None:
    runs = {
        "a": {"preset": "report-a", "seeds": [0, 1]},
        "l": {"preset": "report-a-leaky", "seeds": [0, 1]},
        "fold": {"preset": "report-a", "split": "fold", "folds": 2, "grid": {"fold": [0, 1]}},
    }
    roles = {"activations": {"relu": "a", "leaky_relu": ["l-s1"]}, "label_noise": "fold"}
    found = read_edition("test", project(runs=runs, roles=roles, main_run="a-s0")).roles
    assert found.activations == {"relu": ("a-s0", "a-s1"), "leaky_relu": ("l-s1",)}
    assert found.label_noise == ("fold-fold0", "fold-fold1")


def test_a_run_with_a_model_needs_no_preset(project: WRITE) -> None:
    runs = {"a": {"model": "report-b-cnn", "epochs": 3}, "b": {"grid": {"model": ["report-a", "report-c"]}}}
    edition = read_edition("test", project(runs=runs))
    assert list(edition.configs) == ["a", "b-model-report-a", "b-model-report-c"]
    found = edition.configs["a"]
    assert not found.differences(RunConfig(model="report-b-cnn", epochs=3))
    assert edition.presets["a"] == "–"


A = {"preset": "report-a"}


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ({"a": {**A, "seeds": []}}, r"runs: a: seeds: empty; name some"),
        ({"a": {**A, "seeds": [0, 0]}}, r"runs: a: two runs have the name 'a-s0'"),
        ({"a": {**A, "seeds": [0], "seed": 1}}, r"runs: a: give either seed or seeds"),
        ({"a": {**A, "seeds": None}}, r"runs: a: seeds: empty; name some"),
        ({"a": {**A, "seeds": 3}}, r"runs\.a\.seeds: 3: a list is expected, as in `seeds: \[3\]`"),
        ({"a": {**A, "grid": None}}, r"runs: a: grid: empty; name keys"),
        ({"a": {**A, "grid": {"dropout": 0.5}}}, r"grid\.dropout: 0.5: a list is expected, as in `dropout: \[0.5\]`"),
        ({"a": "report-a"}, r"runs\.a: 'report-a': lines of the form `key: value` are expected"),
        ({1: A}, r"runs\.1: 1: text is expected; put it in quotes"),
        ({"a": {**A, "class_weights": [1, 2, 3]}}, r"runs: a: class_weights: \[1.0, 2.0, 3.0\]: 7 numbers"),
        ({"a": {**A, "seeds": [-1]}}, r"runs\.a\.seeds\.0: .*greater than or equal to 0"),
        ({"a": {**A, "grid": {}}}, r"runs: a: grid: empty; name keys"),
        ({"a": {**A, "grid": {"dropout": []}}}, r"runs: a: grid: dropout: empty"),
        ({"a": {**A, "grid": {"dropout": [0.1, 0.1]}}}, r"runs: a: two runs have the name 'a-dropout0.1'"),
        ({"a": {**A, "grid": {"drpout": [0.1]}}}, r"runs: a \(a-drpout0.1\): unknown key 'drpout': did you mean"),
        ({"a": {**A, "grid": {"dropout": [0.1, 1.5]}}}, r"runs: a \(a-dropout1.5\): dropout: 1.5"),
        ({"a": {**A, "dropout": 0.1, "grid": {"dropout": [0.2]}}}, r"runs: a: dropout stands in the grid and beside"),
        ({"a": {**A, "grid": {"data": ["x.csv"]}}}, r"runs: a: grid: data: one entry sees one set"),
        ({"a": {**A, "name": "b"}}, r"runs: a: name: cannot be set for a run"),
        ({"a": {"epochs": 3}}, r"runs: a: preset: missing; .* or a network as `model:`"),
        ({"a": {"preset": "report-aa"}}, r"a: presets/report-aa\.yaml: there is no such preset; did you mean"),
        ({"a": A, "b": {**A, "seeds": [0]}, "B-s0": A}, r"runs: B-s0: two runs have the name 'B-s0' \(and of 'b-s0'\)"),
        ({"a": A, "b": {**A, "seeds": [0, 1]}, "b-s0": A}, r"runs: b-s0: two runs have the name 'b-s0'"),
        ({"a": A, "b-lr0.1": A, "b": {**A, "seeds": [0], "grid": {"learning_rate": [0.1]}}}, r"'b-lr0.1' is the name"),
        ({"a": A, "Chapters": A}, r"runs: Chapters: 'Chapters' is a folder of the edition itself"),
        ({"a": A, "x" * 65: A}, r"65 characters are too long for a run's name \(at most 64\)"),
    ],
)  # fmt: skip
def test_mistakes_in_seeds_and_grids_are_one_clear_error(
    project: WRITE, runs: dict[str, Any], words: str
) -> None:
    with pytest.raises(UserError, match=words) as caught:
        read_edition("test", project(runs=runs))
    assert str(caught.value).startswith("editions/test.yaml: ")
    assert "\n" not in str(caught.value)


def test_a_group_of_several_is_no_main_run(project: WRITE) -> None:
    with pytest.raises(UserError, match=r"main_run: 'a' stands for 2 runs; name one of a-s0, a-s1"):
        read_edition("test", project(runs={"a": {**A, "seeds": [0, 1]}}))


def test_a_part_wants_runs_that_differ_in_the_seed_alone(project: WRITE) -> None:
    runs = {"a": A, "l": {"preset": "report-a-leaky", "grid": {"dropout": [0.1, 0.2]}}}
    roles = {"activations": {"relu": "a", "leaky_relu": "l"}}
    words = r"activations: leaky_relu: the runs of 'l' differ in dropout, .* name one of l-dropout0.1, l-dropout0.2"
    with pytest.raises(UserError, match=words):
        read_edition("test", project(runs=runs, roles=roles))


def test_two_entries_of_one_name_are_refused_and_merged_keys_are_not(project: WRITE) -> None:
    path = project() / "editions" / "test.yaml"
    head = "title: {en: T, zh-TW: 測}\ndata: {source: synthetic}\nmain_run: a\nruns:\n"
    path.write_text(head + "  a: &a {preset: report-a, epochs: 1}\n  b: {<<: *a, epochs: 2}\n", "utf8")
    assert read_edition("test").configs["b"].epochs == 2
    path.write_text(head + "  a: {preset: report-a}\n  a: {preset: report-c}\n", "utf8")
    with pytest.raises(UserError, match=r"editions/test\.yaml: line 6: 'a' stands twice"):
        read_edition("test")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"data": {"source": "nowhere/faces.csv"}}, "data: source: nowhere/faces.csv: there is no such file"),
        (
            {"other_data": {"food": {"source": "nowhere"}}},
            "other_data: food: source: nowhere: there is no such",
        ),
        ({"other_data": {"food": {}}}, "other_data: food: source: missing; name a path or a built-in set"),
        ({"other_data": {"My food": {"source": "digits"}}}, "other_data: 'My food': a name of small letters"),
        (
            {"other_data": {"data": {"source": "digits"}}},
            "other_data: 'data': a name of .*, and not data or chapters",
        ),
        (
            {"other_data": {"food": {"source": "digits", "skip_unreadabel": True}}},
            "did you mean 'skip_unreadable'",
        ),
        ({"data": {"source": "digits", "size": [28]}}, "data.size"),
        ({"data": {"source": "digits", "resize": "stretch"}}, "data.resize: .*'crop', 'squash' or 'pad'"),
        ({"data": {"source": "digits", "classes": ["a", "a"]}}, "data.classes: .*a class stands twice"),
        (
            {"data": {"source": "digits", "classes": {"a": {"de": "A"}, "b": None}}},
            "'de' is no language of the book",
        ),
        (
            {"runs": {"a": {**A, "data": "food"}}},
            "runs: a: data: 'food' is not among the edition's `other_data:`",
        ),
        (
            {"runs": {"a": {**A, "data": "food"}}, "other_data": {"food": {"source": "digits"}}},
            "main_run: 'a' sees food, not the main data",
        ),
        (
            {"runs": {"food": A}, "other_data": {"food": {"source": "digits"}}},
            "'food' is a folder of the edition",
        ),
        ({"runs": {"a": {**A, "model": "vgg"}}}, "test.yaml: runs: a: model: there is no network 'vgg'"),
        (
            {"runs": {"a": {"preset": "report-b-cnn", "activation": "prelu"}}, "data": {"source": None}},
            "test.yaml: runs: a: activation: report-b-cnn is built with its own",
        ),
        (
            {"runs": {"a": {**A, "training_size": 1000}}},
            "test.yaml: runs: a: training_size: 1000 images are asked for and there are 240",
        ),
        ({"runs": {"a": {"preset": "report-a", "epoch": 1}}}, "unknown key 'epoch': did you mean 'epochs'"),
    ],
)
def test_edition_check_ends_with_one_error_line(
    project: WRITE, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], words: str
) -> None:
    project(**changes)
    assert main(["edition", "check", "test", "--brief"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert re.search(words, said.err)


@pytest.mark.parametrize("text", ["", "- a\n", "1: a\n"])
def test_a_file_without_keys_is_no_edition(project: WRITE, text: str) -> None:
    (project() / "editions" / "test.yaml").write_text(text, "utf8")
    with pytest.raises(UserError, match=r"^editions/test.yaml: expected lines of the form `key: value`"):
        read_edition("test")


def test_runs_see_the_data_that_they_name(project: WRITE) -> None:
    food = {
        "source": "digits",
        "size": [64, 48],
        "classes": {"0": "零", "1": {"en": "One", "zh-TW": "一"}},
        "leave_out": ["1"],
    }
    runs = {"a": A, "b": {**A, "data": "food", "seeds": [0, 1]}}
    edition = read_edition("test", project(runs=runs, other_data={"food": food}, main_run="a"))
    assert edition.data_of == {"a": "data", "b-s0": "food", "b-s1": "food"}
    assert edition.runs_on("food") == ("b-s0", "b-s1")
    assert list(edition.main_configs) == ["a"]
    entry = edition.sources["food"]
    assert entry.arguments() == [
        "--classes", "0=零", "1=One|一", "--leave-out", "1", "--size", "64", "48", "--resize", "squash",
        "--labels", "hard",
    ]  # fmt: skip
    assert entry.options().classes == {"0": {"zh-TW": "零"}, "1": {"en": "One", "zh-TW": "一"}}


def test_an_edition_may_be_given_as_a_path(project: WRITE, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project()
    (folder / "elsewhere").mkdir()
    (folder / "editions" / "test.yaml").rename(folder / "elsewhere" / "mine.yaml")
    assert main(["edition", "check", "elsewhere/mine.yaml", "--brief"]) == 0
    assert capsys.readouterr().out == "edition mine: 1 runs, every configuration is valid\n"
    assert read_edition("elsewhere/mine.yaml").file == "elsewhere/mine.yaml"
    for change, words in (
        ({"data": {"source": "none.csv"}}, "data: source: none.csv: there is no such file"),
        ({"runs": {"a": {**A, "model": "vgg"}}}, "runs: a: model: there is no network"),
    ):
        project(**change)
        (folder / "editions" / "test.yaml").rename(folder / "elsewhere" / "mine.yaml")
        assert main(["edition", "check", "elsewhere/mine.yaml", "--brief"]) == 2
        assert capsys.readouterr().err.startswith(f"error: elsewhere/mine.yaml: {words}")
    (folder / "elsewhere" / "mine.yaml").rename(folder / "editions" / "my own.yaml")
    assert main(["edition", "check", "my own", "--brief"]) == 2
    assert "may have letters, digits" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("key", "value", "name"),
    [
        ("learning_rate", 1.0e-3, "lr0.001"),
        ("learning_rate", 1.0e-5, "lr1e-05"),
        ("batch_size", 64, "bs64"),
        ("weight_decay", 0.0, "wd0.0"),
        ("label_smoothing", 0.1, "label-smoothing0.1"),
        ("flip", True, "flip-true"),
        ("schedule", "one_cycle", "schedule-one_cycle"),
        ("class_weights", [1.0, 0.5], "class-weights-1.0-0.5"),
        ("model", "../a b/臉:*", "model-..-a-b"),
        ("preset", "report-a", "report-a"),
    ],
)
def test_values_in_names_are_readable_and_safe_for_every_file_system(
    key: str, value: object, name: str
) -> None:
    assert value_in_name(key, value) == name
    assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
