"""The figures of chapter 14 with caption and alt text."""

from fer_lib.chapters.pca.axes_figure import AxisSheet
from fer_lib.chapters.pca.explained_variance_figure import ExplainedVariance
from fer_lib.chapters.pca.image_analysis import ImageAnalysis
from fer_lib.chapters.pca.planes_figure import PlanesFromTheEdge
from fer_lib.chapters.pca.points_analysis import PointsAnalysis
from fer_lib.chapters.pca.reconstruction_figure import ReconstructionSheet
from fer_lib.chapters.pca.space_figure import PointsInSpace
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.publish import BookFigure
from fer_lib.wording import percent


def space(points: PointsAnalysis) -> BookFigure:
    """The ten points in space, with the plane through their mean and the parallel one through 0."""
    drawn = PointsInSpace(points.axes, points.uncentred)
    return BookFigure(
        lambda lang: drawn.plot(lang=lang),
        Text(
            "The ten points with the plane along $u_1$ and $u_2$ through their mean, and the parallel one through 0. A line "
            "leads from each point to the nearest point of the plane through the mean.",
            "十個點，以及沿 $u_1$ 與 $u_2$、通過平均的平面，和通過 0 的平行平面。線段從每個點連到通過平均的平面上離它最近的點。",
        ),
        Text(
            "Ten points in space on both sides of a slanting plane. Beside it, close to it, lies a parallel plane that "
            "passes through 0.",
            "空間中的十個點，分布在一個傾斜平面的兩側。緊鄰著它的是通過 0 的平行平面。",
        ),
    )


def planes(points: PointsAnalysis, reports: bool = True) -> BookFigure:
    """The ten points seen along the plane through their mean and the one through 0.

    Args:
        points: their components.
        reports: whether the book shows the five reports.
    """
    other = (
        Text("report D’s lies at 0", "報告 D 的平面位於 0")
        if reports
        else Text("the parallel one through 0 lies at 0", "與它平行、通過 0 的平面位於 0")
    )
    across, offset = points.uncentred[:, 2], float(points.offset[2])
    errors = (points.error_through_mean, points.error_through_zero)
    drawn = PlanesFromTheEdge(points.uncentred[:, 0], across, offset, errors)
    return BookFigure(
        lambda lang: drawn.plot(lang=lang),
        Text(
            "The ten points seen along both planes, and the distance of each point from each. The plane along $u_1$ and "
            f"$u_2$ through the mean lies at {offset:.4f}; {other.en}.",
            "沿著兩個平面看十個點，以及每個點到兩個平面的距離。通過平均、沿 $u_1$ 與 $u_2$ 的平面位於 "
            f"{offset:.4f}，{other.zh}。",
        ),
        Text(
            f"Ten points around two horizontal lines. The line at {offset:.2f} passes through their middle; the dashed "
            "line at 0 lies below it, so that the distances from it are larger on the whole.",
            f"十個點分布在兩條水平線周圍。位於 {offset:.2f} 的線通過這些點的中央；位於 0 的虛線在它下方，"
            "因此到虛線的距離整體較大。",
        ),
    )


def explained_variance(images: ImageAnalysis) -> BookFigure:
    """Share of the variance against the number of components."""
    (_, first), (_, second), (_, third) = images.reached
    count, alone = f"{images.components.count:,}", percent(float(images.shares[0]))
    return BookFigure(
        lambda lang: ExplainedVariance(images.components.cumulative, images.reached).plot(lang=lang),
        Text(
            f"Share of the variance that the first components hold, for {count} training images; marked are the "
            "numbers of components that reach 80, 90 and 95%.",
            f"前幾個主成分所占的變異量（{count} 張訓練影像）；標出達到 80%、90% 與 95% 所需的主成分個數。",
        ),
        Text(
            f"A curve that starts at {alone} for one component, rises steeply and flattens: {first} components reach "
            f"80%, {second} reach 90% and {third} reach 95%.",
            f"曲線從一個主成分的 {alone} 開始急升，然後變平：{first} 個達到 80%，{second} 個達到 90%，{third} 個達到 95%。",
        ),
    )


