"""The two languages of the book, and text that exists in both."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import yaml

Language = Literal["en", "zh-TW"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class Text:
    """The same sentence in English and in Traditional Chinese; ``text[lang]`` picks one."""

    en: str
    zh: str

    def __getitem__(self, lang: Language) -> str:
        return self.en if lang == "en" else self.zh

    def format(self, **values: object) -> "Text":
        """Both sentences with the same values filled in (``str.format``)."""
        return Text(self.en.format(**values), self.zh.format(**values))


@cache
def _glossary() -> dict[str, Text]:
    entries = yaml.safe_load(files("fer_lib").joinpath("glossary.yaml").read_text("utf8"))["terms"]
    return {en: Text(en, zh) for en, zh in entries.items()}


def term(name: str) -> Text:
    """The glossary's entry for an English technical term. Raises ``KeyError`` if it has none."""
    return _glossary()[name]


def heading(name: str) -> Text:
    """The glossary's entry with a capital letter, for titles and table heads."""
    entry = term(name)
    return Text(entry.en[0].upper() + entry.en[1:], entry.zh)
