"""The cover's table: accuracy of the main run on each split."""

from fer_lib.data import SPLITS
from fer_lib.language import Text, heading
from fer_lib.names import split_text
from fer_lib.publish import BookTable
from fer_lib.runs import RunFolder
from fer_lib.wording import interval_percent, percent


def headline(run: RunFolder) -> BookTable:
    """Accuracy with its interval on every split that has labels."""
    metrics = run.metrics()
    parameters, epoch = f"{metrics['parameters']:,}", metrics["selected"]["epoch"]
    weights = (
        Text(f" with the weights of epoch {epoch}", f"取第 {epoch} 個 epoch 的權重，")
        if epoch
        else Text("", "")
    )
    rows: list[list[object]] = []
    for split in SPLITS:
        if split in metrics["splits"]:
            accuracy = run.accuracy(split)
            interval = interval_percent(accuracy.wilson_interval)
            rows.append([split_text(split), f"{accuracy.n:,}", percent(accuracy.share), interval])
    return BookTable(
        Text(
            f"Accuracy{weights.en}; the network has {parameters} parameters.",
            f"各集合的準確率（{weights.zh}模型有 {parameters} 個參數）。",
        ),
        [
            Text("Images", "影像"),
            Text("Number", "張數"),
            heading("accuracy"),
            Text("95% interval", "95% 信賴區間"),
        ],
        rows,
        "lrrr",
    )
