"""The figures of chapter 16 with caption and alt text."""

import numpy as np

from fer_lib.chapters.masks.analysis import JudgedRuns
from fer_lib.chapters.masks.comparison import JUDGED_METRICS, Comparisons
from fer_lib.chapters.masks.crops_figure import CropRows
from fer_lib.chapters.masks.matrices_figure import MatrixRow
from fer_lib.chapters.masks.method_scores_figure import MethodPanels, Scored
from fer_lib.chapters.masks.names import CLASS_TITLES, METHOD_TITLES, METRIC_TITLES, REPORT_TITLES
from fer_lib.chapters.masks.precision_recall_figure import PrecisionRecallPanels, precision_at_hits
from fer_lib.chapters.masks.report_matrices import REPORT_MATRICES
from fer_lib.chapters.masks.runs import MaskRuns
from fer_lib.chapters.masks.scores import MethodScores
from fer_lib.data import ImageDataset
from fer_lib.data.mask_classes import CLASS_NAMES, RARE
from fer_lib.editions.imbalance_roles import ImbalanceMethod
from fer_lib.language import Text
from fer_lib.publish import BookFigure
from fer_lib.wording import percent, points

CROPS_SHOWN = 14
"""Crops of each class in the gallery, at most."""
TITLES = [CLASS_TITLES[name] for name in CLASS_NAMES]


def crops(dataset: ImageDataset) -> BookFigure:
    """Training crops of each class."""
    sheet = crop_rows(dataset)
    shown, size = len(sheet.rows[0]), f"{dataset.shape.height} × {dataset.shape.width}"
    return BookFigure(
        sheet.plot,
        Text(
            f"Training images of each class, {shown} each, spread evenly over the set; {size} pixels.",
            f"各類的訓練影像各 {shown} 張，平均取自整個訓練集；{size} 像素。",
        ),
        Text(
            "Three rows of small colour images of faces: above without a mask, in the middle with a mask below the nose "
            "or the mouth, below with nose and mouth covered. Many are blurred, as the faces in the photos are small.",
            "三列彩色小臉：上列沒戴口罩，中列口罩在鼻子或嘴巴以下，下列口罩遮住口鼻。照片裡的臉很小，所以許多影像是模糊的。",
        ),
    )


