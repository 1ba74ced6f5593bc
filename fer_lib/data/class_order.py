"""Which classes a data set has and in which order, decided once for every form from the words that its labels are.

Sources name classes by words (``happy``, ``憤怒``, ``bread``) or by numbers. A number alone does not say what it means:
RAF-DB counts seven expressions from 1, AffectNet eight from 0, food-11 eleven kinds of food. So numbers are names,
unless the classes are given, the source is called after one of these sets, or it has one of the forms of FER2013.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fer_lib.data.class_words import (
    CONTEMPT,
    EXPRESSIONS,
    FACES,
    LARGEST_NUMBER,
    ORDERS,
    TITLES,
    counted,
    expression_of,
    expressions_of,
    folded,
    matched,
    number_of,
)
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.options import DataOptions
from fer_lib.data.reading import shorten
from fer_lib.errors import UserError

LISTED = 12
RECOGNISED = ("raf-db", "affectnet")
"""Orders that are taken where the source is called after their data set and its numbers are theirs."""
GIVE_CLASSES = "name the classes (--classes NAME …; in an edition `classes:` under `data:`)"
LEAVE_OUT = "leave them out (--leave-out NAME …; `leave_out:`)"
GIVE_ORDER = (
    f"say whose order the numbers have (--numbers {'|'.join(ORDERS)}; in an edition `numbers:` under `data:`), or name "
    "the classes in the order of the numbers (--classes NAME …; `classes:`)"
)


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
        only_faces: whether they can be nothing else, as the form is FER2013's own.
        called: the data sets that names of files and folders mention, of ``class_words.ORDERS``.
    """

    counts: Mapping[str, int]
    place: Callable[[str], str]
    remedy: str
    own: tuple[str, ...] = ()
    own_sentence: str = "the classes are those that the source itself names, in its order"
    faces: bool = False
    only_faces: bool = False
    called: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ClassOrder:
    """The classes of a data set.

    Attributes:
        names: in the order of the labels, without those that are left out.
        titles: what they are called in each language, as far as it was given.
        index: the label of every word of the source, −1 for those that are left out.
        left_out: images by the name of the class that is left out.
        sentence: what was taken for the order, in words.
        converted: images whose label is written in another way than the class, by what was done.
        numbers: whose order numbers are in, one of ``class_words.ORDERS``, or the number of the first class; None where
            labels are words, or numbers that are names.
        read_as: other words for a class, by the class, each with its number of images.
    """

    names: tuple[str, ...]
    titles: dict[str, dict[str, str]]
    index: dict[str, int]
    left_out: dict[str, int]
    sentence: str
    converted: dict[str, int] = field(default_factory=dict)
    numbers: str | int | None = None
    read_as: dict[str, dict[str, int]] = field(default_factory=dict)


def decide(words: Words, options: DataOptions) -> ClassOrder:
    """The classes and their order.

    Args:
        words: the labels that the source has.
        options: ``classes``, ``numbers`` and ``leave_out`` count.

    Raises:
        UserError: if a label is no class, numbers can mean two things, a class that is to be left out is unknown, or
            fewer than two are left; all such labels are named at once.
    """
    numbers = {word: number_of(word, LARGEST_NUMBER) for word in words.counts}
    leave_out = {folded(name) for name in options.leave_out}
    all_numbers = all(number is not None for number in numbers.values())
    if options.classes:
        found = _given(words, numbers, options, leave_out)
    elif words.own:
        found = _Named(words.own, _among(words, words.own, leave_out), words.own_sentence)
    elif isinstance(options.numbers, str) and all_numbers:
        found = _in_order_of(words, numbers, options.numbers, leave_out, "numbers were taken")
    elif all_numbers:
        found = _numbers(words, {word: n for word, n in numbers.items() if n is not None}, leave_out)
    else:
        found = _words(words, numbers, leave_out)
    return _without(words, found, options)


class _Named(NamedTuple):
    """The classes, the class of each word, the sentence, and what ``ClassOrder.numbers`` is."""

    names: tuple[str, ...]
    class_of: dict[str, str]
    sentence: str
    numbers: str | int | None = None


