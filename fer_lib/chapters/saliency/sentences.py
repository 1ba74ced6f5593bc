"""What chapter 7 says of its methods, of the pointing game, and of the regions on which maps fall."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from fer_lib.chapters.explained_images import why_not
from fer_lib.chapters.saliency.analysis import METHOD_OF_THE_CLAIMS, REGIONS_OF_REPORT_A, SaliencyAnalysis
from fer_lib.explain.attribution import LIME, Occlusion
from fer_lib.explain.face_regions import REGIONS
from fer_lib.explain.saliency.map_statistics import mean_interval
from fer_lib.language import Text
from fer_lib.names import METHOD_NAMES, REGION_NAMES, split_text
from fer_lib.wording import listed, paragraph, percent, spaced

MOST_NAMED = 6
"""Classes that a sentence names; of more it says how many they are."""
GUIDED_IS_NOT_DEFINED = Text(
    "Guided backpropagation is not defined for this run’s network, so there is nothing to test.",
    "這次訓練的模型不適用導引反向傳播，因此無從判斷。",
)
NO_REGIONS_OF_REPORT_A = Text(
    "The images have no regions of a face, or none of the classes that report A names.",
    "影像沒有臉部區域，或沒有報告 A 提到的類別。",
)
_EMPTY_MAPS_COUNT = Text(
    "A map that is 0 everywhere points nowhere: it is left out of all means except those of deletion and insertion, where "
    "it counts as a random order.",
    "處處為 0 的圖什麼也沒指出，不列入各項平均；只有刪除與插入仍計入，視同隨機順序。",
)
_AGAINST_OTHERS = {
    True: Text("denser than on other faces for", "密度比其他類高的是"),
    False: Text("less dense than on other faces for", "比其他類低的是"),
    None: Text("not clearly different for", "與其他類沒有明確差別的是"),
}


def split_name(analysis: SaliencyAnalysis) -> Text:
    """Where the images are from, before the word images: ``validation``, ``驗證集``."""
    name = split_text(analysis.results.split)
    return Text(name.en.removesuffix(" set"), name.zh)


def never_right(analysis: SaliencyAnalysis) -> Text:
    """Of which classes no image is shown: there are none in the split, or the network gets none right; often nothing."""
    shown, data, split = set(analysis.arrays.shown_labels.tolist()), analysis.dataset, split_name(analysis)
    present = set(data.labels[data.indices(analysis.split)].tolist())
    missing = [k for k in range(len(analysis.classes)) if k not in shown]
    absent, wrong = ([k for k in missing if (k in present) is is_present] for is_present in (False, True))
    sentences = []
    if absent:
        names = few_named(analysis, absent)
        sentences.append(
            Text(f"There is no {split.en} image of {names.en}.", f"{split.zh}裡沒有{names.zh}的影像。")
        )
    if wrong:
        names = few_named(analysis, wrong)
        sentences.append(
            Text(
                f"The network recognises no {split.en} image of {names.en}.",
                f"{split.zh}裡{names.zh}的影像，模型沒有一張答對。",
            )
        )
    return paragraph(*sentences)


def few_named(analysis: SaliencyAnalysis, classes: Sequence[int]) -> Text:
    """Names of a few classes; of many, how many they are."""
    if len(classes) > MOST_NAMED:
        return Text(f"{len(classes)} classes", f"其中 {len(classes)} 類")
    return listed([analysis.classes[k] for k in classes])


def choice_of_images(analysis: SaliencyAnalysis) -> Text:
    """Who chose the shown images in this run: the rule, the user, or both."""
    named = set(analysis.results.named_ids).intersection(analysis.arrays.shown_indices.tolist())
    n, k = len(analysis.arrays.shown_indices), len(named)
    rule = Text(
        "of the images of a class that the network recognises, take the half with the higher probability, and of these "
        r"the one whose gradient map has the median energy $\sum(\partial z_t/\partial x)^2$",
        r"在模型答對的該類影像中，先留下機率較高的一半，再從中取梯度圖能量 $\sum(\partial z_t/\partial x)^2$ 居中的那一張",
    )
    if not k:
        return Text(
            f"No image is picked by hand; a rule chooses: {rule.en}.",
            f"這些影像都不是人工挑的，而是依規則：{rule.zh}。",
        )
    if k == n:
        return Text(
            "The user of this run chose every image shown here.",
            "這裡展示的影像全由使用者指定。",
        )
    return Text(
        f"The user chose {k} of the {n} images. The others follow a rule: {rule.en}.",
        f"{n} 張影像中有 {k} 張由使用者指定，其餘依規則選出：{rule.zh}。",
    )


def evenness(analysis: SaliencyAnalysis) -> Text | None:
    """Which classes' plain gradients are clearly the most concentrated and the most even, if any; None of fewer than two.

    A class leads only where its 95 % interval meets that of no other.
    """
    ginis = analysis.arrays.ginis[analysis.results.position(METHOD_OF_THE_CLAIMS)]
    of_class = [ginis[analysis.arrays.labels == k] for k in range(len(analysis.classes))]
    known = [k for k, values in enumerate(of_class) if np.isfinite(values).any()]
    if len(known) < 2:
        return None
    top, bottom = (
        _end(analysis, of_class, known, sign, word)
        for sign, word in ((1, Text("most concentrated", "最集中")), (-1, Text("most even", "最均勻")))
    )
    return Text(
        f"By the Gini coefficient, {top.en}; {bottom.en}.", f"以吉尼係數來看，{top.zh}；{bottom.zh}。"
    )


def _end(
    analysis: SaliencyAnalysis, of_class: list[NDArray[np.float64]], known: list[int], sign: int, word: Text
) -> Text:
    """The class at one end of a row of means, or that none clearly is."""
    intervals = {k: mean_interval(sign * of_class[k])[:3] for k in known}
    first = max(known, key=lambda k: intervals[k][0])
    rivals = [k for k in known if k != first and intervals[k][2] >= intervals[first][1]]
    name = analysis.classes[first]
    if not rivals:
        return Text(f"the gradient maps of {name.en} are the {word.en}", f"梯度圖{word.zh}的是{name.zh}")
    other = analysis.classes[max(rivals, key=lambda k: intervals[k][0])]
    return Text(
        f"no class clearly has the {word.en} gradient maps, as the 95% intervals of {name.en} and {other.en} overlap",
        f"沒有哪一類的梯度圖明確{word.zh}，因為{name.zh}與{other.zh}的 95% 信賴區間重疊",
    )


def method_settings(analysis: SaliencyAnalysis) -> Text:
    """How large the window of the occlusion is on these images, and how many segments and copies LIME makes."""
    shape = analysis.dataset.shape
    window, _ = Occlusion().sizes(torch.empty(1, *shape.image))
    occlusion = Text(
        f"Here occlusion’s grey square covers {window}×{window} of the {shape.height}×{shape.width} pixels.",
        f"這裡的影像是 {shape.height}×{shape.width} 像素，遮蔽法的方塊是 {window}×{window}。",
    )
    if "lime" not in analysis.results.methods:
        return occlusion
    lime = LIME()
    return paragraph(
        occlusion,
        Text(
            f"LIME divides each image into about {lime.segments} superpixels and makes {lime.samples} copies of it.",
            f"LIME 把每張影像分成約 {lime.segments} 個超像素，做 {lime.samples} 份複本。",
        ),
    )


def remarks(analysis: SaliencyAnalysis) -> list[Text]:
    """Methods that are missing, and what to know of those that are there; a paragraph each, often none."""
    paragraphs = [
        Text(
            f"**{METHOD_NAMES[method].en}** is missing below, as it is not defined for this network. {why_not(reason).en}",
            f"下文沒有**{METHOD_NAMES[method].zh}**，因為它不適用於這個模型。{why_not(reason).zh}",
        )
        for method, reason in analysis.results.refused.items()
    ]
    if paragraphs:
        rule = Text(
            "The library refuses a method where it would silently be wrong.",
            "遇到會算錯又不報錯的情況，函式庫一律拒絕執行。",
        )
        paragraphs[0] = paragraph(rule, paragraphs[0])
    shuffled = len(analysis.results.shuffled)
    if shuffled:
        paragraphs.append(
            Text(
                f"In the check below, {shuffled} parameter{'s' * (shuffled > 1)} of the network cannot be drawn anew; the "
                "old values are put into a random order instead.",
                f"在下面的檢驗裡，模型有 {shuffled} 個參數無法重新設定初始值，改為把原值隨機打亂順序。",
            )
        )
    notes = _notes(analysis)
    return [*paragraphs, paragraph(*notes)] if notes else paragraphs


def _notes(analysis: SaliencyAnalysis) -> list[Text]:
    layer, n, missing = analysis.results.grad_cam_layer, analysis.n, analysis.arrays.completeness
    notes = []
    if layer:
        notes.append(_grad_cam_layer(analysis, layer))
    if len(missing):
        notes.append(
            Text(
                f"The sum of the integrated gradients misses $z_t(x)-z_t(x')$ by {missing.mean():.2f} on average "
                f"and by {missing.max():.2f} at most (n = {n:,}).",
                f"積分梯度的總和與 $z_t(x)-z_t(x')$ 平均相差 {missing.mean():.2f}，最多 {missing.max():.2f}（n = {n:,}）。",
            )
        )
    empty = [
        _empty_maps(name, count, n)
        for name, count in zip(analysis.methods, analysis.empty_maps.tolist(), strict=True)
        if count
    ]
    return [*notes, *empty, *([_EMPTY_MAPS_COUNT] if empty else [])]


def _empty_maps(name: Text, empty: int, n: int) -> Text:
    """On how many images a method's map is 0 everywhere."""
    images = Text(f"On {empty:,} of the {n:,} images", f"{n:,} 張影像中，有 {empty:,} 張的")
    if empty == n:
        images = Text(
            "On every measured image" if n > 1 else "On the measured image",
            "每一張量測影像的" if n > 1 else "量測影像的",
        )
    return Text(
        f"{images.en} the {name.en} map is 0 everywhere.",
        f"{images.zh}{spaced(f'的{name.zh}圖')[1:]}處處為 0。",
    )


