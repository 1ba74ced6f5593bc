"""What chapter 14 found, in short: which directions are best, what the mean is worth, and what images hold."""

from collections.abc import Mapping

from fer_lib.chapters.pca.image_analysis import ImageAnalysis
from fer_lib.chapters.pca.points_analysis import PointsAnalysis
from fer_lib.chapters.pca.sentences import LABEL_SHARE
from fer_lib.language import Text
from fer_lib.proofs.claim import Result
from fer_lib.proofs.pca import GENERAL
from fer_lib.wording import percent

SHOWN_SHARE = 1
"""Which of the marked shares of the variance is told: 90 %."""


def findings(
    results: Mapping[str, Result], points: PointsAnalysis, images: ImageAnalysis, reports: bool = True
) -> list[Text]:
    """Four sentences.

    Args:
        results: of the proofs.
        points: the ten points about both origins.
        images: the components of the edition's images.
        reports: whether the book shows the five reports.
    """
    return [_best(results), _mean(points, reports), _images(images), _labels(images)]


def _best(results: Mapping[str, Result]) -> Text:
    if not all(results[claim.id].as_expected for claim in GENERAL):
        return Text(
            "Which directions keep the most of some points is not proved in all its parts in this run.",
            "哪些方向最能保留一群點的樣貌，這次執行沒有全部證明。",
        )
    return Text(
        "The directions that keep the most of some points are those of their greatest variance, taken from their mean; this is "
        "proved for any points.",
        "要保留一群點的樣貌，最好的方向是從平均出發、變異數最大的方向；這對任意的點都已證明。",
    )


def _mean(points: PointsAnalysis, reports: bool) -> Text:
    right, wrong = f"{points.error_through_mean:.1f}", f"{points.error_through_zero:.1f}"
    if reports:
        return Text(
            f"Report D forgets to subtract the mean of its ten points: its squared error is {wrong} instead of {right}.",
            f"報告 D 忘了減去十個點的平均，誤差平方和因此是 {wrong}，而不是 {right}。",
        )
    return Text(
        f"Whoever forgets to subtract the mean of the ten points gets a squared error of {wrong} instead of {right}.",
        f"若忘了減去十個點的平均，誤差平方和會是 {wrong}，而不是 {right}。",
    )


def _images(images: ImageAnalysis) -> Text:
    share, number = images.reached[SHOWN_SHARE]
    held, dimensions = f"{100 * share:.0f}%", f"{images.dimensions:,}"
    components = "one component holds" if number == 1 else f"{number:,} components hold"
    shown = "一" if number == 1 else f"{number:,}"
    gap = "" if number == 1 else " "
    return Text(
        f"The images of this edition have {dimensions} dimensions, and {components} {held} of their variance.",
        f"這一版的影像有 {dimensions} 維，而{gap}{shown}{gap}個主成分就占了變異量的 {held}。",
    )


def _labels(images: ImageAnalysis) -> Text:
    label = Text("expression", "表情") if images.of_faces else Text("class", "類別")
    most = float(images.explained_by_label.max())
    if most < LABEL_SHARE:
        return Text(
            f"Great variance is not great meaning: the {label.en} explains little of any of the first components, at most "
            f"{percent(most)}.",
            f"變異數大不代表意義大：前幾個主成分中，{label.zh}能解釋的都很少，最多 {percent(most)}。",
        )
    return Text(
        f"Although PCA never sees a label, the {label.en} explains {percent(most)} of one of the first components.",
        f"PCA 從來沒有看過標籤，{label.zh}卻解釋了前幾個主成分之一的 {percent(most)}。",
    )