def _given(
    words: Words, numbers: Mapping[str, int | None], options: DataOptions, leave_out: set[str]
) -> _Named:
    names = tuple(options.classes)
    meaning: str | int | None = None
    class_of = matched(words.counts, names)
    counting = {word: n for word, n in numbers.items() if n is not None and word not in class_of}
    if not counting:
        sentence = f"the classes are those that were given: {', '.join(names)}"
    elif isinstance(options.numbers, str):
        meaning, order = options.numbers, ORDERS[options.numbers]
        meant = matched([order[n] for n in counting.values() if n in order], names)
        class_of |= {word: meant[order[n]] for word, n in counting.items() if order.get(n) in meant}
        sentence = (
            f"the classes are those that were given; numbers were taken in {_described(options.numbers)}"
        )
    else:
        class_of = {word: name for word, name in class_of.items() if numbers[word] is None}
        counting = {word: n for word, n in numbers.items() if n is not None}
        first = _first_number(words, counting, names, options.numbers, leave_out)
        meaning, by_number = first, dict(enumerate(names, first))
        class_of |= {word: by_number[n] for word, n in counting.items() if n in by_number}
        sentence = f"numbers count from {first} through the classes that were given: {', '.join(names)}"
    _refuse_unknown(words, names, [word for word in words.counts if word not in class_of], leave_out)
    return _Named(names, class_of, sentence, meaning)


def _first_number(
    words: Words, counting: Mapping[str, int], names: Sequence[str], asked: int | None, leave_out: set[str]
) -> int:
    """The number of the first class: said, or the only one that is possible."""
    present = {number for word, number in counting.items() if folded(word) not in leave_out}
    possible = present <= set(range(1, len(names) + 1)) and folded(names[0]) not in leave_out
    if asked is not None or not present or not possible:
        return asked or 0
    if len(names) in present:
        return 1
    low, high = min(present), max(present)
    raise UserError(
        f"{words.place(next(iter(counting)))}: the labels are the numbers {low} to {high}, which can count through the "
        f"{len(names)} classes that were given from 0 or from 1. Say which: --numbers 0 or --numbers 1 (in an edition "
        "`numbers:` under `data:`)."
    )


def _among(words: Words, names: tuple[str, ...], leave_out: set[str]) -> dict[str, str]:
    class_of = matched(words.counts, names)
    _refuse_unknown(words, names, [word for word in words.counts if word not in class_of], leave_out)
    return class_of


