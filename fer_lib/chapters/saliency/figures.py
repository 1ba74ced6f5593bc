"""The figures of chapter 7 with caption and alt text."""

from collections.abc import Callable, Sequence

import numpy as np

from fer_lib.chapters.explained_images import spread_evenly
from fer_lib.chapters.saliency.analysis import SaliencyAnalysis
from fer_lib.chapters.saliency.means import mean_or_unknown
from fer_lib.chapters.saliency.method_curves_figure import ProbabilityCurves, RandomizationCurves
from fer_lib.chapters.saliency.region_density_figure import RegionDensities
from fer_lib.chapters.saliency.sentences import few_named, never_right, split_name
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
    word = Text("Faces", "臉") if analysis.picture.en == "face" else Text("Images", "影像")
    ends, named = _ends_of_concentration(analysis), never_right(analysis)
    hatched = _hatched(maps)
    named = Text(f" {named.en}".rstrip(), named.zh)
    return BookFigure(
        maps.plot,
        Text(
            f"One {split.en} image of {each.en} (n = {len(labels)}) with its maps by {len(methods)} methods. Colours are "
            f"multiples of each map’s mean, up to {STRONGEST:g}.{hatched.en}{named.en}",
            f"{each.zh}一張{split.zh}影像（n = {len(labels)}）與 {len(methods)} 種方法的圖。顏色是各圖平均的倍數，最高畫到 "
            f"{STRONGEST:g} 倍。{hatched.zh}{named.zh}",
        ),
        Text(
            f"{word.en} in rows, methods in columns.{f' {ends.en}'.rstrip()}",
            f"每列一張{word.zh}，每行一種方法。{ends.zh}",
        ),
    )


def _hatched(maps: SaliencyPlate) -> Text:
    """What the hatching means, if a map is hatched."""
    if np.isnan(maps.masses).any():
        return Text(" Hatched: a map that is 0 everywhere.", "斜線：整張圖都是 0。")
    return Text("", "")


