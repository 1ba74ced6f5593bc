"""What the feature maps say of the reports' claims B12 and C4."""

from fer_lib.chapters.claims import Answer, overall
from fer_lib.chapters.feature_maps.linear_readout import LinearReadout
from fer_lib.chapters.feature_maps.report_c_filters import ReportCFilters
from fer_lib.language import Text
from fer_lib.names import REGION_NAMES
from fer_lib.wording import listed, proportion_text

REGIONS_OF_REPORT_C = ("eyes", "nose", "mouth")
"""Regions that report C's filters are said to answer to."""


def b12(readout: LinearReadout | None) -> Answer:
    """Low layers keep the contours of the image, high layers fuse them: the image is lost with depth and the class
    comes out.
    """
    if readout is None or len(readout.probe.accuracies) < 3:  # the input and two layers
        return Answer(
            "B12",
            Text(
                "There are too few validation images, or convolutions, to judge it.",
                "驗證影像或卷積層太少，無法判斷。",
            ),
            "open",
        )
    probe = readout.probe
    first, last = probe.accuracies[1], probe.accuracies[-1]
    loses = probe.pixels[-1] < probe.pixels[1]
    gains = last.wilson_interval[0] > first.wilson_interval[1]
    before, after = proportion_text(first), proportion_text(last)
    return Answer(
        "B12",
        Text(
            f"From the first to the last convolution, R² of the pixels goes from {probe.pixels[1]:.2f} to "
            f"{probe.pixels[-1]:.2f}, and the accuracy of the class from {before.en} to {after.en}.",
            f"從第一個到最後一個卷積層，像素的 R² 由 {probe.pixels[1]:.2f} 變為 {probe.pixels[-1]:.2f}，"
            f"類別的準確率由 {before.zh}變為 {after.zh}。",
        ),
        overall([loses, gains]),
    )


def c4(filters: ReportCFilters) -> Answer | None:
    """The filters of layer 4 respond to eyes, nose and mouth; not asked where there are no such filters or regions."""
    if filters.refused or not filters.has_regions:
        return None
    above = [share.region for share in filters.region_shares if share.interval[0] > 1]
    named, run = listed([REGION_NAMES[name] for name in above]), filters.network.name
    return Answer(
        "C4",
        Text(
            f"In `{run}` more output than their area accounts for falls on {named.en}."
            if above
            else f"In `{run}` no region gets more than its area.",
            f"在 `{run}` 裡，超過面積比例的反應落在{named.zh}。"
            if above
            else f"在 `{run}` 裡，沒有任何區域得到超過面積比例的反應。",
        ),
        overall([name in above for name in REGIONS_OF_REPORT_C]),
    )
