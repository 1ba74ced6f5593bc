"""Numbered images, and a CSV ``id,label`` in their folder or beside it: the form of the course."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fer_lib.data.class_words import number_of
from fer_lib.data.csv_rows import (
    column_names,
    columns_not_read,
    empty_rows,
    fitted,
    header_if_csv,
    header_of,
    open_csv,
    rows_of,
)
from fer_lib.data.csv_text import stem
from fer_lib.data.image_table import ID_COLUMNS, LABEL_COLUMNS, OF_OTHERS
from fer_lib.data.listing import Folder
from fer_lib.data.raw import ImageFiles, RawSet
from fer_lib.data.reading import LARGEST_ID, at_line, shorten, whole_number
from fer_lib.data.wanted import CSV
from fer_lib.errors import Problems, UserError

FORM = "course-images"
MOST_COLUMNS = 32
"""More are those of single pixels."""
REMEDY = "Mend or delete the line."
LABEL_FILES = ("label", "labels", "train", "train_label", "train_labels")


@dataclass(frozen=True)
class NumberedFolder:
    """The images of one split.

    Attributes:
        split: index into ``dataset.SPLITS``.
        folder: where they lie.
        labels: the CSV with their labels, or None.
    """

    split: int
    folder: Folder
    labels: Path | None


def label_columns(path: Path) -> tuple[int, int] | None:
    """Positions of the columns of ids and of labels in a CSV ``id,label``, or None if the file is none.

    Others may stand beside them, but none with the pixels or the names of the images.
    """
    header = header_if_csv(path)
    ids, labels = (
        [i for i, name in enumerate(header) if name in names] for names in (ID_COLUMNS, LABEL_COLUMNS)
    )
    if len(ids) != 1 or len(labels) != 1 or len(header) > MOST_COLUMNS or OF_OTHERS & set(header):
        return None
    return ids[0], labels[0]


def are_numbered(folder: Folder) -> bool:
    """Whether an image in the folder has a number for a name."""
    return any(_number(name) is not None for name in folder.images)


def label_file(folder: Folder, beside: Sequence[Path]) -> Path:
    """The CSV ``id,label`` of the training images: inside of their folder, or else beside it.

    Args:
        folder: with the images.
        beside: the tables that lie beside it.

    Raises:
        UserError: if there is none, or more than one that could be meant.
    """
    inside = [folder.path / name for name in folder.tables]
    for tables in (inside, beside):
        found = [path for path in tables if label_columns(path) is not None]
        usual = [path for path in found if stem(path.name).lower() in LABEL_FILES]
        if len(found) == 1 or len(usual) == 1:
            return found[0] if len(found) == 1 else usual[0]
        if found:
            raise UserError(
                f'{found[0].parent}: {" and ".join(path.name for path in found)} have the header "id,label". '
                "Keep the one with the training labels and move the others away."
            )
    for path in (*inside, *beside):
        CSV.check(path)  # a table that is none is why there are no labels
    seen = [f'{path.name} has "{shorten(",".join(header_if_csv(path)))}"' for path in (*inside, *beside)]
    found_instead = f" ({', '.join(seen)})" if seen else ""
    raise UserError(
        f'{folder.path}: the labels are missing: no CSV in this folder or beside it has the header "id,label" or '
        f'"filename,label"{found_instead}, no image has its class in its name (0_12.jpg), and there is no folder a '
        "class. Put a CSV there, for example as label.csv."
    )


def own_label_file(folder: Folder) -> Path | None:
    """The one CSV ``id,label`` in a folder, if there is one."""
    inside = [name for name in folder.tables if label_columns(folder.path / name) is not None]
    return folder.path / inside[0] if len(inside) == 1 else None


def read(root: Folder, parts: Sequence[NumberedFolder], source: str) -> RawSet:
    """The images of each split in the order of their numbers, with the labels of the CSV if it has one.

    Args:
        root: the folder that was given.
        parts: the splits.
        source: what the provenance calls them.

    Raises:
        UserError: if a name is no number, two are the same, or labels and images do not belong together.
    """
    names: list[str] = []
    labels: list[str] = []
    split: list[int] = []
    places: list[tuple[Path, int]] = []
    others: list[str] = []
    for part in parts:
        file_of_id = _ids(part.folder)
        label_of_id: dict[int, tuple[str, int]] = {}
        if part.labels is not None:
            empty: list[int] = []
            label_of_id = _labels(part.labels, file_of_id, part.folder.path, empty)
            read = label_columns(part.labels) or ()
            others += columns_not_read(part.labels, column_names(header_of(part.labels), read))
            others += empty_rows(part.labels, empty)
            _check_complete(part.folder.path, part.labels, file_of_id, label_of_id)
        for number in sorted(file_of_id):
            label, line = label_of_id.get(number, ("", 0))
            names.append(part.folder.at(file_of_id[number]))
            labels.append(label)
            split.append(part.split)
            places.append((part.labels or part.folder.path, line))
    return RawSet(
        form=FORM,
        source=source,
        images=ImageFiles(root.path, names),
        labels=labels,
        split=split,
        place=lambda i: at_line(*places[i]),
        remedy=REMEDY,
        tables=tuple(os.path.relpath(part.labels, root.path) for part in parts if part.labels is not None),
        names=names,
        faces="by_look",
        remarks={"parts_not_read": others} if others else {},
    )


def _number(name: str) -> int | None:
    return whole_number(Path(name).stem, LARGEST_ID)


def _ids(folder: Folder) -> dict[int, str]:
    problems = Problems("image")
    file_of_id: dict[int, str] = {}
    for name in folder.images:
        number = _number(name)
        if number is None:
            problems.add(
                f"{folder.path / name}: expected a number as its name, like 00012.jpg. "
                "Rename it or move it away."
            )
        elif number in file_of_id:
            problems.add(
                f"{folder.path / name}: has the same id as {file_of_id[number]}. Remove one of the two."
            )
        else:
            file_of_id[number] = name
    problems.raise_if_any()
    return file_of_id


def _labels(
    path: Path, file_of_id: dict[int, str], folder: Path, empty: list[int]
) -> dict[int, tuple[str, int]]:
    """Label and line of each id; the lines of empty rows are added to ``empty``."""
    problems = Problems("line")
    labels: dict[int, tuple[str, int]] = {}
    header = header_of(path)
    id_column, label_column = label_columns(path) or (0, 1)
    with open_csv(path) as file:
        for line, found in rows_of(path, file, problems, empty):
            try:
                fields = fitted(found, header)
                number = number_of(fields[id_column], LARGEST_ID)
                if number is None:
                    raise ValueError(f'the id is "{shorten(fields[id_column])}", expected a whole number')
                if number in labels:
                    raise ValueError(f"the id {number} stands already in line {labels[number][1]}")
                if number not in file_of_id:
                    raise ValueError(f"there is no image with the id {number} in {folder}")
                if not fields[label_column]:
                    raise ValueError("the label is missing")
                labels[number] = fields[label_column], line
            except ValueError as error:
                problems.add(f"{at_line(path, line)}: {error}. {REMEDY}")
    problems.raise_if_any()
    return labels


def _check_complete(
    folder: Path, path: Path, file_of_id: dict[int, str], labels: dict[int, tuple[str, int]]
) -> None:
    problems = Problems("image")
    for number, name in file_of_id.items():
        if number not in labels:
            problems.add(
                f"{folder / name}: its label is missing: {path} has no row with the id {number}. "
                "Add the row or move the image away."
            )
    problems.raise_if_any()
