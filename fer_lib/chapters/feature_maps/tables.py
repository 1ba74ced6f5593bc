"""The table of chapter 9: where the output of report C's filters falls."""

from fer_lib.chapters.feature_maps.report_c_filters import ReportCFilters
from fer_lib.language import Text
from fer_lib.names import REGION_NAMES
from fer_lib.publish import BookTable
from fer_lib.wording import percent


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
