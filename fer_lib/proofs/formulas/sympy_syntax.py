"""SymPy syntax: ``gamma/sqrt(v) * (g[k] - Sum(g[j], (j, 1, m))/m)``; ``^`` and ``**`` are powers."""

import re
from fractions import Fraction

from fer_lib.language import Text
from fer_lib.proofs.formulas.errors import FormulaError
from fer_lib.proofs.formulas.tokens import END, Parser, Token, is_letter, letter_end, letter_name
from fer_lib.proofs.formulas.tree import Call, Limit, Name, Number, Operation, Total, Tree

_NUMBER = re.compile(r"\d+(\.\d+)?|\.\d+", re.ASCII)
_SYMBOLS = ("**", "//", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",", "=")
_SAME = {"**": "^", "−": "-", "·": "*", "×": "*", "⋅": "*"}
SUMS = ("Sum", "sum", "summation")


def tokenize(formula: str) -> list[Token]:
    """Split a formula into tokens.

    Raises:
        FormulaError: at a character that no formula contains.
    """
    tokens = []
    place = 0
    while place < len(formula):
        character = formula[place]
        start = place
        if character.isspace():
            place += 1
            continue
        if number := _NUMBER.match(formula, place):
            place = number.end()
            tokens.append(Token(start, "number", number[0]))
        elif is_letter(character):
            text = ""
            while place < len(formula) and (is_letter(formula[place]) or formula[place] in "_0123456789"):
                end = letter_end(formula, place)
                text += letter_name(formula[place:end]) if is_letter(formula[place]) else formula[place:end]
                place = end
            if text.startswith("_") or "__" in text:
                raise FormulaError(formula, start, Text(f"“{text}” is no name", f"「{text}」不是名稱"))
            tokens.append(Token(start, "name", text))
        elif character in "'′":
            place += 1
            tokens.append(Token(start, "'", character))
        else:
            symbol = next((s for s in (*_SYMBOLS, *_SAME) if formula.startswith(s, place)), None)
            if symbol is None:
                reason = Text(
                    f"“{character}” does not belong in a formula (LaTeX is recognised by \\, {{ or $)",
                    f"式子中不應有「{character}」（含 \\、{{ 或 $ 者視為 LaTeX）",
                )
                raise FormulaError(formula, start, reason)
            place += len(symbol)
            tokens.append(Token(start, _SAME.get(symbol, symbol), symbol))
    return [*tokens, Token(len(formula), END, "")]


class SympyParser(Parser):
    """Parser of SymPy syntax."""

    products = frozenset(("*", "/", "//"))

    def unexpected(self, token: Token) -> tuple[str, str]:
        """Most often a sign of multiplication is missing."""
        if token.kind in ("name", "number", "("):
            en = f"put * before “{token.text}” (or the formula between $ if it is LaTeX)"
            return en, f"「{token.text}」之前要加 *（若為 LaTeX，請放在兩個 $ 之間）"
        return super().unexpected(token)

    def power(self) -> Tree:
        """An atom with its exponent, from right to left: 2^3^2 is 2^9."""
        base = self.atom()
        if operator := self.accept("^"):
            with self.deeper():
                return Operation(operator.position, "^", base, self.signed())
        return base

    def atom(self) -> Tree:
        """A number, a name with indices or arguments, or an expression in parentheses."""
        token = self.take()
        if token.kind == "number":
            return Number(token.position, Fraction(token.text))
        if token.kind == "(":
            inner = self.expression()
            self._close(")")
            return inner
        if token.kind == "name":
            return self._named(token)
        if token.kind == END:
            raise self.failure(
                token.position, "the formula ends, something is missing here", "式子在此中斷，缺少內容"
            )
        raise self.failure(
            token.position,
            f"a number, a name or “(” expected, found “{token.text}”",
            f"此處應為數、名稱或「(」，卻是「{token.text}」",
        )

    def _close(self, bracket: str) -> None:
        if self.token.kind in ("name", "number", "("):
            raise self.failure(self.token.position, *self.unexpected(self.token))
        self.expect(bracket)

    def _named(self, token: Token) -> Tree:
        primes = 0
        while self.accept("'"):
            primes += 1
        if token.text in SUMS and self.token.kind == "(":
            return self._sum(token)
        if self.accept("["):
            subscript = [self._index()]
            while self.accept(","):
                subscript.append(self._index())
            self.expect("]")
            return Name(token.position, token.text, tuple(subscript), primes)
        base, _, ending = token.text.partition("_")
        name = Name(token.position, base, tuple(ending), primes)
        if self.accept("("):
            arguments = [self.expression()]
            while self.accept(","):
                arguments.append(self.expression())
            self._close(")")
            return Call(token.position, name, tuple(arguments))
        return name

    def _index(self) -> str:
        if self.token.kind not in ("name", "number"):
            raise self.failure(
                self.token.position, "an index must be a letter, e.g. x[i]", "指標必須是字母，例如 x[i]"
            )
        return self.take().text

    def _sum(self, token: Token) -> Tree:
        self.expect("(")
        body = self.expression()
        limits = []
        while self.accept(","):
            limits.append(self._limit())
        self._close(")")
        return Total(token.position, body, tuple(limits))

    def _limit(self) -> Limit:
        if self.token.kind == "name":
            index = self.take()
            return Limit(index.position, index.text)
        self.expect("(")
        if self.token.kind != "name":
            raise self.failure(
                self.token.position,
                "a sum is written Sum(g[j], (j, 1, m))",
                "和的寫法是 Sum(g[j], (j, 1, m))",
            )
        index = self.take()
        self.expect(",")
        low = self.expression()
        self.expect(",")
        high = self.expression()
        self._close(")")
        return Limit(index.position, index.text, low, high)
