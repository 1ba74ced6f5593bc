"""Which chapters an edition's book has, and in which parts."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fer_lib.editions import read_edition
from fer_lib.editions.contents import OWN, chapters, check_contents, contents, pages, shown_contents, without
from fer_lib.editions.place import MARK, edition_names, edition_shown, find_edition
from fer_lib.errors import UserError

TOC = {
    "format": "jb-book",
    "root": "chapters/cover",
    "parts": [
        {"caption": "Data | 資料", "numbered": True, "chapters": [{"file": "chapters/01_data"}]},
        {
            "caption": "Nets | 模型",
            "numbered": True,
            "chapters": [{"file": "chapters/02_models"}, {"file": "chapters/03_training"}],
        },
        {"caption": "Appendix | 附錄", "chapters": [{"file": "glossary"}]},
    ],
}
EDITION = {
    "title": {"en": "Test", "zh-TW": "測試"},
    "data": {"source": "synthetic", "count": 300},
    "main_run": "a",
    "runs": {"a": {"preset": "report-a"}},
}


@pytest.fixture
def report(root: Path, tmp_path: Path) -> Callable[..., Path]:
    """A function that writes the report ``mine``, with a chapter of its own, into a project."""
    (tmp_path / "presets").symlink_to(root / "presets")
    (tmp_path / "_toc.yml").write_text(yaml.safe_dump(TOC), "utf8")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "editions").mkdir()
    for name in ("cover", "01_data", "02_models", "03_training"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(json.dumps({"cells": []}), "utf8")

    def give(**keys: object) -> Path:
        folder = tmp_path / "reports" / "mine"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "edition.yaml").write_text(yaml.safe_dump({**EDITION, **keys}), "utf8")
        (folder / "own.ipynb").write_text(json.dumps({"cells": []}), "utf8")
        return tmp_path

    return give


def parts(toc: dict[str, object]) -> list[tuple[str, list[str]]]:
    return [(part["caption"], [entry["file"] for entry in part["chapters"]]) for part in toc["parts"]]  # type: ignore[attr-defined]


def test_without_the_key_the_book_is_that_of_the_project(report: Callable[..., Path]) -> None:
    assert contents("mine", report()) == TOC
    assert chapters(TOC) == ["cover", "01_data", "02_models", "03_training"]
    assert pages(TOC) == [
        "chapters/cover",
        "chapters/01_data",
        "chapters/02_models",
        "chapters/03_training",
        "glossary",
    ]


def test_chapters_are_those_named_in_their_parts_and_other_pages_stay(report: Callable[..., Path]) -> None:
    root = report(chapters=["03_training", "cover", "own", "01_data"])
    found = contents("mine", root)
    assert parts(found) == [
        ("Nets | 模型", ["chapters/03_training"]),
        (OWN, ["chapters/own"]),
        ("Data | 資料", ["chapters/01_data"]),
        ("Appendix | 附錄", ["glossary"]),
    ]
    assert found["root"] == "chapters/cover"
    assert all(part.get("numbered") for part in found["parts"][:-1])
    place = find_edition("mine", root)
    assert place.notebook("own", root) == root / "reports" / "mine" / "own.ipynb"
    assert place.notebook("01_data", root) == root / "notebooks" / "01_data.ipynb"


def test_a_notebook_of_the_report_takes_the_place_of_the_projects(report: Callable[..., Path]) -> None:
    root = report(chapters=["01_data"])
    mine = root / "reports" / "mine" / "01_data.ipynb"
    mine.write_text("{}", "utf8")
    assert find_edition("mine", root).notebook("01_data", root) == mine


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        (
            ["01_date"],
            "chapters: 01_date: there is no 01_date.ipynb in notebooks/ or reports/mine/; did you mean 01_data?",
        ),
        (["own", "own"], "chapters: own: stands there twice; delete one"),
        ([], "chapters: List should have at least 1 item"),
        ("01_data", "chapters: '01_data': a list is expected, as in `chapters: [01_data]`"),
    ],
)
def test_mistakes_name_file_and_key(report: Callable[..., Path], names: object, complaint: str) -> None:
    with pytest.raises(UserError) as caught:
        read_edition("mine", report(chapters=names))
    assert str(caught.value).startswith(f"reports/mine/edition.yaml: {complaint}")


def test_two_editions_of_one_name_are_refused(report: Callable[..., Path]) -> None:
    root = report()
    (root / "editions" / "mine.yaml").write_text(yaml.safe_dump(EDITION), "utf8")
    assert edition_names(root) == ["mine"]
    with pytest.raises(UserError, match=r"reports/mine/edition\.yaml: editions/mine\.yaml has the same name"):
        find_edition("mine", root)


def test_the_path_of_a_reports_edition_is_its_name(
    report: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = report()
    monkeypatch.chdir(root)
    assert find_edition("reports/mine/edition.yaml", root) == find_edition("mine", root)
    assert read_edition("mine", root).folder == root / "runs" / "mine"


def test_wrong_fields_of_the_report_are_found_before_anything_runs(report: Callable[..., Path]) -> None:
    wrong = {"title": "T", "authors": "A", "languages": ["fr"]}
    with pytest.raises(
        UserError, match=r"^reports/mine/edition\.yaml: report: languages: unknown language 'fr'"
    ):
        read_edition("mine", report(report=wrong))


def test_a_preset_may_be_a_file_of_the_report(report: Callable[..., Path]) -> None:
    root = report(runs={"a": {"preset": "reports/mine/preset.yaml"}})
    (root / "reports" / "mine" / "preset.yaml").write_text("model: report-a\nepochs: 3\n", "utf8")
    assert read_edition("mine", root).configs["a"].epochs == 3
    root = report(runs={"a": {"preset": "reports/mine/other.yaml"}})
    with pytest.raises(
        UserError, match=r"runs: a: preset: reports/mine/other\.yaml: there is no such preset"
    ):
        read_edition("mine", root)


def test_the_book_that_is_shown_is_that_of_the_last_chapters(report: Callable[..., Path]) -> None:
    root = report(chapters=["01_data"])
    assert edition_shown(root) == "quick"
    assert shown_contents(root) == TOC, "an edition that is gone leaves the project's"
    (root / MARK).parent.mkdir(parents=True)
    (root / MARK).write_text("mine\n", "utf8")
    assert chapters(shown_contents(root)) == ["cover", "01_data"]


def test_pages_can_be_left_out_and_empty_parts_go_with_them() -> None:
    assert parts(without(TOC, ["chapters/01_data", "chapters/03_training"])) == [
        ("Nets | 模型", ["chapters/02_models"]),
        ("Appendix | 附錄", ["glossary"]),
    ]
    assert len(TOC["parts"]) == 3, "the given one stays as it was"


THERE = (
    "chapters/01_data",
    "chapters/02_models",
    "chapters/03_training",
    "chapters/own",
    "glossary",
    "made/here",
)
NOT_THERE = (
    "chapters/01_date",
    "chapters/臉",
    "chapters/{x}",
    "glosary",
    "chapters/",
    "chapters/sub/01_data",
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(THERE + NOT_THERE), max_size=6))
def test_a_table_of_contents_is_held_against_what_there_is(
    report: Callable[..., Path], named: list[str]
) -> None:
    root = report()
    for page in ("glossary.md", "made/here.ipynb"):
        (root / "book" / page).parent.mkdir(parents=True, exist_ok=True)
        (root / "book" / page).touch()
    parts = [{"caption": "All", "chapters": [{"file": page} for page in named]}] if named else []
    toc = {"root": "chapters/cover", "parts": parts}
    (root / "_toc.yml").write_text(yaml.safe_dump(toc), "utf8")
    if not set(named) & set(NOT_THERE) and len(set(named)) == len(named):
        return check_contents("mine", root)
    with pytest.raises(UserError, match=r"^_toc\.yml: ") as caught:
        check_contents("mine", root)
    told = str(caught.value)
    if "twice" not in told:
        assert all(f"{page}: there is no " in told for page in set(named) & set(NOT_THERE))
        assert not any(f"{page}: " in told for page in THERE)
    return None


@pytest.mark.parametrize("parts", [None, "01_data", [{"caption": "A"}], [{"chapters": ["01_data"]}], [["x"]]])
def test_a_table_of_contents_of_another_form_is_one_clear_error(
    report: Callable[..., Path], parts: object
) -> None:
    root = report()
    (root / "_toc.yml").write_text(yaml.safe_dump({"root": "chapters/cover", "parts": parts}), "utf8")
    with pytest.raises(UserError, match=r"^_toc\.yml: parts: .*`- file: chapters/NAME`"):
        check_contents("mine", root)
