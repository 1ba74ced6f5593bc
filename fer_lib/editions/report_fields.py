"""The report's own fields, ``report:`` in an edition or at the top of ``_config.yml``: read, checked, completed."""

import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml
from babel.dates import format_date

from fer_lib.data.yaml_file import read_yaml
from fer_lib.editions.file import read_edition_file
from fer_lib.editions.place import place_shown
from fer_lib.errors import UserError
from fer_lib.language import LANGUAGES, Language, Text

EMPTY = Text("", "")
CONFIG = "_config.yml"


@dataclass(frozen=True)
class ReportFields:
    """The fields of a block ``report:``. What the user left out is empty."""

    languages: tuple[Language, ...]
    title: Text
    authors: tuple[Text, ...]
    student_id: Text = EMPTY
    course: Text = EMPTY
    collaborators: tuple[Text, ...] = ()
    date: Text = EMPTY

    @property
    def slug(self) -> str:
        """Name of the PDF files without language and ending: the first words of the English title."""
        words = re.findall(r"[a-z0-9]+", self.title.en.lower())
        return "-".join(words[:8]) or "report"


def joined(people: tuple[Text, ...], lang: Language) -> str:
    """Names in one line, separated as the language does it."""
    return {"en": ", ", "zh-TW": "、"}[lang].join(person[lang] for person in people)


def _wrong(key: str, message: str) -> NoReturn:
    raise UserError(f"report: {key}: {message}")


def _text(key: str, value: object, languages: tuple[Language, ...]) -> Text:
    """One value: a string for all languages, or a string for each."""
    if isinstance(value, str):
        return Text(value.strip(), value.strip())
    if not isinstance(value, dict):
        _wrong(key, f"expected a text, or a text for each language, not a list: {value!r}")
    if unknown := [lang for lang in value if lang not in LANGUAGES]:
        _wrong(key, f"unknown language {unknown[0]!r}; the book knows {' and '.join(LANGUAGES)}")
    for lang in languages:
        if not isinstance(value.get(lang), str) or not value[lang].strip():
            _wrong(key, f"there is no text for {lang}; write `{lang}: …`, or one text for all languages")
    shown = value[languages[0]]
    return Text(*(str(value.get(lang) or shown).strip() for lang in LANGUAGES))


def _texts(key: str, value: object, languages: tuple[Language, ...]) -> tuple[Text, ...]:
    """A list of names; a single name need not be written as a list."""
    if value in ("", None):
        return ()
    people = value if isinstance(value, list) else [value]
    texts = tuple(_text(key, person, languages) for person in people)
    if any(not text[languages[0]] for text in texts):
        _wrong(key, "a name in the list is empty; delete its line or fill it in")
    return texts


def _languages(value: object) -> tuple[Language, ...]:
    known = ", ".join(LANGUAGES)
    if not isinstance(value, list) or not value:
        _wrong("languages", f"expected a list with one or more of {known}, for example [{known}]")
    chosen = [lang for entry in value for lang in LANGUAGES if lang == entry]
    if len(chosen) != len(value):
        strange = next(entry for entry in value if entry not in LANGUAGES)
        _wrong("languages", f"unknown language {strange!r}; the book knows {known}")
    if len(set(chosen)) != len(chosen):
        _wrong("languages", f"a language stands there twice: {', '.join(chosen)}")
    return tuple(chosen)


def _date(value: object, languages: tuple[Language, ...]) -> Text:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        try:
            day = datetime.date.fromisoformat(value.strip())
        except ValueError:
            _wrong("date", f"there is no day {value!r}")
        return Text(format_date(day, "long", "en_GB"), format_date(day, "long", "zh_TW"))
    return _text("date", value, languages)


def read_report_fields(path: Path, shown: str) -> ReportFields:
    """Read and check the block ``report:`` of an edition or of ``_config.yml``.

    Args:
        path: the file.
        shown: what messages call it.

    Returns:
        The fields, in every language of the book.

    Raises:
        UserError: if the block or a required field is missing, a field is unknown (misspelt), has the
            wrong type, lacks one of the book's languages, or names a language that the book does not know.
    """
    # BaseLoader builds nothing but texts, lists and mappings: a student id 0123 stays "0123".
    values = read_yaml(path, shown, "a YAML file", "Write the block `report:` into it.", yaml.BaseLoader)
    block = values.get("report") if isinstance(values, dict) else None
    if not isinstance(block, dict):
        raise UserError(f"{shown}: the block `report:` with title, authors and languages is missing")
    try:
        return _fields(block)
    except UserError as error:
        raise UserError(f"{shown}: {error}") from None


def fields_source(root: Path, config: Path | None = None) -> tuple[Path, str]:
    """The file with the fields of the book that is shown, and what messages call it.

    The edition's own block ``report:`` counts, else that of ``_config.yml``.

    Args:
        root: the project's folder.
        config: another ``_config.yml``, as ``jupyter-book build --config`` names it.

    Raises:
        UserError: if the edition's file is damaged. One that is gone has no block.
    """
    place = place_shown(root)
    if place and read_edition_file(place.path, place.shown).report is not None:
        return place.path, place.shown
    return config or root / CONFIG, CONFIG


def shown_fields(root: Path, config: Path | None = None) -> ReportFields:
    """The fields of the book that is shown; see ``fields_source`` and ``read_report_fields``."""
    return read_report_fields(*fields_source(root, config))


def _fields(block: dict[str, Any]) -> ReportFields:
    known = list(ReportFields.__dataclass_fields__)
    for key in block:
        if key not in known:
            _wrong(key, f"there is no such field; the fields are {', '.join(known)}")
    for key in ("languages", "title", "authors"):
        if block.get(key) in (None, "", [], {}):
            _wrong(key, "this field is required and is missing or empty")
    languages = _languages(block["languages"])
    return ReportFields(
        languages=languages,
        title=_text("title", block["title"], languages),
        authors=_texts("authors", block["authors"], languages),
        student_id=_text("student_id", block.get("student_id", ""), languages),
        course=_text("course", block.get("course", ""), languages),
        collaborators=_texts("collaborators", block.get("collaborators"), languages),
        date=_date(block.get("date", ""), languages),
    )
