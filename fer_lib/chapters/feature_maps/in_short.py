"""What chapter 9 found, in short: what is left of image and class from the first convolution to the last."""

from fer_lib.chapters.feature_maps.linear_readout import LinearReadout
from fer_lib.chapters.feature_maps.report_c_filters import ReportCFilters
from fer_lib.chapters.feature_maps.sentences import along_the_depth, where_output_falls
from fer_lib.language import Text


def findings(readout: LinearReadout | None, filters: ReportCFilters) -> list[Text]:
    """Two or three sentences; none where there are no two convolutions to compare.

    Args:
        readout: the linear probe of each layer; None where there is none.
        filters: those whose strongest images the chapter shows.
    """
    found = along_the_depth(readout)
    if found and filters.has_regions and not filters.refused:
        found.append(where_output_falls(filters))
    return found
