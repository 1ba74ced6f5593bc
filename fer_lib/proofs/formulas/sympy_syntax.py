"""SymPy syntax: ``gamma/sqrt(v) * (g[k] - Sum(g[j], (j, 1, m))/m)``; ``^`` and ``**`` are powers.

Signs of Unicode are read as well: ``γ/√v · (g_k − Σ_j g_j/m)``.
"""

from collections.abc import Set
from fractions import Fraction

from fer_lib.proofs.formulas.latex_names import derivative
from fer_lib.proofs.formulas.latex_syntax import ROUNDING
from fer_lib.proofs.formulas.limits import Limits
from fer_lib.proofs.formulas.tokens import BRACKETS, END, LOSSES, Token, index_parts
from fer_lib.proofs.formulas.tree import Call, Limit, Name, Number, Operation, Total, Tree

SUMS = ("Sum", "sum", "summation")
_FACTORS = frozenset(("name", "number", "(", "∑", "∂", "√", *ROUNDING))


class SympyParser(Limits):
    """Parser of SymPy syntax.

    Args:
        formula: what was typed.
        tokens: its tokens.
        functions: names that are functions.
        scalars: names that are numbers; before a parenthesis they are factors.
    """

    products = frozenset(("*", "/", "//"))

    def __init__(self, formula: str, tokens: list[Token], functions: Set[str], scalars: Set[str]) -> None:
        super().__init__(formula, tokens)
        self.functions = functions
        self.scalars = scalars

    def begins_factor(self) -> bool:
        """A factor may follow without a sign, two numbers may not."""
        kind = self.token.kind
        if kind == "number":
            return self.tokens[self.place - 1].kind != "number"
        return kind in _FACTORS or (kind == "[" and self._condition_ahead())

    def _condition_ahead(self) -> bool:
        place = self.place
        found = self.condition()
        self.place = place
        return found is not None

    def power(self) -> Tree:
        """An atom with its exponent, from right to left: 2^3^2 is 2^9."""
        base = self.atom()
        if operator := self.accept("^"):
            with self.deeper():
                return Operation(operator.position, "^", base, self.signed())
        return base

    def atom(self) -> Tree:
        """A number, a name with indices or arguments, or an expression in parentheses."""
        if condition := self.condition():
            return condition
        token = self.take()
        kind = token.kind
        if kind == "number":
            return Number(token.position, Fraction(token.text))
        if kind == "(":
            inner = self.expression()
            self._close(")")
            return inner
        if kind in ROUNDING:
            closing, function = ROUNDING[kind]
            inner = self.expression()
            self._close(closing)
            return Call(token.position, Name(token.position, function), (inner,))
        if kind == "√":
            with self.deeper():
                return Call(token.position, Name(token.position, "sqrt"), (self.atom(),))
        if kind == "∑":
            return self._sign_of_sum(token)
        if kind == "∂":
            return self._derivative(token, self._named(self.take()))
        if kind == "name":
            if token.text[0] == "d" and token.text[1:] in LOSSES and self.token.kind == "/":
                return self._derivative(token, Name(token.position, token.text[1:]))
            return self._named(token)
        if kind == END:
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
        if token.text in self.scalars and self.token.kind == "(":
            return Name(token.position, token.text, (), primes)
        if entry := self._entry():
            return Name(token.position, token.text, entry, primes)
        if factors := self._factors(token.text):
            product: Tree = Name(token.position, factors[0])
            for factor in factors[1:]:
                product = Operation(token.position, "*", product, Name(token.position, factor))
            return product
        base, _, ending = token.text.partition("_")
        name = Name(token.position, base, tuple(ending), primes)
        if ending and not primes and base not in self.functions:
            return name
        if self.accept("("):
            arguments = [self.expression()]
            while self.accept(","):
                arguments.append(self.expression())
            self._close(")")
            return Call(token.position, name, tuple(arguments), self._entry() or self._low())
        return name

    def _factors(self, text: str) -> tuple[str, ...]:
        """The names whose product a word is, if there is one way only: ``k1k2c``; empty for a name."""
        ways: dict[int, list[tuple[str, ...]]] = {0: [()]}
        for end in range(1, len(text) + 1):
            ways[end] = [
                (*way, text[start:end])
                for start in range(end)
                if text[start:end] in self.scalars
                for way in ways[start]
            ][:2]
        found = ways[len(text)]
        known = text in self.scalars or text in self.functions or len(found) != 1
        return () if known or self.token.kind in ("(", "[", "'") else found[0]

    def _entry(self) -> tuple[str, ...]:
        """Indices in brackets; empty if there are none, or if the brackets hold a condition."""
        if self.token.kind != "[" or self._condition_ahead():
            return ()
        self.take()
        parts: list[str] = []
        indices: list[str] = []
        while not self.accept("]"):
            if self.token.kind == ",":
                self.take()
                indices += index_parts(parts)
                parts = []
                continue
            if self.token.kind not in ("name", "number", "+", "-"):
                raise self.failure(
                    self.token.position, "an index must be a letter, e.g. x[i]", "指標必須是字母，例如 x[i]"
                )
            parts.append(self.take().text)
        return (*indices, *index_parts(parts))

    def _low(self) -> tuple[str, ...]:
        """An index after ``_``: ``softmax(z)_t``; empty if there is none."""
        if not self.accept("_"):
            return ()
        if self.token.kind in ("name", "number"):
            return (self.take().text,)
        opening = self.expect("(")
        index = self.take()
        self.expect(BRACKETS[opening.kind])
        return (index.text,)

    def _derivative(self, start: Token, above: Tree) -> Name:
        """``∂L/∂x_i`` and ``dL/dx[i]``; the numerator is already read."""
        self.expect("/")
        token = self.take()
        if token.kind == "∂":
            token = self.take()
        elif token.text.startswith("d"):
            token = Token(token.position + 1, token.kind, token.text[1:])
        below = self._named(token) if token.kind == "name" and token.text else None
        if not (isinstance(above, Name) and isinstance(below, Name)):
            raise self.failure(token.position, "a name expected after ∂", "∂ 之後應為名稱")
        if self.token.kind == "^":
            # Only the square of a name is a name, as in ∂L/∂σ².
            texts = [t.text for t in self.tokens[self.place + 1 : self.place + 4]]
            if texts[0] == "2" or texts[1:2] == ["2"]:
                self.place += 2 if texts[0] == "2" else 4
                below = Name(below.position, f"{below.name}2", below.subscript)
        return derivative(start, above, below)

    def _sign_of_sum(self, token: Token) -> Tree:
        """``Σ_j g_j`` and ``Σ_(j=1)^m g_j``, over all that follows up to + or −."""
        self.expect("_")
        if self.token.kind == "name":
            index = self.take()
            limits = [Limit(index.position, index.text)]
        else:
            self.expect("(")
            limits = self.limits()
            self._close(")")
        if self.accept("^"):
            limits = self.with_high(limits, self.atom())
        with self.deeper():
            body = self.term()
        return Total(token.position, body, tuple(reversed(limits)))

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
