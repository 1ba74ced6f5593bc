"""What a sentence states, held against propositions that a test computes by itself."""

from collections.abc import Mapping

from fer_lib.language import Text
from tests.chapters.numbers import assert_well_put


def assert_true(text: Text, states: Mapping[str | tuple[str, str], bool]) -> None:
    """The text says one of some phrases, whichever it says is true, and both languages are well put.

    Args:
        text: what is printed.
        states: phrases in English, or an English and a Chinese one that stand for each other, each with whether what
            it states is so.
    """
    assert_well_put([text])
    said = 0
    for phrase, so in states.items():
        english, chinese = phrase if isinstance(phrase, tuple) else (phrase, None)
        if english in text.en:
            said += 1
            assert so, f"“{english}” is not so: {text.en}"
        if chinese is not None:
            assert (english in text.en) == (chinese in text.zh), text
    assert said, f"none of {list(states)} in: {text.en}"