def _grad_cam_layer(analysis: SaliencyAnalysis, layer: str) -> Text:
    """Which maps Grad-CAM takes, by names of the network's own code."""
    before = analysis.results.grad_cam_after
    if not before:
        return Text(f"Grad-CAM looks at layer `{layer}`.", f"Grad-CAM 取的是 `{layer}` 層。")
    named = listed([Text(f"`{name}`", f"`{name}`") for name in before])
    return Text(
        f"Grad-CAM looks at the output of the activation that follows {named.en}.",
        f"Grad-CAM 取的是 {named.zh} 之後那個活化函數的輸出。",
    )


def pointing_game(analysis: SaliencyAnalysis) -> list[Text]:
    """What the pointing game is, in one paragraph; nothing where it is not played."""
    chance = analysis.pointing_chance
    if chance is None:
        return []
    n = len(analysis.arrays.pointing_rows)
    told = Text(
        "On synthetic faces it is known which pixels the expression changes, because it was drawn there. In the **pointing "
        "game** {cite:p}`zhang2016topdown` a map scores if its strongest pixel is one of them. A pixel picked at random "
        f"would score {percent(chance)} of the time (faces: n\u00a0=\u00a0{n:,}; neutral ones have no such place).",
        "合成人臉的表情是畫上去的，所以知道它改變了哪些像素。在**指向遊戲** {cite:p}`zhang2016topdown` 中，圖上最強的像素"
        f"若是其中之一就得分。在影像中隨機指一點，得分率是 {percent(chance)}（臉：n\u00a0=\u00a0{n:,}；中立的臉沒有這樣的位置）。",
    )
    return [told]


