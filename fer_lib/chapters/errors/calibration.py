"""Calibration and temperature scaling in words."""

from fer_lib.language import Text
from fer_lib.metrics.calibration import TEMPERATURES, Reliability, TemperatureScaling
from fer_lib.wording import paragraph, percent, proportion_text


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
    before, after, images = scaling.before, scaling.after, _images(scaling)
    claimed, right = float(before.confidence.mean()), before.accuracy
    low, high = right.wilson_interval
    if low <= claimed <= high:
        sure = Text("which agrees", "兩者相符")
    elif claimed > high:
        sure = Text("it is too sure of itself", "也就是過度自信")
    else:
        sure = Text("it is not sure enough", "也就是信心不足")
    return paragraph(
        Text(
            f"On {images.en}, the network gives its answers a probability of {percent(claimed)} on average and is "
            f"right on {proportion_text(right).en}: {sure.en}.",
            f"在 {images.zh}，模型給自己答案的機率平均是 {percent(claimed)}，實際答對 {proportion_text(right).zh}："
            f"{sure.zh}。",
        ),
        _temperature(scaling.temperature),
        _changes(scaling),
        _seen(before, after),
    )


def _images(scaling: TemperatureScaling) -> Text:
    """Which images the temperature is judged on."""
    n, folds = scaling.after.n, scaling.folds
    if scaling.judged_on == "test":
        return Text(
            f"the {n:,} test image{'s' * (n != 1)}, which neither trained the network nor fitted T",
            f"{n:,} 張測試影像（既沒有參與訓練，也沒有用來擬合 T）上",
        )
    if folds == 1:
        return Text(
            f"the {n} validation image, which leaves no other to fit T to, as there is no labelled test set",
            f"{n} 張驗證影像（沒有帶標籤的測試集，也就沒有別的影像可以擬合 T）上",
        )
    others = "fold" if folds == 2 else f"{folds - 1} folds"
    others_zh = "另一折" if folds == 2 else f"其餘 {folds - 1} 折"
    return Text(
        f"the {n:,} validation images (there is no labelled test set, so for T they are cut into {folds} folds, each judged "
        f"with the T of the other {others})",
        f"{n:,} 張驗證影像上（沒有帶標籤的測試集，因此 T 採 {folds} 折交叉驗證：每張影像都用{others_zh}擬合的 T）",
    )


def _temperature(temperature: float) -> Text:
    """The temperature, or that it is an end of what is searched."""
    if temperature in TEMPERATURES:
        extreme = Text("smallest", "最小") if temperature == TEMPERATURES[0] else Text("largest", "最大")
        return Text(
            f"The temperature fitted to all validation images is the {extreme.en} that is tried, T = {temperature:g}.",
            f"以全部驗證影像擬合的溫度是所嘗試的{extreme.zh}值，T = {temperature:g}。",
        )
    return Text(
        f"The temperature fitted to all validation images is T = {temperature:.2f}.",
        f"以全部驗證影像擬合的溫度是 T = {temperature:.2f}。",
    )


def _changes(scaling: TemperatureScaling) -> Text:
    """What becomes of ECE and cross entropy."""
    before, after = scaling.before, scaling.after
    ece = _becomes(before.ece, after.ece)
    entropy = _becomes(before.cross_entropy, after.cross_entropy)
    if scaling.judged_on != "test" and scaling.folds > 1:
        return Text(
            f"With those of the folds the ECE {ece.en}, the cross entropy {entropy.en}, and no answer changes.",
            f"用了各折的 T，ECE {ece.zh}，交叉熵{entropy.zh}，答案則完全不變。",
        )
    return Text(
        f"With it the ECE {ece.en}, the cross entropy {entropy.en}, and no answer changes.",
        f"用了它，ECE {ece.zh}，交叉熵{entropy.zh}，答案則完全不變。",
    )


def _becomes(before: float, after: float) -> Text:
    first, second = f"{before:.3f}", f"{after:.3f}"
    if first == second:
        return Text(f"stays at {first}", f"維持 {first}")
    return Text(f"goes from {first} to {second}", f"從 {first} 變成 {second}")


def _seen(before: Reliability, after: Reliability) -> Text:
    """Whether the probabilities are off by more than so many images show anyway, before and after."""
    (_, limit), (_, limit_after) = before.ece_by_chance, after.ece_by_chance
    seen, seen_after = before.ece > limit, after.ece > limit_after
    if seen and seen_after:
        left = (
            Text("The miscalibration is smaller, but still visible.", "偏差變小了，但仍看得出來。")
            if after.ece < before.ece
            else Text("The miscalibration has not become smaller.", "偏差沒有變小。")
        )
    elif seen:
        left = Text(
            "After the scaling, this many images no longer reveal any miscalibration.",
            "縮放之後，用這麼多張影像已看不出還有偏差。",
        )
    elif seen_after:
        left = Text(
            "Before the scaling, this many images reveal no miscalibration; after it, they do.",
            "縮放之前，用這麼多張影像看不出偏差；縮放之後反而看得出來。",
        )
    else:
        left = Text(
            "Neither before nor after the scaling do this many images reveal any miscalibration.",
            "縮放之前與之後，用這麼多張影像都看不出偏差。",
        )
    return paragraph(
        Text(
            "If every probability were exactly right, this many images would still show, in 95% of cases, an ECE of at "
            f"most {limit:.3f} with the probabilities before, and of at most {limit_after:.3f} with those after.",
            f"即使每個機率都完全正確，這麼多張影像的 ECE 在 95% 的情況下，以縮放前的機率不超過 {limit:.3f}，"
            f"以縮放後的機率不超過 {limit_after:.3f}。",
        ),
        left,
    )
