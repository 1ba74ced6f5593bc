"""What report D says of its ten points, checked in exact numbers."""

from collections.abc import Sequence
from itertools import product

import sympy as sp

from fer_lib.proofs.claim import Finding
from fer_lib.proofs.pca import ten_points as points
from fer_lib.proofs.pca.enclosures import (
    Enclosure,
    enclosed_axes,
    enclosed_best_error_through_zero,
    enclosed_components,
    enclosed_plane_error,
    enclosed_root_of_plane_error,
    ends,
)
from fer_lib.proofs.pca.ten_points import MU, NUMBER

ZERO = sp.zeros(3, 1)
HALF, THIRD = sp.Rational(1, 2), sp.Rational(1, 3)
# 100 C, and f with falling powers, as the chapter derives them.
SCALED_COVARIANCE = ((1204, 50, 328), (50, 1220, 290), (328, 290, 816))
COEFFICIENTS = (1, -3240, 3252680, -973569200)
EIGENVECTOR = (328 * MU - 385660, 290 * MU - 332760, MU**2 - 2424 * MU + 1466380)


def _unit(printed: str) -> sp.Rational:
    """A unit of the last printed digit; a rightly rounded number is within half of it."""
    return sp.Rational(1, 10) ** len(printed.partition(".")[2])


def _refuted(name: str, true: object, given: object) -> Finding:
    return Finding("refuted", ((name, true), (rf"\hat {name}", given)))


def check_digits(name: str, true: Enclosure, printed: str, units: sp.Expr = HALF) -> Finding:
    """Whether a number is within so many units of the last printed digit; half a unit means rightly rounded.

    Args:
        name: LaTeX symbol for a counterexample.
        true: an interval that surely holds the number; if its ends disagree, the finding is undecided.
        printed: decimal digits.
        units: how far off it may be.
    """
    low, high = ends(true)
    distances = [abs(end - sp.Rational(printed)) for end in (low, high)]
    limit = units * _unit(printed)
    if max(distances) <= limit:
        return Finding("proved")
    if min(distances) > limit and not low < sp.Rational(printed) < high:
        return _refuted(name, f"{float(low):.{len(printed.partition('.')[2]) + 1}f}", printed)
    return Finding("undecided")


def check_covariance(entries: Sequence[Sequence[int]] = SCALED_COVARIANCE, divisor: int = NUMBER) -> Finding:
    r"""The entries of :math:`A = 100\, \frac1N \sum_n (x_n - m)(x_n - m)^T`, added up from the points."""
    true = points.SCALE * points.scatter(points.mean()) / divisor
    for row, column in product(range(3), repeat=2):
        if true[row, column] != entries[row][column]:
            return _refuted(f"A_{{{row + 1}{column + 1}}}", true[row, column], entries[row][column])
    return Finding("proved")


def check_polynomial(coefficients: Sequence[int] = COEFFICIENTS) -> Finding:
    r"""The coefficients of :math:`f(\mu) = \det(\mu I - A)`, by falling powers, from the determinant."""
    determinant = (MU * sp.eye(3) - points.scaled_covariance()).det(method="berkowitz")
    true = sp.Poly(determinant, MU).all_coeffs()
    for power, (a, b) in enumerate(zip(true, coefficients, strict=True)):
        if a != b:
            return _refuted(f"c_{3 - power}", a, b)
    return Finding("proved")


def check_between_integers(lower: Sequence[int] = (547, 1163, 1529)) -> Finding:
    """The polynomial f changes sign strictly inside each interval from n to n + 1, so no root is an integer.

    A rational root of a monic polynomial with integer coefficients is an integer; so none is rational.
    """
    f = points.characteristic_polynomial()
    for n in lower:
        if not f(n) * f(n + 1) < 0:
            return Finding("refuted", ((f"f({n})", f(n)), (f"f({n + 1})", f(n + 1))))
    return Finding("proved" if len(set(lower)) == f.degree() else "undecided")


def check_eigenvalues(printed: Sequence[str] = points.PRINTED_EIGENVALUES) -> Finding:
    """The polynomial f changes sign within half a unit of the last digit of each λ = μ/100, in rational numbers."""
    f = points.characteristic_polynomial()
    for number, digits in enumerate(printed, start=1):
        low, high = (
            f(points.SCALE * (sp.Rational(digits) + sign * HALF * _unit(digits))) for sign in (-1, 1)
        )
        if not low * high < 0:
            true = points.eigenvalues()[number - 1] / points.SCALE
            return _refuted(rf"\lambda_{number}", sp.N(true, 10), digits)
    return Finding("proved")


