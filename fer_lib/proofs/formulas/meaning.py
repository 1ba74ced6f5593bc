"""What a tree means: names looked up in a notation, indices bound by sums, the result an expression of SymPy."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches

import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.formulas import cost
from fer_lib.proofs.formulas.errors import FormulaError
from fer_lib.proofs.formulas.notation import Notation, Quantity
from fer_lib.proofs.formulas.tree import Call, Name, Negative, Number, Operation, Total, Tree

FUNCTIONS: Mapping[str, Callable[[sp.Expr], sp.Expr]] = {
    "sqrt": sp.sqrt,
    "exp": sp.exp,
    "log": sp.log,
    "ln": sp.log,
    "floor": sp.floor,
    "ceiling": sp.ceiling,
    "ceil": sp.ceiling,
}
Bound = Mapping[str, sp.Symbol]


class Reader:
    """Turns a tree into an expression.

    Args:
        formula: what was typed, for errors.
        notation: what names mean.
    """

    def __init__(self, formula: str, notation: Notation) -> None:
        self.formula = formula
        self.notation = notation
        self.free_letter = ""

    def failure(self, position: int, en: str, zh: str) -> FormulaError:
        """The error that stops reading, with its reason."""
        return FormulaError(self.formula, position, Text(en, zh))

    def read(self, tree: Tree, bound: Bound) -> sp.Expr:
        """The expression of a tree inside sums over ``bound``: letter → symbol."""
        if isinstance(tree, Number):
            return sp.Rational(tree.value.numerator, tree.value.denominator)
        if isinstance(tree, Negative):
            return -self.read(tree.operand, bound)
        if isinstance(tree, Operation):
            return self._operation(tree, bound)
        if isinstance(tree, Total):
            return self._total(tree, bound)
        if isinstance(tree, Call):
            return self._call(tree, bound)
        return self._name(tree, bound)

    def _operation(self, tree: Operation, bound: Bound) -> sp.Expr:
        # A chain such as a + b + c + … is deep on its left side: no recursion there.
        chain: list[Operation] = []
        first: Tree = tree
        while isinstance(first, Operation) and first.operator != "^":
            chain.append(first)
            first = first.left
        value = self._power(first, bound) if isinstance(first, Operation) else self.read(first, bound)
        for step in reversed(chain):
            value = self._combined(step, value, bound)
        return value

    def _combined(self, tree: Operation, left: sp.Expr, bound: Bound) -> sp.Expr:
        """The left operand, already read, with the right one."""
        right = self.read(tree.right, bound)
        if tree.operator == "+":
            return left + right
        if tree.operator == "-":
            return left - right
        if tree.operator == "*":
            return left * right
        if right.is_zero:
            raise self.failure(tree.right.start, "division by zero", "除以零")
        return left / right if tree.operator == "/" else sp.floor(left / right)

    def _power(self, tree: Operation, bound: Bound) -> sp.Expr:
        exponent = self.read(tree.right, bound)
        if (
            isinstance(tree.left, Name)
            and tree.left.name in ("e", "E")
            and not (tree.left.subscript or self.notation.find(tree.left.name))
        ):
            return self._exponential(exponent, tree.position)
        base = self.read(tree.left, bound)
        most = cost.LARGEST_EXPONENT
        if not (exponent.is_Rational and abs(exponent) <= most and exponent.q <= most):
            raise self.failure(
                tree.right.start,
                f"an exponent must be a number from −{most} to {most}",
                f"指數必須是 −{most} 到 {most} 之間的數",
            )
        if base.is_zero and exponent.is_negative:
            raise self.failure(tree.position, "division by zero", "除以零")
        bits = 0
        if base.is_Rational:
            bits = (int(base.p).bit_length() + int(base.q).bit_length()) * (int(abs(exponent)) + 1)
        if bits > cost.LONGEST_FORMULA or cost.degree(base) * abs(exponent) > cost.MOST_FACTORS:
            raise self.failure(tree.position, "this power is too large", "這個乘冪太大")
        return base**exponent

    def _exponential(self, exponent: sp.Expr, position: int) -> sp.Expr:
        if exponent.has(sp.exp):
            raise self.failure(position, "an exponential of an exponential", "指數函數中又有指數函數")
        return sp.exp(exponent)

    def _total(self, tree: Total, bound: Bound) -> sp.Expr:
        if self.notation.range is None:
            raise self.failure(tree.position, "no sums occur in this target", "這個目標沒有用到求和")
        low, high = self.notation.range
        limits = []
        inside = dict(bound)
        if not tree.limits:
            raise self.failure(
                tree.position,
                "a sum needs its index: Sum(g[j], (j, 1, m))",
                "和要有指標：Sum(g[j], (j, 1, m))",
            )
        for limit in tree.limits:
            quantity = self.notation.find(limit.index)
            if quantity is not None:
                raise self.failure(
                    limit.position,
                    f"“{limit.index}” already is: {quantity.meaning.en}; take another letter as index",
                    f"「{limit.index}」已經是：{quantity.meaning.zh}；請用別的字母作指標",
                )
            # A new symbol: the letter may be that of a free index, or of a sum further out.
            index = sp.Dummy(limit.index, integer=True)
            inside[limit.index] = index
            own_low = low if limit.low is None else self._end(limit.low) + int(limit.above)
            own_high = high if limit.high is None else self._end(limit.high)
            if (own_low - low).is_negative or (own_high - high).is_positive:
                raise self.failure(
                    limit.position,
                    f"the index runs from {low} to {high}, not beyond",
                    f"指標的範圍是 {low} 到 {high}，不可超出",
                )
            limits.append((index, own_low, own_high))
        return sp.Sum(self.read(tree.body, inside), *limits)

    def _end(self, tree: Tree) -> sp.Expr:
        end = self.read(tree, {})
        if not end.is_integer or end.has(sp.Indexed, sp.Sum):
            raise self.failure(tree.position, "a sum ends at a whole number", "求和的上下界必須是整數")
        return end

    def _call(self, tree: Call, bound: Bound) -> sp.Expr:
        name = tree.function
        quantity = self.notation.find(name.name + "'" * name.primes)
        if quantity is not None and quantity.indices and all(isinstance(a, Name) for a in tree.arguments):
            letters = tuple(a.name for a in tree.arguments if isinstance(a, Name))
            return self._name(Name(name.position, name.name, letters, name.primes), bound)
        plain = not name.primes and not name.subscript
        function = quantity.value if quantity is not None and quantity.function else None
        if function is None and quantity is None and plain:
            function = FUNCTIONS.get(name.name)
        if function is None:
            written = "_".join((name.name, "".join(name.subscript))).strip("_") + "'" * name.primes
            known = [q.names[0] for q in self.notation.quantities if q.function]
            names = ", ".join((*known, "sqrt", "exp", "log", "floor", "ceil", "Sum"))
            raise self.failure(
                name.position,
                f"“{written}” is no function here (functions: {names}); for a product put *",
                f"「{written}」在此不是函數（函數有：{names}）；若為乘積請加 *",
            )
        if len(tree.arguments) != 1:
            raise self.failure(tree.position, "this function takes one argument", "這個函數只有一個引數")
        argument = self.read(tree.arguments[0], bound)
        if function is sp.log and argument.is_zero:
            raise self.failure(tree.position, "the logarithm of zero", "零沒有對數")
        if function is sp.exp:
            return self._exponential(argument, tree.position)
        return function(argument)

    def _name(self, tree: Name, bound: Bound) -> sp.Expr:
        primes = "'" * tree.primes
        joined = "_".join((tree.name, "".join(tree.subscript))) + primes
        whole = self.notation.find(joined) if tree.subscript else None
        if whole is not None and not whole.indices and not whole.function:
            return whole.value()
        quantity = self.notation.find(tree.name + primes)
        if quantity is None:
            raise self._unknown(tree, bound)
        if quantity.function:
            raise self.failure(
                tree.position,
                f"“{tree.name}{primes}” is a function: {quantity.written}",
                f"「{tree.name}{primes}」是函數：{quantity.written}",
            )
        if len(tree.subscript) != quantity.indices:
            raise self._wrong_indices(tree, quantity)
        return quantity.value(*(self._index(letter, tree, bound) for letter in tree.subscript))

    def _wrong_indices(self, tree: Name, quantity: Quantity) -> FormulaError:
        if quantity.indices:
            en = f"“{tree.name}” needs {quantity.indices} index" + ("es" if quantity.indices > 1 else "")
            zh = f"「{tree.name}」需要 {quantity.indices} 個指標"
            return self.failure(tree.position, f"{en}: {quantity.written}", f"{zh}：{quantity.written}")
        return self.failure(tree.position, f"“{tree.name}” has no index", f"「{tree.name}」沒有指標")

    def _unknown(self, tree: Name, bound: Bound) -> FormulaError:
        written = "_".join((tree.name, "".join(tree.subscript))).strip("_") + "'" * tree.primes
        if written in bound:
            return self.failure(
                tree.position,
                f"“{written}” is an index and cannot stand alone",
                f"「{written}」是指標，不能單獨出現",
            )
        known = [name for quantity in self.notation.quantities for name in quantity.names]
        near = get_close_matches(written, known, n=3, cutoff=0.5)
        shown = near or [quantity.written for quantity in self.notation.quantities]
        head = ("did you mean", "您是指") if near else ("known names", "可用的名稱")
        return self.failure(
            tree.position,
            f"unknown name “{written}”; {head[0]}: {', '.join(shown)}",
            f"不認得名稱「{written}」；{head[1]}：{'、'.join(shown)}",
        )

    def _index(self, letter: str, tree: Name, bound: Bound) -> sp.Symbol:
        if letter in bound:
            return bound[letter]
        free = self.notation.free
        if self.notation.find(letter) is not None or not letter.isidentifier():
            raise self.failure(
                tree.position,
                f"“{letter}” is no index of “{tree.name}”",
                f"「{letter}」不是「{tree.name}」的指標",
            )
        if len(free) == 1:
            # Everybody calls the free index by another letter; one formula must keep to one.
            self.free_letter = self.free_letter or letter
            if letter == self.free_letter:
                return free[0]
        for symbol in free if len(free) > 1 else ():
            if symbol.name == letter:
                return symbol
        names = self.free_letter or ", ".join(symbol.name for symbol in free)
        en = f"no sum runs over the index “{letter}”"
        zh = f"沒有對指標「{letter}」求和"
        if names:
            en += f", and the result depends on {names} only"
            zh += f"，而結果只依賴 {names}"
        raise self.failure(tree.position, en, zh)
