"""What a formula can be compared with."""

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.equality import Decision
from fer_lib.proofs.formulas import Notation


@dataclass(frozen=True)
class Target:
    """A quantity whose formula a reader may be asked for.

    Args:
        id: chapter prefix and name, e.g. ``batchnorm.dx``; unique.
        latex: the quantity, LaTeX without dollar signs.
        meaning: the quantity and what is given, in words.
        scope: for which values the formula must hold, to be read after "for", e.g. "every m ≥ 2".
        notation: the names that a formula may use.
        correct: the right formula in the target's own symbols.
        decide: compares a formula with the correct one.
    """

    id: str
    latex: str
    meaning: Text
    scope: Text
    notation: Notation
    correct: sp.Expr
    decide: Callable[[sp.Expr, sp.Expr], Decision]
