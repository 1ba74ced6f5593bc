"""The figures of chapter 7 with caption and alt text."""

import numpy as np

from fer_lib.chapters.explained_images import spread_evenly
from fer_lib.chapters.saliency.analysis import SaliencyAnalysis
from fer_lib.chapters.saliency.means import plus_minus
from fer_lib.chapters.saliency.method_curves_figure import ProbabilityCurves, RandomizationCurves
from fer_lib.chapters.saliency.region_density_figure import RegionDensities
from fer_lib.chapters.saliency.sentences import never_right, split_name
from fer_lib.explain.face_regions import REGIONS
from fer_lib.explain.saliency.map_statistics import as_mass
from fer_lib.language import Text
from fer_lib.names import METHOD_NAMES, REGION_NAMES
from fer_lib.plots.saliency_plate import STRONGEST, SaliencyPlate
from fer_lib.publish import BookFigure
from fer_lib.wording import listed, spaced

MOST_CLASSES = 12
"""Rows of the plate that a page has room for."""
STEPS_SHOWN = 5
"""Steps of forgetting in the figure besides the trained network and the first step."""


def plate(analysis: SaliencyAnalysis) -> BookFigure:
    """One image for each class with its maps."""
    arrays, methods, split = analysis.arrays, analysis.methods, split_name(analysis)
    rows = spread_evenly(range(len(arrays.shown_labels)), MOST_CLASSES)
    labels = [analysis.classes[k] for k in arrays.shown_labels[rows]]
    maps = SaliencyPlate(arrays.shown_images[rows], analysis.shown_masses[rows], labels, methods)
    each, k = Text("each class", "每類"), len(analysis.classes)
    if len(rows) < k:
        each = Text(f"each of {len(rows)} of the {k} classes", f"{k} 類中的 {len(rows)} 類各")
    ginis = analysis.mean_ginis
    sharpest, evenest = int(np.nanargmax(ginis)), int(np.nanargmin(ginis))
    word = Text("Faces", "臉") if analysis.picture.en == "face" else Text("Images", "影像")
    named = never_right(analysis)
    named = Text(f" {named.en}".rstrip(), named.zh)
    return BookFigure(
        maps.plot,
        Text(
            f"One {split.en} image of {each.en} (n = {len(labels)}) and its maps by {len(methods)} methods, in "
            f"multiples of each map's mean; colours end at {STRONGEST:g}.{named.en}",
            f"{each.zh}一張{split.zh}影像（n = {len(labels)}）與 {len(methods)} 種方法的圖，以各圖平均的倍數表示；色階到 "
            f"{STRONGEST:g} 倍為止。{named.zh}",
        ),
        Text(
            f"{word.en} in rows, methods in columns. Over all {analysis.n:,} measured images {methods[sharpest].en} is most "
            f"concentrated (mean Gini {ginis[sharpest]:.2f}), {methods[evenest].en} least ({ginis[evenest]:.2f}).",
            f"一列一張{word.zh}，一行一種方法。就全部 {analysis.n:,} 張量測影像而言，最集中的方法：{methods[sharpest].zh}"
            f"（平均吉尼係數 {ginis[sharpest]:.2f}）；最分散的方法：{methods[evenest].zh}（{ginis[evenest]:.2f}）。",
        ),
    )


def _step_name(step: int, layers: int) -> Text:
    if not step:
        return Text("trained", "訓練後")
    if step == layers:
        return Text("all new", "全部重設")
    return Text(f"{step} new", f"重設 {step} 層")


def forgetting(analysis: SaliencyAnalysis) -> BookFigure:
    """Maps of one face while the network forgets."""
    results, arrays, methods = analysis.results, analysis.arrays, analysis.compared
    layers = len(results.layers)
    steps = sorted({0, 1, *(round(part * layers / STEPS_SHOWN) for part in range(1, STEPS_SHOWN + 1))})
    names, picture = [METHOD_NAMES[m] for m in methods], analysis.picture
    face = analysis.dataset.images[[arrays.indices[arrays.checked[0]]]]
    maps = SaliencyPlate(
        np.repeat(face, len(methods), axis=0),
        np.stack([as_mass(arrays.randomized_maps[results.position(m)][steps]) for m in methods]),
        names,
        [_step_name(step, layers) for step in steps],
    )
    left = _means_by_method(names, [plus_minus(arrays.randomized[results.position(m), 0]) for m in methods])
    return BookFigure(
        maps.plot,
        Text(
            f"Maps of one {picture.en} (n = 1) while the network forgets its {layers} layers with weights, from the "
            "output.",
            f"網路從輸出端起，逐步遺忘 {layers} 個有權重的層時，同一張{picture.zh}（n = 1）的圖。",
        ),
        Text(
            "One row a method, further layers drawn anew to the right. With the output layer new, maps correlate with "
            f"the trained network's by: {left.en}.",
            f"一列一種方法，越往右重設的層越多。輸出層重設後，與訓練後的圖的相關：{left.zh}。",
        ),
    )


