"""How lists of names are worded in both languages."""

from collections.abc import Sequence

from fer_lib.language import Text


def listed(names: Sequence[Text]) -> Text:
    """``angry, fear and sad``; ``生氣、恐懼與難過``. Empty for no names."""
    if len(names) < 2:
        return names[0] if names else Text("", "")
    english, chinese = [name.en for name in names], [name.zh for name in names]
    return Text(f"{', '.join(english[:-1])} and {english[-1]}", f"{'、'.join(chinese[:-1])}與{chinese[-1]}")
