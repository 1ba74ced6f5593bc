"""The tables of chapter 7: sanity check, deletion and pointing game, evenness, regions of report A."""

from fer_lib.chapters.saliency.analysis import REGIONS_OF_REPORT_A, SaliencyAnalysis
from fer_lib.chapters.saliency.means import plus_minus, signed_range
from fer_lib.language import Text, heading
from fer_lib.names import METHOD_NAMES, REGION_NAMES
from fer_lib.publish import BookTable
from fer_lib.wording import all_of, interval_percent, percent

METHODS_OF_EVENNESS = ("gradient", "occlusion")
_METHOD = Text("Method", "方法")


def sanity(analysis: SaliencyAnalysis) -> BookTable:
    """What is left of each method's maps, what they share with the image's edges, their sensitivity, and chance."""
    arrays, n, checked, layers = analysis.arrays, analysis.n, analysis.n_checked, len(analysis.results.layers)
    every = all_of(layers, Text("layers", "層"))
    if layers == 1:
        every = Text("every layer, which is the same one,", "每一層（就是這一層）")
    cells = [
        [
            plus_minus(values, said=len(values))
            for values in (
                *arrays.randomized[k, [0, -1]],
                arrays.edge_correlations[k],
                arrays.sensitivities[k],
                arrays.reseeded[k],
            )
        ]
        for k in range(len(analysis.methods))
    ]
    left_out = Text("", "")
    if any("n\u00a0=" in cell for row in cells for cell in row):
        left_out = Text(
            "; maps that are 0 everywhere are left out, and n follows", "；處處為 0 的圖不計，並另附 n"
        )
    return BookTable(
        Text(
            f"Rank correlation with the trained network’s map, after the output layer and after {every.en} drawn anew; with the "
            f"image’s edges (n = {n:,}); sensitivity; and, for methods that draw at random, rank correlation with the map of the "
            f"next seed. Where no other n is given, it is {checked}. Mean ± half of the 95% interval{left_out.en}.",
            f"輸出層重設、{every.zh}重設後，與訓練後的圖的等級相關；與影像邊緣的等級相關（n = {n:,}）；敏感度；以及隨機抽樣的方法換下一個"
            f"種子後的等級相關。未另註明 n 時，n 是 {checked}。數字是平均 ± 95% 信賴區間的一半{left_out.zh}。",
        ),
        [
            _METHOD,
            Text("Output new", "輸出層重設"),
            Text("All new", "全部重設"),
            Text("Edges", "邊緣"),
            Text("Sensitivity", "敏感度"),
            Text("Next seed", "換種子"),
        ],
        [[name, *row] for name, row in zip(analysis.methods, cells, strict=True)],
        "lrrrrr",
    )


def deletion(analysis: SaliencyAnalysis) -> BookTable:
    """Areas under the curves, and hits of the pointing game where it is played."""
    n, pointed, is_played = (
        analysis.n, len(analysis.arrays.pointing_rows), analysis.pointing_chance is not None,
    )  # fmt: skip
    pointing = Text("", "")
    if is_played:
        pointing = Text(
            f" and hits of the pointing game (95% interval, n = {pointed:,})",
            f"與指向遊戲的得分率（95% 信賴區間，n = {pointed:,}）",
        )
    return BookTable(
        Text(
            f"Area under the curves (n = {n:,}; mean ± half of the 95% interval){pointing.en}.",
            f"曲線下的面積（n = {n:,}；平均 ± 95% 信賴區間的一半）{pointing.zh}。",
        ),
        [
            _METHOD,
            Text("Deletion ↓", "刪除 ↓"),
            Text("Insertion ↑", "插入 ↑"),
            *([Text("Pointing ↑", "指向 ↑")] if is_played else []),
        ],
        [
            [
                METHOD_NAMES[method],
                plus_minus(analysis.deletion_areas[k], said=n),
                plus_minus(analysis.insertion_areas[k], said=n),
                *([_hits(analysis, method)] if is_played else []),
            ]
            for k, method in enumerate(analysis.ordered)
        ],
        "lrrr" if is_played else "lrr",
    )


def _hits(analysis: SaliencyAnalysis, method: str) -> str:
    if method == "random":
        return percent(analysis.pointing_chance or 0.0)
    score = analysis.pointing_score(method)
    if score is None:
        return "–"
    of = "" if score.n == len(analysis.arrays.pointing_rows) else f", n = {score.n}"
    return f"{percent(score.share, 0)} ({interval_percent(score.wilson_interval, 0)}{of})"


def evenness(analysis: SaliencyAnalysis) -> BookTable:
    """Entropy and Gini coefficient of each class's maps."""
    arrays, sizes = analysis.arrays, analysis.class_sizes
    measures = ((Text("Entropy", "熵"), arrays.entropies), (Text("Gini", "吉尼係數"), arrays.ginis))
    columns = [
        (
            Text(f"{measure.en}, {METHOD_NAMES[m].en}", f"{measure.zh}，{METHOD_NAMES[m].zh}"),
            values[analysis.results.position(m)],
        )
        for m in METHODS_OF_EVENNESS
        for measure, values in measures
    ]
    return BookTable(
        Text(
            "How even the maps are: entropy over its maximum (1 is even) and Gini coefficient (0 is even), mean ± half "
            f"of the 95% interval (n = {analysis.n:,} in all).",
            "圖有多均勻：熵除以最大值（1 為均勻）與吉尼係數（0 為均勻），平均 ± 95% 信賴區間的一半"
            f"（合計 n = {analysis.n:,}）。",
        ),
        [heading("class"), "n", *(title for title, _ in columns)],
        [
            [name, n, *(plus_minus(values[arrays.labels == k], 3, said=n) for _, values in columns)]
            for k, (name, n) in enumerate(zip(analysis.classes, sizes.tolist(), strict=True))
        ],
        "lrrrrr",
    )


def regions_of_report_a(analysis: SaliencyAnalysis) -> BookTable:
    """The regions that report A names, by every method, in the main run's network."""
    names = dict(zip(analysis.class_names, analysis.classes, strict=True))
    wanted = analysis.named(REGIONS_OF_REPORT_A)
    differences = [analysis.density_against_others(r, c) for c, r in wanted]
    return BookTable(
        Text(
            "The regions that report A names, by every method: density, mean ± half of the 95% interval. Maps that are 0 "
            "everywhere are left out, and n follows where there are such; otherwise it is that of the class in "
            "{numref}`tab-saliency-evenness`. The last row is the gradient’s density there less that on the faces of the other "
            "classes, as a 95% interval.",
            "報告 A 所說的區域，以每種方法量測的密度：平均 ± 95% 信賴區間的一半。處處為 0 的圖不計，有這樣的圖時另附 n，其餘的 n 見"
            "{numref}`tab-saliency-evenness` 中的各類。最後一列是梯度的密度與其他類之差，以 95% 信賴區間表示。",
        ),
        [
            _METHOD,
            *(
                Text(f"{names[c].en}: {REGION_NAMES[r].en}", f"{names[c].zh}：{REGION_NAMES[r].zh}")
                for c, r in wanted
            ),
        ],
        [
            [
                METHOD_NAMES[m],
                *(
                    plus_minus(analysis.density(m, r, c), said=int(analysis.of_class(c).sum()))
                    for c, r in wanted
                ),
            ]
            for m in analysis.results.methods
        ]
        + [
            [
                Text("gradient, less others", "梯度，減去其他類"),
                *("–" if ends is None else signed_range(*ends) for ends in differences),
            ]
        ],
        "l" + "r" * len(wanted),
    )
