"""What a comparison of two formulas found."""

from dataclasses import dataclass
from typing import Literal

import sympy as sp

DIGITS = 40
AGREEMENT = sp.Float("1e-25")
FEWEST_DIGITS_SHOWN = 6


@dataclass(frozen=True)
class Given:
    """A value at which two formulas were compared.

    Args:
        name: as in SymPy syntax.
        latex: as the book typesets it.
        value: a number, the entries of an indexed quantity, or a row of such entries.
        used_as: symbols and functions; the value matters to a formula that contains one of them, and to every
            formula if there are none.
    """

    name: str
    latex: str
    value: object
    used_as: tuple[object, ...] = ()

    def matters(self, *formulas: sp.Expr) -> bool:
        """Whether one of the formulas depends on the value."""
        return not self.used_as or any(formula.has(*self.used_as) for formula in formulas)


@dataclass(frozen=True)
class Decision:
    """Whether two formulas are equal.

    Args:
        verdict: ``undecided`` if neither a proof nor a counterexample was found.
        given: the values of the counterexample.
        own: what the formula gives there.
        correct: what is correct there.
        points: at how many points the two were compared and agreed.
    """

    verdict: Literal["proved", "refuted", "undecided"]
    given: tuple[Given, ...] = ()
    own: sp.Expr | None = None
    correct: sp.Expr | None = None
    points: int = 0


def number(value: sp.Expr) -> sp.Expr:
    """A value to 40 digits; exact rational numbers stay as they are."""
    return value if value.is_Rational else sp.N(value, DIGITS)


def is_finite_number(value: sp.Expr) -> bool:
    """Whether an evaluated formula is defined at the point."""
    return bool(value.is_number and value.is_finite)


def differ(left: sp.Expr, right: sp.Expr) -> bool:
    """Whether two numbers of 40 digits differ by more than the rounding."""
    return bool(abs(left - right) > AGREEMENT * (1 + abs(left) + abs(right)))


def show_pair(left: sp.Expr, right: sp.Expr) -> tuple[str, str]:
    """Two different numbers with as many digits as show the difference, at least 6."""
    for digits in range(FEWEST_DIGITS_SHOWN, DIGITS):
        pair = show(left, digits), show(right, digits)
        if pair[0] != pair[1]:
            return pair
    return show(left, DIGITS), show(right, DIGITS)


def show(value: object, digits: int = FEWEST_DIGITS_SHOWN) -> str:
    """A number, or entries in parentheses, as plain text that is also LaTeX."""
    if isinstance(value, tuple | list):
        return "(" + ", ".join(show(entry, digits) for entry in value) + ")"
    if isinstance(value, sp.Float):
        return f"{float(value):.{digits}g}" if digits <= 15 else str(sp.N(value, digits))
    if isinstance(value, sp.Expr) and not value.is_Rational:
        return str(sp.N(value, digits)).replace("*I", "i")
    return str(value)
