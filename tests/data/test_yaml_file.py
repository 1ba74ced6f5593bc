"""YAML of users: whatever stands in it, a value or one sentence."""

from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.data.yaml_file import DEEPEST, parse_yaml, read_yaml
from fer_lib.errors import UserError


@given(st.text(st.sampled_from("ab01:-?,[]{}&*!|>%@'\"#\n \t<.="), max_size=60))
def test_any_text_is_a_value_or_a_sentence(text):
    with suppress(ValueError):
        parse_yaml(text)


@pytest.mark.parametrize("text", ["[" * 50_000, "{" * 50_000, "- " * 5000, "a: {" * 9000])
def test_what_lies_too_deep_is_not_gone_through(text):
    with pytest.raises(ValueError, match=r"too deep|not allowed here"):  # PyYAML alone takes minutes for some
        parse_yaml(text)


def test_what_does_not_lie_too_deep():
    assert parse_yaml("[" * DEEPEST + "]" * DEEPEST)
    assert parse_yaml("a: &a {b: 1}\nc: {<<: *a, d: 2}\n") == {"a": {"b": 1}, "c": {"b": 1, "d": 2}}


@pytest.mark.parametrize(
    "text", ["a: 2021-13-45\n", "a: !!int x\n", "? [a]\n: 1\n", "<<: 1\n", "a: *b\n", "!!python/none x"]
)
def test_values_that_cannot_be(tmp_path, text):
    path = tmp_path / "a.yaml"
    path.write_text(text, "utf8")
    with pytest.raises(UserError, match=r"^a: not readable as YAML: "):
        read_yaml(path, "a", "a preset", "Give one.")


def test_texts_and_what_is_no_text(tmp_path):
    path = tmp_path / "a.yaml"
    for content, value in (
        (b"a: 1", {"a": 1}),
        (b"\xef\xbb\xbfa: 1", {"a": 1}),
        (b"", None),
        (b'{"a": 1}', {"a": 1}),
    ):
        path.write_bytes(content)
        assert read_yaml(path, "a", "a preset", "Give one.") == value
    path.write_bytes(b"a: 0123\n")
    assert read_yaml(path, "a", "a preset", "Give one.", yaml.BaseLoader) == {"a": "0123"}
    path.write_bytes(b"a: \xff\n")
    with pytest.raises(UserError, match="not readable as YAML"):
        read_yaml(path, "a", "a preset", "Give one.")