def axes_as_images(images: ImageAnalysis) -> BookFigure:
    """The mean image and the first principal axes; of faces, the mean face and the first eigenfaces."""
    number, shape, count = images.shown, images.components.shape, f"{images.components.count:,}"
    sheet = AxisSheet(
        images.components.mean.reshape(shape),
        images.components.axes[:number].reshape(number, *shape),
        images.shares[:number],
        Text("mean", "平均臉" if images.of_faces else "平均"),
    )
    adds = Text(
        "Grey is 0; a component adds the light parts and takes the dark ones away, or the other way round.",
        "灰色代表 0；主成分會加上亮的部分並減去暗的部分，或者相反。",
    )
    if images.in_colour:
        adds = Text(
            "Grey is 0; a component moves each pixel towards the colour shown there, or away from it.",
            "灰色代表 0；主成分會把每個像素的顏色往圖中的顏色移動，或者往相反的方向移動。",
        )
    if images.of_faces:
        return BookFigure(
            sheet.plot,
            Text(
                f"The mean of {count} training images and the first {number} eigenfaces, each with its share of the "
                f"variance. {adds.en}",
                f"{count} 張訓練影像的平均臉與前 {number} 個特徵臉，標題是各自所占的變異量。{adds.zh}",
            ),
            Text(
                f"{number + 1} small images. The first is a blurred face, the mean; the others are patterns of light and "
                "dark on a face, coarse at first and finer later.",
                f"{number + 1} 張小圖。第一張是模糊的平均臉，其餘是臉上明暗的花樣，先粗後細。",
            ),
        )
    return BookFigure(
        sheet.plot,
        Text(
            f"The mean of {count} training images and the first {number} principal axes as images, each with its share "
            f"of the variance. {adds.en}",
            f"{count} 張訓練影像的平均，以及畫成影像的前 {number} 條主軸，標題是各自所占的變異量。{adds.zh}",
        ),
        Text(
            f"{number + 1} small images. The first is the mean of the training images, the others are the axes by "
            "falling share of the variance.",
            f"{number + 1} 張小圖。第一張是訓練影像的平均，其餘是各條主軸，依所占變異量由大到小排列。",
        ),
    )


def reconstruction(images: ImageAnalysis) -> BookFigure:
    """Validation images from more and more components."""
    names = class_texts(images.validation.class_names)
    sheet = ReconstructionSheet(
        images.rebuilt, images.examples, images.kept, [names[k] for k in images.example_classes]
    )
    of_each = Text(
        f"the first of each of {len(names)} classes (n = {len(images.examples)})",
        f"{len(names)} 個類別各取第一張（n = {len(images.examples)}）",
    )
    if len(images.examples) < len(names):
        k = len(images.examples)
        of_each = Text(
            f"the first of each of {k} classes, spread evenly over the list of {len(names)} (n = {k})",
            f"從 {len(names)} 個類別中等距選出 {k} 個，各取第一張（n = {k}）",
        )
    rows, fewest, most = len(images.examples), images.kept[0], images.kept[-1]
    if images.of_faces:
        return BookFigure(
            sheet.plot,
            Text(
                f"Validation faces rebuilt from their first $k$ components: {of_each.en}. None of them was used to find the components.",
                f"以前 $k$ 個主成分重建驗證集的人臉：{of_each.zh}；求主成分時沒有用到這些影像。",
            ),
            Text(
                f"{rows} rows of faces. With {fewest} component every row shows almost the same blurred face; with more "
                "components features appear, and the last column is the original.",
                f"{rows} 列人臉。只用 {fewest} 個主成分時，每一列幾乎都是同一張模糊的臉；主成分越多，五官越清楚；最後一行是原圖。",
            ),
        )
    return BookFigure(
        sheet.plot,
        Text(
            f"Validation images rebuilt from their first $k$ components: {of_each.en}. None of them was used to find the components.",
            f"以前 $k$ 個主成分重建驗證集的影像：{of_each.zh}；求主成分時沒有用到這些影像。",
        ),
        Text(
            f"{rows} rows, an image each. From left to right it is rebuilt from more components, {fewest} to {most}; the "
            "last column is the original.",
            f"{rows} 列，每列一張影像。由左到右以越來越多的主成分重建，從 {fewest} 個到 {most} 個；最後一行是原圖。",
        ),
    )
