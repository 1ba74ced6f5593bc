r"""Why principal components are what they are: for any number N of points in any dimension d, and any k.

:math:`x_n` are the points, :math:`m` their mean, :math:`\tilde x_n = x_n - m`, and
:math:`C = \frac1N \sum_n \tilde x_n \tilde x_n^T`. The :math:`u_i` are any orthonormal vectors, the :math:`v_i`
orthonormal eigenvectors of C, so that :math:`C = \sum_i \lambda_i v_i v_i^T` (spectral theorem). That vectors are
orthonormal enters by writing :math:`\delta_{is}` for :math:`\sum_j u_{ij} u_{sj}`.
"""

from collections.abc import Callable

import sympy as sp

from fer_lib.proofs.claim import Finding
from fer_lib.proofs.expansion import prove_equal
from fer_lib.proofs.finite_sums import Ranges

N, D, K = sp.symbols("N d k", integer=True, positive=True)
n, r, a, b, i, j, s, t = sp.symbols("n r a b i j s t", integer=True)
x, o, u, v, p, c, q, h, lam = (
    sp.IndexedBase(name, real=True) for name in ("x", "o", "u", "v", "p", "c", "Q", "h", "lambda")
)
SMALL = {N: 3, D: 3, K: 1}

Gram = Callable[[sp.Expr, sp.Expr], sp.Expr]


def mean(coordinate: sp.Expr) -> sp.Expr:
    """m, one coordinate."""
    return sp.Sum(x[r, coordinate], (r, 1, N)) / N


def centred(point: sp.Expr, coordinate: sp.Expr) -> sp.Expr:
    """A point less the mean, one coordinate."""
    return x[point, coordinate] - mean(coordinate)


def covariance(row: sp.Expr, column: sp.Expr, divisor: sp.Expr = N) -> sp.Expr:
    """C, one entry."""
    return sp.Sum(centred(n, row) * centred(n, column), (n, 1, N)) / divisor


def spectral(row: sp.Expr, column: sp.Expr) -> sp.Expr:
    """C, one entry, from its eigenvalues and eigenvectors."""
    return sp.Sum(lam[t] * v[t, row] * v[t, column], (t, 1, D))


def gram_of(vectors: sp.IndexedBase) -> Gram:
    """The products of some vectors with each other, whatever they are."""
    return lambda first, second: sp.Sum(vectors[first, j] * vectors[second, j], (j, 1, D))


def _all(*findings: Finding) -> Finding:
    """The first finding that is not a proof, or a proof."""
    return next((finding for finding in findings if finding.verdict != "proved"), findings[0])


def _prove(left: sp.Expr, right: sp.Expr, ranges: Ranges | None = None) -> Finding:
    return prove_equal(left, right, SMALL, ranges)


