"""What chapter 14 says: of components and an error without the mean, and what the components of images hold."""

from collections.abc import Mapping

from fer_lib.chapters.pca.image_analysis import ImageAnalysis
from fer_lib.chapters.pca.points_analysis import PointsAnalysis
from fer_lib.language import Text
from fer_lib.proofs.claim import Result
from fer_lib.proofs.pca import ten_points
from fer_lib.wording import paragraph, percent

BRIGHTNESS_SHARE = 0.7
"""A component of which brightness explains more than this is called mostly brightness."""
LABEL_SHARE = 0.25
"""Labels that explain less than this of every component are called unrelated to them."""
GREAT_VARIANCE = 0.1
"""A component that holds less than this of the variance is not called a direction of great variance."""


def uncentred_components(points: PointsAnalysis, results: Mapping[str, Result], reports: bool = True) -> Text:
    """By how much coordinates from 0 are off, and which of those that report D prints is another slip."""
    (entry, true), (_, printed) = results["pca.components_digits"].finding.counterexample
    vector = ",\\ ".join(f"{value:.4f}" for value in points.offset)
    if not reports:
        return Text(
            f"The coordinates from 0 differ from the components by the same vector for every point, $U^Tm=({vector})$. "
            "They keep the differences between points, but they are not principal components: their mean is not 0.",
            f"以 0 為原點的座標與主成分的差，對每個點都是同一個向量 $U^Tm=({vector})$。點與點之間的差距沒有變，但這些座標不是主成分，"
            "因為平均不為 0。",
        )
    return Text(
        "Up to rounding, the printed numbers differ from the components by the same vector for every point, "
        f"$U^Tm=({vector})$. They keep the differences between points, but they are not principal components: their "
        f"mean is not 0. One of the thirty is also not what $U^Tx_n$ gives: ${entry}={true}$, printed {printed}.",
        f"除了捨入的誤差，所列的數與主成分的差對每個點都是同一個向量 $U^Tm=({vector})$。點與點之間的差距沒有變，但它們不是主成分，"
        f"因為平均不為 0。三十個數中另有一個與 $U^Tx_n$ 不符：${entry}={true}$，報告寫成 {printed}。",
    )


def uncentred_error(points: PointsAnalysis, reports: bool = True) -> Text:
    """What the error about 0 is, which report D prints, and what it should be."""
    right, best = points.error_through_mean, f"{points.best_error_through_zero:.4f}"
    excess = f"10\\cdot{points.offset[2]:.5f}^2={points.error_through_zero - right:.4f}"
    if not reports:
        about_zero = f"{points.error_through_zero:.4f}"
        return Text(
            f"About 0 the error is {about_zero}, which is too large by ${excess}$. The reconstruction error is "
            f"$10\\,\\lambda_3={right:.4f}$, and its root, the L2 norm, is {right**0.5:.4f}. Had the axes been computed "
            f"without the mean as well, the error would be {best}: the best plane through 0 is still worse than the one "
            "through the mean.",
            f"以 0 為原點的誤差是 {about_zero}，多了 ${excess}$。正確的重建誤差是 $10\\,\\lambda_3={right:.4f}$，它的平方根"
            f"（L2 範數）是 {right**0.5:.4f}。如果連主軸也不減平均來計算，誤差會是 {best}：通過 0 的平面再怎麼好，"
            "仍不如通過平均的平面。",
        )
    return Text(
        f"Report D prints {ten_points.PRINTED_ERROR}. That is the error about 0; it is too large by ${excess}$. The "
        f"reconstruction error is $10\\,\\lambda_3={right:.4f}$, and the L2 norm that the question asks for is its root, "
        f"{right**0.5:.4f}. Had the axes been computed without the mean as well, the error would be {best}: the best "
        "plane through 0 is still worse than the one through the mean.",
        f"報告 D 列出 {ten_points.PRINTED_ERROR}，那是以 0 為原點的誤差，多了 ${excess}$。正確的重建誤差是 "
        f"$10\\,\\lambda_3={right:.4f}$，題目要求的 L2 範數是它的平方根 {right**0.5:.4f}。如果連主軸也不減平均來計算，"
        f"誤差會是 {best}：通過 0 的平面再怎麼好，仍不如通過平均的平面。",
    )


