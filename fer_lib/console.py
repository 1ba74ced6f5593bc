"""Output on any console: what its encoding lacks is written otherwise, and never ends a command."""

import codecs
import sys
from io import TextIOWrapper

HANDLER = "fer_lib.readable"
"""Name of the error handler, as ``open(errors=…)`` takes it."""
INSTEAD = {
    **dict.fromkeys("–—−‐‑", "-"), **dict.fromkeys("“”„", '"'), **dict.fromkeys("‘’′", "'"),
    "…": "...", "·": "*", "×": "x", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "→": "->", "←": "<-", "⇒": "=>",
    "±": "+/-", "√": "sqrt", "∞": "inf", "•": "*", "✓": "ok", "✗": "x", "\u00a0": " ", "\u202f": " ",
}  # fmt: skip
"""What signs of the commands' sentences become; everything else becomes its number, ``\\u81c9``, which is certain."""


def _readable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    written = (INSTEAD.get(c) or c.encode("ascii", "backslashreplace").decode("ascii") for c in lacking)
    return "".join(written), error.end


codecs.register_error(HANDLER, _readable)


def forgive_encoding() -> None:
    """Let ``print`` write what the console's encoding lacks, be it cp950, ASCII or Latin-1, as ASCII."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=HANDLER)