def _refuse_unknown(
    words: Words, names: tuple[str, ...], unknown: Sequence[str], leave_out: set[str]
) -> None:
    unknown = [word for word in unknown if folded(word) not in leave_out]
    if not unknown:
        return
    expected = f"the classes are {shorten(', '.join(names), 200)}"
    if any(number_of(word, LARGEST_NUMBER) is not None for word in unknown):
        expected += f", which numbers count through from 0 to {len(names) - 1}, or with --numbers 1 from 1"
    raise UserError(
        f"{words.place(unknown[0])}: {_labels(words, unknown)}, but {expected}. {words.remedy} Or {GIVE_CLASSES}, or "
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
    counting = [
        word for word, number in numbers.items() if number is not None and folded(word) not in leave_out
    ]
    named = [word for word, number in numbers.items() if number is None and folded(word) not in leave_out]
    if counting and named:
        rare = min((counting, named), key=lambda group: sum(words.counts[word] for word in group))
        expected = "a word, as the others are" if rare is counting else "a whole number, as the others are"
        if rare is named and words.faces:
            expected = f"a whole number 0 to {len(CLASS_NAMES) - 1}"
        raise UserError(
            f"{words.place(rare[0])}: {_labels(words, rare)}, expected {expected}. {words.remedy} Or {GIVE_CLASSES}."
        )
    if counting:
        return _numbers(words, {word: n for word, n in numbers.items() if n is not None}, leave_out)
    spelled: dict[str, str] = {}  # by its first spelling
    for word in words.counts:
        spelled.setdefault(folded(word), unicodedata.normalize("NFC", word).strip())
    kept = [fold for fold in sorted(spelled) if fold not in leave_out]
    expressions = expressions_of(kept, others=True)
    if not expressions:
        names = tuple(spelled[fold] for fold in sorted(spelled))
        class_of = {word: spelled[folded(word)] for word in words.counts}
        return _Named(names, class_of, "the classes are the words of the source, in alphabetical order")
    at_all = {fold: name for fold in spelled for name in [expression_of(fold)] if name is not None}
    expressions |= {fold: name for fold, name in at_all.items() if fold not in kept}
    present = set(expressions.values())
    unknown = [fold for fold in sorted(spelled) if fold not in expressions]
    others = [fold for fold in kept if fold not in expressions]
    faces = tuple(name for name in EXPRESSIONS if name in present or (name in CLASS_NAMES and not others))
    class_of = {word: expressions.get(folded(word), spelled[folded(word)]) for word in words.counts}
    sentence = f"the labels are words of FER2013's, in its order: {', '.join(CLASS_NAMES)}"
    if any(expressions.get(fold) == CONTEMPT for fold in kept):
        sentence += f", and then {CONTEMPT}"
    if others:
        sentence = (
            f"words of FER2013's come first, in its order: {', '.join(faces)}; others are no words of an "
            f"expression and classes of their own: {', '.join(spelled[fold] for fold in others)}"
        )
    return _Named((*faces, *(spelled[fold] for fold in unknown)), class_of, sentence)


def _numbers(words: Words, numbers: Mapping[str, int], leave_out: set[str]) -> _Named:
    present = {number for word, number in numbers.items() if folded(word) not in leave_out}
    others = words.called - {"fer2013", "ferplus"}
    fitting = [order for order in RECOGNISED if order in others and present <= set(ORDERS[order])]
    if len(fitting) == 1:
        said = f"the source is called after {TITLES[fitting[0]]}, so numbers were taken"
        return _in_order_of(words, numbers, fitting[0], leave_out, said)
    if words.only_faces and others:
        raise UserError(
            f"{words.place(next(iter(numbers)))}: the labels are numbers, and the source is called after "
            f"{' and '.join(TITLES[order] for order in sorted(others))}, so they may be in an order that is not "
            f"FER2013's. Please {GIVE_ORDER}."
        )
    if words.only_faces or (words.faces and not others):
        return _in_order_of(words, numbers, "fer2013", leave_out, "numbers were taken")
    names = tuple(map(str, sorted(set(numbers.values()))))
    class_of = {word: str(number) for word, number in numbers.items()}
    sentence = f"the classes are the numbers of the source; what {names[0]} means, it does not say"
    if FACES < len(present) <= len(EXPRESSIONS) and max(present) <= len(EXPRESSIONS) - 1:
        sentence += f"; if these are expressions of faces, {GIVE_ORDER}"
    return _Named(names, class_of, sentence)


def _in_order_of(
    words: Words, numbers: Mapping[str, int | None], order: str, leave_out: set[str], said: str
) -> _Named:
    """Numbers as one data set counts the expressions; the classes come in FER2013's order all the same."""
    meaning = ORDERS[order]
    class_of = {word: meaning[n] for word, n in numbers.items() if n in meaning}
    wrong = [word for word in numbers if word not in class_of and folded(word) not in leave_out]
    if wrong:
        expected = f"a whole number {min(meaning)} to {max(meaning)} ({TITLES[order]}'s: {', '.join(meaning.values())})"
        present = set(numbers.values())
        if order == "fer2013" and present <= set(range(1, len(CLASS_NAMES) + 1)) and len(present) > FACES:
            remedy = "They count from 1, and FER2013's from 0, so theirs is another order: please "
        else:
            remedy = f"If it is a slip: {words.remedy} If not, "
        raise UserError(
            f"{words.place(wrong[0])}: {_labels(words, wrong)}, expected {expected}. {remedy}{GIVE_ORDER}."
        )
    names = CLASS_NAMES if CONTEMPT not in class_of.values() else EXPRESSIONS
    return _Named(names, class_of, f"{said} in {_described(order)}", order)


def _described(order: str) -> str:
    return f"{TITLES[order]}'s order: {counted(order)}"


def _without(words: Words, named: _Named, options: DataOptions) -> ClassOrder:
    """The order without the classes that are to be left out."""
    names, class_of, sentence, numbers = named
    meant = matched(options.leave_out, names)
    spelled = {folded(word) for word in words.counts}
    unknown = [name for name in options.leave_out if name not in meant and folded(name) not in spelled]
    if unknown:
        raise UserError(
            f"leave_out: {', '.join(map(shorten, unknown))}: there is no such class; there are "
            f"{shorten(', '.join(names), 300)}."
        )
    of_words = {
        class_of.get(word) for word in words.counts if folded(word) in set(map(folded, options.leave_out))
    }
    gone = {*meant.values(), *of_words}
    kept = tuple(name for name in names if name not in gone)
    number = {name: i for i, name in enumerate(kept)}
    index = {word: number.get(class_of.get(word, ""), -1) for word in words.counts}
    left_out = {name: 0 for name in names if name in gone}
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
    read_as, converted = _converted(words, class_of)
    for name, others in read_as.items():
        listed = ", ".join(f"{shorten(word, 30)} ({count:,})" for word, count in others.items())
        sentence += f"; {listed} was read as {name}"
    return ClassOrder(kept, titles, index, left_out, sentence, converted, numbers, read_as)


def _converted(words: Words, class_of: Mapping[str, str]) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """The other words of each class, and how many labels are written in another way than it."""
    decimals = synonyms = 0
    read_as: dict[str, dict[str, int]] = {}
    for word, name in class_of.items():
        count = words.counts[word]
        if number_of(word, LARGEST_NUMBER) is None:
            if folded(word) != folded(name):
                synonyms += count
                read_as.setdefault(name, {})[word] = count
        elif not word.strip().isascii() or not word.strip().isdigit():
            decimals += count
    converted = {"label_word_to_class": synonyms, "label_decimal_to_number": decimals}
    return read_as, {what: count for what, count in converted.items() if count}
