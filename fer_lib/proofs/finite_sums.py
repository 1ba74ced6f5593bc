r"""Equality of expressions with finite sums over symbolic ranges.

SymPy differentiates such sums but does not bring them into a normal form, so that it cannot see that two of
them are equal. This module does, by six rules, each valid for ranges of any length (an empty one included
where rule 1's last case is not used):

1. Linearity. :math:`\sum_i (f_i + g_i) = \sum_i f_i + \sum_i g_i`; :math:`\sum_i c\,f_i = c \sum_i f_i` for a
   factor c without i; :math:`\sum_{i=a}^{b} 1 = b - a + 1` (for :math:`b \ge a - 1`).
2. Products and order. :math:`(\sum_i f_i)(\sum_j g_j) = \sum_i \sum_j f_i g_j` for different indices, and
   :math:`\sum_i \sum_j = \sum_j \sum_i`, because no range depends on another index.
3. Renaming. :math:`\sum_i f_i = \sum_j f_j` for a j that f does not contain.
4. Kronecker delta. :math:`\sum_{i=a}^{b} f_i\, \delta_{i,q} = [a \le q \le b]\, f_q` for an integer q without i.
   The bracket, ``Inside(q, a, b)``, is 1 inside the range and 0 outside. It is left out only where q is an index
   whose range is known to be the same. Outside the sums, :math:`\delta_{k,l}\, f_l = \delta_{k,l}\, f_k`.
5. Derivative. :math:`\partial_{x_k} \sum_i f_i = \sum_i \partial_{x_k} f_i`, where
   :math:`\partial x_i / \partial x_k = \delta_{i,k}`. The index i is renamed first, so that it can never be the
   index k (``sympy.diff`` does not do this).
6. Common denominator. A sum that stands in a denominator or inside a function, such as
   :math:`S = \sum_j e^{z_j}`, is one quantity wherever it stands, also as a factor of several sums
   (rule 2 read backwards). In these quantities and the entries, :math:`f/d + g/h = (f h + g d)/(d h)`, for the
   terms outside the sums and for the summands under the same sums, wherever d and h are not 0, that is,
   wherever the two sides are defined at all. A denominator that the rules show to be 0 proves nothing.

A difference that the rules reduce to 0 is 0. One that they do not reduce may still be 0: the rules prove, they
do not refute (``expansion`` does).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations, product
from math import factorial, prod
from typing import Any

import sympy as sp

Range = tuple[sp.Expr, sp.Expr]
Ranges = Mapping[sp.Symbol, Range]
MOST_RENAMINGS = 5040


class Inside(sp.Function):  # type: ignore[misc]
    """``Inside(q, a, b)``: 1 if the integer q lies in the range from a to b, else 0."""

    nargs = 3
    is_integer = True
    is_nonnegative = True

    @classmethod
    def eval(cls, index: sp.Expr, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
        """Decide where SymPy can see it."""
        gaps = (index - low, high - index)
        if any(gap.is_negative for gap in gaps):
            return sp.S.Zero
        if all(gap.is_nonnegative for gap in gaps):
            return sp.S.One
        return None

    def _eval_power(self, exponent: sp.Expr) -> sp.Expr | None:
        return self if exponent.is_positive else None  # 0 and 1 are their own powers

    def _latex(self, printer: Any) -> str:
        index, low, high = (printer.doprint(a) for a in self.args)
        return rf"\left[{low} \le {index} \le {high}\right]"


@dataclass(frozen=True)
class _Term:
    """Product ``body`` summed over ``limits``, innermost index first; no sum is left in ``body``."""

    limits: tuple[tuple[sp.Symbol, sp.Expr, sp.Expr], ...]
    body: sp.Expr


def differentiate(expression: sp.Expr, variable: sp.Indexed) -> sp.Expr:
    """Derivative with respect to one entry of an indexed quantity (rule 5 and the chain rule).

    Args:
        expression: sums, products, powers and functions of indexed quantities.
        variable: e.g. ``x[k]``; k is free, whatever index of that name the sums of the expression bind.

    Returns:
        The derivative, with a Kronecker delta for every index; ``normal_form`` removes them.
    """
    expression = sp.sympify(expression)
    if isinstance(expression, sp.Indexed):
        if expression.base != variable.base:
            return sp.S.Zero
        pairs = zip(expression.indices, variable.indices, strict=True)
        return sp.Mul(*(sp.KroneckerDelta(own, other) for own, other in pairs))
    if not expression.has(variable.base):
        return sp.S.Zero
    if isinstance(expression, sp.Sum):
        body, limits = _fresh(expression)
        return sp.Sum(differentiate(body, variable), *limits)
    slots = [sp.Dummy() for _ in expression.args]
    values = dict(zip(slots, expression.args, strict=True))
    outer = expression.func(*slots)
    return sp.Add(
        *(
            outer.diff(slot).xreplace(values) * differentiate(value, variable)
            for slot, value in values.items()
        )
    )


def normal_form(expression: sp.Expr, ranges: Ranges | None = None) -> sp.Expr:
    """Bring an expression with finite sums into the form that rules 1–4 give.

    Args:
        expression: sums may be nested, multiplied, raised to natural powers, or stand inside functions.
        ranges: free index → its first and last value, for rule 4.

    Returns:
        A sum of terms, each a factor without bound index times one ``Sum`` of a product. Bound indices are
        named anew. Two expressions with the same normal form are equal.

    Raises:
        ValueError: if a range depends on another index of summation, or if more than 5,040 renamings of
            indices with the same range would have to be compared.
    """
    collected = _collect(sp.sympify(expression), dict(ranges or {}))
    return sp.Add(*(coefficient * _summed(key) for key, coefficient in collected.items()))


def equal(left: sp.Expr, right: sp.Expr, ranges: Ranges | None = None) -> bool:
    """Whether the rules prove ``left`` = ``right`` wherever both are defined.

    Args:
        left: one side.
        right: other side.
        ranges: free index → its first and last value, for rule 4.

    Returns:
        ``True`` if proved; ``False`` means not proved, not different.

    Raises:
        ValueError: as ``normal_form``.
    """
    collected = _collect(sp.sympify(left) - sp.sympify(right), dict(ranges or {}))
    quantities = {total for part in (*collected, *collected.values()) for total in _sums_inside(part)}
    height = 1 + max((_height(term.body) for term in collected), default=0)
    summands: dict[object, sp.Expr] = {}
    for term, factor in collected.items():
        named, rest = _name_factors(term, quantities)
        rest = _rename(rest, height)
        summands[rest.limits] = summands.get(rest.limits, sp.S.Zero) + factor * named * rest.body
    return all(_is_zero(summand) for summand in summands.values())


def _sums_inside(part: "_Term | sp.Expr") -> set[sp.Sum]:
    expression: set[sp.Sum] = (part.body if isinstance(part, _Term) else part).atoms(sp.Sum)
    return expression


def _name_factors(term: _Term, quantities: set[sp.Sum]) -> tuple[sp.Expr, _Term]:
    """Take those sums out of a product of sums that are among the quantities (rule 6)."""
    clusters: list[tuple[set[sp.Symbol], list[sp.Expr]]] = []
    for factor in sp.Mul.make_args(term.body):
        indices = {limit[0] for limit in term.limits} & factor.free_symbols
        linked = [cluster for cluster in clusters if cluster[0] & indices]
        clusters = [cluster for cluster in clusters if cluster not in linked]
        factors = [factor, *(f for cluster in linked for f in cluster[1])]
        clusters.append((indices.union(*(cluster[0] for cluster in linked)), factors))
    named, rest = sp.S.One, _Term((), sp.S.One)
    for indices, factors in clusters:
        limits = tuple(limit for limit in term.limits if limit[0] in indices)
        alone = _Term(limits, sp.Mul(*factors))
        total = _summed(_rename(alone, 1 + _height(alone.body)))
        if limits and total in quantities:
            named *= total
        else:
            rest = _Term((*rest.limits, *limits), rest.body * alone.body)
    return named, rest


def _is_zero(expression: sp.Expr) -> bool:
    """Whether an expression is 0, each sum in it taken as one quantity (rule 6)."""
    names = {total: sp.Dummy() for total in expression.atoms(sp.Sum)}
    named = expression.xreplace(names)  # goes from the outside in: a sum inside a sum is part of it
    numerator, denominator = sp.fraction(sp.together(named))
    if sp.expand(denominator) == 0 or named.has(sp.zoo, sp.nan):
        return False
    if sp.expand(numerator) == 0:
        return True
    # Roots and functions other than the exponential may have relations of their own.
    other = named.atoms(sp.Function) - named.atoms(sp.exp)
    roots = any(not power.exp.is_Integer for power in named.atoms(sp.Pow))
    return bool(other or roots) and sp.simplify(named) == 0


def _summed(term: _Term) -> sp.Expr:
    return sp.Sum(term.body, *term.limits) if term.limits else term.body


def _collect(expression: sp.Expr, ranges: dict[sp.Symbol, Range]) -> dict[_Term, sp.Expr]:
    """Normal form as term → factor without bound index; terms that cancel are left out."""
    collected: dict[_Term, sp.Expr] = {}
    for raw in _terms(expression, ranges):
        for term in _resolve_deltas(raw, ranges):
            factor, rest = _split(term)
            key = _rename(rest, 1 + _height(rest.body))
            collected[key] = collected.get(key, sp.S.Zero) + factor
    return {key: factor for key, factor in collected.items() if sp.expand(factor) != 0}


def _fresh(total: sp.Sum) -> tuple[sp.Expr, list[tuple[sp.Symbol, sp.Expr, sp.Expr]]]:
    """Body and limits with indices that occur nowhere else, each bound once (rule 3)."""
    bound = {limit[0] for limit in total.limits}
    if any(bound & (low.free_symbols | high.free_symbols) for _, low, high in total.limits):
        raise ValueError(f"a range of {total} depends on another index of summation")
    body, limits = total.function, []
    for index, low, high in total.limits:
        # One by one from the inside: of an index bound twice, the inner sum takes all that is in the summand.
        new = sp.Dummy(index.name, integer=True)
        body = body.xreplace({index: new})
        limits.append((new, low, high))
    return body, limits


def _height(expression: sp.Expr) -> int:
    """How deep functions of sums are nested; names of bound indices differ by it, so that none is captured."""
    below = max((_height(a) for a in expression.args), default=0)
    return below + (isinstance(expression, sp.Sum))


def _terms(expression: sp.Expr, ranges: dict[sp.Symbol, Range]) -> list[_Term]:
    """Split into products under one group of sums each (rules 1 and 2)."""
    if not expression.has(sp.Sum):
        return [_Term((), t) for t in sp.Add.make_args(sp.expand(expression))]
    if isinstance(expression, sp.Sum):
        body, limits = _fresh(expression)
        inner = _terms(body, ranges)
        bound = {limit[0] for limit in limits}
        if any(bound & (low.free_symbols | high.free_symbols) for t in inner for _, low, high in t.limits):
            raise ValueError(f"a range of {expression} depends on another index of summation")
        return [_Term((*t.limits, *limits), t.body) for t in inner]
    if isinstance(expression, sp.Add):
        return [t for part in expression.args for t in _terms(part, ranges)]
    if isinstance(expression, sp.Mul):
        return list(_multiply([_terms(part, ranges) for part in expression.args]))
    if isinstance(expression, sp.Pow) and expression.exp.is_Integer and expression.exp.is_positive:
        # The base is split again for every factor: each copy needs bound indices of its own.
        return list(_multiply([_terms(expression.base, ranges) for _ in range(int(expression.exp))]))
    return [_Term((), expression.func(*(normal_form(a, ranges) for a in expression.args)))]


def _multiply(factors: list[list[_Term]]) -> Iterator[_Term]:
    for combination in product(*factors):
        limits = tuple(limit for term in combination for limit in term.limits)
        bodies = sp.expand(sp.Mul(*(term.body for term in combination)))
        yield from (_Term(limits, body) for body in sp.Add.make_args(bodies))


def _resolve_deltas(term: _Term, ranges: dict[sp.Symbol, Range]) -> Iterator[_Term]:
    """Rule 4 until no delta has a bound index with coefficient 1 or −1, innermost index first."""
    known = ranges | {i: (low, high) for i, low, high in term.limits}
    for index, low, high in term.limits:
        for delta in (f for f in sp.Mul.make_args(term.body) if isinstance(f, sp.KroneckerDelta)):
            difference = sp.expand(delta.args[0] - delta.args[1])
            slope = difference.coeff(index)
            rest = sp.expand(difference - slope * index)
            value = sp.expand(-slope * rest)
            if slope not in (1, -1) or rest.has(index) or not value.is_integer:
                continue
            body = sp.expand(Inside(value, low, high) * (term.body / delta).xreplace({index: value}))
            limits = tuple(limit for limit in term.limits if limit[0] != index)
            for part in sp.Add.make_args(body):
                yield from _resolve_deltas(_Term(limits, part), ranges)
            return
    brackets = (f for f in term.body.atoms(Inside) if known.get(f.args[0]) == f.args[1:])
    body = term.body.xreplace(dict.fromkeys(brackets, sp.S.One))
    for delta in (f for f in sp.Mul.make_args(body) if isinstance(f, sp.KroneckerDelta)):
        first, second = sorted(delta.args, key=sp.default_sort_key)
        if first.is_Symbol and second.is_Symbol and not {first, second} & known.keys() - ranges.keys():
            body = delta * (body / delta).xreplace({second: first})
    yield _Term(term.limits, body)


def _split(term: _Term) -> tuple[sp.Expr, _Term]:
    """Draw every factor without bound index out of the sums, also the length of unused ranges (rule 1)."""
    bound = {limit[0] for limit in term.limits}
    inner: list[sp.Expr] = []
    outer: list[sp.Expr] = []
    for factor in sp.Mul.make_args(term.body):
        (inner if bound & factor.free_symbols else outer).append(factor)
    body = sp.Mul(*inner)
    used = tuple(limit for limit in term.limits if limit[0] in body.free_symbols)
    outer += [high - low + 1 for i, low, high in term.limits if i not in body.free_symbols]
    return sp.Mul(*outer), _Term(used, body)


def _rename(term: _Term, height: int) -> _Term:
    """Name bound indices by their place; among indices of one range, take the first of all namings (rule 3)."""
    groups: dict[Range, list[sp.Symbol]] = {}
    for index, low, high in sorted(term.limits, key=lambda limit: sp.default_sort_key(limit[1:])):
        groups.setdefault((low, high), []).append(index)
    if prod(factorial(len(members)) for members in groups.values()) > MOST_RENAMINGS:
        raise ValueError(f"more than {MOST_RENAMINGS} renamings of the indices of {term.body}")
    names = [sp.Symbol(f"_{height}_{n}", integer=True) for n in range(len(term.limits))]
    limits: list[tuple[sp.Symbol, sp.Expr, sp.Expr]] = []
    for (low, high), members in groups.items():
        limits += [(names[len(limits) + n], low, high) for n in range(len(members))]
    bodies = []
    for orders in product(*(permutations(members) for members in groups.values())):
        new = dict(zip((i for order in orders for i in order), names, strict=True))
        bodies.append(term.body.xreplace(new))
    return _Term(tuple(limits), min(bodies, key=str))
