"""The figures of chapter 8 with caption and alt text."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.activation_maximization.analysis import MaximizationAnalysis
from fer_lib.chapters.activation_maximization.statements import number_or_range
from fer_lib.chapters.explained_images import spread_evenly
from fer_lib.explain.maximization.filters import NOISE_IMAGES, LayerPatterns
from fer_lib.explain.maximization.patterns import measure_patterns
from fer_lib.language import Text
from fer_lib.names import convolution_text
from fer_lib.plots.layer_lines import LayerLines, LayerSeries
from fer_lib.plots.tile_sheet import UNTITLED, Tile, TileSheet
from fer_lib.publish import BookFigure
from fer_lib.wording import all_of, listed, percent

FILTERS_SHOWN = 16
TILES_A_ROW = 8
CLASSES_A_ROW = 7
BLACK_AND_WHITE = (-1.0, 1.0)
"""What the network takes black and white for: grey levels are drawn as they are."""


def _numbered(filter_number: int) -> Text:
    return Text(str(filter_number), str(filter_number))


def _rows_of_layer(patterns: LayerPatterns) -> list[list[Tile]]:
    tiles = [
        Tile(image, _numbered(k), marked=not active)
        for k, image, active in zip(patterns.filters, patterns.plain, patterns.active, strict=True)
    ][:FILTERS_SHOWN]
    return [tiles[first : first + TILES_A_ROW] for first in range(0, len(tiles), TILES_A_ROW)]


def random_filters(analysis: MaximizationAnalysis) -> BookFigure:
    """Patterns of the plain ascent in a middle layer and in the last, of report A's network; there has to be a layer."""
    findings = analysis.report_a
    last = findings.layers[-1]
    middle = findings.layers[max(min(2, len(findings.layers) - 2), 0)]
    shown = [last] if middle is last else [middle, last]
    rows: list[list[Tile]] = []
    names: list[Text] = []
    for patterns in shown:
        own = _rows_of_layer(patterns)
        rows += own
        names += [convolution_text(patterns.layer.number), *[UNTITLED] * (len(own) - 1)]
    sheet = TileSheet(rows, names, fewest=TILES_A_ROW)
    n = [min(len(p.filters), FILTERS_SHOWN) for p in shown]
    plan = findings.plan
    both = len(shown) > 1 and all(count < p.layer.filters for p, count in zip(shown, n, strict=True))
    likewise = Text(" as in report A", "與報告 A 一樣") if analysis.judges_reports else Text("", "")
    chance = Text(
        f"{'both ' * both}drawn at random{likewise.en}, seed {plan.seed}",
        f"{'兩層都' * both}{likewise.zh}隨機抽出，隨機種子 {plan.seed}",
    )
    drawn = listed(
        [
            _of_layer(p, count, chance if not both or p is shown[-1] else None)
            for p, count in zip(shown, n, strict=True)
        ]
    )
    output = Text("the output after the activation", "活化函數之後的輸出")
    bare = [p.layer.after == p.layer.before for p in shown]
    if all(bare):
        output = Text(
            "the filter’s own output, which no activation directly follows,",
            "濾波器本身的輸出（之後沒有直接接活化函數）",
        )
    elif any(bare):
        output = Text(
            "the output after the activation, where the filter has one of its own,",
            "活化函數之後的輸出（濾波器沒有自己的活化函數時，就是它本身的輸出）",
        )
    silent = Text("", "")
    if any((~p.active[:FILTERS_SHOWN]).any() for p in shown):
        silent = Text("; in orange, filters that are still silent at the end", "；橘色表示到最後仍然沒有反應")
    return BookFigure(
        sheet.plot,
        Text(
            f"Patterns of the plain ascent from noise on {output.en}{'' if output.en.endswith(',') else ','} {plan.steps} "
            f"steps: {drawn.en}. Numbers are those of the filters{silent.en}. Each pattern is drawn from its own darkest "
            "to its own brightest value.",
            f"從雜訊出發，對{output.zh}做單純上升 {plan.steps} 步得到的圖樣：{drawn.zh}。數字是濾波器的編號{silent.zh}。"
            "每個圖樣各自從最暗的值畫到最亮的值。",
        ),
        _random_filters_told(shown, n),
    )


