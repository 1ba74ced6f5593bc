r"""LaTeX: ``\frac{\gamma}{\sqrt{v}}\Bigl(g_k-\frac1m\sum_{j=1}^{m}g_j\Bigr)``; one letter is one name."""

from collections.abc import Set
from fractions import Fraction

from fer_lib.proofs.formulas.tokens import END, Parser, Token
from fer_lib.proofs.formulas.tree import Call, Limit, Name, Number, Operation, Total, Tree

LOSSES = frozenset("LlEJ")
_OPENING = {"(": ")", "[": "]", "{": "}"}
_ROUNDING = {"\\lfloor": ("\\rfloor", "floor"), "\\lceil": ("\\rceil", "ceiling")}
_FUNCTIONS = {"\\exp": "exp", "\\log": "log"}
_CLOSING = frozenset(("\\rfloor", "\\rceil"))


class LatexParser(Parser):
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
        return kind == "name" or kind in _OPENING or (kind.startswith("\\") and kind not in _CLOSING)

    def power(self) -> Tree:
        r"""An atom with its exponent; ``\sigma^2_B`` is ``\sigma_B^2``."""
        base = self.atom()
        operator = self.accept("^")
        if not operator:
            return base
        if isinstance(base, Name):
            primes = 0
            while self.accept("'"):
                primes += 1
            if primes:
                return self._applied(Name(base.position, base.name, base.subscript, primes))
        exponent = self.argument()
        if isinstance(base, Name) and not base.subscript and self.accept("_"):
            base = Name(base.position, base.name, self._subscript(), base.primes)
        if self.token.kind == "^":
            raise self.failure(
                self.token.position, "a second exponent: use braces", "出現第二個指數，請用大括號"
            )
        return Operation(operator.position, "^", base, exponent)

    def argument(self) -> Tree:
        """What a command or ``^`` applies to: a group in braces or one token."""
        with self.deeper():
            if self.token.kind == "{":
                return self.atom()
            if self.token.kind == "number":
                digit = self.split_number()
                return Number(digit.position, Fraction(digit.text))
            if self.token.kind == "name":
                letter = self.take()
                return Name(letter.position, letter.text)
            return self.atom()

    def atom(self) -> Tree:
        """A number, a name, a group, or a command with its arguments."""
        token = self.take()
        kind = token.kind
        if kind == "number":
            return Number(token.position, Fraction(token.text))
        if kind in ("name", "\\hat"):
            return self._applied(self._name(token))
        if kind in _OPENING:
            inner = self.expression()
            self.expect(_OPENING[kind])
            return inner
        if kind in _ROUNDING:
            closing, function = _ROUNDING[kind]
            inner = self.expression()
            self.expect(closing)
            return Call(token.position, Name(token.position, function), (inner,))
        if kind in _FUNCTIONS:
            with self.deeper():
                inner = self.atom() if self.token.kind in _OPENING else self.power()
            return Call(token.position, Name(token.position, _FUNCTIONS[kind]), (inner,))
        if kind == "\\frac":
            return self._fraction(token)
        if kind == "\\sqrt":
            return self._root(token)
        if kind == "\\sum":
            return self._sum(token)
        if kind == "\\partial":
            self._loss()
            self.expect("/")
            self.expect("\\partial")
            return self._variable(token)
        if kind == END:
            raise self.failure(
                token.position, "the formula ends, something is missing here", "式子在此中斷，缺少內容"
            )
        raise self.failure(
            token.position,
            f"a number, a name or a group expected, found “{token.text}”",
            f"此處應為數、名稱或括號，卻是「{token.text}」",
        )

    def _applied(self, name: Name) -> Tree:
        """A function with its argument, or the name alone."""
        if self.token.kind == "(" and (name.primes or name.name in self.functions):
            self.take()
            inner = [self.expression()]
            while self.accept(","):
                inner.append(self.expression())
            self.expect(")")
            return Call(name.position, name, tuple(inner))
        return name

    def _name(self, token: Token) -> Name:
        """A letter with hat, subscript and primes; ``token`` is already consumed."""
        subscript: tuple[str, ...] = ()
        if token.kind == "\\hat":
            braced = self.accept("{")
            if self.token.kind != "name":
                raise self.failure(self.token.position, "a hat stands on a letter", "帽號要放在字母上")
            text = self.take().text + "hat"
            if braced:
                if self.accept("_"):
                    subscript = self._subscript()
                self.expect("}")
        else:
            text = token.text
        primes = 0
        while mark := self.accept("_", "'"):
            if mark.kind == "'":
                primes += 1
            elif subscript:
                raise self.failure(mark.position, "a second subscript", "出現第二個下標")
            else:
                subscript = self._subscript()
        return Name(token.position, text, subscript, primes)

    def _subscript(self) -> tuple[str, ...]:
        """The parts of a subscript; the ``_`` is consumed."""
        if self.token.kind == "number":
            return (self.split_number().text,)
        if self.token.kind == "name":
            return (self.take().text,)
        opening = self.expect("{")
        depth, parts = 1, []
        while depth:
            token = self.take()
            if token.kind == END:
                raise self.failure(opening.position, "this brace is not closed", "這個大括號沒有關閉")
            depth += (token.kind == "{") - (token.kind == "}")
            if token.kind not in ("{", "}", ","):
                parts.append(token.text)
        if not parts:
            raise self.failure(opening.position, "an empty subscript", "下標是空的")
        return tuple(parts)

    def _fraction(self, token: Token) -> Tree:
        if self._derivative_ahead():
            self.expect("{")
            self.take()
            self._loss()
            self.expect("}")
            self.expect("{")
            self.take()
            variable = self._variable(token)
            self.expect("}")
            return variable
        numerator = self.argument()
        return Operation(token.position, "/", numerator, self.argument())

    def _derivative_ahead(self) -> bool:
        ahead = [t.kind if t.kind != "name" else t.text for t in self.tokens[self.place : self.place + 3]]
        if ahead[:2] == ["{", "\\partial"]:
            return True
        return ahead[:2] == ["{", "d"] and ahead[-1] in LOSSES

    def _loss(self) -> None:
        braced = self.accept("{")
        if self.token.text not in LOSSES:
            raise self.failure(
                self.token.position,
                "the loss is called L here; only derivatives of the loss are known",
                "此處的損失稱為 L；只認得損失的導數",
            )
        self.take()
        if braced:
            self.expect("}")

    def _variable(self, start: Token) -> Name:
        r"""What one differentiates by: ``\partial L/\partial\sigma^2`` becomes the name ``dL_dsigma2``."""
        token = self.take()
        if token.kind not in ("name", "\\hat"):
            raise self.failure(token.position, "a name expected after ∂", "∂ 之後應為名稱")
        name = self._name(token)
        square = ""
        if self.accept("^"):
            exponent = self.argument()
            if not (isinstance(exponent, Number) and exponent.value == 2):
                raise self.failure(
                    token.position, "only a square is a name, as in σ²", "只有平方可作為名稱，如 σ²"
                )
            square = "2"
            if not name.subscript and self.accept("_"):
                name = Name(name.position, name.name, self._subscript())
        return Name(start.position, f"dL_d{name.name}{square}", name.subscript)

    def _root(self, token: Token) -> Tree:
        if not self.accept("["):
            return Call(token.position, Name(token.position, "sqrt"), (self.argument(),))
        degree = self.expression()
        self.expect("]")
        one = Number(token.position, Fraction(1))
        radicand = self.argument()
        return Operation(token.position, "^", radicand, Operation(token.position, "/", one, degree))

    def _sum(self, token: Token) -> Tree:
        r"""A sum over all that follows up to + or −: ``\sum_j a_j b`` is ``\sum_j (a_j b)``."""
        self.expect("_")
        limits = self._limits()
        if self.accept("^"):
            high = self.argument()
            limits = [Limit(x.position, x.index, x.low, high, x.above) for x in limits]
        with self.deeper():
            body = self.term()
        return Total(token.position, body, tuple(reversed(limits)))

    def _limits(self) -> list[Limit]:
        if self.token.kind == "name":
            index = self.take()
            return [Limit(index.position, index.text)]
        self.expect("{")
        limits = []
        while True:
            if self.token.kind != "name":
                raise self.failure(
                    self.token.position, "an index of summation expected", "此處應為求和的指標"
                )
            index = self.take()
            limits.append(self._bounded(index))
            if not self.accept(","):
                break
        self.expect("}")
        return limits

    def _bounded(self, index: Token) -> Limit:
        """An index with the bound that stands below the sum: j = 1, j > k or j ≤ k."""
        relation = self.accept("=", ">", "≤")
        if relation is None:
            return Limit(index.position, index.text)
        bound = self.expression()
        if relation.kind == "≤":
            return Limit(index.position, index.text, None, bound)
        return Limit(index.position, index.text, bound, None, above=relation.kind == ">")
