"""Homeworks: the questions of ``assignments/<name>.yaml``, and the sections of the book that answer them."""

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fer_lib.editions.file import read_keys
from fer_lib.editions.place import EditionPlace
from fer_lib.editions.sections import Section, book_sections
from fer_lib.errors import UserError
from fer_lib.language import LANGUAGES, Text

if TYPE_CHECKING:
    from fer_lib.editions.edition import Edition

FOLDER = "assignments"
"""Where the homeworks lie, in the project's folder."""


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        text: what is asked, as Markdown of one paragraph.
        sections: those that answer it, in the file's order; none where the book has no answer.
    """

    text: Text
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Assignment:
    """One homework.

    Attributes:
        name: name of its file without ``.yaml``.
        title: what the book calls it.
        questions: in their order.
    """

    name: str
    title: Text
    questions: tuple[Question, ...]


def assignment_names(root: Path) -> list[str]:
    """Names of the homeworks of a project, sorted."""
    return sorted(path.stem for path in (root / FOLDER).glob("*.yaml"))


def assignment_file(name: str, root: Path, report: Path | None) -> Path:
    """File of a homework: the report's own of this name, else the project's.

    Args:
        name: of the homework.
        root: the project's folder.
        report: folder of the report; None for an edition that is a file only.
    """
    own = report / f"{name}.yaml" if report else None
    return own if own is not None and own.is_file() else root / FOLDER / f"{name}.yaml"


def check_assignment_names(names: Sequence[str], root: Path, place: EditionPlace) -> tuple[str, ...]:
    """The names that an edition gives, if there is a file for each.

    Args:
        names: in the edition's order.
        root: the project's folder.
        place: where the edition lies.

    Raises:
        UserError: for a name without a file, or one that stands twice.
    """
    known = assignment_names(root)
    for name in names:
        if not assignment_file(name, root, place.folder).is_file():
            raise UserError(
                f"{place.shown}: assignments: {name}: there is no {FOLDER}/{name}.yaml{_meant(name, known)}"
            )
        if names.count(name) > 1:
            raise UserError(f"{place.shown}: assignments: {name}: stands there twice; delete one")
    return tuple(names)


def assignments_of(edition: "Edition") -> tuple[Assignment, ...]:
    """The homeworks that an edition names, in its order; none where it names none.

    Raises:
        UserError: for what is wrong with a file, among that a section that no notebook has.
    """
    return read_assignments(edition.assignments, edition.root, edition.place.folder)


def read_assignments(names: Sequence[str], root: Path, report: Path | None = None) -> tuple[Assignment, ...]:
    """Read homeworks and look up the sections that they name.

    Args:
        names: of files in ``assignments/``, without ``.yaml``.
        root: the project's folder, with ``notebooks/``.
        report: folder of the report whose notebooks and homeworks count besides.

    Raises:
        UserError: if a file cannot be read, a key is missing or unknown, a value is of the wrong type, a text lacks a
            language, or no notebook has a section of that name.
    """
    if not names:
        return ()
    sections = book_sections(root, report)
    return tuple(_read(assignment_file(name, root, report), sections, root) for name in names)


def _read(path: Path, sections: dict[str, Section], root: Path) -> Assignment:
    place = path.relative_to(root).as_posix()
    values = read_keys(path, place, "title and questions")
    _check_keys(values, ("title", "questions"), place)
    if not isinstance(values["questions"], list) or not values["questions"]:
        raise UserError(
            f"{place}: questions: a list is expected, each with `- question: …` and `sections: [sec-…]`"
        )
    questions = []
    for number, entry in enumerate(values["questions"], 1):
        where = f"{place}: question {number}"
        if not isinstance(entry, dict):
            raise UserError(f"{where}: {entry!r}: `question: …` and `sections: [sec-…]` are expected")
        _check_keys(entry, ("question", "sections"), where)
        questions.append(
            Question(
                _text(entry["question"], f"{where}: question"),
                _sections(entry["sections"], sections, f"{where}: sections"),
            )
        )
    return Assignment(path.stem, _text(values["title"], f"{place}: title"), tuple(questions))


def _check_keys(values: dict[Any, Any], keys: Sequence[str], place: str) -> None:
    for key in values:
        if key not in keys:
            raise UserError(f"{place}: {key}: there is no such key{_meant(str(key), keys)}")
    for key in keys:
        if key not in values:
            raise UserError(f"{place}: {key}: missing; {' and '.join(keys)} are expected")


def _text(value: object, place: str) -> Text:
    """One text for both languages, or one for each."""
    texts = dict.fromkeys(LANGUAGES, value) if isinstance(value, str) else value
    if not isinstance(texts, dict):
        raise UserError(f"{place}: {value!r}: a text is expected, or one for each language; put it in quotes")
    for lang in texts:
        if lang not in LANGUAGES:
            raise UserError(f"{place}: unknown language {lang!r}; the book knows {' and '.join(LANGUAGES)}")
    for lang in LANGUAGES:
        if not isinstance(texts.get(lang), str) or not texts[lang].strip():
            raise UserError(
                f"{place}: there is no text for {lang}; write `{lang}: …`, or one text for all languages"
            )
    return Text(*(" ".join(texts[lang].split()) for lang in LANGUAGES))


def _sections(value: object, sections: dict[str, Section], place: str) -> tuple[Section, ...]:
    if not isinstance(value, list):
        raise UserError(f"{place}: {value!r}: a list is expected, as in `sections: [sec-models]`")
    for name in value:
        if not isinstance(name, str) or name not in sections:
            meant = _meant(str(name), sections)
            raise UserError(f"{place}: {name}: no heading in notebooks/ has this tag{meant}")
    return tuple(sections[name] for name in value)


def _meant(name: str, known: Collection[str]) -> str:
    """What may have been meant; where nothing is near, all that there is, if it is not much."""
    if near := difflib.get_close_matches(name, known, 1):
        return f"; did you mean {near[0]}?"
    return f"; there are: {', '.join(known)}" if 0 < len(known) <= 20 else ""
