r"""Chapter 14: what is lost by keeping k principal components.

The eigenvalues :math:`\lambda_1 \ge \dots \ge \lambda_d` are those of the covariance with the factor 1/N.
"""

import numpy as np
import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.equality import Given
from fer_lib.proofs.equality.cuts import on_pieces
from fer_lib.proofs.equality.sums import Point, SumDecider
from fer_lib.proofs.finite_sums import Range
from fer_lib.proofs.formula_target import Target
from fer_lib.proofs.formulas import Notation
from fer_lib.proofs.formulas.notation import indexed, scalar

N, d, k = sp.symbols("N d k", integer=True, positive=True)
eigenvalue = sp.IndexedBase("lambda", nonnegative=True)
j = sp.Symbol("j", integer=True)
RANGE: Range = (sp.S.One, d)

_NAMES = Notation(
    (
        scalar("N", "N", Text("number of points", "點的個數"), N, others="n"),
        scalar("d", "d", Text("number of coordinates", "座標的個數"), d, others="D"),
        scalar("k", "k", Text("components kept, less than d", "保留的成分數，小於 d"), k, others="M K"),
        indexed(
            "lambda lam",
            r"\lambda_j",
            Text("eigenvalue j of the 1/N covariance, largest first", "共變異數（除以 N）的第 j 大特徵值"),
            eigenvalue.__getitem__,
        ),
    ),
    range=RANGE,
    sizes=({d: 2, k: 1}, {d: 5, k: 1}, {d: 5, k: 4}, {d: 1_000, k: 500}),
)


def _sample(size: int, random: np.random.Generator) -> Point:
    """Whole eigenvalues in decreasing order."""
    largest_first = sorted(random.integers(1, 12, size).tolist(), reverse=True)
    kept = int(random.integers(1, size))
    points = int(random.integers(size, 12))
    values: dict[sp.Basic, sp.Expr] = {N: sp.Integer(points), d: sp.Integer(size), k: sp.Integer(kept)}
    values |= {eigenvalue[place]: sp.Integer(value) for place, value in enumerate(largest_first, start=1)}
    given = (
        Given("N", "N", points),
        Given("d", "d", size),
        Given("k", "k", kept),
        Given("lambda", r"\lambda", tuple(largest_first)),
    )
    return Point(given, values, {})


TARGETS = (
    Target(
        "pca.reconstruction_error",
        r"\sum_n\lVert x_n-\hat x_n\rVert^2",
        Text(
            "the sum over all points of the squared distance between a point and its reconstruction from k "
            "principal components of the centred points",
            "置中後的各點與其以 k 個主成分重建之點的距離平方和",
        ),
        Text("all $N$, $d$ and $k<d$", "任意 $N$、$d$ 與 $k<d$"),
        _NAMES,
        N * sp.Sum(eigenvalue[j], (j, k + 1, d)),
        SumDecider((), {}, _sample, prepare=on_pieces((sp.S.Zero, k, d), (1, 1))),
    ),
)
