"""A formula as it was read: in SymPy syntax, every product and every range of a sum written out."""

from fractions import Fraction

from fer_lib.proofs.formulas.notation import Notation
from fer_lib.proofs.formulas.tree import Call, Condition, Name, Negative, Number, Operation, Total, Tree

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(1, 6)
_LEVELS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER}
_NAMES = {"ln": "log", "ceil": "ceiling"}


class Writer:
    """Writes trees that could be read.

    Args:
        notation: what names mean; each quantity gets its usual name.
    """

    def __init__(self, notation: Notation) -> None:
        self.notation = notation

    def write(self, tree: Tree) -> str:
        """The tree in SymPy syntax."""
        return self._written(tree)[0]

    def _inside(self, tree: Tree, level: int) -> str:
        """The tree as a part of something that binds so strongly, in parentheses if need be."""
        text, own = self._written(tree)
        return text if own >= level else f"({text})"

    def _written(self, tree: Tree) -> tuple[str, int]:
        if isinstance(tree, Number):
            return _number(tree.value)
        if isinstance(tree, Negative):
            return f"-{self._inside(tree.operand, _SIGN)}", _SIGN
        if isinstance(tree, Operation):
            return self._operation(tree)
        if isinstance(tree, Total):
            return self._total(tree), _ATOM
        if isinstance(tree, Condition):
            return f"[{tree.left} {'=' if tree.equal else '!='} {tree.right}]", _ATOM
        if isinstance(tree, Call):
            return self._call(tree), _ATOM
        return self._name(tree), _ATOM

    def _operation(self, tree: Operation) -> tuple[str, int]:
        if tree.operator == "^":
            return self._power(tree), _POWER
        # A chain such as a + b + c + … is deep on its left side: no recursion there.
        chain: list[Operation] = []
        first: Tree = tree
        while isinstance(first, Operation) and first.operator != "^":
            chain.append(first)
            first = first.left
        text, level = self._written(first)
        for step in reversed(chain):
            if step.operator == "//":
                above = text if level >= _PRODUCT else f"({text})"
                text, level = f"floor({above}/{self._inside(step.right, _POWER)})", _ATOM
                continue
            own = _LEVELS[step.operator]
            quotient = own == _PRODUCT and isinstance(step.left, Operation) and step.left.operator == "/"
            left = f"({text})" if level < own or quotient else text
            right = self._inside(step.right, _POWER if own == _PRODUCT else _PRODUCT)
            text, level = (
                f"{left} {step.operator} {right}" if own == _SUM else left + step.operator + right,
                own,
            )
        return text, level

    def _power(self, tree: Operation) -> str:
        base = tree.left
        if isinstance(base, Name) and base.name in ("e", "E") and self.notation.find(base.name) is None:
            return f"exp({self.write(tree.right)})"
        return f"{self._inside(base, _ATOM)}^{self._inside(tree.right, _ATOM)}"

    def _call(self, tree: Call) -> str:
        name = tree.function
        quantity = self.notation.find(name.name + "'" * name.primes)
        if quantity is not None and quantity.of:
            letters = [*name.subscript, *tree.subscript]
            letters += [letter for a in tree.arguments if isinstance(a, Name) for letter in a.subscript]
            return f"{quantity.names[0]}({quantity.of})[{','.join(letters)}]"
        if quantity is not None and quantity.indices:
            letters = [a.name for a in tree.arguments if isinstance(a, Name)]
            return f"{quantity.names[0]}[{','.join(letters)}]"
        written = quantity.names[0] if quantity is not None else _NAMES.get(name.name, name.name)
        return f"{written}({', '.join(map(self.write, tree.arguments))})"

    def _name(self, tree: Name) -> str:
        primes = "'" * tree.primes
        joined = "_".join((tree.name, "".join(tree.subscript))) + primes
        whole = self.notation.find(joined) if tree.subscript else None
        if whole is not None and not whole.indices:
            return whole.names[0]
        quantity = self.notation.find(tree.name + primes)
        name = quantity.names[0] if quantity is not None else tree.name + primes
        return name + (f"[{','.join(tree.subscript)}]" if tree.subscript else "")

    def _total(self, tree: Total) -> str:
        first, last = self.notation.range or (1, 1)
        limits = []
        without = [f"[{limit.index} != {limit.without}]" for limit in tree.limits if limit.without]
        body = "*".join((self._inside(tree.body, _POWER), *without)) if without else self.write(tree.body)
        for limit in tree.limits:
            low = str(first) if limit.low is None else self.write(limit.low)
            high = str(last) if limit.high is None else self.write(limit.high)
            limits.append(f", ({limit.index}, {low}, {high})")
        return f"Sum({body}{''.join(limits)})"


def _number(value: Fraction) -> tuple[str, int]:
    return (str(value), _ATOM) if value.denominator == 1 else (f"({value})", _ATOM)
