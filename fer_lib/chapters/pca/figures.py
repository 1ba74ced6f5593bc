"""The figures of chapter 14 with caption and alt text."""

from fer_lib.chapters.pca.eigenfaces_figure import EigenfaceSheet
from fer_lib.chapters.pca.explained_variance_figure import ExplainedVariance
from fer_lib.chapters.pca.face_analysis import FaceAnalysis
from fer_lib.chapters.pca.planes_figure import PlanesFromTheEdge
from fer_lib.chapters.pca.points_analysis import PointsAnalysis
from fer_lib.chapters.pca.reconstruction_figure import ReconstructionSheet
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.publish import BookFigure
from fer_lib.wording import percent


def planes(points: PointsAnalysis) -> BookFigure:
    """The ten points seen along the plane through their mean and the one through 0."""
    across, offset = points.uncentred[:, 2], float(points.offset[2])
    errors = (points.error_through_mean, points.error_through_zero)
    drawn = PlanesFromTheEdge(points.uncentred[:, 0], across, offset, errors)
    return BookFigure(
        lambda lang: drawn.plot(lang=lang),
        Text(
            "The ten points seen along both planes, and the distance of each point from each. The plane along $u_1$ and "
            f"$u_2$ through the mean lies at {offset:.4f}; report D’s lies at 0.",
            "沿著兩個平面看十個點，以及每個點到兩個平面的距離。通過平均、沿 $u_1$ 與 $u_2$ 的平面位於 "
            f"{offset:.4f}，報告 D 的平面位於 0。",
        ),
        Text(
            f"Ten points around two horizontal lines. The line at {offset:.2f} passes through their middle; the dashed "
            "line at 0 lies below it, so that the distances from it are larger on the whole.",
            f"十個點分布在兩條水平線周圍。位於 {offset:.2f} 的線通過這些點的中央；位於 0 的虛線在它下方，"
            "因此到虛線的距離整體較大。",
        ),
    )


def explained_variance(faces: FaceAnalysis) -> BookFigure:
    """Share of the variance against the number of components."""
    (_, first), (_, second), (_, third) = faces.reached
    count, alone = f"{faces.eigenfaces.count:,}", percent(float(faces.shares[0]))
    return BookFigure(
        lambda lang: ExplainedVariance(faces.eigenfaces.cumulative, faces.reached).plot(lang=lang),
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


def eigenfaces(faces: FaceAnalysis) -> BookFigure:
    """The mean face and the first eigenfaces."""
    number, shape = faces.shown, faces.eigenfaces.shape
    sheet = EigenfaceSheet(
        faces.eigenfaces.mean.reshape(shape),
        faces.eigenfaces.axes[:number].reshape(number, *shape),
        faces.shares[:number],
    )
    return BookFigure(
        sheet.plot,
        Text(
            f"The mean of {faces.eigenfaces.count:,} training images and the first {number} eigenfaces, each with its "
            "share of the variance. Grey is 0; a component adds the light parts and takes the dark ones away, or the "
            "other way round.",
            f"{faces.eigenfaces.count:,} 張訓練影像的平均臉與前 {number} 個特徵臉，標題是各自所占的變異量。灰色代表 0；"
            "主成分會加上亮的部分並減去暗的部分，或者相反。",
        ),
        Text(
            f"{number + 1} small images. The first is a blurred face, the mean; the others are patterns of light and "
            "dark on a face, coarse at first and finer later.",
            f"{number + 1} 張小圖。第一張是模糊的平均臉，其餘是臉上明暗的花樣，先粗後細。",
        ),
    )


def reconstruction(faces: FaceAnalysis) -> BookFigure:
    """Validation faces from more and more components."""
    names = class_texts(faces.validation.class_names)
    sheet = ReconstructionSheet(
        faces.rebuilt, faces.examples, faces.kept, [names[k] for k in faces.example_classes]
    )
    rows, fewest = len(faces.examples), faces.kept[0]
    return BookFigure(
        sheet.plot,
        Text(
            "Validation faces rebuilt from their first $k$ components. None of them was used to find the components.",
            "以前 $k$ 個主成分重建驗證集的人臉；求主成分時沒有用到這些影像。",
        ),
        Text(
            f"{rows} rows of faces. With {fewest} component every row shows almost the same blurred face; with more "
            "components features appear, and the last column is the original.",
            f"{rows} 列人臉。只用 {fewest} 個主成分時，每一列幾乎都是同一張模糊的臉；主成分越多，五官越清楚；最後一行是原圖。",
        ),
    )
