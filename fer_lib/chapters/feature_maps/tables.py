"""The tables of chapter 9: where the output of report C's filters falls, and what pictures of layers keep."""

from fer_lib.chapters.feature_maps.layer_pictures import PicturedLayers, Spread
from fer_lib.chapters.feature_maps.layer_sentences import between, name_of
from fer_lib.chapters.feature_maps.report_c_filters import ReportCFilters
from fer_lib.language import Text, heading
from fer_lib.names import REGION_NAMES
from fer_lib.publish import BookTable
from fer_lib.wording import capitalized, percent


def regions(filters: ReportCFilters) -> BookTable:
    """Share of the output, share of the area, and their ratio for each region."""
    n, layer, run = len(filters.looked_at), filters.layer.number, filters.network.name
    k = len(filters.filters)
    return BookTable(
        Text(
            f"Share of the output of {k} filters of conv {layer} of {run} by region (n = {n} validation images; "
            "interval: bootstrap over images).",
            f"{run} 卷積 {layer} 的 {k} 個濾波器，反應在各區域的比例（n = {n} 張驗證影像；區間：對影像做拔靴法）。",
        ),
        [
            Text("Region", "區域"),
            Text("Output", "反應"),
            Text("Area", "面積"),
            Text("Output / area", "反應／面積"),
            Text("95% interval", "95% 信賴區間"),
        ],
        [
            [
                REGION_NAMES[share.region],
                percent(share.mass),
                percent(share.area),
                f"{share.ratio:.2f}",
                f"{share.interval[0]:.2f}–{share.interval[1]:.2f}",
            ]
            for share in filters.region_shares
        ],
        "lrrrr",
    )


def _with_range(spread: Spread) -> Text:
    low, high = min(spread.others), max(spread.others)
    return Text(f"{spread.value:.3f} ({low:.3f}–{high:.3f})", f"{spread.value:.3f}（{low:.3f}–{high:.3f}）")


def _share_with_range(spread: Spread) -> Text:
    value, others = percent(spread.value), between(spread.others)
    return Text(f"{value} ({others})", f"{value}（{others}）")


def layer_pictures(pictured: PicturedLayers) -> BookTable:
    """What the pictures keep of the neighbours, and how well neighbours give the class in layer and picture."""
    n, k = len(pictured.sample), pictured.neighbours
    seeds = len(pictured.layers[0].pictures[0].trustworthiness.others)
    return BookTable(
        Text(
            f"What the pictures of {pictured.network.name} keep, by {k} nearest neighbours among n = {n} validation "
            f"images; for the start from the principal components, and in brackets from the lowest to the highest of "
            f"{seeds} random starts. 1 is perfect; a random picture has a trustworthiness and a continuity of about "
            "0.5.",
            f"{pictured.network.name} 的圖保留了什麼，以 n = {n} 張驗證影像中的 {k} 個最近鄰計算；數字來自從主成分開始的圖，"
            f"括號內是 {seeds} 個隨機起點的最低與最高。1 表示完美；隨機畫的圖，可信度與連續性約為 0.5。",
        ),
        [
            heading("layer"),
            heading("perplexity"),
            heading("trustworthiness"),
            heading("continuity"),
            Text("Class by neighbours in the layer", "由該層的鄰居說對類別"),
            Text("in the picture", "由圖上的鄰居說對類別"),
        ],
        [
            [
                capitalized(name_of(layer.layer)),
                str(picture.perplexity),
                _with_range(picture.trustworthiness),
                _with_range(picture.continuity),
                percent(layer.accuracy),
                _share_with_range(picture.accuracy),
            ]
            for layer in pictured.layers
            for picture in layer.pictures
        ],
        "lrrrrr",
    )
