r"""Sums over a part of the range as sums over whole pieces of it and single entries.

:math:`\sum_{j=1}^{m-1} f_j = \sum_{j=1}^{m} f_j - f_m`, wherever :math:`m \ge 1`; with several pieces, such as
1…k and k+1…d, every sum becomes one over pieces. So the two ways to split a sum have the same normal form.
"""

from collections.abc import Callable
from itertools import pairwise

import sympy as sp

FARTHEST = 8


def on_pieces(cuts: tuple[sp.Expr, ...], fewest: tuple[int, ...]) -> Callable[[sp.Expr], sp.Expr]:
    """A function that rewrites all sums of an expression.

    Args:
        cuts: the ends of the pieces in rising order, e.g. 0, k, d for 1…k and k+1…d.
        fewest: how many entries each piece has at least.
    """

    def rewritten(expression: sp.Expr) -> sp.Expr:
        if expression.is_Atom or isinstance(expression, sp.Indexed):
            return expression
        if not isinstance(expression, sp.Sum):
            return expression.func(*(rewritten(a) for a in expression.args))
        body = rewritten(expression.function)
        for index, low, high in expression.limits:
            # A new index each, so that an entry put in for it never reaches into a sum further inside.
            new = sp.Dummy(index.name, integer=True)
            body = _one_sum(body.xreplace({index: new}), new, low, high)
        return body

    def _one_sum(body: sp.Expr, index: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr:
        before, end = _nearest(low - 1), _nearest(high)
        if before is None or end is None:
            return sp.Sum(body, (index, low, high))
        (first, over_first), (last, over_last) = before, end
        # A sum that may be shorter than empty is 0 and no difference of two longer ones.
        if first > last or sum(fewest[first:last]) + over_last - over_first < 0:
            return sp.Sum(body, (index, low, high))
        pieces = pairwise(cuts[first : last + 1])
        whole = [sp.Sum(body, (index, begin + 1, close)) for begin, close in pieces]
        added = _entries(body, index, cuts[last], over_last)
        return sp.Add(*whole, *added) - sp.Add(*_entries(body, index, cuts[first], over_first))

    def _nearest(place: sp.Expr) -> tuple[int, int] | None:
        """The cut from which a place is a whole number of steps away, and the steps."""
        for number, cut in enumerate(cuts):
            steps = sp.expand(place - cut)
            if steps.is_Integer and abs(steps) <= FARTHEST:
                return number, int(steps)
        return None

    return rewritten


def _entries(body: sp.Expr, index: sp.Symbol, cut: sp.Expr, steps: int) -> list[sp.Expr]:
    """The summands from a cut to so many steps beyond it, with their sign."""
    places = range(1, steps + 1) if steps > 0 else range(steps + 1, 1)
    return [sp.sign(steps) * body.xreplace({index: cut + place}) for place in places]
