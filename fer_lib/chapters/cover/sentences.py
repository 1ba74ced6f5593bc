"""What the cover says: what the report does with which images, and how the main run was trained and chosen."""

import re
from collections.abc import Collection
from typing import Any

from fer_lib.chapters.subject import colour_text, shows_expressions, size_text
from fer_lib.data import ImageDataset
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.runs import RunFolder
from fer_lib.wording import listed, paragraph

MOST_NAMED = 12
"""Classes that are named one by one."""
OF_ERRORS = {"errors"}
OF_MATHEMATICS = {"convolution", "batchnorm", "softmax", "backpropagation"}
"""Chapters, by their names without numbers."""


def about(book: Edition, dataset: ImageDataset, chapters: Collection[str]) -> Text:
    """What the report does with which images.

    Args:
        book: the edition.
        dataset: its images.
        chapters: that the book has, as ``05_errors``.
    """
    names = {re.sub(r"^\d+_", "", name) for name in chapters}
    several = len(book.main_configs) > 1
    they, fail, them = ("they do it", "they fail", "them") if several else ("it does so", "it fails", "it")
    told = [Text(f"says how well {they}", "說明模型做得多好")]
    if names & OF_ERRORS:
        told = [Text(f"says how well {they} and where {fail}", "說明模型做得多好、錯在哪裡")]
    if names & OF_MATHEMATICS:
        told.append(Text(f"derives the mathematics behind {them}", "推導背後的數學"))
    who, task = _networks(book, several), _task(dataset)
    rest = f", {told[0].en}, and {told[1].en}." if len(told) > 1 else f", and {told[0].en}."
    return Text(f"{who.en} to {task.en}{rest}", f"{who.zh}，{task.zh}，{'，並'.join(t.zh for t in told)}。")


def _networks(book: Edition, several: bool) -> Text:
    """Whose training it is: the report's, or somebody's elsewhere."""
    elsewhere = book.adopted.keys() & book.main_configs.keys()
    if book.main_run not in elsewhere:
        return (
            Text("This report trains neural networks", "這份報告訓練神經網路")
            if several
            else Text("This report trains a neural network", "這份報告訓練一個神經網路")
        )
    if elsewhere < book.main_configs.keys():
        return Text(
            "This report examines neural networks that were trained, some of them elsewhere,",
            "這份報告檢視幾個訓練好的神經網路（有的在別處訓練）",
        )
    return (
        Text(
            "This report examines neural networks that were trained elsewhere",
            "這份報告檢視幾個在別處訓練的神經網路",
        )
        if several
        else Text(
            "This report examines a neural network that was trained elsewhere",
            "這份報告檢視一個在別處訓練的神經網路",
        )
    )


def _task(dataset: ImageDataset) -> Text:
    """What the networks have to do."""
    number, size, colour = len(dataset.class_names), size_text(dataset.shape), colour_text(dataset.shape)
    images = Text(f"{colour.en} images of {size.en}", f"{size.zh}的{colour.zh}影像")
    if shows_expressions(dataset):
        return Text(
            f"read {number} facial expressions from {images.en}", f"從 {images.zh}辨識 {number} 種臉部表情"
        )
    named = Text("", "")
    if number <= MOST_NAMED:
        names = listed(class_texts(dataset.class_names))
        named = Text(f" ({names.en})", f"（{names.zh}）")
    return Text(
        f"sort {images.en} into {number} classes{named.en}", f"把 {images.zh}分成 {number} 類{named.zh}"
    )


def training(run: RunFolder) -> Text:
    """Length of the training, choice of the weights, and which score is to be believed."""
    metrics, keeps_last = run.metrics(), run.config().best_metric == "epoch"
    if run.adopted is not None:
        return _from_elsewhere(run)
    return paragraph(_length(metrics, keeps_last), _test_images("test" in metrics["splits"], keeps_last))


def _from_elsewhere(run: RunFolder) -> Text:
    """What came here of a training that was adopted, what is not known of it, and what that means for its scores."""
    splits = (
        Text("validation and test images", "驗證與測試影像")
        if "test" in run.metrics()["splits"]
        else Text("validation images", "驗證影像")
    )
    if run.has_history:
        epochs = len(run.history(gaps=True).records)
        came = Text(
            f"its weights came here, and the curves of its {epochs} epoch{'s' * (epochs != 1)}",
            f"這裡有它的權重，以及 {epochs} 個 epoch 的訓練曲線",
        )
    else:
        came = Text(
            "its weights came here, without the curves of its training", "這裡有它的權重，但沒有訓練曲線"
        )
    return Text(
        f"The network was trained elsewhere; {came.en}. On which images it was trained, and by which its weights were "
        f"chosen, is not known: its score on the {splits.en} is believable only if those were not among them.",
        f"這個模型是在別處訓練的；{came.zh}。不知道它用哪些影像訓練，也不知道權重是依哪些影像挑選的：{splits.zh}"
        "若不在其中，分數才可信。",
    )


def _length(metrics: dict[str, Any], keeps_last: bool) -> Text:
    chosen, epochs = metrics["selected"]["epoch"], metrics["selected"]["of"]
    seconds = f"{metrics['seconds']:.0f}"
    if epochs == 1:
        choice = Text("that epoch has made its weights.", "權重就取自這個 epoch。")
    elif keeps_last:
        choice = Text("the weights are those of the last one.", "權重取自最後一個 epoch。")
    else:
        choice = Text(
            f"epoch {chosen} was chosen because it did best on the validation images.",
            f"第 {chosen} 個 epoch 在驗證集上表現最好，因此選用它的權重。",
        )
    return Text(
        f"The network was trained for {epochs} epoch{'s' * (epochs > 1)} in {seconds} second{'s' * (seconds != '1')}; "
        f"{choice.en}",
        f"模型共訓練 {epochs} 個 epoch，花了 {seconds} 秒；{choice.zh}",
    )


def _test_images(has_labels: bool, keeps_last: bool) -> Text:
    if has_labels and keeps_last:
        return Text("The test images were scored once, at the end.", "測試影像只在最後評分一次。")
    if has_labels:
        return Text(
            "The test images took no part in that choice and were scored once.",
            "測試影像完全不參與挑選，只評分一次。",
        )
    if keeps_last:
        return Text(
            "These data have no test images with labels, so the validation images have to do.",
            "這份資料沒有附標籤的測試影像，只能看驗證集的分數。",
        )
    return Text(
        "These data have no test images with labels, so the validation images have to do; as they chose the epoch, "
        "their score is as a rule a little too good.",
        "這份資料沒有附標籤的測試影像，只能看驗證集的分數；epoch 是依驗證集挑選的，所以這個分數通常略為偏高。",
    )
