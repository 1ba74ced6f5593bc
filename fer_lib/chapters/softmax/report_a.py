"""Report A's binary terms: its derivation line by line, and the gradients of the smallest example."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from fer_lib.proofs.softmax import binary_terms
from fer_lib.proofs.softmax.binary_terms import LineCheck, example_value
from fer_lib.proofs.softmax.expressions import USUAL_GRADIENT, k, probability


@dataclass(frozen=True)
class Derivation:
    """Every line of both cases, checked against the line before.

    Attributes:
        cases: the value of the label that a case assumes → its lines, from the second on.
    """

    cases: Mapping[int, Sequence[LineCheck]]

    @property
    def every_line_follows(self) -> bool:
        """Whether each line follows from the one before, with the label of its case."""
        return all(line.label_of_the_case for lines in self.cases.values() for line in lines)

    def lines_using_the_label(self, label: int) -> list[int]:
        """Numbers of the lines of a case that do not follow for every label."""
        return [line.number for line in self.cases[label] if not line.any_label]


def check_derivation() -> Derivation:
    """Check report A's two cases line by line."""
    cases = {1: binary_terms.CASE_ONE, 0: binary_terms.CASE_ZERO}
    return Derivation({label: binary_terms.check_lines(lines, label) for label, lines in cases.items()})


@dataclass(frozen=True)
class ExampleEntry:
    """One of three classes with the scores log 1, log 2, log 3, of which the first is true.

    Attributes:
        place: number of the class, from 1.
        probability: by softmax.
        label: 1 for the true class, else 0.
        usual: derivative of the usual loss by the score of this class.
        binary_sum: the same of the sum of the binary terms.
    """

    place: int
    probability: sp.Expr
    label: int
    usual: sp.Expr
    binary_sum: sp.Expr


def example() -> list[ExampleEntry]:
    """Exact gradients of both losses, an entry a class."""
    return [
        ExampleEntry(
            place,
            example_value(probability(k), place),
            label,
            example_value(USUAL_GRADIENT, place),
            example_value(binary_terms.SUM_GRADIENT[-1], place),
        )
        for place, label in enumerate(binary_terms.EXAMPLE_LABELS, 1)
    ]
