"""The tables of chapter 9: where the output of the ten filters falls, and what pictures of layers keep."""

from fer_lib.chapters.feature_maps.layer_pictures import LayerPictures, PicturedLayers, Spread
from fer_lib.chapters.feature_maps.layer_sentences import between
from fer_lib.chapters.feature_maps.report_c_filters import ReportCFilters
from fer_lib.chapters.feature_maps.sentences import decimal_range
from fer_lib.language import Text, heading
from fer_lib.names import REGION_NAMES
from fer_lib.publish import BookTable
from fer_lib.wording import percent

_SHORT_NAMES = {
    "middle": Text("Middle", "中間"),
    "top": Text("Top", "最上"),
    "logits": Text("Logits", "logit"),
}
"""What the pictured layers are called under a head that says layer."""


def regions(filters: ReportCFilters) -> BookTable:
    """Share of the output, share of the area, and their ratio for each region."""
    n, layer = len(filters.looked_at), filters.layer.number
    k = len(filters.filters)
    return BookTable(
        Text(
            f"Where the output of {k} filters of conv {layer} falls, by region (n = {n} validation images; "
            "intervals by bootstrap over images).",
            f"卷積 {layer} 的 {k} 個濾波器，反應在各區域的比例（n = {n} 張驗證影像；區間：對影像做拔靴法）。",
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
                decimal_range(share.interval),
            ]
            for share in filters.region_shares
        ],
        "lrrrr",
    )


def _with_range(spread: Spread) -> str:
    """``0.953 (0.951–0.955)``, which no line may break; ``0.953 (0.951)`` where the others are alike."""
    bounds = dict.fromkeys(f"{bound:.3f}" for bound in (min(spread.others), max(spread.others)))
    return f"{spread.value:.3f}\u00a0({'–'.join(bounds)})"


def _share_with_range(spread: Spread) -> str:
    return f"{percent(spread.value)}\u00a0({between(spread.others)})"


def layer_pictures(pictured: PicturedLayers) -> BookTable:
    """What the pictures keep of the neighbours, and how well neighbours give the class in layer and picture.

    A row for each layer itself comes before those of its pictures; one more column would not fit the page.
    """
    n, k = len(pictured.sample), pictured.neighbours
    seeds = len(pictured.layers[0].pictures[0].trustworthiness.others)
    return BookTable(
        Text(
            f"What the pictures keep of {k} nearest neighbours among n = {n} validation images: of the start from the principal "
            f"components, and in brackets from the lowest to the highest of {seeds} random starts. 1 is perfect; "
            "a random picture has a trustworthiness and a continuity of about 0.5. The last column is the share of images "
            "whose right class the neighbours give; rows without a perplexity are the layers themselves.",
            f"各層的圖保留了什麼，以 n = {n} 張驗證影像中的 {k} 個最近鄰計算；數字來自從主成分開始的圖，"
            f"括號內是 {seeds} 個隨機起點的最低與最高。1 表示完美；隨機畫的圖，可信度與連續性約為 0.5。"
            "最後一欄是依鄰居判斷、類別正確的影像比例；沒有困惑度的那幾列是各層本身。",
        ),
        [
            heading("layer"),
            heading("perplexity"),
            heading("trustworthiness"),
            heading("continuity"),
            Text("Class", "類別"),
        ],
        [row for layer in pictured.layers for row in _rows_of(layer)],
        "lrrrr",
    )


def _rows_of(layer: LayerPictures) -> list[list[object]]:
    name = _SHORT_NAMES[layer.layer.place.role]
    return [
        [name, "–", "–", "–", percent(layer.accuracy)],
        *(
            [
                name,
                str(picture.perplexity),
                _with_range(picture.trustworthiness),
                _with_range(picture.continuity),
                _share_with_range(picture.accuracy),
            ]
            for picture in layer.pictures
        ),
    ]
