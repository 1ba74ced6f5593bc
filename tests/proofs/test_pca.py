"""PCA: the ten points against NumPy and integers by hand; every formula broken on purpose and refused."""

import numpy as np
import pytest
import sympy as sp

from fer_lib.proofs import run_chapter
from fer_lib.proofs.pca import enclosures, exact, identities, numeric, ten_points
from fer_lib.proofs.pca.identities import K, N, lam, t
from fer_lib.proofs.pca.ten_points import MU, NUMBER, POINTS


def test_covariance_against_numpy():
    exact_entries = np.array(ten_points.covariance().tolist(), dtype=float)
    assert exact_entries == pytest.approx(np.cov(np.array(POINTS).T, ddof=0), abs=1e-14)


def test_roots_are_algebraic_numbers_of_the_polynomial():
    f = ten_points.characteristic_polynomial()
    roots = ten_points.eigenvalues()
    assert all(root.has(sp.polys.rootoftools.ComplexRootOf) for root in roots)
    assert all(f.as_expr().subs(MU, root).evalf(30) == pytest.approx(0, abs=1e-18) for root in roots)
    assert roots[0] > roots[1] > roots[2]


def test_axes_are_orthonormal_and_diagonalise_the_covariance():
    axes = ten_points.axes()
    tiny = sp.Rational(1, 10**30)
    assert max(abs(entry) for entry in axes.T * axes - sp.eye(3)) < tiny
    diagonal = sp.diag(*(root.evalf(40) for root in ten_points.eigenvalues()))
    assert max(abs(e) for e in axes.T * ten_points.scaled_covariance() * axes - diagonal) < tiny * 10**5


def test_centred_components_have_mean_zero_and_uncentred_ones_do_not():
    centred = ten_points.components(ten_points.mean())
    assert max(abs(sum(centred.col(i))) for i in range(3)) < sp.Rational(1, 10**30)
    assert abs(sum(ten_points.components(exact.ZERO).col(0))) > 100


def test_errors_of_the_three_planes():
    points = np.array(POINTS, dtype=float)
    least = np.linalg.eigvalsh(points.T @ points)[0]
    centred = np.linalg.eigvalsh(np.cov(points.T, ddof=0))[0] * 10
    assert float(ten_points.best_error_through_zero()) == pytest.approx(least, rel=1e-12)
    assert float(ten_points.plane_error(ten_points.mean())) == pytest.approx(centred, rel=1e-12)
    assert centred < least < float(ten_points.plane_error(exact.ZERO))


BROKEN_EXACT = {
    "covariance divided by N − 1": lambda: exact.check_covariance(divisor=9),
    "covariance entry": lambda: exact.check_covariance(((1204, 50, 328), (50, 1220, -290), (328, 290, 816))),
    "polynomial sign": lambda: exact.check_polynomial((1, -3240, -3252680, -973569200)),
    "interval without a root": lambda: exact.check_between_integers((547, 1163, 1530)),
    "last digit of an eigenvalue": lambda: exact.check_eigenvalues(
        ("15.29744341", "11.63052369", "5.47203291")
    ),
    "factor of the angle": lambda: exact.check_trigonometric(multiple=2),
    "distance of the angles": lambda: exact.check_trigonometric(turns=sp.Rational(1, 4)),
    "eigenvector sign": lambda: exact.check_eigenvector((*exact.EIGENVECTOR[:2], -exact.EIGENVECTOR[2])),
    "eigenvector 0": lambda: exact.check_eigenvector((sp.S.Zero,) * 3),
    "axes in the wrong order": lambda: exact.check_axes(ten_points.PRINTED_AXES[::-1]),
    "components about the mean": lambda: exact.check_components(ten_points.mean(), sp.Integer(2)),
    "centred error without N": lambda: exact.check_error_centred(factor=1),
    "centred error with N − 1": lambda: exact.check_error_centred(factor=9),
    "second term of the uncentred error": lambda: exact.check_error_uncentred(factor=1),
    "uncentred error without the second term": lambda: exact.check_error_uncentred(factor=0),
    "error digits": lambda: exact.check_plane_error(ten_points.mean(), "54.7204"),
    "norm digits": lambda: exact.check_l2_norm("7.3974"),
    "error through 0": lambda: exact.check_error_through_zero("54.7203"),
}


@pytest.mark.parametrize("check", BROKEN_EXACT.values(), ids=BROKEN_EXACT)
def test_broken_statement_about_the_points_is_refuted(check):
    finding = check()
    assert finding.verdict == "refuted"
    assert finding.counterexample