def regions(analysis: SaliencyAnalysis) -> Text:
    """Where the regions of a face come from."""
    if not analysis.has_regions:
        return Text(
            "The images of this edition are not faces aligned as in FER2013, so they have no facial regions in which to "
            "measure the maps.",
            "這一版的影像不是依 FER2013 對齊的人臉，沒有臉部區域可以量測。",
        )
    if analysis.results.regions == "truth":
        return Text(
            "The regions are those that the synthetic faces were drawn with, turned and shifted with each head.",
            "這些區域就是繪製合成人臉時所用的區域，會隨每顆頭轉動與平移。",
        )
    return Text(
        "The regions are fixed boxes on the aligned face: brows in rows 9–15, eyes in rows 16–23 on both sides, the "
        "nose between and below them down to row 31, the mouth in rows 32–43. On a face that is turned or "
        "off-centre they miss their place.",
        "這些區域是對齊人臉上的固定方框：眉毛在第 9–15 列，眼睛在第 16–23 列的兩側，鼻子在兩眼之間往下到第 31 列，嘴巴在"
        "第 32–43 列。臉若轉向或不在正中央，方框就會對不準。",
    )


def marked_more_than_on_others(analysis: SaliencyAnalysis) -> Text:
    """Whether the regions that report A names are marked more than on the faces of other classes."""
    outcomes: dict[bool | None, list[Text]] = {outcome: [] for outcome in _AGAINST_OTHERS}
    for label, region in analysis.named(REGIONS_OF_REPORT_A):
        interval = analysis.density_against_others(region, label)
        if interval is None:
            continue
        low, high = interval
        place, name = REGION_NAMES[region], analysis.classes[analysis.class_names.index(label)]
        outcomes[True if low > 0 else False if high < 0 else None].append(
            Text(f"the {place.en} of {name.en} faces", f"{name.zh}的{place.zh}")
        )
    densest, told = (
        _densest_region(analysis),
        {key: listed(places) for key, places in outcomes.items() if places},
    )
    if not told:
        return densest
    english = "; ".join(f"{_AGAINST_OTHERS[key].en} {places.en}" for key, places in told.items())
    chinese = "；".join(f"{_AGAINST_OTHERS[key].zh}{places.zh}" for key, places in told.items())
    return paragraph(
        densest,
        Text(
            "A claim about one expression needs a comparison with the others. By the 95% interval of the difference, the maps "
            f"are {english} ({{numref}}`tab-saliency-claims-methods`).",
            f"關於某一種表情的說法，還得和其他表情比較。以密度差的 95% 信賴區間來看，{chinese}"
            "（{numref}`tab-saliency-claims-methods`）。",
        ),
    )


