"""Which classes a data set has and in which order, decided once for every form from the words that its labels are.

Sources name classes by words (``happy``, ``bread``) or by numbers. A number alone does not say what it means: RAF-DB
counts seven expressions from 1, AffectNet eight from 0, food-11 eleven kinds of food. So numbers are names, unless the
classes are given, or the source has one of the forms of FER2013 itself.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.options import DataOptions
from fer_lib.data.reading import shorten, whole_number
from fer_lib.errors import UserError

LARGEST_NUMBER = 10**6
LISTED = 12
GIVE_CLASSES = "name the classes (--classes NAME …; in an edition `classes:` under `data:`)"
LEAVE_OUT = "leave them out (--leave-out NAME …; `leave_out:`)"


@dataclass(frozen=True)
class Words:
    """The labels that a source has, each once.

    Attributes:
        counts: number of images by label, as the source writes it, in the order in which they first appear.
        place: where a label stands first, as ``data.csv, line 3 (the header is line 1)`` or ``train/cat``.
        remedy: what to do about a label that is wrong: ``Mend or delete the line.``
        own: the classes in their order, where the form itself knows them.
        own_sentence: what is said of these.
        faces: whether numbers are FER2013's where they may be.
    """

    counts: Mapping[str, int]
    place: Callable[[str], str]
    remedy: str
    own: tuple[str, ...] = ()
    own_sentence: str = "the classes are those that the source itself names, in its order"
    faces: bool = False


@dataclass(frozen=True)
class ClassOrder:
    """The classes of a data set.

    Attributes:
        names: in the order of the labels, without those that are left out.
        titles: what they are called in each language, as far as it was given.
        index: the label of every word of the source, −1 for those that are left out.
        left_out: images by the name of the class that is left out.
        sentence: what was taken for the order, in words.
    """

    names: tuple[str, ...]
    titles: dict[str, dict[str, str]]
    index: dict[str, int]
    left_out: dict[str, int]
    sentence: str


def folded(word: str) -> str:
    """A word as words are compared: without spaces around it, capitals or different ways to write an accent."""
    return unicodedata.normalize("NFC", word).strip().casefold()


def decide(words: Words, options: DataOptions) -> ClassOrder:
    """The classes and their order.

    Args:
        words: the labels that the source has.
        options: ``classes`` and ``leave_out`` count.

    Raises:
        UserError: if a label is no class, a class that is to be left out is unknown, or fewer than two are left; all
            such labels are named at once.
    """
    numbers = {word: whole_number(word, LARGEST_NUMBER) for word in words.counts}
    leave_out = {folded(name) for name in options.leave_out}
    if options.classes:
        names, class_of, sentence = _given(words, numbers, tuple(options.classes), leave_out)
    elif words.own:
        names, sentence = words.own, words.own_sentence
        class_of = _among(words, names, leave_out)
    elif any(number is None for number in numbers.values()):
        names, class_of, sentence = _words(words, numbers, leave_out)
    else:
        names, class_of, sentence = _numbers(words, {word: n for word, n in numbers.items() if n is not None})
    return _without(words, names, class_of, sentence, options)


_Named = tuple[tuple[str, ...], dict[str, str], str]
"""The classes, the class of each word, and the sentence."""


def _given(
    words: Words, numbers: Mapping[str, int | None], names: tuple[str, ...], leave_out: set[str]
) -> _Named:
    by_fold = {folded(name): name for name in names}
    plain = {word: by_fold.get(_plain(word, number)) for word, number in numbers.items()}
    if any(number is not None for number in numbers.values()) and not all(plain.values()):
        counted = {
            word: plain[word] if number is None else names[number] if number < len(names) else None
            for word, number in numbers.items()
        }
        sentence = f"numbers count from 0 through the classes that were given: {', '.join(names)}"
    else:
        counted, sentence = plain, f"the classes are those that were given: {', '.join(names)}"
    class_of = {word: name for word, name in counted.items() if name is not None}
    _refuse_unknown(words, names, [word for word in words.counts if word not in class_of], leave_out)
    return names, class_of, sentence


def _plain(word: str, number: int | None) -> str:
    return folded(word) if number is None else str(number)


def _among(words: Words, names: tuple[str, ...], leave_out: set[str]) -> dict[str, str]:
    by_fold = {folded(name): name for name in names}
    class_of = {word: by_fold[folded(word)] for word in words.counts if folded(word) in by_fold}
    _refuse_unknown(words, names, [word for word in words.counts if word not in class_of], leave_out)
    return class_of


def _refuse_unknown(
    words: Words, names: tuple[str, ...], unknown: Sequence[str], leave_out: set[str]
) -> None:
    unknown = [word for word in unknown if folded(word) not in leave_out]
    if not unknown:
        return
    numbers = [whole_number(word, LARGEST_NUMBER) for word in unknown]
    expected = f"the classes are {shorten(', '.join(names), 200)}"
    if any(number is not None for number in numbers):
        expected += f", which numbers count through from 0 to {len(names) - 1}"
    remedy = words.remedy
    if numbers == [len(names)]:
        remedy += (
            " If your numbers count from 1, give a name for 0 in front of the others and leave that class out "
            "(`leave_out`)."
        )
    raise UserError(
        f"{words.place(unknown[0])}: {_labels(words, unknown)}, but {expected}. {remedy} Or {GIVE_CLASSES}, or "
        f"{LEAVE_OUT}."
    )


def _labels(words: Words, unknown: Sequence[str]) -> str:
    first = f'the label is "{shorten(unknown[0])}" ({_images(words.counts[unknown[0]])})'
    others = [f'"{shorten(word)}" ({words.counts[word]:,})' for word in unknown[1 : LISTED + 1]]
    if len(unknown) > LISTED + 1:
        others.append(f"{len(unknown) - LISTED - 1:,} more")
    return first + (f", others are {', '.join(others)}" if others else "")


def _images(count: int) -> str:
    return f"{count:,} image" + ("s" if count != 1 else "")


def _words(words: Words, numbers: Mapping[str, int | None], leave_out: set[str]) -> _Named:
    counted = [word for word, number in numbers.items() if number is not None]
    named = [word for word, number in numbers.items() if number is None and folded(word) not in leave_out]
    if counted and named:
        rare = min((counted, named), key=lambda group: sum(words.counts[word] for word in group))
        expected = "a word, as the others are" if rare is counted else "a whole number, as the others are"
        if rare is named and words.faces:
            expected = f"a whole number 0 to {len(CLASS_NAMES) - 1}"
        raise UserError(
            f"{words.place(rare[0])}: {_labels(words, rare)}, expected {expected}. {words.remedy} Or {GIVE_CLASSES}."
        )
    spelled: dict[str, str] = {}  # by its first spelling
    for word in words.counts:
        spelled.setdefault(folded(word), unicodedata.normalize("NFC", word).strip())
    if set() < set(spelled) - leave_out <= set(CLASS_NAMES):
        extra = tuple(name for fold, name in spelled.items() if fold not in CLASS_NAMES)
        names = (*CLASS_NAMES, *sorted(extra))
        class_of = {
            word: folded(word) if folded(word) in CLASS_NAMES else spelled[folded(word)]
            for word in words.counts
        }
        return names, class_of, f"the labels are words of FER2013's, in its order: {', '.join(CLASS_NAMES)}"
    names = tuple(spelled[fold] for fold in sorted(spelled))
    class_of = {word: spelled[folded(word)] for word in words.counts}
    return names, class_of, "the classes are the words of the source, in alphabetical order"


def _numbers(words: Words, numbers: Mapping[str, int]) -> _Named:
    if words.faces:
        wrong = [word for word, number in numbers.items() if number >= len(CLASS_NAMES)]
        if wrong:
            raise UserError(
                f"{words.place(wrong[0])}: {_labels(words, wrong)}, expected a whole number 0 to "
                f"{len(CLASS_NAMES) - 1} ({', '.join(CLASS_NAMES)}). {words.remedy} Or {GIVE_CLASSES}."
            )
        class_of = {word: CLASS_NAMES[number] for word, number in numbers.items()}
        order = ", ".join(f"{number} {name}" for number, name in enumerate(CLASS_NAMES))
        return CLASS_NAMES, class_of, f"numbers were taken in FER2013's order: {order}"
    names = tuple(map(str, sorted(set(numbers.values()))))
    class_of = {word: str(number) for word, number in numbers.items()}
    return (
        names,
        class_of,
        f"the classes are the numbers of the source; what {names[0]} means, it does not say",
    )


def _without(
    words: Words, names: tuple[str, ...], class_of: Mapping[str, str], sentence: str, options: DataOptions
) -> ClassOrder:
    """The order without the classes that are to be left out."""
    known = {folded(name) for name in names} | {folded(word) for word in words.counts}
    unknown = [name for name in options.leave_out if folded(name) not in known]
    if unknown:
        raise UserError(
            f"leave_out: {', '.join(map(shorten, unknown))}: there is no such class; there are "
            f"{shorten(', '.join(names), 300)}."
        )
    leave_out = {folded(name) for name in options.leave_out}
    kept = tuple(name for name in names if folded(name) not in leave_out)
    number = {name: i for i, name in enumerate(kept)}
    index = {word: number.get(class_of.get(word, ""), -1) for word in words.counts}
    left_out = {name: 0 for name in names if folded(name) in leave_out}
    for word, label in index.items():
        if label < 0:
            name = class_of.get(word, unicodedata.normalize("NFC", word).strip())
            left_out[name] = left_out.get(name, 0) + words.counts[word]
    if len(kept) < 2:
        place = words.place(next(iter(words.counts))) + ": " if words.counts else ""
        without = f", without {', '.join(left_out)}" if left_out else ""
        raise UserError(
            f"{place}{f'{kept[0]} is the only class' if kept else 'there is no class'}{without}; a network tells two "
            "or more apart. Give the folder that holds all classes, or leave out fewer."
        )
    titles = {name: dict(options.classes[name]) for name in kept if options.classes.get(name)}
    return ClassOrder(kept, titles, index, left_out, sentence)
