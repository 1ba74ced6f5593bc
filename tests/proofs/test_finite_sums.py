"""Each rule against sums written out for m = 2…5, and random wrong identities, which must be refused."""

import numpy as np
import pytest
import sympy as sp

from fer_lib.proofs.expansion import expand_sums, find_counterexample, prove_equal
from fer_lib.proofs.finite_sums import Inside, differentiate, equal, normal_form

m = sp.Symbol("m", integer=True, positive=True)
i, j, k, h = sp.symbols("i j k h", integer=True)
c = sp.Symbol("c", real=True)
x, y, z = (sp.IndexedBase(name, real=True) for name in "xyz")
a = sp.IndexedBase("a", real=True)
RANGE = {k: (sp.S.One, m)}
SIZES = (2, 3, 4, 5)


def total(body, *indices):
    return sp.Sum(body, *((index, 1, m) for index in indices))


IDENTITIES = {
    "linearity: sum": (total(x[i] + y[i], i), total(x[i], i) + total(y[i], i)),
    "linearity: factor": (total(c * x[k] * y[i], i), c * x[k] * total(y[i], i)),
    "linearity: length": (total(c, i), m * c),
    "products": (total(x[i], i) * total(y[i], i), total(x[i] * y[j], i, j)),
    "power": (total(x[i], i) ** 2, total(x[i] * x[j], i, j)),
    "third power": (total(x[i], i) ** 3, total(x[i] * x[j] * x[h], i, j, h)),
    "order": (total(a[i, j] * x[i] * y[j], i, j), total(a[i, j] * x[i] * y[j], j, i)),
    "nested": (total(x[i] * total(a[i, j] * y[j], j), i), total(y[j] * total(a[i, j] * x[i], i), j)),
    "renaming": (total(x[i] * y[i], i), total(x[h] * y[h], h)),
    "renaming crosswise": (total(x[i] * y[j] * z[i], i, j), total(x[j] * y[i] * z[j], i, j)),
    "same name inside": (total(x[i] * total(y[i], i), i), total(x[i], i) * total(y[j], j)),
    "delta on a free index": (total(x[i] * sp.KroneckerDelta(i, k), i), x[k]),
    "delta on two bound indices": (total(x[i] * y[j] * sp.KroneckerDelta(i, j), i, j), total(x[i] * y[i], i)),
    "delta with a shift": (total(x[i] * sp.KroneckerDelta(i + 1, k), i), x[k - 1] * Inside(k - 1, 1, m)),
    "delta reflected": (total(x[i] * sp.KroneckerDelta(k, m - i), i), x[m - k] * Inside(m - k, 1, m)),
    "delta with coefficient two": (
        total(x[i] * sp.KroneckerDelta(2 * i, k), i) + total(y[i], i),
        total(y[j], j) + total(x[j] * sp.KroneckerDelta(2 * j, k), j),
    ),
    "delta outside the sums": (
        sp.KroneckerDelta(h, k) * total(a[k, i] * x[h], i),
        sp.KroneckerDelta(h, k) * total(a[h, i] * x[k], i),
    ),
    "variance": (
        total((x[i] - total(x[j], j) / m) ** 2, i) / m,
        total(x[i] ** 2, i) / m - total(x[i], i) ** 2 / m**2,
    ),
    "function of a sum": (
        total(x[i] * sp.exp(total(y[i] + y[i], i)), i),
        sp.exp(2 * total(y[h], h)) * total(x[j], j),
    ),
}


@pytest.mark.parametrize(("left", "right"), IDENTITIES.values(), ids=IDENTITIES)
def test_rule_is_proved_and_true_when_written_out(left, right):
    assert equal(left, right, RANGE)
    for size in SIZES:
        for place in range(1, size + 1):
            at = {m: size, k: place, h: 2}
            assert sp.expand(expand_sums(left, at) - expand_sums(right, at)) == 0
            assert sp.expand(expand_sums(normal_form(left, RANGE), at) - expand_sums(left, at)) == 0


DERIVATIVES = {
    "sum": total(x[i] ** 2 * y[i], i),
    "product of sums": total(x[i], i) * total(x[i] * y[i], i),
    "double sum": total(a[i, j] * x[i] * x[j], i, j),
    "square of a mean": (total(x[i], i) / m) ** 2,
    "the same letter as the free index": total(x[k] * y[k], k),
    "plain": c * x[k] ** 3,
    "nested": total(y[i] * total(x[j] * x[i], j), i),
}


@pytest.mark.parametrize("expression", DERIVATIVES.values(), ids=DERIVATIVES)
def test_derivative_agrees_with_the_written_out_sum(expression):
    derived = differentiate(expression, x[k])
    reduced = normal_form(derived, RANGE)
    for size in SIZES:
        for place in range(1, size + 1):
            at = {m: size, k: place}
            entry = sp.Symbol("entry")
            polynomial = expand_sums(expression, at).xreplace({x[place]: entry})
            expected = sp.diff(polynomial, entry).xreplace({entry: x[place]})
            assert sp.expand(expand_sums(derived, at) - expected) == 0
            assert sp.expand(expand_sums(reduced, at) - expected) == 0


