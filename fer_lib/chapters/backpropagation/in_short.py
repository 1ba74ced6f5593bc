"""What chapter 13 found, in short: what is proved, what zero weights lead to, and report E's slip."""

from collections.abc import Iterable, Mapping

from fer_lib.chapters.backpropagation.zero_start import StartExperiment
from fer_lib.chapters.proof_tables import Results
from fer_lib.language import Text
from fer_lib.metrics.paired_difference import paired_difference
from fer_lib.proofs.backpropagation import composition, recursion, twins, zero_start
from fer_lib.proofs.backpropagation.slips import SlipExample
from fer_lib.proofs.claim import Claim


def findings(
    results: Results, experiment: StartExperiment, examples: Mapping[str, SlipExample], reports: bool = True
) -> list[Text]:
    """Three sentences, or four where the book shows the reports.

    Args:
        results: of the proofs.
        experiment: the trainings from zero.
        examples: the smallest example with each derivative, by ``tables.DERIVATIVES``.
        reports: whether the book shows the five reports.
    """
    return [
        _recursion(results),
        _all_zero(results),
        _zero_weights(experiment),
        *([_slip(examples["mask"])] if reports else []),
    ]


def _as_expected(results: Results, *groups: Iterable[Claim]) -> bool:
    return all(results[claim.id].as_expected for group in groups for claim in group)


def _recursion(results: Results) -> Text:
    if not _as_expected(results, recursion.CLAIMS, composition.CLAIMS):
        return Text(
            "The recursion that gives the gradient of one layer from the next is not proved in all its parts in this run.",
            "由後一層求前一層梯度的遞迴式，這次執行沒有全部證明。",
        )
    return Text(
        "One recursion, proved for any depth, any widths and any differentiable activation, gives the gradient of each layer "
        "from that of the layer above.",
        "同一個遞迴式由後一層的梯度得到前一層的梯度，而且對任意深度、任意寬度與任意可微的活化函數都已證明。",
    )


def _all_zero(results: Results) -> Text:
    if not _as_expected(results, zero_start.CLAIMS, twins.CLAIMS):
        return Text(
            "What a network learns that starts at zero is not proved in all its parts in this run.",
            "模型全部從零開始會學到什麼，這次執行沒有全部證明。",
        )
    return Text(
        "Starting everything at zero wastes the hidden layers: with sigmoid all units of a layer stay equal for ever, and with "
        "ReLU nothing moves but the last bias.",
        "全部從零開始，隱藏層就形同虛設：用 sigmoid，同一層的單元永遠相同；用 ReLU，除了輸出層的偏差項，什麼都不會動。",
    )


ENDS = {
    "worse": Text("they end worse than from random weights", "最後比從隨機權重出發差"),
    "better": Text("they end better than from random weights", "最後比從隨機權重出發好"),
    "equal": Text("no difference from random weights is shown", "看不出與隨機權重有差別"),
}
"""How networks from zero weights end, as a clause."""


def ending(gap_mean: float, includes_zero: bool) -> str:
    """The key of ``ENDS`` for a difference of accuracies, zero weights less random ones."""
    return "equal" if includes_zero else "worse" if gap_mean < 0 else "better"


def _zero_weights(experiment: StartExperiment) -> Text:
    """How networks with zero weights and random biases end, with each activation."""
    ends = {}
    for name, runs in experiment.by_activation.items():
        gap = paired_difference(runs["zero weights"].accuracies, runs["random"].accuracies)
        ends[name] = ENDS[ending(gap.mean, gap.includes_zero)]
    (first, end), (second, other) = ends.items()
    if end == other:
        return Text(
            f"If only the weights start at zero and the biases at random, {end.en}, with {first} and with {second} alike.",
            f"若只有權重從零開始、偏差項隨機，{end.zh}；{first} 與 {second} 都是如此。",
        )
    return Text(
        f"If only the weights start at zero and the biases at random, {end.en} with {first}; with {second} {other.en}.",
        f"若只有權重從零開始、偏差項隨機，用 {first} 時{end.zh}，用 {second} 時{other.zh}。",
    )


def _slip(mask: SlipExample) -> Text:
    factor = f"{mask.found / mask.autograd:.1f}"
    return Text(
        "Report E takes the derivative of a ReLU for that of its sigmoid; in the smallest example the gradient becomes "
        f"{factor} times as large as it is.",
        f"報告 E 把 ReLU 的導數當成 sigmoid 的導數；在最小的例子裡，梯度因此成了正確值的 {factor} 倍。",
    )
