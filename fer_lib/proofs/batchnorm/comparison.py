"""Equality of formulas of batch normalization for all m, or numbers at which they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import sympy as sp

from fer_lib.proofs.batchnorm import layer as B
from fer_lib.proofs.claim import Counterexample, Finding
from fer_lib.proofs.expansion import expand_sums
from fer_lib.proofs.finite_sums import equal

# σ² + ε as a quantity of its own: with ε = v − σ² every formula is a polynomial in finite sums and a power of v,
# which the rules bring into a normal form. Every ε > 0 is met by some v, so nothing is lost.
v = sp.Symbol("v", positive=True)
_COMPOSED_VARIANCE = B.compose(B.VARIANCE)


@dataclass(frozen=True)
class Batch:
    """Numbers for one channel, exact.

    Args:
        values: x, m ≥ 2 rational numbers; those below have a rational root of σ² + ε.
        upstream: g, one for each.
        epsilon: ε ≥ 0.
        gamma: γ.
        beta: β.
    """

    values: tuple[int, ...]
    upstream: tuple[int, ...]
    epsilon: int
    gamma: int = 2
    beta: int = 1

    @cached_property
    def _numbers(self) -> dict[sp.Basic, sp.Expr]:
        m = len(self.values)
        mean = sp.Rational(sum(self.values), m)
        variance = sum(((value - mean) ** 2 for value in self.values), sp.S.Zero) / m
        root = sp.sqrt(variance + self.epsilon)
        numbers: dict[sp.Basic, sp.Expr] = {B.mu: mean, B.var: variance}
        numbers |= {B.epsilon: sp.Integer(self.epsilon), B.gamma: sp.Integer(self.gamma)}
        numbers[B.beta] = sp.Integer(self.beta)
        for at, (value, upstream) in enumerate(zip(self.values, self.upstream, strict=True), start=1):
            numbers |= {B.x[at]: sp.Integer(value), B.g[at]: sp.Integer(upstream)}
            numbers[B.xhat[at]] = (value - mean) / root
        return numbers

    def value(self, formula: sp.Expr, entry: int) -> sp.Expr:
        """The exact value of a formula at k = ``entry``, 1 to m."""
        written_out = expand_sums(B.put_gradients_in(formula), {B.m: len(self.values), B.k: entry})
        return sp.simplify(written_out.xreplace(self._numbers))

    @property
    def shown(self) -> Counterexample:
        """The numbers as pairs of a LaTeX symbol and a value."""
        return (
            ("x", self.values),
            ("g", self.upstream),
            (r"\gamma", self.gamma),
            (r"\varepsilon", self.epsilon),
        )


# Where differences are looked for; σ² + ε is 4 or 16.
BATCHES = (
    Batch((0, 2), (1, 0), epsilon=3),
    Batch((3, 6, -3), (1, 2, 0), epsilon=2),
    Batch((3, -1, 7, -1), (2, -1, 1, 3), epsilon=5),
)


def in_finite_sums(expression: sp.Expr) -> sp.Expr:
    """Write an expression in x, g, γ, β, m and v = σ² + ε."""
    return B.compose(expression).xreplace({B.epsilon: v - _COMPOSED_VARIANCE})


def compare(left: sp.Expr, right: sp.Expr, batches: Iterable[Batch] = BATCHES) -> Finding:
    """Decide ``left`` = ``right`` for every m, x, g, γ, β, every ε > 0 and every k.

    Args:
        left: one side, in x, the nodes and the gradients at them.
        right: other side.
        batches: numbers for a counterexample, looked at only if the rules prove nothing.

    Returns:
        ``proved``, ``refuted`` with a batch and both values, or ``undecided``.
    """
    if equal(in_finite_sums(left), in_finite_sums(right), B.RANGES):
        return Finding("proved")
    for batch in batches:
        for entry in range(1, len(batch.values) + 1):
            found = [batch.value(side, entry) for side in (left, right)]
            if found[0] != found[1]:
                place = (("k", entry),) if (left - right).has(B.k) else ()
                sides = ((r"\text{left}", sp.latex(found[0])), (r"\text{right}", sp.latex(found[1])))
                return Finding("refuted", (*batch.shown, *place, *sides))
    return Finding("undecided")


def compare_lines(lines: Sequence[sp.Expr]) -> Finding:
    """Decide whether every line of a derivation equals the next.

    Returns:
        ``proved``, or the finding on the first line that does not equal the one before, with its number.
    """
    for number, (line, following) in enumerate(pairwise(lines), start=2):
        finding = compare(line, following)
        if finding.verdict == "refuted":
            return Finding("refuted", ((r"\text{line}", number), *finding.counterexample))
        if finding.verdict != "proved":
            return finding
    return Finding("proved")
