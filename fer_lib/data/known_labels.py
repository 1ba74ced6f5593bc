"""Labels that pictures have already: folders or numbers that are classes of a run, or a table of labels."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from fer_lib.data import image_table
from fer_lib.data.class_folders import images_below
from fer_lib.data.class_order import LARGEST_NUMBER, Words, decide
from fer_lib.data.csv_rows import header_if_csv
from fer_lib.data.dataset import SPLITS
from fer_lib.data.listing import Folder
from fer_lib.data.options import DataOptions
from fer_lib.data.raw import RawSet
from fer_lib.data.reading import shorten, whole_number
from fer_lib.data.split_names import split_index
from fer_lib.errors import UserError

TEST = SPLITS.index("test")
OTHERWISE = "--unlabelled reads all as pictures without labels"
TRUE_LABEL = "true_label"
"""The column that predictions of labelled pictures have for the label that was given."""
_PREFIX = re.compile(r"(\d+)_.+")
_NAMED = 6
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


def class_finder(options: DataOptions, first: int | None) -> ClassOf:
    """What tells which class of a run a word is: by its name, as data sets are read.

    Args:
        options: with the run's classes.
        first: the number of the first class, where numbers count through them; None where a number is a class only if
            that is its name.
    """
    names = list(options.classes)

    @cache
    def class_of(word: str) -> str | None:
        number = whole_number(word, LARGEST_NUMBER)
        if number is not None and str(number) not in names:
            return None if first is None else dict(enumerate(names, first)).get(number)
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
        if inner.images or class_of(inner.name) or split_index(inner.name) is not None:
            break
        place = inner
    inside = _with_images(place)
    are_splits = (
        inside and not any(map(class_of, inside)) and all(split_index(name) is not None for name in inside)
    )
    parts = (
        [(split_index(name) or 0, inner) for name, inner in inside.items()] if are_splits else [(0, place)]
    )
    found = KnownLabels([], [], [], "")
    seen: dict[str, None] = {}
    prefixes: set[str] = set()
    for index, part in parts:
        classes = _classes(part, class_of)
        by_prefix = not classes and bool(part.images) and all(_prefix(name, class_of) for name in part.images)
        for below in part.walk():
            own = (
                ""
                if below is part
                else classes.get(below.place[len(part.place) :].strip("/").split("/")[0], "")
            )
            for name in below.images:
                label = _prefix(name, class_of) if by_prefix and below is part else own
                found.names.append(below.at(name))
                found.labels.append(label)
                found.split.append(index)
        seen |= dict.fromkeys(classes)
        prefixes |= {name.partition("_")[0] for name in part.images} if by_prefix else set()
    if are_splits and place.images:
        found.names.extend(place.at(name) for name in place.images)
        found.labels.extend("" for _ in place.images)
        found.split.extend(TEST for _ in place.images)
    if not (seen or prefixes):
        return None
    what = (
        f"the folders {_some(seen)}"
        if seen
        else f"the numbers {_some(sorted(prefixes))} in front of the names"
    )
    return found._replace(said=f"labels: {what} are classes of the run ({OTHERWISE})")


def _with_images(folder: Folder) -> dict[str, Folder]:
    return {name: inner for name, inner in folder.folders.items() if images_below(inner)}


def _classes(folder: Folder, class_of: ClassOf) -> dict[str, str]:
    """The class of each folder in a folder; nothing where none of them is one."""
    inside = _with_images(folder)
    classes = {name: found for name in inside if (found := class_of(name))}
    others = [name for name in inside if name not in classes]
    if classes and others:
        raise UserError(
            f"{folder.path}: the folders {_some(classes)} are classes of the run, and {_some(others)} "
            f"{'is' if len(others) == 1 else 'are'} not. Rename or move away what is wrong; {OTHERWISE}."
        )
    for name, label in classes.items():
        for below in inside[name].walk():
            if below is not inside[name] and class_of(below.name) not in (None, label):
                raise UserError(
                    f"{below.path}: a folder of the class {label} with the name of another class. Move its images to "
                    f"where they belong; {OTHERWISE}."
                )
    return classes


def _prefix(name: str, class_of: ClassOf) -> str:
    match = _PREFIX.fullmatch(name)
    return (class_of(match[1]) or "") if match else ""


def tables_of_labels(folder: Folder, options: DataOptions) -> list[image_table.Table]:
    """The tables in a folder that say labels of its images, without submissions and what ``predict`` has written."""
    names = {name.casefold() for name in options.classes}

    def is_written(table: image_table.Table) -> bool:
        header = header_if_csv(table.path)
        bare = {name.removeprefix("probability_") for name in header}
        return header[:1] == ["id"] or names <= bare or TRUE_LABEL in bare

    return [table for table in image_table.tables_of(folder, []) if not is_written(table)]


def of_table(raw: RawSet, class_of: ClassOf, options: DataOptions) -> RawSet:
    """The images of a table with the run's classes as their labels.

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
        numbers = all(whole_number(word, LARGEST_NUMBER) is not None for word in unknown)
        raise UserError(
            f"{raw.place(next(iter(unknown.values())))}: {_some(unknown)} {'is' if len(unknown) == 1 else 'are'} no "
            f"class of the run ({shorten(', '.join(options.classes), _LISTED)}). Mend the table; "
            f"{f'{numbers_meaning(options)}; ' * numbers}{OTHERWISE}."
        )
    return replace(raw, labels=[class_of(word) or "" if word else "" for word in raw.labels])


def numbers_meaning(options: DataOptions) -> str:
    """What ``--numbers`` takes numbers for, in words."""
    order = ", ".join(f"{number} {name}" for number, name in enumerate(options.classes))
    return f"--numbers 0 counts the classes of the run from 0 ({shorten(order, _LISTED)}), --numbers 1 from 1"


def _some(words: Sequence[str] | dict[str, str] | dict[str, int] | dict[str, None]) -> str:
    listed = [shorten(word, 40) for word in list(words)[:_NAMED]]
    more = len(words) - _NAMED
    return ", ".join(listed) + (f" and {more:,} more" if more > 0 else "")
