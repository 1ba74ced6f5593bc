"""The value of an expression with sums at one point, by the definition of a sum alone."""

from collections.abc import Mapping

import sympy as sp

Values = Mapping[sp.Basic, sp.Expr]


def evaluate(expression: sp.Expr, values: Values) -> sp.Expr:
    """Evaluate an expression.

    Args:
        expression: sums, products, powers, functions and indexed quantities.
        values: a number for every symbol, and for every entry ``x[1]``, ``W[2, 1]``, …, of an indexed quantity.

    Returns:
        A number; exact as far as the values are.

    Raises:
        KeyError: if a symbol or an entry has no value.
        ValueError: if a sum does not run between whole numbers.
    """
    if expression.is_Number or isinstance(expression, sp.NumberSymbol):
        return expression
    if isinstance(expression, sp.Symbol):
        return values[expression]
    if isinstance(expression, sp.Indexed):
        place = tuple(evaluate(index, values) for index in expression.indices)
        return values[expression.base[place]]
    if isinstance(expression, sp.Sum):
        (index, low, high), *outer = expression.limits[::-1]
        inner = sp.Sum(expression.function, *outer[::-1]) if outer else expression.function
        ends = evaluate(low, values), evaluate(high, values)
        if not all(end.is_Integer for end in ends):
            raise ValueError(f"the range of {index} is {ends}")
        places = range(int(ends[0]), int(ends[1]) + 1)
        return sp.Add(*(evaluate(inner, {**values, index: sp.Integer(place)}) for place in places))
    return expression.func(*(evaluate(a, values) for a in expression.args))