def crop_rows(dataset: ImageDataset, columns: int = CROPS_SHOWN) -> CropRows:
    """Training crops of each class, spread evenly over the set: as many as the rarest has, at most ``columns``."""
    train = dataset.labelled_indices("train")
    members = [train[dataset.labels[train] == k] for k in range(len(CLASS_NAMES))]
    shown = min(columns, *(len(row) for row in members))
    rows = [dataset.images[row[np.arange(shown) * len(row) // shown]] for row in members]
    return CropRows(TITLES, rows)


def recalls(judged: JudgedRuns) -> BookFigure:
    """Recall of each class by method."""
    return BookFigure(
        recall_panels(judged.scores).plot,
        Text(
            f"Recall of each class, mean of {judged.seeds} seeds with 95% interval; the small dots are the single seeds. "
            "The three scales differ.",
            f"各類的召回率，{judged.seeds} 個種子的平均與 95% 信賴區間；小點是各個種子。三個刻度不同。",
        ),
        _recalls_alt(judged.scores),
    )


def recall_panels(scores: dict[ImbalanceMethod, MethodScores]) -> MethodPanels:
    """Recall of each class by method, with Wilson's interval and the single seeds."""
    panels = []
    for k, title in enumerate(TITLES):
        values = []
        for of_method in scores.values():
            share, interval = of_method.recall(k)
            counts = of_method.matrices[:, k]
            single = tuple((counts[:, k] / counts.sum(1)).tolist()) if len(counts) > 1 else ()
            values.append(Scored(share, interval, single))
        n = int(next(iter(scores.values())).matrices[0, k].sum())
        panels.append((Text(f"{title.en} (n = {n:,})", f"{title.zh}（n = {n:,}）"), values))
    names = [METHOD_TITLES[name] for name in scores]
    return MethodPanels(names, panels, Text("recall with 95% interval", "召回率與 95% 信賴區間"))


def _recalls_alt(scores: dict[ImbalanceMethod, MethodScores]) -> Text:
    """Which method finds most and fewest of the rare class."""
    ranked = sorted(scores, key=lambda name: scores[name].recall(RARE)[0])
    fewest, most = METHOD_TITLES[ranked[0]], METHOD_TITLES[ranked[-1]]
    low, high = (percent(scores[name].recall(RARE)[0], 0) for name in (ranked[0], ranked[-1]))
    return Text(
        f"Three panels, one a class, with a point and an interval for each of {len(scores)} methods. Of masks "
        "worn wrongly "
        f"“{fewest.en}” finds fewest, {low}, and “{most.en}” most, {high}; their intervals are far wider than those "
        "of the other "
        "classes.",
        f"三個圖框各為一類，每框有 {len(scores)} 種方法的點與區間。沒戴好的影像中，「{fewest.zh}」找到最少（{low}），"
        f"「{most.zh}」找到最多（{high}）；這一類的區間比其他類寬得多。",
    )


def differences(judged: JudgedRuns) -> BookFigure:
    """What each method changes on the given test images."""
    comparisons = judged.comparisons
    seeds, n, photos = judged.seeds, f"{judged.n:,}", f"{comparisons.photos:,}"
    return BookFigure(
        difference_panels(comparisons).plot,
        Text(
            f"Each method minus the one that it is compared with: {seeds} seeds, {n} images from {photos} photos, 95% "
            "intervals. Blue and filled: beyond noise (p < 0.05 after Holm).",
            f"每種方法減去它的比較對象：{seeds} 個種子，{photos} 張照片中的 {n} 張影像，95% 信賴區間。"
            "藍色實心：統計上顯著（Holm 校正後 p < 0.05）。",
        ),
        _differences_alt(comparisons),
    )


def fold_differences(folds: JudgedRuns) -> BookFigure:
    """The same by cross-validation."""
    comparisons = folds.comparisons
    n, photos = f"{folds.n:,}", f"{comparisons.photos:,}"
    return BookFigure(
        difference_panels(comparisons).plot,
        Text(
            f"The same differences by cross-validation: {n} images from {photos} photos, 95% intervals.",
            f"交叉驗證下的同樣差距：{photos} 張照片中的 {n} 張影像，95% 信賴區間。",
        ),
        _differences_alt(comparisons),
    )


def difference_panels(comparisons: Comparisons) -> MethodPanels:
    """What each method changes, in the metrics that are judged; in points."""
    panels = []
    for metric in JUDGED_METRICS:
        values = []
        for of_method in comparisons.by_method.values():
            d = of_method[metric]
            low, high = d.interval
            values.append(Scored(100 * d.value, (100 * low, 100 * high), clear=d.sign != 0))
        title = METRIC_TITLES[metric]
        lines = Text(
            title.en.replace(", ", "\n").replace("macro", "\nmacro").replace("balanced", "\nbalanced"),
            title.zh,
        )
        panels.append((lines, values))
    names = [METHOD_TITLES[name] for name in comparisons.by_method]
    return MethodPanels(names, panels, Text("difference in points", "差距（百分點）"), zero=True)


def _differences_alt(comparisons: Comparisons) -> Text:
    """Which differences are beyond noise."""
    clear = [
        (abs(d.value), name, metric)
        for name, of_method in comparisons.by_method.items()
        for metric, d in of_method.items()
        if metric in JUDGED_METRICS and d.sign
    ]
    total = len(comparisons.by_method) * len(JUDGED_METRICS)
    if not clear:
        return Text(
            f"Four panels of points with intervals about a line at zero. None of the {total} differences is filled in "
            "as beyond noise.",
            f"四個圖框，點與區間分布在零線左右。{total} 個差距中沒有任何一個以實心標為統計上顯著。",
        )
    _, name, metric = max(clear)
    value, title, score = (
        points(comparisons.by_method[name][metric].value),
        METHOD_TITLES[name],
        METRIC_TITLES[metric],
    )
    return Text(
        f"Four panels of points with intervals about a line at zero. Of {total} differences {len(clear)} are filled in "
        f"as beyond noise; the largest is that of “{title.en}” in {score.en}, {value} points.",
        f"四個圖框，點與區間分布在零線左右。{total} 個差距中有 {len(clear)} 個以實心標為統計上顯著；"
        f"最大的是「{title.zh}」的"
        f"{score.zh}，{value} 個百分點。",
    )


def precision_recall(judged: JudgedRuns) -> BookFigure:
    """Precision against recall of the rare class by method."""
    n, rare, seeds = f"{judged.n:,}", judged.rare, judged.seeds
    return BookFigure(
        precision_recall_panels(judged.runs).plot,
        Text(
            f"Precision and recall of “worn wrongly” ({rare} of {n} test images): {seeds} seeds (thin), their mean "
            "(thick), the decaying rate (dashed), and a ranking at random (dotted).",
            f"「沒戴好」的精確率與召回率（測試集 {n} 張中有 {rare} 張）：{seeds} 個種子（細線）、平均（粗線）、"
            "遞減學習率（虛線）與隨機排序（點線）。",
        ),
        _precision_recall_alt(judged.scores),
    )


def precision_recall_panels(runs: MaskRuns) -> PrecisionRecallPanels:
    """Curves of the rare class by method."""
    positive = runs.labels == RARE
    curves = [
        (
            METHOD_TITLES[name],
            np.stack([precision_at_hits(p[:, RARE], positive) for p in of_method.probabilities]),
        )
        for name, of_method in runs.by_method.items()
    ]
    return PrecisionRecallPanels(curves, list(runs.by_method).index("decay"), float(positive.mean()))


def _precision_recall_alt(scores: dict[ImbalanceMethod, MethodScores]) -> Text:
    """Best and worst average precision."""
    ranked = sorted(scores, key=lambda name: scores[name].mean("average_precision"))
    low, high = (percent(scores[name].mean("average_precision")) for name in (ranked[0], ranked[-1]))
    worst, best = METHOD_TITLES[ranked[0]], METHOD_TITLES[ranked[-1]]
    return Text(
        f"{len(scores)} panels of falling curves. The area is largest with “{best.en}”, average precision {high}, and "
        f"smallest with “{worst.en}”, {low}.",
        f"{len(scores)} 個圖框，曲線由左上往右下降。面積最大的是「{best.zh}」，平均精確率 {high}；"
        f"最小的是「{worst.zh}」，{low}。",
    )


def report_matrices() -> BookFigure:
    """The report's four matrices."""
    first = next(iter(REPORT_MATRICES.values()))
    n, rare = first.n, first.counts[RARE].sum()
    right = [str(matrix.counts[RARE, RARE]) for matrix in REPORT_MATRICES.values()]
    drawn = MatrixRow([(REPORT_TITLES[name], matrix) for name, matrix in REPORT_MATRICES.items()], TITLES)
    return BookFigure(
        drawn.plot,
        Text(
            f"The matrices of report E, numbers of images (n = {n} each); colours are shares of the row.",
            f"報告 E 的矩陣，數字為張數（各 n = {n}）；顏色是占該列的比例。",
        ),
        Text(
            f"Four matrices of three rows. The middle row, masks worn wrongly, is pale in all: {', '.join(right)} of "
            f"{rare} are right.",
            f"四個 3 × 3 矩陣。中間那一列是沒戴好的口罩，在每個矩陣裡都偏淡：{rare} 張中分別答對 {'、'.join(right)} 張。",
        ),
    )