def _of_layer(patterns: LayerPatterns, count: int, chance: Text | None) -> Text:
    """So many filters of a layer, which may be all of them; of more, by what chance these are shown, if it is given."""
    name, every = convolution_text(patterns.layer.number), patterns.layer.filters
    if count == every:
        every_one = all_of(count, Text("filters", "個濾波器"))
        only = Text(f"the only filter of {name.en}", f"{name.zh} 唯一的濾波器")
        return only if count == 1 else Text(f"{every_one.en} of {name.en}", f"{name.zh} 的{every_one.zh}")
    by = Text("", "") if chance is None else Text(f" ({chance.en})", f"（{chance.zh}）")
    return Text(
        f"{count} of the {every} filters of {name.en}{by.en}",
        f"{name.zh} 的 {every} 個濾波器中的 {count} 個{by.zh}",
    )


def _random_filters_told(shown: Sequence[LayerPatterns], n: Sequence[int]) -> Text:
    silent = [int((~p.active[:FILTERS_SHOWN]).sum()) for p in shown]
    spreads = [percent(float(measure_patterns(p.plain[:FILTERS_SHOWN]).spread.mean()), 0) for p in shown]
    conv = [p.layer.number for p in shown]
    colour = Text("grey", "灰階") if shown[0].plain.ndim == 3 else Text("coloured", "彩色")
    at_the_end = Text("No filter is silent at the end.", "最後每個濾波器都有反應。")
    if any(silent):
        counts = [
            (convolution_text(number), _some_of(some, every))
            for number, some, every in zip(conv, silent, n, strict=True)
        ]
        at_the_end = Text(
            f"Filters silent at the end: {'; '.join(f'{name.en}, {count.en}' for name, count in counts)}.",
            f"最後仍沒有反應的濾波器：{'；'.join(f'{name.zh}，{count.zh}' for name, count in counts)}。",
        )
    if len(shown) == 1:
        return Text(
            f"Small {colour.en} patterns. Those of conv {conv[0]} use {spreads[0]} of white noise’s frequencies on average. "
            f"{at_the_end.en}",
            f"{colour.zh}小圖樣。卷積 {conv[0]} 的圖樣平均用到白雜訊頻率數的 {spreads[0]}。{at_the_end.zh}",
        )
    return Text(
        f"Two groups of small {colour.en} patterns. Those of conv {conv[0]} use {spreads[0]} of white noise’s frequencies on "
        f"average, those of conv {conv[1]} use {spreads[1]}. {at_the_end.en}",
        f"兩組{colour.zh}小圖樣。卷積 {conv[0]} 的圖樣平均用到白雜訊頻率數的 {spreads[0]}，卷積 {conv[1]} 的是 {spreads[1]}。"
        f"{at_the_end.zh}",
    )


def _some_of(some: int, every: int) -> Text:
    if some in (0, every):
        return Text("all", "全部") if some else Text("none", "一個也沒有")
    return Text(f"{some} of {every}", f"{every} 個中的 {some} 個")


def _or_none(share: float) -> Text:
    """A share, or that it is nothing."""
    return Text(percent(share), f" {percent(share)}") if share else Text("none", "沒有")


def not_activated(analysis: MaximizationAnalysis) -> BookFigure:
    """Filters that cannot be activated, layer by layer."""
    main = analysis.main
    failed, unreachable = main.not_activated, main.unreachable
    lines = LayerLines(
        main.layer_names,
        [
            LayerSeries(
                Text("not activated by the plain ascent", "單純上升無法活化"),
                [p.share for p in failed],
                [p.wilson_interval for p in failed],
            ),
            LayerSeries(
                Text("nor by the ascent before the activation", "對活化函數之前的值上升也無法活化"),
                [p.share for p in unreachable],
                [p.wilson_interval for p in unreachable],
            ),
            LayerSeries(
                Text("silent on noise at every place (all filters)", "對雜訊處處沒有反應（所有濾波器）"),
                main.silent_on_noise,
            ),
            LayerSeries(
                Text("silent on noise at one place (all filters)", "對雜訊在單一位置沒有反應（所有濾波器）"),
                main.silent_at_a_place,
            ),
        ],
        Text("share of the filters", "濾波器的比例"),
        (-0.04, 1.04),
    )
    n, first, last = (
        number_or_range(*main.filters_a_layer),
        _or_none(failed[0].share),
        _or_none(failed[-1].share),
    )
    beyond, dead = _or_none(unreachable[-1].share), _or_none(main.dead[-1])
    return BookFigure(
        lambda lang: lines.plot(lang=lang),
        Text(
            f"Filters that cannot be activated, by layer. The two ascents are tried on chosen filters of each layer "
            f"(n = {n.en}, with 95% intervals); the other two lines are of all filters, on {NOISE_IMAGES} noise images.",
            f"各層無法活化的濾波器。兩種上升試的是每層選出的濾波器（n = {n.zh}，附 95% 信賴區間）；另外兩條線涵蓋所有濾波器，使用 "
            f"{NOISE_IMAGES} 張雜訊影像。",
        ),
        Text(
            f"Four lines over the layers (n = {len(main.layers)}). The plain ascent fails for {first.en} of the filters in the "
            f"first layer and for {last.en} in the last; the ascent before the activation fails for {beyond.en} there. Dead in "
            f"the last layer: {dead.en}.",
            f"跨各層（n = {len(main.layers)}）的四條線。單純上升無法活化的濾波器：第一層{first.zh}，最後一層{last.zh}；"
            f"對活化函數之前的值上升也無法活化的：最後一層{beyond.zh}。最後一層失效的濾波器：{dead.zh.strip()}。",
        ),
    )


