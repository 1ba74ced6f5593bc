r"""Softmax, losses and a chain of steps, for a symbolic number of classes K ≥ 1.

.. math:: \hat y_i = e^{z_i}/S, \qquad S = \sum_{j=1}^K e^{z_j}

Classes count from 1. The labels y are any real numbers ("soft labels"); where they are assumed to add up to 1,
the check says so.
"""

from collections.abc import Sequence
from itertools import pairwise

import sympy as sp

from fer_lib.proofs.claim import Finding
from fer_lib.proofs.expansion import prove_equal
from fer_lib.proofs.finite_sums import Range

K = sp.Symbol("K", integer=True, positive=True)
i, j = sp.symbols("i j", integer=True)
# The entries with respect to which one differentiates, and the term t of report A; all free.
k, l, t = sp.symbols("k l t", integer=True)  # noqa: E741
c = sp.Symbol("c", real=True)
epsilon = sp.Symbol("epsilon", real=True)
z, y, v, w = (sp.IndexedBase(name, real=True) for name in "zyvw")

RANGES: dict[sp.Symbol, Range] = dict.fromkeys((i, k, l, t), (sp.S.One, K))
# The small case in which a counterexample to a wrong formula is looked for.
SMALL = {K: 3}


def over_classes(body: sp.Expr, *indices: sp.Symbol) -> sp.Sum:
    """Sum over all classes for each of the indices."""
    return sp.Sum(body, *((index, 1, K) for index in indices))


def delta(first: sp.Expr, second: sp.Expr) -> sp.Expr:
    """Kronecker delta."""
    return sp.KroneckerDelta(first, second)


S = over_classes(sp.exp(z[j]), j)


def probability(index: sp.Expr) -> sp.Expr:
    """The output ŷ of softmax for one class."""
    return sp.exp(z[index]) / S


# ∂L/∂z_k for labels that add up to 1.
USUAL_GRADIENT = probability(k) - y[k]
LABEL_SUM = over_classes(y[i], i)
LOG_SUM_EXP = sp.log(S)
LOSS = -over_classes(y[i] * sp.log(probability(i)), i)


def binary_term(label: sp.Expr, prediction: sp.Expr) -> sp.Expr:
    """Report A's loss of one class, y log ŷ + (1 − y) log(1 − ŷ) with a minus."""
    return -(label * sp.log(prediction) + (1 - label) * sp.log(1 - prediction))


BINARY_SUM = over_classes(binary_term(y[i], probability(i)), i)


def check_steps(steps: Sequence[sp.Expr]) -> Finding:
    """Decide whether each line of a derivation equals the one before.

    Args:
        steps: the lines, in order; free indices are classes.

    Returns:
        ``proved`` if all are; otherwise what is found at the first line that is not: ``refuted`` with its number
        (the first line is 1) and values, or ``undecided``.
    """
    for number, (before, after) in enumerate(pairwise(steps), start=2):
        free_symbols = (before - after).free_symbols
        free = {index: span for index, span in RANGES.items() if index in free_symbols}
        finding = prove_equal(before, after, SMALL, free)
        if finding.verdict == "refuted":
            return Finding("refuted", ((r"\text{line}", number), *finding.counterexample))
        if finding.verdict != "proved":
            return finding
    return Finding("proved")