BROKEN_GENERAL = {
    "origin: sign": lambda: identities.check_best_origin(sign=-1),
    "origin: N missing": lambda: identities.check_best_origin(factor=sp.S.One),
    "origin: N − 1": lambda: identities.check_best_origin(factor=N - 1),
    "distance: middle term once": lambda: identities.check_expanded_distance(middle=-1),
    "distance: sign": lambda: identities.check_expanded_distance(middle=2),
    "Pythagoras: vectors not orthogonal": lambda: identities.check_pythagoras(lambda i, s: sp.S.One),
    "Pythagoras: vectors not of length 1": lambda: identities.check_pythagoras(
        lambda i, s: 2 * sp.KroneckerDelta(i, s)
    ),
    "variance: N − 1": lambda: identities.check_variance(divisor=N - 1),
    "total variance: N missing": lambda: identities.check_total_variance(factor=sp.S.One),
    "weights: their sum": lambda: identities.check_weights(vectors=2),
    "best subspace: index": lambda: identities.check_best_subspace(pivot=K - 1),
    "error of k: eigenvalue squared": lambda: identities.check_error_of_k(lambda number: lam[number] ** 2),
    "error of k: index": lambda: identities.check_error_of_k(lambda number: lam[number + 1]),
    "error of k: vectors not orthonormal": lambda: identities.check_error_of_k(gram=lambda i, s: sp.S.One),
}


def test_the_first_eigenvectors_are_best_only_if_the_eigenvalues_fall():
    """The identity holds in any order; the inequality rests on the signs of its terms."""
    assert identities.check_best_subspace().verdict == "proved"
    assert identities.check_best_subspace(falling=False).verdict == "undecided"


@pytest.mark.parametrize("check", BROKEN_GENERAL.values(), ids=BROKEN_GENERAL)
def test_broken_identity_is_refuted(check):
    finding = check()
    assert finding.verdict == "refuted"
    assert finding.counterexample


BROKEN_NUMERIC = {
    "NumPy with N − 1": lambda: numeric.check_numpy(divisor=9),
    "scikit-learn without (N − 1)/N": lambda: numeric.check_scikit_learn(factor=1.0),
    "one eigenvalue left out": lambda: numeric.check_random_points(first=1),
    "least error claimed too large": lambda: numeric.check_random_planes(share=1.01),
    "origin 0 is not stationary": lambda: numeric.check_stationary(centred=False),
}


@pytest.mark.parametrize("check", BROKEN_NUMERIC.values(), ids=BROKEN_NUMERIC)
def test_broken_number_is_refuted(check):
    assert check().verdict == "refuted"


def test_eigenvalue_index_is_bound_nowhere_else():
    # The index of the spectral sum must not be the index that the error's statement leaves free.
    assert t not in identities.spectral(identities.a, identities.b).free_symbols


def test_report_d_is_refuted_where_it_is_wrong_and_only_there():
    results = run_chapter("pca")
    wrong = {i for i, r in results.items() if r.claim.source.report == "D" and r.verdict == "refuted"}
    right = {i for i, r in results.items() if r.claim.source.report == "D" and r.verdict == "proved"}
    assert wrong == {"pca.components_centred", "pca.components_digits", "pca.error_printed"}
    assert right == {"pca.covariance", "pca.eigenvalues", "pca.axes"}
    assert sum(r.seconds for r in results.values()) < 15


def test_numbers_of_the_derivation_stand_in_the_chapter(root):
    """The derivation is prose; its integers must be those that are checked."""
    page = (root / "notebooks" / "14_pca.ipynb").read_text("utf8")
    for number in (*exact.COEFFICIENTS[1:], *(e for row in exact.SCALED_COVARIANCE for e in row)):
        assert page.count(str(abs(number))) >= 2, number  # once in each language


@pytest.mark.parametrize("origin", [exact.ZERO, ten_points.mean()], ids=["zero", "mean"])
def test_enclosures_hold_the_numbers_and_are_narrow(origin):
    for row, enclosed in zip(
        ten_points.components(origin).tolist(), enclosures.enclosed_components(origin), strict=True
    ):
        for value, enclosure in zip(row, enclosed, strict=True):
            low, high = enclosures.ends(enclosure)
            assert high - low < sp.Rational(1, 10**50)
            assert abs(value - low) < sp.Rational(1, 10**30)
    low, high = enclosures.ends(enclosures.enclosed_plane_error(ten_points.mean()))
    exactly = NUMBER * ten_points.eigenvalues()[2] / ten_points.SCALE  # ten times the smallest eigenvalue
    assert low < exactly < high


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        ("0.1234", "0.1249", "proved"), ("0.115", "0.125", "proved"), ("0.11", "0.1149", "refuted"),
        ("0.1251", "0.13", "refuted"), ("0.1149", "0.12", "undecided"), ("0.12", "0.1251", "undecided"),
        ("0.1", "0.2", "undecided"),
    ],
)  # fmt: skip
def test_digits_are_judged_by_what_is_certain(low, high, verdict):
    enclosure = enclosures._between(sp.Rational(low), sp.Rational(high))
    widened = {"0.115", "0.125"} & {low, high}  # not a binary number: the interval reaches a little beyond
    found = exact.check_digits("x", enclosure, "0.12").verdict
    assert found == ("undecided" if widened else verdict)


def test_a_root_that_is_none_is_refused():
    with pytest.raises(ArithmeticError, match="no simple root"):
        enclosures.enclosed_root(sp.Poly((ten_points.MU - 2) ** 2, ten_points.MU), 0)
