"""From what was typed to an expression."""

import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.formulas import cost, latex_lexer, sympy_syntax
from fer_lib.proofs.formulas.errors import FormulaError
from fer_lib.proofs.formulas.latex_syntax import LatexParser
from fer_lib.proofs.formulas.meaning import Reader
from fer_lib.proofs.formulas.notation import Notation
from fer_lib.proofs.formulas.sympy_syntax import SympyParser
from fer_lib.proofs.formulas.tokens import Token


def is_latex(formula: str) -> bool:
    r"""Whether a formula is read as LaTeX: it contains ``\``, ``{`` or ``$``."""
    return any(mark in formula for mark in "\\{$")


def read(formula: str, notation: Notation) -> sp.Expr:
    r"""Read a formula in SymPy syntax or LaTeX.

    Nothing of it is run: names are looked up in the notation, and length, nesting, exponents and the number of
    terms are bounded.

    Args:
        formula: e.g. ``gamma*g[k]/sqrt(v)`` or ``\gamma g_k/\sqrt{v}``.
        notation: what names mean.

    Returns:
        The expression in the symbols of the notation; equal letters of different sums are different symbols.

    Raises:
        FormulaError: if it cannot be read, or is too large to be compared.
    """
    if len(formula) > cost.LONGEST_FORMULA:
        reason = Text(f"longer than {cost.LONGEST_FORMULA} characters", f"超過 {cost.LONGEST_FORMULA} 個字元")
        raise FormulaError(formula, cost.LONGEST_FORMULA, reason)
    if is_latex(formula):
        tokens = latex_lexer.tokenize(formula)
        _refuse_equations_and_long_numbers(formula, tokens)
        functions = {name for q in notation.quantities if q.function for name in q.names}
        tree = LatexParser(formula, tokens, functions).whole()
    else:
        tokens = sympy_syntax.tokenize(formula)
        _refuse_equations_and_long_numbers(formula, tokens)
        tree = SympyParser(formula, tokens).whole()
    expression = Reader(formula, notation).read(tree, {})
    if expression.has(sp.zoo, sp.nan, sp.oo, -sp.oo):
        raise FormulaError(formula, tree.position, Text("division by zero", "除以零"))
    if cost.too_large(expression):
        reason = Text("written out, this has too many terms", "展開後的項數太多")
        raise FormulaError(formula, 0, reason)
    return expression


def _refuse_equations_and_long_numbers(formula: str, tokens: list[Token]) -> None:
    depth = 0
    for token in tokens:
        depth += (token.kind == "{") - (token.kind == "}")
        if token.kind == "=" and depth <= 0:
            reason = Text("give the right-hand side only, without =", "只要寫等號右邊，不含 =")
            raise FormulaError(formula, token.position, reason)
        if token.kind == "number" and len(token.text) > cost.LONGEST_NUMBER:
            reason = Text(f"more than {cost.LONGEST_NUMBER} digits", f"超過 {cost.LONGEST_NUMBER} 位數")
            raise FormulaError(formula, token.position, reason)
