"""Rule 6 (common denominator) against sums written out for m = 2…5, and wrong identities, which must be refused."""

import numpy as np
import pytest
import sympy as sp

from fer_lib.proofs.expansion import expand_sums, find_counterexample, prove_equal
from fer_lib.proofs.finite_sums import differentiate, equal

m = sp.Symbol("m", integer=True, positive=True)
i, j, k, h = sp.symbols("i j k h", integer=True)
c = sp.Symbol("c", real=True)
x, y, z = (sp.IndexedBase(name, real=True) for name in "xyz")
RANGE = {k: (sp.S.One, m)}
SIZES = (2, 3, 4, 5)


def total(body, *indices):
    return sp.Sum(body, *((index, 1, m) for index in indices))


S = total(sp.exp(z[j]), j)
SHARE = sp.exp(z[i]) / S
IDENTITIES = {
    "shares add up to one": (total(SHARE, i), sp.S.One),
    "the other shares": (total(SHARE, i) - sp.exp(z[k]) / S, 1 - sp.exp(z[k]) / S),
    "one quantity outside and inside": (total(y[i], i) * S / S**2, total(y[i], i) / S),
    "sum as factor of a sum": (total(y[i] * S, i) / S, total(y[h], h)),
    "two denominators": (
        total(x[i], i) / S + total(y[i], i) / (S + 1),
        (total(x[i], i) * (S + 1) + S * total(y[i], i)) / (S * (S + 1)),
    ),
    "denominator that is a difference": (
        1 / (1 - sp.exp(z[k]) / S),
        S / (S - sp.exp(z[k])),
    ),
    "denominator under the sum": (
        total(y[i] / (1 - SHARE), i),
        total(y[i], i) + total(y[i] * SHARE / (1 - SHARE), i),
    ),
    "summands over the entries": (
        total(x[i] / y[i], i) + total(1 / y[i], i),
        total((x[i] + 1) / y[i], i),
    ),
    "variance of the shares": (
        total(SHARE * x[i] ** 2, i) - total(SHARE * x[i], i) ** 2,
        total(SHARE * (x[i] - total(sp.exp(z[h]) / S * x[h], h)) ** 2, i),
    ),
    "shift": (sp.exp(z[k] - c) / total(sp.exp(z[i] - c), i), sp.exp(z[k]) / S),
    "denominator under two sums": (
        total(x[i] * y[j] / S, i, j),
        total(x[i], i) * total(y[i], i) / S,
    ),
}


def _differs(left, right, seed=0):
    """Whether two expressions without sums differ at random entries, to 20 of 40 digits."""
    random = np.random.Generator(np.random.PCG64(seed))
    names = sorted(left.free_symbols | right.free_symbols, key=sp.default_sort_key)
    entries = [name for name in names if isinstance(name, sp.Indexed) or name == c]
    at = {entry: sp.Rational(int(random.integers(1, 40)), 7) for entry in entries}
    return abs(sp.N((left - right).xreplace(at), 40)) > 1e-20


@pytest.mark.parametrize(("left", "right"), IDENTITIES.values(), ids=IDENTITIES)
def test_rule_is_proved_and_true_when_written_out(left, right):
    assert equal(left, right, RANGE)
    assert equal(right, left, RANGE)
    for size in SIZES:
        for place in (1, size):
            at = {m: size, k: place}
            assert not _differs(expand_sums(left, at), expand_sums(right, at))


BREAKS = {
    "sign": lambda side: -side,
    "factor": lambda side: 2 * side,
    "one term more": lambda side: side + sp.exp(z[k]) / S,
    "longer range": lambda side: side.xreplace({m: m + 1}),
}
BROKEN = {
    f"{name}: {how}": (left, broken)
    for name, (left, right) in IDENTITIES.items()
    for how, change in BREAKS.items()
    if (broken := change(right)) != right
}


@pytest.mark.parametrize(("left", "broken"), BROKEN.values(), ids=BROKEN)
def test_broken_identity_is_refuted_with_values(left, broken):
    finding = prove_equal(left, broken, {m: 3}, RANGE)
    assert finding.verdict == "refuted"
    at = dict(finding.counterexample)
    assert at[r"\text{left}"] != at[r"\text{right}"]


def _random_quotient(random):
    """A random sum of quotients of sums over x, y and exponentials of z; k is free."""
    inner = [x[i], y[i], SHARE, x[i] / (1 + y[i] ** 2), 1 / (1 + sp.exp(z[i])), y[k]]
    below = [S, S + 1, S**2, 1 + sp.exp(z[k]), 1 + total(x[i] ** 2, i)]
    terms = []
    for _ in range(int(random.integers(1, 4))):
        chosen = [inner[n] for n in random.integers(0, len(inner), int(random.integers(1, 3)))]
        body = total(sp.Mul(*chosen), i)
        terms.append(int(random.integers(1, 4)) * body / below[int(random.integers(0, len(below)))])
    return sp.Add(*terms)


def test_random_wrong_identities_are_refused():
    random = np.random.Generator(np.random.PCG64(30))
    wrong = refuted = 0
    for _ in range(20):
        left, right = _random_quotient(random), _random_quotient(random)
        if find_counterexample(left, right, {m: 2}, RANGE).verdict == "refuted":
            wrong += 1
            refuted += not equal(left, right, RANGE)
    assert wrong > 15
    assert refuted == wrong


def test_random_expressions_written_over_one_denominator_are_proved():
    random = np.random.Generator(np.random.PCG64(31))
    for _ in range(3):
        first, second = _random_quotient(random), _random_quotient(random)
        denominator = S * (S + 1)
        assert equal(first + second, (first * denominator + denominator * second) / denominator, RANGE)


@pytest.mark.parametrize(
    "expression", [total(x[i], i) / S, sp.log(S) * total(y[i] * SHARE, i), 1 / (1 + S), S**3 / (1 + S)]
)
def test_derivative_agrees_with_the_written_out_quotient(expression):
    derived = differentiate(expression, z[k])
    entry = sp.Symbol("entry")
    for size in (2, 3):
        at = {m: size, k: 2}
        plain = expand_sums(expression, at).xreplace({z[2]: entry})
        expected = sp.diff(plain, entry).xreplace({entry: z[2]})
        assert sp.simplify(expand_sums(derived, at) - expected) == 0


def test_denominator_that_is_zero_proves_nothing():
    # 1 − Σ shares is 0: nothing follows from a quotient that is not defined.
    nothing = 1 / (1 - total(SHARE, i))
    assert not equal(nothing, sp.S.One)
    assert not equal(nothing, 2 * nothing)
    assert not equal(x[k] / (S - S), sp.S.Zero, RANGE)


def test_equal_values_that_look_different_are_no_counterexample():
    share = sp.exp(z[1]) / (sp.exp(z[1]) + sp.exp(z[2]))
    other = sp.exp(z[2]) / (sp.exp(z[1]) + sp.exp(z[2]))
    assert find_counterexample(1 - share, other, {m: 2}).verdict == "undecided"
    root = sp.sqrt(total(x[i] ** 2, i) + 1)
    assert find_counterexample(1 / root, root / root**2, {m: 2}).verdict == "undecided"
    assert find_counterexample(root, -root, {m: 2}).verdict == "refuted"


def test_value_that_is_not_rational_is_shown_as_a_number():
    finding = find_counterexample(S, 2 * S, {m: 2})
    assert all(str(value).replace(".", "").isdigit() for _, value in finding.counterexample)
