"""The tables of chapter 14: proofs, eigenvalues and axes, components, errors of the ten points and of images."""

from collections.abc import Mapping, Sequence

import sympy as sp

from fer_lib.chapters.pca.image_analysis import ImageAnalysis
from fer_lib.chapters.pca.points_analysis import PointsAnalysis
from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Result
from fer_lib.proofs.pca import COMPONENTS_AND_ERROR, EIGENVECTORS, GENERAL, ten_points
from fer_lib.publish import BookTable
from fer_lib.wording import percent


def _minus(number: object) -> str:
    """A number with a true minus sign."""
    return str(number).replace("-", "−")


def _chosen(results: Mapping[str, Result], claims: Sequence[Claim]) -> list[Result]:
    return [results[claim.id] for claim in claims]


def general_claims(results: Mapping[str, Result]) -> tuple[Text, list[Result]]:
    """Caption and results of the claims about any points."""
    caption = Text(
        "Claims about any points, as checked in this run.", "對任意點成立的命題，本次執行的檢查結果。"
    )
    return caption, _chosen(results, GENERAL)


def axes_claims(results: Mapping[str, Result]) -> tuple[Text, list[Result]]:
    """Caption and results of the claims about eigenvalues and axes."""
    caption = Text(
        "Claims about eigenvalues and axes, as checked in this run.",
        "關於特徵值與主軸的命題，本次執行的檢查結果。",
    )
    return caption, _chosen(results, EIGENVECTORS)


def error_claims(results: Mapping[str, Result]) -> tuple[Text, list[Result]]:
    """Caption and results of the claims about components and error."""
    caption = Text(
        "Claims about components and error, as checked in this run.",
        "關於主成分與誤差的命題，本次執行的檢查結果。",
    )
    return caption, _chosen(results, COMPONENTS_AND_ERROR)


def signs() -> BookTable:
    """Between which integers the characteristic polynomial has its roots."""
    f = ten_points.characteristic_polynomial()
    rows = []
    for root in ten_points.eigenvalues():
        n = int(sp.floor(root))
        rows.append([n, _minus(f(n)), _minus(f(n + 1)), sp.N(root, 10), f"{root / 100:.8f}"])
    return BookTable(
        Text(
            "The polynomial changes its sign between neighbouring integers.", "特徵多項式在相鄰整數之間變號。"
        ),
        ["$n$", "$f(n)$", "$f(n+1)$", Text("root $\\mu$", "根 $\\mu$"), "$\\lambda=\\mu/100$"],
        rows,
        "rrrrr",
    )


def axes() -> BookTable:
    """Eigenvalues and axes of the ten points."""
    columns = ten_points.axes()
    return BookTable(
        Text(
            "Eigenvalues of the covariance and principal axes of the ten points, to 8 decimals.",
            "十個點的共變異數矩陣的特徵值與主軸，到小數第 8 位。",
        ),
        [Text("Axis", "主軸"), "$\\lambda_i$", "$u_{i1}$", "$u_{i2}$", "$u_{i3}$"],
        [
            [f"$u_{i + 1}$", f"{root / 100:.8f}", *(_minus(f"{columns[j, i]:.8f}") for j in range(3))]
            for i, root in enumerate(ten_points.eigenvalues())
        ],
        "lrrrr",
    )


def components(points: PointsAnalysis, reports: bool = True) -> BookTable:
    """Components of the ten points beside those from 0: as report D prints them, or as computed."""
    caption = (
        Text(
            "Principal components of the ten points, and the numbers that report D prints (with a hat).",
            "十個點的主成分，以及報告 D 所列的數（帽號）。",
        )
        if reports
        else Text(
            "Principal components of the ten points, and $\\hat y_n=U^Tx_n$, the mean not subtracted.",
            "十個點的主成分，以及不減平均所得的 $\\hat y_n=U^Tx_n$。",
        )
    )
    return BookTable(
        caption,
        ["$n$", "$y_1$", "$y_2$", "$y_3$", "$\\hat y_1$", "$\\hat y_2$", "$\\hat y_3$"],
        [
            [
                n + 1,
                *(_minus(f"{value:.3f}") for value in points.centred[n]),
                *(
                    (_minus(row[n]) for row in ten_points.PRINTED_COMPONENTS)
                    if reports
                    else (_minus(f"{value:.3f}") for value in points.uncentred[n])
                ),
            ]
            for n in range(ten_points.NUMBER)
        ],
        "rrrrrrr",
    )


def errors(points: PointsAnalysis, reports: bool = True) -> BookTable:
    """Error of three planes in two dimensions."""
    through_zero = Text("along $u_1,u_2$ through 0", "通過 0，沿 $u_1,u_2$")
    if reports:
        through_zero = Text(f"{through_zero.en} (report D)", f"{through_zero.zh}（報告 D）")
    return BookTable(
        Text("Reconstruction error of the ten points in two dimensions.", "十個點降到二維的重建誤差。"),
        [Text("Plane", "平面"), Text("Squared error", "誤差平方和"), Text("L2 norm", "L2 範數")],
        [
            [name, f"{error:.4f}", f"{error**0.5:.4f}"]
            for name, error in (
                (
                    Text("along $u_1,u_2$ through the mean", "通過平均，沿 $u_1,u_2$"),
                    points.error_through_mean,
                ),
                (Text("the best one through 0", "通過 0 的平面中最好的"), points.best_error_through_zero),
                (through_zero, points.error_through_zero),
            )
        ],
        "lrr",
    )


def reconstruction_errors(images: ImageAnalysis) -> BookTable:
    """Error of images rebuilt from more and more components."""
    levels = (
        Text("of the pixels’ values (0 to 255)", "各像素數值（0 到 255）")
        if images.in_colour
        else Text("a pixel, in grey levels (0 to 255)", "每個像素（灰階 0 到 255）")
    )
    training, validation = f"{images.components.count:,}", f"{len(images.validation):,}"
    return BookTable(
        Text(
            f"Root mean square error {levels.en}: for the {training} training images from the eigenvalues and "
            f"measured, and for {validation} validation images.",
            f"{levels.zh}的均方根誤差：{training} 張訓練影像由特徵值算出與實際量得的值，以及 "
            f"{validation} 張驗證影像的值。",
        ),
        [
            "$k$",
            Text("Variance held", "占變異量"),
            Text("From eigenvalues", "由特徵值"),
            Text("Measured", "實測"),
            Text("Validation", "驗證集"),
        ],
        [
            [
                row.components,
                percent(row.variance),
                *(f"{value:.2f}" for value in (row.predicted, row.training, row.validation)),
            ]
            for row in images.errors
        ],
        "rrrrr",
    )
