"""The kept long runs on FER2013 (``results/``), a row each: for the book and for ``python -m fer_lib results list``."""

from fer_lib.language import Text
from fer_lib.runs.results import Result
from fer_lib.wording import interval_percent, percent

COLUMNS = [
    Text("Run", "訓練"),
    Text("Copies", "重複影像"),
    Text("Best epoch", "最佳 epoch"),
    Text("PublicTest (95%)", "PublicTest（95%）"),
    Text("PrivateTest (95%)", "PrivateTest（95%）"),
    Text("Minutes", "分鐘"),
]
ALIGN = "llcrrr"


def kept_run_row(result: Result) -> list[object]:
    """Its row under ``COLUMNS``."""
    shown = []
    for split in ("validation", "test"):
        accuracy = result.accuracy(split)
        interval = interval_percent(accuracy.wilson_interval).removesuffix("%") if accuracy else ""
        shown.append(f"{percent(accuracy.share)} ({interval})" if accuracy else "–")
    selected = result.metrics["selected"]
    return [
        result.name,
        Text("dropped", "去除") if result.config["drop_leaked"] else Text("kept", "保留"),
        f"{selected['epoch']}/{selected['of']}",
        *shown,
        f"{result.metrics['seconds'] / 60:.0f}",
    ]