def _densest_region(analysis: SaliencyAnalysis) -> Text:
    """On which region the maps are densest over all classes, and in how many of these denser than an even map."""
    maps = Text(
        f"{METHOD_NAMES[METHOD_OF_THE_CLAIMS].en} maps", spaced(METHOD_NAMES[METHOD_OF_THE_CLAIMS].zh + "圖")
    )
    means = analysis.densities((METHOD_OF_THE_CLAIMS,))[0, 0]
    means = means[np.isfinite(means).all(axis=1)]
    if not len(means):
        return Text(f"There are no {maps.en} that point anywhere.", f"沒有任何{maps.zh}指出位置。")
    by_region = [f"{mean:.2f}" for mean in means.mean(axis=0)]
    highest = max(by_region, key=float)
    leading = [k for k, density in enumerate(by_region) if density == highest]
    region = listed([REGION_NAMES[REGIONS[k]] for k in leading])
    if len(leading) > 1:
        return Text(
            f"Averaged over the classes with maps, the {maps.en} are densest on {region.en} alike ({highest}).",
            f"所有有圖的類別平均起來，{maps.zh}密度最高的是{region.zh}，彼此並列（{highest}）。",
        )
    k, n = int((means[:, leading[0]] > 1).sum()), len(means)
    where = Text(f"in {k} of {n} classes they are denser", f"{n} 類中有 {k} 類")
    if k in (0, n):
        where = (
            Text("in every class they are denser", "每一類都")
            if k
            else Text("in no class are they denser", "但沒有任何一類")
        )
    return Text(
        f"Averaged over the classes with maps, the {maps.en} are densest on the {region.en} ({highest}); {where.en} there than an even "
        "map.",
        f"所有有圖的類別平均起來，{maps.zh}密度最高的是{region.zh}（{highest}），{where.zh}在這裡高於均勻的圖。",
    )
