"""What people call the expressions of faces: synonyms, in Chinese too, ``0_angry``; and whose numbers mean what.

A word has one meaning, so it is read whatever its form. A number has none by itself: FER2013, RAF-DB, AffectNet and
others count the same expressions in other orders, which are named here so that one can be asked for.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from itertools import pairwise

from fer_lib.data.fer2013 import CLASS_NAMES

CONTEMPT = "contempt"
FACES = 4
"""Expressions of which words make a set one of faces, where it has other words too, or short ones."""
EXPRESSIONS = (*CLASS_NAMES, CONTEMPT)
"""FER2013's classes in FER2013's order, and the eighth of FER+, AffectNet and CK+."""
WORDS: dict[str, tuple[str, ...]] = {
    name: tuple(words.split())
    for name, words in {
        "angry": "anger angriness mad rage ang an ag 生氣 生气 憤怒 愤怒 怒 發怒 发怒",
        "disgust": "disgusted disgusting dis di dg 厭惡 厌恶 噁心 恶心 嫌惡 嫌恶 反感 討厭 讨厌",
        "fear": "fearful fearfulness afraid scared scare fea fe af 恐懼 恐惧 害怕 懼 惧 驚恐 惊恐",
        "happy": "happiness joy joyful smile hap ha hp 高興 高兴 快樂 快乐 開心 开心 喜 喜悅 喜悦 愉快 幸福",
        "sad": "sadness unhappy sa sd 悲傷 悲伤 難過 难过 傷心 伤心 悲 哀傷 哀伤 沮喪 沮丧",
        "surprise": "surprised surprising suprise suprised sur su sp 驚訝 惊讶 吃驚 吃惊 驚奇 惊奇 驚 惊 驚喜 惊喜"
        " 訝異 讶异",
        "neutral": "neutrality expressionless neu ne nu 中性 中立 自然 無表情 无表情 面無表情 面无表情 平靜 平静",
        CONTEMPT: "contemptuous contempts con co 輕蔑 轻蔑 蔑視 蔑视 藐視 藐视 不屑",
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
    r"[\s_.-]*\b(faces?|images?|imgs?|expressions?|emotions?|class|label)\b[\s_.-]*|(的?(臉|脸|表情|情緒|情绪))$"
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
