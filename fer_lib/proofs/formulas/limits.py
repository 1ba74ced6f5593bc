r"""What stands below and above the sign of a sum: j = 1, j ≠ i, k < j ≤ d."""

from dataclasses import replace
from fractions import Fraction

from fer_lib.proofs.formulas.tokens import Parser
from fer_lib.proofs.formulas.tree import Limit, Name, Number, Operation, Tree

_RELATIONS = ("=", "<", ">", "≤", "≥", "≠")
_TURNED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}


class Limits(Parser):
    """The part of a parser that reads the limits of a sum."""

    def limits(self) -> list[Limit]:
        """Indices, separated by commas, each with what is said of it."""
        limits: list[Limit] = []
        while True:
            limit = self._limit_below()
            if limits and limit.without and limits[-1].index == limit.index:
                limits[-1] = replace(limits[-1], without=limit.without)
            else:
                limits.append(limit)
            if not self.accept(","):
                return limits

    def with_high(self, limits: list[Limit], high: Tree | None) -> list[Limit]:
        """The limits with what stands above the sign as last value."""
        if high is None:
            return limits
        for limit in limits:
            if limit.high is not None:
                raise self.failure(high.start, "this sum has two upper bounds", "這個和有兩個上界")
        return [replace(limit, high=high) for limit in limits]

    def _limit_below(self) -> Limit:
        start = self.token.position
        first = self.expression()
        relation = self.accept(*_RELATIONS)
        if relation is None:
            return Limit(start, self._letter(first))
        second = self.expression()
        last = self.accept("<", "≤")
        if last is None:
            return self._bounded(Limit(start, self._letter(first)), relation.kind, second)
        if relation.kind not in _TURNED:
            raise self.failure(relation.position, "k < j ≤ d expected", "此處應為 k < j ≤ d 的形式")
        limit = self._bounded(Limit(start, self._letter(second)), _TURNED[relation.kind], first)
        return self._bounded(limit, last.kind, self.expression())

    def _bounded(self, limit: Limit, relation: str, bound: Tree) -> Limit:
        if relation == "≠":
            return replace(limit, without=self._letter(bound))
        if relation in "<≤":
            return replace(limit, high=bound if relation == "≤" else _moved(bound, "-"))
        return replace(limit, low=_moved(bound, "+") if relation == ">" else bound)

    def _letter(self, tree: Tree) -> str:
        if isinstance(tree, Name) and not (tree.subscript or tree.primes):
            return tree.name
        raise self.failure(tree.start, "an index of summation expected", "此處應為加總的指標")


def _moved(bound: Tree, sign: str) -> Tree:
    return Operation(bound.start, sign, bound, Number(bound.start, Fraction(1)))
