import shutil

import pytest
import yaml

from fer_lib.editions import read_edition
from fer_lib.errors import UserError

EDITION = {
    "title": {"en": "Test", "zh-TW": "測試"},
    "data": {"source": "synthetic", "size": 300, "seed": 1},
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


def test_runs_take_the_preset_and_the_edition_changes_it(project):
    edition = read_edition("test", project())
    assert edition.configs["a"].epochs == 2
    assert edition.configs["b"].epochs == 12
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
        ({"data": {"source": "synthetic", "size": "many"}}, r"data\.size"),
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
