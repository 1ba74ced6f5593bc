r"""Equality of formulas with sums over a symbolic number of entries, some of whose sums are known.

An index that occurs in a summand only as :math:`c_j` makes the factor :math:`\sum_j c_j`; where that sum is known
(:math:`\sum_j \hat y_j = 1`, :math:`\sum_j (x_j-\mu) = 0`), the factor is replaced. What remains is compared by the
rules of ``finite_sums``, which prove; points at random refute.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import sympy as sp

from fer_lib.proofs.equality.decision import Decision, Given, differ, is_finite_number, number
from fer_lib.proofs.equality.evaluation import Values, evaluate
from fer_lib.proofs.finite_sums import Range, Ranges, equal, normal_form


@dataclass(frozen=True)
class KnownSum:
    """The sum of a power of an indexed quantity over its whole range.

    Args:
        base: the quantity.
        power: 1 for the sum of the entries, 2 for that of their squares.
        range: first and last index.
        value: the sum.
    """

    base: sp.IndexedBase
    power: int
    range: Range
    value: sp.Expr


@dataclass(frozen=True)
class Point:
    """Values at which two formulas are compared.

    Args:
        given: what a reader needs to compute both sides by hand.
        values: the number of every symbol and entry.
        functions: undefined function → its replacement at this point.
    """

    given: tuple[Given, ...]
    values: Values
    functions: Mapping[sp.FunctionClass, Callable[[sp.Expr], sp.Expr]]


@dataclass(frozen=True)
class SumDecider:
    """Decides equality for one target.

    Args:
        known: sums with a known value.
        ranges: free index → first and last value.
        sample: makes a point for a size.
        sizes: the sizes at which formulas are compared.
        prepare: rewrites an expression before anything else; equal expressions stay equal.
    """

    known: tuple[KnownSum, ...]
    ranges: Ranges
    sample: Callable[[int, np.random.Generator], Point]
    sizes: tuple[int, ...] = (2, 3, 4, 5)
    prepare: Callable[[sp.Expr], sp.Expr] = lambda expression: expression

    def __call__(self, own: sp.Expr, correct: sp.Expr) -> Decision:
        """Compare a formula with the correct one; the points are the same every time."""
        random = np.random.Generator(np.random.PCG64(0))
        points = 0
        for size in self.sizes:
            for _ in range(2):
                point = self.sample(size, random)
                for given, values in self._places(point):
                    sides = [_at(side, values, point) for side in (own, correct)]
                    if sides[0] is None or sides[1] is None:
                        continue
                    points += 1
                    if differ(*sides):
                        shown = tuple(value for value in given if value.matters(own, correct))
                        return Decision("refuted", shown, sides[0], sides[1])
        proved = points > 0 and self.proves(own, correct)
        return Decision("proved" if proved else "undecided", points=points)

    def _places(self, point: Point) -> Iterator[tuple[tuple[Given, ...], Values]]:
        """The point at every value of the free indices."""
        ends = [[int(evaluate(end, point.values)) for end in self.ranges[index]] for index in self.ranges]
        for place in product(*(range(low, high + 1) for low, high in ends)):
            free = {index: sp.Integer(at) for index, at in zip(self.ranges, place, strict=True)}
            shown = tuple(Given(index.name, index.name, at) for index, at in free.items())
            yield (*shown, *point.given), {**point.values, **free}

    def proves(self, own: sp.Expr, correct: sp.Expr) -> bool:
        """Whether the rules prove the equality, for free indices that are equal and for ones that are not."""
        for case in self._cases():
            sides = [self._reduced(case(self.prepare(side))) for side in (own, correct)]
            difference = self._reduced(case(normal_form(sides[0] - sides[1], self.ranges)))
            if not equal(difference, sp.S.Zero, self.ranges):
                return False
        return True

    def _cases(self) -> Iterator[Callable[[sp.Expr], sp.Expr]]:
        """Two free indices of the same range are equal, or their delta is 0."""
        pairs = [p for p in combinations(self.ranges, 2) if self.ranges[p[0]] == self.ranges[p[1]]]
        if not pairs:
            yield lambda expression: expression
            return
        # Targets have at most two free indices, so that there is one pair at most.
        ((first, second),) = pairs
        yield lambda expression: expression.xreplace({second: first})
        yield lambda expression: expression.xreplace({sp.KroneckerDelta(first, second): sp.S.Zero})

    def _reduced(self, expression: sp.Expr) -> sp.Expr:
        """Known sums replaced, from the inside outwards."""
        if expression.is_Atom or isinstance(expression, sp.Indexed):
            return expression
        if isinstance(expression, sp.Sum):
            inner = self._reduced(expression.function)
            return self._known_replaced(normal_form(sp.Sum(inner, *expression.limits), self.ranges))
        expression = expression.func(*(self._reduced(a) for a in expression.args))
        if isinstance(expression, sp.Mul | sp.Pow) and expression.has(sp.Sum):
            return self._known_replaced(normal_form(expression, self.ranges))
        if isinstance(expression, sp.Pow) and not expression.base.is_Atom:
            return sp.Pow(sp.factor(expression.base), expression.exp)
        return expression

    def _known_replaced(self, expression: sp.Expr) -> sp.Expr:
        return sp.Add(*(self._term_replaced(t) for t in sp.Add.make_args(expression)))

    def _term_replaced(self, term: sp.Expr) -> sp.Expr:
        factors = sp.Mul.make_args(term)
        return sp.Mul(*(self._sum_replaced(f) if isinstance(f, sp.Sum) else f for f in factors))

    def _sum_replaced(self, total: sp.Sum) -> sp.Expr:
        body, limits, outside = total.function, [], sp.S.One
        for index, low, high in total.limits:
            inner, rest = body.as_independent(index, as_Add=False)[::-1]
            value = next(
                (
                    k.value
                    for k in self.known
                    if (low, high) == k.range and inner == sp.Pow(k.base[index], k.power)
                ),
                None,
            )
            if value is None:
                limits.append((index, low, high))
            else:
                body, outside = rest, outside * value
        return outside * (sp.Sum(body, *limits) if limits else body)


def _at(expression: sp.Expr, values: Values, point: Point) -> sp.Expr | None:
    """The value of an expression, ``None`` where it is not defined."""
    for function, replacement in point.functions.items():
        expression = expression.replace(function, replacement)
    try:
        value = number(evaluate(expression, values))
    except KeyError:
        # An entry that does not exist at this size, such as z_5 of a layer with two units.
        return None
    return value if is_finite_number(value) else None
