"""What the feature maps say of the reports' claims B12 and C4."""

from fer_lib.chapters.claims import Answer, overall
from fer_lib.chapters.feature_maps.linear_readout import LinearReadout
from fer_lib.chapters.feature_maps.report_c_filters import ReportCFilters
from fer_lib.chapters.feature_maps.sentences import along_the_depth, regions_above, where_output_falls
from fer_lib.language import Text

REGIONS_OF_REPORT_C = ("eyes", "nose", "mouth")
"""Regions that report C's filters are said to answer to."""


def b12(readout: LinearReadout | None) -> Answer:
    """Low layers keep the contours of the image, high layers fuse them: the image is lost with depth and the class
    comes out.
    """
    found = along_the_depth(readout)
    if readout is None or found is None:
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
    return Answer("B12", found, overall([loses, gains]))


def c4(filters: ReportCFilters) -> Answer | None:
    """The filters of layer 4 respond to eyes, nose and mouth; not asked where there are no such filters or regions."""
    if filters.refused or not filters.has_regions:
        return None
    above = regions_above(filters)
    return Answer("C4", where_output_falls(filters), overall([name in above for name in REGIONS_OF_REPORT_C]))
