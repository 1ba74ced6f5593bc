"""What both parsers make of a formula: a tree in which names have no meaning yet.

Every node knows the character at which it begins, so that a later error can point there.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class _Node:
    position: int

    @property
    def start(self) -> int:
        """The first character."""
        return self.position


@dataclass(frozen=True)
class Number(_Node):
    """A number as written, exact."""

    value: Fraction


@dataclass(frozen=True)
class Name(_Node):
    r"""A name, perhaps with a subscript: ``x``, ``x[i]``, ``\hat{x}_i``, ``W_{ij}``, ``k_1``.

    Args:
        position: first character.
        name: the name without subscript, hats spelt out: ``xhat``.
        subscript: the parts of the subscript, e.g. ``i``, ``1``, ``m-1``; empty if there is none.
        primes: how many ′ follow.
    """

    name: str
    subscript: tuple[str, ...] = ()
    primes: int = 0


@dataclass(frozen=True)
class Call(_Node):
    """A function with its arguments; a subscript after them picks an entry: ``softmax(z)_t``."""

    function: Name
    arguments: tuple["Tree", ...]
    subscript: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation(_Node):
    """``left`` operator ``right``; the position is the operator's. Operators: ``+ - * / // ^``."""

    operator: str
    left: "Tree"
    right: "Tree"

    @property
    def start(self) -> int:
        """The first character of the left operand."""
        first = self.left
        while isinstance(first, Operation):
            first = first.left
        return first.position


@dataclass(frozen=True)
class Negative(_Node):
    """The operand with its sign changed."""

    operand: "Tree"


@dataclass(frozen=True)
class Limit:
    """An index of summation.

    Args:
        position: first character.
        index: its letter.
        low: first value; ``None`` is the notation's.
        high: last value; ``None`` is the notation's.
        without: an index whose value is left out, as in a sum over j ≠ i; empty if there is none.
    """

    position: int
    index: str
    low: "Tree | None" = None
    high: "Tree | None" = None
    without: str = ""


@dataclass(frozen=True)
class Total(_Node):
    """The sum of ``body`` over the limits, innermost first."""

    body: "Tree"
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class Condition(_Node):
    """1 where two indices are equal (or, if not ``equal``, where they are not), else 0: ``[i = t]``."""

    left: str
    right: str
    equal: bool = True


Tree = Number | Name | Call | Operation | Negative | Total | Condition
