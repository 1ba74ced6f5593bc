"""The names that a formula about one target may use, and what they stand for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sympy as sp

from fer_lib.language import Text


@dataclass(frozen=True)
class Quantity:
    r"""A name of a formula.

    Args:
        names: how it is written in SymPy syntax, the usual name first; LaTeX is spelt out before it is looked up
            (``\hat{x}`` is ``xhat``, ``\mu_B`` is ``mu_B``, ``\partial L/\partial y`` is ``dL_dy``).
        latex: how the book typesets it.
        meaning: what it is.
        value: takes the indices or the argument, returns the expression in the target's own symbols.
        indices: how many indices it has.
        function: whether it takes an expression in parentheses instead.
        of: the vector whose function it is, of which an index picks an entry: ``softmax(z)_i``.
        others: letters that other authors use for it; one formula keeps to one letter.
    """

    names: tuple[str, ...]
    latex: str
    meaning: Text
    value: Callable[..., sp.Expr]
    indices: int = 0
    function: bool = False
    of: str = ""
    others: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """The usual way to write it in SymPy syntax: ``x[i]``, ``m``, ``sigma'(z[i])``."""
        if self.function:
            return f"{self.names[0]}(…)"
        name = self.names[0] + (f"({self.of})" if self.of else "")
        return name + (f"[{','.join('ij'[: self.indices])}]" if self.indices else "")


@dataclass(frozen=True)
class Notation:
    """All names of a target.

    Args:
        quantities: the names.
        free: the indices on which the target depends. One may be called by any letter; two keep their names.
        range: first and last value of an index whose sum states no range; ``None`` if the target has no sums.
        sizes: small values of the symbols of the range, the smallest that are allowed among them; a sum or an
            index that leaves the range at one of them is refused.
        results: names of the derivative that is asked for, which may stand left of ``=``.
    """

    quantities: tuple[Quantity, ...]
    free: tuple[sp.Symbol, ...] = ()
    range: tuple[sp.Expr, sp.Expr] | None = None
    sizes: tuple[Mapping[sp.Basic, int], ...] = ()
    results: tuple[str, ...] = ()

    def find(self, name: str) -> Quantity | None:
        """The quantity of this name; ``x_hat`` is ``xhat``."""
        plain = name.replace("_hat", "hat")
        return next((q for q in self.quantities if plain in q.names or plain in q.others), None)

    @property
    def functions(self) -> frozenset[str]:
        """Names that take an argument in parentheses."""
        return frozenset(
            name for q in self.quantities if q.function or q.of for name in (*q.names, *q.others)
        )

    @property
    def words(self) -> frozenset[str]:
        """All names of three letters or more without digits; two letters in LaTeX are a product, or d and a name."""
        names = (name for q in self.quantities for name in (*q.names, *q.others))
        return frozenset(name for name in names if len(name) > 2 and name.isalpha())


def scalar(names: str, latex: str, meaning: Text, value: sp.Expr, others: str = "") -> Quantity:
    """A quantity without index; the names are separated by spaces."""
    return Quantity(tuple(names.split()), latex, meaning, lambda: value, others=tuple(others.split()))


def indexed(
    names: str, latex: str, meaning: Text, value: Callable[..., sp.Expr], indices: int = 1, others: str = ""
) -> Quantity:
    """A quantity with indices; the names are separated by spaces."""
    return Quantity(tuple(names.split()), latex, meaning, value, indices, others=tuple(others.split()))


DELTA = indexed(
    "delta KroneckerDelta",
    r"\delta_{ij}",
    Text("1 for i = j, else 0", "i = j 時為 1，否則為 0"),
    sp.KroneckerDelta,
    indices=2,
)
