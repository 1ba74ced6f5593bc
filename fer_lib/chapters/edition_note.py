"""The remark that every page with numbers carries: which edition they are from, its images and its runs."""

from fer_lib.chapters.subject import shows_faces
from fer_lib.data import UNLABELLED, ImageDataset
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.publish.prose import edition_remark
from fer_lib.runs import RunFolder
from fer_lib.runs.files import PROVENANCE
from fer_lib.runs.known import adoption

FACES, IMAGES = Text("faces", "人臉"), Text("images", "影像")
PHOTOGRAPHS = Text("photographs", "照片")


def edition_note(edition: Edition, dataset: ImageDataset) -> None:
    """Say which edition, data and runs a page's numbers come from; warn where the images are drawn by a program."""
    title, networks = edition.title, _networks(edition, dataset)
    unlabelled = int((dataset.labels == UNLABELLED).sum())
    count, labelled, rest = f"{len(dataset) - unlabelled:,}", Text("", ""), Text("", "")
    if unlabelled:
        labelled = Text("labelled ", "附標籤的")
        rest = Text(f", and another {unlabelled:,} without a label", f"，另有 {unlabelled:,} 張沒有標籤")
    if dataset.provenance.get("synthetic"):
        faces = shows_faces(dataset)
        drawn, real = (FACES, FACES) if faces else (IMAGES, PHOTOGRAPHS)
        edition_remark(
            Text(
                f"**{title.en}.** This edition uses {count} {labelled.en}computer-drawn {drawn.en}{rest.en}{networks.en}. Its numbers show "
                f"how this book works; they say nothing about real {real.en}.",
                f"**{title.zh}**：這一版使用 {count} 張{labelled.zh}電腦繪製的{drawn.zh}{rest.zh}{networks.zh}。"
                f"數字用來展示本書的做法，不能代表真實{real.zh}上的結果。",
            ),
            "warning",
            Text(
                f"Computer-drawn {drawn.en}, not {real.en if real != drawn else 'real ones'}",
                f"電腦繪製的{drawn.zh}，不是{real.zh if real != drawn else '真人'}",
            ),
        )
    else:
        sources = [f"`{part}`" for part in str(dataset.provenance.get("source", "")).split(", ") if part]
        named = Text(f" ({', '.join(sources)})", f"（{'、'.join(sources)}）") if sources else Text("", "")
        edition_remark(
            Text(
                f"**{title.en}.** This edition uses {count} {labelled.en}images{rest.en}{named.en}{networks.en}.",
                f"**{title.zh}**：這一版使用 {count} 張{labelled.zh}影像{rest.zh}{named.zh}{networks.zh}。",
            ),
            "note",
        )


def _networks(edition: Edition, dataset: ImageDataset) -> Text:
    """How the networks were trained that learned from these images; nothing while there are none."""
    epochs: list[int] = []
    elsewhere = 0
    for run in _finished_runs(edition, dataset):
        if adoption(run.provenance()) is not None:
            elsewhere += 1
        else:
            epochs.append(run.metrics()["selected"]["of"])
    if not epochs and not elsewhere:
        return Text("", "")
    if not epochs:
        which = "a network that was" if elsewhere == 1 else "networks that were"
        return Text(f" and {which} trained elsewhere", "，模型是在別處訓練的")
    length = _span(min(epochs), max(epochs))
    if elsewhere:
        return Text(
            f" and networks of which some were trained for {length.en} and others elsewhere",
            f"，模型有的訓練了 {length.zh}，有的是在別處訓練的",
        )
    which = "a network that was" if len(epochs) == 1 else "networks that were"
    return Text(f" and {which} trained for {length.en}", f"，模型訓練了 {length.zh}")


def _span(fewest: int, most: int) -> Text:
    if fewest == most:
        return Text(f"{most} epoch{'s' * (most > 1)}", f"{most} 個 epoch")
    return Text(f"{fewest} to {most} epochs", f"{fewest} 到 {most} 個 epoch")


def _finished_runs(edition: Edition, dataset: ImageDataset) -> list[RunFolder]:
    """The edition's runs on these images, as far as they are finished."""
    content = dataset.provenance.get("sha256")
    runs = [edition.run(name) for name in edition.configs]
    return [
        run
        for run in runs
        if run.is_complete and (run.path / PROVENANCE).is_file()
        if content and run.provenance().get("data", {}).get("sha256") == content
    ]


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
