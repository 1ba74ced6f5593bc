r"""The ten points of report D, problem 5, and their principal axes in exact numbers.

Everything is computed with :math:`A = 100\,C`, which has integer entries: :math:`\mu = 100\,\lambda` is a root of a
monic polynomial with integer coefficients, and the components of an eigenvector are polynomials in :math:`\mu`.
"""

from functools import cache

import sympy as sp

POINTS = (
    (1, 2, 3),
    (4, 8, 5),
    (3, 12, 9),
    (1, 8, 5),
    (5, 14, 2),
    (7, 4, 1),
    (9, 8, 9),
    (3, 8, 1),
    (11, 5, 6),
    (10, 11, 7),
)
NUMBER = len(POINTS)
SCALE = 100
MU = sp.Symbol("mu")
DIGITS = 40

# Report D as printed: eigenvalues and axes by falling eigenvalue, and y = Uᵀx, one row an axis.
PRINTED_EIGENVALUES = ("15.29744340", "11.63052369", "5.47203291")
PRINTED_AXES = (
    ("-0.6165947", "-0.58881629", "-0.52259579"),
    ("-0.67817891", "0.73439013", "-0.02728563"),
    ("0.39985541", "0.33758926", "-0.85214385"),
)
PRINTED_COMPONENTS = (
    ("-3.362", "-9.79", "-13.62", "-7.940", "-12.37", "-7.194", "-14.96", "-7.083", "-12.86", "-16.30"),
    ("0.709", "3.026", "6.533", "5.062", "6.836", "-1.837", "-0.474", "3.813", "-3.952", "1.106"),
    ("-1.481", "0.039", "-2.419", "-1.160", "5.021", "3.297", "-1.370", "3.048", "0.973", "1.747"),
)
PRINTED_ERROR = "60.644"


def point_matrix() -> sp.Matrix:
    """The points as rows, [10, 3], exact."""
    return sp.Matrix(POINTS)


def mean() -> sp.Matrix:
    """m, the mean of the points, [3, 1], exact."""
    return point_matrix().T * sp.ones(NUMBER, 1) / NUMBER


def scatter(origin: sp.Matrix) -> sp.Matrix:
    r""":math:`\sum_n (x_n - a)(x_n - a)^T` about an origin a, [3, 3], exact."""
    shifted = point_matrix() - sp.ones(NUMBER, 1) * origin.T
    return shifted.T * shifted


def covariance() -> sp.Matrix:
    r""":math:`C = \frac1N \sum_n (x_n - m)(x_n - m)^T`, [3, 3], exact."""
    return scatter(mean()) / NUMBER


def scaled_covariance() -> sp.Matrix:
    """A = 100 C, integers."""
    return SCALE * covariance()


def characteristic_polynomial() -> sp.Poly:
    r""":math:`f(\mu) = \det(\mu I - A)`, monic with integer coefficients."""
    return sp.Poly(scaled_covariance().charpoly(MU).as_expr(), MU)


def eigenvector(eigenvalue: sp.Expr = MU) -> sp.Matrix:
    r"""w(μ), the cross product of the first two rows of :math:`A - \mu I`, [3, 1], for a root μ of f.

    It is at right angles to these rows. Its product with the third row is :math:`\det(A - \mu I)`, which is 0.
    """
    rows = scaled_covariance() - eigenvalue * sp.eye(3)
    return rows.row(0).cross(rows.row(1)).T.applyfunc(sp.expand)


def modulo(expression: sp.Expr, polynomial: sp.Poly | None = None) -> sp.Expr:
    """The remainder of a polynomial in μ after division by f: 0 if it vanishes at all three roots."""
    return sp.Poly(sp.expand(expression), MU).rem(polynomial or characteristic_polynomial()).as_expr()


@cache
def eigenvalues() -> tuple[sp.Expr, ...]:
    """The roots μ₁ > μ₂ > μ₃ of f as algebraic numbers (``CRootOf``)."""
    return tuple(reversed(characteristic_polynomial().real_roots()))


@cache
def axes() -> sp.Matrix:
    """Unit eigenvectors as columns by falling eigenvalue, [3, 3], to 40 digits; signs as report D prints them."""
    columns = []
    for root, printed in zip(eigenvalues(), PRINTED_AXES, strict=True):
        w = eigenvector().subs(MU, root.evalf(2 * DIGITS)).evalf(DIGITS)
        unit = w / sp.sqrt(w.dot(w))
        largest = max(range(3), key=lambda j, unit=unit: abs(unit[j]))  # type: ignore[misc]
        columns.append(unit if unit[largest] * sp.Rational(printed[largest]) > 0 else -unit)
    return sp.Matrix.hstack(*columns)


def components(origin: sp.Matrix) -> sp.Matrix:
    r"""Coordinates :math:`u_i^T (x_n - a)` along the axes, [10, 3], to 40 digits."""
    return (point_matrix() - sp.ones(NUMBER, 1) * origin.T) * axes()


def plane_error(origin: sp.Matrix) -> sp.Expr:
    r"""Sum of squared distances :math:`\sum_n (u_3^T (x_n - a))^2` from the plane along u₁, u₂ through a."""
    return sum(y**2 for y in components(origin).col(2))


def best_error_through_zero() -> sp.Expr:
    r"""The least error that a plane through 0 can have: the smallest eigenvalue of :math:`\sum_n x_n x_n^T`."""
    return min(sp.Poly(scatter(sp.zeros(3, 1)).charpoly(MU).as_expr(), MU).nroots(n=DIGITS))
