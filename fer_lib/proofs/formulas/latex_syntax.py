r"""LaTeX: ``\frac{\gamma}{\sqrt{v}}\Bigl(g_k-\frac1m\sum_{j=1}^{m}g_j\Bigr)``; one letter is one name."""

from collections.abc import Set
from fractions import Fraction

from fer_lib.proofs.formulas.latex_conditions import LatexConditions
from fer_lib.proofs.formulas.latex_names import LatexNames
from fer_lib.proofs.formulas.limits import Limits
from fer_lib.proofs.formulas.tokens import BRACKETS, END, Token
from fer_lib.proofs.formulas.tree import Call, Limit, Name, Number, Operation, Total, Tree

ROUNDING = {"⌊": ("⌋", "floor"), "⌈": ("⌉", "ceiling")}
_FUNCTIONS = {"\\exp": "exp", "\\log": "log"}
_CLOSING = frozenset(("\\over", "\\end"))
_OTHER_BEGINNINGS = frozenset(("name", "accent", "indicator", "∑", "∂", "√", *BRACKETS, *ROUNDING))


class LatexParser(LatexNames, LatexConditions, Limits):
    """Parser of LaTeX.

    Args:
        formula: what was typed.
        tokens: its tokens.
        functions: names that are functions; before a parenthesis any other name is a factor.
    """

    def __init__(self, formula: str, tokens: list[Token], functions: Set[str]) -> None:
        super().__init__(formula, tokens)
        self.functions = functions

    def begins_factor(self) -> bool:
        """A factor may follow without a sign, two numbers may not."""
        kind = self.token.kind
        if kind == "number":
            return self.tokens[self.place - 1].kind != "number"
        return kind in _OTHER_BEGINNINGS or (kind.startswith("\\") and kind not in _CLOSING)

    def expression(self) -> Tree:
        r"""Terms; ``a \over b`` divides all that stands before it in the group by all that follows."""
        above = super().expression()
        if over := self.accept("\\over"):
            return Operation(over.position, "/", above, super().expression())
        return above

    def power(self) -> Tree:
        r"""An atom with its exponent; ``\sigma^2_B`` is ``\sigma_B^2``."""
        base = self.atom()
        operator = self.accept("^")
        if not operator:
            return base
        if isinstance(base, Name) and (primes := self._high_primes()):
            return self._applied(Name(base.position, base.name, base.subscript, primes))
        exponent = self.argument()
        if isinstance(base, Name) and not base.subscript and self.accept("_"):
            base = Name(base.position, base.name, self._subscript(), base.primes)
        if self.token.kind == "^":
            raise self.failure(
                self.token.position, "a second exponent: use braces", "出現第二個指數，請用大括號"
            )
        return Operation(operator.position, "^", base, exponent)

    def _high_primes(self) -> int:
        r"""Primes written as an exponent: ``\sigma^\prime`` and ``\sigma^{\prime\prime}``."""
        start, braced = self.place, self.accept("{")
        primes = 0
        while self.accept("'"):
            primes += 1
        if braced and not (primes and self.accept("}")):
            self.place = start
            return 0
        return primes

    def argument(self) -> Tree:
        """What a command or ``^`` applies to: a group in braces or one token."""
        with self.deeper():
            if self.token.kind == "{":
                return self._group(self.take())
            if self.token.kind == "number":
                digit = self.split_number()
                return Number(digit.position, Fraction(digit.text))
            if self.token.kind == "name":
                letter = self.take()
                return Name(letter.position, letter.text)
            return self.atom()

    def atom(self) -> Tree:
        """A number, a name, a group, or a command with its arguments."""
        if condition := self.condition():
            return condition
        token = self.take()
        kind = token.kind
        if kind == "number":
            return self._number(token)
        if kind == "indicator":
            return self.indicator(token)
        if kind == "name":
            return self._applied(self._endings(Name(token.position, token.text, self._entry())))
        if kind == "accent":
            return self._applied(self._endings(self._accented(token)))
        if kind in BRACKETS:
            inner = self._group(token)
            return self._applied(self._endings(inner)) if isinstance(inner, Name) and kind == "{" else inner
        if kind in ROUNDING:
            closing, function = ROUNDING[kind]
            inner = self.expression()
            self.expect(closing)
            return Call(token.position, Name(token.position, function), (inner,))
        if kind in _FUNCTIONS:
            with self.deeper():
                inner = self.atom() if self.token.kind in BRACKETS else self.power()
            return Call(token.position, Name(token.position, _FUNCTIONS[kind]), (inner,))
        if kind == "\\frac":
            found = self._derivative(token)
            return found or Operation(token.position, "/", self.argument(), self.argument())
        if kind in ("\\sqrt", "√"):
            return self._root(token)
        if kind == "∑":
            return self._sum(token)
        if kind == "∂":
            return self._quotient_of_differentials(token)
        if kind == "\\begin":
            return self.cases(token)
        if kind == END:
            raise self.failure(
                token.position, "the formula ends, something is missing here", "式子在此中斷，缺少內容"
            )
        raise self.failure(
            token.position,
            f"a number, a name or a group expected, found “{token.text}”",
            f"此處應為數、名稱或括號，卻是「{token.text}」",
        )

    def _group(self, opening: Token) -> Tree:
        inner = self.expression()
        self.expect(BRACKETS[opening.kind])
        return inner

    def _applied(self, name: Tree) -> Tree:
        """A function with its argument, or the name alone."""
        if not isinstance(name, Name) or not (name.primes or name.name in self.functions):
            return name
        # Vectors are often written in braces, functions of numbers never.
        opening = self.accept("(", "[")
        if opening is None:
            return name
        inner = [self.expression()]
        while self.accept(","):
            inner.append(self.expression())
        self.expect(BRACKETS[opening.kind])
        subscript = self._subscript() if self.accept("_") else self._entry()
        return Call(name.position, name, tuple(inner), subscript)

    def _number(self, token: Token) -> Tree:
        """A number; ``1_{i=t}`` is a condition."""
        if token.text == "1" and self.token.kind == "_":
            return self.indicator(token)
        return Number(token.position, Fraction(token.text))

    def _root(self, token: Token) -> Tree:
        if token.kind == "√" or not self.accept("["):
            return Call(token.position, Name(token.position, "sqrt"), (self.argument(),))
        degree = self.expression()
        self.expect("]")
        one = Number(token.position, Fraction(1))
        radicand = self.argument()
        return Operation(token.position, "^", radicand, Operation(token.position, "/", one, degree))

    def _sum(self, token: Token) -> Tree:
        r"""A sum over all that follows up to + or −: ``\sum_j a_j b`` is ``\sum_j (a_j b)``."""
        high = self.argument() if self.accept("^") else None
        self.expect("_")
        if self.token.kind == "name":
            index = self.take()
            limits = [Limit(index.position, index.text)]
        else:
            self.expect("{")
            limits = self.limits()
            self.expect("}")
        if high is None and self.accept("^"):
            high = self.argument()
        limits = self.with_high(limits, high)
        with self.deeper():
            body = self.term()
        return Total(token.position, body, tuple(reversed(limits)))