def _ends_of_concentration(analysis: SaliencyAnalysis) -> Text:
    """Which methods' maps are the most and the least concentrated by their means; nothing without two that have any."""
    known = [
        (name, f"{gini:.2f}")
        for name, gini in zip(analysis.methods, analysis.mean_ginis, strict=True)
        if np.isfinite(gini)
    ]
    if len(known) < 2:
        return Text("", "")
    most, least = (end(known, key=lambda method: float(method[1])) for end in (max, min))
    if most[1] == least[1]:
        return Text(
            f"By the mean Gini coefficient on the measured images, all methods are equally concentrated ({most[1]}).",
            f"就量測影像的平均吉尼係數而言，各方法一樣集中（{most[1]}）。",
        )
    return Text(
        f"Over the measured images (n = {analysis.n:,}), {most[0].en} is most concentrated (mean Gini {most[1]}), "
        f"{least[0].en} least ({least[1]}).",
        f"就量測影像（n = {analysis.n:,}）而言，{spaced(f'最集中的是{most[0].zh}')}（平均吉尼係數 {most[1]}），"
        f"{spaced(f'最分散的是{least[0].zh}')}（{least[1]}）。",
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
    left = _means_by_method(analysis, methods)
    forgotten = Text(f"its {layers} layers with weights are", f" {layers} 個有權重的層")
    if layers == 1:
        forgotten = Text("its one layer with weights is", "唯一有權重的層")
    hatched = _hatched(maps)
    return BookFigure(
        maps.plot,
        Text(
            f"Maps of one {picture.en} (n = 1) while the network forgets: {forgotten.en} drawn anew, from the output on."
            f"{hatched.en}",
            f"模型逐步遺忘時，同一張{picture.zh}（n = 1）的圖：從輸出端起重設{forgotten.zh}。{hatched.zh}",
        ),
        Text(
            "A row for each method; further to the right, more layers are drawn anew. With only the output layer new, the "
            f"mean correlation with the trained network’s maps (images: n\u00a0=\u00a0{analysis.n_checked}): {left.en}.",
            "每列一種方法，越往右重設的層越多。只重設輸出層時，與訓練後的圖的平均相關"
            f"（影像：n\u00a0=\u00a0{analysis.n_checked}）：{left.zh}。",
        ),
    )


def _means_by_method(analysis: SaliencyAnalysis, methods: Sequence[str]) -> Text:
    """Mean correlation with the trained network's map, for each method, when the output layer alone is new."""
    told = []
    for method in methods:
        name, correlations = (
            METHOD_NAMES[method],
            analysis.arrays.randomized[analysis.results.position(method), 0],
        )
        mean = mean_or_unknown(correlations, analysis.n_checked)
        told.append(Text(f"{name.en} {mean.en}", f"{name.zh}{mean.zh}"))
    return Text("; ".join(text.en for text in told), "；".join(text.zh for text in told))


def randomization(analysis: SaliencyAnalysis) -> BookFigure:
    """Correlation with the trained network's map, step by step."""
    correlations, names = analysis.arrays.randomized, analysis.methods
    curves = RandomizationCurves(correlations, analysis.results.methods, names)
    left = _means_by_method(analysis, analysis.results.methods)
    return BookFigure(
        lambda lang: curves.plot(lang=lang),
        Text(
            "Layers drawn anew one after another, from the output on: rank correlation with the trained network’s map, mean "
            f"and 95% interval (images: n = {analysis.n_checked}).",
            f"從輸出端起逐層重設：與訓練後的圖的等級相關，平均與 95% 信賴區間（影像：n = {analysis.n_checked}）。",
        ),
        Text(
            f"A line for each method. Means after the first step: {left.en}.",
            f"每種方法一條線。第一步之後的平均：{left.zh}。",
        ),
    )


def deletion(analysis: SaliencyAnalysis) -> BookFigure:
    """Probability of the class while pixels disappear and appear."""
    orders, split = analysis.ordered, split_name(analysis)
    names = [METHOD_NAMES[order] for order in orders]
    curves = ProbabilityCurves(analysis.arrays.deletion, analysis.arrays.insertion, orders, names)
    removed, inserted = (
        [f"{area:.2f}" for area in areas.mean(axis=1)]
        for areas in (analysis.deletion_areas, analysis.insertion_areas)
    )
    smallest, largest = _best(names, removed, min), _best(names, inserted, max)
    return BookFigure(
        curves.plot,
        Text(
            f"Mean probability of the class on {analysis.n:,} {split.en} images while pixels are deleted (left) or "
            "inserted (right).",
            f"{split.zh} {analysis.n:,} 張影像上，像素逐步刪除（左）或插入（右）時，該類別的平均機率。",
        ),
        Text(
            f"Two panels with a line for each method. Smallest mean area under deletion: {smallest.en}. Largest under insertion: "
            f"{largest.en}.",
            f"兩個圖框，每種方法一條線。刪除曲線下平均面積最小的{spaced(f'是{smallest.zh}')}。插入曲線下最大的"
            f"{spaced(f'是{largest.zh}')}。",
        ),
    )


def _best(names: Sequence[Text], areas: Sequence[str], end: Callable[..., str]) -> Text:
    """The order with the best printed area, or all that share it, beside the random order, which is the last."""
    best = end(areas, key=float)
    leading = listed([name for name, area in zip(names, areas, strict=True) if area == best])
    if areas[-1] == best:
        return Text(f"{leading.en} ({best})", f"{leading.zh}（{best}）")
    random = names[-1]
    return Text(
        f"{leading.en} ({best}; {random.en} {areas[-1]})", f"{leading.zh}（{best}；{random.zh} {areas[-1]}）"
    )


def regions(analysis: SaliencyAnalysis) -> BookFigure:
    """Density of the maps by region and class."""
    methods, classes, split = analysis.compared, analysis.classes, split_name(analysis)
    sizes = analysis.class_sizes
    few, many = int(sizes[sizes > 0].min(initial=sizes.max())), int(sizes.max())
    empty = Text("", "")
    if few and (sizes == 0).any():
        named = few_named(analysis, np.flatnonzero(sizes == 0).tolist())
        empty = Text(
            f" Of {named.en} there are none, so {'those rows are' if (sizes == 0).sum() > 1 else 'that row is'} empty.",
            f"{named.zh}沒有這樣的影像，該列空白。",
        )
    each = Text(f"{few} to {many}", f"{few} 到 {many}") if few < many else Text(f"{few}", f"{few}")
    names, region_names = [METHOD_NAMES[m] for m in methods], [REGION_NAMES[region] for region in REGIONS]
    means, lower, upper = analysis.densities(methods)
    panels = RegionDensities(means, lower, upper, names, classes, region_names)
    highest = Text("", "")
    if np.isfinite(means[0]).any():
        k, r = np.unravel_index(np.nanargmax(means[0]), means[0].shape)
        highest = Text(
            f" The highest mean density of {names[0].en} maps is {means[0, k, r]:.2f}, on the {region_names[r].en} of "
            f"{classes[k].en} faces.",
            f"{spaced(names[0].zh + '圖')}平均密度最高的是{classes[k].zh}的{region_names[r].zh}，{means[0, k, r]:.2f}。",
        )
    return BookFigure(
        panels.plot,
        Text(
            f"Density of the maps by region and class, mean and 95% interval: {each.en} correctly recognised {split.en} "
            f"images of each class{' that has any' * bool(empty.en)}, n = {analysis.n:,} in all.{empty.en}",
            f"各類別在各區域的密度，平均與 95% 信賴區間：每類 {each.zh} 張認對的{split.zh}影像，"
            f"共 n = {analysis.n:,} 張。{empty.zh}",
        ),
        Text(
            f"Five panels, one for each region, with a row for each class.{highest.en}",
            f"五個圖框，每個區域一個，每類一列。{highest.zh}",
        ),
    )
