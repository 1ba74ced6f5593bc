"""Labels that pictures have already: folders or numbers that are classes of a run, or a table of labels."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from fer_lib.data import image_table
from fer_lib.data.class_folders import images_below
from fer_lib.data.class_order import Words, decide
from fer_lib.data.class_words import ABBREVIATED, FACES, LARGEST_NUMBER, ORDERS, folded, number_of
from fer_lib.data.csv_rows import header_if_csv
from fer_lib.data.dataset import SPLITS
from fer_lib.data.listing import Folder
from fer_lib.data.options import DataOptions
from fer_lib.data.raw import RawSet
from fer_lib.data.reading import shorten
from fer_lib.data.split_names import split_index, split_indices
from fer_lib.errors import UserError

TEST = SPLITS.index("test")
OTHERWISE = "--unlabelled takes them for pictures without labels"
TRUE_LABEL = "true_label"
"""The column that predictions of labelled pictures have for the label that was given."""
_PREFIX = re.compile(r"(\d+)_.+")
_NAMED = 8
_LISTED = 300

ClassOf = Callable[[str], str | None]
"""The class of the run that a word is, or None."""


class KnownLabels(NamedTuple):
    """Pictures of a folder with what is known of their labels.

    Attributes:
        names: the files, relative to the folder.
        labels: the class of each; empty where none is known.
        split: index into ``SPLITS`` of each.
        said: where the labels come from, in a sentence.
    """

    names: list[str]
    labels: list[str]
    split: list[int]
    said: str


def class_finder(options: DataOptions) -> ClassOf:
    """What tells which class of a run a word is: by its name, as data sets are read.

    A number is a class only where that is its name, or ``options.numbers`` says what numbers mean.

    Args:
        options: with the run's classes.
    """
    names = {folded(name) for name in options.classes}

    @cache
    def class_of(word: str) -> str | None:
        number = number_of(word, LARGEST_NUMBER)
        if number is not None and str(number) not in names and options.numbers is None:
            return None
        try:
            order = decide(Words({word: 1}, place=lambda _: "", remedy=""), options)
        except UserError:
            return None
        label = order.index[word]
        return order.names[label] if label >= 0 else None

    return class_of


def in_folders(folder: Folder, class_of: ClassOf) -> KnownLabels | None:
    """The labels that the folders' own names say, or the numbers in front of the names of images; None for none.

    Args:
        folder: with folders that are classes, or with folders for the splits that hold such.
        class_of: which words are classes.

    Raises:
        UserError: if some folders are classes and others are not, or a class lies in another one.
    """
    place = folder
    while not place.images and len(inside := _with_images(place)) == 1:
        (inner,) = inside.values()
        if class_of(inner.name) or split_index(inner.name) is not None:
            break
        place = inner
    inside = _with_images(place)
    parts = [(TEST, place)]
    if inside and not any(map(class_of, inside)):
        splits = split_indices(inside)
        if len(splits) == len(inside):
            loose = replace(place, folders={})
            parts = [*((splits[name], inner) for name, inner in inside.items()), (TEST, loose)]
    found = KnownLabels([], [], [], "")
    folders: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    for split, part in parts:
        classes = _classes(part, class_of)
        of_names = {} if classes else _prefixes(part, class_of)
        folders |= classes
        prefixes |= of_names
        for below in part.walk():
            top = below.place[len(part.place) :].strip("/").partition("/")[0]
            for name in below.images:
                found.names.append(below.at(name))
                found.labels.append(
                    classes.get(top) or ("" if top else of_names.get(name.partition("_")[0], ""))
                )
                found.split.append(split)
    what = [f"folders named {meanings(folders)}"] * bool(folders)
    what += [f"names that begin with {meanings(prefixes)}"] * bool(prefixes)
    return found._replace(said=f"labels: {' and '.join(what)} ({OTHERWISE})") if what else None


def meanings(words: Mapping[str, str]) -> str:
    """Words with the classes that they were taken for, where these are called otherwise: ``happy, 6 (neutral)``."""
    return _some([word if word == words[word] else f"{word} ({words[word]})" for word in sorted(words)])


def _with_images(folder: Folder) -> dict[str, Folder]:
    return {name: inner for name, inner in folder.folders.items() if images_below(inner)}


def _classes(folder: Folder, class_of: ClassOf) -> dict[str, str]:
    """The class of each folder in a folder; nothing where none of them is one."""
    inside = _with_images(folder)
    classes = {name: found for name in inside if (found := class_of(name))}
    if len(set(classes.values())) < FACES:  # an, su: expressions in one set, and people in another
        classes = {name: found for name, found in classes.items() if folded(name) not in ABBREVIATED}
    others = [name for name in inside if name not in classes]
    if classes and others:
        raise UserError(
            f"{folder.path}: some folders are classes of the run ({_some(classes)}), others are not ({_some(others)}). "
            f"Rename them or move them away; {OTHERWISE}."
        )
    for name, label in classes.items():
        for below in inside[name].walk():
            if below is not inside[name] and class_of(below.name) not in (None, label):
                raise UserError(
                    f"{below.path}: a folder of the class {label} with the name of another class. Move its images to "
                    f"where they belong; {OTHERWISE}."
                )
    return classes


def _prefixes(folder: Folder, class_of: ClassOf) -> dict[str, str]:
    """The class of each number in front of the images' names, where all of them have one: ``0_12.jpg``."""
    matches = [_PREFIX.fullmatch(name) for name in folder.images]
    classes = {match[1]: class_of(match[1]) for match in matches if match}
    known = {number: label for number, label in classes.items() if label}
    return known if None not in matches and len(known) == len(classes) else {}


