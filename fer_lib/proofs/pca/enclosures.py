"""Enclosures of the ten points' axes, components and errors: intervals that surely hold the true numbers.

An eigenvalue lies in a rational interval at whose ends its polynomial has different signs; from there on interval
arithmetic (``mpmath.iv``) rounds every lower end down and every upper end up (Moore, Kearfott and Cloud,
*Introduction to Interval Analysis*, 2009, chapter 2). So a printed number is judged by what is certain.
"""

from functools import cache
from typing import Any, TypeAlias

import sympy as sp
from mpmath.ctx_iv import MPIntervalContext
from mpmath.libmp import to_rational

from fer_lib.proofs.pca import ten_points as points
from fer_lib.proofs.pca.ten_points import MU, NUMBER

Enclosure: TypeAlias = Any
"""A number of ``mpmath``'s interval arithmetic, which has no types."""
WIDTH = sp.Rational(1, 10**60)
"""Of the interval of an eigenvalue."""
_INTERVALS = MPIntervalContext()
_INTERVALS.dps = 70


def ends(enclosure: Enclosure) -> tuple[sp.Rational, sp.Rational]:
    """The interval's ends as exact rational numbers."""
    low, high = (sp.Rational(*to_rational(end)) for end in enclosure._mpi_)
    return low, high


def _between(low: sp.Rational, high: sp.Rational) -> Enclosure:
    lower, upper = (_INTERVALS.mpf(end.p) / end.q for end in (low, high))
    return _INTERVALS.mpf([lower.a, upper.b])


def enclosed_root(polynomial: sp.Poly, number: int) -> Enclosure:
    """A real root of a polynomial with rational coefficients.

    Args:
        polynomial: its real roots are simple.
        number: 0 for the smallest root.

    Raises:
        ArithmeticError: if the polynomial does not change its sign around the root that was found.
    """
    middle = sp.Rational(str(sp.N(polynomial.real_roots()[number], 75)))
    low, high = middle - WIDTH / 2, middle + WIDTH / 2
    if not polynomial.eval(low) * polynomial.eval(high) < 0:
        raise ArithmeticError(f"{polynomial} has no simple root near {middle.evalf(20)}")
    return _between(low, high)


@cache
def enclosed_axes() -> tuple[tuple[Enclosure, ...], ...]:
    """The unit eigenvectors by falling eigenvalue, three numbers each; signs as report D prints them."""
    found = []
    for number in range(3):
        root = enclosed_root(points.characteristic_polynomial(), 2 - number)
        w = [_horner(entry, root) for entry in points.eigenvector()]
        length = _INTERVALS.sqrt(sum(value**2 for value in w))
        largest = max(range(3), key=lambda j: abs(points.axes()[j, number]))
        sign = 1 if (w[largest] > 0) == (points.axes()[largest, number] > 0) else -1
        found.append(tuple(sign * value / length for value in w))
    return tuple(found)


def _horner(polynomial: sp.Expr, value: Enclosure) -> Enclosure:
    result = _INTERVALS.mpf(0)
    for coefficient in sp.Poly(polynomial, MU).all_coeffs():
        result = result * value + int(coefficient)
    return result


def enclosed_components(origin: sp.Matrix) -> list[list[Enclosure]]:
    r"""Coordinates :math:`u_i^T (x_n - a)`, one row a point."""
    shifted = points.point_matrix() - sp.ones(NUMBER, 1) * origin.T
    return [
        [sum(_between(shifted[n, j], shifted[n, j]) * axis[j] for j in range(3)) for axis in enclosed_axes()]
        for n in range(NUMBER)
    ]


def enclosed_plane_error(origin: sp.Matrix) -> Enclosure:
    """As ``ten_points.plane_error``."""
    return sum(row[2] ** 2 for row in enclosed_components(origin))


def enclosed_root_of_plane_error(origin: sp.Matrix) -> Enclosure:
    """Its square root."""
    return _INTERVALS.sqrt(enclosed_plane_error(origin))


def enclosed_best_error_through_zero() -> Enclosure:
    """As ``ten_points.best_error_through_zero``."""
    return enclosed_root(sp.Poly(points.scatter(sp.zeros(3, 1)).charpoly(MU).as_expr(), MU), 0)
