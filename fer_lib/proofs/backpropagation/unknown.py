"""Activations and widths of which nothing is known, and equality for all of them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import sympy as sp

from fer_lib.proofs.claim import Finding
from fer_lib.proofs.expansion import Sizes, find_counterexample
from fer_lib.proofs.finite_sums import Ranges, equal

X = sp.Symbol("x", real=True)


class UnknownFunction(sp.Function):  # type: ignore[misc]
    """Any differentiable function; ``example`` is the one that counterexamples use, in x."""

    nargs = 1
    is_real = True
    example: sp.Expr = X


class UnknownSlope(sp.Function):  # type: ignore[misc]
    """The derivative of an ``UnknownFunction``."""

    nargs = 1
    is_real = True
    example: sp.Expr = sp.S.One


class _Example(sp.Function):  # type: ignore[misc]
    """``_Example(f, z)``: f at z, worked out only once z is a number. Expanding a power of a sum would be slow."""

    nargs = 2
    is_real = True

    @classmethod
    def eval(cls, function: sp.Expr, at: sp.Expr) -> sp.Expr | None:
        return function.subs(X, at) if at.is_number else None


class Width(sp.Function):  # type: ignore[misc]
    """``Width(k)``: how many units layer k has, an unknown positive integer."""

    nargs = 1
    is_integer = True
    is_positive = True

    def _latex(self, printer: Any) -> str:
        return f"d_{{{printer.doprint(self.args[0])}}}"


def make_activation(
    name: str, example: sp.Expr = X**2 + X + 2
) -> tuple[type[UnknownFunction], type[UnknownSlope]]:
    """An undefined function of which only the derivative has a name.

    ``sympy.Function`` would do, but its derivative at an indexed quantity is a ``Subs``, which ``finite_sums``
    cannot compare.

    Args:
        name: LaTeX name.
        example: what takes its place in a counterexample: a polynomial in ``X`` that is not its own derivative.

    Returns:
        σ and σ'.
    """

    def latex(mark: str) -> Any:
        return lambda self, printer: f"{sp.latex(sp.Symbol(name))}{mark}({printer.doprint(self.args[0])})"

    slope = type(f"{name}_prime", (UnknownSlope,), {"_latex": latex("'"), "example": example.diff(X)})
    members = {
        "_latex": latex(""),
        "example": example,
        "fdiff": lambda self, argindex=1: slope(*self.args),
    }
    return type(name, (UnknownFunction,), members), slope


def _with_examples(expression: sp.Expr) -> sp.Expr:
    return expression.replace(
        lambda part: isinstance(part, (UnknownFunction, UnknownSlope)),
        lambda part: _Example(part.example, part.args[0]),
    )


def _examples_used(expression: sp.Expr) -> list[tuple[str, sp.Expr]]:
    parts = expression.atoms(UnknownFunction, UnknownSlope)
    return sorted({(sp.latex(part.func(X)), part.example) for part in parts}, key=str)


def prove_for_any_activation(left: sp.Expr, right: sp.Expr, sizes: Sizes, ranges: Ranges) -> Finding:
    """Decide ``left`` = ``right`` for every differentiable activation, all widths and all numbers.

    Args:
        left: one side.
        right: other side.
        sizes: the small case in which a counterexample is looked for, with the example of each activation.
        ranges: free index → its first and last value; those of indices that do not occur are left out.

    Returns:
        ``proved`` by the rules of ``finite_sums``, ``refuted`` with a counterexample, or ``undecided``.
    """
    left, right = sp.sympify(left), sp.sympify(right)
    used = {i: ends for i, ends in ranges.items() if i in left.free_symbols | right.free_symbols}
    if equal(left, right, used):
        return Finding("proved")
    finding = find_counterexample(_with_examples(left), _with_examples(right), sizes, used)
    if finding.verdict == "refuted":
        shown = [(name, sp.latex(example)) for name, example in _examples_used(left + right)]
        return Finding("refuted", (*shown, *finding.counterexample))
    return finding


def prove_lines(lines: Sequence[sp.Expr], sizes: Sizes, ranges: Ranges) -> Finding:
    """Prove every line of a derivation equal to the one before; the first that is not proved decides."""
    for before, line in pairwise(lines):
        finding = prove_for_any_activation(before, line, sizes, ranges)
        if finding.verdict != "proved":
            return finding
    return Finding("proved")