def _means_by_method(names: list[Text], means: list[str]) -> Text:
    return listed([Text(f"{n.en} {mean}", f"{n.zh} {mean}") for n, mean in zip(names, means, strict=True)])


def randomization(analysis: SaliencyAnalysis) -> BookFigure:
    """Correlation with the trained network's map, step by step."""
    correlations, names = analysis.arrays.randomized, analysis.methods
    curves = RandomizationCurves(correlations, analysis.results.methods, names)
    left = _means_by_method(names, [plus_minus(values[0]) for values in correlations])
    return BookFigure(
        lambda lang: curves.plot(lang=lang),
        Text(
            "Cascading randomisation: rank correlation with the trained network's map, mean and 95% interval "
            f"(n = {analysis.n_checked} images).",
            f"逐層隨機化：與訓練後的圖的等級相關，平均與 95% 信賴區間（n = {analysis.n_checked} 張影像）。",
        ),
        Text(
            f"One falling line a method. After the first step the means are: {left.en}.",
            f"一條線一種方法。第一步之後的平均：{left.zh}。",
        ),
    )


def deletion(analysis: SaliencyAnalysis) -> BookFigure:
    """Probability of the class while pixels disappear and appear."""
    orders, split = analysis.ordered, split_name(analysis)
    names = [METHOD_NAMES[order] for order in orders]
    curves = ProbabilityCurves(analysis.arrays.deletion, analysis.arrays.insertion, orders, names)
    removed, inserted = analysis.deletion_areas.mean(axis=1), analysis.insertion_areas.mean(axis=1)
    smallest, largest = int(removed.argmin()), int(inserted.argmax())
    return BookFigure(
        curves.plot,
        Text(
            f"Mean probability of the class on {analysis.n:,} {split.en} images while pixels are deleted (left) or "
            "inserted (right).",
            f"{split.zh} {analysis.n:,} 張影像上，像素逐步刪除（左）或插入（右）時，該類別的平均機率。",
        ),
        Text(
            f"Two panels with a line a method. The smallest area under deletion has {names[smallest].en} "
            f"({removed[smallest]:.2f}; random order {removed[-1]:.2f}), the largest under insertion "
            f"{names[largest].en} ({inserted[largest]:.2f}; random order {inserted[-1]:.2f}).",
            f"兩個圖框，一條線一種方法。刪除曲線下面積最小的方法：{names[smallest].zh}（{removed[smallest]:.2f}；隨機順序 "
            f"{removed[-1]:.2f}）；插入曲線下面積最大的方法：{names[largest].zh}（{inserted[largest]:.2f}；隨機順序 "
            f"{inserted[-1]:.2f}）。",
        ),
    )


def regions(analysis: SaliencyAnalysis) -> BookFigure:
    """Density of the maps by region and class."""
    methods, classes, split = analysis.compared, analysis.classes, split_name(analysis)
    few, many = int(analysis.class_sizes.min()), int(analysis.class_sizes.max())
    each = Text(f"{few} to {many}", f"{few} 到 {many}") if few < many else Text(f"{few}", f"{few}")
    names, region_names = [METHOD_NAMES[m] for m in methods], [REGION_NAMES[region] for region in REGIONS]
    means, lower, upper = analysis.densities(methods)
    panels = RegionDensities(means, lower, upper, names, classes, region_names)
    k, r = np.unravel_index(np.nanargmax(means[0]), means[0].shape)
    return BookFigure(
        panels.plot,
        Text(
            f"Density of the maps by region and class, mean and 95% interval; {each.en} rightly "
            f"classified {split.en} images a class, {analysis.n:,} in all.",
            f"各類別在各區域的密度，平均與 95% 信賴區間；每類 {each.zh} 張答對的{split.zh}影像，"
            f"共 {analysis.n:,} 張。",
        ),
        Text(
            f"Five panels, one a region, with a row for each class. The highest density of {names[0].en} maps is "
            f"{means[0, k, r]:.1f}, on the {region_names[r].en} of {classes[k].en} faces.",
            f"五個圖框，一個區域一個，每類一列。{spaced(names[0].zh + '圖')}密度最高的是{classes[k].zh}的{region_names[r].zh}，"
            f"{means[0, k, r]:.1f}。",
        ),
    )
