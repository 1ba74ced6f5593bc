"""Names of runs in a sentence."""

from collections.abc import Sequence

from fer_lib.language import Text
from fer_lib.wording import all_of, listed

NAMES_LISTED = 8
"""Of more, a sentence names so many and counts the rest."""


def in_code(name: str) -> Text:
    """A name in code letters; ``tidy`` takes the Chinese spaces away where they stand beside punctuation."""
    return Text(f"`{name}`", f" `{name}` ")


def all_runs(count: int) -> Text:
    """All of two runs or more: ``both runs``, ``all 5 runs``."""
    return all_of(count, Text("runs", "次訓練"))


def listed_runs(names: Sequence[str]) -> Text:
    """Names of runs; of many, the first and how many more there are."""
    shown = [in_code(name) for name in names[:NAMES_LISTED]]
    if len(names) > NAMES_LISTED:
        rest = len(names) - NAMES_LISTED
        shown.append(Text(f"{rest:,} more", f"另外 {rest:,} 個"))
    return listed(shown)
