"""What chapter 2 found, in short: where parameters and work sit, how large the network is, what was printed wrongly."""

from fer_lib.chapters.models.convolution_shares_figure import ConvolutionShares
from fer_lib.chapters.models.network import Network
from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS
from fer_lib.chapters.models.shown_networks import ShownNetworks
from fer_lib.chapters.models.stage_shares_figure import StageShares
from fer_lib.language import Text
from fer_lib.wording import at_least_percent, listed, percent

_FEWEST_STAGES = 3
"""So many stages are needed before two of them are a part of the network that is worth a sentence."""


def findings(shown: ShownNetworks, reports: bool) -> list[Text]:
    """Two to four sentences that are true of whatever networks.

    Args:
        shown: the networks of the chapter.
        reports: whether the edition speaks of the five reports.
    """
    shares = _stages(shown.main)
    more = _printed() if reports else _convolutions(shown)
    return [text for text in (shares, _size(shown.main), _uses(shown.main), more) if text is not None]


def _stages(network: Network) -> Text | None:
    """Where most parameters sit, and how much of the work is done there."""
    shares, name = StageShares.of(network), network.shown_name
    if len(shares.names) < _FEWEST_STAGES:
        return None
    most = shares.by_parameters[:2]
    held, done = (sum(part[place] for place in most) for part in (shares.parameters, shares.macs))
    layers = listed([Text(shares.layers[place], shares.layers[place]) for place in sorted(most)])
    of = Text("", "")
    if all(shares.layers[place] for place in most):
        of = Text(f", those of the layers {layers.en},", f"（{layers.zh} 所在）")
    but = Text("but do only", "卻只負責") if done < held / 2 else Text("and do", "並負責")
    return Text(
        f"In `{name}` the two stages with the most parameters{of.en} hold {percent(held)} of them {but.en} "
        f"{percent(done)} of the work.",
        f"在 `{name}` 中，參數最多的兩個階段{of.zh}占了 {percent(held)} 的參數，{but.zh} {percent(done)} 的運算。",
    )


def _size(network: Network) -> Text:
    """How many parameters and multiplications there are."""
    parameters, macs = f"{network.totals.trainable:,}", f"{network.totals.macs:,}"
    return Text(
        f"`{network.shown_name}` has {parameters} parameters and needs {macs} multiplications for one image.",
        f"`{network.shown_name}` 有 {parameters} 個參數，處理一張影像要做 {macs} 次乘法。",
    )


def _uses(network: Network) -> Text:
    """How often a weight is used for one image."""
    value = network.uses_of_a_weight
    shown = f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
    if shown == "1.0":
        return Text(
            "Each of its weights is used once for an image, or nearly so.",
            "它的每個權重對一張影像大致只用一次。",
        )
    return Text(
        f"Each of its weights is used {shown} times for one image, on average.",
        f"它的每個權重對一張影像平均使用 {shown} 次。",
    )


def _printed() -> Text:
    """How many of the reports' numbers of parameters are wrong."""
    wrong, number = sum(one.is_erratum for one in PRINTED_COUNTS), len(PRINTED_COUNTS)
    return Text(
        f"Of the {number} numbers of parameters that the reports print, {wrong} are wrong, and each mistake can be "
        "repeated to the digit.",
        f"報告列出的 {number} 個參數量中有 {wrong} 個是錯的，而且每個錯誤都能一位不差地重現。",
    )


def _convolutions(shown: ShownNetworks) -> Text | None:
    """How much of the work convolutions do, where networks can be compared."""
    shares = ConvolutionShares.of(shown.all)
    if not shares.can_be_compared:
        return None
    work = at_least_percent(shares.least_work)
    return Text(
        f"Wherever there are convolutions here, they do at least {work} of the work.",
        f"這裡的模型只要有卷積層，卷積層就至少負責 {work} 的運算。",
    )
