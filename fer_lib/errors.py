"""``UserError``, the one exception for mistakes that a user can mend, and a collector of several of them."""

import unicodedata

_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Categories of Unicode: control and format characters, halves of others, separators of lines and paragraphs."""


class UserError(Exception):
    """A mistake in what the user gave: a file, a row, a key, a value.

    The message is complete: it names the place, what was expected, and what to do. The command line
    prints it as ``error: …`` and exits with status 2, without a traceback. It is one line: what cannot be seen, as in
    the name of a file or in a cell, stands in it as Python writes it.

    Attributes:
        text: what is wrong.
        key: the key of the configuration that is wrong, if the mistake is in one; the message begins with it.
    """

    def __init__(self, text: str, key: str | None = None) -> None:
        text = _in_one_line(text)
        super().__init__(f"{key}: {text}" if key else text)
        self.text, self.key = text, key


def _in_one_line(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        c.encode("unicode_escape").decode() if unicodedata.category(c) in _UNSEEN else c for c in text
    )


MOST_PROBLEMS = 10_000


class Problems:
    """Collects the mistakes in a file or folder: the first is named in full, the rest are counted."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self.first: str | None = None
        self.count = 0

    def add(self, message: str) -> None:
        """Note one more mistake; ``message`` is a sentence that names the place.

        Raises:
            UserError: if there are so many that no more are looked for.
        """
        self.count += 1
        if self.first is None:
            self.first = message
        if self.count == MOST_PROBLEMS:  # the same is wrong with all of them, and there may be millions
            self.raise_if_any()

    def raise_if_any(self) -> None:
        """Raises ``UserError`` if a mistake was noted."""
        if self.first is not None:
            more = self.count - 1
            ended = ", and that is not all" if self.count == MOST_PROBLEMS else ""
            raise UserError(
                self.first
                + (f" ({more} more {self.noun}{'s' if more > 1 else ''} like this{ended}.)" if more else "")
            )
