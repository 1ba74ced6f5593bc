"""The numbers of parameters that reports A and D print (claims A1, D1), held against the networks rebuilt from them."""

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.models.network import take_apart
from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS
from fer_lib.language import Text


def answers() -> list[Answer]:
    """Every claim with its answer, in the order of the reports."""
    return [a1(), d1()]


def a1() -> Answer:
    """The number of trainable parameters of report A's network."""
    trainable = f"{take_apart('report-a').totals.trainable:,}"
    return Answer(
        "A1",
        Text(
            f"The network rebuilt from the report has {trainable} trainable parameters.",
            f"照報告重建的模型有 {trainable} 個可訓練的參數。",
        ),
        _parts("report-a"),
    )


def d1() -> Answer:
    """Report D's numbers, as Keras counts them."""
    cnn, dnn = (take_apart(f"report-d-{kind}").totals for kind in ("cnn", "dnn"))
    return Answer(
        "D1",
        Text(
            f"The CNN rebuilt from the report has {cnn.trainable:,} trainable parameters and {cnn.statistics:,} "
            f"statistics of batch normalization, together {cnn.total:,}; the DNN with its statistics has {dnn.total:,}.",
            f"照報告重建的 CNN 有 {cnn.trainable:,} 個可訓練的參數與 {cnn.statistics:,} 個批次正規化的統計量，"
            f"合計 {cnn.total:,} 個；DNN 連統計量共 {dnn.total:,} 個。",
        ),
        _parts("report-d-cnn", "report-d-dnn"),
    )


def _parts(*models: str) -> tuple[bool, ...]:
    """Of each number that is printed of these networks, whether it is true of what it is called."""
    printed = [one for one in PRINTED_COUNTS if one.model in models]
    return tuple(one.agrees() and not one.is_erratum for one in printed)