def step_size(analysis: MaximizationAnalysis) -> BookFigure:
    """Share of noisy patterns by layer for each step size; the network has to have activated a filter."""
    findings = analysis.report_b
    layers, steps = findings.layers_with_patterns, findings.noisy_by_step
    lines = LayerLines(
        [convolution_text(p.layer.number) for p in layers],
        [
            LayerSeries(
                Text(f"step {size:g}", f"更新幅度 {size:g}"),
                [p.share for p in shares],
                [p.wilson_interval for p in shares],
            )
            for size, shares in steps
        ],
        Text("share of noisy patterns", "雜訊圖樣的比例"),
    )
    numbers = [int(p.active.sum()) for p in layers]
    counts = number_or_range(min(numbers), max(numbers))
    largest, smallest = percent(steps[0][1][-1].share), percent(steps[-1][1][-1].share)
    ends = Text(
        f"is {largest} with the largest step and {smallest} with the smallest",
        f"更新幅度最大時雜訊的比例是 {largest}，最小時是 {smallest}",
    )
    if largest == smallest:
        ends = Text(
            f"is {largest} with the largest step as with the smallest",
            f"更新幅度最大與最小時，雜訊的比例都是 {largest}",
        )
    return BookFigure(
        lambda lang: lines.plot(lang=lang),
        Text(
            f"Noisy patterns by layer for {len(steps)} step sizes, with 95% intervals (activated filters in each layer: n = "
            f"{counts.en}). There are more of the smaller steps, so that all ascents go equally far.",
            f"{len(steps)} 種更新幅度下各層的雜訊圖樣，附 95% 信賴區間（每層被活化的濾波器：n = {counts.zh}）。"
            "幅度小的步數較多，使總距離相同。",
        ),
        Text(
            f"Lines for {len(steps)} step sizes over the layers. In the last layer, the share of noise {ends.en}.",
            f"{len(steps)} 種更新幅度隨層數變化的線。在最後一層，{ends.zh}。",
        ),
    )


def robust_patterns(analysis: MaximizationAnalysis) -> BookFigure:
    """Patterns of the robust ascent from the first layer to the last; there has to be a layer."""
    main = analysis.main
    layers = spread_evenly(main.layers)
    names = [convolution_text(p.layer.number) for p in layers]
    sheet = TileSheet([_extremes(p) for p in layers], names, fewest=TILES_A_ROW)
    n, steps = number_or_range(*main.filters_a_layer), main.plan.robust_steps
    few = Text("", "")
    if main.filters_a_layer[0] < TILES_A_ROW:
        few = Text(f"; of fewer than {TILES_A_ROW}, all", f"；少於 {TILES_A_ROW} 個時全部列出")
    first, last = main.mean_directions[0], main.mean_directions[-1]
    edges = Text("", "")
    if first is not None and last is not None and len(layers) > 1:
        edges = Text(
            f" Their edges have {first:.1f} directions on average in the first row, {last:.1f} in the last.",
            f"邊緣的平均方向數在第一列是 {first:.1f}，在最後一列是 {last:.1f}。",
        )
    some = Text("", "")
    if len(layers) < len(main.layers):
        shown, every = len(layers), len(main.layers)
        some = Text(f" {shown} of the {every} layers are shown.", f"顯示 {every} 層中的 {shown} 層。")
    return BookFigure(
        sheet.plot,
        Text(
            f"Patterns of the robust ascent ({steps} steps). Of the filters of each layer (n = {n.en}), the four with the "
            f"largest mean value (left) and the four with the smallest (right){few.en}, with their numbers.{some.en}",
            f"穩健上升 {steps} 步得到的圖樣。各層的濾波器（n = {n.zh}）中，平均值最大的四個（左）與最小的四個（右）{few.zh}，附濾波器編號。{some.zh}",
        ),
        Text(
            f"Rows of patterns, from {names[0].en} at the top to {names[-1].en} at the bottom.{edges.en}"
            if len(layers) > 1
            else f"Patterns of {names[0].en}.",
            f"一列列圖樣，最上面是{names[0].zh}，最下面是{names[-1].zh}。{edges.zh}"
            if len(layers) > 1
            else f"{names[0].zh} 的圖樣。",
        ),
    )


