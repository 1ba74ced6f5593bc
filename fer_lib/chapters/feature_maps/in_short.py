"""What chapter 9 found, in short: what is left of image and class from the first convolution to the last."""

from fer_lib.chapters.feature_maps.linear_readout import LinearReadout
from fer_lib.chapters.feature_maps.report_c_filters import ReportCFilters
from fer_lib.chapters.feature_maps.sentences import where_output_falls
from fer_lib.language import Text
from fer_lib.wording import decimal, percent


def findings(readout: LinearReadout | None, filters: ReportCFilters) -> list[Text]:
    """Two or three sentences; none where there are no two convolutions to compare.

    Args:
        readout: the linear probe of each layer; None where there is none.
        filters: those whose strongest images the chapter shows.
    """
    if readout is None or len(readout.probe.accuracies) < 3:  # the input and two layers
        return []
    probe = readout.probe
    first, last = decimal(probe.pixels[1]), decimal(probe.pixels[-1])
    told = [
        Text(
            "A linear map of the first convolution’s output reads off the pixels with an R² of "
            f"{first}; at the last convolution it is {last}.",
            f"用線性映射從第一個卷積層的輸出讀出像素，R² 是 {first}；最後一個卷積層是 {last}。",
        ),
        _accuracy(percent(probe.accuracies[1].share), percent(probe.accuracies[-1].share)),
    ]
    if filters.has_regions and not filters.refused:
        told.append(where_output_falls(filters))
    return told


def _accuracy(first: str, last: str) -> Text:
    """How well the class is read off; as it is printed, so that no equal numbers are called a change."""
    if first == last:
        return Text(
            f"The class is read off both with the same accuracy, {first}.",
            f"從這兩層讀出類別的準確率相同，都是 {first}。",
        )
    higher = float(last[:-1]) > float(first[:-1])
    return Text(
        f"The accuracy with which the class is read off {'rises' if higher else 'falls'} from {first} to {last}.",
        f"讀出類別的準確率則由 {first} {'升到' if higher else '降到'} {last}。",
    )
