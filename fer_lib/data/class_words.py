"""What people call the expressions of faces: synonyms, in Chinese too, ``0_angry``; and whose numbers mean what.

A word has one meaning, so it is read whatever its form. A number has none by itself: FER2013, RAF-DB, AffectNet and
others count the same expressions in other orders, which are named here so that one can be asked for.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from fer_lib.data.chinese_words import chinese
from fer_lib.data.fer2013 import CLASS_NAMES

LARGEST_NUMBER = 10**6
"""Above it, a label is no number of a class."""
CONTEMPT = "contempt"
FACES = 4
"""Expressions of which words make a set one of faces, where it has other words too, or short ones."""
EXPRESSIONS = (*CLASS_NAMES, CONTEMPT)
"""FER2013's classes in FER2013's order, and the eighth of FER+, AffectNet and CK+."""
WORDS: dict[str, tuple[str, ...]] = {
    name: (*words.split(), *chinese("expressions", name))
    for name, words in {
        "angry": "anger angriness mad rage ang an ag",
        "disgust": "disgusted disgusting dis di dg",
        "fear": "fearful fearfulness afraid scared scare fea fe af",
        "happy": "happiness joy joyful smile hap ha hp",
        "sad": "sadness unhappy sa sd",
        "surprise": "surprised surprising suprise suprised sur su sp",
        "neutral": "neutrality expressionless neu ne nu",
        CONTEMPT: "contemptuous contempts con co",
    }.items()
}
"""Other words of each expression; the short ones are those of JAFFE and KDEF."""
ORDERS: dict[str, dict[int, str]] = {
    "fer2013": dict(enumerate(CLASS_NAMES)),
    "raf-db": dict(enumerate(("surprise", "fear", "disgust", "happy", "sad", "angry", "neutral"), start=1)),
    "affectnet": dict(
        enumerate(("neutral", "happy", "sad", "surprise", "fear", "disgust", "angry", CONTEMPT))
    ),
    "ferplus": dict(enumerate(("neutral", "happy", "surprise", "sad", "angry", "disgust", "fear", CONTEMPT))),
    "ck+": dict(enumerate(("neutral", "angry", CONTEMPT, "disgust", "fear", "happy", "sad", "surprise"))),
}
"""The expressions by their number in data sets that have an order of their own."""
TITLES = {
    "fer2013": "FER2013", "raf-db": "RAF-DB", "affectnet": "AffectNet", "ferplus": "FER+", "ck+": "CK+",
}  # fmt: skip
_SPELLED = {
    "fer2013": ("fer2013", "fer"), "raf-db": ("rafdb", "raf"), "affectnet": ("affectnet",),
    "ferplus": ("ferplus", "fer+"), "ck+": ("ck+", "ckplus", "ck+48", "ck"),
}  # fmt: skip
ABBREVIATED = frozenset(
    word for words in WORDS.values() for word in words if word.isascii() and len(word) <= 3 and word != "mad"
)
"""Short words that may mean other things elsewhere."""
_OF_WORD = {word: name for name, words in WORDS.items() for word in (name, *words)}
_NUMBERED = re.compile(r"\(?\d{1,3}\)?[\s_.:=-]+(.*\D.*)|(.*\D)[\s_.:=-]+\(?\d{1,3}\)?|\d{1,3}(\D{2,})")
_DECORATION = re.compile(
    r"[\s_.-]*\b(faces?|images?|imgs?|expressions?|emotions?|class|label)\b[\s_.-]*"
    rf"|(的?({'|'.join(chinese('endings', 'of_expressions'))})$)"
)
_DECIMAL = re.compile(r"\+?(\d+)(?:[.,]0*)?")


def folded(word: str) -> str:
    """A word as words are compared: without spaces around it, capitals or different ways to write a letter."""
    return unicodedata.normalize("NFKC", word).strip().casefold()


def expression_of(word: str) -> str | None:
    """The one of ``EXPRESSIONS`` that a word stands for, or None: ``Anger``, ``0_angry``, ``憤怒``, ``happy_faces``."""
    plain = folded(word).strip("\"'[](){} _-.")
    if plain in _OF_WORD:
        return _OF_WORD[plain]
    numbered = _NUMBERED.fullmatch(plain)
    bare = plain if numbered is None else next(part for part in numbered.groups() if part)
    bare = bare.strip("\"'[](){} _-.")
    return _OF_WORD.get(bare) or _OF_WORD.get(_DECORATION.sub("", bare.replace("_", " ")).strip())


def expressions_of(words: Collection[str], *, others: bool = False) -> dict[str, str]:
    """The expression of each word, where the words are those of expressions; otherwise nothing.

    Args:
        words: of one data set.
        others: whether there may be other words too, if those of expressions are ``FACES`` or more.
    """
    found = {word: name for word in words for name in [expression_of(word)] if name is not None}
    many = len(set(found.values())) >= FACES
    all_are = len(found) == len(words) and (many or not any(folded(word) in ABBREVIATED for word in words))
    return found if found and (all_are or (others and many)) else {}


def matched(words: Collection[str], names: Sequence[str]) -> dict[str, str]:
    """The class of each word that is one's name, number or, where no other class is meant too, synonym.

    Args:
        words: labels as a source writes them.
        names: of the classes.
    """
    by_fold = {_as_written(name): name for name in names}
    by_expression: dict[str | None, list[str]] = {}
    for name in names:
        by_expression.setdefault(expression_of(name), []).append(name)
    found = {}
    for word in words:
        same = by_expression.get(expression_of(word) or "", [])
        meant = by_fold.get(_as_written(word)) or (same[0] if len(same) == 1 else None)
        if meant is not None:
            found[word] = meant
    return found


def _as_written(word: str) -> str:
    number = number_of(word, LARGEST_NUMBER)
    return folded(word) if number is None else str(number)


def number_of(word: str, largest: int) -> int | None:
    """The number that a label writes, or None: ``3``, ``03``, ``3.0``, ``３``.

    Args:
        word: the label.
        largest: number above which it is none.
    """
    match = _DECIMAL.fullmatch(folded(word))
    digits = (match[1].lstrip("0") or "0") if match and match[1].isascii() else ""
    return int(digits) if digits and len(digits) <= len(str(largest)) and int(digits) <= largest else None


def order_of(name: str) -> str | None:
    """The one of ``ORDERS`` that a name stands for, or None: ``RAF_DB``, ``AffectNet``."""
    return next((order for order, spelled in _SPELLED.items() if _plain(name) in spelled), None)


def orders_in(names: Iterable[str]) -> set[str]:
    """Those of ``ORDERS`` that names of files and folders mention: ``rafdb_basic/train`` mentions RAF-DB."""
    found = set()
    for name in names:
        words = re.split(r"[\s_.()\[\]/\\-]+", folded(name))
        plain = [*words, *(first + second for first, second in pairwise(words))]
        found |= {order for word in plain for order in [order_of(word)] if order is not None}
    return found


def counted(order: str) -> str:
    """An order in words: ``1 surprise, 2 fear, …``."""
    return ", ".join(f"{number} {name}" for number, name in ORDERS[order].items())


def _plain(name: str) -> str:
    return re.sub(r"[\s_.-]", "", folded(name))
