"""What a tree means: names looked up in a notation, indices bound by sums, the result an expression of SymPy."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches

import sympy as sp

from fer_lib.proofs.formulas import cost
from fer_lib.proofs.formulas.errors import FormulaError
from fer_lib.proofs.formulas.indices import Bound, Indices
from fer_lib.proofs.formulas.notation import Quantity
from fer_lib.proofs.formulas.tree import (
    Call,
    Condition,
    Limit,
    Name,
    Negative,
    Number,
    Operation,
    Total,
    Tree,
)

FUNCTIONS: Mapping[str, Callable[[sp.Expr], sp.Expr]] = {
    "sqrt": sp.sqrt,
    "exp": sp.exp,
    "log": sp.log,
    "ln": sp.log,
    "floor": sp.floor,
    "ceiling": sp.ceiling,
    "ceil": sp.ceiling,
}
_DERIVATIVE = re.compile(r"d(\w+)_d(\w+)$")


class Reader(Indices):
    """Turns a tree into an expression."""

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
        if isinstance(tree, Condition):
            return self._condition(tree, bound)
        return self._name(tree, bound)

    def _condition(self, tree: Condition, bound: Bound) -> sp.Expr:
        sides = (self.index(letter, tree.position, "[…]", bound) for letter in (tree.left, tree.right))
        equal = sp.KroneckerDelta(*sides)
        return equal if tree.equal else 1 - equal

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
            raise self.failure(tree.position, "no sums occur in this target", "這個目標沒有用到加總")
        if not tree.limits:
            raise self.failure(
                tree.position,
                "a sum needs its index: Sum(g[j], (j, 1, m))",
                "和要有指標：Sum(g[j], (j, 1, m))",
            )
        limits: list[tuple[sp.Symbol, sp.Expr, sp.Expr]] = []
        inside: dict[str, sp.Symbol] = {}
        for limit in tree.limits:
            if limit.index in inside:
                raise self.failure(
                    limit.position,
                    f"one sum has the index “{limit.index}” twice",
                    f"同一個和用了兩次指標「{limit.index}」",
                )
            limits.append(self._limit(limit, bound))
            inside[limit.index] = limits[-1][0]
        within = {**bound, **inside}
        body = self.read(tree.body, within)
        for limit in tree.limits:
            if limit.without:
                other = self.index(limit.without, limit.position, limit.index, within)
                body *= 1 - sp.KroneckerDelta(inside[limit.index], other)
        return sp.Sum(body, *limits)

    def _limit(self, limit: Limit, bound: Bound) -> tuple[sp.Symbol, sp.Expr, sp.Expr]:
        quantity = self.notation.find(limit.index)
        if quantity is not None and limit.index not in quantity.others:
            raise self.failure(
                limit.position,
                f"“{limit.index}” already is: {quantity.meaning.en}; take another letter as index",
                f"「{limit.index}」已經是：{quantity.meaning.zh}；請用別的字母作指標",
            )
        first, last = self.notation.range or (sp.S.One, sp.S.One)
        low = first if limit.low is None else self._end(limit.low, bound)
        high = last if limit.high is None else self._end(limit.high, bound)
        self.check_range(limit.index, low, high, limit.position)
        # A new symbol: the letter may be that of a free index, or of a sum further out.
        return sp.Dummy(limit.index, integer=True), low, high

    def _end(self, tree: Tree, bound: Bound) -> sp.Expr:
        end = self.read(tree, bound)
        sizes = self.notation.sizes[0]
        if not end.is_integer or not end.free_symbols <= sizes.keys() or not end.is_polynomial():
            names = [str(size) for size in sizes]
            raise self.failure(
                tree.start,
                f"a sum here begins and ends at a whole number or at a size: {', '.join(names)}",
                f"此處加總的上下界必須是整數或大小：{'、'.join(names)}",
            )
        return end

    def _call(self, tree: Call, bound: Bound) -> sp.Expr:
        name = tree.function
        quantity = self.look_up(name.name + "'" * name.primes, name.position)
        if quantity is not None and quantity.of:
            return self._entry_of_function(tree, quantity, bound)
        if tree.subscript:
            raise self.failure(tree.position, f"“{name.name}(…)” has no index", f"「{name.name}(…)」沒有指標")
        if quantity is not None and quantity.indices and all(isinstance(a, Name) for a in tree.arguments):
            letters = tuple(a.name for a in tree.arguments if isinstance(a, Name))
            return self._name(Name(name.position, name.name, letters, name.primes), bound)
        plain = not name.primes and not name.subscript
        applied = quantity is not None and quantity.function and not name.subscript
        function = quantity.value if quantity is not None and applied else None
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

    def _entry_of_function(self, tree: Call, quantity: Quantity, bound: Bound) -> sp.Expr:
        """``softmax(z)_t``, also written ``softmax(z_t)`` or ``softmax_t(z)``."""
        argument = tree.arguments[0]
        vector = self.notation.find(quantity.of)
        if not isinstance(argument, Name) or self.notation.find(argument.name) is not vector:
            raise self.failure(
                argument.start,
                f"{tree.function.name} is taken of {quantity.of} here: {quantity.written}",
                f"此處 {tree.function.name} 取的是 {quantity.of}：{quantity.written}",
            )
        indices = tree.function.subscript + argument.subscript + tree.subscript
        if len(tree.arguments) != 1 or len(indices) != 1:
            raise self.failure(
                tree.position, f"one index expected: {quantity.written}", f"應有一個指標：{quantity.written}"
            )
        return quantity.value(self.index(indices[0], tree.position, tree.function.name, bound))

    def _name(self, tree: Name, bound: Bound) -> sp.Expr:
        primes = "'" * tree.primes
        if self.is_index(tree.name, bound) and not tree.subscript:
            raise self.failure(
                tree.position,
                f"“{tree.name}” is an index and cannot stand alone",
                f"「{tree.name}」是指標，不能單獨出現",
            )
        whole = self._whole(tree)
        if whole is not None:
            return whole.value()
        quantity = self.look_up(tree.name + primes, tree.position)
        if quantity is None:
            raise self._unknown(tree)
        if quantity.function or quantity.of:
            raise self.failure(
                tree.position,
                f"“{tree.name}{primes}” is a function: {quantity.written}",
                f"「{tree.name}{primes}」是函數：{quantity.written}",
            )
        if len(tree.subscript) != quantity.indices:
            raise self._wrong_indices(tree, quantity)
        return quantity.value(
            *(self.index(letter, tree.position, tree.name, bound) for letter in tree.subscript)
        )

    def _whole(self, tree: Name) -> Quantity | None:
        """The quantity without index whose name the subscript belongs to: ``k_1``, ``W_in``."""
        joined = "_".join((tree.name, "".join(tree.subscript))) + "'" * tree.primes
        found = self.notation.find(joined) if tree.subscript else None
        if found is None or found.indices or found.function:
            return None
        return self.look_up(joined, tree.position)

    def _wrong_indices(self, tree: Name, quantity: Quantity) -> FormulaError:
        if quantity.indices:
            en = f"“{tree.name}” needs {quantity.indices} index" + ("es" if quantity.indices > 1 else "")
            zh = f"「{tree.name}」需要 {quantity.indices} 個指標"
            return self.failure(tree.position, f"{en}: {quantity.written}", f"{zh}：{quantity.written}")
        return self.failure(tree.position, f"“{tree.name}” has no index", f"「{tree.name}」沒有指標")

    def _unknown(self, tree: Name) -> FormulaError:
        written = "_".join((tree.name, "".join(tree.subscript))).strip("_") + "'" * tree.primes
        if found := _DERIVATIVE.match(tree.name):
            of, by = found.groups()
            return self.failure(
                tree.position,
                f"the derivative of {of} by {by} is not known here; write what it is",
                f"此處不認得 {of} 對 {by} 的導數；請寫出其式子",
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
