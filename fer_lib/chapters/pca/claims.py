"""Report D's claims about principal components (D8 to D10), decided by proofs."""

from collections.abc import Mapping

from fer_lib.chapters.claims import Answer, proved
from fer_lib.chapters.pca.points_analysis import PointsAnalysis
from fer_lib.language import Text
from fer_lib.proofs.claim import Result


def d8(results: Mapping[str, Result]) -> Answer:
    """Eigenvalues and axes."""
    return proved(
        "D8",
        results,
        Text(
            "The covariance is proved, and its exact eigenvalues and unit eigenvectors round to every printed digit.",
            "共變異數矩陣已證明，精確的特徵值與單位特徵向量四捨五入後，與列出的每一位數字相同。",
        ),
    )


def d9(results: Mapping[str, Result]) -> Answer:
    """Principal components without subtracting the mean."""
    return proved(
        "D9",
        results,
        Text(
            "The printed numbers are coordinates from 0. They differ from the components by $U^Tm$ at every point.",
            "列出的數字是以 0 為原點的座標，每個點都與主成分相差 $U^Tm$。",
        ),
    )


def d10(results: Mapping[str, Result], points: PointsAnalysis) -> Answer:
    """The reconstruction error in two dimensions."""
    error = f"{points.error_through_mean:.4f}"
    return proved(
        "D10",
        results,
        Text(
            f"The printed number is the error about 0; the error about the mean is {error}.",
            f"列出的數字是以 0 為原點的誤差；以平均為原點的誤差是 {error}。",
        ),
    )
