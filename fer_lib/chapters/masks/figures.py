"""What the chapter's figures hold, and what is to be seen in them."""

import numpy as np

from fer_lib.chapters.masks.comparison import JUDGED, Comparisons
from fer_lib.chapters.masks.crops_figure import CropRows
from fer_lib.chapters.masks.matrices_figure import MatrixRow
from fer_lib.chapters.masks.method_scores_figure import MethodPanels, Scored
from fer_lib.chapters.masks.names import CLASS_TITLES, METHOD_TITLES, METRIC_TITLES
from fer_lib.chapters.masks.precision_recall_figure import PrecisionRecallPanels, precision_at_hits
from fer_lib.chapters.masks.report_matrices import REPORT_MATRICES
from fer_lib.data.masks.dataset import CLASS_NAMES, RARE, MaskDataset
from fer_lib.imbalance.ablation import AblationRuns
from fer_lib.imbalance.scores import MethodScores
from fer_lib.language import Text
from fer_lib.wording import percent, points

COLUMNS = 14
"""Crops of each class in the gallery."""
TITLES = [CLASS_TITLES[name] for name in CLASS_NAMES]


def crops(dataset: MaskDataset, columns: int = COLUMNS) -> CropRows:
    """Training crops of each class, spread evenly over the set: as many as the rarest has, at most ``columns``."""
    train = dataset.indices(test=False)
    members = [train[dataset.labels[train] == k] for k in range(len(CLASS_NAMES))]
    shown = min(columns, *(len(row) for row in members))
    rows = [dataset.images[row[np.arange(shown) * len(row) // shown]] for row in members]
    return CropRows(TITLES, rows)


def recalls(scores: dict[str, MethodScores]) -> MethodPanels:
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


def recalls_alt(scores: dict[str, MethodScores]) -> Text:
    """Which method finds most and fewest of the rare class."""
    ranked = sorted(scores, key=lambda name: scores[name].recall(RARE)[0])
    few, many = METHOD_TITLES[ranked[0]], METHOD_TITLES[ranked[-1]]
    low, high = (percent(scores[name].recall(RARE)[0], 0) for name in (ranked[0], ranked[-1]))
    return Text(
        f"Three panels, one a class, with a point and an interval for each of {len(scores)} methods. Of masks "
        "worn wrongly "
        f"“{few.en}” finds fewest, {low}, and “{many.en}” most, {high}; their intervals are far wider than those "
        "of the other "
        "classes.",
        f"三個圖框各為一類，每框有 {len(scores)} 種方法的點與區間。沒戴好的影像中，「{few.zh}」找到最少（{low}），"
        f"「{many.zh}」找到最多（{high}）；這一類的區間比其他類寬得多。",
    )


def differences(comparisons: Comparisons) -> MethodPanels:
    """What each method changes, in the metrics that are judged; in points."""
    panels = []
    for metric in JUDGED:
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


def differences_alt(comparisons: Comparisons) -> Text:
    """Which differences are beyond noise."""
    found = [
        (abs(d.value), name, metric)
        for name, of_method in comparisons.by_method.items()
        for metric, d in of_method.items()
        if metric in JUDGED and d.sign
    ]
    total = len(comparisons.by_method) * len(JUDGED)
    if not found:
        return Text(
            f"Four panels of points with intervals about a line at zero. None of the {total} differences is filled in "
            "as beyond noise.",
            f"四個圖框，點與區間分布在零線左右。{total} 個差距中沒有任何一個以實心標為超出雜訊。",
        )
    _, name, metric = max(found)
    value, title, score = (
        points(comparisons.by_method[name][metric].value),
        METHOD_TITLES[name],
        METRIC_TITLES[metric],
    )
    return Text(
        f"Four panels of points with intervals about a line at zero. Of {total} differences {len(found)} are filled in "
        f"as beyond noise; the largest is that of “{title.en}” in {score.en}, {value} points.",
        f"四個圖框，點與區間分布在零線左右。{total} 個差距中有 {len(found)} 個以實心標為超出雜訊；"
        f"最大的是「{title.zh}」的"
        f"{score.zh}，{value} 個百分點。",
    )


def precision_recall(runs: AblationRuns) -> PrecisionRecallPanels:
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


def precision_recall_alt(scores: dict[str, MethodScores]) -> Text:
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


def report_matrices() -> MatrixRow:
    """The report's four matrices."""
    return MatrixRow([(METHOD_TITLES[name], matrix) for name, matrix in REPORT_MATRICES.items()], TITLES)