def images_as_points(images: ImageAnalysis) -> Text:
    """How many dimensions the images have, what becomes of their axes, and of how many images they are."""
    return paragraph(_dimensions(images), _drawn_images(images))


def _dimensions(images: ImageAnalysis) -> Text:
    height, width, *_ = images.components.shape
    size, dimensions = f"{height} × {width}", f"{images.dimensions:,}"
    if images.of_faces:
        return Text(
            f"A face of {size} pixels is a point in {dimensions} dimensions. Its principal axes can be drawn as images, the "
            "*eigenfaces* {cite:p}`turk1991eigenfaces`.",
            f"一張 {size} 像素的人臉是 {dimensions} 維空間中的一個點。它的主軸可以畫成影像，稱為*特徵臉* "
            "{cite:p}`turk1991eigenfaces`。",
        )
    colour = (
        Text(", each with a value for red, green and blue,", "、每個像素有紅綠藍三個數值的")
        if images.in_colour
        else Text("", "的")
    )
    return Text(
        f"An image of {size} pixels{colour.en} is a point in {dimensions} dimensions. The principal axes have as many "
        "entries, so that they can be drawn as images themselves.",
        f"一張 {size} 像素{colour.zh}影像是 {dimensions} 維空間中的一個點。主軸也有同樣多個分量，所以可以畫成影像。",
    )


def _drawn_images(images: ImageAnalysis) -> Text:
    """How many of the training images the components are computed from; empty where it is all of them."""
    used, every = len(images.training), images.available
    if used == every:
        return Text("", "")
    return Text(
        f"The components are computed from {used:,} of the {every:,} training images, drawn at random.",
        f"主成分由 {every:,} 張訓練影像中隨機抽出的 {used:,} 張求得。",
    )


def explained_variance(images: ImageAnalysis) -> Text:
    """How many components hold most of the variance."""
    dimensions = f"{images.dimensions:,}"
    (_, first), (_, second), (_, third) = images.reached
    return Text(
        f"In {dimensions} dimensions, 80% of the variance takes {first} component{'s' * (first != 1)}, 90% takes {second} and "
        f"95% takes {third} ({{numref}}`fig-pca-variance`).",
        f"在 {dimensions} 個維度中，要占到變異量的 80% 需要 {first} 個主成分，90% 需要 {second} 個，95% 需要 {third} 個"
        "（{numref}`fig-pca-variance`）。",
    )


def axes_as_images(images: ImageAnalysis) -> Text:
    """What the first components follow: brightness, and how much the label."""
    brightness, by_label = images.explained_by_brightness, images.explained_by_label
    strongest = int(by_label.argmax())
    first, label_first, label_most = (
        percent(float(s)) for s in (images.shares[0], by_label[0], by_label[strongest])
    )
    mean = Text("mean brightness", "平均亮度") if images.in_colour else Text("mean grey level", "平均灰階")
    label = Text("expression", "表情") if images.of_faces else Text("class", "類別")
    mostly = (
        Text(": it is mostly brightness.", "：它主要就是亮度。")
        if brightness > BRIGHTNESS_SHARE
        else Text(".", "。")
    )
    by_class = Text(
        f"The {label.en} explains {label_first} of the first component; of the first {images.shown} it explains number "
        f"{strongest + 1} best, {label_most}.",
        f"{label.zh}標籤解釋了第一個主成分的 {label_first}；在前 {images.shown} 個之中，以第 {strongest + 1} 個最多，為 {label_most}。",
    )
    if images.shown == 1:
        by_class = Text(
            f"The {label.en} explains {label_first} of it.", f"{label.zh}標籤解釋了它的 {label_first}。"
        )
    elif strongest == 0 and (by_label[1:] < by_label[0]).all():
        by_class = Text(
            f"The {label.en} explains {label_first} of the first component, more than of any other of the first {images.shown}.",
            f"{label.zh}標籤解釋了第一個主成分的 {label_first}，是前 {images.shown} 個主成分中最多的。",
        )
    return paragraph(
        Text(
            f"The first component alone holds {first} of the variance. The {mean.en} of an image explains "
            f"{percent(brightness)} of that component{mostly.en} {by_class.en}",
            f"光是第一個主成分就占了 {first} 的變異量，其中 {percent(brightness)} 可由影像的{mean.zh}解釋{mostly.zh}"
            f"{by_class.zh}",
        ),
        _label_and_variance(float(by_label[strongest]), strongest, images),
    )


