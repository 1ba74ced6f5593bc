"""The size proofs refuse every formula that is broken on purpose."""

import pytest
import sympy as sp
import z3

from fer_lib.proofs.convolution import sizes, variants
from fer_lib.proofs.convolution.sizes import W, ceiling_size, d, h, k, q, r, s
from fer_lib.proofs.integers import prove_for_all
from fer_lib.proofs.windows import output_size, window_positions

BROKEN = {
    "missing +1": lambda W, p, k, s: (W + 2 * p - k) / s,
    "one padding": lambda W, p, k, s: (W + p - k) / s + 1,
    "sign of k": lambda W, p, k, s: (W + 2 * p + k) / s + 1,
    "sign of p": lambda W, p, k, s: (W - 2 * p - k) / s + 1,
    "+1 inside the numerator": lambda W, p, k, s: (W + 2 * p - k + 1) / s,
    "no stride": lambda W, p, k, s: W + 2 * p - k + 1,
    "stride off by one": lambda W, p, k, s: (W + 2 * p - k) / (s + 1) + 1,
    "ceiling": ceiling_size,
}


@pytest.mark.parametrize("formula", BROKEN.values(), ids=BROKEN)
def test_z3_refutes_a_broken_size(formula):
    finding = sizes.check_size(formula)
    assert finding.verdict == "refuted"
    # The counterexample must be one: count the windows by hand.
    at = dict(finding.counterexample)
    true = len(window_positions(at["W"], at["k"], at["s"], at["p"]))
    assert at["N"] == true
    assert at[r"\hat N"] != true


SYMPY_BROKEN = {
    "missing +1": lambda W, p, k, s: sp.floor((W + 2 * p - k) / s),
    "one padding": lambda W, p, k, s: sp.floor((W + p - k) / s + 1),
    "sign of k": lambda W, p, k, s: sp.floor((W + 2 * p + k) / s + 1),
    "ceiling": lambda W, p, k, s: sp.ceiling((W + 2 * p - k) / s + 1),
}


@pytest.mark.parametrize("formula", SYMPY_BROKEN.values(), ids=SYMPY_BROKEN)
def test_sympy_refutes_a_broken_course_form(formula):
    finding = sizes.check_course_form(formula)
    assert finding.verdict == "refuted"
    at = dict(finding.counterexample)
    assert at["N"] == len(window_positions(at["W"], at["k"], at["s"], at["p"])) != at[r"\hat N"]


def test_sympy_accepts_the_other_way_to_write_it():
    assert sizes.check_course_form(lambda W, p, k, s: sp.floor((W + 2 * p - k) / s) + 1).verdict == "proved"


@pytest.mark.parametrize(
    "formula",
    [
        lambda W, k, s, p: (W + 2 * p - k) // s,
        lambda W, k, s, p: -(-(W + 2 * p - k) // s) + 1,
        lambda W, k, s, p: (W + p - k) // s + 1,
    ],
    ids=["missing +1", "ceiling", "one padding"],
)
def test_enumeration_refutes_a_broken_size(formula):
    assert sizes.check_enumeration(formula).verdict == "refuted"


def test_torch_refutes_a_broken_size():
    def without_dilation(width, kernel, stride, padding, dilation):
        return output_size(width, kernel, stride, padding) or 0

    assert sizes.check_torch(without_dilation).verdict == "refuted"


@pytest.mark.parametrize(
    "check",
    [
        lambda: sizes.check_division(remainder_below=s + 1),
        lambda: sizes.check_legal_up_to(last=q + 1),
        lambda: sizes.check_illegal_from(first=q),
        lambda: sizes.check_ceiling_agrees(remainder=r - 1),
        lambda: variants.check_dilation(extent=d * k),
        lambda: variants.check_dilation(extent=d * (k - 1)),
        lambda: variants.check_same_odd(padding=h + 1),
        lambda: variants.check_same_odd(padding=2 * h),
        lambda: variants.check_same_even(kernel=2 * h + 1),
        lambda: variants.check_same_keras(short=(W + s - 1) / s * s + k - W),
        lambda: variants.check_same_keras(short=(W + s - 1) / s * s - s + k - W - 1),
        lambda: variants.check_pool_halves(stride=3),
        lambda: variants.check_transposed(output_padding=z3.IntVal(0)),
        lambda: variants.check_transposed(output_padding=-r),
        lambda: variants.check_chain(pool_stride=1),
    ],
)
def test_broken_step_is_refuted(check):
    finding = check()
    assert finding.verdict == "refuted"
    assert finding.counterexample


def test_pool_of_stride_one_shows_the_reports_own_size():
    assert dict(variants.check_pool_halves(1).counterexample) == {"W": 48, "N": 47, "W/2": 24}


def test_z3_without_an_answer_is_undecided(monkeypatch):
    monkeypatch.setattr("fer_lib.proofs.integers.TIMEOUT_MS", 1)
    x, y, z = z3.Ints("x y z")
    hard = x * x * x + y * y * y + z * z * z != 114  # an open problem
    assert prove_for_all(z3.BoolVal(True), hard, [x, y, z]).verdict == "undecided"


@pytest.mark.parametrize("arguments", [(0, 1), (5, 0), (5, 1, 0), (5, 1, 1, -1), (5, 1, 1, 0, 0)])
def test_output_size_refuses_impossible_layers(arguments):
    with pytest.raises(ValueError, match="at least"):
        output_size(*arguments)


def test_window_wider_than_the_row_has_no_position():
    assert output_size(2, 5) == 0 == len(window_positions(2, 5))
    assert output_size(2, 5, padding=2) == 2 == len(window_positions(2, 5, padding=2))
