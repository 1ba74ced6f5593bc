"""Chinese words that people's data have, read from ``chinese_words.yaml``."""

from pathlib import Path

import yaml

_WORDS: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf8"))


def chinese(kind: str, of: str) -> tuple[str, ...]:
    """The Chinese words for something.

    Args:
        kind: ``expressions``, ``splits``, ``columns``, ``folders`` or ``endings``.
        of: which of them, as ``angry``.
    """
    return tuple(_WORDS[kind][of].split())
