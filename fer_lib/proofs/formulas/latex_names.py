r"""Names in LaTeX: ``\hat{\mathbf{y}}_t``, ``\sigma_B'``, ``W_{ij}``, and derivatives, which are names too."""

from fer_lib.proofs.formulas.latex_lexer import ACCENTS
from fer_lib.proofs.formulas.tokens import BRACKETS, END, LOSSES, Parser, Token, index_parts
from fer_lib.proofs.formulas.tree import Name, Number, Tree


class LatexNames(Parser):
    """The part of the parser of LaTeX that reads names."""

    def argument(self) -> Tree:
        """What a command or ``^`` applies to."""
        raise TypeError(f"{type(self).__name__} has no rule for arguments")

    def _accented(self, token: Token) -> Name:
        r"""A letter with a hat; the ``\hat`` is already consumed. The letter may be in braces, with its subscript."""
        inner = self.argument()
        if not isinstance(inner, Name):
            raise self.failure(inner.start, "a hat stands on a letter", "帽號要放在字母上")
        mark = ACCENTS[token.text.removeprefix("\\")]
        return Name(token.position, inner.name + mark, inner.subscript, inner.primes)

    def _endings(self, name: Name) -> Name:
        """A name with the subscript and the primes that follow."""
        subscript, primes = name.subscript, name.primes
        while self.token.kind in ("_", "'"):
            mark = self.take()
            if mark.kind == "'":
                primes += 1
            elif subscript:
                raise self.failure(mark.position, "a second subscript", "出現第二個下標")
            else:
                subscript = self._subscript()
        return Name(name.position, name.name, subscript, primes)

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
        return index_parts(parts)

    def _entry(self) -> tuple[str, ...]:
        """An index in brackets, as in SymPy syntax: ``x[i]``; empty if none follows."""
        ahead = self.tokens[self.place : self.place + 5]
        kinds = ["index" if token.kind in ("name", "number") else token.kind for token in ahead]
        for length in (3, 5):
            if kinds[:length] in (["[", "index", "]"], ["[", "index", ",", "index", "]"]):
                self.place += length
                return tuple(token.text for token in ahead[1:length:2])
        return ()

    def _derivative(self, token: Token) -> Name | None:
        r"""``\frac{\partial L}{\partial x_i}``, consumed, if it follows; the ``\frac`` is already consumed."""
        ahead = self.tokens[self.place : self.place + 4]
        kinds = [t.kind if t.kind != "name" else t.text for t in ahead]
        plain_d = kinds[:2] == ["{", "d"] and (kinds[2] in LOSSES or kinds[2:] == ["}", "{"])
        if kinds[:2] != ["{", "∂"] and not plain_d:
            return None
        self.take()
        self.take()
        above = None if self.token.kind == "}" else self._differentiated()
        self.expect("}")
        self.expect("{")
        self._differential()
        below = self._variable()
        self.expect("}")
        return derivative(token, above or self._differentiated(), below)

    def _quotient_of_differentials(self, token: Token) -> Name:
        r"""``\partial L/\partial x_i``; the first ``\partial`` is already consumed."""
        above = self._differentiated()
        if not self.accept("\\over"):
            self.expect("/")
        self._differential()
        return derivative(token, above, self._variable())

    def _differential(self) -> None:
        if not (self.token.kind == "name" and self.token.text == "d"):
            self.expect("∂")
            return
        self.take()

    def _differentiated(self) -> Name:
        """The loss, or another name, of which a derivative is taken."""
        if self.token.kind in BRACKETS:
            opening = self.take()
            name = self._differentiated()
            self.expect(BRACKETS[opening.kind])
            return name
        return self._variable()

    def _variable(self) -> Name:
        r"""A name in a derivative; with a square, as in ``\partial\sigma^2``, it is called ``sigma2``."""
        token = self.take()
        if token.kind not in ("name", "accent", "{"):
            raise self.failure(token.position, "a name expected after ∂", "∂ 之後應為名稱")
        if token.kind == "{":
            name = self._variable()
            self.expect("}")
        else:
            name = self._accented(token) if token.kind == "accent" else Name(token.position, token.text)
        name = self._endings(name)
        if not self.accept("^"):
            return name
        exponent = self.argument()
        if not (isinstance(exponent, Number) and exponent.value == 2):
            raise self.failure(
                token.position, "only a square is a name, as in σ²", "只有平方可作為名稱，如 σ²"
            )
        return self._endings(Name(name.position, f"{name.name}2", name.subscript))


def derivative(start: Token, above: Name, below: Name) -> Name:
    """The name of a derivative: ``dL_dx`` for every letter of the loss, ``dyhat_dz`` for others."""
    loss = above.name in LOSSES and not above.subscript
    numerator = "L" if loss else above.name
    return Name(start.position, f"d{numerator}_d{below.name}", above.subscript + below.subscript)
