import dataclasses
import shutil

import numpy as np
import pytest
import yaml

from fer_lib.chapters.edition_note import missing_runs
from fer_lib.editions import LeakedRuns, NetworkPair, Roles, read_edition
from fer_lib.errors import UserError
from fer_lib.presets import read_preset
from tests.conftest import toy_faces

EDITION = {
    "title": {"en": "Test", "zh-TW": "測試"},
    "data": {"source": "synthetic", "count": 300, "seed": 1},
    "main_run": "a",
    "runs": {"a": {"preset": "report-a", "epochs": 2}, "b": {"preset": "report-a", "seed": 5}},
}


@pytest.fixture
def project(root, tmp_path):
    shutil.copytree(root / "presets", tmp_path / "presets")
    (tmp_path / "editions").mkdir()

    def write(**changes):
        edition = {**EDITION, **changes}
        (tmp_path / "editions" / "test.yaml").write_text(yaml.safe_dump(edition), "utf8")
        return tmp_path

    return write


def test_editions_of_the_repository_are_valid(root):
    names = {p.stem for p in (root / "editions").glob("*.yaml")}
    assert {"quick", "fer2013"} <= names
    for name in names:
        assert read_edition(name, root).configs


def test_runs_take_the_preset_and_the_edition_changes_it(project, root):
    edition = read_edition("test", project())
    assert edition.configs["a"].epochs == 2
    assert edition.configs["b"].epochs == read_preset(root / "presets" / "report-a.yaml")["epochs"]
    assert edition.configs["b"].seed == 5
    assert edition.configs["b"].name == "b"
    assert edition.run().path.as_posix().endswith("runs/test/a")
    assert edition.run("b").name == "b"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"runs": {"a": {"preset": "report-z"}}}, r"report-z\.yaml: there is no such preset"),
        ({"runs": {"a": {"preset": "report-a", "epochz": 1}}}, "runs: a: unknown key 'epochz'"),
        ({"runs": {}}, "runs"),
        ({"main_run": "c"}, "main_run: 'c' is not among the runs"),
        ({"dta": {}}, "dta"),
        ({"data": {"source": "synthetic", "count": "many"}}, r"data\.count"),
        ({"title": "only one language"}, "title"),
    ],
)
def test_mistakes_are_one_clear_error(project, changes, words):
    with pytest.raises(UserError, match=words):
        read_edition("test", project(**changes))


def test_an_unknown_edition_names_those_there_are(root):
    with pytest.raises(UserError, match=r"editions/nope\.yaml.*fer2013, quick"):
        read_edition("nope", root)


def test_data_and_runs_that_are_not_made_yet_say_how_to_make_them(project):
    edition = read_edition("test", project())
    with pytest.raises(UserError, match="make runs EDITION=test"):
        edition.data()
    with pytest.raises(UserError, match="make runs"):
        edition.run().metrics()
    with pytest.raises(UserError, match="no run 'z'"):
        edition.run("z")


def test_data_are_those_of_a_run_as_it_was_divided(project):
    from fer_lib.data.prepared import write_prepared

    runs = {name: {"preset": "report-a", "seed": seed} for name, seed in (("a", 0), ("b", 1), ("c", 0))}
    edition = read_edition("test", project(runs={**runs, "c": {**runs["c"], "split": "last"}}, main_run="a"))
    faces = toy_faces()
    no_validation = np.where(faces.split == 1, 0, faces.split).astype(np.uint8)
    write_prepared(edition.folder / "data", dataclasses.replace(faces, split=no_validation))
    assert not len(edition.undivided_data().indices("validation"))
    chosen = {name: edition.data(name).indices("validation").tolist() for name in "abc"}
    assert edition.data().indices("validation").tolist() == chosen["a"]
    assert chosen["a"] != chosen["b"]
    assert chosen["c"] == list(range(128 - 13, 128))
    # What a run was trained with counts, though the edition has another seed now.
    edition.run("a").path.mkdir()
    (edition.run("a").path / "config.yaml").write_text("name: a\nseed: 1\n", "utf8")
    assert edition.data("a").indices("validation").tolist() == chosen["b"]
    with pytest.raises(UserError, match="no run 'z'"):
        edition.data("z")


KINDS = {
    "leaky": {"preset": "report-a", "activation": "leaky_relu"},
    "shuffled": {"preset": "report-a", "shuffle_pixels": True},
}
FOLD = {"preset": "report-a", "split": "fold", "folds": 2}
FOLDS = {"fold-1": {**FOLD, "fold": 1}, "fold-0": FOLD}
MORE = {
    "fold-other": {**FOLD, "epochs": 3, "fold": 1},
    "a-dropped": {**EDITION["runs"]["a"], "drop_leaked": True},
}
RUNS = {**EDITION["runs"], **KINDS, **FOLDS, **MORE}


