"""Indices of entries and the ranges of sums: which letter is which index, and whether it stays in its range."""

import re
from collections.abc import Mapping

import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.formulas.errors import FormulaError
from fer_lib.proofs.formulas.notation import Notation, Quantity

Bound = Mapping[str, sp.Symbol]
_INDEX = re.compile(r"([^\W\d_]+|\d+)(?:([+-])(\d+))?")


class Indices:
    """Looks up indices and names.

    Args:
        formula: what was typed, for errors.
        notation: what names mean.
    """

    def __init__(self, formula: str, notation: Notation) -> None:
        self.formula = formula
        self.notation = notation
        self.free_letter = ""
        self.letters: dict[str, sp.Symbol] = {}
        self.used: dict[str, Quantity] = {}

    def failure(self, position: int, en: str, zh: str) -> FormulaError:
        """The error that stops reading, with its reason."""
        return FormulaError(self.formula, position, Text(en, zh))

    def name_free(self, letters: tuple[str, ...], position: int) -> None:
        r"""Call the free indices as the name of the result does: i in ``\partial L/\partial x_i``."""
        free = self.notation.free
        if not (free and letters):
            return
        own = [symbol.name for symbol in free]
        turned = sorted(letters) == sorted(own) and list(letters) != own
        if len(letters) != len(own) or turned:
            raise self.failure(
                position,
                f"the indices of the result are {', '.join(own)} here, in this order",
                f"此處結果的指標依序為 {'、'.join(own)}",
            )
        if len(free) == 1:
            self.free_letter = letters[0]
        elif len(set(letters)) == len(letters):
            self.letters = dict(zip(letters, free, strict=True))

    def renamed(self) -> list[tuple[str, str]]:
        """Letter as typed → usual letter, of the free indices that are called otherwise."""
        letters = {self.free_letter: self.notation.free[0]} if self.free_letter else self.letters
        return [(letter, symbol.name) for letter, symbol in letters.items() if letter != symbol.name]

    def look_up(self, name: str, position: int) -> Quantity | None:
        """The quantity of a name; notes which letter was used for it."""
        quantity = self.notation.find(name)
        if quantity is not None:
            self._keep_to_one_letter(name, quantity, position)
            self.used[name] = quantity
        return quantity

    def _keep_to_one_letter(self, name: str, quantity: Quantity, position: int) -> None:
        for other, known in self.used.items():
            if known is quantity and other != name and {other, name} & set(quantity.others):
                raise self.failure(
                    position,
                    f"“{other}” and “{name}” would both be: {quantity.meaning.en}; use one letter",
                    f"「{other}」與「{name}」會同為：{quantity.meaning.zh}；請只用一個",
                )

    def is_index(self, name: str, bound: Bound) -> bool:
        """Whether a name is that of an index, bound by a sum or free."""
        return name in bound or name in self.letters or name == self.free_letter

    def index(self, letter: str, position: int, of: str, bound: Bound) -> sp.Expr:
        """The index that a letter, a number or an end of the range such as m-1 stands for."""
        if letter in bound:
            return bound[letter]
        if letter in self.letters:
            return self.letters[letter]
        if letter == self.free_letter:
            return self.notation.free[0]
        place = None if _INDEX.sub(r"\1", letter) in bound else self._place(letter, position)
        if place is not None:
            return place
        free = self.notation.free
        if not letter.isidentifier():
            raise self.failure(
                position,
                f"“{letter}” is no index of “{of}”: an index is a letter, a number or an end such as m-1",
                f"「{letter}」不是「{of}」的指標：指標可為字母、數，或 m-1 之類的端點",
            )
        if self.notation.find(letter) is not None:
            raise self.failure(
                position, f"“{letter}” is no index of “{of}”", f"「{letter}」不是「{of}」的指標"
            )
        if len(free) == 1 and not self.free_letter:
            # Everybody calls the free index by another letter; one formula must keep to one.
            self.free_letter = letter
            return free[0]
        for symbol in free if len(free) > 1 and not self.letters else ():
            if symbol.name == letter:
                return symbol
        names = self.free_letter or ", ".join(self.letters) or ", ".join(symbol.name for symbol in free)
        en = f"no sum runs over the index “{letter}”"
        zh = f"沒有對指標「{letter}」加總"
        if names:
            en += f", and the result depends on {names} only"
            zh += f"，而結果只依賴 {names}"
        raise self.failure(position, en, zh)

    def _place(self, text: str, position: int) -> sp.Expr | None:
        """A place that is a number or an end of the range; ``None`` for any other text."""
        found = _INDEX.fullmatch(text)
        if found is None or self.notation.range is None:
            return None
        name, sign, offset = found.groups()
        value = sp.Integer(name) if name.isdecimal() else self._size(name, position)
        if value is None:
            return None
        value += int(f"{sign or ''}{offset or 0}")
        self.check_range(text, value, value, position)
        return value

    def _size(self, name: str, position: int) -> sp.Expr | None:
        quantity = self.notation.find(name)
        if quantity is None or quantity.indices or quantity.function:
            return None
        value = quantity.value()
        known = self.notation.sizes and value in self.notation.sizes[0]
        return self.look_up(name, position) and value if known else None

    def check_range(self, text: str, low: sp.Expr, high: sp.Expr, position: int) -> None:
        """Refuse a sum, or an entry, that leaves the range, at the sizes that are tried.

        Raises:
            FormulaError: if it does, or if the last value lies before the one that precedes the first.
        """
        first, last = self.notation.range or (sp.S.One, sp.S.One)
        for sizes in self.notation.sizes:
            begin, end, least, most = (value.xreplace(sizes) for value in (low, high, first, last))
            at = ", ".join(f"{symbol} = {size}" for symbol, size in sizes.items())
            if begin < least or end > most:
                raise self.failure(
                    position,
                    f"“{text}”: the index runs from {first} to {last}, not beyond (try {at})",
                    f"「{text}」：指標的範圍是 {first} 到 {last}，不可超出（例如 {at} 時）",
                )
            if end < begin - 1:
                raise self.failure(
                    position,
                    f"“{text}”: this sum ends before it begins (try {at})",
                    f"「{text}」：這個和的終點在起點之前（例如 {at} 時）",
                )