def check_trigonometric(multiple: int = 3, turns: sp.Expr = THIRD) -> Finding:
    r"""The three roots are :math:`\mu_i = 1080 + 2r\cos\varphi_i` with the three angles of one cosine.

    With :math:`\mu = 1080 + y` and :math:`f = y^3 - 3r^2y - 2r^3\cos 3\varphi`, the identity
    :math:`4\cos^3\varphi - 3\cos\varphi = \cos 3\varphi` makes each :math:`y = 2r\cos\varphi` a root.

    Args:
        multiple: 3; the number before φ.
        turns: 1/3; the distance of the three angles in full turns.
    """
    y, phi, r = sp.symbols("y phi r", positive=True)
    depressed = sp.Poly(points.characteristic_polynomial().as_expr().subs(MU, 1080 + y), y)
    square, linear, constant = (depressed.coeff_monomial(y**k) for k in (2, 1, 0))
    radius = sp.sqrt(-linear / 3)
    identity = (2 * r * sp.cos(phi)) ** 3 - 3 * r**2 * (2 * r * sp.cos(phi))
    rest = sp.expand_trig(identity - 2 * r**3 * sp.cos(multiple * phi))
    if square != 0 or sp.expand(rest) != 0:
        return Finding("refuted", ((r"y^3-3r^2y-2r^3\cos 3\varphi", sp.latex(sp.factor(rest))),))
    angle = sp.acos(-constant / (2 * radius**3)) / 3
    for number, root in enumerate(points.eigenvalues()):
        given = (1080 + 2 * radius * sp.cos(angle - 2 * sp.pi * number * turns)).evalf(30)
        nearest = min((other.evalf(30) for other in points.eigenvalues()), key=lambda v: abs(v - given))
        if abs(given - nearest) > sp.Rational(1, 10**20):
            return _refuted(rf"\mu_{number + 1}", sp.N(root, 10), sp.N(given, 10))
    return Finding("proved")


def check_eigenvector(formula: Sequence[sp.Expr] = EIGENVECTOR) -> Finding:
    """(A − μI) w(μ) leaves no remainder after division by f, and w is not 0: an eigenvector for each root."""
    product_ = (points.scaled_covariance() - MU * sp.eye(3)) * sp.Matrix(formula)
    for row, entry in enumerate(product_, start=1):
        rest = points.modulo(entry)
        if rest != 0:
            return Finding("refuted", ((rf"((A-\mu I)w)_{row}", sp.latex(rest)),))
    common = [sp.gcd(sp.Poly(entry, MU), points.characteristic_polynomial()) for entry in formula]
    if all(factor.degree() > 0 for factor in common):
        return Finding("refuted", (("w", 0),))
    return Finding("proved")


def check_axes(printed: Sequence[Sequence[str]] = points.PRINTED_AXES) -> Finding:
    """The unit eigenvectors round to the printed digits."""
    for number, row in enumerate(printed):
        for j, digits in enumerate(row):
            finding = check_digits(f"u_{{{number + 1}{j + 1}}}", enclosed_axes()[number][j], digits)
            if finding.verdict != "proved":
                return finding
    return Finding("proved")


def check_components(
    origin: sp.Matrix = ZERO,
    units: sp.Expr = HALF,
    printed: Sequence[Sequence[str]] = points.PRINTED_COMPONENTS,
) -> Finding:
    r"""The printed components are :math:`u_i^T(x_n - a)`.

    Args:
        origin: a.
        units: how far a number may be off, in units of its last digit; 1/2 for a rightly rounded one.
        printed: one row an axis.
    """
    true = enclosed_components(origin)
    for i, n in product(range(3), range(NUMBER)):
        finding = check_digits(f"y_{{{i + 1},{n + 1}}}", true[n][i], printed[i][n], units)
        if finding.verdict != "proved":
            return finding
    return Finding("proved")


def check_error_centred(factor: int = NUMBER) -> Finding:
    r""":math:`\sum_n (w^T(x_n - m))^2 = N \lambda\, w^Tw` at every root: the error is :math:`N\lambda_3`."""
    w, m = points.eigenvector(), points.mean()
    shifted = points.point_matrix() - sp.ones(NUMBER, 1) * m.T
    error = sum((shifted * w).applyfunc(lambda y: y**2))
    return _zero_at_roots(error - factor * MU / points.SCALE * w.dot(w))


def check_error_uncentred(factor: int = NUMBER) -> Finding:
    r""":math:`\sum_n (w^Tx_n)^2 = N\lambda\,w^Tw + N(w^Tm)^2` at every root.

    Args:
        factor: what stands before the second term.
    """
    w, m = points.eigenvector(), points.mean()
    error = sum((points.point_matrix() * w).applyfunc(lambda y: y**2))
    return _zero_at_roots(error - NUMBER * MU / points.SCALE * w.dot(w) - factor * w.dot(m) ** 2)


def check_plane_error(origin: sp.Matrix, printed: str) -> Finding:
    """The error of the plane along u₁ and u₂ through an origin rounds to the printed number."""
    return check_digits("E", enclosed_plane_error(origin), printed)


def check_l2_norm(printed: str) -> Finding:
    """The root of the centred error rounds to the printed number."""
    return check_digits("E", enclosed_root_of_plane_error(points.mean()), printed)


def check_error_through_zero(printed: str) -> Finding:
    r"""The least error of a plane through 0 rounds to the printed number.

    By the argument of ``identities.check_best_subspace``, with :math:`\sum_n x_n x_n^T` in place of NC, it is the
    smallest eigenvalue of that matrix.
    """
    return check_digits("E", enclosed_best_error_through_zero(), printed)


def _zero_at_roots(difference: sp.Expr) -> Finding:
    rest = points.modulo(difference)
    if rest == 0:
        return Finding("proved")
    worst = points.eigenvalues()[2]
    return Finding(
        "refuted", ((r"\mu", sp.N(worst, 8)), (r"\text{difference}", sp.N(rest.subs(MU, worst.evalf(30)), 6)))
    )