def test_sympy_alone_gets_the_bound_index_wrong_where_the_rules_do_not():
    # Why rule 5 exists: the x[i] that one differentiates by is not the x[i] inside the sum.
    weighted = total(x[i] * y[i], i)
    ranges = {i: (sp.S.One, m)}
    assert normal_form(differentiate(weighted, x[i]), ranges) == y[i]
    assert sp.expand(sp.diff(weighted, x[i]).subs(m, 3).doit() - y[i]) != 0


def _random_expression(random):
    """A random polynomial in sums over x, y, a; indices i, j, h bound, k free."""
    factors = [x[i], y[i], x[j], y[j], a[i, j], a[j, i], a[i, h], x[h], y[k], a[i, k], x[k]]
    terms = []
    for _ in range(int(random.integers(1, 4))):
        chosen = [factors[n] for n in random.integers(0, len(factors), int(random.integers(1, 4)))]
        bound = [index for index in (i, j, h) if index in sp.Mul(*chosen).free_symbols]
        product = sp.Mul(*chosen)
        terms.append(int(random.integers(1, 4)) * (total(product, *bound) if bound else product))
    return sp.Add(*terms)


def test_random_wrong_identities_are_refused():
    random = np.random.Generator(np.random.PCG64(20))
    wrong = refuted = 0
    for _ in range(60):
        left, right = _random_expression(random), _random_expression(random)
        at = {m: 3, k: 2}
        if sp.expand(expand_sums(left, at) - expand_sums(right, at)) == 0:
            continue
        wrong += 1
        assert not equal(left, right, RANGE)
        refuted += find_counterexample(left, right, {m: 3}, RANGE).verdict == "refuted"
    assert wrong > 50
    assert refuted == wrong


def _renamed_and_reversed(sum_):
    """The same sum: bound indices named anew, order of summation reversed."""
    new = dict(zip((i, j, h), sp.symbols("p q r", integer=True), strict=True))
    limits = [(new[index], low, high) for index, low, high in sum_.limits]
    return sp.Sum(sum_.function.xreplace(new), *reversed(limits))


def test_random_renamings_and_reorderings_are_proved():
    random = np.random.Generator(np.random.PCG64(21))
    for _ in range(40):
        left = _random_expression(random)
        right = left.replace(lambda part: isinstance(part, sp.Sum), _renamed_and_reversed)
        assert equal(left, right, RANGE)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (total(x[i], i), -total(x[i], i)),
        (total(x[i], i), total(y[i], i)),
        (total(c, i), c),
        (total(x[i], i) ** 2, total(x[i] ** 2, i)),
        (total(a[i, j] * x[i], i, j), total(a[j, i] * x[i], i, j)),
        (total(x[i] * sp.KroneckerDelta(i, k), i), x[k] * y[k]),
        (total(x[i] * sp.KroneckerDelta(i + 1, k), i), x[k - 1]),
        (total(x[i], i), sp.Sum(x[i], (i, 1, m - 1))),
        (sp.KroneckerDelta(h, k) * x[h], sp.KroneckerDelta(h, k) * y[k]),
    ],
)
def test_wrong_identity_is_refuted_with_values(left, right):
    finding = prove_equal(left, right, {m: 3, h: 2}, RANGE)
    assert finding.verdict == "refuted"
    at = dict(finding.counterexample)
    assert at[r"\text{left}"] != at[r"\text{right}"]


def test_unknown_range_keeps_the_bracket():
    # Nothing says that k lies between 1 and m: the sum is 0 where it does not.
    picked = total(x[i] * sp.KroneckerDelta(i, k), i)
    assert not equal(picked, x[k])
    assert equal(picked, x[k] * Inside(k, 1, m))
    assert expand_sums(picked, {m: 3, k: 7}) == 0


def test_bracket_is_decided_for_numbers_only_where_it_can_be():
    assert Inside(3, 1, 5) == 1
    assert Inside(0, 1, 5) == 0
    assert Inside(6, 1, 5) == 0
    assert Inside(k, 1, m).func is Inside
    assert Inside(k, 1, m) ** 2 == Inside(k, 1, m)
    assert sp.latex(Inside(k, 1, m)) == r"\left[1 \le k \le m\right]"


@pytest.mark.parametrize(
    "expression",
    [
        sp.Sum(x[i] * y[j], (j, 1, i), (i, 1, m)),
        sp.Sum(sp.Sum(x[j], (j, 1, i)), (i, 1, m)),
    ],
)
def test_range_that_depends_on_another_index_is_refused(expression):
    with pytest.raises(ValueError, match="depends on another index"):
        normal_form(expression)


def test_range_without_a_size_is_refused():
    with pytest.raises(ValueError, match="has no size"):
        expand_sums(total(x[i], i), {})


def test_too_many_renamings_are_refused():
    indices = sp.symbols("q0:8", integer=True)
    with pytest.raises(ValueError, match="renamings"):
        normal_form(total(sp.Mul(*(x[index] for index in indices)), *indices))


def test_delta_on_what_may_be_no_integer_is_kept():
    # For an odd m no index equals m/2, so that the sum is 0 and not x[m/2].
    halfway = total(x[i] * sp.KroneckerDelta(i, m / 2), i)
    assert normal_form(halfway).has(sp.KroneckerDelta)
    assert expand_sums(halfway, {m: 3}) == 0
