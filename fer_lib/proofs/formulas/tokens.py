"""Tokens, and the part of a parser that both syntaxes share."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from fer_lib.language import Text
from fer_lib.proofs.formulas.errors import FormulaError
from fer_lib.proofs.formulas.tree import Condition, Negative, Operation, Tree

DEEPEST = 40
END = "end"
BRACKETS = {"(": ")", "[": "]", "{": "}"}
LOSSES = frozenset(("L", "l", "E", "J", "C", "loss", "Loss"))


@dataclass(frozen=True)
class Token:
    r"""A piece of a formula.

    Args:
        position: first character.
        kind: ``number``, ``name``, ``end``, the symbol itself such as ``(`` or ``∑``, or a LaTeX command.
        text: as written; for a name, Greek letters and hats spelt out.
    """

    position: int
    kind: str
    text: str


class Parser:
    """Sums, products and signs over atoms; a subclass knows its atoms and powers.

    Args:
        formula: what was typed.
        tokens: its tokens; the last is of kind ``end``.
    """

    products = frozenset(("*", "/"))

    def __init__(self, formula: str, tokens: list[Token]) -> None:
        self.formula = formula
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.place]

    def failure(self, position: int, en: str, zh: str) -> FormulaError:
        """The error that stops reading, with its reason."""
        return FormulaError(self.formula, position, Text(en, zh))

    def take(self) -> Token:
        """The next token, consumed."""
        token = self.token
        if token.kind != END:
            self.place += 1
        return token

    def accept(self, *kinds: str) -> Token | None:
        """The next token, consumed, if it is of one of these kinds."""
        return self.take() if self.token.kind in kinds else None

    def expect(self, kind: str) -> Token:
        """The next token, consumed, which must be of this kind."""
        if self.token.kind != kind:
            found = self.token
            if found.kind == END:
                raise self.failure(
                    found.position, f"the formula ends, “{kind}” is missing", f"式子已結束，缺少「{kind}」"
                )
            raise self.failure(
                found.position,
                f"“{kind}” expected, found “{found.text}”",
                f"此處應為「{kind}」，卻是「{found.text}」",
            )
        return self.take()

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Count nesting, so that no input exhausts Python's stack."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.failure(
                self.token.position, f"nested more than {DEEPEST} deep", f"巢狀超過 {DEEPEST} 層"
            )
        yield
        self.depth -= 1

    def whole(self) -> Tree:
        """The tree of the whole formula."""
        tree = self.expression()
        if self.token.kind != END:
            token = self.token
            if token.kind in (")", "]", "}"):
                raise self.failure(
                    token.position, f"“{token.text}” closes nothing", f"「{token.text}」沒有對應的左括號"
                )
            raise self.failure(token.position, *self.unexpected(token))
        return tree

    def unexpected(self, token: Token) -> tuple[str, str]:
        """The reason, in both languages, when an expression goes on where it should end."""
        if token.kind == "number":
            return f"put * before “{token.text}”", f"「{token.text}」之前要加 *"
        return f"“{token.text}” is not expected here", f"此處不應出現「{token.text}」"

    def expression(self) -> Tree:
        """Terms joined by + and −."""
        with self.deeper():
            left = self.term()
            while operator := self.accept("+", "-"):
                left = Operation(operator.position, operator.kind, left, self.term())
        return left

    def term(self) -> Tree:
        """Factors joined by products and quotients."""
        left = self.signed()
        while True:
            if operator := self.accept(*self.products):
                left = Operation(operator.position, operator.kind, left, self.signed())
            elif self.begins_factor():
                left = Operation(self.token.position, "*", left, self.power())
            else:
                return left

    def signed(self) -> Tree:
        """A factor, perhaps after signs."""
        if sign := self.accept("-", "+"):
            with self.deeper():
                # A sign covers the power that follows: −x² is −(x²).
                operand = self.signed()
            return Negative(sign.position, operand) if sign.kind == "-" else operand
        return self.power()

    def condition(self) -> Condition | None:
        """``[i = t]`` or ``(i ≠ t)``, consumed, if it follows."""
        opening, *inside = self.tokens[self.place : self.place + 5]
        kinds = [token.kind for token in inside]
        closing = BRACKETS.get(opening.kind, "")
        if kinds not in (["name", "=", "name", closing], ["name", "≠", "name", closing]):
            return None
        self.place += 5
        return Condition(opening.position, inside[0].text, inside[2].text, kinds[1] == "=")

    def begins_factor(self) -> bool:
        """Whether a factor follows without a sign of multiplication."""
        return False

    def power(self) -> Tree:
        """An atom with its exponent."""
        raise TypeError(f"{type(self).__name__} has no rule for powers")

    def split_number(self) -> Token:
        r"""The first digit of the next number, consumed: ``\frac12`` is one half."""
        token = self.token
        if len(token.text) == 1:
            return self.take()
        self.tokens[self.place] = replace(token, position=token.position + 1, text=token.text[1:])
        return replace(token, text=token.text[0])


def index_parts(texts: list[str]) -> tuple[str, ...]:
    """Pieces of a subscript as indices: ``i``, ``j`` are two, ``m``, ``-``, ``1`` are one."""
    parts: list[str] = []
    for text in texts:
        if parts and (text in ("+", "-") or parts[-1][-1] in "+-"):
            parts[-1] += text
        else:
            parts.append(text)
    return tuple(parts)
