"""Finite sums written out for given sizes: the check of ``finite_sums`` that uses none of its rules."""

from collections.abc import Mapping
from itertools import product

import numpy as np
import sympy as sp

from fer_lib.proofs.claim import Finding
from fer_lib.proofs.finite_sums import Ranges, equal

Sizes = Mapping[sp.Symbol, int]
SIDES = (r"\text{left}", r"\text{right}")


def expand_sums(expression: sp.Expr, sizes: Sizes) -> sp.Expr:
    """Write every sum out term by term.

    Args:
        expression: may contain ``Sum``, ``KroneckerDelta`` and ``Inside``.
        sizes: a number for every symbol in the ranges, and for the free indices.

    Returns:
        An expression without sums in ``x[0]``, ``x[1]``, … .

    Raises:
        ValueError: if a range is no pair of numbers after the sizes are put in.
    """
    return _write_out(sp.sympify(expression), {k: sp.Integer(v) for k, v in sizes.items()})


def _write_out(expression: sp.Expr, numbers: Mapping[sp.Symbol, sp.Integer]) -> sp.Expr:
    if not expression.has(sp.Sum):
        return sp.expand(expression.xreplace(numbers))
    if not isinstance(expression, sp.Sum):
        return sp.expand(expression.func(*(_write_out(a, numbers) for a in expression.args)))
    # An index of summation is not the free index of the same name. Inner sums go first for the same reason.
    bound = {limit[0] for limit in expression.limits}
    body = _write_out(expression.function, {k: v for k, v in numbers.items() if k not in bound})
    for index, *ends in expression.limits:
        low, high = (end.xreplace(numbers) for end in ends)
        if not (low.is_Integer and high.is_Integer):
            raise ValueError(f"the range of {index} in {expression} has no size")
        body = sp.Add(*(body.xreplace({index: sp.Integer(v)}) for v in range(int(low), int(high) + 1)))
    return sp.expand(body)


def find_counterexample(left: sp.Expr, right: sp.Expr, sizes: Sizes, ranges: Ranges | None = None) -> Finding:
    """Look for index values and small integers at which two expressions differ, at the given sizes.

    Args:
        left: one side.
        right: other side.
        sizes: a number for every symbol in the ranges.
        ranges: free index → its first and last value; all values are tried.

    Returns:
        ``refuted`` with the indices, the sizes and both values, or ``undecided`` if they agree everywhere.
    """
    number = {k: sp.Integer(v) for k, v in sizes.items()}
    free = {
        i: (int(low.xreplace(number)), int(high.xreplace(number)))
        for i, (low, high) in (ranges or {}).items()
    }
    for values in product(*(range(low, high + 1) for low, high in free.values())):
        place = dict(zip(free, values, strict=True))
        sides = [expand_sums(side, {**sizes, **place}) for side in (left, right)]
        if sp.expand(sides[0] - sides[1]) == 0:
            continue
        entries = sorted(sides[0].atoms(sp.Indexed) | sides[1].atoms(sp.Indexed), key=sp.default_sort_key)
        random = np.random.Generator(np.random.PCG64(0))
        for _ in range(20):
            assignment = dict(
                zip(entries, map(sp.Integer, random.integers(-3, 4, len(entries)).tolist()), strict=True)
            )
            found = [sp.expand(side.xreplace(assignment)) for side in sides]
            if _differ(*found):
                shown = [(sp.latex(k), v) for k, v in {**sizes, **place}.items()]
                return Finding("refuted", (*shown, *zip(SIDES, map(_readable, found), strict=True)))
    return Finding("undecided")


def _differ(left: sp.Expr, right: sp.Expr) -> bool:
    """Whether two values differ; where one is not a rational number, to 20 of 40 digits."""
    if left == right or any(value.has(sp.nan, sp.zoo, sp.oo) for value in (left, right)):
        return False  # the same, or one of them is not defined here
    gap = left - right
    if not gap.is_number or gap.is_Rational:
        return bool(sp.expand(gap) != 0)
    # Equal values such as 1/(1+e) and 1 - e/(1+e) need not look equal.
    size = 1 + abs(sp.N(left, 40))
    return bool(abs(sp.N(gap, 40)) > 1e-20 * size)


def _readable(value: sp.Expr) -> sp.Expr:
    """A number that is not rational to six digits; anything else as it is."""
    return sp.N(value, 6) if value.is_number and not value.is_Rational else value


def prove_equal(left: sp.Expr, right: sp.Expr, sizes: Sizes, ranges: Ranges | None = None) -> Finding:
    """Decide ``left`` = ``right`` for all sizes.

    Args:
        left: one side.
        right: other side.
        sizes: the small case in which a counterexample is looked for if the rules prove nothing.
        ranges: free index → its first and last value.

    Returns:
        ``proved`` by the rules of ``finite_sums``, ``refuted`` with a counterexample, or ``undecided``.
    """
    if equal(left, right, ranges):
        return Finding("proved")
    return find_counterexample(left, right, sizes, ranges)
