"""The remark that every page with numbers carries: which edition they are from."""

from fer_lib.data import FaceDataset
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.publish.prose import note


def edition_note(edition: Edition, dataset: FaceDataset) -> None:
    """Say which edition and which data the page's numbers come from; warn where the faces are synthetic."""
    title = edition.title
    if dataset.provenance.get("synthetic"):
        note(
            Text(
                f"**{title.en}.** This edition uses {len(dataset):,} computer-drawn faces and networks that were "
                "trained for a few epochs. Its numbers show how the report works; they say nothing about real faces.",
                f"**{title.zh}**：這一版使用 {len(dataset):,} 張電腦繪製的人臉，網路也只訓練了幾個週期。"
                "數字用來展示這份報告的做法，不能代表真實人臉上的結果。",
            ),
            "warning",
        )
    else:
        source = dataset.provenance.get("source", "")
        note(
            Text(
                f"**{title.en}.** This edition uses {len(dataset):,} images (`{source}`).",
                f"**{title.zh}**：這一版使用 {len(dataset):,} 張影像（`{source}`）。",
            )
        )
