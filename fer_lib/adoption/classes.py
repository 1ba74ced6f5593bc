"""Classes as files write them: words, in capitals or not, or numbers."""

from collections.abc import Iterable, Sequence

from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.errors import UserError


def whole(text: str) -> int | None:
    """A whole number from 0, also where pandas has made 3.0 of it; None for anything else."""
    digits = text.removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def class_lookup(names: Sequence[str]) -> dict[str, int]:
    """The position of each class, by its name in small letters and, where no name is a number, by its number from 0."""
    by_name = {name.casefold(): position for position, name in enumerate(names)}
    if any(whole(name) is not None for name in names):
        return by_name
    return {str(position): position for position in range(len(names))} | by_name


def find_class(text: str, lookup: dict[str, int]) -> int | None:
    """The position of the class that a text names; None for none."""
    found = lookup.get(text.casefold())
    number = whole(text) if found is None else None
    return found if number is None else lookup.get(str(number))


def order_names(words: Iterable[str]) -> tuple[str, ...]:
    """Classes that occur, in the order of FER2013 where they are its, else as numbers or letters go."""
    unique = {word.casefold(): word for word in words}
    if unique.keys() <= set(CLASS_NAMES):
        return tuple(name for name in CLASS_NAMES if name in unique)
    if all(whole(word) is not None for word in unique.values()):
        return tuple(sorted(unique.values(), key=lambda word: whole(word) or 0))
    return tuple(sorted(unique.values()))


def names_from(words: Iterable[str], shown: str) -> tuple[str, ...]:
    """The names of the classes, from all that files write as classes.

    Numbers are the names of the classes from 0 (or from 1 where there is no 0) to the largest that occurs.

    Args:
        words: everything that stands as a class.
        shown: the files, for messages.

    Raises:
        UserError: if some are numbers and some are words, or there are too few or too many.
    """
    found = {word for word in words if word}
    numbers = {number for word in found if (number := whole(word)) is not None}
    if numbers and len([word for word in found if whole(word) is not None]) < len(found):
        word = next(word for word in sorted(found) if whole(word) is None)
        raise UserError(
            f"{shown}: some classes are numbers ({min(numbers)}) and some words ({word[:40]!r}); --classes names them "
            "in the order of the numbers, as in --classes angry,disgust,fear"
        )
    names = tuple(map(str, range(min(1, min(numbers)), max(numbers) + 1))) if numbers else order_names(found)
    if not 2 <= len(names) <= MOST_CLASSES:
        raise UserError(f"{shown}: {len(names)} classes; 2 to {MOST_CLASSES} are expected")
    return names


MOST_CLASSES = 1000
