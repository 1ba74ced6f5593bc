"""What the cover says of the main run: how long it was trained, which epoch was kept, what the scores are worth."""

from typing import Any

from fer_lib.language import Text
from fer_lib.runs import RunFolder
from fer_lib.wording import paragraph


def training(run: RunFolder) -> Text:
    """Length of the training, choice of the weights, and which score is to be believed."""
    metrics, keeps_last = run.metrics(), run.config().best_metric == "epoch"
    if run.adopted is not None:
        return _from_elsewhere("test" in metrics["splits"])
    return paragraph(_length(metrics, keeps_last), _test_images("test" in metrics["splits"], keeps_last))


def _from_elsewhere(has_test: bool) -> Text:
    """What is not known of a training that was adopted, and what that means for its scores."""
    splits = (
        Text("validation and test images", "驗證與測試影像")
        if has_test
        else Text("validation images", "驗證影像")
    )
    return Text(
        "The network was trained elsewhere; only its weights came here. On which images it was trained, and by which "
        f"its weights were chosen, is not known: its score on the {splits.en} is believable only if those were not "
        "among them.",
        f"這個網路是在別處訓練的，這裡只有它的權重。不知道它用哪些影像訓練，也不知道權重是依哪些影像挑選的：{splits.zh}"
        "若不在其中，分數才可信。",
    )


def _length(metrics: dict[str, Any], keeps_last: bool) -> Text:
    chosen, epochs = metrics["selected"]["epoch"], metrics["selected"]["of"]
    if keeps_last:
        choice = Text("the weights are those of the last one.", "權重取自最後一個週期。")
    else:
        choice = Text(
            f"epoch {chosen} was chosen because it did best on the validation images.",
            f"第 {chosen} 個週期在驗證集上表現最好，因此選用它的權重。",
        )
    return Text(
        f"The network was trained for {epochs} epoch{'s' * (epochs > 1)} in {metrics['seconds']:.0f} seconds; {choice.en}",
        f"網路共訓練 {epochs} 個週期，花了 {metrics['seconds']:.0f} 秒；{choice.zh}",
    )


def _test_images(has_labels: bool, keeps_last: bool) -> Text:
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
        "their score is a little too good.",
        "這份資料沒有附標籤的測試影像，只能看驗證集的分數；週期是依驗證集挑選的，所以這個分數會略微偏高。",
    )
