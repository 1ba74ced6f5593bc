"""How much work an expression can make, judged before any is done."""

import sympy as sp

MOST_TERMS = 5_000
MOST_FACTORS = 40
MOST_SUMS = 6
LARGEST_EXPONENT = 12
LONGEST_FORMULA = 2_000
LONGEST_NUMBER = 15


def degree(expression: sp.Expr) -> int:
    """Most factors in a term of the expression written out."""
    if expression.is_Number:
        return 0
    if isinstance(expression, sp.Sum):
        return degree(expression.function)
    if isinstance(expression, sp.Add):
        return max(degree(a) for a in expression.args)
    if isinstance(expression, sp.Mul):
        return sum(degree(a) for a in expression.args)
    if isinstance(expression, sp.Pow) and expression.exp.is_Rational:
        return degree(expression.base) * max(1, int(abs(expression.exp)))
    return max((degree(a) for a in expression.args if not expression.is_Atom), default=1) or 1


def terms(expression: sp.Expr) -> int:
    """Most terms that writing out the expression can give, those inside functions included."""
    if isinstance(expression, sp.Sum):
        return terms(expression.function)
    if isinstance(expression, sp.Add):
        return sum(terms(a) for a in expression.args)
    if isinstance(expression, sp.Mul):
        product = 1
        for a in expression.args:
            product *= terms(a)
        return product
    if isinstance(expression, sp.Pow) and expression.exp.is_Rational:
        inside = terms(expression.base)
        return int(inside ** max(1, min(int(abs(expression.exp)), 2 * MOST_FACTORS)))
    return max((terms(a) for a in expression.args if not expression.is_Atom), default=1)


def sums(expression: sp.Expr) -> int:
    """Most sums that are nested in or multiplied with each other."""
    if isinstance(expression, sp.Sum):
        return sums(expression.function) + len(expression.limits)
    if isinstance(expression, sp.Mul):
        return sum(sums(a) for a in expression.args)
    if isinstance(expression, sp.Pow) and expression.exp.is_Rational:
        return sums(expression.base) * max(1, int(abs(expression.exp)))
    return max((sums(a) for a in expression.args), default=0)


def too_large(expression: sp.Expr) -> bool:
    """Whether comparing the expression could take minutes."""
    return degree(expression) > MOST_FACTORS or sums(expression) > MOST_SUMS or terms(expression) > MOST_TERMS
