"""Calibration and temperature scaling in words."""

from fer_lib.language import Text
from fer_lib.metrics.calibration import Reliability, TemperatureScaling
from fer_lib.wording import percent, proportion_text


def position(reliability: Reliability) -> Text:
    """On which side of the diagonal most images lie, for those who cannot see the diagram."""
    below = sum(b.accuracy.n for b in reliability.filled_bins if b.accuracy.share < b.confidence)
    share = below / reliability.n
    side, part = (
        (Text("below", "下方"), share) if share >= 0.5 else (Text("above or on", "上方或線上"), 1 - share)
    )
    return Text(
        f"the bins of {percent(part, 0)} of the images lie {side.en} the diagonal",
        f"有 {percent(part, 0)} 的影像所在的區間落在對角線{side.zh}",
    )


def scaling_in_words(scaling: TemperatureScaling) -> Text:
    """What the temperature says and what it changes, in sentences made from the numbers."""
    before, after = scaling.before, scaling.after
    claimed, right = float(before.confidence.mean()), before.accuracy
    average, limit = after.ece_by_chance
    low, high = right.wilson_interval
    if low <= claimed <= high:
        sure = Text("which agrees", "兩者相符")
    elif claimed > high:
        sure = Text("it is too sure of itself", "也就是過度自信")
    else:
        sure = Text("it is not sure enough", "也就是信心不足")
    images = (
        Text(
            f"the {after.n:,} test images, which neither trained the network nor fitted T",
            f"{after.n:,} 張測試影像（既沒有參與訓練，也沒有用來擬合 T）上",
        )
        if scaling.judged_on == "test"
        else Text(
            f"the {after.n:,} validation images, each judged with the T of the other {scaling.folds - 1} of "
            f"{scaling.folds} folds, as there is no labelled test set",
            f"{after.n:,} 張驗證影像上（沒有帶標籤的測試集，因此採 {scaling.folds} 折交叉驗證，"
            f"每張影像都用其餘 {scaling.folds - 1} 折擬合的 T）",
        )
    )
    left = (
        Text("is too small to be seen in so few images, before and after", "影像太少，縮放前後都看不出偏差")
        if max(before.ece, after.ece) <= limit
        else Text("can no longer be seen in this many images", "用這麼多張影像已看不出還有偏差")
        if after.ece <= limit
        else Text("is smaller, but still to be seen", "偏差變小了，但仍看得出來")
        if after.ece < before.ece
        else Text("has not become smaller", "偏差沒有變小")
    )
    return Text(
        f"On {images.en}, the network gives its answers a probability of {percent(claimed)} on average and is "
        f"right on {proportion_text(right).en}: {sure.en}. The temperature fitted to all validation images is "
        f"T = {scaling.temperature:.2f}. It takes the ECE from {before.ece:.3f} to {after.ece:.3f} and the cross "
        f"entropy from {before.cross_entropy:.3f} to {after.cross_entropy:.3f}, and changes no answer. If every "
        f"probability were exactly right, this many images would still show an ECE of {average:.3f} on average, and "
        f"in 95% of cases at most {limit:.3f}. The miscalibration {left.en}.",
        f"在 {images.zh}，網路給自己答案的機率平均是 {percent(claimed)}，實際答對 {proportion_text(right).zh}："
        f"{sure.zh}。以全部驗證影像擬合的溫度是 T = {scaling.temperature:.2f}，使 ECE 從 {before.ece:.3f} 變成 "
        f"{after.ece:.3f}，交叉熵從 {before.cross_entropy:.3f} 變成 {after.cross_entropy:.3f}，答案則完全不變。"
        f"即使每個機率都完全正確，這麼多張影像的 ECE 平均仍會有 {average:.3f}，而且 95% 的情況下不超過 {limit:.3f}。"
        f"{left.zh}。",
    )
