"""The remark that every page with numbers carries: which edition they are from."""

from fer_lib.data import ImageDataset
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.publish.prose import edition_remark

OF_FACES = ("synthetic", "masks")
"""Forms of drawn images that show faces."""
FACES, IMAGES = Text("faces", "人臉"), Text("images", "影像")
PHOTOGRAPHS = Text("photographs", "照片")


def edition_note(edition: Edition, dataset: ImageDataset) -> None:
    """Say which edition and which data the page's numbers come from; warn where the images are drawn by a program."""
    title = edition.title
    if dataset.provenance.get("synthetic"):
        faces = dataset.provenance.get("form") in OF_FACES
        drawn, real = (FACES, FACES) if faces else (IMAGES, PHOTOGRAPHS)
        edition_remark(
            Text(
                f"**{title.en}.** This edition uses {len(dataset):,} computer-drawn {drawn.en} and networks that were "
                f"trained for a few epochs. Its numbers show how the report works; they say nothing about real {real.en}.",
                f"**{title.zh}**：這一版使用 {len(dataset):,} 張電腦繪製的{drawn.zh}，網路也只訓練了幾個週期。"
                f"數字用來展示這份報告的做法，不能代表真實{real.zh}上的結果。",
            ),
            "warning",
        )
    else:
        source = dataset.provenance.get("source", "")
        edition_remark(
            Text(
                f"**{title.en}.** This edition uses {len(dataset):,} images (`{source}`).",
                f"**{title.zh}**：這一版使用 {len(dataset):,} 張影像（`{source}`）。",
            ),
            "note",
        )


def missing_runs(edition: Edition, role: str) -> Text:
    """What a chapter says where the edition names no runs for one of its experiments.

    Args:
        edition: the edition.
        role: the key of ``roles`` that would name them.
    """
    return Text(
        f"This edition has no runs for this experiment. To see it, name them under `roles: {role}:` in "
        f"`{edition.file}`.",
        f"這一版沒有這項實驗的訓練結果。若要納入，請在 `{edition.file}` 的 `roles: {role}:` 列出。",
    )
