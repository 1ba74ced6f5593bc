r"""Conditions on indices in LaTeX: ``\mathbb{1}[i=t]`` and the two lines of ``\begin{cases}``."""

from fer_lib.proofs.formulas.tokens import BRACKETS, Parser, Token
from fer_lib.proofs.formulas.tree import Condition, Operation, Tree


class LatexConditions(Parser):
    """The part of the parser of LaTeX that reads conditions."""

    def indicator(self, token: Token) -> Tree:
        r"""``\mathbb{1}[i=t]``, ``\mathbb{1}_{i=t}``, ``1_{\{i=t\}}``; the 1 is already consumed."""
        start = self.token.position
        low = self.accept("_")
        doubled = low and self.tokens[self.place : self.place + 2][-1].kind in BRACKETS
        if doubled:
            self.expect("{")
        condition = self.condition()
        if condition is None:
            raise self.failure(
                start,
                f"after “{token.text}” a condition on two indices is expected, e.g. [i = t]",
                f"「{token.text}」之後應為兩個指標的條件，例如 [i = t]",
            )
        if doubled:
            self.expect("}")
        return condition

    def cases(self, opening: Token) -> Tree:
        r"""Two lines, one for equal and one for different indices; the ``\begin`` is already consumed."""
        first = self.expression()
        condition = self._line_condition()
        if condition is None:
            raise self.failure(
                self.token.position,
                "the first line needs a condition, e.g. i = t",
                "第一行要有條件，例如 i = t",
            )
        self.expect("newline")
        second = self.expression()
        start = self.token
        opposite = Condition(condition.position, condition.left, condition.right, not condition.equal)
        other = self._line_condition() or opposite
        if {other.left, other.right} != {opposite.left, opposite.right} or other.equal != opposite.equal:
            raise self.failure(
                start.position,
                "the second line must hold where the first one does not",
                "第二行應是第一行不成立的情形",
            )
        self.accept("newline")
        self.expect("\\end")
        parts = [Operation(opening.position, "*", c, t) for c, t in ((condition, first), (opposite, second))]
        return Operation(opening.position, "+", *parts)

    def _line_condition(self) -> Condition | None:
        """What stands after the ``&`` of a line: ``if i = t``; ``None`` for “otherwise”."""
        self.accept(",")
        self.expect("&")
        if self.token.text in ("if", "for", "when", "where"):
            self.take()
        if self.token.text in ("otherwise", "else"):
            self.take()
            return None
        left, relation, right = self.take(), self.take(), self.take()
        if not (left.kind == right.kind == "name" and relation.kind in ("=", "≠")):
            raise self.failure(
                left.position,
                f"a condition such as i = t expected, found “{left.text}”",
                f"此處應為 i = t 之類的條件，卻是「{left.text}」",
            )
        self.accept(",")
        return Condition(left.position, left.text, right.text, relation.kind == "=")
