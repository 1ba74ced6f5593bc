r"""Equality of formulas in whole numbers: floors and ceilings of quotients by Z3, polynomials by SymPy.

:math:`q = \lfloor a/b \rfloor` for :math:`b > 0` is the integer with :math:`qb \le a < (q+1)b`; Z3 is given this
definition for every floor, so that a divisor may be a symbol.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import sympy as sp
import z3

from fer_lib.proofs.claim import Finding
from fer_lib.proofs.equality.decision import Decision, Given, differ, is_finite_number, number
from fer_lib.proofs.integers import prove_for_all


@dataclass(frozen=True)
class WholeNumberDecider:
    """Decides equality for all whole numbers that satisfy some conditions.

    Args:
        symbols: the variables; their assumptions give the smallest value, 0 or 1.
        largest: the largest value of each with which a counterexample is sought.
        conditions: expressions that are at least 0 wherever the formula is used.
        preferred: conditions of the kind that counterexamples satisfy if any does.
    """

    symbols: tuple[sp.Symbol, ...]
    largest: tuple[int, ...]
    conditions: tuple[sp.Expr, ...] = ()
    preferred: tuple[sp.Expr, ...] = ()

    def __call__(self, own: sp.Expr, correct: sp.Expr) -> Decision:
        """Compare a formula with the correct one: small values first, then a proof."""
        points = 0
        for conditions in ((*self.conditions, *self.preferred), self.conditions):
            refuted, tried = self._counterexample(own, correct, conditions)
            if refuted is not None:
                return refuted
            points = tried
        return self._general(own, correct, points)

    def _counterexample(
        self, own: sp.Expr, correct: sp.Expr, conditions: Sequence[sp.Expr]
    ) -> tuple[Decision | None, int]:
        ranges = [
            range(1 if symbol.is_positive else 0, end + 1)
            for symbol, end in zip(self.symbols, self.largest, strict=True)
        ]
        points = 0
        for values in sorted(product(*ranges), key=sum):
            at = {symbol: sp.Integer(value) for symbol, value in zip(self.symbols, values, strict=True)}
            if any(condition.xreplace(at) < 0 for condition in conditions):
                continue
            sides = [number(side.xreplace(at)) for side in (own, correct)]
            if not all(map(is_finite_number, sides)):
                continue
            points += 1
            if differ(*sides):
                return _refuted(at, *sides), points
        return None, points

    def _general(self, own: sp.Expr, correct: sp.Expr, points: int) -> Decision:
        """Decide for all whole numbers: SymPy sees that the difference is 0, or Z3 decides whether it is."""
        difference = sp.simplify(own - correct)
        if difference == 0:
            return Decision("proved", points=points)
        try:
            finding = _Translation(self.symbols).is_zero(difference, self.conditions)
        except _UntranslatableError:
            return Decision("undecided", points=points)
        if finding.verdict == "refuted":
            values = dict(finding.counterexample)
            at = {symbol: sp.Integer(values[symbol.name]) for symbol in self.symbols}
            sides = [number(side.xreplace(at)) for side in (own, correct)]
            if all(map(is_finite_number, sides)) and differ(*sides):
                return _refuted(at, *sides)
        return Decision("proved" if finding.verdict == "proved" else "undecided", points=points)


def _refuted(at: Mapping[sp.Symbol, sp.Expr], own: sp.Expr, correct: sp.Expr) -> Decision:
    given = tuple(Given(str(symbol), sp.latex(symbol), value) for symbol, value in at.items())
    return Decision("refuted", given, own, correct)


class _UntranslatableError(Exception):
    """The expression is no quotient of polynomials in the variables and floors."""


class _Translation:
    """Expressions of SymPy as integers of Z3."""

    def __init__(self, symbols: Sequence[sp.Symbol]) -> None:
        self.integers: dict[sp.Basic, z3.ArithRef] = {symbol: z3.Int(symbol.name) for symbol in symbols}
        self.given: list[z3.BoolRef] = [
            self.integers[symbol] >= (1 if symbol.is_positive else 0) for symbol in symbols
        ]

    def is_zero(self, expression: sp.Expr, conditions: Sequence[sp.Expr]) -> Finding:
        """Whether the expression is 0 wherever the conditions are at least 0, as Z3 finds."""
        numerator, _ = self._quotient(expression)
        self.given += [self._polynomial(condition) >= 0 for condition in conditions]
        variables = list(self.integers.values())
        return prove_for_all(z3.And(*self.given), self._polynomial(numerator) == 0, variables)

    def _quotient(self, expression: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
        """Numerator and denominator > 0, with a new integer for every floor and ceiling."""
        roundings = [a for a in sp.preorder_traversal(expression) if isinstance(a, sp.floor | sp.ceiling)]
        outermost = {a: self._rounded(a) for a in roundings if not _inside_another(a, roundings)}
        numerator, denominator = sp.fraction(sp.together(expression.xreplace(outermost)))
        if not denominator.is_positive:
            raise _UntranslatableError
        return numerator, denominator

    def _rounded(self, rounding: sp.Expr) -> sp.Symbol:
        numerator, denominator = self._quotient(rounding.args[0])
        quotient = sp.Dummy("q", integer=True)
        q = z3.Int(f"q{len(self.integers)}")
        self.integers[quotient] = q
        a, b = self._polynomial(numerator), self._polynomial(denominator)
        if isinstance(rounding, sp.floor):
            self.given += [q * b <= a, a < (q + 1) * b]
        else:
            self.given += [(q - 1) * b < a, a <= q * b]
        return quotient

    def _polynomial(self, expression: sp.Expr) -> z3.ArithRef:
        try:
            terms = sp.Poly(expression, *self.integers).terms()
        except sp.PolynomialError as error:
            raise _UntranslatableError from error
        total: z3.ArithRef = z3.IntVal(0)
        for exponents, coefficient in terms:
            if not coefficient.is_Integer:
                raise _UntranslatableError
            term: z3.ArithRef = z3.IntVal(int(coefficient))
            for variable, exponent in zip(self.integers.values(), exponents, strict=True):
                for _ in range(exponent):
                    term = term * variable
            total = total + term
        return total


def _inside_another(rounding: sp.Expr, all_of_them: Sequence[sp.Expr]) -> bool:
    return any(other != rounding and other.has(rounding) for other in all_of_them)
