"""Formulas that a person typed, read without running anything: SymPy syntax or LaTeX to a SymPy expression.

SymPy's own readers do not fit: ``parse_expr`` evaluates its input as Python, and ``parse_latex`` (1.14) knows
neither hats, nor derivatives as names, nor a product such as ``2x^2y``, and takes ``m(a+b)`` for a function. Here
each syntax has a small parser (``sympy_syntax``, ``latex_syntax``) that makes the same tree (``tree``); what a
name means is decided afterwards, by the notation of the target (``notation``, ``meaning``).
"""

from fer_lib.proofs.formulas.errors import FormulaError
from fer_lib.proofs.formulas.notation import Notation, Quantity
from fer_lib.proofs.formulas.reading import Reading, read, read_equation

__all__ = ["FormulaError", "Notation", "Quantity", "Reading", "read", "read_equation"]