def test_parts_name_runs_and_a_single_run_is_a_list_of_one(project):
    roles = {
        "activations": {"relu": ["a", "b"], "leaky_relu": "leaky"},
        "regularization": {"all": "b", "none": "a"},
        "cnn_against_dnn": [
            {"cnn": "a", "dnn": "b", "cnn_shuffled": "shuffled", "dnn_shuffled": ["shuffled"]},
            {"cnn": "b", "dnn": "a"},
        ],
        "label_noise": ["fold-1", "fold-0"],
        "leaked": {"kept": "a", "dropped": "a-dropped"},
    }
    found = read_edition("test", project(runs=RUNS, roles=roles)).roles
    assert found.activations == {"relu": ("a", "b"), "leaky_relu": ("leaky",)}
    assert list(found.regularization.items()) == [("none", ("a",)), ("all", ("b",))]
    assert found.cnn_against_dnn == (
        NetworkPair(("a",), ("b",), ("shuffled",), ("shuffled",)),
        NetworkPair(("b",), ("a",), (), ()),
    )
    assert found.label_noise == ("fold-0", "fold-1")  # in the folds' order
    assert found.leaked == LeakedRuns(("a",), ("a-dropped",))


def test_an_edition_without_parts_says_which_key_would_name_them(project):
    edition = read_edition("test", project())
    assert edition.roles == Roles()
    message = missing_runs(edition, "regularization")
    for text in (message.en, message.zh):
        assert "`roles: regularization:`" in text
        assert "`editions/test.yaml`" in text


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        (
            {"activations": {"relu": "a", "leaky_relu": "leeky"}},
            r"editions/test\.yaml: roles: activations: leaky_relu: there is no run 'leeky'; did you mean 'leaky'",
        ),
        (
            {"regularization": {"none": "a", "dropout": ["b", "nowhere"]}},
            "regularization: dropout: there is no run 'nowhere'; the runs are a, .*, leaky, shuffled",
        ),
        (
            {"cnn_against_dnn": [{"cnn": "a", "dnn": "b"}, {"cnn": "a", "dnn": "bb"}]},
            "cnn_against_dnn: pair 2: dnn: there is no run 'bb'; did you mean 'b'",
        ),
        ({"activations": {"relu": "a", "prelu": "leaky"}}, "prelu: the activation of 'leaky' is leaky_relu"),
        ({"activations": {"relu": "a", "leaky-relu": "leaky"}}, "leaky-relu: .*did you mean 'leaky_relu'"),
        ({"activations": {"relu": "a"}}, "activations: names one kind of run"),
        ({"activations": {"relu": [], "leaky_relu": "leaky"}}, r"roles\.activations\.relu: .*at least 1"),
        ({"regularization": {"dropout": "a", "all": "b"}}, "regularization: needs `none`"),
        ({"regularisation": {"none": "a"}}, "did you mean 'regularization'"),
        ({"cnn_against_dnn": [{"cnn": "a"}]}, r"cnn_against_dnn\.0\.dnn: Field required"),
        (
            {"cnn_against_dnn": [{"cnn": "a", "dnn": "b", "cnn_shuffled": "shuffled"}]},
            "pair 1: name both cnn_shuffled and dnn_shuffled",
        ),
        (
            {"cnn_against_dnn": [{"cnn": "a", "dnn": "shuffled"}]},
            "dnn: 'shuffled' does not have shuffle_pixels: false",
        ),
        (
            {"cnn_against_dnn": [{"cnn": "a", "dnn": "b", "cnn_shuffled": "a", "dnn_shuffled": "b"}]},
            "cnn_shuffled: 'a' does not have shuffle_pixels: true",
        ),
        ({"label_noise": ["fold-0", "fold-2"]}, "label_noise: there is no run 'fold-2'; did you mean 'fold-"),
        ({"label_noise": ["fold-0", "a"]}, "label_noise: 'a' does not have split: fold"),
        (
            {"label_noise": ["fold-0"]},
            "label_noise: the runs have the folds 0; name one run for each of 0, 1",
        ),
        ({"label_noise": ["fold-0", "fold-0", "fold-1"]}, "label_noise: the runs have the folds 0, 0, 1;"),
        (
            {"label_noise": ["fold-0", "fold-other"]},
            "label_noise: 'fold-other' and 'fold-0' may differ in fold alone, not in epochs",
        ),
        ({"leaked": {"kept": "a", "drpped": "b"}}, "leaked.drpped: .*did you mean 'dropped'"),
        ({"leaked": {"kept": "a", "dropped": "bb"}}, "leaked: dropped: there is no run 'bb'"),
        (
            {"leaked": {"kept": "a", "dropped": "b"}},
            "leaked: 'a' needs drop_leaked: false and 'b' drop_leaked: true",
        ),
        (
            {"leaked": {"kept": "b", "dropped": "a-dropped"}},
            "leaked: 'b' and 'a-dropped' may differ in drop_leaked alone, not in epochs, seed",
        ),
        ({"leaked": {"kept": ["a", "b"], "dropped": "a-dropped"}}, "leaked: 2 kept and 1 dropped"),
    ],
)
def test_mistakes_in_the_parts_are_one_clear_error(project, roles, words):
    with pytest.raises(UserError, match=words) as caught:
        read_edition("test", project(runs=RUNS, roles=roles))
    assert str(caught.value).startswith("editions/test.yaml: ")
    assert "\n" not in str(caught.value)