def _label_and_variance(explained: float, strongest: int, images: ImageAnalysis) -> Text:
    """Whether a component that follows the labels is one of great variance."""
    share, is_first = float(images.shares[strongest]), strongest == 0  # whose share was told before
    if explained < LABEL_SHARE:
        return Text(
            "Directions of great variance are not directions of great meaning: PCA never sees a label.",
            "變異量大的方向不一定是有意義的方向：主成分分析從來沒有看到標籤。",
        )
    if share < GREAT_VARIANCE:
        if is_first:
            return Text(
                "PCA never sees a label: the direction that follows it most is the first, and even that holds little of the "
                "variance.",
                "主成分分析從來沒有看到標籤：與標籤最相關的就是第一個方向，而它只占變異量的一小部分。",
            )
        return Text(
            f"PCA never sees a label: the direction that follows it most, number {strongest + 1}, holds only "
            f"{percent(share)} of the variance.",
            f"主成分分析從來沒有看到標籤：與標籤最相關的方向是第 {strongest + 1} 個，只占 {percent(share)} 的變異量。",
        )
    if is_first:
        return Text(
            "PCA never sees a label, yet here the direction of the greatest variance follows it.",
            "主成分分析從來沒有看到標籤，但這裡變異量最大的方向就與標籤相關。",
        )
    return Text(
        f"PCA never sees a label, yet here a direction of great variance follows it: number {strongest + 1} holds "
        f"{percent(share)}.",
        f"主成分分析從來沒有看到標籤，但這裡有一個變異量大的方向與標籤相關：第 {strongest + 1} 個占 {percent(share)}。",
    )


def reconstruction(images: ImageAnalysis) -> Text:
    """The error is as derived on training images, and larger on others where it is."""
    worst = max(abs(row.predicted - row.training) / (row.training or 1) for row in images.errors)
    last, bound = images.errors[-1], max(worst, 1e-16)  # no closer than float64 can tell
    agreement = Text(
        "On the images that the components were computed from, the error is $\\sqrt{\\sum_{i>k}\\lambda_i/"
        f"{images.dimensions}}}$, as derived; the two columns agree to within {bound:.0e}.",
        "對求主成分時用到的影像，誤差正如推導是 $\\sqrt{\\sum_{i>k}\\lambda_i/"
        f"{images.dimensions}}}$，兩欄的相對差距不超過 {bound:.0e}。",
    )
    levels = Text("", "") if images.in_colour else Text(" grey levels", " 個灰階")
    unseen, seen = f"{last.validation:.2f}", f"{last.training:.2f}"
    if float(unseen) <= float(seen):
        return agreement
    return paragraph(
        agreement,
        Text(
            f"On images that were not seen it is larger at $k={last.components}$, {unseen} instead of {seen}{levels.en}, "
            "because the last components fit what is particular to the training images.",
            f"對沒有用到的影像，$k={last.components}$ 時的誤差較大，是 {unseen} 而不是 {seen}{levels.zh}，"
            "因為後面的主成分只配合訓練影像本身的特點。",
        ),
    )