def _extremes(patterns: LayerPatterns) -> list[Tile]:
    """The filters with the largest and the smallest mean value; all where there are few."""
    order = np.argsort(-patterns.robust_values, kind="stable")
    half = TILES_A_ROW // 2
    chosen = [*order[:half], *order[-half:]] if len(order) >= TILES_A_ROW else list(order)
    return [Tile(patterns.robust[i], _numbered(patterns.filters[i])) for i in chosen]


def _class_row(
    images: NDArray[np.float32], probabilities: NDArray[np.float64], names: Sequence[Text]
) -> list[Tile]:
    return [
        Tile(image, Text(f"{name.en} {p:.2f}", f"{name.zh} {p:.2f}"), BLACK_AND_WHITE)
        for image, name, p in zip(images, names, probabilities, strict=True)
    ]


def class_images(analysis: MaximizationAnalysis) -> BookFigure:
    """A row for each start, or several where there are many classes; one column for each class."""
    classes, names, index = analysis.classes, analysis.names, analysis.main.result.given_index
    picture = analysis.picture
    starts = [
        (Text("noise", "雜訊"), classes.noise[:, 0], classes.noise_probability[:, 0]),
        (Text("noise, robust", "雜訊（穩健）"), classes.robust, classes.robust_probability),
        (Text(f"mean {picture.en}", f"平均{picture.zh}"), classes.mean, classes.mean_probability),
        (Text(f"given {picture.en}", f"給定的{picture.zh}"), classes.image, classes.image_probability),
    ]
    rows: list[list[Tile]] = []
    row_names: list[Text] = []
    for name, images, probabilities in starts:
        tiles = _class_row(images, probabilities, names)
        lines = -(-len(tiles) // CLASSES_A_ROW)
        length = -(-len(tiles) // max(lines, 1))
        rows += [tiles[first : first + length] for first in range(0, len(tiles), max(length, 1))]
        row_names += [name, *[UNTITLED] * (lines - 1)] if tiles else []
    sheet = TileSheet(rows, row_names, name_inches=1.05, fewest=CLASSES_A_ROW)
    everyone = np.concatenate([probabilities for _, _, probabilities in starts])
    lowest, highest = f"{everyone.min():.2f}", f"{everyone.max():.2f}"
    reached = Text(f"Every probability is {lowest}.", f"機率都是 {lowest}。")
    if lowest != highest:
        reached = Text(f"Probabilities from {lowest} to {highest}.", f"機率從 {lowest} 到 {highest}。")
    given = names[int(analysis.dataset.labels[index])]
    levels = Text("Grey levels are drawn as they are, from black to white.", "灰階由黑到白，未經調整。")
    if classes.given.ndim == 3:
        levels = Text("Colours are drawn as they are.", "顏色未經調整。")
    return BookFigure(
        sheet.plot,
        Text(
            f"Images made for each class, with the probability that the class reaches. The given {picture.en} is image "
            f"{index}, labelled {given.en}. {levels.en}",
            f"為各類別產生的影像，以及該類別達到的機率。給定的{picture.zh}是編號 {index} 的影像，標籤是{given.zh}。{levels.zh}",
        ),
        Text(
            f"For each of {len(starts)} starts, {len(names)} images, one a class: from noise by plain and by robust "
            f"ascent, from the mean {picture.en}, and from the given {picture.en}. "
            f"{reached.en}",
            f"{len(starts)} 種起點，各有 {len(names)} 張影像，每類一張：從雜訊出發的單純上升與穩健上升、從平均{picture.zh}"
            f"出發，以及從給定的{picture.zh}出發。{reached.zh}",
        ),
    )
