"""Sections of the notebooks."""

import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from fer_lib.editions.sections import Section, book_sections
from fer_lib.errors import UserError
from fer_lib.language import Text


def write(root: Path, name: str, *cells: tuple[str, list[str]]) -> None:
    (root / "notebooks").mkdir(exist_ok=True)
    made = [new_markdown_cell(source, metadata={"tags": tags}) for source, tags in cells]
    nbformat.write(new_notebook(cells=[*made, new_code_cell("1")]), root / "notebooks" / f"{name}.ipynb")


def test_a_section_has_its_chapter_and_its_title_in_both_languages(tmp_path: Path) -> None:
    write(
        tmp_path,
        "18_own",
        ("## With `code`\n\n# not this", ["lang-en", "sec-own-code"]),
        ("## 有 `code`", ["lang-zh-TW", "sec-own-code"]),
        ("# No name", ["lang-en"]),
    )
    found = book_sections(tmp_path)
    assert found == {"sec-own-code": Section("sec-own-code", "18_own", Text("With code", "有 code"))}


def test_what_one_language_lacks_is_the_others(tmp_path: Path) -> None:
    write(tmp_path, "a", ("# 只有中文", ["lang-zh-TW", "sec-a"]), ("# Both", ["sec-b"]))
    found = book_sections(tmp_path)
    assert found["sec-a"].title == Text("只有中文", "只有中文")
    assert found["sec-b"].title == Text("Both", "Both")


def test_no_notebooks_have_no_sections(tmp_path: Path) -> None:
    assert book_sections(tmp_path) == {}


@pytest.mark.parametrize("text", ["{", "[]", "{}", '"text"'])
def test_a_file_that_is_no_notebook_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "18_own.ipynb").write_text(text, "utf8")
    with pytest.raises(UserError, match=r"^notebooks/18_own\.ipynb: not a notebook"):
        book_sections(tmp_path)


def test_every_section_of_the_repository_has_a_title_in_both_languages(root: Path) -> None:
    found = book_sections(root)
    assert found["sec-saliency-plate"].chapter == "07_saliency"
    for section in found.values():
        assert re.search("[a-z]", section.title.en), section
        assert not re.search(r"[\u4e00-\u9fff]", section.title.en), section
        assert re.search(r"[\u4e00-\u9fff]|PyTorch", section.title.zh), section
