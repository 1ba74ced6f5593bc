"""A formula that cannot be read, and where."""

import unicodedata

from fer_lib.errors import UserError
from fer_lib.language import Text

MOST_CHARACTERS_SHOWN = 60


class FormulaError(UserError):
    """A formula cannot be read; below the sentence stands the formula with a caret at the place.

    Args:
        formula: what was typed.
        position: the character, counted from 0, at which reading stopped.
        reason: what is wrong there and what to write instead.
    """

    def __init__(self, formula: str, position: int, reason: Text) -> None:
        self.position = position
        self.reason = reason
        self.pointer = _pointer(formula, position)
        super().__init__(f"cannot parse, character {position + 1}: {reason.en}")

    def __str__(self) -> str:
        return f"{self.text}\n{self.pointer}"


def _pointer(formula: str, position: int) -> str:
    """The part of the formula around the position, and a caret below the character."""
    line = "".join(" " if character.isspace() else character for character in formula)
    start = max(0, min(position - MOST_CHARACTERS_SHOWN // 2, len(line) - MOST_CHARACTERS_SHOWN))
    end = start + MOST_CHARACTERS_SHOWN
    before = ("…" if start else "") + line[start:position]
    after = line[position:end] + ("…" if end < len(line) else "")
    return f"    {before}{after}\n    {' ' * _columns(before)}^"


def _columns(text: str) -> int:
    """Width on a terminal: an accent stands on the letter before it, a Chinese character takes two columns."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(bool(unicodedata.combining(character)) for character in text)
