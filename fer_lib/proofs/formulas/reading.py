"""From what was typed to expressions."""

from dataclasses import dataclass

import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.formulas import cost, equations, sympy_lexer
from fer_lib.proofs.formulas.errors import FormulaError
from fer_lib.proofs.formulas.latex_lexer import LatexLexer
from fer_lib.proofs.formulas.latex_syntax import LatexParser
from fer_lib.proofs.formulas.meaning import FUNCTIONS, Reader
from fer_lib.proofs.formulas.notation import Notation
from fer_lib.proofs.formulas.sympy_syntax import SympyParser
from fer_lib.proofs.formulas.tokens import LOSSES, Parser, Token
from fer_lib.proofs.formulas.tree import Name, Operation, Tree
from fer_lib.proofs.formulas.writing import Writer

_INDEX = Text("index of the result", "結果的指標")


@dataclass(frozen=True)
class Reading:
    """What a formula was read as.

    Args:
        expressions: one for each side of a chain of equations, the name of the result left out.
        written: the same in SymPy syntax.
        letters: name as typed → usual name and meaning, where the two differ.
    """

    expressions: tuple[sp.Expr, ...]
    written: tuple[str, ...]
    letters: tuple[tuple[str, str, Text], ...]


def is_latex(formula: str) -> bool:
    r"""Whether a formula is read as LaTeX: it contains ``\``, ``{`` or ``$``."""
    return any(mark in formula for mark in "\\{$")


def read(formula: str, notation: Notation) -> sp.Expr:
    """Read a formula without signs of equality, or with one after the name of the result.

    Arguments and errors as for ``read_equation``; a chain of several formulas is an error too.
    """
    reading = read_equation(formula, notation)
    if len(reading.expressions) > 1:
        reason = Text("give the right-hand side only, without =", "只要寫等號右邊，不含 =")
        raise FormulaError(formula, formula.rindex("="), reason)
    return reading.expressions[0]


def read_equation(formula: str, notation: Notation) -> Reading:
    r"""Read a formula in SymPy syntax or LaTeX.

    Nothing of it is run: names are looked up in the notation, and length, nesting, exponents and the number of
    terms are bounded.

    Args:
        formula: e.g. ``gamma*g[k]/sqrt(v)``, ``\gamma g_k/\sqrt{v}``, ``\partial L/\partial x_i = …``.
        notation: what names mean.

    Returns:
        The expressions in the symbols of the notation; equal letters of different sums are different symbols.

    Raises:
        FormulaError: if it cannot be read, or is too large to be compared.
    """
    if len(formula) > cost.LONGEST_FORMULA:
        reason = Text(f"longer than {cost.LONGEST_FORMULA} characters", f"超過 {cost.LONGEST_FORMULA} 個字元")
        raise FormulaError(formula, cost.LONGEST_FORMULA, reason)
    parts = equations.sides(formula, _tokens(formula, notation))
    trees = [_parser(formula, part, notation).whole() for part in parts]
    reader = Reader(formula, notation)
    result = trees[0] if len(trees) > 1 and _is_result(trees[0], reader) else None
    trees = trees[1:] if result else trees
    expressions = tuple(_expression(tree, reader) for tree in trees)
    if isinstance(result, Name) and result.name in reader.used and not result.subscript:
        raise _other_quantity(result, reader)
    written = tuple(map(Writer(notation).write, trees))
    letters = [(n, q.names[0], q.meaning) for n, q in reader.used.items() if n != q.names[0]]
    letters += [(typed, usual, _INDEX) for typed, usual in reader.renamed()]
    return Reading(expressions, written, tuple(letters))


def _tokens(formula: str, notation: Notation) -> list[Token]:
    if is_latex(formula):
        return LatexLexer(formula, notation.words | FUNCTIONS.keys()).tokenize()
    return sympy_lexer.tokenize(formula)


def _parser(formula: str, tokens: list[Token], notation: Notation) -> Parser:
    functions = notation.functions | FUNCTIONS.keys()
    if is_latex(formula):
        return LatexParser(formula, tokens, functions)
    scalars = (q for q in notation.quantities if not (q.indices or q.function))
    return SympyParser(formula, tokens, functions, {name for q in scalars for name in (*q.names, *q.others)})


def _expression(tree: Tree, reader: Reader) -> sp.Expr:
    expression = reader.read(tree, {})
    if expression.has(sp.zoo, sp.nan, sp.oo, -sp.oo):
        raise reader.failure(tree.start, "division by zero", "除以零")
    if cost.too_large(expression):
        raise reader.failure(tree.start, "written out, this has too many terms", "展開後的項數太多")
    return expression


def _is_result(left: Tree, reader: Reader) -> bool:
    """Whether the left side only names the result: the derivative that is asked for, or a name of one's own.

    Raises:
        FormulaError: if it is another derivative, or a name with another meaning here.
    """
    if isinstance(left, Operation):
        words = _words(left)
        return bool(words) and not any(len(word) == 1 or reader.notation.find(word) for word in words)
    if not isinstance(left, Name):
        return False
    results = reader.notation.results
    if left.name in results:
        reader.name_free(left.subscript, left.position)
        return True
    joined = "_".join((left.name, "".join(left.subscript))).strip("_") + "'" * left.primes
    known = reader.notation.find(left.name + "'" * left.primes)
    # W_out is a new name where W alone is none.
    quantity = reader.notation.find(joined) or (
        known if not left.subscript or (known and known.indices) else None
    )
    derivative = left.name.startswith("d") and "_d" in left.name
    loss = left.name in LOSSES and bool(reader.notation.results)
    if loss or derivative or (quantity is not None and joined not in quantity.others):
        raise _other_quantity(left, reader)
    return True


def _other_quantity(left: Name, reader: Reader) -> FormulaError:
    asked = reader.notation.results[:1]
    return reader.failure(
        left.position,
        f"left of = stands {' or '.join((*asked, 'a new name of the result'))}; “{left.name}” is another quantity",
        f"等號左邊應為{'或'.join((*asked, '結果的新名稱'))}；「{left.name}」是別的量",
    )


def _words(tree: Tree) -> list[str]:
    """The names of a product of names without indices; empty for anything else."""
    if isinstance(tree, Name):
        return [] if tree.subscript else [tree.name]
    if isinstance(tree, Operation) and tree.operator == "*":
        left, right = _words(tree.left), _words(tree.right)
        return left + right if left and right else []
    return []
