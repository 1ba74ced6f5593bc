"""Which words of the glossary a book lists."""

import json
from pathlib import Path

import pytest
from glossary_list import classes_of_data, words_left_out

OF_FACES = ["angry", "happy"]


@pytest.mark.parametrize(
    ("classes", "expressions"),
    [
        (None, True),
        (["angry", "happy", "sad"], True),
        (["Anger", "Happiness"], True),
        (["bread", "soup", "happy meal"], False),
        (list("0123456789"), False),
    ],
)
def test_expressions_are_listed_where_the_images_are_faces(
    classes: list[str] | None, expressions: bool
) -> None:
    assert words_left_out(OF_FACES, classes) == (() if expressions else OF_FACES)


def test_classes_are_those_of_the_prepared_data(tmp_path: Path) -> None:
    path = tmp_path / "provenance.json"
    assert classes_of_data(path) is None
    for damaged in ("", "[]", "{}"):
        path.write_text(damaged, "utf8")
        assert classes_of_data(path) is None
    path.write_text(json.dumps({"class_names": ["bread", "soup"]}), "utf8")
    assert classes_of_data(path) == ["bread", "soup"]