def tables_of_labels(folder: Folder, options: DataOptions) -> list[image_table.Table]:
    """The tables in a folder that say labels of its images, without submissions and what ``predict`` has written."""
    names = {folded(name) for name in options.classes}

    def is_written(table: image_table.Table) -> bool:
        header = {folded(name.removeprefix("probability_")) for name in header_if_csv(table.path)}
        return "submission" in table.path.name.lower() or names <= header or TRUE_LABEL in header

    return [table for table in image_table.tables_of(folder, []) if not is_written(table)]


def of_table(raw: RawSet, class_of: ClassOf, options: DataOptions) -> tuple[RawSet, str]:
    """The images of a table with the run's classes as their labels, and what is said of them.

    Args:
        raw: what the table says.
        class_of: which words are classes.
        options: with the run's classes.

    Raises:
        UserError: if a label is no class of the run; all such labels are named at once.
    """
    unknown: dict[str, int] = {}
    for i, word in enumerate(raw.labels):
        if word and class_of(word) is None:
            unknown.setdefault(word, i)
    if unknown:
        numbers = all(number_of(word, LARGEST_NUMBER) is not None for word in unknown)
        raise UserError(
            f"{raw.place(next(iter(unknown.values())))}: {_some(unknown)} {'is' if len(unknown) == 1 else 'are'} no "
            f"class of the run ({shorten(', '.join(options.classes), _LISTED)}). Mend the table; "
            f"{f'{numbers_meaning(options)}; ' * numbers}{OTHERWISE}."
        )
    words = {word: class_of(word) or "" for word in raw.labels if word}
    said = f"labels: {', '.join(raw.tables)} with {meanings(words)} ({OTHERWISE})"
    return replace(raw, labels=[words.get(word, "") for word in raw.labels]), said


def numbers_meaning(options: DataOptions) -> str:
    """What ``--numbers`` takes numbers for, in words."""
    order = ", ".join(f"{number} {name}" for number, name in enumerate(options.classes))
    return (
        f"--numbers 0 counts the classes of the run from 0 ({shorten(order, _LISTED)}), --numbers 1 from 1, and "
        f"{', '.join(ORDERS)} are the orders of these data sets"
    )


def _some(words: Collection[str]) -> str:
    listed = [shorten(word, 60) for word in list(words)[:_NAMED]]
    more = len(words) - _NAMED
    return ", ".join(listed) + (f" and {more:,} more" if more > 0 else "")
