"""The rules for sums against explicit expansion: sums at random, nested, with shadowed and with repeated indices."""

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.proofs.equality.cuts import on_pieces
from fer_lib.proofs.equality.evaluation import evaluate
from fer_lib.proofs.expansion import expand_sums
from fer_lib.proofs.finite_sums import differentiate, equal, normal_form

m = sp.Symbol("m", integer=True, positive=True)
i, j, k = sp.symbols("i j k", integer=True)
c = sp.Symbol("c", real=True)
x, y = (sp.IndexedBase(name, real=True) for name in "xy")
a = sp.IndexedBase("a", real=True)
RANGES = {k: (sp.S.One, m)}
ENDS = [(sp.S.One, m), (sp.S.One, m), (sp.Integer(2), m), (sp.S.One, m - 1)]
INDICES = st.sampled_from([i, j, k])  # k is free as well as bound: a letter with two meanings
SETTINGS = settings(max_examples=40, deadline=None, derandomize=True)


@st.composite
def entries(draw):
    """x_i, y_j, a_ij or a delta, with any letters."""
    kind = draw(st.sampled_from("xxya+"))
    first, second = draw(INDICES), draw(INDICES)
    if kind == "a":
        return a[first, second]
    return sp.KroneckerDelta(first, second) if kind == "+" else (x if kind == "x" else y)[first]


@st.composite
def sums(draw, depth=2):
    """A sum over one or two indices, which may be the same letter; inside may be sums over it again."""
    body = sp.Mul(*draw(st.lists(entries(), min_size=1, max_size=2)))
    if depth and draw(st.booleans()):
        inner = draw(sums(depth=depth - 1))
        body = body * inner if draw(st.booleans()) else body + draw(st.sampled_from([1, c])) * inner
    limits = [(draw(INDICES), *draw(st.sampled_from(ENDS))) for _ in range(draw(st.integers(1, 2)))]
    return sp.Sum(body, *limits)


# Sizes, and values of the letters where they are free.
PLACES = [{m: 2, i: 1, j: 2, k: 2}, {m: 3, i: 2, j: 2, k: 3}, {m: 3, i: 3, j: 1, k: 1}]


def written_out(expression, at):
    return sp.expand(expand_sums(expression, at))


def by_definition(expression, at):
    """The value by ``evaluate``, which shares nothing with ``expand_sums``, at numbers that do not agree by chance."""
    values = {symbol: sp.Integer(value) for symbol, value in at.items()} | {c: sp.Integer(7)}
    for row in range(1, at[m] + 1):
        values |= {x[row]: sp.Integer(3 * row**2 + 1), y[row]: sp.Integer(5 - 2 * row**3)}
        values |= {a[row, column]: sp.Integer(11 * row - 4 * column**2) for column in range(1, at[m] + 1)}
    return evaluate(expression, values)


@SETTINGS
@given(sums())
def test_normal_form_and_pieces_are_the_same_sum(total):
    reduced, pieces = normal_form(total, RANGES), on_pieces((sp.S.Zero, m), (2,))(total)
    for at in PLACES:
        expected = written_out(total, at)
        assert written_out(reduced, at) == expected
        assert written_out(pieces, at) == expected
        assert by_definition(total, at) == by_definition(expected, at)


@SETTINGS
@given(sums(depth=1), sums(depth=1))
def test_what_is_called_equal_is_equal_when_written_out(left, right):
    # Two sums at random are hardly ever equal; exchanged letters and products in another order often look so.
    letters = {i: j, j: i}
    for other in (right, left.xreplace(letters), sp.Sum(left.function, *left.limits[::-1])):
        if equal(left, other, RANGES):
            assert all(written_out(left - other, at) == 0 for at in PLACES)


@SETTINGS
@given(sums())
def test_a_sum_equals_its_normal_form_and_not_one_more(total):
    assert equal(total, normal_form(total, RANGES), RANGES)
    assert not equal(total, total + x[k], RANGES)


@SETTINGS
@given(sums(depth=1))
def test_the_derivative_is_that_of_the_written_out_sum(total):
    derived = differentiate(total, x[k])
    for at in PLACES:
        entry, name = x[at[k]], sp.Symbol("entry")
        expected = sp.diff(written_out(total, at).xreplace({entry: name}), name).xreplace({name: entry})
        assert written_out(derived, at) == sp.expand(expected)


@pytest.mark.parametrize(
    ("twice", "meant"),
    [
        # The inner one of two equal indices is that of the summand; the outer one only counts.
        (sp.Sum(x[i], (i, 1, m), (i, 1, m)), m * sp.Sum(x[i], (i, 1, m))),
        (sp.Sum(x[i], (i, 2, m), (i, 1, m)), m * sp.Sum(x[i], (i, 2, m))),
        (sp.Sum(x[i], (i, 1, m), (i, 2, m)), (m - 1) * sp.Sum(x[i], (i, 1, m))),
        (sp.Sum(x[i] * y[j], (i, 1, m), (j, 1, m), (i, 2, m)), (m - 1) * sp.Sum(x[i] * y[j], (i, 1, m), (j, 1, m))),
    ],
)  # fmt: skip
def test_an_index_bound_twice_belongs_to_the_inner_sum(twice, meant):
    assert equal(twice, meant)
    assert normal_form(twice) == normal_form(meant)
    assert all(written_out(twice - meant, at) == 0 for at in PLACES)
