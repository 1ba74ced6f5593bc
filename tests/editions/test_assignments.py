"""Homeworks: their files, what an edition names, and what is wrong with them."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from fer_lib.cli import main
from fer_lib.editions import assignments_of, edition_names, read_edition
from fer_lib.editions.assignments import assignment_names, read_assignments
from fer_lib.errors import UserError
from fer_lib.language import Text
from tests.editions.test_sections import write

QUESTION = {"question": {"en": "What?", "zh-TW": "什麼？"}, "sections": ["sec-own-result"]}
HOMEWORK = {"title": "Homework 1", "questions": [QUESTION]}
EDITION = {
    "title": {"en": "Test", "zh-TW": "測試"},
    "data": {"source": "synthetic", "count": 300},
    "main_run": "a",
    "runs": {"a": {"preset": "report-a"}},
}
SHIPPED = (
    "2017-cnn", "2021-explainable-ai", "2023-cnn", "report-a", "report-b", "report-c", "report-d", "report-e",
)  # fmt: skip


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """A project with an own chapter of two sections, and a homework ``own``."""
    shutil.copytree(root / "presets", tmp_path / "presets")
    for name in ("editions", "assignments"):
        (tmp_path / name).mkdir()
    (tmp_path / "_toc.yml").touch()
    write(
        tmp_path,
        "18_own",
        ("# Result", ["lang-en", "sec-own-result"]),
        ("# 結果", ["lang-zh-TW", "sec-own-result"]),
        ("# Method", ["sec-own-method"]),
    )
    (tmp_path / "assignments" / "own.yaml").write_text(yaml.safe_dump(HOMEWORK), "utf8")
    return tmp_path


@pytest.fixture
def edition(project: Path) -> Callable[..., Path]:
    """A function that writes the edition ``test`` with these keys."""

    def give(**keys: object) -> Path:
        (project / "editions" / "test.yaml").write_text(yaml.safe_dump({**EDITION, **keys}), "utf8")
        return project

    return give


def test_an_edition_gives_the_homeworks_that_it_names_in_its_order(edition: Callable[..., Path]) -> None:
    root = edition(assignments=["second", "own"])
    second = {
        "title": {"en": "Two", "zh-TW": "二"},
        "questions": [{"question": "Why?", "sections": []}, QUESTION],
    }
    (root / "assignments" / "second.yaml").write_text(yaml.safe_dump(second), "utf8")
    first, last = assignments_of(read_edition("test", root))
    assert (first.name, first.title) == ("second", Text("Two", "二"))
    assert first.questions[0].text == Text("Why?", "Why?")
    assert first.questions[0].sections == ()
    assert [section.name for section in first.questions[1].sections] == ["sec-own-result"]
    assert first.questions[1].sections[0].title == Text("Result", "結果")
    assert (last.name, last.title) == ("own", Text("Homework 1", "Homework 1"))


def test_an_edition_without_the_key_has_none(edition: Callable[..., Path]) -> None:
    found = read_edition("test", edition())
    assert found.assignments == ()
    assert assignments_of(found) == ()


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (
            ["owm"],
            r"editions/test\.yaml: assignments: owm: there is no assignments/owm\.yaml; did you mean own\?",
        ),
        (
            ["2030"],
            r"editions/test\.yaml: assignments: 2030: there is no assignments/2030\.yaml; there are: own$",
        ),
        (["own", "own"], r"editions/test\.yaml: assignments: own: stands there twice"),
        ("own", r"editions/test\.yaml: assignments: 'own': a list is expected, as in `assignments: \[own\]`"),
        ([2030], r"editions/test\.yaml: assignments\.0: 2030: text is expected; put it in quotes"),
    ],
)
def test_edition_check_refuses_a_homework_that_is_not_there(
    edition: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    names: object,
    message: str,
) -> None:
    monkeypatch.chdir(edition(assignments=names))
    assert main(["edition", "check", "test", "--brief"]) == 2
    shown = capsys.readouterr().err
    assert re.search(message, shown, re.MULTILINE), shown


def test_edition_check_reads_the_homeworks(
    edition: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = edition(assignments=["own"])
    monkeypatch.chdir(root)
    assert main(["edition", "check", "test", "--brief"]) == 0
    homework = {**HOMEWORK, "questions": [{**QUESTION, "sections": ["sec-own-resluts"]}]}
    (root / "assignments" / "own.yaml").write_text(yaml.safe_dump(homework), "utf8")
    capsys.readouterr()
    assert main(["edition", "check", "test", "--brief"]) == 2
    assert "did you mean sec-own-result?" in capsys.readouterr().err


def question(**changes: object) -> dict[str, object]:
    return {**HOMEWORK, "questions": [QUESTION, {**QUESTION, **changes}]}


@pytest.mark.parametrize(
    ("homework", "message"),
    [
        (question(sections=["sec-own-resluts"]), "question 2: sections: sec-own-resluts: no heading in notebooks/ has "
         r"this tag; did you mean sec-own-result\?"),
        (question(sections=["2.1"]), r"question 2: sections: 2\.1: .*; there are: sec-own-result, sec-own-method"),
        (question(sections=[["sec-own-result"]]), r"question 2: sections: \['sec-own-result'\]: no heading"),
        (question(sections="sec-own-result"), "question 2: sections: 'sec-own-result': a list is expected"),
        (question(question={"en": "What?"}), "question 2: question: there is no text for zh-TW"),
        (question(question={"en": "What?", "zh-TW": " "}), "question 2: question: there is no text for zh-TW"),
        (question(question={"en": "What?", "de": "Was?"}), "question 2: question: unknown language 'de'"),
        (question(question=1), "question 2: question: 1: a text is expected, or one for each language; put it in"),
        (question(section=[]), r"question 2: section: there is no such key; did you mean sections\?"),
        ({**HOMEWORK, "questions": [{"question": "What?"}]}, "question 1: sections: missing"),
        ({**HOMEWORK, "questions": ["What?"]}, "question 1: 'What\\?': `question: …` and `sections:"),
        ({**HOMEWORK, "questions": []}, "questions: a list is expected"),
        ({**HOMEWORK, "questions": {"1": "What?"}}, "questions: a list is expected"),
        ({"questions": [QUESTION]}, "title: missing; title and questions are expected"),
        ({**HOMEWORK, "titel": "a"}, r"titel: there is no such key; did you mean title\?"),
        ([QUESTION], "expected lines of the form `key: value`, with title and questions"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_homework_is_one_clear_error(project: Path, homework: object, message: str) -> None:
    (project / "assignments" / "own.yaml").write_text(yaml.safe_dump(homework), "utf8")
    with pytest.raises(UserError, match=r"^assignments/own\.yaml: " + message):
        read_assignments(["own"], project)


def test_a_file_that_cannot_be_read_is_named(project: Path) -> None:
    file = project / "assignments" / "own.yaml"
    for text, reason in (("a: [", "not readable as YAML"), ("title: a\ntitle: b\n", "'title' stands twice")):
        file.write_text(text, "utf8")
        with pytest.raises(UserError, match=rf"^assignments/own\.yaml: .*{reason}"):
            read_assignments(["own"], project)


def test_the_shipped_homeworks_are_those_of_the_issue(root: Path) -> None:
    assert set(assignment_names(root)) >= set(SHIPPED)


def test_every_edition_names_the_homework_of_the_five_reports(root: Path) -> None:
    for name in edition_names(root):
        assert read_edition(name, root).assignments == tuple(f"report-{letter}" for letter in "abcde")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_homework_speaks_both_languages_and_names_sections_that_are_there(
    root: Path, name: str
) -> None:
    (homework,) = read_assignments([name], root)
    for text in (homework.title, *(question.text for question in homework.questions)):
        assert not re.search(r"[\u4e00-\u9fff]", text.en)
        assert re.search(r"[\u4e00-\u9fff]", text.zh)
    for question in homework.questions:
        names = [section.name for section in question.sections]
        assert names, question.text.en
        assert len(set(names)) == len(names)
