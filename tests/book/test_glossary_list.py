"""Which words of the glossary a book lists."""

import json
import re
from pathlib import Path

import pytest
from glossary_list import classes_of_data, occurs, words_left_out

OF_FACES = ["angry", "contempt", "eigenface", "happy"]


@pytest.mark.parametrize(
    ("classes", "left_out"),
    [
        (None, []),
        (["angry", "happy", "sad"], ["contempt"]),
        (["Anger", "Happiness", "Contempt"], []),
        (["contempt", "happy"], ["angry"]),
        (["bread", "soup", "happy meal"], OF_FACES),
        (list("0123456789"), OF_FACES),
    ],
)
def test_expressions_are_listed_where_they_are_classes(
    classes: list[str] | None, left_out: list[str]
) -> None:
    assert list(words_left_out(OF_FACES, classes)) == left_out


@pytest.mark.parametrize(
    ("word", "text", "there"),
    [
        ("near copy", "all near copies", True),
        ("seed", "two seeds", True),
        ("layer", "players", False),
        ("class", "two classes of them", True),
        ("class", "classical", False),
        ("focal loss", "the focal loss.", True),
        ("折外", "以折外預測", True),
        ("dropout", "用dropout時", True),
        ("entropy", "cross-entropies", True),
    ],
)
def test_a_word_is_on_a_page_in_whole_or_in_plural(word: str, text: str, there: bool) -> None:
    assert occurs(word, text) is there


def test_the_glossary_has_words_that_pages_say_or_sections_explain(sample: Path) -> None:
    """The sample's chapters have no named sections, so that nothing explains a word."""
    site = sample / "book" / "_build" / "html"
    for folder, there, absent in (
        ("", "Batch normalization", "focal loss"),
        ("zh-TW", "批次正規化", "焦點損失"),
    ):
        listed = (site / folder / "glossary.html").read_text("utf8")
        terms = {term.lower() for term in re.findall(r"<dt><strong>(.*?)</strong>", listed)}
        assert there.lower() in terms
        assert absent not in terms
        assert all(re.findall(r"(?s)<dd><p>(.*?)</p>", listed)), "each has a sentence"


def test_classes_are_those_of_the_prepared_data(tmp_path: Path) -> None:
    path = tmp_path / "provenance.json"
    assert classes_of_data(path) is None
    for damaged in ("", "[]", "{}"):
        path.write_text(damaged, "utf8")
        assert classes_of_data(path) is None
    path.write_text(json.dumps({"class_names": ["bread", "soup"]}), "utf8")
    assert classes_of_data(path) == ["bread", "soup"]