def check_best_origin(factor: sp.Expr = N, sign: int = 1) -> Finding:
    r""":math:`\sum_n |Q(x_n - a)|^2 = \sum_n |Q(x_n - m)|^2 + N |Q(m - a)|^2` for any matrix Q and origin a.

    Args:
        factor: N; what stands before the last term.
        sign: 1; the sign of the last term.
    """

    def squares(vector: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
        return sp.Sum(sp.Sum(q[i, j] * vector(j), (j, 1, D)) ** 2, (i, 1, D))

    about_origin = sp.Sum(squares(lambda row: x[n, row] - o[row]), (n, 1, N))
    about_mean = sp.Sum(squares(lambda row: centred(n, row)), (n, 1, N))
    offset = squares(lambda row: mean(row) - o[row])
    moved = sp.Sum(q[i, j] * (mean(j) - o[j]), (j, 1, D))
    crossed = sp.Sum(sp.Sum(sp.Sum(q[i, j] * centred(n, j), (j, 1, D)), (n, 1, N)) * moved, (i, 1, D))
    return _all(
        _prove(about_origin, about_mean + sign * factor * offset),
        _prove(about_origin, about_mean + N * offset + 2 * crossed),  # the line between
    )


def check_expanded_distance(middle: int = -2) -> Finding:
    r""":math:`|x - \sum_i c_i u_i|^2 = |x|^2 - 2 \sum_i c_i u_i^T x + \sum_{is} c_i c_s u_i^T u_s` for any vectors.

    Args:
        middle: −2; the factor of the middle term.
    """
    point = x[0, j]
    left = sp.Sum((point - sp.Sum(c[i] * u[i, j], (i, 1, K))) ** 2, (j, 1, D))
    products = sp.Sum(c[i] * sp.Sum(u[i, j] * point, (j, 1, D)), (i, 1, K))
    gram = gram_of(u)
    last = sp.Sum(c[i] * c[s] * gram(i, s), (i, 1, K), (s, 1, K))
    return _prove(left, sp.Sum(point**2, (j, 1, D)) + middle * products + last)


def check_pythagoras(gram: Gram = sp.KroneckerDelta) -> Finding:
    r""":math:`|x|^2 - 2\sum_i c_i p_i + \sum_{is} c_i c_s \delta_{is} = |x|^2 - \sum_i p_i^2 + \sum_i (c_i - p_i)^2`.

    So the nearest combination of orthonormal vectors has :math:`c_i = p_i = u_i^T x`, and what remains is
    :math:`|x|^2 - \sum_i p_i^2`.

    Args:
        gram: the products :math:`u_i^T u_s`.
    """
    doubled = sp.Sum(c[i] * c[s] * gram(i, s), (i, 1, K), (s, 1, K))
    left = doubled - 2 * sp.Sum(c[i] * p[i], (i, 1, K))
    right = sp.Sum((c[i] - p[i]) ** 2, (i, 1, K)) - sp.Sum(p[i] ** 2, (i, 1, K))
    return prove_equal(left, right, {**SMALL, K: 2})


def check_variance(divisor: sp.Expr = N) -> Finding:
    r""":math:`\sum_n (u^T \tilde x_n)^2 = N\, u^T C u`: the variance along a direction.

    Args:
        divisor: N; by what the covariance is divided.
    """
    along = sp.Sum(sp.Sum(u[1, j] * centred(n, j), (j, 1, D)) ** 2, (n, 1, N))
    form = sp.Sum(u[1, a] * covariance(a, b, divisor) * u[1, b], (a, 1, D), (b, 1, D))
    return _prove(along, N * form)


def check_total_variance(factor: sp.Expr = N) -> Finding:
    r""":math:`\sum_n |\tilde x_n|^2 = N \operatorname{tr} C`, which does not depend on any direction.

    So what the projections leave, :math:`\sum_n (|\tilde x_n|^2 - \sum_i (u_i^T \tilde x_n)^2)`, is
    :math:`N (\operatorname{tr} C - \sum_i u_i^T C u_i)`.

    Args:
        factor: N; by what the trace is multiplied.
    """
    squares = sp.Sum(sp.Sum(centred(n, j) ** 2, (j, 1, D)), (n, 1, N))
    trace = sp.Sum(covariance(j, j), (j, 1, D))
    projected = sp.Sum(sp.Sum(sp.Sum(u[i, j] * centred(n, j), (j, 1, D)) ** 2, (n, 1, N)), (i, 1, K))
    form = sp.Sum(u[i, a] * covariance(a, b) * u[i, b], (a, 1, D), (b, 1, D), (i, 1, K))
    return _all(_prove(squares, factor * trace), _prove(squares - projected, factor * trace - N * form))


def check_weights(vectors: int = 1) -> Finding:
    r""":math:`\sum_i u_i^T C u_i = \sum_j \lambda_j h_j` with :math:`h_j = \sum_i (v_j^T u_i)^2`, whose sum is k.

    Args:
        vectors: 1; what every u contributes to the second sum.
    """
    form = sp.Sum(u[i, a] * spectral(a, b) * u[i, b], (a, 1, D), (b, 1, D), (i, 1, K))
    share = sp.Sum(sp.Sum(v[t, a] * u[i, a], (a, 1, D)) ** 2, (i, 1, K))
    split = _prove(form, sp.Sum(lam[t] * share, (t, 1, D)))
    # Σ_t v_ta v_tb = δ_ab, because d orthonormal vectors in d dimensions are a basis; Σ_a u_ia u_ia = δ_ii.
    unsummed = sp.Sum(share, (t, 1, D))
    by_rows = sp.Sum(
        u[i, a] * u[i, b] * sp.Sum(v[t, a] * v[t, b], (t, 1, D)), (a, 1, D), (b, 1, D), (i, 1, K)
    )
    basis = sp.Sum(u[i, a] * u[i, b] * sp.KroneckerDelta(a, b), (a, 1, D), (b, 1, D), (i, 1, K))
    lengths = sp.Sum(sp.Sum(u[i, a] ** 2, (a, 1, D)), (i, 1, K))
    total = _prove(sp.Sum(sp.KroneckerDelta(i, i), (i, 1, K)), vectors * K)
    return _all(split, _prove(unsummed, by_rows), _prove(basis, lengths), total)


def check_best_subspace(pivot: sp.Expr = K, *, falling: bool = True) -> Finding:
    r"""The gap to the first k eigenvectors, as a sum of terms that are not negative.

    .. math::
        \sum_{j\le k}\lambda_j - \sum_j \lambda_j h_j
        = \sum_{j\le k}(\lambda_j-\lambda_k)(1-h_j) + \sum_{j>k}(\lambda_k-\lambda_j)h_j
          + \lambda_k \Bigl(k - \sum_j h_j\Bigr)

    The last bracket is 0 (``check_weights``). The gap is not negative, Ky Fan's inequality: the eigenvalues fall, and
    :math:`0 \le h_j \le 1`, because :math:`1 - h_j` is what ``check_pythagoras`` leaves of the unit vector
    :math:`v_j`, a sum of squares. So with the differences of eigenvalues, :math:`h_j` and :math:`1 - h_j` as numbers
    that are not negative, no term of either sum is.

    Args:
        pivot: k; the number of the eigenvalue that is taken off on the right.
        falling: whether the eigenvalues fall; else nothing is known of their differences.
    """
    first, rest = (j, 1, K), (j, K + 1, D)
    weighted = sp.Sum(lam[j] * h[j], first) + sp.Sum(lam[j] * h[j], rest)
    weights = sp.Sum(h[j], first) + sp.Sum(h[j], rest)
    gap = sp.Sum(lam[j], first) - weighted
    top = sp.Sum((lam[j] - lam[pivot]) * (1 - h[j]), first)
    bottom = sp.Sum((lam[K] - lam[j]) * h[j], rest)
    identity = prove_equal(gap, top + bottom + lam[K] * (K - weights), {N: 1, D: 3, K: 2})
    differences = sp.IndexedBase("g", nonnegative=True) if falling else sp.IndexedBase("g", real=True)
    shares, rests = (sp.IndexedBase(name, nonnegative=True) for name in ("h", "r"))
    terms = (differences[j] * rests[j], differences[j] * shares[j])
    signs = Finding("proved" if all(term.is_nonnegative for term in terms) else "undecided")
    return _all(identity, check_pythagoras(), signs)


def check_error_of_k(
    eigenvalue: Callable[[sp.Expr], sp.Expr] = lambda number: lam[number], gram: Gram = sp.KroneckerDelta
) -> Finding:
    r"""The error of the first k eigenvectors is :math:`N \sum_{i>k} \lambda_i`.

    1. The squared length of what is left, :math:`\sum_{i>k} p_i v_i`, is :math:`\sum_{i>k} p_i^2`.
    2. Summed over the points, :math:`\sum_n p_{ni}^2 = N v_i^T C v_i` (``check_variance``).
    3. :math:`v_i^T C v_i = \sum_t \lambda_t (v_t^T v_i)^2 = \lambda_i`.

    Args:
        eigenvalue: what step 3 claims for :math:`v_i^T C v_i`.
        gram: the products :math:`v_i^T v_s`.
    """
    rest = ((i, K + 1, D), (s, K + 1, D))
    left = sp.Sum(sp.Sum(p[i] * v[i, j], (i, K + 1, D)) ** 2, (j, 1, D))
    expanded = sp.Sum(p[i] * p[s] * gram_of(v)(i, s), *rest)
    orthonormal = sp.Sum(p[i] * p[s] * gram(i, s), *rest)
    lengths = _all(_prove(left, expanded), _prove(orthonormal, sp.Sum(p[i] ** 2, (i, K + 1, D))))
    form = sp.Sum(v[i, a] * spectral(a, b) * v[i, b], (a, 1, D), (b, 1, D))
    along = sp.Sum(lam[t] * gram_of(v)(t, i) ** 2, (t, 1, D))
    picked = sp.Sum(lam[t] * gram(t, i) ** 2, (t, 1, D))
    ranges = {i: (sp.S.One, D)}
    return _all(lengths, check_variance(), _prove(form, along, ranges), _prove(picked, eigenvalue(i), ranges))
